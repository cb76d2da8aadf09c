import {copied} from '../copied.ts';

/** A place in the document, counted from 1, and how many characters of the line it covers. */
export interface Span { readonly line: number; readonly column: number; readonly length: number }

/** Why a word's text is not what the shell would pass on. */
export type Doubt = 'placeholder' | 'computed' | 'glob';

export interface Word { readonly text: string; readonly span: Span; readonly doubt?: Doubt }

/** `column` is where `text` begins in the document's line. */
export interface SourceLine { readonly text: string; readonly line: number; readonly column: number }

export type Shell = 'posix' | 'powershell' | 'cmd';

export type Operator = '&&' | '||' | ';' | '|' | '&' | '(' | ')' | '\n';

export type Token = {readonly word: Word} | {readonly operator: Operator} | {readonly comment: string};

const CONTINUATION: Readonly<Record<Shell, string>> = {posix: '\\', powershell: '`', cmd: '^'};
const PLACEHOLDER = /<[A-Za-z][^<>\n]{0,80}>/y;
const HERE_DOCUMENT = /<<-?[ \t]*(?:'([^'\n]{1,80})'|"([^"\n]{1,80})"|([A-Za-z_][A-Za-z0-9_]{0,80}))/y;
/** What means nothing to any shell wherever it stands in a word. */
const PLAIN = /[\w./:=,@+~-]+/y;
const OPERATOR = /&&|\|\||\|&|[;|&()]/y;
const REDIRECTION = /&?>>?[|&]?|<<<|<>|<&?/y;

/**
 * Splits the lines of a shell block into words and operators. Quotes and escapes are resolved; here-documents and redirections with their
 * targets are left out; what a shell would compute, and what a reader has to fill in, becomes a word in doubt. Any text is taken: an unclosed quote
 * is a plain character. Linear in the length of the text. Source: POSIX.1-2024, Shell Command Language, 2.2 to 2.7.
 */
export function tokensOf(lines: readonly SourceLine[], shell: Shell): readonly Token[] {
  return new Splitter(lines, shell).tokens();
}

class Splitter {
  readonly #lines: readonly SourceLine[];
  readonly #shell: Shell;
  readonly #text: string;
  readonly #starts: readonly number[];
  readonly #unclosed = new Set<string>();
  readonly #tokens: Token[] = [];
  readonly #hereEnds: string[] = [];
  #at = 0;
  #row = 0;
  #depth = 0;
  #dropNext = false;
  #word: {text: string; from: number; row: number; doubt: Doubt | undefined; quoted: boolean} | undefined;

  constructor(lines: readonly SourceLine[], shell: Shell) {
    this.#lines = lines;
    this.#shell = shell;
    this.#text = lines.map(({text}) => text.replaceAll('\n', ' ')).join('\n');
    let offset = 0;
    this.#starts = lines.map(({text}) => (offset += text.length + 1) - text.length - 1);
  }

  tokens(): readonly Token[] {
    while (this.#at < this.#text.length) this.#step();
    this.#endWord();
    return this.#tokens;
  }

  #step(): void {
    PLAIN.lastIndex = this.#at;
    if (PLAIN.test(this.#text)) return this.#addPlain(PLAIN.lastIndex);
    const at = this.#at;
    const char = this.#text[at]!;
    if (char === '\n') return this.#newline();
    if (char === ' ' || char === '\t' || char === '\r') return this.#endWord(1);
    if (char === CONTINUATION[this.#shell] && /^[ \t\r]*(?:\n|$)/.test(this.#text.slice(at + 1, at + 9))) return this.#continue();
    if (char === '#' && !this.#word && this.#shell !== 'cmd') return this.#skipLine();
    if (char === '\\' && this.#shell === 'posix') return this.#add(this.#text[at + 1] ?? '', 2);
    if (char === '"' || (char === '\'' && this.#shell !== 'cmd')) return this.#quoted(char);
    if (char === '`') return this.#shell === 'posix' ? this.#until('`', at + 1) : this.#add(this.#text[at + 1] ?? '', 2);
    if (char === '$' && this.#shell !== 'cmd') return this.#dollar();
    if (char === '%' && this.#shell === 'cmd') return this.#add(char, 1, 'computed');
    if (char === '<' || char === '>' || (char === '&' && this.#text[at + 1] === '>')) return this.#angle();
    if (char === '(' && this.#word) return this.#add(char, 1, 'placeholder');
    if (char === ')' && this.#depth === 0) return this.#add(char, 1, 'placeholder');
    const operator = this.#match(OPERATOR);
    if (operator) return this.#operator((operator[0] === '|&' ? '|' : operator[0]) as Operator, operator[0].length);
    if (char === '*' || char === '?') return this.#add(char, 1, 'glob');
    if (char === '{' || char === '}' || char === '[' || char === ']' || char === '…') return this.#add(char, 1, 'placeholder');
    this.#add(char, 1);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text);
  }

  #operator(operator: Operator, length: number): void {
    this.#endWord(length);
    if (operator === '(') this.#depth++;
    if (operator === ')') this.#depth--;
    this.#tokens.push({operator});
  }

  #newline(): void {
    this.#endWord(1);
    this.#row++;
    while (this.#hereEnds.length > 0 && this.#row < this.#lines.length) {
      const end = this.#hereEnds.shift();
      while (this.#row < this.#lines.length && this.#lines[this.#row]!.text.trim() !== end) this.#row++;
      this.#row++;
    }
    this.#hereEnds.length = 0;
    this.#at = this.#starts[this.#row] ?? this.#text.length;
    this.#tokens.push({operator: '\n'});
  }

  #continue(): void {
    this.#endWord();
    this.#row++;
    this.#at = this.#starts[this.#row] ?? this.#text.length;
  }

  #skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    const to = end < 0 ? this.#text.length : end;
    this.#tokens.push({comment: this.#text.slice(this.#at + 1, to).trim()});
    this.#at = to;
  }

  #add(text: string, length: number, doubt?: Doubt): void {
    this.#word ??= {text: '', from: this.#at, row: this.#row, doubt: undefined, quoted: false};
    this.#word.text += text;
    this.#word.doubt ??= doubt;
    for (let i = this.#at; i < this.#at + length; i++) if (this.#text[i] === '\n') this.#row++;
    this.#at += length;
  }

  /** Adds the text up to `end`, on one line and as it stands. */
  #addPlain(end: number): void {
    this.#word ??= {text: '', from: this.#at, row: this.#row, doubt: undefined, quoted: false};
    this.#word.text += this.#text.slice(this.#at, end);
    this.#at = end;
  }

  #quoted(quote: string): void {
    const start = this.#at + 1;
    let end = -1;
    let text = '';
    let doubt: Doubt | undefined;
    if (!this.#unclosed.has(quote)) {
      const escape = quote === '"' ? {posix: '\\', powershell: '`', cmd: ''}[this.#shell] : '';
      const parts: string[] = [];
      for (let i = start; i < this.#text.length; i++) {
        const char = this.#text[i]!;
        if (char === quote) {
          end = i;
          break;
        }
        if (char === escape) parts.push(this.#text[++i] ?? '');
        else {
          if (quote === '"' && (char === '$' || (char === '`' && this.#shell === 'posix'))) doubt = 'computed';
          if (char === '…') doubt = 'placeholder';
          parts.push(char);
        }
      }
      text = parts.join('');
      if (/<[A-Za-z]|\{\{/.test(text)) doubt ??= 'placeholder';
    }
    if (end < 0) {
      this.#unclosed.add(quote);
      return this.#add(quote, 1, 'placeholder');
    }
    this.#add(text, end + 1 - this.#at, doubt);
    if (this.#word) this.#word.quoted = true;
  }

  #dollar(): void {
    const next = this.#text[this.#at + 1];
    if (next === '{') return this.#until('}', this.#at + 2);
    if (next !== '(' || this.#unclosed.has('$(')) return this.#add('$', 1, 'computed');
    let depth = 0;
    for (let i = this.#at + 1; i < this.#text.length; i++) {
      if (this.#text[i] === '(') depth++;
      else if (this.#text[i] === ')' && --depth === 0) return this.#add(this.#text.slice(this.#at, i + 1), i + 1 - this.#at, 'computed');
    }
    this.#unclosed.add('$(');
    this.#add('$(', 2, 'computed');
  }

  #until(close: string, from: number): void {
    const end = this.#unclosed.has(close) ? -1 : this.#text.indexOf(close, from);
    if (end < 0) this.#unclosed.add(close);
    const length = end < 0 ? from - this.#at : end + 1 - this.#at;
    this.#add(this.#text.slice(this.#at, this.#at + length), length, 'computed');
  }

  #angle(): void {
    const placeholder = this.#match(PLACEHOLDER);
    if (placeholder) return this.#add(placeholder[0], placeholder[0].length, 'placeholder');
    const here = this.#match(HERE_DOCUMENT);
    if (here) {
      this.#hereEnds.push(here[1] ?? here[2] ?? here[3]!);
      return this.#endWord(here[0].length);
    }
    if (this.#word && !this.#word.quoted && /^\d$/.test(this.#word.text)) this.#word = undefined;
    const length = this.#match(REDIRECTION)?.[0].length ?? 1;
    this.#endWord(length);
    this.#dropNext = true;
  }

  /** Ends the word being read, if any, and goes on by `skip` characters. */
  #endWord(skip = 0): void {
    const word = this.#word;
    const ended = this.#at;
    this.#at += skip;
    if (!word) {
      if (this.#text[ended] === '\n') this.#dropNext = false;
      return;
    }
    this.#word = undefined;
    if (this.#dropNext) {
      this.#dropNext = false;
      return;
    }
    const source = this.#lines[word.row]!;
    const column = source.column + word.from - this.#starts[word.row]!;
    const length = Math.min(ended - word.from, source.text.length - (word.from - this.#starts[word.row]!));
    const doubt = word.doubt ?? (word.text === '...' || word.text.startsWith('...') ? 'placeholder' : undefined);
    this.#tokens.push({word: {text: copied(word.text), span: {line: source.line, column, length}, ...(doubt && {doubt})}});
  }
}
