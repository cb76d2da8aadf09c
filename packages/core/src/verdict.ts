import {createHash} from 'node:crypto';
import type {Enforcement} from './enforcement.ts';
import type {Fault, Ruling, State} from './ruling.ts';

export type Verdict = 'pass' | 'waived' | 'fail' | 'inconclusive' | 'not-run';

export interface Finding extends Fault {
  /** With its gate: `docs-reality/link.path`. */
  readonly rule: string;
  readonly state: 'broken' | 'undecided';
  /** 16 hexadecimal digits that survive a shift of lines. */
  readonly fingerprint: string;
  /** The id of the exception that covers it: a waiver's, or `baseline`. */
  readonly waivedBy?: string;
  /** It stood before this change too: shown and counted, not blocking. */
  readonly existing?: true;
}

/** One rule's answer. */
export interface Check extends Pick<Ruling, 'state' | 'examined' | 'reason' | 'observed' | 'expected' | 'counts'> {
  readonly rule: string;
  readonly about: string;
  readonly enforcement: Enforcement;
  readonly findings: readonly Finding[];
}

/**
 * Gives faults their fingerprints. In: rule with its gate, and the faults in the order in which they were found. Rule, path, key and the ordinal among
 * twins make the fingerprint; for something that could not be learned the rule is left out.
 */
export function findingsOf(rule: string, broken: readonly Fault[], undecided: readonly Fault[]): readonly Finding[] {
  const ordinals = new Map<string, number>();
  const finding = (fault: Fault, state: 'broken' | 'undecided'): Finding => {
    const identity = `${fault.gap ? `\0${fault.gap}` : rule}\0${fault.at?.path ?? ''}\0${fault.key}`;
    const ordinal = ordinals.get(identity) ?? 0;
    ordinals.set(identity, ordinal + 1);
    return {...fault, rule, state, fingerprint: createHash('sha256').update(`${identity}\0${ordinal}`).digest('hex').slice(0, 16)};
  };
  return [...broken.map(fault => finding(fault, 'broken')), ...undecided.map(fault => finding(fault, 'undecided'))];
}

/** The state of a check by its findings: what is waived or existing no longer breaks it. `before` is the rule's own answer. */
export function stateOf(before: State, findings: readonly Finding[], examined: number): State {
  const open = findings.filter(finding => finding.waivedBy === undefined && !finding.existing);
  if (open.some(finding => finding.state === 'broken')) return 'broken';
  if (open.some(finding => finding.state === 'undecided')) return 'undecided';
  if (findings.some(finding => finding.waivedBy !== undefined)) return 'waived';
  if (before === 'broken') return 'held';
  if (before === 'undecided') return examined > 0 ? 'held' : 'not-applicable';
  return before;
}

/** Over enforced checks only: broken, undecided, waived, held, in this order; none of them is inconclusive. */
export function verdictOf(checks: readonly Check[]): Verdict {
  const states = new Set(checks.filter(check => check.enforcement === 'enforce').map(check => check.state));
  if (states.has('broken')) return 'fail';
  if (states.has('undecided')) return 'inconclusive';
  if (states.has('waived')) return 'waived';
  return states.has('held') ? 'pass' : 'inconclusive';
}

/** Whether a verdict stops the release: exit 1. Under `warn` it is shown and does not. */
export function blocks(verdict: Verdict, enforcement: Enforcement): boolean {
  return enforcement === 'enforce' && (verdict === 'fail' || verdict === 'inconclusive');
}

const badness: Readonly<Record<Verdict, number>> = {'not-run': 0, pass: 1, waived: 2, inconclusive: 3, fail: 4};

/** The worse of two verdicts. */
export function worse(one: Verdict, other: Verdict): Verdict {
  return badness[one] >= badness[other] ? one : other;
}
