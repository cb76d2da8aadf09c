import type {Position} from '../markdown/index.ts';

/** The lines of a text, found when the first one is asked for. Numbers count from 1. */
export class Lines {
  readonly #text: string;
  #starts: number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  #all(): number[] {
    if (this.#starts) return this.#starts;
    const starts = [0];
    for (let at = this.#text.indexOf('\n'); at >= 0; at = this.#text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
    return starts;
  }

  get count(): number {
    const starts = this.#all();
    return starts.at(-1) === this.#text.length ? starts.length - 1 : starts.length;
  }

  /** A line without its end; empty where there is none. */
  text(line: number): string {
    const starts = this.#all();
    const from = starts[line - 1];
    if (from === undefined) return '';
    const end = starts[line] === undefined ? this.#text.length : starts[line]! - 1;
    return this.#text.slice(from, this.#text.charCodeAt(end - 1) === 13 && end > from ? end - 1 : end);
  }

  /** The place of an offset in the text. */
  at(offset: number): Position {
    const starts = this.#all();
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return {line: low + 1, column: offset - starts[low]! + 1};
  }

  /** A line with the one before it, if both are of one paragraph. */
  sentence(line: number): string {
    const own = this.text(line);
    const before = this.text(line - 1);
    return line > 1 && before.trim() !== '' && !/^\s*(?:[-*+|>#]|\d+[.)]\s|```|~~~)/.test(own) ? `${before} ${own}` : own;
  }

  /** The nearest line above that is not blank. */
  above(line: number): string {
    for (let at = line - 1; at >= 1 && at >= line - 3; at--) {
      const text = this.text(at);
      if (text.trim() !== '') return text;
    }
    return '';
  }

  /** Where a part of the text stands at or behind a position, if within a thousand characters. */
  find(part: string, from: Position): Position | undefined {
    const starts = this.#all();
    const start = starts[from.line - 1];
    if (start === undefined) return undefined;
    const at = this.#text.slice(start, start + from.column + part.length + 1000).indexOf(part, Math.max(0, from.column - 1));
    if (at < 0) return undefined;
    let line = from.line;
    while (starts[line] !== undefined && starts[line]! <= start + at) line++;
    return {line, column: start + at - starts[line - 1]! + 1};
  }
}
