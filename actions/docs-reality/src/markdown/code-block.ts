import {CARRIAGE_RETURN} from './characters.ts';
import {unescapeText} from './entities.ts';
import type {CodeLine, Fence} from './page.ts';

const LANGUAGE = /^[{.\s]*([^\s{}:,;]*)/;

/** Splits an info string at its first word: `js {1,3}`, `{.python .numberLines}`, `rust,ignore` and `{r, echo=FALSE}` are in use. */
function splitInfo(info: string): {readonly language: string; readonly attributes: string} {
  const match = LANGUAGE.exec(info)!;
  return {language: match[1]!.toLowerCase(), attributes: info.slice(match[0].length).replace(/^,/, '').trim()};
}

/** A code block that cuts its lines out of the text only when somebody reads them. */
export class CodeBlock implements Fence {
  readonly line: number;
  readonly column: number;
  readonly info: string;
  readonly language: string;
  readonly attributes: string;
  readonly indented: boolean;
  closed: boolean;
  readonly #text: string;
  readonly #firstLine: number;
  /** For each line of code: where its text begins, where it ends, and the columns of a tab that reach into it. */
  readonly #spans: number[] = [];
  #lines: readonly CodeLine[] | undefined;

  /** In: the file, the place of the block, its info string as written (nothing for an indented block), and the number of its first line of code. */
  constructor(text: string, place: {readonly line: number; readonly column: number}, info: string | undefined, firstLine: number) {
    this.#text = text;
    this.#firstLine = firstLine;
    this.line = place.line;
    this.column = place.column;
    this.indented = info === undefined;
    this.closed = info === undefined;
    this.info = info === undefined ? '' : unescapeText(info.trim());
    const {language, attributes} = splitInfo(this.info);
    this.language = language;
    this.attributes = attributes;
  }

  /** Adds the next line of the file. */
  push(start: number, end: number, padding: number): void {
    this.#spans.push(start, end, padding);
  }

  /** Takes off the last lines that are blank, which do not belong to an indented block. */
  dropBlankEnd(): void {
    while (this.#spans.length > 0 && this.#text.slice(this.#spans.at(-3), this.#spans.at(-2)).trim() === '') this.#spans.length -= 3;
  }

  get source(): string {
    return this.#text.slice(this.#spans[0] ?? 0, this.#spans.at(-2) ?? 0);
  }

  get lines(): readonly CodeLine[] {
    if (this.#lines === undefined) {
      const lines: CodeLine[] = [];
      for (let index = 0; index < this.#spans.length; index += 3) {
        const start = this.#spans[index]!;
        let end = this.#spans[index + 1]!;
        if (end > start && this.#text.charCodeAt(end - 1) === CARRIAGE_RETURN) end--;
        lines.push({text: ' '.repeat(this.#spans[index + 2]!) + this.#text.slice(start, end), line: this.#firstLine + index / 3});
      }
      this.#lines = lines;
    }
    return this.#lines;
  }
}
