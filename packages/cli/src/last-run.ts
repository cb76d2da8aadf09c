import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {type EvidenceOutcome, Misconfiguration, readStatement} from '#core';

/** A problem as the last run wrote it down. */
export interface RecordedProblem {
  readonly rule: string;
  readonly fingerprint: string;
  readonly message: string;
  readonly state: 'broken' | 'undecided';
  readonly path?: string;
}

function problemsIn(outcome: EvidenceOutcome): readonly RecordedProblem[] {
  const own = outcome.checks.flatMap(check => check.findings.map(({fingerprint, message, state, at}): RecordedProblem => ({rule: check.rule, fingerprint, message, state, ...(at && {path: at.path})})));
  return [...own, ...(outcome.parts ?? []).flatMap(problemsIn)];
}

/** The problems in the report files of the last runs, each once. Throws Misconfiguration where there are no report files. */
export function problemsOfLastRun(root: string): readonly RecordedProblem[] {
  const folder = join(root, '.shipgate/evidence');
  const files = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.json')) : [];
  if (files.length === 0) throw new Misconfiguration([{message: 'there is no run to take problems from', fix: 'Run `shipgate preflight` first.', at: {path: '.shipgate/evidence'}}]);
  const found = files.flatMap(name => problemsIn(readStatement(readFileSync(join(folder, name), 'utf8'), {name: `.shipgate/evidence/${name}`}).predicate.shipgate.outcome));
  return [...new Map(found.filter(problem => !problem.rule.startsWith('preflight/')).map(problem => [problem.fingerprint, problem])).values()];
}
