import {CARRIAGE_RETURN, LINE_FEED} from '../markdown/characters.ts';
import type {Position} from '../markdown/index.ts';

const item = /^(\s*)(?:[-*+]|\d+[.)])\s/;
const mostItems = 20;

/** The lines of a text. Numbers count from 1. */
export class Lines {
  readonly #text: string;
  readonly #starts: readonly number[];

  /** In: the text, and the offset at which each of its lines begins. */
  constructor(text: string, starts: readonly number[]) {
    this.#text = text;
    this.#starts = starts;
  }

  get count(): number {
    return this.#starts.length;
  }

  /** A line without its end; empty where there is none. */
  text(line: number): string {
    const text = this.#text;
    const from = this.#starts[line - 1];
    if (from === undefined) return '';
    let end = this.#starts[line] ?? text.length;
    if (end > from && text.charCodeAt(end - 1) === LINE_FEED) end--;
    if (end > from && text.charCodeAt(end - 1) === CARRIAGE_RETURN) end--;
    return text.slice(from, end);
  }

  /** The place of an offset in the text. */
  at(offset: number): Position {
    const starts = this.#starts;
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

  /** The line that introduces the list in which a line is an item; empty where it is none. */
  introduction(line: number): string {
    const own = item.exec(this.text(line))?.[1];
    if (own === undefined) return '';
    for (let at = line - 1; at >= 1 && at >= line - mostItems; at--) {
      const text = this.text(at);
      if (text.trim() === '') continue;
      const indent = text.length - text.trimStart().length;
      if (indent < own.length || indent === own.length && !item.test(text)) return text;
    }
    return '';
  }

  /** Where a part of the text stands at or behind a position, if within a thousand characters. */
  find(part: string, from: Position): Position | undefined {
    const starts = this.#starts;
    const start = starts[from.line - 1];
    if (start === undefined) return undefined;
    const at = this.#text.slice(start, start + from.column + part.length + 1000).indexOf(part, Math.max(0, from.column - 1));
    if (at < 0) return undefined;
    let line = from.line;
    while (starts[line] !== undefined && starts[line]! <= start + at) line++;
    return {line, column: start + at - starts[line - 1]! + 1};
  }
}
