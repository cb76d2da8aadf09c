import {isLooser, stricter} from './enforcement.ts';
import type {Outcome} from './outcome.ts';
import type {State} from './ruling.ts';
import {type Check, type Finding, stateOf, verdictOf, worse} from './verdict.ts';

/**
 * Tells new from existing. In: the outcome for the tree, the outcome for the reference, and whether a path differs between the two. A finding that stands
 * in both is existing: shown and counted, not blocking. What could not be checked is existing only where it is about one file that the change did not
 * touch: a failure of GitHub or a crash on both sides says nothing about the change.
 */
export function withExisting(head: Outcome, reference: Outcome, changed: (path: string) => boolean): Outcome {
  const before = new Set(reference.checks.flatMap(check => check.findings.map(finding => finding.fingerprint)));
  const mark = (finding: Finding): Finding => {
    if (finding.waivedBy !== undefined || !before.has(finding.fingerprint)) return finding;
    if (finding.state === 'undecided' && !(finding.gap && finding.at && !changed(finding.at.path))) return finding;
    return {...finding, existing: true};
  };
  const checks = head.checks.map(check => {
    const findings = check.findings.map(mark);
    return {...check, findings, state: stateOf(check.state, findings, check.examined)};
  });
  return {...head, checks, verdict: head.verdict === 'not-run' ? head.verdict : verdictOf(checks)};
}

const badness: Readonly<Record<State, number>> = {'not-applicable': 0, held: 1, waived: 2, undecided: 3, broken: 4};

/** How a check counts: what is only warned of is always better than what blocks. */
const weight = (check: Check): number => badness[check.state] + (check.enforcement === 'enforce' ? 10 : 0) * (check.state === 'broken' || check.state === 'undecided' ? 1 : 0);

/**
 * A change is judged by the base's policy and by its own, and the worse counts, check by check. In: the outcome under the policy of the change and under
 * that of its base. Out: the worse of both, with what the change loosens named.
 */
export function worseOf(own: Outcome, base: Outcome): Outcome {
  const under = new Map(base.checks.map(check => [check.rule, check]));
  const loosened: string[] = [];
  if (isLooser(base.enforcement, own.enforcement)) loosened.push(`${own.as}: ${base.enforcement} becomes ${own.enforcement}`);
  const checks = own.checks.map(check => {
    const other = under.get(check.rule);
    under.delete(check.rule);
    if (!other) return check;
    if (isLooser(other.enforcement, check.enforcement)) loosened.push(`${check.rule}: ${other.enforcement} becomes ${check.enforcement}`);
    else if (weight(other) > weight(check)) loosened.push(`${check.rule}: judged by looser settings than before`);
    return {...(weight(other) > weight(check) ? other : check), enforcement: stricter(check.enforcement, other.enforcement)};
  });
  for (const left of under.values()) {
    loosened.push(`${left.rule}: is no longer checked`);
    checks.push(left);
  }
  const enforcement = stricter(own.enforcement, base.enforcement);
  return {
    ...own, checks, enforcement, loosened: [...(own.loosened ?? []), ...loosened],
    verdict: worse(verdictOf(checks), worse(own.verdict === 'not-run' ? 'not-run' : own.verdict, base.verdict)),
    waiversUsed: [...new Set([...own.waiversUsed, ...base.waiversUsed])],
  };
}
