import type {Position} from './page.ts';

/** Turns offsets into lines and columns. Quick for offsets near the one asked for before, which is how a scanner asks. */
export class LineIndex {
  readonly #starts: readonly number[];
  #last = 0;

  /** In: the offset at which each line begins. */
  constructor(starts: readonly number[]) {
    this.#starts = starts;
  }

  at(offset: number): Position {
    const starts = this.#starts;
    let low = this.#last;
    if (starts[low]! > offset) low = 0;
    let step = 1;
    while (low + step < starts.length && starts[low + step]! <= offset) {
      low += step;
      step *= 2;
    }
    let high = Math.min(low + step, starts.length);
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    this.#last = low;
    return {line: low + 1, column: offset - starts[low]! + 1};
  }
}
