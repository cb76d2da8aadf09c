import {readAttributeList} from './attribute-list.ts';
import type {Blocks, DefinedTarget, RawHeading, Region} from './outline.ts';
import {
  AT, BACKSLASH, BACKTICK, CARET, CARRIAGE_RETURN, COLON, DOLLAR, DOT, EXCLAMATION, LEFT_BRACE, LEFT_BRACKET, LEFT_PARENTHESIS, LESS_THAN, LINE_FEED, QUESTION, RIGHT_BRACKET,
    RIGHT_PARENTHESIS, SLASH, UNDERSCORE,
  isAlphanumeric, isLetter, isPunctuation, runEnd, skipSpace,
} from './characters.ts';
import {BacktickRuns, codeSpanText} from './code-spans.ts';
import {matchBraces, readTag, tagIds, tagTargets, textOfHtml} from './html.ts';
import type {Tag} from './html.ts';
import {destinationEnd, destinationText, labelEnd, normalLabel, titleEnd} from './link-target.ts';
import {literalLinkEnd, webSchemeStart} from './literal-link.ts';
import type {CodeSpan, Comment, Link, Position, UndefinedReference} from './page.ts';
import {PlainText, isEmphasisMark} from './plain-text.ts';

type Mutable<T> = {-readonly [K in keyof T]: T[K]};

/** What stands inside the blocks of a file. */
export interface Inlines {
  readonly links: Mutable<Link>[];
  readonly undefinedReferences: UndefinedReference[];
  readonly codeSpans: Mutable<CodeSpan>[];
  readonly comments: Comment[];
  readonly headings: RawHeading[];
  readonly ids: Set<string>;
  readonly footnotes: Map<string, number>;
}

/** Where reading stops; all else is text. For text without bare addresses, for text with some, and for headings, of which the emphasis is told from the text. */
const STOPS = /[\\`<[\]!${]/g;
const STOPS_WITH_ADDRESSES = /[\\`<[\]!${:]|www\./g;
const STOPS_IN_HEADING = /[\\`<[\]!${:*_~]|www\./g;

const AUTOLINK = /<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>\p{Cc}]*)>/uy;
const MAIL_AUTOLINK = /<([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-zA-Z0-9][a-zA-Z0-9.-]{0,253})>/y;

/** What may be an attribute list in running text. */
const ATTRIBUTES = /\{([^{}\r\n]{1,200})\}/y;

/** Characters of a link's text that are kept: images within images hold each other's texts, and all of them together would be the square of the document. */
const longestText = 1000;

/** A bracket that may turn out to open a link. */
interface Opener {
  readonly at: number;
  readonly image: boolean;
  readonly links: number;
  readonly spans: number;
  nested: boolean;
}

/** Reads the stretches of text that `BlockScanner` found, one after the other. */
export class InlineScanner {
  readonly #definitions: ReadonlyMap<string, DefinedTarget>;
  readonly #footnotes: ReadonlyMap<string, string>;
  readonly #mdx: boolean;
  readonly #place: (offset: number) => Position;
  /** What stops the reading outside of headings. */
  readonly #stops: RegExp;
  readonly found: Inlines;

  #text = '';
  #from = 0;
  #to = 0;
  #base = 0;
  #cell = false;
  #openers: Opener[] = [];
  /** Openers below this height cannot open a link any more, because there is one inside them. */
  #inactive = 0;
  #runs: BacktickRuns | undefined;
  #braces: ReadonlyMap<number, number> | undefined;
  #plain: PlainText | undefined;
  /** The closing marks of which the stretch is known to hold no more. */
  readonly #missing = new Set<string>();
  /** The number of code spans before the `<a>` that is open, -1 when none is. */
  #anchorSpans = -1;
  /** Bare addresses found, by index in the list of links: inside a link they are part of its text. */
  readonly #literals = new Set<Link>();

  /** In: the file and its blocks, whether it is MDX, and what turns an offset into a position. */
  constructor(text: string, blocks: Blocks, mdx: boolean, place: (offset: number) => Position) {
    this.#stops = text.includes('://') || text.includes('www.') ? STOPS_WITH_ADDRESSES : STOPS;
    this.#definitions = blocks.definitions;
    this.#footnotes = blocks.footnotes;
    this.#mdx = mdx;
    this.#place = place;
    this.found = {links: [], undefinedReferences: [], codeSpans: [], comments: [], headings: [], ids: new Set(),
      footnotes: new Map([...blocks.footnotes.values()].map((label) => [label, 0]))};
  }

  scan(region: Region): void {
    this.#text = region.source;
    this.#from = region.from;
    this.#to = region.to;
    this.#base = region.base;
    this.#cell = region.kind === 'cell';
    this.#openers.length = 0;
    this.#inactive = 0;
    this.#runs = undefined;
    this.#braces = undefined;
    this.#missing.clear();
    this.#anchorSpans = -1;
    this.#plain = region.heading === undefined ? undefined : new PlainText();
    if (region.kind === 'html') this.#scanHtml();
    else this.#scanText();
    if (region.heading !== undefined) region.heading.text = this.#plain!.read(region.source, region.from, region.to);
  }

  #scanText(): void {
    const text = this.#text;
    const stops = this.#plain === undefined ? this.#stops : STOPS_IN_HEADING;
    for (let at = this.#from; at < this.#to;) {
      stops.lastIndex = at;
      if (!stops.test(text)) return;
      const stop = text.charCodeAt(stops.lastIndex - 1) === DOT ? stops.lastIndex - 4 : stops.lastIndex - 1;
      if (stop >= this.#to) return;
      at = this.#read(text.charCodeAt(stop), stop);
    }
  }

  /** Reads what begins at `at`. Out: the offset at which to go on. */
  #read(code: number, at: number): number {
    const text = this.#text;
    switch (code) {
      case BACKSLASH:
        if (at + 1 >= this.#to || !isPunctuation(text.charCodeAt(at + 1))) {
          if (text.charCodeAt(at + 1) === LINE_FEED || text.charCodeAt(at + 1) === CARRIAGE_RETURN) this.#plain?.cut(at, at + 1);
          return at + 1;
        }
        this.#plain?.cut(at, at + 2, text[at + 1]!);
        return at + 2;
      case BACKTICK:
        return this.#readCode(at);
      case LESS_THAN:
        return this.#readAngle(at);
      case EXCLAMATION:
        if (text.charCodeAt(at + 1) !== LEFT_BRACKET || at + 1 >= this.#to) return at + 1;
        this.#open(at, true);
        return at + 2;
      case LEFT_BRACKET:
        this.#open(at, false);
        return at + 1;
      case RIGHT_BRACKET:
        return this.#openers.length === 0 ? at + 1 : this.#close(at, this.#openers.pop()!);
      case COLON:
        return text.startsWith('://', at) ? this.#readLiteral(webSchemeStart(text, at, this.#from), at + 3, at) : at + 1;
      case DOLLAR:
        return this.#skipMath(at);
      case LEFT_BRACE:
        return this.#readBrace(at);
      default:
        if (isEmphasisMark(code)) {
          const end = runEnd(text, at, this.#to);
          this.#plain?.run(text, at, end - at, this.#from, this.#to);
          return end;
        }
        if (text.startsWith('www.', at) && (at === this.#from || ' \t\r\n(*_~[]'.includes(text[at - 1]!))) return this.#readLiteral(at, at, at);
        return at + 1;
    }
  }

  #readCode(at: number): number {
    const start = runEnd(this.#text, at, this.#to);
    this.#runs ??= new BacktickRuns(this.#text, this.#to);
    const close = this.#runs.close(start, start - at);
    if (close < 0) return start;
    const end = close + (start - at);
    let text = codeSpanText(this.#text.slice(start, close));
    if (this.#cell) text = text.replaceAll('\\|', '|');
    const {line, column} = this.#place(this.#base + at);
    this.found.codeSpans.push({text, line, column, inLink: false});
    this.#plain?.cut(at, end, text);
    return end;
  }

  #open(at: number, image: boolean): void {
    const outer = this.#openers.at(-1);
    if (outer !== undefined) outer.nested = true;
    this.#openers.push({at, image, links: this.found.links.length, spans: this.found.codeSpans.length, nested: false});
  }

  /** Decides what the brackets are that `opener` begins and the `]` at `at` ends. https://spec.commonmark.org/0.31.2/#look-for-link-or-image */
  #close(at: number, opener: Opener): number {
    const height = this.#openers.length;
    const active = opener.image || height >= this.#inactive;
    this.#inactive = Math.min(this.#inactive, height);
    if (!active) return at + 1;
    const text = this.#text;
    const next = at + 1 < this.#to ? text.charCodeAt(at + 1) : 0;
    if (next === LEFT_PARENTHESIS) {
      const end = this.#readInline(at, opener);
      if (end >= 0) return end;
    }
    if (next === LEFT_BRACKET) {
      const close = labelEnd(text, at + 2, this.#to);
      if (close >= 0) return this.#readFullReference(at, close, opener);
    }
    const start = opener.at + (opener.image ? 2 : 1);
    if (opener.nested || at - start > 999) return at + 1;
    if (text.charCodeAt(start) === CARET && this.#readFootnote(opener.at, start, at)) return at + 1;
    const collapsed = next === LEFT_BRACKET && text.charCodeAt(at + 2) === RIGHT_BRACKET && at + 2 < this.#to;
    const definition = this.#definitions.size === 0 ? undefined : this.#definitions.get(normalLabel(text.slice(start, at)));
    if (definition === undefined) {
      if (collapsed) this.#addUndefined(opener, at, text.slice(start, at), 'collapsed');
      return at + 1;
    }
    const end = collapsed ? at + 3 : at + 1;
    this.#addReference(definition, opener, at, end);
    return end;
  }

  #readInline(at: number, opener: Opener): number {
    const text = this.#text;
    const to = this.#to;
    const start = skipSpace(text, at + 2, to);
    if (start >= to) return -1;
    const destination = text.charCodeAt(start) === RIGHT_PARENTHESIS ? start : destinationEnd(text, start, to);
    if (destination < 0) return -1;
    let end = skipSpace(text, destination, to);
    if (end > destination && end < to && text.charCodeAt(end) !== RIGHT_PARENTHESIS) {
      const title = titleEnd(text, end, to);
      if (title < 0) return -1;
      end = skipSpace(text, title, to);
    }
    if (end >= to || text.charCodeAt(end) !== RIGHT_PARENTHESIS) return -1;
    this.#addLink(opener.image ? 'image' : 'inline', destinationText(text, start, destination), opener, at, end + 1);
    return end + 1;
  }

  #readFullReference(at: number, close: number, opener: Opener): number {
    const label = this.#text.slice(at + 2, close);
    const definition = this.#definitions.get(normalLabel(label));
    if (definition !== undefined) {
      this.#addReference(definition, opener, at, close + 1);
      return close + 1;
    }
    if (this.#text.charCodeAt(opener.at + 1) === CARET) this.#readFootnote(opener.at, opener.at + 1, at);
    this.#addUndefined(opener, at, label, 'full');
    return at + 1;
  }

  #addUndefined(opener: Opener, at: number, label: string, kind: UndefinedReference['kind']): void {
    // `matrix[i][j]` and `call()[0][1]` are no attempts at a link, and `[^1]` is a footnote.
    const before = opener.at > this.#from ? this.#text.charCodeAt(opener.at - 1) : 0;
    const subscript = isAlphanumeric(before) || before === RIGHT_PARENTHESIS || before === RIGHT_BRACKET || before === UNDERSCORE;
    const footnote = label.startsWith('^') || this.#text.charCodeAt(opener.at + 1) === CARET;
    if (subscript || footnote || at <= opener.at + (opener.image ? 2 : 1)) return;
    this.found.undefinedReferences.push({text: this.#linkText(opener, at), label: label.replace(/[ \t\r\n]+/g, ' ').trim(), kind, ...this.#place(this.#base + opener.at)});
  }

  /** Counts a reference to a footnote; not one when nothing defines it. */
  #readFootnote(from: number, start: number, at: number): boolean {
    const label = this.#footnotes.get(normalLabel(this.#text.slice(start + 1, at)));
    if (label === undefined) return false;
    this.found.footnotes.set(label, this.found.footnotes.get(label)! + 1);
    this.#plain?.cut(from, at + 1);
    return true;
  }

  #addReference(definition: DefinedTarget, opener: Opener, at: number, end: number): void {
    definition.used = true;
    this.#addLink(opener.image ? 'image' : 'reference', definition.target, opener, at, end);
  }

  #addLink(kind: Link['kind'], target: string, opener: Opener, at: number, end: number): void {
    const {links, codeSpans} = this.found;
    if (opener.image) this.#plain?.cut(opener.at, end);
    else {
      for (let index = opener.spans; index < codeSpans.length; index++) codeSpans[index]!.inLink = true;
      if (this.#literals.size > 0) this.#dropLiterals(opener.links);
      this.#inactive = this.#openers.length;
      this.#plain?.cut(opener.at, opener.at + 1);
      this.#plain?.cut(at, end);
    }
    const {line, column} = this.#place(this.#base + opener.at);
    links.push({kind, target, text: this.#linkText(opener, at), line, column});
  }

  /** Bare addresses inside a link's text are only text. */
  #dropLiterals(from: number): void {
    const {links} = this.found;
    let kept = from;
    for (let index = from; index < links.length; index++) {
      const link = links[index]!;
      if (!this.#literals.has(link)) links[kept++] = link;
    }
    links.length = kept;
  }

  #linkText(opener: Opener, at: number): string {
    const start = opener.at + (opener.image ? 2 : 1);
    const text = this.#text.slice(start, Math.min(at, start + longestText));
    return text.includes('\n') ? text.replace(/\r?\n[ \t]*/g, ' ') : text;
  }

  #addAutolink(at: number, target: string, text: string): Link {
    const {line, column} = this.#place(this.#base + at);
    const link = {kind: 'autolink' as const, target, text, line, column};
    this.found.links.push(link);
    return link;
  }

  /** A bare address. In: where it begins (-1 when it is none after all), where its domain begins, and where the mark stands that led here. */
  #readLiteral(start: number, domain: number, mark: number): number {
    const end = start < 0 ? -1 : literalLinkEnd(this.#text, start, domain, this.#to);
    if (end < 0) return mark + 1;
    const address = this.#text.slice(start, end);
    this.#literals.add(this.#addAutolink(start, start === domain ? `http://${address}` : address, address));
    return end;
  }

  #readAngle(at: number): number {
    const text = this.#text;
    const next = text.charCodeAt(at + 1);
    if (next === EXCLAMATION && text.startsWith('<!--', at)) return this.#readComment(at);
    if (next === EXCLAMATION || next === QUESTION) return this.#skipDeclaration(at);
    if (next !== SLASH && !this.#mdx) {
      AUTOLINK.lastIndex = MAIL_AUTOLINK.lastIndex = at;
      const link = AUTOLINK.exec(text);
      if (link !== null && AUTOLINK.lastIndex <= this.#to) return this.#readAutolink(at, link[1]!, link[1]!);
      const mail = isLetter(next) || text.charCodeAt(at + 1) !== AT ? MAIL_AUTOLINK.exec(text) : null;
      if (mail !== null && MAIL_AUTOLINK.lastIndex <= this.#to) return this.#readAutolink(at, `mailto:${mail[1]!}`, mail[1]!);
    }
    const tag = readTag(text, at, this.#to, this.#mdx, this.#mdx ? this.#matchedBraces() : undefined);
    if (tag === undefined) return at + 1;
    this.#addTag(tag, at);
    this.#plain?.cut(at, tag.end);
    return tag.end;
  }

  #readAutolink(at: number, target: string, text: string): number {
    this.#addAutolink(at, target, text);
    const end = at + text.length + 2;
    this.#plain?.cut(at, end, text);
    return end;
  }

  #addTag(tag: Tag, at: number): void {
    const {links, ids, codeSpans} = this.found;
    if (tag.name === 'a') {
      if (tag.closing && this.#anchorSpans >= 0) for (let index = this.#anchorSpans; index < codeSpans.length; index++) codeSpans[index]!.inLink = true;
      this.#anchorSpans = !tag.closing && tag.attributes.some(({name}) => name === 'href') ? codeSpans.length : -1;
    }
    for (const id of tagIds(tag)) ids.add(id);
    for (const target of tagTargets(tag, this.#mdx)) links.push({kind: 'html', target, text: '', ...this.#place(this.#base + at)});
  }

  /** A comment in running text must end in its paragraph; at the start of a line it is a block of its own. */
  #readComment(at: number): number {
    for (const short of ['<!-->', '<!--->']) if (this.#text.startsWith(short, at) && at + short.length <= this.#to) return at + short.length;
    const close = this.#find('-->', at + 4);
    if (close < 0) return at + 1;
    const end = close + 3;
    this.found.comments.push({text: this.#text.slice(at + 4, end - 3), closed: true, ...this.#place(this.#base + at)});
    this.#plain?.cut(at, end);
    return end;
  }

  /** `<?…?>`, `<!DOCTYPE …>` and `<![CDATA[…]]>` */
  #skipDeclaration(at: number): number {
    const text = this.#text;
    const mark = text.charCodeAt(at + 1) === QUESTION ? '?>' : text.startsWith('<![CDATA[', at) ? ']]>' : isLetter(text.charCodeAt(at + 2)) ? '>' : undefined;
    const close = mark === undefined ? -1 : this.#find(mark, at + 2);
    return close < 0 ? at + 1 : close + mark!.length;
  }

  /** Display math on GitHub stands between two `$$` of one paragraph; brackets in it are no links. */
  #skipMath(at: number): number {
    const end = runEnd(this.#text, at, this.#to);
    const close = end - at === 2 ? this.#find('$$', end) : -1;
    return close < 0 ? end : close + 2;
  }

  /** Where a closing mark next stands in the stretch, or -1. A search in vain is not repeated, which is what keeps unclosed marks linear. */
  #find(mark: string, from: number): number {
    if (this.#missing.has(mark)) return -1;
    const at = this.#text.slice(from, this.#to).indexOf(mark);
    if (at >= 0) return from + at;
    this.#missing.add(mark);
    return -1;
  }

  #matchedBraces(): ReadonlyMap<number, number> {
    this.#braces ??= matchBraces(this.#text, this.#from, this.#to);
    return this.#braces;
  }

  /** In MDX an expression or a comment; elsewhere an attribute list, or text. */
  #readBrace(at: number): number {
    if (this.#mdx) {
      const close = this.#matchedBraces().get(at);
      if (close === undefined) return at + 1;
      const inner = this.#text.slice(at + 1, close);
      if (inner.startsWith('/*') && inner.endsWith('*/')) this.found.comments.push({text: inner.slice(2, -2), closed: true, ...this.#place(this.#base + at)});
      else this.#scanExpression(at + 1, close);
      this.#plain?.cut(at, close + 1);
      return close + 1;
    }
    ATTRIBUTES.lastIndex = at;
    const list = ATTRIBUTES.exec(this.#text)?.[1];
    if (list === undefined || ATTRIBUTES.lastIndex > this.#to) return at + 1;
    const id = readAttributeList(list)?.id;
    if (id !== undefined) this.found.ids.add(id);
    return at + 1;
  }

  /** Reads the tags in an expression of MDX, in which nothing of Markdown has a meaning. */
  #scanExpression(from: number, to: number): void {
    for (let at = from; at < to;) {
      const tag = this.#text.charCodeAt(at) === LESS_THAN ? readTag(this.#text, at, to, true, this.#matchedBraces()) : undefined;
      if (tag !== undefined) this.#addTag(tag, at);
      at = tag?.end ?? at + 1;
    }
  }

  /** Reads a block of HTML, in which nothing of Markdown has a meaning. */
  #scanHtml(): void {
    const text = this.#text;
    const to = this.#to;
    let heading: {readonly level: number; readonly at: number; readonly from: number; readonly id: string | undefined} | undefined;
    let raw = '';
    for (let at = text.indexOf('<', this.#from); at >= 0 && at < to; at = text.indexOf('<', at)) {
      if (text.startsWith('<!--', at)) {
        at = this.#readBlockComment(at);
        continue;
      }
      const tag = readTag(text, at, to, true);
      if (tag === undefined || (raw !== '' && !(tag.closing && tag.name === raw))) {
        at++;
        continue;
      }
      raw = !tag.closing && (tag.name === 'script' || tag.name === 'style' || tag.name === 'textarea') ? tag.name : '';
      this.#addTag(tag, at);
      if (/^h[1-6]$/.test(tag.name)) {
        const level = Number(tag.name[1]);
        if (!tag.closing) heading = {level, at, from: tag.end, id: tag.attributes.find(({name, value}) => name === 'id' && value !== '')?.value};
        else if (heading?.level === level) {
          const {id} = heading;
          this.found.headings.push({kind: 'html', level, offset: this.#base + heading.at, text: textOfHtml(text.slice(heading.from, at)), ...(id === undefined ? {} : {id})});
          heading = undefined;
        }
      }
      at = tag.end;
    }
  }

  #readBlockComment(at: number): number {
    const close = this.#text.slice(at + 4, this.#to).indexOf('-->');
    const end = close < 0 ? this.#to : at + 4 + close;
    this.found.comments.push({text: this.#text.slice(at + 4, end), closed: close >= 0, ...this.#place(this.#base + at)});
    return close < 0 ? this.#to : end + 3;
  }
}

