/** Why something is not known. "Proven not to be there" is not in this list: that is a known fact. */
export type GapCode = 'missing' | 'empty' | 'stale' | 'unreadable' | 'refused' | 'timed-out' | 'too-large' | 'not-a-number' | 'cancelled' | 'crashed';

/** A place in a file of the repository: POSIX path from its root, line and column from 1, column in UTF-16 units. */
export interface Place {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

export interface Known<T> {
  readonly known: true;
  readonly value: T;
}

/** `what` was looked for, `why` it is not known, and the way to make it known. */
export interface Gap {
  readonly known: false;
  readonly code: GapCode;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly at?: Place;
}

export type Fact<T> = Known<T> | Gap;

/** Many facts of one kind. A rule sees the items; the kernel makes the rule undecided for every gap. */
export interface FactList<T> {
  readonly items: readonly T[];
  readonly gaps: readonly Gap[];
}

/** F-bounded, so that a plain interface will do as a set of facts. */
export type Facts<F> = {readonly [K in keyof F]: Fact<unknown> | FactList<unknown>};

/** What a rule or a plan sees of a fact: the value, or the items. */
export type Opened<F> = F extends Known<infer T> ? T : F extends FactList<infer T> ? readonly T[] : never;

/** The only error that a port throws, but for a changing call's Unclear. Everything else that is thrown is a crash, and a crash is a gap too. */
export class Refusal extends Error {
  readonly gap: Gap;

  constructor(gap: Omit<Gap, 'known'>, options?: ErrorOptions) {
    super(`${gap.what}: ${gap.why}`, options);
    this.name = 'Refusal';
    this.gap = {known: false, ...gap};
  }
}

/**
 * Thrown by a changing call of which nobody knows whether it has happened. Not a Refusal, which says that it has not: a step that throws this is
 * unsettled, and the next run asks the world first.
 */
export class Unclear extends Error {
  readonly gap: Gap;

  constructor(gap: Omit<Gap, 'known'>, options?: ErrorOptions) {
    super(`${gap.what}: ${gap.why}`, options);
    this.name = 'Unclear';
    this.gap = {known: false, ...gap};
  }
}

/** A fact that is known. A number that is not finite is not: it compares false with every limit, which would read as "held". */
export function known<T>(value: T): Fact<T> {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return {known: false, code: 'not-a-number', what: 'a number', why: `it is ${value}`, fix: 'Look at what produced the number: it divided by zero or read no samples.'};
  }
  return {known: true, value};
}

/** A member of something that was thrown, as a text. Anything can be thrown, and looking at it must not throw again. */
function memberOf(thrown: unknown, name: 'name' | 'message'): string | undefined {
  try {
    const value: unknown = typeof thrown === 'object' && thrown !== null ? (thrown as Record<string, unknown>)[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function sayThrown(thrown: unknown): string {
  if (typeof thrown !== 'object' && typeof thrown !== 'function') return String(thrown);
  return memberOf(thrown, 'message') ?? (thrown === null ? 'null' : `something without a message (${typeof thrown})`);
}

/** The gap that a thrown value stands for: its own for a Refusal and what is Unclear, `cancelled` for an abort, else `crashed` with the way to report it. */
export function gapOf(thrown: unknown, what: string): Gap {
  if (thrown instanceof Refusal || thrown instanceof Unclear) return thrown.gap;
  if (memberOf(thrown, 'name') === 'AbortError') {
    return {known: false, code: 'cancelled', what, why: 'the run was cancelled', fix: 'Run it again.'};
  }
  if (memberOf(thrown, 'name') === 'TimeoutError') {
    return {known: false, code: 'timed-out', what, why: 'the time limit was reached', fix: 'Run it again; raise the time limit if it happens often.'};
  }
  return {known: false, code: 'crashed', what, why: `Shipgate crashed: ${sayThrown(thrown)}`,
    fix: 'This is a defect of Shipgate: please report it with the report file of this run.'};
}

/** From a world that throws to a fact. `what` names the thing in the words of a user: "package.json", "the tag v1.2.0". */
export async function learn<T>(what: string, read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await read());
  } catch (thrown) {
    return gapOf(thrown, what);
  }
}

/** The same for many subjects, one after the other: one gap loses no other item. */
export async function learnEach<S, T>(subjects: readonly S[], name: (subject: S) => string, read: (subject: S) => Promise<T>): Promise<FactList<T>> {
  const items: T[] = [];
  const gaps: Gap[] = [];
  for (const subject of subjects) {
    const fact = await learn(name(subject), () => read(subject));
    if (fact.known) items.push(fact.value);
    else gaps.push(fact);
  }
  return {items, gaps};
}

/** What is not known in a fact: nothing, its gap, or the gaps of the list. */
export function gapsIn(fact: Fact<unknown> | FactList<unknown>): readonly Gap[] {
  if ('gaps' in fact) return fact.gaps;
  return fact.known ? [] : [fact];
}
