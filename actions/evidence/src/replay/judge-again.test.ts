import {describe, expect, test} from '@jest/globals';
import {type Enforced, type Enforcement, type EvidenceOutcome, type PolicyRead, Refusal, type Waiver} from '#core';
import {evidenceFiles, run} from '#testkit';
import {composeRecord, recordText} from '../record/compose.ts';
import {recordPath} from '../record/read.ts';
import {type ReportWish, candidateId, checkOf, commitId, now, preflight, report, reportText} from '../report.fixture.ts';
import {runOf} from '../report-files.ts';
import {collect} from './collect.ts';
import {judgeAgain, worsened} from './judge-again.ts';
import {rules} from './rules.ts';

const outcomeOf = (wish: ReportWish): EvidenceOutcome => runOf(report(wish)).outcome;
const enforced = (enforcement: Enforcement, rule?: Enforcement): Enforced => ({enforcement, ruleEnforcement: (_rule, fallback) => rule ?? fallback});
const waiver = (members: Partial<Waiver> = {}): Waiver => ({id: 'W-1', rule: 'docs-reality/one.rule', path: 'a.md', owner: '@ana', reason: 'soon', created: '2026-11-01',
  expires: '2026-12-01', ...members});
const today = {waivers: [] as readonly Waiver[], terms: {'max-days': 90}, now};
const warned: ReportWish = {checks: [checkOf('pass'), {...checkOf('fail'), enforcement: 'warn', rule: 'docs-reality/other'}]};

describe('today\'s policy on sealed findings', () => {
  test.each<[string, ReportWish, Partial<typeof today> & {enforced?: Enforced}, string, number, boolean]>([
    ['nothing has changed', {}, {enforced: enforced('enforce')}, 'pass', 0, false],
    ['a gate that is not listed any more counts as it did', {}, {}, 'pass', 0, false],
    ['a rule that only warned blocks', warned, {enforced: enforced('enforce', 'enforce')}, 'fail', 2, true],
    ['and in a gate that warns it does not', warned, {enforced: enforced('warn', 'enforce')}, 'fail', 3, false],
    ['a gate that is off', {}, {enforced: enforced('off')}, 'not-run', 2, false],
    ['an exception that is gone', {verdict: 'waived'}, {enforced: enforced('enforce')}, 'fail', 2, true],
    ['an exception that still holds', {verdict: 'waived'}, {enforced: enforced('enforce'), waivers: [waiver()]}, 'waived', 0, false],
    ['an exception that has ended', {verdict: 'waived'}, {enforced: enforced('enforce'), waivers: [waiver({expires: '2026-11-19'})]}, 'fail', 2, true],
    ['an exception for another file', {verdict: 'waived'}, {enforced: enforced('enforce'), waivers: [waiver({path: 'b.md'})]}, 'fail', 2, true],
    ['an exception that came later', {verdict: 'fail'}, {enforced: enforced('enforce'), waivers: [waiver()]}, 'waived', 2, false],
    ['a gate that was not run', {verdict: 'not-run'}, {enforced: enforced('enforce')}, 'not-run', 0, false],
  ])('%s', (_name, wish, changes, verdict, differences, worse) => {
    const replayed = judgeAgain(outcomeOf(wish), {...today, enforced: undefined, ...changes});
    expect([replayed.today.verdict, replayed.differences.length, worsened(replayed)]).toEqual([verdict, differences, worse]);
  });

  test('known problems stay excused', () => {
    const check = checkOf('waived');
    const wish: ReportWish = {verdict: 'waived', exceptionsUsed: ['baseline'], checks: [{...check, findings: check.findings.map(finding => ({...finding, waivedBy: 'baseline'}))}]};
    expect(judgeAgain(outcomeOf(wish), {...today, enforced: enforced('enforce')})).toMatchObject({today: {verdict: 'waived'}, differences: []});
  });
});

describe('a sealed release', () => {
  const gates = preflight([{}, {gate: 'governance/version', as: 'version'}]);
  const record = composeRecord({candidate: candidateId, commit: commitId, reports: gates.map(report), attached: [], artifacts: [], required: []});
  const files = {...Object.fromEntries(gates.map(reportText).map(({path, text}) => [path, text])), [recordPath(candidateId)]: recordText(record)};
  const policy = (of: PolicyRead['enforcedOf']): PolicyRead => ({terms: {'max-days': 90}, waivers: async () => [], enforcedOf: of});
  const judge = async (contents: Readonly<Record<string, string>>, of: PolicyRead['enforcedOf']) => {
    const facts = await collect({evidence: evidenceFiles(contents), policy: policy(of)}, {inputs: {}, run: run()});
    return Object.fromEntries(rules.map(rule => [rule.id, rule.judge(facts, {}, now)]));
  };

  test('is judged gate by gate', async () => {
    expect(await judge(files, async () => enforced('enforce'))).toMatchObject({'replay.record': {state: 'held'}, 'replay.verdicts': {state: 'held', examined: 2},
      'replay.differences': {state: 'held'}});
    expect(await judge(files, async () => enforced('warn'))).toMatchObject({'replay.verdicts': {state: 'held'}, 'replay.differences': {state: 'broken'}});
  });

  test('with a changed or missing report file, or a policy that cannot be read, could not be decided', async () => {
    const {'evidence/version.json': gone, ...rest} = files;
    expect(gone).toBeDefined();
    for (const contents of [rest, {...files, 'evidence/version.json': reportText({gate: 'governance/version', as: 'version', verdict: 'waived'}).text}]) {
      expect(await judge(contents, async () => enforced('enforce'))).toMatchObject({'replay.verdicts': {state: 'undecided'}});
    }
    const refusing = () => Promise.reject(new Refusal({code: 'missing', what: 'the policy', why: 'it is not in this bundle', fix: 'Use the command.'}));
    expect(await judge(files, refusing)).toMatchObject({'replay.verdicts': {state: 'undecided'}});
  });
});
