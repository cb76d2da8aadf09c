import {describe, expect, test} from '@jest/globals';
import {leafHash, lineOf, toHex} from '#ledger';
import {builtFiles, evidenceFiles, ledger} from '#testkit';
import {type ReportWish, candidateId, correlationId, now, preflight, report, reportText} from '../report.fixture.ts';
import {collect} from './collect.ts';
import {tracedIn} from './log-records.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

const otherRun = '9'.repeat(32);
const log = {path: 'log.txt', name: 'log.txt', mediaType: 'text/plain', content: 'log'};
const one: readonly ReportWish[] = preflight([{attachments: [log]}, {gate: 'governance/version', as: 'version'}]);
const sarif = (id: string): string => JSON.stringify({version: '2.1.0', runs: [{automationDetails: {id: `shipgate/preflight/judge/${id}`}}]});
const texts = (reports: readonly ReportWish[]): Record<string, string> => Object.fromEntries(reports.map(reportText).map(({path, text}) => [path, text]));
const good = {...texts(one), 'evidence/docs-reality.check.log.txt': 'log', 'report.sarif': sarif(correlationId)};

interface Scene {
  readonly files?: Readonly<Record<string, string>>;
  readonly built?: Readonly<Record<string, string>>;
  readonly policy?: Record<string, unknown>;
  /** The audit log. */
  readonly log?: Buffer;
  readonly inputs?: {readonly 'correlation-id'?: string; readonly candidate?: string};
}
async function judge({files = good, built = {}, policy: written = {}, inputs = {}, log}: Scene = {}) {
  const parsed = policy.parse(written);
  const facts = await collect({evidence: evidenceFiles(files), built: builtFiles(built), ledger: ledger({log, files: new Map()})}, {inputs, policy: parsed});
  const judged = rules.map(rule => ({id: rule.id, ruling: rule.judge(facts, parsed, now)}));
  return {red: judged.filter(({ruling: {state}}) => state === 'broken' || state === 'undecided').map(({id, ruling}) => `${id} ${ruling.state}`),
    keys: judged.flatMap(({ruling}) => ruling.broken.map(({key}) => key))};
}

test('one run of one release', async () => {
  expect(await judge()).toEqual({red: [], keys: []});
  expect((await judge({inputs: {'correlation-id': correlationId, candidate: candidateId}})).red).toEqual([]);
});

describe('what does not belong together', () => {
  test.each<[string, Scene, string]>([
    ['nothing', {files: {}}, 'correlation.present broken'],
    ['a file of another run', {files: {...good, ...texts([{gate: 'x/y', correlationId: otherRun}])}}, 'correlation.run broken'],
    ['another run than expected', {inputs: {'correlation-id': otherRun}}, 'correlation.run broken'],
    ['another release than expected', {inputs: {candidate: 'rc-other'}}, 'correlation.candidate broken'],
    ['a file of another release', {files: {...good, ...texts([{gate: 'x/y', candidate: 'rc-other'}])}}, 'correlation.candidate broken'],
    ['a file of another commit', {files: {...good, ...texts([{gate: 'x/y', commit: 'b'.repeat(40)}])}}, 'correlation.candidate broken'],
    ['the SARIF report of another run', {files: {...good, 'report.sarif': sarif(otherRun)}}, 'correlation.run broken'],
    ['a SARIF report of nobody', {files: {...good, 'report.sarif': '{}'}}, 'correlation.run undecided'],
    ['an attachment of another run', {files: {...good, 'evidence/docs-reality.check.log.txt': 'other'}}, 'correlation.whole broken'],
    ['a release that is named as its run', {files: texts(preflight([{}], {candidate: correlationId}))}, 'correlation.apart broken'],
    ['a gate of the preflight that is missing', {files: texts(one.slice(0, 2))}, 'correlation.whole broken'],
    ['a log that was never written', {policy: {records: ['logs/*.ndjson']}}, 'correlation.present broken'],
  ])('%s', async (_name, scene, expected) => {
    expect((await judge(scene)).red).toContain(expected);
  });

  test('runs apart, where only the release has to be one', async () => {
    expect((await judge({files: {...good, ...texts([{gate: 'x/y', correlationId: otherRun}])}, policy: {'one-run': false}})).red).toEqual([]);
  });
});

describe('log records and reports of others', () => {
  const line = (members: Record<string, unknown>): string => JSON.stringify({level: 'info', ...members});
  const both = {correlation_id: correlationId, release_candidate_id: candidateId};
  const records = async (text: string, name = 'logs/a.ndjson', more: Record<string, unknown> = {}) => judge({built: {[name]: text}, policy: {records: ['logs/*'], ...more}});

  test('carry both ids', async () => {
    expect((await records(`${line(both)}\n\n${line(both)}\n`)).red).toEqual([]);
    expect((await records(JSON.stringify(both, null, 2), 'logs/incident.json')).red).toEqual([]);
    expect((await records(line({incident: both}), 'logs/a.log', {'correlation-fields': ['incident.correlation_id'],
      'candidate-fields': ['incident.release_candidate_id']})).red).toEqual([]);
  });

  test.each([
    ['no correlation id', {release_candidate_id: candidateId}], ['no release', {correlation_id: correlationId}],
    ['ids that are empty', {correlation_id: ' ', release_candidate_id: ''}],
    ['another run', {...both, correlation_id: otherRun}], ['another release', {...both, release_candidate_id: 'rc-other'}],
    ['ids that are no texts', {correlation_id: 7, release_candidate_id: null}],
  ])('%s', async (_name, members) => {
    expect(await records(`${line(both)}\n${line(members)}\n`)).toMatchObject({red: ['correlation.records broken'],
      keys: expect.arrayContaining([expect.stringMatching(/^logs\/a\.ndjson: record 2/)])});
  });

  test('the id of the run in the place of the release is named as that', async () => {
    expect((await records(line({correlation_id: correlationId, release_candidate_id: correlationId}))).red).toEqual(['correlation.apart broken', 'correlation.records broken']);
  });

  test.each(['', '\n\n', 'text', '[]', '7', '{"a":', '\u{feff}'])('%j is no record', async text => {
    expect((await records(text)).red).toContain('correlation.records undecided');
  });

  test('names that every object has are no ids, and depth does no harm', () => {
    const fields = {correlation: ['constructor.name', '__proto__.x', 'a.'.repeat(5000)], candidate: ['length']};
    expect(tracedIn('a.ndjson', '{"__proto__":{"x":"y"}}', {...fields, correlation: ['constructor.name']})).toEqual([{path: 'a.ndjson', line: 1}]);
    expect(tracedIn('a.ndjson', '{"a":{}}', fields)).toEqual([{path: 'a.ndjson', line: 1}]);
  });
});

describe('the audit log', () => {
  const line = (data: Record<string, string>, before?: Buffer): Buffer => lineOf({
    actor: 'octo', data, event: 'gate.judged', gate: 'docs-reality/check', prev: before ? toHex(leafHash(before.subarray(0, -1))) : '0'.repeat(64), run: 'octo/app/77/1',
      seq: before ? 1 : 0, ts: '2026-11-20T12:00:00.000Z',
  });
  const evidence = report(one[1]!).sha256;
  const judgeLog = (...lines: readonly Buffer[]) => judge({policy: {'audit-log': true}, ...(lines.length > 0 && {log: Buffer.concat(lines)})});

  test('names this run and this release; what it says of other runs does not matter', async () => {
    const before = line({correlationId: otherRun, candidate: 'rc-other', evidence: '0'.repeat(64)});
    expect((await judgeLog(before, line({correlationId, candidate: candidateId, evidence}, before))).red).toEqual([]);
  });

  test.each([
    ['this report file under another run', {correlationId: otherRun, candidate: candidateId, evidence}],
    ['this report file under another release', {correlationId, candidate: 'rc-other', evidence}], ['this run without a release', {correlationId, evidence}],
  ])('%s', async (_name, data) => {
    expect(await judgeLog(line(data))).toMatchObject({red: ['correlation.records broken'], keys: [expect.stringMatching(/^the audit log: record 1/)]});
  });

  test.each([['none', []], ['one that names other runs only', [line({correlationId: otherRun, candidate: 'rc-other'})]],
    ['one that is damaged', [Buffer.from('{"event":"gate.judged"}\n')]]])('%s could not be decided', async (_name, lines) => {
    expect((await judgeLog(...lines)).red).toEqual(['correlation.apart undecided', 'correlation.records undecided']);
  });
});
