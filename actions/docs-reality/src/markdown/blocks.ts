import {
  ASTERISK, BACKTICK, CARET, CARRIAGE_RETURN, COLON, DOT, EQUALS, EXCLAMATION, GREATER_THAN, HASH, HYPHEN, LEFT_BRACE, LEFT_BRACKET, LESS_THAN, PIPE, PLUS, QUESTION,
  RIGHT_PARENTHESIS, SPACE, TAB, TILDE, UNDERSCORE, isDigit, isSpace, runEnd, skipSpace, trimEnd,
} from './characters.ts';
import {CodeBlock} from './code-block.ts';
import {readDefinition} from './definition.ts';
import {readFrontMatter} from './front-matter.ts';
import {hasMarkup, splitHeading} from './heading-line.ts';
import {matchBraces, readTag} from './html.ts';
import {endsHtmlBlock, htmlBlockKind} from './html-block.ts';
import type {HtmlBlockKind} from './html-block.ts';
import {CODE_INDENT, LineCursor} from './line-cursor.ts';
import {labelEnd, normalLabel} from './link-target.ts';
import {Occurrences} from './occurrences.ts';
import type {Blocks, DefinedTarget, RawComment, RawHeading, Region} from './outline.ts';
import {delimiterColumns, tableCells} from './table.ts';

/** A block quote, or content indented by `width` columns: a list item, a footnote, an admonition. */
interface Container {
  readonly quote: boolean;
  readonly width: number;
  /** The line on which an item began that has nothing on it; a blank line after that ends the item. */
  readonly emptySince: number;
}

type Leaf = 'none' | 'paragraph' | 'fence' | 'indented' | 'html' | 'table' | 'esm';

/** Deeper nesting is read as text: nobody writes it, and every line costs as much as there are containers open. */
const MAX_CONTAINERS = 100;

/** What a line can begin with that is more than text, by code. */
const STARTS_BLOCK = new Uint8Array(128);
for (const character of '#>`~<=-|:*_+!?[0123456789') STARTS_BLOCK[character.charCodeAt(0)] = 1;

/** Opens a body indented by four columns. https://squidfunk.github.io/mkdocs-material/reference/admonitions/ and /content-tabs/ */
const INDENTED_BODY = /(?:!!!|\?\?\?\+?) ?[\w-]|===[!+]?[ \t]+"/y;

/** Divides a file into blocks, by the rules of CommonMark 0.31 and GFM with the additions that site generators have made common. Linear in the text. */
export class BlockScanner {
  readonly #text: string;
  readonly #mdx: boolean;
  readonly #cursor: LineCursor;
  readonly #lineStarts: number[] = [];
  readonly #headings: RawHeading[] = [];
  readonly #fences: CodeBlock[] = [];
  readonly #regions: Region[] = [];
  readonly #definitions = new Map<string, DefinedTarget>();
  readonly #footnotes = new Map<string, string>();
  readonly #comments: RawComment[] = [];
  /** The strings without which a text holds nothing to find. */
  readonly #marks: readonly Occurrences[];

  #containers: Container[] = [];
  #quotes = 0;
  #leaf: Leaf = 'none';
  #fence: CodeBlock | undefined;
  #fenceCode = 0;
  #fenceLength = 0;
  #fenceIndent = 0;
  #htmlKind: HtmlBlockKind = 0;
  #leafStart = 0;
  #leafEnd = 0;
  /** Where the lines of the paragraph begin and end, in the first `#rowsEnd` places. */
  readonly #rows: number[] = [];
  #rowsEnd = 0;
  #esmDepth = 0;
  #esmGap = false;
  #hiddenUntil = 0;
  #braces: ReadonlyMap<number, number> | undefined;

  constructor(text: string, mdx: boolean) {
    this.#text = text;
    this.#mdx = mdx;
    this.#cursor = new LineCursor(text);
    this.#marks = ['`', '[', '<', '{', '$$', '://', 'www.'].map((mark) => new Occurrences(text, mark));
  }

  scan(): Blocks {
    const text = this.#text;
    let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    const front = readFrontMatter(text, at);
    if (front !== undefined) {
      while (at < front.end) {
        this.#lineStarts.push(at);
        const newline = text.indexOf('\n', at);
        at = newline < 0 ? text.length : newline + 1;
      }
    }
    while (at < text.length) {
      const newline = text.indexOf('\n', at);
      const next = newline < 0 ? text.length : newline;
      this.#lineStarts.push(at);
      this.#cursor.reset(at, next > at && text.charCodeAt(next - 1) === CARRIAGE_RETURN ? next - 1 : next);
      if (at >= this.#hiddenUntil) this.#line();
      at = next + 1;
    }
    this.#closeLeaf();
    return {
      ...(front === undefined ? {} : {frontMatter: front.value}), lineStarts: this.#lineStarts, headings: this.#headings, fences: this.#fences, regions: this.#regions,
      definitions: this.#definitions, footnotes: this.#footnotes, comments: this.#comments,
    };
  }

  get #lineNumber(): number {
    return this.#lineStarts.length;
  }

  #place(offset: number): {readonly line: number; readonly column: number} {
    return {line: this.#lineNumber, column: offset - this.#cursor.start + 1};
  }

  /** Adds what is left of the line to a code block, after up to `columns` columns of indentation. */
  #pushCode(block: CodeBlock, columns: number): void {
    this.#cursor.advance(Math.min(columns, this.#cursor.indent));
    if (this.#cursor.insideTab) block.push(this.#cursor.at + 1, this.#cursor.end, this.#cursor.tabStop() - this.#cursor.column);
    else block.push(this.#cursor.at, this.#cursor.end, 0);
  }

  /** How many of the open containers this line continues. */
  #matchContainers(): number {
    let matched = 0;
    for (const container of this.#containers) {
      this.#cursor.measureIndent();
      if (container.quote) {
        if (this.#cursor.indent >= CODE_INDENT || this.#cursor.blank || this.#text.charCodeAt(this.#cursor.next) !== GREATER_THAN) break;
        this.#stepOverQuoteMark();
      } else if (this.#cursor.blank) {
        if (container.emptySince === this.#lineNumber - 1) break;
      } else if (this.#cursor.indent >= container.width) this.#cursor.advance(container.width);
      else break;
      matched++;
    }
    return matched;
  }

  #stepOverQuoteMark(): void {
    this.#cursor.jump(this.#cursor.next + 1);
    const code = this.#cursor.at < this.#cursor.end ? this.#text.charCodeAt(this.#cursor.at) : 0;
    if (code === SPACE || code === TAB) this.#cursor.advance(1);
  }

  #line(): void {
    const matched = this.#containers.length === 0 ? 0 : this.#matchContainers();
    const allMatched = matched === this.#containers.length;
    this.#cursor.measureIndent();
    if (allMatched && this.#continueLeaf()) return;
    if (this.#leaf !== 'paragraph' && this.#leaf !== 'table' && this.#leaf !== 'none') this.#closeLeaf();
    this.#openBlocks(matched);
  }

  /** Gives the line to the open block when that takes lines as they are. Out: whether it did. */
  #continueLeaf(): boolean {
    const blank = this.#cursor.blank;
    switch (this.#leaf) {
      case 'fence':
        if (!blank && (this.#cursor.indent < CODE_INDENT || this.#mdx) && this.#text.charCodeAt(this.#cursor.next) === this.#fenceCode) {
          const run = runEnd(this.#text, this.#cursor.next, this.#cursor.end);
          if (run - this.#cursor.next >= this.#fenceLength && skipSpace(this.#text, run, this.#cursor.end) === this.#cursor.end) {
            this.#fence!.closed = true;
            this.#closeLeaf();
            return true;
          }
        }
        this.#pushCode(this.#fence!, this.#fenceIndent);
        return true;
      case 'indented':
        if (!blank && this.#cursor.indent < CODE_INDENT) return false;
        this.#pushCode(this.#fence!, CODE_INDENT);
        return true;
      case 'html':
        if (blank && this.#htmlKind >= 6) return false;
        this.#leafEnd = this.#cursor.end;
        if (endsHtmlBlock(this.#htmlKind, this.#text.slice(this.#cursor.at, this.#cursor.end))) this.#closeLeaf();
        return true;
      case 'esm':
        return this.#continueEsm(blank);
      default:
        return false;
    }
  }

  /** Opens whatever begins on the line after `matched` containers, and gives the rest of the line to a paragraph. */
  #openBlocks(matched: number): void {
    let open = matched;
    for (;;) {
      this.#cursor.measureIndent();
      if (this.#cursor.blank) break;
      if (this.#cursor.indent >= CODE_INDENT && !this.#mdx) {
        if (this.#leaf === 'paragraph') break;
        this.#closeFrom(open);
        this.#openIndented();
        return;
      }
      const code = this.#text.charCodeAt(this.#cursor.next);
      if ((code >= 128 || STARTS_BLOCK[code] === 0) && !this.#mdx) break;
      const before = this.#containers.length;
      const step = before > MAX_CONTAINERS ? 'text' : this.#openBlock(code, open);
      if (step === 'leaf') return;
      if (step === 'text') break;
      open = step === 'container' ? this.#containers.length : before;
    }
    const blank = this.#cursor.blank;
    if (open < this.#containers.length && !blank && this.#leaf === 'paragraph') {
      this.#addToParagraph();
      return;
    }
    this.#closeFrom(open);
    if (blank) {
      if (this.#leaf !== 'none') this.#closeLeaf();
    } else if (this.#leaf === 'table') this.#addRow(this.#cursor.next);
    else this.#addToParagraph();
  }

  /** Tries what can begin with one character. Out: a block that took the line, a container whose content follows, or neither. */
  #openBlock(code: number, open: number): 'leaf' | 'container' | 'text' {
    const text = this.#text;
    const interrupts = this.#leaf === 'paragraph' && open === this.#containers.length;
    switch (code) {
      case GREATER_THAN:
        this.#closeFor(open);
        this.#stepOverQuoteMark();
        this.#push({quote: true, width: 0, emptySince: -1});
        return 'container';
      case HASH:
        return this.#openAtx(open) ? 'leaf' : 'text';
      case BACKTICK:
      case TILDE:
        return this.#openFence(code, open) ? 'leaf' : 'text';
      case LESS_THAN:
        return (this.#mdx ? this.#openJsx(open) : this.#openHtml(open)) ? 'leaf' : 'text';
      case LEFT_BRACKET:
        return this.#openFootnote(open) ? 'container' : 'text';
      case EXCLAMATION:
      case QUESTION:
        return this.#openIndentedBody(open) ? 'leaf' : 'text';
      case COLON:
        if (interrupts && this.#startTable()) return 'leaf';
        if (!text.startsWith(':::', this.#cursor.next)) return 'text';
        // A directive's marks stand on lines of their own; what lies between them is ordinary content.
        this.#closeFor(open);
        this.#addRegion('text', this.#cursor.next, this.#cursor.end);
        return 'leaf';
      case PIPE:
        return interrupts && this.#startTable() ? 'leaf' : 'text';
      case EQUALS:
        if (interrupts && this.#endSetext(1, code)) return 'leaf';
        return this.#openIndentedBody(open) ? 'leaf' : 'text';
      case HYPHEN:
        if (interrupts && (this.#endSetext(2, code) || this.#startTable())) return 'leaf';
        if (this.#isThematicBreak(code)) {
          this.#closeFor(open);
          return 'leaf';
        }
        return this.#openItem(open, interrupts);
      case ASTERISK:
      case UNDERSCORE:
        if (this.#isThematicBreak(code)) {
          this.#closeFor(open);
          return 'leaf';
        }
        return code === ASTERISK ? this.#openItem(open, interrupts) : 'text';
      case PLUS:
        return this.#openItem(open, interrupts);
      case LEFT_BRACE:
        return this.#mdx && this.#openExpression(open) ? 'leaf' : 'text';
      default:
        if (isDigit(code)) return this.#openItem(open, interrupts);
        return this.#mdx && this.#openEsm() ? 'leaf' : 'text';
    }
  }

  #push(container: Container): void {
    this.#containers.push(container);
    if (container.quote) this.#quotes++;
  }

  /** Closes the containers that the line does not continue, with the leaf in them; leaves everything alone when it continues all. */
  #closeFrom(open: number): void {
    if (open === this.#containers.length) return;
    this.#closeLeaf();
    while (this.#containers.length > open) if (this.#containers.pop()!.quote) this.#quotes--;
  }

  /** Makes way for a block that begins inside the first `open` containers. */
  #closeFor(open: number): void {
    this.#closeLeaf();
    this.#closeFrom(open);
  }

  #closeLeaf(): void {
    const leaf = this.#leaf;
    this.#leaf = 'none';
    if (leaf === 'paragraph') this.#endParagraph();
    else if (leaf === 'html') this.#addRegion('html', this.#leafStart, this.#leafEnd);
    else if (leaf === 'indented') this.#fence!.dropBlankEnd();
  }

  #openIndented(): void {
    this.#closeLeaf();
    this.#leaf = 'indented';
    this.#fence = new CodeBlock(this.#text, this.#place(this.#cursor.next), undefined, this.#lineNumber);
    this.#fences.push(this.#fence);
    this.#pushCode(this.#fence, CODE_INDENT);
  }

  #openAtx(open: number): boolean {
    const marks = runEnd(this.#text, this.#cursor.next, this.#cursor.end);
    const level = marks - this.#cursor.next;
    if (level > 6 || (marks < this.#cursor.end && !isSpace(this.#text.charCodeAt(marks)))) return false;
    this.#closeFor(open);
    const from = skipSpace(this.#text, marks, this.#cursor.end);
    let to = trimEnd(this.#text, from, this.#cursor.end);
    let hashes = to;
    while (hashes > from && this.#text.charCodeAt(hashes - 1) === HASH) hashes--;
    if (hashes === from || isSpace(this.#text.charCodeAt(hashes - 1))) to = trimEnd(this.#text, from, hashes);
    this.#addHeading('atx', level, this.#cursor.next, this.#text, from, to, 0);
    return true;
  }

  #addHeading(kind: 'atx' | 'setext', level: number, offset: number, source: string, from: number, to: number, base: number): void {
    const {text, id} = splitHeading(source.slice(from, to));
    const heading: RawHeading = {kind, level, offset, text, ...(id === undefined ? {} : {id})};
    this.#headings.push(heading);
    if (hasMarkup(text)) this.#regions.push({kind: 'text', source, from, to: from + text.length, base, heading});
  }

  #openFence(code: number, open: number): boolean {
    const run = runEnd(this.#text, this.#cursor.next, this.#cursor.end);
    if (run - this.#cursor.next < 3) return false;
    const info = this.#text.slice(run, this.#cursor.end);
    if (code === BACKTICK && info.includes('`')) return false;
    this.#closeFor(open);
    this.#leaf = 'fence';
    this.#fenceCode = code;
    this.#fenceLength = run - this.#cursor.next;
    this.#fenceIndent = this.#cursor.indent;
    this.#fence = new CodeBlock(this.#text, this.#place(this.#cursor.next), info, this.#lineNumber + 1);
    this.#fences.push(this.#fence);
    return true;
  }

  #openHtml(open: number): boolean {
    const kind = htmlBlockKind(this.#text, this.#cursor.next, this.#cursor.end);
    if (kind === 0 || (kind === 7 && this.#leaf === 'paragraph')) return false;
    this.#closeFor(open);
    this.#leaf = 'html';
    this.#htmlKind = kind;
    this.#leafStart = this.#cursor.next;
    this.#leafEnd = this.#cursor.end;
    if (endsHtmlBlock(kind, this.#text.slice(this.#cursor.next, this.#cursor.end))) this.#closeLeaf();
    return true;
  }

  /** A tag of JSX that goes on over several lines, on which `>`, `-` and `#` would otherwise begin blocks. */
  #openJsx(open: number): boolean {
    return this.#takeUntil(readTag(this.#text, this.#cursor.next, this.#text.length, true, this.#matchedBraces())?.end, open);
  }

  /** An expression of MDX that goes on over several lines, or a comment. */
  #openExpression(open: number): boolean {
    return this.#hideComment(open) || this.#takeUntil(this.#matchedBraces().get(this.#cursor.next), open);
  }

  /** Takes the lines up to the one on which `end` lies as one stretch of text. Out: whether that is a later line than this. */
  #takeUntil(end: number | undefined, open: number): boolean {
    if (end === undefined || end <= this.#cursor.end) return false;
    this.#closeFor(open);
    const newline = this.#text.indexOf('\n', end);
    this.#hiddenUntil = newline < 0 ? this.#text.length : newline;
    this.#addRegion('text', this.#cursor.next, this.#hiddenUntil);
    return true;
  }

  #matchedBraces(): ReadonlyMap<number, number> {
    this.#braces ??= matchBraces(this.#text, 0, this.#text.length);
    return this.#braces;
  }

  #openFootnote(open: number): boolean {
    if (this.#text.charCodeAt(this.#cursor.next + 1) !== CARET) return false;
    const close = labelEnd(this.#text, this.#cursor.next + 2, this.#cursor.end);
    if (close < 0 || close + 1 >= this.#cursor.end || this.#text.charCodeAt(close + 1) !== COLON) return false;
    this.#closeFor(open);
    const label = this.#text.slice(this.#cursor.next + 2, close);
    if (!this.#footnotes.has(normalLabel(label))) this.#footnotes.set(normalLabel(label), label);
    this.#cursor.jump(close + 2);
    this.#cursor.measureIndent();
    this.#cursor.advance(this.#cursor.indent);
    this.#push({quote: false, width: CODE_INDENT, emptySince: -1});
    return true;
  }

  #openIndentedBody(open: number): boolean {
    INDENTED_BODY.lastIndex = this.#cursor.next;
    if (!INDENTED_BODY.test(this.#text) || INDENTED_BODY.lastIndex > this.#cursor.end) return false;
    this.#closeFor(open);
    this.#addRegion('text', this.#cursor.next, this.#cursor.end);
    this.#push({quote: false, width: CODE_INDENT, emptySince: -1});
    return true;
  }

  #isThematicBreak(code: number): boolean {
    let count = 0;
    for (let at = this.#cursor.next; at < this.#cursor.end; at++) {
      const here = this.#text.charCodeAt(at);
      if (here === code) count++;
      else if (!isSpace(here)) return false;
    }
    return count >= 3;
  }

  /** https://spec.commonmark.org/0.31.2/#list-items; only a list that begins with 1 and with text may interrupt a paragraph. */
  #openItem(open: number, interrupts: boolean): 'container' | 'text' {
    let mark = this.#cursor.next;
    while (mark < this.#cursor.end && isDigit(this.#text.charCodeAt(mark))) mark++;
    if (mark > this.#cursor.next) {
      const delimiter = mark < this.#cursor.end ? this.#text.charCodeAt(mark) : 0;
      if (mark - this.#cursor.next > 9 || (delimiter !== DOT && delimiter !== RIGHT_PARENTHESIS)) return 'text';
      if (interrupts && Number(this.#text.slice(this.#cursor.next, mark)) !== 1) return 'text';
    }
    mark++;
    if (mark < this.#cursor.end && !isSpace(this.#text.charCodeAt(mark))) return 'text';
    const empty = skipSpace(this.#text, mark, this.#cursor.end) === this.#cursor.end;
    if (empty && interrupts) return 'text';
    const lead = this.#cursor.indent;
    const marker = mark - this.#cursor.next;
    this.#closeFor(open);
    this.#cursor.jump(mark);
    this.#cursor.measureIndent();
    const spaces = empty || this.#cursor.indent > CODE_INDENT ? 1 : this.#cursor.indent;
    this.#cursor.advance(spaces);
    this.#push({quote: false, width: lead + marker + spaces, emptySince: empty ? this.#lineNumber : -1});
    return 'container';
  }

  /** JavaScript at the top of an MDX file or between its blocks. https://mdxjs.com/docs/what-is-mdx/#esm */
  #openEsm(): boolean {
    if (this.#leaf !== 'none' || this.#containers.length > 0 || this.#cursor.next !== this.#cursor.start) return false;
    if (!this.#text.startsWith('import ', this.#cursor.next) && !this.#text.startsWith('export ', this.#cursor.next)) return false;
    this.#leaf = 'esm';
    this.#esmDepth = 0;
    this.#esmGap = false;
    this.#countBrackets();
    return true;
  }

  /** A blank line ends JavaScript, unless a bracket is open and the next line looks like more of it. */
  #continueEsm(blank: boolean): boolean {
    if (blank) {
      this.#esmGap = true;
      return this.#esmDepth > 0;
    }
    if (this.#esmGap && this.#cursor.indent === 0 && !'}])'.includes(this.#text[this.#cursor.next]!)) return false;
    this.#countBrackets();
    return true;
  }

  #countBrackets(): void {
    for (let at = this.#cursor.next; at < this.#cursor.end; at++) {
      const character = this.#text[at]!;
      if ('{[('.includes(character)) this.#esmDepth++;
      else if ('}])'.includes(character)) this.#esmDepth--;
    }
  }

  #hideComment(open: number): boolean {
    if (this.#leaf === 'paragraph' || !this.#text.startsWith('{/*', this.#cursor.next)) return false;
    this.#closeFor(open);
    const close = this.#text.indexOf('*/}', this.#cursor.next + 3);
    const closed = close >= 0;
    this.#comments.push({offset: this.#cursor.next, text: this.#text.slice(this.#cursor.next + 3, closed ? close : undefined), closed});
    this.#hiddenUntil = closed ? close + 3 : Infinity;
    return true;
  }

  #addToParagraph(): void {
    if (this.#leaf !== 'paragraph') {
      this.#closeLeaf();
      this.#leaf = 'paragraph';
      this.#leafStart = this.#cursor.next;
      this.#rowsEnd = 0;
    }
    this.#rows[this.#rowsEnd++] = this.#cursor.next;
    this.#rows[this.#rowsEnd++] = this.#cursor.end;
    this.#leafEnd = this.#cursor.end;
  }

  /** The paragraph as one string with the marks of block quotes blanked out, so that offsets stay what they are. `base` is the file's offset of its start. */
  #paragraphSource(): {readonly source: string; readonly from: number; readonly to: number; readonly base: number} {
    if (this.#quotes === 0 || this.#rowsEnd === 2) return {source: this.#text, from: this.#leafStart, to: this.#leafEnd, base: 0};
    let source = '';
    let at = this.#leafStart;
    for (let index = 0; index < this.#rowsEnd; index += 2) {
      const start = this.#rows[index]!;
      if (index > 0) source += '\n'.padEnd(start - at);
      at = this.#rows[index + 1]!;
      source += this.#text.slice(start, at);
    }
    return {source, from: 0, to: source.length, base: this.#leafStart};
  }

  /** Takes the link reference definitions off the start of a paragraph. Out: the offset in `source` of what is left. */
  #takeDefinitions(source: string, from: number, to: number, base: number): number {
    let at = from;
    while (at < to && source.charCodeAt(at) === LEFT_BRACKET) {
      const definition = readDefinition(source, at, to);
      if (definition === undefined) break;
      if (!this.#definitions.has(definition.label)) this.#definitions.set(definition.label, {target: definition.target, offset: base + at, text: definition.text, used: false});
      at = skipSpace(source, definition.end, to);
    }
    return at;
  }

  #endParagraph(): void {
    const simple = this.#text.charCodeAt(this.#leafStart) !== LEFT_BRACKET;
    if (simple && !this.#isMarked(this.#leafStart, this.#leafEnd)) return;
    const {source, from, to, base} = this.#paragraphSource();
    const rest = simple ? from : this.#takeDefinitions(source, from, to, base);
    if (rest < to) this.#regions.push({kind: 'text', source, from: rest, to, base});
  }

  #endSetext(level: number, code: number): boolean {
    for (let at = this.#cursor.next; at < this.#cursor.end; at++) {
      if (this.#text.charCodeAt(at) !== code) {
        if (skipSpace(this.#text, at, this.#cursor.end) < this.#cursor.end) return false;
        break;
      }
    }
    const {source, from, to, base} = this.#paragraphSource();
    const rest = this.#takeDefinitions(source, from, to, base);
    if (rest >= to) return false;
    this.#leaf = 'none';
    this.#addHeading('setext', level, base + rest, source, rest, trimEnd(source, rest, to), base);
    return true;
  }

  /** Turns the paragraph's last line into a table's head when this line has as many columns. */
  #startTable(): boolean {
    const columns = delimiterColumns(this.#text, this.#cursor.next, this.#cursor.end);
    const headStart = this.#rows[this.#rowsEnd - 2]!;
    const headEnd = this.#rows[this.#rowsEnd - 1]!;
    if (columns === 0 || tableCells(this.#text, headStart, headEnd).length !== columns * 2) return false;
    this.#rowsEnd -= 2;
    this.#leafEnd = this.#rowsEnd === 0 ? this.#leafStart : this.#rows[this.#rowsEnd - 1]!;
    if (this.#rowsEnd > 0) this.#closeLeaf();
    this.#leaf = 'table';
    this.#addCells(headStart, headEnd);
    return true;
  }

  #addRow(from: number): void {
    this.#addCells(from, this.#cursor.end);
  }

  #addCells(from: number, to: number): void {
    if (!this.#isMarked(from, to)) return;
    const cells = tableCells(this.#text, from, to);
    for (let index = 0; index < cells.length; index += 2) this.#addRegion('cell', cells[index]!, cells[index + 1]!);
  }

  /** Whether a stretch of the file holds anything that could be found in it. */
  #isMarked(from: number, to: number): boolean {
    for (let index = 0; index < this.#marks.length; index++) if (this.#marks[index]!.after(from) < to) return true;
    return false;
  }

  #addRegion(kind: Region['kind'], from: number, to: number): void {
    if (this.#isMarked(from, to)) this.#regions.push({kind, source: this.#text, from, to, base: 0});
  }
}
