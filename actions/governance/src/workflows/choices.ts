/** Something that the workflow does not say is decided here: the same name gets the same answer within one try. */
export type Choose = <T>(name: string, options: readonly T[]) => T;

/** What was decided in a try, by name. */
export type Assignment = ReadonlyMap<string, unknown>;

export interface Exploration<T> {
  /** The first answer, with what it took. */
  readonly found?: {readonly answer: T; readonly assignment: Assignment};
  /** Whether every combination was tried until then. */
  readonly complete: boolean;
}

/**
 * Tries every combination of what is asked for, until one gives an answer: a truth table of which only the columns that matter are written. In: a
 * function that asks `choose`, deterministic but for its answers; and how many combinations are tried at most.
 */
export function explore<T>(attempt: (choose: Choose) => T | undefined, most: number): Exploration<T> {
  const trail: {readonly name: string; readonly size: number; at: number}[] = [];
  for (let tries = 0; tries < most; tries++) {
    const decided = new Map<string, unknown>();
    const answer = attempt((name, options) => {
      if (decided.has(name)) return decided.get(name) as (typeof options)[number];
      const depth = decided.size;
      if (depth === trail.length) trail.push({name, size: options.length, at: 0});
      const option = options[trail[depth]!.at]!;
      decided.set(name, option);
      return option;
    });
    if (answer !== undefined) return {found: {answer, assignment: decided}, complete: true};
    while (trail.length > 0 && trail.at(-1)!.at === trail.at(-1)!.size - 1) trail.pop();
    const last = trail.at(-1);
    if (!last) return {complete: true};
    last.at++;
  }
  return {complete: false};
}
