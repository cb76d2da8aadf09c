import {StringDecoder} from 'node:string_decoder';

/** The lines of a text. CR, LF and CRLF each end one, as in .NET's `ReadLine`; a last line without an end counts, an empty rest does not. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Cuts a byte stream into lines, whatever the chunks: a character or a CRLF may be split between two of them. */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8');
  readonly #take: (line: string) => void;
  #parts: string[] = [];
  #afterCarriageReturn = false;

  constructor(take: (line: string) => void) { this.#take = take; }

  push(chunk: Buffer): void { this.#consume(this.#decoder.write(chunk)); }

  /** The stream has ended: what is left is a line. */
  end(): void {
    this.#consume(this.#decoder.end());
    if (this.#parts.length > 0) this.#finish();
  }

  #consume(text: string): void {
    if (text === '') return;
    const rest = this.#afterCarriageReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.#afterCarriageReturn = text.endsWith('\r');
    const pieces = rest.split(/\r\n|\n|\r/);
    const last = pieces.pop()!;
    for (const piece of pieces) {
      this.#parts.push(piece);
      this.#finish();
    }
    if (last !== '') this.#parts.push(last);
  }

  #finish(): void {
    const line = this.#parts.join('');
    this.#parts = [];
    this.#take(line);
  }
}
