import type {GapCode, Place} from './fact.ts';
import type {Json} from './json.ts';
import type {Verdict} from './verdict.ts';

export type State = 'held' | 'broken' | 'undecided' | 'waived' | 'not-applicable';

/** One thing that is wrong. `key` names it (the target, the command), never its line: rule, path, key and ordinal are the fingerprint. */
export interface Fault {
  readonly key: string;
  readonly message: string;
  readonly fix: string;
  readonly at?: Place;
  readonly observed?: Json;
  readonly expected?: Json;
  /** Set where something could not be learned. Its fingerprint leaves the rule out: one unreadable file is one problem, however many rules need it. */
  readonly gap?: GapCode;
}

declare const made: unique symbol;

/** Made only by the functions below. A rule has to return one, so that saying nothing is never "held". */
export interface Ruling {
  readonly [made]: true;
  readonly state: State;
  /** How many things were looked at and judged. */
  readonly examined: number;
  readonly broken: readonly Fault[];
  readonly undecided: readonly Fault[];
  readonly reason?: string;
  readonly observed?: Json;
  readonly expected?: Json;
  /** Things shown and not judged, by name. */
  readonly counts?: Readonly<Record<string, number>>;
}

function ruling(parts: Omit<Ruling, typeof made>): Ruling {
  return parts as Ruling;
}

/** The one thing looked at is as it should be. */
export function held(measure: {readonly observed?: Json; readonly expected?: Json} = {}): Ruling {
  return ruling({state: 'held', examined: 1, broken: [], undecided: [], ...measure});
}

export function broken(...faults: readonly [Fault, ...Fault[]]): Ruling {
  return ruling({state: 'broken', examined: faults.length, broken: faults, undecided: []});
}

/** It could not be told. */
export function undecided(...faults: readonly [Fault, ...Fault[]]): Ruling {
  return ruling({state: 'undecided', examined: 0, broken: [], undecided: faults});
}

/** There was nothing to judge, and why. Never a pass: a gate in which no rule held is undecided. */
export function notApplicable(reason: string): Ruling {
  return ruling({state: 'not-applicable', examined: 0, broken: [], undecided: [], reason});
}

/** Each item must hold. No item at all: not applicable. `{count}` tallies an item that is shown and not judged. */
export function every<T>(items: Iterable<T>, judge: (item: T) => Ruling | {readonly count: string}): Ruling {
  let examined = 0;
  let seen = 0;
  let someHeld = false;
  let someWaived = false;
  const brokenFaults: Fault[] = [];
  const undecidedFaults: Fault[] = [];
  const counts = new Map<string, number>();
  for (const item of items) {
    seen++;
    const one = judge(item);
    if ('count' in one) {
      counts.set(one.count, (counts.get(one.count) ?? 0) + 1);
      continue;
    }
    examined += one.examined;
    for (const fault of one.broken) brokenFaults.push(fault);
    for (const fault of one.undecided) undecidedFaults.push(fault);
    for (const [name, count] of Object.entries(one.counts ?? {})) counts.set(name, (counts.get(name) ?? 0) + count);
    someHeld ||= one.state === 'held';
    someWaived ||= one.state === 'waived';
  }
  const state: State = brokenFaults.length > 0 ? 'broken' : undecidedFaults.length > 0 ? 'undecided' : someWaived ? 'waived' : someHeld ? 'held' : 'not-applicable';
  return ruling({
    state, examined, broken: brokenFaults, undecided: undecidedFaults,
    ...(state === 'not-applicable' && {reason: seen === 0 ? 'there is nothing of this kind here' : 'nothing of this kind could be judged'}),
    ...(counts.size > 0 && {counts: Object.fromEntries(counts)}),
  });
}

/** There must be no culprit among the things looked at. Nothing looked at: not applicable. Throws when `lookedAt` is no count. */
export function none<T>(culprits: readonly T[], lookedAt: number, fault: (culprit: T) => Fault): Ruling {
  if (!Number.isSafeInteger(lookedAt) || lookedAt < 0) throw new RangeError(`${lookedAt} is no count of things looked at`);
  if (lookedAt === 0 && culprits.length === 0) return notApplicable('there is nothing of this kind here');
  const faults = culprits.map(fault);
  return ruling({state: faults.length > 0 ? 'broken' : 'held', examined: Math.max(lookedAt, culprits.length), broken: faults, undecided: []});
}

function measured(observed: number, limit: number, within: boolean, fault: () => Fault): Ruling {
  if (!Number.isFinite(observed) || !Number.isFinite(limit)) {
    const {key, fix, at} = fault();
    return undecided({key, message: `The measure is ${observed} and its limit ${limit}: that is not a number to judge.`, fix, ...(at && {at})});
  }
  const measure = {observed, expected: limit};
  return within ? held(measure) : ruling({state: 'broken', examined: 1, broken: [{...fault(), ...measure}], undecided: [], ...measure});
}

/** NaN and infinity are undecided. */
export function atMost(observed: number, limit: number, fault: () => Fault): Ruling {
  return measured(observed, limit, observed <= limit, fault);
}

/** NaN and infinity are undecided. */
export function atLeast(observed: number, limit: number, fault: () => Fault): Ruling {
  return measured(observed, limit, observed >= limit, fault);
}

/** The verdict of a gate as a ruling of the gate that ran it. The only way to a `waived` ruling. */
export function rulingOf(outcome: {readonly verdict: Verdict}, fault: Fault): Ruling {
  switch (outcome.verdict) {
    case 'pass': return held();
    case 'waived': return ruling({state: 'waived', examined: 1, broken: [], undecided: []});
    case 'fail': return broken(fault);
    case 'inconclusive': return undecided(fault);
    case 'not-run': return notApplicable(fault.message);
  }
}

/** The ruling with what could not be learned added to it: broken stays broken, everything else is undecided. */
export function withGaps(judged: Ruling, gaps: readonly Fault[]): Ruling {
  if (gaps.length === 0) return judged;
  return ruling({...judged, state: judged.state === 'broken' ? 'broken' : 'undecided', undecided: [...judged.undecided, ...gaps]});
}

/** The ruling with a tally of things shown and not judged added to it. */
export function withCounts(judged: Ruling, counts: Readonly<Record<string, number>>): Ruling {
  const shown = Object.entries(counts).filter(([, count]) => count > 0);
  return shown.length === 0 ? judged : ruling({...judged, counts: {...judged.counts, ...Object.fromEntries(shown)}});
}
