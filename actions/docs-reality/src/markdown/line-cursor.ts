import {SPACE, TAB} from './characters.ts';

/** Indented by this much, a line is code; and a tab reaches to the next multiple of it. */
export const CODE_INDENT = 4;

/** A place on a line and its column, with tabs counted as the columns they fill. https://spec.commonmark.org/0.31.2/#tabs */
export class LineCursor {
  readonly #text: string;
  /** The offsets at which the line begins and ends. */
  start = 0;
  end = 0;
  at = 0;
  column = 0;
  /** Whether part of the tab that stands next has been stepped over. */
  insideTab = false;
  /** The columns of space that `measureIndent` found before the character at `next`. */
  indent = 0;
  next = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Goes to the beginning of a line. */
  reset(start: number, end: number): void {
    this.start = this.at = start;
    this.end = end;
    this.column = 0;
    this.insideTab = false;
  }

  /** Whether `measureIndent` found nothing but space. */
  get blank(): boolean {
    return this.next >= this.end;
  }

  /** Finds the next character that is neither space nor tab, and how many columns lie before it. */
  measureIndent(): void {
    let at = this.at;
    let column = this.column;
    for (; at < this.end; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === SPACE) column++;
      else if (code === TAB) column += CODE_INDENT - (column % CODE_INDENT);
      else break;
    }
    this.next = at;
    this.indent = column - this.column;
  }

  /** Steps over `columns` columns of indentation. A tab that reaches further stays, and `#column` tells how much of it is used up. */
  advance(columns: number): void {
    const target = this.column + columns;
    while (this.column < target && this.at < this.end) {
      const code = this.#text.charCodeAt(this.at);
      if (code !== TAB) {
        this.at++;
        this.column++;
        continue;
      }
      const stop = this.tabStop();
      if (stop > target) {
        this.column = target;
        this.insideTab = true;
        return;
      }
      this.insideTab = false;
      this.column = stop;
      this.at++;
    }
  }

  /** The column at which the tab that stands next ends. */
  tabStop(): number {
    return this.column + CODE_INDENT - (this.column % CODE_INDENT);
  }

  /** Steps to an offset of the line that lies beyond the indentation. */
  jump(offset: number): void {
    this.insideTab = false;
    this.column += this.indent + (offset - this.next);
    this.at = offset;
  }
}
