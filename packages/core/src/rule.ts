import type {Enforcement} from './enforcement.ts';
import {type Gap, gapsIn, type Fact, type FactList, type Facts, type Opened} from './fact.ts';
import {type Fault, type Ruling, undecided, withGaps} from './ruling.ts';

export interface RuleInfo {
  /** Family and name, `link.path`: unique in its gate. */
  readonly id: string;
  /** What must hold, in one sentence for a user. */
  readonly about: string;
  /** Why it matters, how it goes wrong, how to fix it; Markdown, shown by `shipgate explain` and on the rule's page. */
  readonly help: string;
  readonly enforcement: Enforcement;
  /** False where a baseline must not cover it: tampering, provenance, wrong commit, secrets, bad policy. */
  readonly baseline: boolean;
  /**
   * An exception for it is an emergency override: it names an approver beside its owner and a ticket, and covers something only in a run that was started
   * by hand.
   */
  readonly emergency?: boolean;
}

export interface Rule<F, P> extends RuleInfo {
  readonly on: readonly (keyof F & string)[];
  judge(facts: F, policy: P, now: Date): Ruling;
}

export interface RuleSpec<F, P, K extends keyof F & string> {
  readonly id: string;
  readonly about: string;
  readonly help: string;
  /** `warn` for a suspicion: there is no other severity. Default `enforce`. */
  readonly enforcement?: Enforcement;
  readonly baseline?: boolean;
  readonly emergency?: boolean;
  /** Only these are seen, each opened; a gap in one makes the rule undecided. */
  readonly on: readonly [K, ...K[]];
  check(facts: {readonly [N in K]: Opened<F[N]>}, policy: P, now: Date): Ruling;
}

/** A gap as a fault. */
export function faultOfGap(gap: Gap): Fault {
  return {key: gap.what, message: `${gap.what}: ${gap.why}`, fix: gap.fix, gap: gap.code, ...(gap.at && {at: gap.at})};
}

/** Each gap once: two lists from one scan hold the same gap. */
function faultsOf(gaps: readonly Gap[]): Fault[] {
  return [...new Map(gaps.map(gap => [`${gap.code}\0${gap.what}\0${gap.at?.path ?? ''}`, faultOfGap(gap)])).values()];
}

/**
 * Binds the facts and the policy of a gate: `const rule = ruleFor<Facts, Policy>()`, then `rule({id, on: ['links'], check: ({links}) => …})`.
 * `check` is called only when each single fact in `on` is known; the gaps of a list make the rule undecided beside what its items show.
 */
export function ruleFor<F extends Facts<F>, P>() {
  return <const K extends keyof F & string>(spec: RuleSpec<F, P, K>): Rule<F, P> => ({
    id: spec.id, about: spec.about, help: spec.help, on: spec.on, enforcement: spec.enforcement ?? 'enforce', baseline: spec.baseline ?? true, ...(spec.emergency && {emergency: true}),
    judge(facts, policy, now) {
      const opened: Record<string, unknown> = {};
      const closed: Gap[] = [];
      const partial: Gap[] = [];
      for (const name of spec.on) {
        const fact: Fact<unknown> | FactList<unknown> = facts[name];
        if ('items' in fact) opened[name] = fact.items;
        else if (fact.known) opened[name] = fact.value;
        (('items' in fact) ? partial : closed).push(...gapsIn(fact));
      }
      const [first, ...rest] = faultsOf([...closed, ...partial]);
      if (closed.length > 0 && first) return undecided(first, ...rest);
      const judged = spec.check(opened as {readonly [N in K]: Opened<F[N]>}, policy, now);
      return withGaps(judged, first ? [first, ...rest] : []);
    },
  });
}
