import {doubleByteTable} from './codepages.ts';
import type {DoubleByteCodec} from './codepages.ts';
import {writingSystem} from './plausible.ts';
import {LOST} from './signs.ts';
import {Utf8Assembler} from './utf8.ts';

/** A stretch of characters encoded in a codec again and read as UTF-8. */
export interface ReadBack {
  readonly codec: DoubleByteCodec;
  /** With U+FFFD where something was lost. */
  repaired: string;
  /** Characters of the stretch, without marks of loss. */
  characters: number;
  /** Characters that everyday text in the codec's language does not contain. */
  rare: number;
  /**
   * Characters with a UTF-8 lead byte beside a continuation byte: two of three when three-byte sequences were misread, all when
   * two-byte sequences were, few in real text.
   */
  shaped: number;
  /** Characters outside ASCII that came out. */
  restored: number;
  /** ASCII characters that had become the second half of a character. */
  swallowed: number;
  /** U+FFFD that came out: the text had been lost before it was misread, `锟斤拷` is U+FFFD twice. */
  replacements: number;
  /** The one writing system of what came out, apart from symbols. */
  system: string;
  /** Places where something is lost. */
  lost: number;
  /** Whether something was lost before the last character. */
  lostInside: boolean;
  /** Whether a mark stands where something was lost. */
  marked: boolean;
  startsLost: boolean;
}

/** Some decoders leave it for bytes that they cannot read, where others leave U+FFFD. */
export const QUESTION_MARK = 0x3f;

/** Whether the bytes of a character lie outside the part of the codec that everyday text of its own language is written in. */
const RARE: Readonly<Record<DoubleByteCodec, (bytes: number) => boolean>> = {
  // GB 2312 level 1 and its symbols are common.
  gbk: bytes => {
    const lead = bytes >> 8;
    return (bytes & 0xff) < 0xa1 || lead < 0xa1 || lead > 0xd7 || (lead > 0xa9 && lead < 0xb0);
  },
  // JIS level 2, and half-width katakana.
  shift_jis: bytes => bytes <= 0xff || bytes >= 0x989f,
  // Level 2, and the supplements below the symbols.
  big5: bytes => bytes < 0xa140 || bytes >= 0xc6a1,
};

const CODECS = Object.keys(RARE) as readonly DoubleByteCodec[];

/** Whether no everyday text has the character, in none of the codecs' languages: `站` is rare in Japanese, and every second Chinese page has it. */
function isRare(code: number): boolean {
  return CODECS.every(codec => {
    const bytes = doubleByteTable(codec)[code] ?? 0;
    return bytes === 0 || RARE[codec](bytes);
  });
}

const isContinuation = (byte: number): boolean => byte >= 0x80 && byte <= 0xbf;
const isLead = (byte: number): boolean => byte >= 0xc2 && byte <= 0xef;
const isLongLead = (byte: number): boolean => byte >= 0xe0 && byte <= 0xef;

/** How many characters of UTF-8 shape a character is the end of; `single` is the one-byte character before it, as half-width katakana come in pairs. */
function shapedBy(bytes: number, single: number): number {
  const [high, low] = [bytes >> 8, bytes & 0xff];
  if (high === 0) return isLead(single) && isContinuation(low) ? 2 : 0;
  return (isLead(high) && isContinuation(low)) || (isContinuation(high) && isLongLead(low)) ? 1 : 0;
}

/** Whether characters stand in the order of their numbers, without great gaps: the table of a codec, which happens to be valid in another. */
function isTable(text: string): boolean {
  const points = Array.from(text, character => character.codePointAt(0) ?? 0).filter(point => point > 0x7f);
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < 3 || first === undefined || last === undefined) return false;
  return last - first < 4 * points.length && points.every((point, i) => i === 0 || point > (points[i - 1] ?? 0));
}

/** Takes a character that came out into account. False when no document would contain it there. */
function restore(found: ReadBack, codePoint: number): boolean {
  found.repaired += String.fromCodePoint(codePoint);
  if (codePoint < 0x80) {
    found.swallowed++;
    return true;
  }
  const system = writingSystem(codePoint);
  // Phonetic letters are found by chance more often than by damage.
  if (system === undefined || system === 'phonetic') return false;
  found.restored++;
  if (codePoint === LOST) found.replacements++;
  if (system === 'symbol') return true;
  const fits = found.system === 'symbol' || found.system === system || (found.system === 'latin' && system === 'cjk');
  found.system = system;
  return fits;
}

/**
 * Encodes a stretch in a codec and reads the bytes as UTF-8.
 *
 * @param stretch characters outside ASCII, with marks where something was lost: U+FFFD, or a question mark within a sequence
 * @param codec that the text may have been read with by mistake
 * @returns what came out, or undefined when the stretch is not UTF-8 or nothing that a document contains
 */
export function readBack(stretch: string, codec: DoubleByteCodec): ReadBack | undefined {
  const table = doubleByteTable(codec);
  const sequence = new Utf8Assembler();
  const found: ReadBack = {
    codec, repaired: '', system: 'symbol', characters: 0, rare: 0, shaped: 0, restored: 0, swallowed: 0, replacements: 0,
    lost: 0, lostInside: false, marked: false, startsLost: false,
  };
  let single = 0;
  let afterLoss = false;
  // After a loss a stretch may go on in the middle of a sequence.
  let skippable = 0;
  for (let i = 0; i < stretch.length; i++) {
    const code = stretch.charCodeAt(i);
    if (code === QUESTION_MARK && !sequence.open) {
      found.repaired += '?';
      continue;
    }
    if (code === LOST || code === QUESTION_MARK) {
      found.lost++;
      found.marked = true;
      found.startsLost ||= found.characters === 0;
      found.lostInside ||= i < stretch.length - 1;
      // Marks in a row are one loss; asking the growing text for its end would take quadratic time.
      if (!afterLoss) found.repaired += '\ufffd';
      afterLoss = true;
      sequence.reset();
      skippable = 3;
      continue;
    }
    const bytes = table[code] ?? 0;
    if (bytes === 0) return undefined;
    afterLoss = false;
    found.characters++;
    if (RARE[codec](bytes) && isRare(code)) found.rare++;
    found.shaped += shapedBy(bytes, single);
    single = bytes <= 0xff ? bytes : 0;
    for (const byte of bytes <= 0xff ? [bytes] : [bytes >> 8, bytes & 0xff]) {
      if (!sequence.open && skippable > 0 && isContinuation(byte)) {
        skippable--;
        continue;
      }
      skippable = 0;
      const result = sequence.feed(byte);
      if (result === 'bad' || (result !== 'open' && !restore(found, result))) return undefined;
    }
  }
  if (isTable(found.repaired)) return undefined;
  if (sequence.open) {
    found.lost++;
    found.repaired += '\ufffd';
  }
  return found;
}
