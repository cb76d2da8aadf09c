import {type Check, type Effect, type Enforcement, type Outcome, type RunRecord, type Verdict, type Waiver, evidenceFileOf, evidenceText, findingsOf, statementOf} from '#core';
import {type ReportFile, readReport} from './report-files.ts';

export const now = new Date('2026-11-20T12:00:00Z');
export const commitId = 'a'.repeat(40);
export const candidateId = 'rc-v1.2.0-aaaaaaaaaaaa';
export const correlationId = 'c'.repeat(32);

/** What a report file of a test says, where it is not a passing gate of the release. */
export interface ReportWish {
  readonly gate?: string;
  readonly as?: string;
  readonly verdict?: Verdict;
  readonly effect?: Effect;
  readonly enforcement?: Enforcement;
  readonly commit?: string;
  readonly candidate?: string;
  readonly correlationId?: string;
  readonly endedAt?: Date;
  readonly notEligible?: readonly string[];
  readonly exceptionsUsed?: readonly string[];
  readonly checks?: readonly Check[];
  readonly attachments?: Outcome['attachments'];
  readonly artifacts?: Outcome['artifacts'];
  readonly parts?: readonly Outcome[];
  readonly policy?: string;
  readonly waivers?: readonly Waiver[];
}

const states: Readonly<Record<Verdict, Check['state']>> = {pass: 'held', waived: 'waived', fail: 'broken', inconclusive: 'undecided', 'not-run': 'not-applicable'};

/** One check, of the state that a verdict needs. */
export function checkOf(verdict: Verdict, gate = 'docs-reality/check'): Check {
  const rule = `${gate.split('/')[0]}/one.rule`;
  const fault = {key: 'thing', message: 'A thing is wrong.', fix: 'Mend it.', at: {path: 'a.md', line: 3}};
  const findings = verdict === 'inconclusive' ? findingsOf(rule, [], [fault]) : verdict === 'fail' || verdict === 'waived' ? findingsOf(rule, [fault], []) : [];
  return {
    rule, about: 'Things are right.', enforcement: 'enforce', state: states[verdict], examined: 1,
      findings: verdict === 'waived' ? findings.map(finding => ({...finding, waivedBy: 'W-1'})) : findings,
    observed: {things: 1}, expected: [1, 'two', null], counts: {odd: 2}, ...(verdict === 'not-run' && {reason: 'there is nothing of this kind here'}),
  };
}

export function outcome({gate = 'docs-reality/check', as = gate.split('/')[0]!, verdict = 'pass', effect = 'none', enforcement = 'enforce',
  exceptionsUsed = verdict === 'waived' ? ['W-1'] : [], checks = [checkOf(verdict, gate)],
  attachments, artifacts, parts}: ReportWish = {}): Outcome {
  return {
    gate, as, title: as, verdict, effect, enforcement, checks, waiversUsed: exceptionsUsed,
    steps: effect === 'none' ? [] : [{id: 'one', about: 'Do it', state: effect === 'done' ? 'done' : effect === 'unsettled' ? 'unsettled' : 'planned', already: false,
      ...(effect === 'done' && {receipt: {id: 7}})}],
    ...(verdict === 'not-run' && {reason: 'off in policy'}), ...(attachments && {attachments}), ...(artifacts && {artifacts}), ...(parts && {parts}),
  };
}

/** The text of a report file as the runtime writes it. */
export function reportText(wish: ReportWish = {}): {readonly path: string; readonly text: string} {
  const {commit = commitId, candidate = candidateId, endedAt = now, notEligible = [], policy = 'version: 1', waivers = []} = wish;
  const made = outcome(wish);
  const record: RunRecord = {
    outcome: made, context: {event: 'push', scope: 'release', untrusted: false, commit, tag: 'v1.2.0', repository: 'octo/app'}, subject: {name: 'octo/app', commit, changed: []},
    candidate: {id: candidate, tag: 'v1.2.0', version: '1.2.0'}, correlationId: wish.correlationId ?? correlationId,
    run: {id: '77', attempt: 1, url: 'https://github.com/octo/app/actions/runs/77', workflow: 'release', job: 'gates'},
    tool: {name: 'shipgate', version: '0.1.0', sha256: 'd'.repeat(64)}, startedAt: new Date(endedAt.getTime() - 1000), endedAt,
    configuration: {files: [{path: '.github/shipgate.yml', sha256: Buffer.from(policy).toString('hex').padEnd(64, '0').slice(0, 64)}], set: [], loosened: []},
    notEligible, folder: '.shipgate', filesRead: [{path: 'a.md', sha256: 'e'.repeat(64)}], reproduce: 'npx shipgate preflight --ref v1.2.0', notes: ['a note'], waivers,
  };
  return {path: `evidence/${evidenceFileOf(made)}`, text: evidenceText(statementOf(record))};
}

export function report(wish: ReportWish = {}): ReportFile {
  const {path, text} = reportText(wish);
  return readReport(path, new TextEncoder().encode(text));
}

/** A preflight that has run the gates, and the report files of all of them. */
export function preflight(parts: readonly ReportWish[], wish: ReportWish = {}): readonly ReportWish[] {
  return [{gate: 'preflight/judge', as: 'preflight/judge', ...wish, parts: parts.map(outcome)}, ...parts.map(part => ({...wish, ...part}))];
}
