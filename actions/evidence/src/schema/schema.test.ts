import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {readStatement} from '#core';
import {builtFiles, evidenceFiles, files} from '#testkit';
import {composeRecord, recordText} from '../record/compose.ts';
import {readRecord, recordPath} from '../record/read.ts';
import {candidateId, commitId, now, preflight, report, reportText} from '../report.fixture.ts';
import {catalog} from './catalog.ts';
import {collect} from './collect.ts';
import {earlierNames, fileOf} from './earlier-names.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

const gates = preflight([{attachments: [{name: 'plan.json', mediaType: 'application/json', content: '{}'}]}]);
const record = recordText(composeRecord({candidate: candidateId, commit: commitId, reports: gates.map(report), attached: [], artifacts: [], required: []}));
const good: Readonly<Record<string, string>> = {
  ...Object.fromEntries(gates.map(reportText).map(({path, text}) => [path, text])), 'evidence/docs-reality.check.plan.json': '{}', [recordPath(candidateId)]: record,
  'summary.md': '# Summary', 'report.sarif': '{"version":"2.1.0","runs":[]}', 'journal/evidence.seal.jsonl': '{"begin":{"id":"x","about":"y","data":null}}\n{"end":"x","sta',
};
const entry = {id: 'load', pattern: 'reports/load_*.json', versions: ['2', '1'], producer: 'npm run load', consumers: ['capacity'], sensitivity: 'internal',
  fields: {'summary.p95': 'number', profile: 'text'}};
const load = (members: Record<string, unknown> = {}): string => JSON.stringify({schemaVersion: 2, summary: {p95: 12.5}, profile: 'prod', ...members});

async function judge(own: Readonly<Record<string, string>>, {built = {}, policy: written = {}, tree = {}}: {
  readonly built?: Readonly<Record<string, string | Uint8Array>>; readonly policy?: Record<string, unknown>; readonly tree?: Readonly<Record<string, string>>;
} = {}) {
  const parsed = policy.parse(written);
  const facts = await collect({evidence: evidenceFiles(own), built: builtFiles(built), files: files(tree)}, {policy: parsed});
  const judged = rules.map(rule => ({id: rule.id, ruling: rule.judge(facts, parsed, now)}));
  return judged.flatMap(({id, ruling}) => [...ruling.broken.map(({key, message}) => `${id} ${key}: ${message}`), ...ruling.undecided.map(({message}) => `${id}? ${message}`)]);
}

describe('files of our own', () => {
  test('are in the catalog and valid', async () => {
    expect(await judge(good)).toEqual([]);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['a file of nobody', {'evidence/notes.txt': 'x'}, /^schema\.catalogued evidence\/notes\.txt/],
    ['one beside the folders', {'other.json': '{}'}, /^schema\.catalogued other\.json/],
    ['JSON that is no report', {'evidence/x.y.json': '{"ok":true}'}, /^schema\.valid evidence\/x\.y\.json: .* is no report-file: it is no report file/],
    ['an empty report', {'evidence/x.y.json': ''}, /^schema\.valid evidence\/x\.y\.json: .*: it is empty\./],
    ['a report that was formatted', {'evidence/docs-reality.check.json': JSON.stringify(JSON.parse(good['evidence/docs-reality.check.json']!), null, 2)}, /not in canonical form/],
    ['a report under another name', {'evidence/x.y.json': good['evidence/docs-reality.check.json']!}, /it holds the report that is called docs-reality\.check\.json/],
    ['a changed attachment', {'evidence/docs-reality.check.plan.json': '[]'}, /^schema\.valid evidence\/docs-reality\.check\.plan\.json: .* it is not what/],
    ['a changed record', {[recordPath(candidateId)]: record.replace('timeVerified":"2026', 'timeVerified":"2025')}, /^schema\.valid records\/.*it was changed after it was sealed/],
    ['SARIF that is none', {'report.sarif': '{}'}, /^schema\.valid report\.sarif/],
    ['an empty summary', {'summary.md': ''}, /^schema\.valid summary\.md: .*it is empty/],
    ['a damaged journal', {'journal/evidence.seal.jsonl': 'x\n{"end":"x","state":"done"}\n'}, /^schema\.valid journal\/.*line 1 is not JSON/],
  ])('%s', async (_name, more, expected) => {
    expect(await judge({...good, ...more})).toContainEqual(expect.stringMatching(expected));
  });

  test('what must be there and is not', async () => {
    expect(await judge({'summary.md': 'x'})).toEqual(['schema.present report-file: There is no report-file: the catalog promises one.']);
    expect(await judge(good, {policy: {require: ['junit']}})).toEqual(['schema.present junit: There is no junit: the catalog promises one.']);
  });
});

describe('files of other tools', () => {
  const judgeLoad = (text: string | Uint8Array, more: Record<string, unknown> = {}, name = 'reports/load_1.json') =>
    judge(good, {built: {[name]: text}, policy: {catalog: [{...entry, ...more}]}});
  test('of the version that is written and of the one before are read', async () => {
    expect(await judgeLoad(load())).toEqual([]);
    expect(await judgeLoad(load({schemaVersion: 1}))).toEqual([]);
    expect(await judgeLoad(`${load()}\n\n${load({schemaVersion: '1'})}\n`, {pattern: 'reports/load_*.ndjson'}, 'reports/load_1.ndjson')).toEqual([]);
    expect(await judgeLoad(`${load()}\n\n${load({schemaVersion: '9'})}\n`, {pattern: 'reports/load_*.ndjson'}, 'reports/load_1.ndjson')).toEqual([expect.stringContaining('line 3: ')]);
    expect(await judgeLoad(`${load()}\nx\n`, {pattern: 'reports/load_*.jsonl'}, 'reports/load_1.jsonl')).toEqual([expect.stringContaining('line 2: it is not JSON')]);
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['a version that is not read', load({schemaVersion: 3}), /its schemaVersion is 3, and 2, 1 are read/],
    ['no version', load({schemaVersion: undefined}), /its schemaVersion is missing/],
    ['a field of another kind', load({profile: 7}), /its profile is number, and text is expected/],
    ['a field that is not there', load({summary: {}}), /its summary\.p95 is nothing, and number is expected/],
    ['a field in nothing', load({summary: null}), /its summary\.p95 is nothing/], ['a list for a document', '[]', /it is no JSON object/],
    ['no JSON', 'p95: 12', /it is not JSON/], ['nothing', '', /it is empty/], ['bytes', Uint8Array.of(0xff), /it is not UTF-8/],
  ])('%s', async (_name, text, expected) => {
    expect(await judgeLoad(text)).toContainEqual(expect.stringMatching(expected));
  });

  test('none where the catalog promises one, unless it is optional', async () => {
    expect(await judge(good, {policy: {catalog: [entry]}})).toEqual(['schema.present load: There is no load: the catalog promises one.']);
    expect(await judge(good, {policy: {catalog: [{...entry, optional: true}]}})).toEqual([]);
  });

  test('one that fits no entry', async () => {
    expect(await judge(good, {built: {'reports/load_1.json': load(), 'reports/new.json': '{}'},
      policy: {catalog: [entry], covers: ['reports/**']}})).toEqual(['schema.catalogued reports/new.json: reports/new.json fits no entry of the catalog.']);
  });

  test('the page says what the catalog says', async () => {
    const page = (row: string) => judge(good, {built: {'reports/load_1.json': load()}, tree: {'docs/reports.md': `| id | file |\n|---|---|\n${row}\n`},
      policy: {catalog: [entry], page: 'docs/reports.md'}});
    expect(await page('| load | `reports/load_*.json` | 2, 1 | npm run load | capacity | internal |')).toEqual([]);
    expect(await page('| load | `reports/load_*.json` | 2 | npm run load | capacity | public |')).toEqual([
      expect.stringMatching(/does not say of load: the version 1, its sensitivity\.$/),
    ]);
    expect(await page('| load | `reports/*.json` | 2, 1 | npm run load | capacity | internal |')).toEqual([expect.stringMatching(/does not say of load: its pattern\.$/)]);
    expect(await judge(good, {built: {'reports/load_1.json': load()}, policy: {catalog: [entry],
      page: 'docs/none.md'}})).toEqual([expect.stringMatching(/^schema\.page\? docs\/none\.md: there is no such file/)]);
  });
});

describe('versions', () => {
  const readers: Readonly<Record<string, (text: string) => unknown>> = {'report-file': text => readStatement(text),
    'release-record': text => readRecord(text, 'x').intact || undefined};
  const own = catalog.filter(({schema}) => schema !== undefined);
  test('every kind with a schema has a reader here', () => {
    expect(own.map(({id}) => id)).toEqual(Object.keys(readers));
  });

  // Documents as they were written once: never to be made anew, so that a later version cannot forget how to read them.
  test.each(own.flatMap(({id, reads}) => reads.map(version => [id, version] as const)))('a %s of version %s, as it was written, is read', (id, version) => {
    const text = readFileSync(join(import.meta.dirname, `../../../../tests/evidence/versions/${id}.v${version}.json`), 'utf8');
    expect(readers[id]!(text)).toBeTruthy();
  });
});

describe('names of earlier scripts', () => {
  test('are all here, each once', () => {
    const patterns = earlierNames.map(({pattern}) => pattern);
    expect(patterns.filter(pattern => /[*.]/.test(pattern))).toHaveLength(43);
    expect(patterns).toHaveLength(45);
    expect(new Set(patterns).size).toBe(45);
  });

  test('each has a file of ours, and a companion stands beside its report', () => {
    for (const name of earlierNames) expect(fileOf(name)).toMatch(name.kept === undefined ? /^evidence\/[a-z-]+\.[a-z-]+(?:\.[a-z]+)?\.(?:json|md)$/ : /./);
    const companions = earlierNames.filter(({attachment}) => attachment !== undefined);
    for (const {gate} of companions) expect(gate).toMatch(/^[a-z-]+\/[a-z-]+$/);
    expect(earlierNames.filter(({pattern}) => pattern.endsWith('.md')).every(({attachment}) => attachment?.endsWith('.md'))).toBe(true);
  });
});
