import {createHash} from 'node:crypto';
import {StringDecoder} from 'node:string_decoder';

/** A line that is longer is masked and handed on in parts. */
const longestLine = 512 * 1024;
/** What is held back of such a line, because a secret may have begun there. Longer than any secret of GitHub (48 KB) in base64. */
const heldBack = 128 * 1024;

/** One stream's bytes as masked lines. */
class MaskedLines {
  readonly #decoder = new StringDecoder('utf8');
  readonly #mask: (text: string) => string;
  readonly #take: (text: string) => void;
  #parts: string[] = [];
  #length = 0;

  constructor(mask: (text: string) => string, take: (text: string) => void) {
    this.#mask = mask;
    this.#take = take;
  }

  push(chunk: Buffer): void {
    this.#add(this.#decoder.write(chunk));
  }

  end(): void {
    this.#add(this.#decoder.end());
    if (this.#length > 0) this.#take(this.#mask(this.#parts.join('')));
    this.#parts = [];
    this.#length = 0;
  }

  #add(text: string): void {
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) {
      this.#parts.push(text.slice(0, end));
      this.#take(this.#mask(this.#parts.join('')));
      this.#parts = [];
      this.#length = 0;
    }
    if (end < text.length) {
      this.#parts.push(text.slice(end));
      this.#length += text.length - end;
    }
    if (this.#length > longestLine) this.#flushPart();
  }

  /** Hands on the first part of a long line, cut where no secret stands across. */
  #flushPart(): void {
    const line = this.#parts.join('');
    const whole = this.#mask(line);
    for (let cut = line.length - heldBack; cut > 0; cut -= heldBack / 2) {
      const [before, after] = [this.#mask(line.slice(0, cut)), this.#mask(line.slice(cut))];
      if (before + after !== whole) continue;
      this.#take(before);
      this.#parts = [line.slice(cut)];
      this.#length = line.length - cut;
      return;
    }
    // There are secrets across every cut, so it is made of them.
    this.#take('***');
    this.#parts = [];
    this.#length = 0;
  }
}

/** The head and the tail of what two streams say, in the order in which it came, line by line, masked; and the digest of all of it as it was. */
export class KeptOutput {
  readonly #hash = createHash('sha256');
  readonly #half: number;
  readonly #streams: readonly [MaskedLines, MaskedLines];
  readonly #head: Buffer[] = [];
  readonly #tail: Buffer[] = [];
  #headSize = 0;
  #tailSize = 0;
  #cutSize = 0;

  /** `keep`: bytes kept in all, half of them of the end. */
  constructor(keep: number, mask: (text: string) => string) {
    this.#half = Math.max(0, Math.floor(keep / 2));
    const take = (text: string): void => this.#keep(Buffer.from(text));
    this.#streams = [new MaskedLines(mask, take), new MaskedLines(mask, take)];
  }

  /** `stream`: 0 for standard output, 1 for standard error. */
  push(stream: 0 | 1, chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#streams[stream].push(chunk);
  }

  /** Call it once. */
  end(): {readonly output: string; readonly cut: boolean; readonly sha256: string} {
    for (const stream of this.#streams) stream.end();
    const cut = this.#cutSize > 0;
    const head = wholeCharacters(Buffer.concat(this.#head), 'end');
    const tail = wholeCharacters(Buffer.concat(this.#tail), 'start');
    return {output: cut ? `${head}\n… ${this.#cutSize} bytes are left out here …\n${tail}` : head + tail, cut, sha256: this.#hash.digest('hex')};
  }

  #keep(bytes: Buffer): void {
    const room = this.#half - this.#headSize;
    const first = bytes.subarray(0, room);
    if (first.length > 0) {
      this.#head.push(first);
      this.#headSize += first.length;
    }
    const rest = bytes.subarray(first.length);
    if (rest.length === 0) return;
    this.#tail.push(rest);
    this.#tailSize += rest.length;
    while (this.#tailSize > this.#half) {
      const over = this.#tailSize - this.#half;
      const oldest = this.#tail[0]!;
      const gone = Math.min(over, oldest.length);
      if (gone === oldest.length) this.#tail.shift();
      // A copy, so that a large piece is not kept for the sake of its end.
      else this.#tail[0] = Buffer.from(oldest.subarray(gone));
      this.#tailSize -= gone;
      this.#cutSize += gone;
    }
  }
}

/** The text without the half characters that a cut leaves at one side. */
function wholeCharacters(bytes: Buffer, side: 'start' | 'end'): string {
  const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
  let from = 0;
  let to = bytes.length;
  if (side === 'start') {
    while (from < 3 && isContinuation(bytes[from])) from++;
  } else {
    let lead = to - 1;
    while (lead >= 0 && to - lead < 4 && isContinuation(bytes[lead])) lead--;
    const first = bytes[lead];
    const needs = first === undefined || first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (lead >= 0 && to - lead < needs) to = lead;
  }
  return bytes.toString('utf8', from, to);
}
