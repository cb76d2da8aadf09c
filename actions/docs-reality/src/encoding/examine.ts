import {isAscii, isUtf8} from 'node:buffer';
import {byteForm} from './byte-form.ts';
import type {ByteForm} from './byte-form.ts';
import {hiddenCharacters} from './hidden.ts';
import {Utf8Assembler} from './utf8.ts';

/** What can be wrong with the bytes of a text file. Mojibake is valid text and judged by `findMojibake`. */
export type EncodingDefectCode = 'utf-16' | 'utf-32' | 'binary' | 'byte-order-mark' | 'invalid-utf-8' | 'replacement-character' | 'bidi-control' | 'invisible-character';

/** One kind of defect on one line; for the defects of a file as a whole, where the first of it is. */
export interface EncodingDefect {
  readonly code: EncodingDefectCode;
  /** Counted from 1. */
  readonly line: number;
  /** Of the first one on the line. Counted from 1, in UTF-16 code units, as editors and SARIF count. */
  readonly column: number;
  /** How many there are: on the line, or in the file for `invalid-utf-8` and `binary`. */
  readonly count: number;
  /** What was seen: `U+202E`, `byte 0xE9 at offset 12`. */
  readonly seen: string;
}

/** A file's bytes as text, and what is wrong with them. */
export interface EncodingReport {
  readonly form: ByteForm;
  /** The text without a byte-order mark; empty for `binary` and for UTF-32. Where bytes are invalid it holds U+FFFD, and looking for mojibake in it is no use. */
  readonly text: string;
  /** The text is ASCII alone. */
  readonly ascii: boolean;
  readonly defects: readonly EncodingDefect[];
}

const decoder = new TextDecoder();
const LINE_FEED = 0x0a;
const REPLACEMENT_BYTES = Uint8Array.of(0xef, 0xbf, 0xbd);

const hexadecimal = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');
const nameOf = (codePoint: number): string => `U+${hexadecimal(codePoint, 4)}`;

/** Line and column of ascending offsets, each step from the one before, so that many of them take linear time. */
class LineCounter {
  readonly #text: string;
  #line = 1;
  #lineStart = 0;
  #nextBreak: number;

  constructor(text: string) {
    this.#text = text;
    this.#nextBreak = text.indexOf('\n');
  }

  at(offset: number): {readonly line: number; readonly column: number} {
    while (this.#nextBreak !== -1 && this.#nextBreak < offset) {
      this.#line++;
      this.#lineStart = this.#nextBreak + 1;
      this.#nextBreak = this.#text.indexOf('\n', this.#lineStart);
    }
    return {line: this.#line, column: offset - this.#lineStart + 1};
  }
}

/** The place of a byte offset in UTF-8 bytes that are valid up to there. */
function placeOfByte(bytes: Uint8Array, offset: number): {readonly line: number; readonly column: number} {
  let line = 1;
  let lineStart = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1 && at < offset; at = bytes.indexOf(LINE_FEED, at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return {line, column: new TextDecoder().decode(bytes.subarray(lineStart, offset)).length + 1};
}

/** The first byte that cannot stand where it stands, and how many broken sequences there are, each as long as Unicode's substitution practice makes it. */
function invalidUtf8(bytes: Uint8Array): {readonly offset: number; readonly count: number} {
  const sequence = new Utf8Assembler();
  let first = -1;
  let count = 0;
  let sequenceStart = 0;
  const broken = (offset: number): void => {
    if (first === -1) first = offset;
    count++;
    sequence.reset();
  };
  for (let i = 0; i < bytes.length; i++) {
    const continues = sequence.open;
    if (!continues) sequenceStart = i;
    if (sequence.feed(bytes[i] ?? 0) !== 'bad') continue;
    broken(sequenceStart);
    // The byte that broke a sequence may begin the next one.
    if (continues) i--;
  }
  if (sequence.open) broken(sequenceStart);
  return {offset: first, count};
}

/** One defect per line and kind. */
function grouped(defects: readonly EncodingDefect[]): readonly EncodingDefect[] {
  const byPlace = new Map<string, EncodingDefect>();
  for (const defect of defects) {
    const key = `${defect.code}:${defect.line}`;
    const known = byPlace.get(key);
    byPlace.set(key, known === undefined ? defect : {...known, count: known.count + defect.count});
  }
  return [...byPlace.values()];
}

/** U+FFFD that stands in the bytes, not what decoding made of broken ones. */
function replacementCharacters(bytes: Uint8Array, text: string, valid: boolean): readonly EncodingDefect[] {
  const lines = new LineCounter(text);
  const defects: EncodingDefect[] = [];
  if (valid) {
    for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) defects.push({code: 'replacement-character', ...lines.at(at), count: 1, seen: 'U+FFFD'});
    return defects;
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = buffer.indexOf(REPLACEMENT_BYTES);
  return first === -1 ? [] : [{code: 'replacement-character', ...placeOfByte(bytes, first), count: 1, seen: 'U+FFFD'}];
}

function hiddenDefects(text: string): readonly EncodingDefect[] {
  const lines = new LineCounter(text);
  return hiddenCharacters(text).map(({kind, offset, codePoint}) => ({code: kind, ...lines.at(offset), count: 1, seen: nameOf(codePoint)}));
}

/**
 * Judges the bytes of a text file: text should be UTF-8 without a byte-order mark, whole, and without characters that nobody sees.
 * Takes linear time; clean ASCII costs two scans of the bytes and the decoding.
 *
 * @param bytes the whole file
 */
export function examineEncoding(bytes: Uint8Array): EncodingReport {
  const {form, bomBytes} = byteForm(bytes);
  const mark = bomBytes > 0 ? 'byte-order mark' : 'zero bytes at every other place';
  if (form === 'utf-16le' || form === 'utf-16be') return {form, text: new TextDecoder(form).decode(bytes), ascii: false, defects: [{code: 'utf-16', line: 1, column: 1, count: 1, seen: mark}]};
  if (form === 'utf-32le' || form === 'utf-32be') return {form, text: '', ascii: true, defects: [{code: 'utf-32', line: 1, column: 1, count: 1, seen: mark}]};
  if (form === 'binary') {
    const offset = bytes.indexOf(0);
    const count = bytes.reduce((sum, byte) => byte === 0 ? sum + 1 : sum, 0);
    return {form, text: '', ascii: true, defects: [{code: 'binary', ...placeOfByte(bytes, offset), count, seen: `byte 0x00 at offset ${offset}`}]};
  }
  const ascii = isAscii(bytes.subarray(bomBytes));
  const valid = ascii || isUtf8(bytes);
  const text = ascii ? Buffer.from(bytes.buffer, bytes.byteOffset + bomBytes, bytes.length - bomBytes).toString('latin1') : decoder.decode(bytes);
  const defects: EncodingDefect[] = [];
  if (bomBytes > 0) defects.push({code: 'byte-order-mark', line: 1, column: 1, count: 1, seen: 'U+FEFF'});
  if (!valid) {
    const {offset, count} = invalidUtf8(bytes);
    const seen = `byte 0x${hexadecimal(bytes[offset] ?? 0, 2)} at offset ${offset}`;
    defects.push({code: 'invalid-utf-8', ...placeOfByte(bytes.subarray(bomBytes), offset - bomBytes), count, seen});
  }
  const inText = ascii ? [] : grouped([...replacementCharacters(bytes, text, valid), ...hiddenDefects(text)]);
  return {form, text, ascii, defects: [...defects, ...inText]};
}
