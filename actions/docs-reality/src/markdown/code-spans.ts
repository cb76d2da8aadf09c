import {BACKTICK, runEnd} from './characters.ts';

/** Finds the backticks that close a code span. Remembers which lengths have no further run, so that no stretch is searched twice in vain. */
export class BacktickRuns {
  readonly #text: string;
  readonly #to: number;
  /** The start of the last run of each length, known once a search has reached the end. */
  #last: Map<number, number> | undefined;

  constructor(text: string, to: number) {
    this.#text = text;
    this.#to = to;
  }

  /** In: the end of the opening run and its length. Out: where the closing run begins, or -1. */
  close(from: number, length: number): number {
    if (this.#last !== undefined && (this.#last.get(length) ?? -1) < from) return -1;
    let seen: Map<number, number> | undefined;
    for (let at = from; at < this.#to;) {
      if (this.#text.charCodeAt(at) !== BACKTICK) {
        at++;
        continue;
      }
      const end = runEnd(this.#text, at, this.#to);
      if (end - at === length) return at;
      (seen ??= new Map()).set(end - at, at);
      at = end;
    }
    this.#last ??= seen ?? new Map();
    return -1;
  }
}

/** The text of a code span as rendered: line endings become spaces, and one space is taken off both ends. https://spec.commonmark.org/0.31.2/#code-spans */
export function codeSpanText(raw: string): string {
  const text = raw.includes('\n') ? raw.replace(/\r?\n[ \t]*/g, ' ') : raw;
  const padded = text.length > 2 && text.startsWith(' ') && text.endsWith(' ') && text.trim() !== '';
  return padded ? text.slice(1, -1) : text;
}
