import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {Ajv2020} from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import {type Json, canonicalJson, readStatement} from '#core';
import {composeRecord, recordText} from '../record/compose.ts';
import {readRecord} from '../record/read.ts';
import {candidateId, checkOf, commitId, outcome, report, reportText} from '../report.fixture.ts';
import {type Mutant, mutantsOf} from './mutants.fixture.ts';

const root = join(import.meta.dirname, '../../../..');
const ajv = new Ajv2020({strict: true, allowUnionTypes: true, allErrors: false});
(formats.default as unknown as {default: (to: Ajv2020) => void}).default(ajv);
const schemaOf = (name: string) => ajv.compile(JSON.parse(readFileSync(join(root, 'policies/schema', `${name}.schema.json`), 'utf8')) as object);

const waivers = [{id: 'W-1', rule: 'docs-reality/one.rule', path: 'a.md', owner: '@ana', reason: 'soon', created: '2026-11-01', expires: '2026-12-01', approver: '@ben',
  ticket: '#7'}];
const rich = {
  verdict: 'waived', effect: 'done', waivers, attachments: [{name: 'a.txt', mediaType: 'text/plain', content: 'a'}], artifacts: [{path: 'dist/a', sha256: '1'.repeat(64)}],
  checks: [checkOf('waived'), checkOf('pass'), {...checkOf('not-run'), rule: 'docs-reality/two.rule'}],
} as const;
const reportFile = reportText({...rich, parts: [outcome({gate: 'x/y', verdict: 'waived'})]}).text;
const record = recordText(composeRecord({
  candidate: candidateId, commit: commitId, reports: [report(rich)], attached: [{path: 'evidence/docs-reality.check.a.txt', of: '', expected: '2'.repeat(64)}],
  artifacts: [{path: 'dist/a', sha256: '1'.repeat(64), size: 7}], required: ['preflight'], checkpoint: 'note',
}));

/** Why a changed document still has the form of its schema: the form cannot know what a text says or how long a list should be. */
interface Explained {
  readonly why: string;
  readonly fits: (mutant: Mutant) => boolean;
}
const at = (...kinds: readonly Mutant['kind'][]) => (pattern: RegExp) => ({kind, place}: Mutant): boolean => kinds.includes(kind) && pattern.test(place);
const member = (place: string): string => place.replace(/^.*\.(?=[^.]+$)/, '');

const lists = /(?:\.\*$|Tests$|^subject\.\*|\.(?:checks|findings|steps|exceptionsUsed|attachments|artifacts|parts|set|loosened|notEligible|notes|configuration|exceptions|files|changed)$)/;
const reportExplained: readonly Explained[] = [
  {why: 'a value of any JSON: what a gate observed and expected, a receipt', fits: ({place}) => /\.(?:observed|expected|receipt)(?:\.|$)/.test(place)},
  {why: 'the counts have names and numbers of their own', fits: at('removed', 'added', 'emptied')(/\.counts(?:\.|$)/)},
  {why: 'the digests of a resource are a map: algorithms come and go', fits: at('removed', 'emptied')(/\.digest(?:\.|$)/)},
  {why: 'a list may be shorter, longer or empty',
    fits: at('removed', 'emptied', 'doubled')(lists)},
  {why: 'a member that need not be there', fits: ({kind, place}) => kind === 'removed' && ['version', 'tag', 'channel', 'commit', 'repository', 'url', 'run', 'at', 'line',
    'waivedBy', 'reason', 'attachments', 'artifacts', 'parts', 'files', 'exceptions', 'approver', 'ticket', 'counts'].includes(member(place))},
  {why: 'a text that anything can stand in', fits: ({kind, place}) => (kind === 'emptied' || kind === 'replaced')
    && ['name', 'path', 'gate', 'as', 'title', 'rule', 'about', 'key', 'message', 'fix', 'reason', 'waivedBy', 'id', 'mediaType', 'url', 'workflow', 'job', 'event', 'repository',
      'commit', 'tag', 'version', 'owner', 'created', 'expires', 'approver', 'ticket', 'reproduce'].includes(member(place)) || (kind === 'emptied' || kind === 'replaced')
        && /(?:Tests|exceptionsUsed|notes)\.\*$/.test(place)},
  {why: 'a yes where there was a no', fits: ({kind, place}) => kind === 'emptied' && ['already', 'releaseEligible', 'untrusted'].includes(member(place))},
  {why: 'a number without a sign of its own', fits: ({kind, place}) => kind === 'emptied' && ['examined', 'line'].includes(member(place))},
];
const recordExplained: readonly Explained[] = [
  {why: 'a list may be shorter, longer or empty',
    fits: at('removed', 'emptied', 'doubled')(/(?:\.\*$|^subject\.\*|\.(?:required|attachments|artifacts|exceptions|policies|exceptionsUsed)$)/)},
  {why: 'a member that need not be there', fits: ({kind, place}) => kind === 'removed' && ['checkpoint', 'approver', 'ticket'].includes(member(place))},
  {why: 'a text that anything can stand in', fits: ({kind, place}) => (kind === 'emptied' || kind === 'replaced')
    && (['name', 'uri', 'resourceUri', 'shipgate', 'path', 'as', 'gate', 'repository', 'candidate', 'checkpoint', 'version', 'id', 'rule', 'owner', 'reason', 'created', 'expires',
      'approver', 'ticket'].includes(member(place)) || /(?:required|exceptionsUsed)\.\*$/.test(place)) && !/\.verifier\.id$/.test(place)},
];

const counts: string[] = [];
afterAll(() => void process.stdout.write(`${counts.join('\n')}\n`));

describe('a thousand changed documents', () => {
  test.each<[string, string, readonly Explained[], (text: string) => boolean]>([
    ['report-file', reportFile, reportExplained, text => { readStatement(text); return true; }],
    ['release-record', record, recordExplained, text => readRecord(text, 'x').intact],
  ])('%s', (name, good, explained, read) => {
    const valid = schemaOf(name);
    const document: unknown = JSON.parse(good);
    expect([valid(document), valid.errors, read(good)]).toEqual([true, null, true]);
    const used = new Set<Explained>();
    const unexplained: string[] = [];
    let survived = 0;
    let readAll = 0;
    for (const mutant of mutantsOf(document, 1000, 20_261_120)) {
      let readable = false;
      try {
        readable = read(`${canonicalJson(mutant.document as Json)}\n`);
      } catch {
        readable = false;
      }
      if (readable) readAll++;
      if (!valid(mutant.document)) {
        // The schema that others hold it to is never stricter than the code that reads it.
        expect([mutant.kind, mutant.place, readable]).toEqual([mutant.kind, mutant.place, false]);
        continue;
      }
      survived++;
      const reason = explained.find(({fits}) => fits(mutant));
      if (reason) used.add(reason);
      else unexplained.push(`${mutant.kind} ${mutant.place}`);
    }
    counts.push(`${name}: 1000 mutants, the schema rejects ${1000 - survived}, ${survived} survive it and are explained; the reader takes ${readAll}`);
    expect([...new Set(unexplained)]).toEqual([]);
    expect(explained.filter(one => !used.has(one)).map(({why}) => why)).toEqual([]);
    expect(survived).toBeLessThan(600);
    if (name === 'release-record') expect(readAll).toBe(0);
  });
});
