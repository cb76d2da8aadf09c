import {type Enforcement, isLooser, stricter} from './enforcement.ts';
import type {Outcome} from './outcome.ts';
import type {Change} from './ports.ts';
import type {State} from './ruling.ts';
import {type Check, type Finding, findingsOf, stateOf, verdictOf, worse} from './verdict.ts';

/** How the tree differs from the reference. */
export interface Difference {
  /** Whether a path differs between the two. */
  readonly changed: (path: string) => boolean;
  /** What the files that were moved are called now, by their names in the reference. */
  readonly moved: ReadonlyMap<string, string>;
}

/** The difference that git's list of changes stands for. */
export function differenceOf(changes: readonly Change[]): Difference {
  const paths = new Set(changes.flatMap(({path, from}) => [path, ...(from === undefined ? [] : [from])]));
  return {changed: path => paths.has(path), moved: new Map(changes.flatMap(({path, from}) => (from === undefined ? [] : [[from, path] as const])))};
}

/** The findings of a reference as they are called in the tree: a fingerprint holds its path, and a file that is moved takes its problems along. */
function underNewNames({rule, findings}: Check, moved: Difference['moved']): readonly Finding[] {
  const faults = (state: Finding['state']): readonly Finding[] => findings.filter(finding => finding.state === state)
    .map(finding => (finding.at ? {...finding, at: {...finding.at, path: moved.get(finding.at.path) ?? finding.at.path}} : finding));
  return findingsOf(rule, faults('broken'), faults('undecided'));
}

/**
 * Tells new from existing. In: the outcome for the tree, the outcome for the reference, and how the two differ. A finding that stands
 * in both, in the same state, is existing: shown and counted, not blocking. What could not be checked is existing only where it is about one file that the change did not
 * touch: a failure of GitHub or a crash on both sides says nothing about the change.
 */
export function withExisting(head: Outcome, reference: Outcome, {changed, moved}: Difference): Outcome {
  const identity = ({state, fingerprint}: Finding): string => `${state}\0${fingerprint}`;
  const before = new Set(reference.checks.flatMap(check => (moved.size === 0 ? check.findings : underNewNames(check, moved)).map(identity)));
  const mark = (finding: Finding): Finding => {
    if (finding.waivedBy !== undefined || !before.has(identity(finding))) return finding;
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

/** How a check counts: whatever is enforced decides, before whatever is only warned of. */
const weight = (check: Check): number => badness[check.state] + (check.enforcement === 'enforce' && check.state !== 'not-applicable' ? 10 : 0);

/** A check as it counts beside those of a stricter gate: in one that only warns nothing is enforced. */
const beside = (strict: Enforcement, gate: Outcome, check: Check): Check => (isLooser(strict, gate.enforcement) && isLooser(check.enforcement, gate.enforcement) ? {...check, enforcement: gate.enforcement} : check);

/**
 * A change is judged by the base's policy and by its own, and the worse counts, check by check. In: the outcome under the policy of the change and under
 * that of its base. Out: the worse of both, with what the change loosens named. Where one of the policies does not run the gate, the other alone counts.
 */
export function worseOf(own: Outcome, base: Outcome): Outcome {
  const loosened: string[] = isLooser(base.enforcement, own.enforcement) ? [`${own.as}: ${base.enforcement} becomes ${own.enforcement}`] : [];
  const enforcement = stricter(own.enforcement, base.enforcement);
  if (own.verdict === 'not-run' || base.verdict === 'not-run') {
    const ran = own.verdict === 'not-run' && base.verdict !== 'not-run' ? base : own;
    return {...ran, enforcement, loosened: [...(own.loosened ?? []), ...loosened]};
  }
  const under = new Map(base.checks.map(check => [check.rule, check]));
  const checks = own.checks.map(check => {
    const other = under.get(check.rule);
    under.delete(check.rule);
    const [counted, otherCounted] = [beside(enforcement, own, check), other && beside(enforcement, base, other)];
    if (!other || !otherCounted) return counted;
    if (isLooser(other.enforcement, check.enforcement)) loosened.push(`${check.rule}: ${other.enforcement} becomes ${check.enforcement}`);
    else if (weight(other) > weight(check)) loosened.push(`${check.rule}: judged by looser settings than before`);
    return weight(otherCounted) > weight(counted) ? otherCounted : counted;
  });
  for (const left of under.values()) {
    loosened.push(`${left.rule}: is no longer checked`);
    checks.push(beside(enforcement, base, left));
  }
  const counting = [own, base].filter(side => side.enforcement === enforcement).map(side => side.verdict);
  return {
    ...own, checks, enforcement, loosened: [...(own.loosened ?? []), ...loosened],
    verdict: [verdictOf(checks), ...counting].reduce(worse),
    waiversUsed: [...new Set([...own.waiversUsed, ...base.waiversUsed])],
  };
}
