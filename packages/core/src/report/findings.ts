import type {Outcome} from '../outcome.ts';
import type {Check, Finding} from '../verdict.ts';

/** One problem as a report shows it. */
export interface Listed {
  readonly finding: Finding;
  /** The name of the gate that found it. */
  readonly gate: string;
  readonly enforced: boolean;
  /** Every rule that it concerns: one unreadable file is one problem, however many rules need it. */
  readonly rules: readonly string[];
}

/** Every problem of a run once, under the worst that it is: first what stops the release, then the rest. */
export interface Findings {
  /** Broken before undecided, in the order of the gates. */
  readonly stopping: readonly Listed[];
  readonly warnings: readonly Listed[];
  /** Covered by an exception or by the known problems. */
  readonly excused: readonly Listed[];
  /** It stood before this change too. */
  readonly existing: readonly Listed[];
}

const classes = ['stopping', 'warnings', 'excused', 'existing'] as const;

function classOf(finding: Finding, enforced: boolean): (typeof classes)[number] {
  if (finding.waivedBy !== undefined) return 'excused';
  if (finding.existing) return 'existing';
  return enforced ? 'stopping' : 'warnings';
}

/** The gates that judged: the parts, or the outcome itself where it ran alone. */
export function gatesOf(outcome: Outcome): readonly Outcome[] {
  return outcome.parts ? outcome.parts.flatMap(gatesOf) : [outcome];
}

/** The outcome and every part below it. */
export function allOf(outcome: Outcome): readonly Outcome[] {
  return [outcome, ...(outcome.parts ?? []).flatMap(allOf)];
}

export interface Judged {
  readonly check: Check;
  readonly gate: Outcome;
  /** By the check itself, its gate, and every gate above. */
  readonly enforced: boolean;
}

/** Every check of an outcome and of its parts. */
export function checksOf(outcome: Outcome, enforced = true): readonly Judged[] {
  const counts = enforced && outcome.enforcement === 'enforce';
  const own = outcome.checks.map(check => ({check, gate: outcome, enforced: counts && check.enforcement === 'enforce'}));
  return [...own, ...(outcome.parts ?? []).flatMap(part => checksOf(part, counts))];
}

/** Whether the gate itself shows what keeps it from holding. */
function explainsItself(gate: Outcome): boolean {
  return gate.checks.some(check => check.enforcement === 'enforce' && check.findings.some(finding => finding.waivedBy === undefined && !finding.existing));
}

/** The checks that a reader sees: a part's own in place of the one that stands for the part, unless only that one says what is wrong. */
export function shownChecksOf(outcome: Outcome): readonly Judged[] {
  const explained = new Map(allOf(outcome).filter(one => one.parts).map(one => [one, new Set(one.parts!.filter(explainsItself).map(part => part.as))]));
  return checksOf(outcome).flatMap(judged => {
    const parts = judged.gate.parts ?? [];
    if (parts.length === 0) return [judged];
    const {check} = judged;
    const findings = check.findings.filter(finding => !explained.get(judged.gate)!.has(finding.key));
    const standsIn = parts.some(part => check.rule.endsWith(`/${part.as}`)) || findings.length < check.findings.length;
    return standsIn && findings.length === 0 ? [] : [{...judged, check: {...check, findings}}];
  });
}

/** Every report of a run asks for the same. */
const sortedBefore = new WeakMap<Outcome, Findings>();

/** Sorts the problems of an outcome and its parts. */
export function findingsIn(outcome: Outcome): Findings {
  const before = sortedBefore.get(outcome);
  if (before) return before;
  const sorted = sortFindings(outcome);
  sortedBefore.set(outcome, sorted);
  return sorted;
}

function sortFindings(outcome: Outcome): Findings {
  const found: Record<(typeof classes)[number], Map<string, {finding: Finding; gate: string; enforced: boolean; rules: string[]}>> = {
    stopping: new Map(), warnings: new Map(), excused: new Map(), existing: new Map(),
  };
  for (const {check, gate, enforced} of shownChecksOf(outcome)) {
    for (const finding of check.findings) {
      const into = found[classOf(finding, enforced)];
      const identity = finding.gap ? finding.fingerprint : `${gate.as}\0${finding.rule}\0${finding.fingerprint}`;
      const listed = into.get(identity);
      if (!listed) into.set(identity, {finding, gate: gate.as, enforced, rules: [finding.rule]});
      else if (!listed.rules.includes(finding.rule)) listed.rules.push(finding.rule);
    }
  }
  const seen = new Set<string>();
  const sorted = Object.fromEntries(classes.map(name => {
    const once = [...found[name]].filter(([identity]) => !seen.has(identity));
    for (const [identity] of once) seen.add(identity);
    const listed = once.map(([, one]) => one);
    return [name, [...listed.filter(one => one.finding.state === 'broken'), ...listed.filter(one => one.finding.state === 'undecided')]];
  }));
  return sorted as unknown as Findings;
}

/** The fewest characters, 8 at least, that tell all the given fingerprints apart. */
export function shortest(fingerprints: Iterable<string>): number {
  const all = new Set(fingerprints);
  for (let length = 8; length < 16; length++) {
    if (new Set([...all].map(one => one.slice(0, length))).size === all.size) return length;
  }
  return 16;
}
