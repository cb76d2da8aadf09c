import {describe, expect, test} from '@jest/globals';
import {builtFiles, commit, evidenceFiles, git} from '#testkit';
import {composeRecord, digestOf, recordText} from '../record/compose.ts';
import {type RecordStatement, type ReleaseRecord, recordField, recordIn} from '../record/format.ts';
import {readRecord, recordPath} from '../record/read.ts';
import {type ReportWish, candidateId, commitId, now, preflight, report, reportText} from '../report.fixture.ts';
import {sha256} from '../report-files.ts';
import {evidence} from '../action.ts';
import {collect} from './collect.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

const gates: readonly ReportWish[] = [...preflight([{}, {gate: 'governance/version', as: 'version', attachments: [{name: 'plan.txt', mediaType: 'text/plain', content: 'plan'}]}])];
const built: Readonly<Record<string, string>> = {'dist/a.zip': 'a', 'dist/b.zip': 'b'};
const attached = {path: 'evidence/version.plan.txt', of: '', expected: sha256('plan')};

function sealed(): {readonly statement: RecordStatement; readonly files: Record<string, string>} {
  const statement = composeRecord({
    candidate: candidateId, commit: commitId, reports: gates.map(report), attached: [attached], required: ['preflight'],
    artifacts: Object.entries(built).map(([path, text]) => ({path, sha256: sha256(text), size: text.length})),
  });
  return {statement, files: {...Object.fromEntries(gates.map(reportText).map(({path, text}) => [path, text])), [attached.path]: 'plan',
    [recordPath(candidateId)]: recordText(statement)}};
}

/** A record changed by somebody who makes its own digest anew. */
function forged(change: (record: ReleaseRecord) => ReleaseRecord, statement = sealed().statement): string {
  const changed = {...statement, predicate: {...statement.predicate, [recordField]: change(recordIn(statement))}} as RecordStatement;
  return recordText({...changed, predicate: {...changed.predicate, [recordField]: {...recordIn(changed), digest: digestOf(changed)}}});
}

async function verify(change: (files: Record<string, string>) => void = () => undefined, {artifacts = built, inputs = {}, head = commitId, require = {}, remotes = ['octo/app']}: {
  readonly artifacts?: Readonly<Record<string,
    string>>; readonly inputs?: {readonly candidate?: string; readonly sha256?: string}; readonly head?: string; readonly require?: Record<string, unknown>;
  readonly remotes?: readonly string[];
} = {}) {
  const {files} = sealed();
  change(files);
  const parsed = policy.parse({require});
  const facts = await collect({evidence: evidenceFiles(files), built: builtFiles(artifacts), git: git({head: commit(head, '2026-11-19'), remotes})}, {inputs});
  const judged = rules.map(rule => ({rule, ruling: rule.judge(facts, parsed, now)}));
  return {
    red: judged.filter(({rule, ruling}) => rule.enforcement === 'enforce' && (ruling.state === 'broken' || ruling.state === 'undecided')).map(({rule}) => rule.id),
    said: judged.flatMap(({ruling}) => [...ruling.broken, ...ruling.undecided].map(({message}) => message)),
    keys: judged.flatMap(({rule, ruling}) => ruling.broken.map(({key}) => `${rule.id}: ${key}`)),
  };
}

const path = recordPath(candidateId);
const version = 'evidence/version.json';
const other = 'b'.repeat(40);

test('what was sealed is verified', async () => {
  expect(await verify()).toEqual({red: [], said: [], keys: []});
  for (const remotes of [[], ['eve/app', 'octo/app']]) expect((await verify(undefined, {remotes})).keys).toEqual([]);
  expect((await verify(undefined, {inputs: {sha256: sha256(sealed().files[path]!)}})).red).toEqual([]);
});

describe('each way to tamper has a name', () => {
  test.each<[string, Parameters<typeof verify>[0], Parameters<typeof verify>[1], string]>([
    ['one byte of a report', files => { files[version] = files[version]!.replace('Things', 'things'); }, {}, 'verify.unchanged: evidence/version.json'],
    ['one byte that makes it no JSON', files => { files[version] = files[version]!.slice(1); }, {}, 'verify.unchanged: evidence/version.json'],
    ['one byte of an attachment', files => { files[attached.path] = 'plaN'; }, {}, 'verify.unchanged: evidence/version.plan.txt'],
    ['one byte of an artifact', undefined, {artifacts: {...built, 'dist/a.zip': 'A'}}, 'verify.unchanged: dist/a.zip'],
    ['an artifact dropped', undefined, {artifacts: {'dist/a.zip': 'a'}}, 'verify.unchanged: dist/b.zip'],
    ['a gate dropped from the folder', files => { delete files[version]; }, {}, 'verify.unchanged: evidence/version.json'],
    ['a gate dropped from the record', files => { files[path] = forged(record => ({...record, gates: record.gates.filter(({as}) => as !== 'version')})); }, {},
      'verify.complete: version: dropped'],
    ['a gate dropped from both', files => {
      delete files[version];
      files[path] = forged(record => ({...record, gates: record.gates.filter(({as}) => as !== 'version')}));
    }, {}, 'verify.complete: version: dropped'],
    ['preflight dropped from both', files => {
      delete files['evidence/preflight.judge.json'];
      files[path] = forged(record => ({...record, gates: record.gates.filter(({as}) => as !== 'preflight/judge')}));
    }, {}, 'verify.required: preflight'],
    ['a gate added to the folder', files => { files['evidence/x.y.json'] = reportText({gate: 'x/y'}).text; }, {}, 'verify.complete: x: added'],
    ['the commit of the record', files => { files[path] = forged(record => ({...record, commit: other})); }, {}, 'verify.commit: subject'],
    ['the commit of a report', files => { files[version] = reportText({...gates[2]!, commit: other}).text; }, {}, 'verify.commit: evidence/version.json'],
    ['the verdict in the record', files => { files[path] = forged(record => ({...record, gates: record.gates.map(gate => ({...gate, verdict: 'waived'}))})); }, {},
      'verify.summary: summary'],
    ['the tool that the record names', files => { files[path] = forged(record => ({...record, tools: record.tools.map(tool => ({...tool, version: '9.9.9'}))})); }, {},
      'verify.summary: summary'],
    ['one byte of the record, and its digest as it was', files => { files[path] = files[path]!.replace('"required":["preflight"]', '"required":["preflighT"]'); }, {},
      'verify.record: record'],
    ['the time of the summary', files => { files[path] = files[path]!.replace('"timeVerified":"2026', '"timeVerified":"2025'); }, {}, 'verify.record: record'],
    ['a whole other record than was published', undefined, {inputs: {sha256: '0'.repeat(64)}}, 'verify.record: sha256'],
    ['the record of another release', files => { files[path] = forged(record => ({...record, candidate: 'rc-v9-aaaaaaaaaaaa'})); }, {}, 'verify.record: name'],
    ['a gate that is required today', undefined, {require: {gates: ['governance/workflows']}}, 'verify.required: governance/workflows'],
    ['the record of another repository', undefined, {remotes: ['octo/app2', 'eve/app']}, 'verify.repository: repository'],
    ['another commit checked out', undefined, {head: other}, 'verify.head: head'],
  ])('%s', async (_name, change, options, expected) => {
    const {keys} = await verify(change, options);
    expect(keys).toContain(expected);
  });

  test('no record, and more than one', async () => {
    expect((await verify(files => { delete files[path]; })).said[0]).toBe('the release record: there is none');
    expect((await verify(files => { files['records/other.json'] = '{}'; })).said[0]).toBe('the release record: there are 2');
    expect((await verify(files => { files['records/other.json'] = '{}'; }, {inputs: {candidate: candidateId}})).red).toEqual([]);
  });

  test('a record that is no record is never taken for one', () => {
    const good = sealed().files[path]!;
    for (const text of ['', 'null', '[]', '{}', '['.repeat(100_000), good.trimEnd(), ` ${good}`, good.replace('{', '{"__proto__":{},'), good.replace('PASSED', 'FAILED'),
      good.replace('"candidate":', '"candidate":"x","candidate":')]) {
      expect(() => readRecord(text, 'x')).toThrow(/^x: /);
    }
  });
});

test('no known problem covers up what is wrong with a record: a baseline is for the form and size of files, and for what only warns', async () => {
  const modes = await Promise.all(Object.values(evidence.modes).map(mode => mode.load()));
  const coverable = modes.flatMap(({rules: all}) => all.filter(({baseline}) => baseline).map(({id}) => id));
  expect(coverable.sort()).toEqual(['artifact.drift', 'artifact.empty-files', 'artifact.name', 'artifact.size', 'replay.differences', 'schema.catalogued', 'schema.page']);
});
