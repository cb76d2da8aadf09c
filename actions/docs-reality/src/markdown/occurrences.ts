/**
 * Answers "where does this string occur next?" for places asked in ascending order, and looks at every character of the text at most once
 * however often it is asked. A plain `indexOf` from each place is quadratic when the string is missing.
 */
export class Occurrences {
  readonly #text: string;
  readonly #needle: string;
  #next = -1;

  constructor(text: string, needle: string) {
    this.#text = text;
    this.#needle = needle;
  }

  /** The first occurrence at or after `from`; Infinity when there is none. `from` may not be smaller than in the call before. */
  after(from: number): number {
    if (this.#next < from) {
      const found = this.#text.indexOf(this.#needle, from);
      this.#next = found < 0 ? Infinity : found;
    }
    return this.#next;
  }
}
