import type {LineCode} from './problem.ts';

/** The most bytes of a record with its newline, and the deepest nesting of its data. */
export const maxLine = 64 * 1024;
export const maxDepth = 32;
export const timeLength = 24;

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const actorKey = ascii('{"actor":"');
const dataKey = ascii('","data":');
const eventKey = ascii(',"event":"');
const gateKey = ascii('","gate":"');
const prevKey = ascii('","prev":"');
const runKey = ascii('","run":"');
const seqKey = ascii('","seq":');
const tsKey = ascii(',"ts":"');
const versionKey = ascii('","v":');
const literals = {t: ascii('true'), f: ascii('false'), n: ascii('null')};

/** Days of each month; 29 for February is looked at where it is met. */
const days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/**
 * Reads one record at a time and accepts exactly its canonical form: fixed members in order, and `data` as an object of a subset of RFC 8785 (ASCII keys
 * without escapes, sorted, none twice; whole numbers of at most 53 bits; the shortest escapes; UTF-8; no white space). Within this subset being canonical
 * is a matter of the bytes alone, so that nothing is parsed and written again. It allocates nothing: each record of millions passes through it.
 */
export class LineScanner {
  bytes: Uint8Array = new Uint8Array();
  /** Where the scanner stands; after a failure, the byte that is wrong. */
  at = 0;
  code: LineCode = 'form';
  seq = 0;
  actorFrom = 0;
  actorTo = 0;
  dataFrom = 0;
  dataTo = 0;
  eventFrom = 0;
  eventTo = 0;
  gateFrom = 0;
  gateTo = 0;
  /** Whether the record names the hash that was asked for as that of the record before. */
  follows = false;
  runFrom = 0;
  runTo = 0;
  timeFrom = 0;
  #from = 0;

  /**
   * Scans the record that begins at `from`; there is a newline somewhere after it. True when it is one, and `at` then stands behind its newline.
   * `prev`: the hash of the record before, as 64 hexadecimal digits.
   */
  scan(bytes: Uint8Array, from: number, prev: Uint8Array): boolean {
    this.bytes = bytes;
    this.at = this.#from = from;
    this.code = 'form';
    if (!this.#expect(actorKey)) return false;
    this.actorFrom = this.at;
    if (!this.#identity()) return false;
    this.actorTo = this.at;
    if (!this.#expect(dataKey)) return false;
    this.dataFrom = this.at;
    if (bytes[this.at] !== 0x7b) return this.#fail('form');
    if (!this.#object(1)) return false;
    this.dataTo = this.at;
    if (!this.#expect(eventKey)) return false;
    this.eventFrom = this.at;
    if (!this.#identity()) return false;
    this.eventTo = this.at;
    if (!this.#expect(gateKey)) return false;
    this.gateFrom = this.at;
    if (!this.#identity()) return false;
    this.gateTo = this.at;
    if (!this.#expect(prevKey)) return false;
    if (!this.#hash(prev) || !this.#expect(runKey)) return false;
    this.runFrom = this.at;
    if (!this.#identity()) return false;
    this.runTo = this.at;
    if (!this.#expect(seqKey)) return false;
    const numberFrom = this.at;
    if (!isDigit(bytes[this.at]!)) return this.#fail('number-form');
    if (!this.#number()) return false;
    this.seq = this.#value(numberFrom);
    if (!this.#expect(tsKey)) return false;
    this.timeFrom = this.at;
    if (!this.#time() || !this.#expect(versionKey)) return false;
    if (bytes[this.at] !== 0x31 || bytes[this.at + 1] !== 0x7d) return this.#fail(isDigit(bytes[this.at]!) ? 'version' : 'form');
    this.at += 2;
    if (bytes[this.at] !== 0x0a) return this.#fail('form');
    this.at++;
    return true;
  }

  /** Some bytes betray what happened to a file, wherever they stand. */
  #fail(code: LineCode): false {
    const {bytes, at} = this;
    const byte = bytes[at];
    if (at === this.#from && byte === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) this.code = 'byte-order-mark';
    else if (at === this.#from && byte === 0x1f && bytes[at + 1] === 0x8b) this.code = 'compressed';
    else if (byte === 0x0d) this.code = 'carriage-return';
    else if (byte === 0x00) this.code = 'nul';
    else if (code === 'form' && (byte === 0x20 || byte === 0x09)) this.code = 'white-space';
    else this.code = code;
    return false;
  }

  #expect(text: Uint8Array): boolean {
    const {bytes} = this;
    let at = this.at;
    for (let i = 0; i < text.length; i++, at++) {
      if (bytes[at] !== text[i]) {
        this.at = at;
        return this.#fail('form');
      }
    }
    this.at = at;
    return true;
  }

  /** A name: printable ASCII without quotes, backslashes and spaces, so that no two of them look alike or read alike after normalisation. */
  #identity(): boolean {
    const {bytes} = this;
    let at = this.at;
    while (bytes[at]! > 0x20 && bytes[at]! < 0x7f && bytes[at] !== 0x22 && bytes[at] !== 0x5c) at++;
    const empty = at === this.at;
    this.at = at;
    return (bytes[at] === 0x22 && !empty) || this.#fail('identity');
  }

  #hash(expected: Uint8Array): boolean {
    const {bytes, at} = this;
    let i = 0;
    while (i < 64 && bytes[at + i] === expected[i]) i++;
    this.follows = i === 64;
    for (; i < 64; i++) {
      const byte = bytes[at + i]!;
      if (isDigit(byte) || (byte >= 0x61 && byte <= 0x66)) continue;
      this.at = at + i;
      return this.#fail('form');
    }
    this.at = at + 64;
    return true;
  }

  /** `2026-11-20T12:00:00.000Z`, of a day and a second that exist; no leap seconds. */
  #time(): boolean {
    const {bytes, at} = this;
    const two = (offset: number): number => {
      const [tens, ones] = [bytes[at + offset]! - 0x30, bytes[at + offset + 1]! - 0x30];
      return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
    };
    const year = two(0) * 100 + two(2);
    const [month, day] = [two(5), two(8)];
    const separators = bytes[at + 4] === 0x2d && bytes[at + 7] === 0x2d && bytes[at + 10] === 0x54 && bytes[at + 13] === 0x3a && bytes[at + 16] === 0x3a
      && bytes[at + 19] === 0x2e && bytes[at + 23] === 0x5a;
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const good = separators && year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1]! && (month !== 2 || day <= 28 || leap)
      && two(11) <= 23 && two(14) <= 59 && two(17) <= 59 && two(20) <= 99 && isDigit(bytes[at + 22]!);
    if (!good) return this.#fail('time-form');
    this.at += timeLength;
    return true;
  }

  #any(depth: number): boolean {
    switch (this.bytes[this.at]) {
      case 0x22: return this.#string();
      case 0x7b: return this.#object(depth);
      case 0x5b: return this.#array(depth);
      case 0x74: return this.#expect(literals.t);
      case 0x66: return this.#expect(literals.f);
      case 0x6e: return this.#expect(literals.n);
      default: return isDigit(this.bytes[this.at]!) || this.bytes[this.at] === 0x2d ? this.#number() : this.#fail('form');
    }
  }

  #object(depth: number): boolean {
    if (depth > maxDepth) return this.#fail('depth');
    const {bytes} = this;
    this.at++;
    if (bytes[this.at] === 0x7d) {
      this.at++;
      return true;
    }
    let lastFrom = 0;
    let lastTo = 0;
    for (;;) {
      if (bytes[this.at] !== 0x22) return this.#fail('form');
      const from = ++this.at;
      while (bytes[this.at]! >= 0x20 && bytes[this.at]! < 0x7f && bytes[this.at] !== 0x22 && bytes[this.at] !== 0x5c) this.at++;
      if (bytes[this.at] !== 0x22 || this.#isPrototype(from, this.at)) return this.#fail('key-form');
      if (lastFrom > 0) {
        const order = this.#compare(lastFrom, lastTo, from, this.at);
        if (order >= 0) return this.#fail(order === 0 ? 'key-twice' : 'key-order');
      }
      lastFrom = from;
      lastTo = this.at++;
      if (bytes[this.at] !== 0x3a) return this.#fail('form');
      this.at++;
      if (!this.#any(depth + 1)) return false;
      const byte = bytes[this.at];
      if (byte !== 0x2c && byte !== 0x7d) return this.#fail('form');
      this.at++;
      if (byte === 0x7d) return true;
    }
  }

  #array(depth: number): boolean {
    if (depth > maxDepth) return this.#fail('depth');
    const {bytes} = this;
    this.at++;
    if (bytes[this.at] === 0x5d) {
      this.at++;
      return true;
    }
    for (;;) {
      if (!this.#any(depth + 1)) return false;
      const byte = bytes[this.at];
      if (byte !== 0x2c && byte !== 0x5d) return this.#fail('form');
      this.at++;
      if (byte === 0x5d) return true;
    }
  }

  #isPrototype(from: number, to: number): boolean {
    return to - from === 9 && this.bytes[from] === 0x5f && new TextDecoder().decode(this.bytes.subarray(from, to)) === '__proto__';
  }

  #compare(aFrom: number, aTo: number, bFrom: number, bTo: number): number {
    const {bytes} = this;
    for (let i = 0; i < aTo - aFrom && i < bTo - bFrom; i++) {
      const difference = bytes[aFrom + i]! - bytes[bFrom + i]!;
      if (difference !== 0) return difference;
    }
    return (aTo - aFrom) - (bTo - bFrom);
  }

  #number(): boolean {
    const {bytes} = this;
    const from = this.at;
    if (bytes[this.at] === 0x2d) this.at++;
    const first = this.at;
    if (bytes[first] === 0x30 && first > from) return this.#fail('number-form');
    while (isDigit(bytes[this.at]!)) this.at++;
    const count = this.at - first;
    const next = bytes[this.at];
    if (count === 0 || (count > 1 && bytes[first] === 0x30) || next === 0x2e || next === 0x65 || next === 0x45) return this.#fail('number-form');
    if (count > 15 && (count > 16 || this.#value(first) > Number.MAX_SAFE_INTEGER)) return this.#fail('number-size');
    return true;
  }

  /** The number whose digits begin at `from` and end here. */
  #value(from: number): number {
    let value = 0;
    for (let at = from; at < this.at; at++) value = value * 10 + (this.bytes[at]! - 0x30);
    return value;
  }

  #string(): boolean {
    const {bytes} = this;
    let at = this.at + 1;
    for (;;) {
      const byte = bytes[at]!;
      if (byte === 0x22) {
        this.at = at + 1;
        return true;
      }
      if (byte >= 0x20 && byte < 0x80 && byte !== 0x5c) {
        at++;
        continue;
      }
      const length = byte === 0x5c ? this.#escape(at) : byte >= 0x80 ? this.#character(at) : 0;
      if (length === 0) {
        this.at = at;
        return this.#fail(byte === 0x5c ? 'escape' : byte >= 0x80 ? 'not-utf-8' : 'form');
      }
      at += length;
    }
  }

  /** The length of an escape that ECMAScript's JSON.stringify writes; 0 for any other. Source: RFC 8785, section 3.2.2.2. */
  #escape(at: number): number {
    const {bytes} = this;
    switch (bytes[at + 1]) {
      case 0x22: case 0x5c: case 0x62: case 0x66: case 0x6e: case 0x72: case 0x74: return 2;
      case 0x75: {
        const [tens, ones] = [bytes[at + 4]!, bytes[at + 5]!];
        if (bytes[at + 2] !== 0x30 || bytes[at + 3] !== 0x30 || (tens !== 0x30 && tens !== 0x31) || !(isDigit(ones) || (ones >= 0x61 && ones <= 0x66))) return 0;
        // \b, \t, \n, \f and \r have a shorter form.
        const short = tens === 0x30 && (ones === 0x38 || ones === 0x39 || ones === 0x61 || ones === 0x63 || ones === 0x64);
        return short ? 0 : 6;
      }
      default: return 0;
    }
  }

  /** The length of a well-formed UTF-8 sequence; 0 for none, an overlong one or a surrogate. Source: Unicode 15.0, table 3-7. */
  #character(at: number): number {
    const {bytes} = this;
    const first = bytes[at]!;
    const follows = (offset: number, low = 0x80, high = 0xbf): boolean => bytes[at + offset]! >= low && bytes[at + offset]! <= high;
    if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) return follows(1, first === 0xe0 ? 0xa0 : 0x80, first === 0xed ? 0x9f : 0xbf) && follows(2) ? 3 : 0;
    if (first >= 0xf0 && first <= 0xf4) return follows(1, first === 0xf0 ? 0x90 : 0x80, first === 0xf4 ? 0x8f : 0xbf) && follows(2) && follows(3) ? 4 : 0;
    return 0;
  }
}
