import {describe, expect, test} from '@jest/globals';
import {type Change, type Ruling, Refusal} from '#core';
import {builtFiles, commit, evidenceFiles, git, ledger, store} from '#testkit';
import {recordIn} from '../record/format.ts';
import {recordPath, readRecord} from '../record/read.ts';
import {type ReportWish, candidateId, commitId, now, preflight, reportText} from '../report.fixture.ts';
import {type Facts, collect} from './collect.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';
import {applySeal, planSeal, settleSeal} from './steps.ts';

interface Scene {
  readonly reports?: readonly ReportWish[];
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly drop?: readonly string[];
  readonly built?: Readonly<Record<string, string>>;
  readonly policy?: Record<string, unknown>;
  readonly inputs?: {readonly candidate?: string; readonly artifacts?: readonly string[]; readonly checkpoint?: string};
  readonly changed?: readonly Change[];
  readonly refs?: Readonly<Record<string, string>>;
  readonly head?: string;
  readonly history?: Readonly<Record<string, string>> | 'none';
  /** The checkpoint of the audit log. */
  readonly note?: string;
}

const good: readonly ReportWish[] = preflight([{}, {gate: 'governance/version', as: 'version'}]);

async function seal(scene: Scene = {}): Promise<{readonly facts: Facts; readonly red: readonly string[]; readonly ruling: (id: string) =>
  Ruling; readonly ports: ReturnType<typeof portsOf>}> {
  const parsed = policy.parse(scene.policy ?? {remember: false});
  const ports = portsOf(scene);
  const facts = await collect(ports, {inputs: {artifacts: [], ...scene.inputs}, policy: parsed});
  const judged = new Map(rules.map(rule => [rule.id, rule.judge(facts, parsed, now)]));
  return {facts, ports, red: [...judged].filter(([, {state}]) => state === 'broken' || state === 'undecided').map(([id, {state}]) => `${id} ${state}`),
    ruling: id => judged.get(id)!};
}

function portsOf({reports = good, files = {}, drop = [], built = {}, changed = [], refs = {}, head = commitId, history = {}, note}: Scene) {
  const texts = Object.fromEntries(reports.map(reportText).map(({path, text}) => [path, text]).filter(([path]) => !drop.includes(path!)));
  return {
    evidence: evidenceFiles({...texts, ...files}), built: builtFiles(built), git: git({head: commit(head, '2026-11-19'), refs, changed: {[head]: changed}}),
    store: store(history === 'none' ? undefined : history), ledger: ledger(note === undefined ? undefined
      : {log: Buffer.alloc(1), files: new Map([['checkpoint', Buffer.from(note)]])}),
  };
}

describe('what is sealed', () => {
  test('a good release is, and the record says what the report files say', async () => {
    const built = {'dist/app.zip': 'bytes', note: 'octo/app\n7\nAAAA\n\n— octo key\n'};
    const {facts: whole, red} = await seal({built, inputs: {artifacts: ['dist/**'], checkpoint: 'note'}});
    expect(red).toEqual([]);
    if (!whole.record.known) throw new Error(whole.record.why);
    const {statement, intact} = readRecord(whole.record.value.text, whole.record.value.path);
    expect(intact).toBe(true);
    expect(statement.subject.map(({name}) => name)).toEqual(['octo/app', 'dist/app.zip']);
    expect(statement.predicate.resourceUri).toBe(`pkg:github/octo/app@${commitId}`);
    expect(recordIn(statement)).toMatchObject({
      candidate: candidateId, commit: commitId, checkpoint: 'octo/app\n7\nAAAA\n\n— octo key\n', required: ['preflight'],
      gates: [{as: 'docs-reality', verdict: 'pass'}, {as: 'preflight/judge', verdict: 'pass'}, {as: 'version', verdict: 'pass'}], artifacts: [{path: 'dist/app.zip', size: 5}],
    });
  });

  test('with the checkpoint of the audit log, where there is one', async () => {
    for (const note of ['octo/app\n7\nAAAA\n', undefined]) {
      const {facts, red} = await seal({policy: {}, ...(note !== undefined && {note})});
      expect(red).toEqual([]);
      expect(facts.record.known && recordIn(readRecord(facts.record.value.text, 'x').statement).checkpoint).toBe(note);
    }
    expect((await seal({policy: {}, note: 'x'.repeat(20_000)})).facts.record).toMatchObject({known: false, code: 'too-large'});
  });

  test('the same files give the same bytes, at any time and in any order', async () => {
    const [one, other] = [await seal(), await seal({reports: good.toReversed()})];
    expect(one.facts.record).toEqual(other.facts.record);
    expect(one.facts.record.known).toBe(true);
  });

  test('exceptions stand in it with owner, reason and end', async () => {
    const waiver = {id: 'W-1', rule: 'docs-reality/one.rule', owner: '@ana', reason: 'soon', created: '2026-11-01', expires: '2026-12-01', path: 'a.md'};
    const {facts, red} = await seal({reports: preflight([{verdict: 'waived'}], {verdict: 'waived', waivers: [waiver]})});
    expect(red).toEqual([]);
    expect(facts.record.known && recordIn(readRecord(facts.record.value.text, 'x').statement).exceptions).toEqual([{id: 'W-1', rule: 'docs-reality/one.rule', owner: '@ana',
      reason: 'soon', created: '2026-11-01', expires: '2026-12-01'}]);
  });
});

const other = 'b'.repeat(40);
const operation: ReportWish = {gate: 'steampipe-upload/upload', as: 'upload'};
describe('what is refused, each by its own rule', () => {
  test.each<[string, Scene, readonly string[]]>([
    ['quick mode', {reports: preflight([{}], {notEligible: ['quick mode leaves gates out']})}, ['seal.eligible broken']],
    ['no policy file', {reports: preflight([{}], {notEligible: ['there is no policy file; `shipgate init` writes one']})}, ['seal.eligible broken']],
    ['one gate that only counted what is new', {reports: [...good, {gate: 'x/y', notEligible: ['only what is new was judged']}]}, ['seal.eligible broken']],
    ['a day and a second old', {reports: preflight([{}], {endedAt: new Date(now.getTime() - 86_401_000)})}, ['seal.fresh broken']],
    ['from the future', {reports: preflight([{}], {endedAt: new Date(now.getTime() + 3_600_000)})}, ['seal.fresh broken']],
    ['another commit than is checked out', {head: other}, ['seal.commit broken']],
    ['one gate of another commit', {reports: [...good, {gate: 'x/y', commit: other}]}, ['seal.commit broken']],
    ['one gate of another release', {reports: [...good, {gate: 'x/y', candidate: 'rc-v9-aaaaaaaaaaaa'}]}, ['seal.candidate undecided', 'seal.once undecided']],
    ['another release than is meant', {inputs: {candidate: 'rc-v9-aaaaaaaaaaaa'}}, ['seal.candidate broken']],
    ['a red gate', {reports: preflight([{verdict: 'fail'}], {verdict: 'fail', checks: []})}, ['seal.verdicts broken']],
    ['a gate that could not decide', {reports: [...good, {gate: 'x/y', verdict: 'inconclusive'}]}, ['seal.verdicts broken']],
    ['an operation that was only planned', {reports: [...good, {...operation, effect: 'planned'}]}, ['seal.carried-out broken']],
    ['an operation that ended halfway', {reports: [...good, {...operation, effect: 'partial'}], policy: {remember: false, plans: ['upload']}}, ['seal.carried-out broken']],
    ['an operation of which nobody knows', {reports: [...good, {...operation, effect: 'unsettled'}]}, ['seal.carried-out broken']],
    ['one exception too many', {reports: [...good, {gate: 'x/y', verdict: 'waived', exceptionsUsed: ['W-1', 'W-2']}], policy: {remember: false, 'max-exceptions': 1}},
      ['seal.exceptions broken']],
    ['a changed work tree', {changed: [{path: 'a.md', kind: 'changed'}]}, ['seal.tree broken']],
    ['a commit behind the branch', {refs: {'refs/remotes/origin/main': other}, policy: {remember: false, tip: 'origin/main'}}, ['seal.tip broken']],
    ['a branch that the clone lacks', {policy: {remember: false, tip: 'origin/main'}}, ['seal.tip undecided']],
    ['a required gate without report', {policy: {remember: false, require: {gates: ['preflight', 'governance/workflows']}}}, ['seal.required broken']],
    ['a required gate that was off', {reports: [...good, {gate: 'governance/workflows', verdict: 'not-run'}],
      policy: {remember: false, require: {gates: ['governance/workflows']}}}, ['seal.required broken']],
    ['no report at all', {reports: []}, ['seal.required broken', 'seal.candidate undecided', 'seal.once undecided']],
    ['a gate dropped from a preflight', {drop: ['evidence/version.json']}, ['seal.whole broken']],
    ['a gate run again after the preflight', {reports: [good[0]!, good[1]!, {...good[2]!, correlationId: '9'.repeat(32)}]}, ['seal.whole broken']],
    ['a gate that says something else than its preflight', {reports: [good[0]!, good[1]!, {...good[2]!, verdict: 'waived'}]}, ['seal.whole broken']],
    ['two policies', {reports: [...good, {gate: 'x/y', policy: 'version: 1\nelse'}]}, ['seal.policy broken']],
    ['an artifact that was not built', {policy: {remember: false, require: {artifacts: ['dist/*.zip']}}}, ['seal.artifacts broken']],
    ['an empty artifact', {built: {'dist/a.zip': ''}, inputs: {artifacts: ['dist/*.zip']}}, ['seal.artifacts broken']],
    ['an artifact built again after it was judged', {reports: [...good, {gate: 'x/y', artifacts: [{path: 'dist/a.zip', sha256: '0'.repeat(64)}]}], built: {'dist/a.zip': 'new'},
      inputs: {artifacts: ['dist/*.zip']}}, ['seal.judged broken']],
    ['a lost attachment', {reports: [...good, {gate: 'x/y', attachments: [{name: 'log.txt', mediaType: 'text/plain', content: 'log'}]}]}, ['seal.attachments broken']],
    ['a changed attachment', {reports: [...good, {gate: 'x/y', attachments: [{name: 'log.txt', mediaType: 'text/plain', content: 'log'}]}],
      files: {'evidence/x.y.log.txt': 'other'}}, ['seal.attachments broken']],
    ['another record of the same release', {files: {[recordPath(candidateId)]: '{}\n'}}, ['seal.once broken']],
    ['another record in the history', {history: {[recordPath(candidateId)]: '{}\n'}, policy: {}}, ['seal.once broken']],
    ['a checkpoint that is not there', {inputs: {checkpoint: 'note'}}, ['seal.once undecided']],
    ['no history', {history: 'none', policy: {}}, ['seal.once undecided']],
  ])('%s', async (_name, scene, expected) => {
    const {red} = await seal(scene);
    expect(red).toEqual(expected);
  });

  test('a report file that no gate has written leaves no rule about reports undecided without saying so', async () => {
    const {red, ruling} = await seal({files: {'evidence/x.y.json': '{"verdict":"pass"}'}});
    expect(red.length).toBeGreaterThan(5);
    expect(red.every(line => line.endsWith('undecided'))).toBe(true);
    expect(ruling('seal.required').undecided[0]?.message).toMatch(/^evidence\/x\.y\.json: it is no report file/);
  });

  test('a red gate about report files counts where it was run for the release, and is no part of it where it was not', async () => {
    const red: ReportWish = {gate: 'evidence/correlation', as: 'evidence/correlation', verdict: 'fail'};
    expect((await seal({reports: [...good, red]})).red).toEqual(['seal.verdicts broken']);
    expect((await seal({reports: [...good, {...red, notEligible: ['it was not judged as a release']}]})).red).toEqual([]);
    expect((await seal({reports: [...good, {...red, notEligible: ['x']}], 
      policy: {remember: false, require: {gates: ['evidence/correlation']}}})).red).toEqual(['seal.required broken']);
  });

  test('a plan is enough where policy says so', async () => {
    const {red} = await seal({reports: [...good, {...operation, effect: 'planned'}], policy: {remember: false, plans: ['steampipe-upload']}});
    expect(red).toEqual([]);
  });
});

describe('writing the record', () => {
  async function sealed() {
    const {facts, ports} = await seal({policy: {}});
    if (!facts.record.known) throw new Error(facts.record.why);
    return {ports, record: facts.record.value, steps: planSeal(facts.record.value, true)};
  }

  test('into the history and then the folder; doing it again finds it done', async () => {
    const {ports, record, steps} = await sealed();
    expect(steps.map(({data}) => data.place)).toEqual(['history', 'folder']);
    for (const step of steps) {
      expect(await settleSeal(step, ports)).toEqual({state: 'not-begun'});
      expect(await applySeal(step, ports)).toEqual({state: 'done', receipt: {path: record.path, sha256: record.sha256}});
      expect(await settleSeal(step, ports)).toMatchObject({state: 'done'});
    }
    expect(new TextDecoder().decode((await ports.evidence.bytes(record.path))!)).toBe(record.text);
    expect(new TextDecoder().decode((await ports.store.snapshot([record.path])).files.get(record.path))).toBe(record.text);
  });

  test('never over another record that came in between', async () => {
    const {ports, record, steps} = await sealed();
    await ports.evidence.write(record.path, new TextEncoder().encode('other'));
    await ports.store.update([record.path], () => new Map([[record.path, new TextEncoder().encode('other')]]), 'other');
    for (const step of steps) expect(await applySeal(step, ports)).toMatchObject({state: 'failed'});
    expect(new TextDecoder().decode((await ports.evidence.bytes(record.path))!)).toBe('other');
  });

  test('a write of which nobody knows whether it has happened is not taken for one that failed', async () => {
    const {ports, steps} = await sealed();
    const lost = {...ports.store, update: () => Promise.reject(new Error('the connection was lost'))};
    await expect(applySeal(steps[0]!, {...ports, store: lost})).rejects.toThrow('the connection was lost');
    const refusing = {...ports.store, update: () => Promise.reject(new Refusal({code: 'refused', what: 'the branch', why: 'it is protected', fix: 'Allow it.'}))};
    expect(await applySeal(steps[0]!, {...ports, store: refusing})).toMatchObject({state: 'failed', fault: {fix: 'Allow it.'}});
    const broken = {...ports.evidence, write: () => Promise.reject(new Refusal({code: 'unreadable', what: 'the record', why: 'EIO', fix: 'Look at the disk.'}))};
    await expect(applySeal(steps[1]!, {...ports, evidence: broken})).rejects.toThrow('EIO');
  });
});
