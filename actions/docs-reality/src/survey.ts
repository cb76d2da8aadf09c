import type {Place} from '#core';

/** Things of one kind that could not be told to be right or wrong. The examples are the first few. */
export interface Doubt {
  readonly reason: string;
  readonly count: number;
  readonly examples: readonly {readonly subject: string; readonly at: Place}[];
}

/** What became of the claims of one kind: how many were found true or false, the false ones, and those that nobody can tell. */
export interface Survey<T> {
  readonly judged: number;
  readonly wrong: readonly T[];
  readonly doubts: readonly Doubt[];
}

const mostExamples = 3;

/** Counts claims one by one, so that a hundred thousand of them need no memory but for the wrong ones. */
export class Tally<T> {
  #judged = 0;
  readonly #wrong: T[] = [];
  readonly #doubts = new Map<string, {count: number; examples: {subject: string; at: Place}[]}>();

  right(): void {
    this.#judged++;
  }

  wrong(item: T): void {
    this.#judged++;
    this.#wrong.push(item);
  }

  doubt(reason: string, subject: string, at: Place): void {
    const doubt = this.#doubts.get(reason) ?? {count: 0, examples: []};
    this.#doubts.set(reason, doubt);
    doubt.count++;
    if (doubt.examples.length < mostExamples) doubt.examples.push({subject, at});
  }

  get survey(): Survey<T> {
    return {judged: this.#judged, wrong: this.#wrong, doubts: [...this.#doubts].map(([reason, {count, examples}]) => ({reason, count, examples}))};
  }
}

/** The number of claims that could not be told, over all reasons. */
export function doubtful(survey: Pick<Survey<unknown>, 'doubts'>): number {
  return survey.doubts.reduce((sum, {count}) => sum + count, 0);
}

/** The doubts as a rule counts them: by reason. */
export function countsOf(survey: Pick<Survey<unknown>, 'doubts'>): Readonly<Record<string, number>> {
  return Object.fromEntries(survey.doubts.map(({reason, count}) => [`could not be told: ${reason}`, count]));
}

/** A number with its noun: `1 page`, `3 pages`. */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
