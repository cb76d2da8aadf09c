import {doubleByteTable} from './codepages.ts';
import type {DoubleByteCodec, EncodeTable} from './codepages.ts';
import type {Piece} from './piece.ts';
import {writingSystem} from './plausible.ts';
import {LOST} from './signs.ts';
import {Utf8Assembler} from './utf8.ts';

/** Some decoders leave it for bytes that they cannot read, where others leave U+FFFD. */
const QUESTION_MARK = 0x3f;

/** Whether the bytes of a character lie outside the part of the codec that everyday text is written in. */
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

const CODECS: readonly DoubleByteCodec[] = ['gbk', 'shift_jis', 'big5'];

/** A stretch encoded again and read as UTF-8. */
interface Attempt {
  readonly codec: DoubleByteCodec;
  readonly repaired: string;
  readonly end: number;
  readonly characters: number;
  readonly rare: number;
  /**
   * Characters with a UTF-8 lead byte beside a continuation byte: two of three when three-byte sequences were misread, all when
   * two-byte sequences were, few in real text.
   */
  readonly shaped: number;
  /** Characters outside ASCII that came out. */
  readonly restored: number;
  /** ASCII characters that had become the second half of a character. */
  readonly swallowed: number;
  readonly system: string;
  readonly lost: number;
  /** Whether something was lost before the last character. */
  readonly lostInside: boolean;
  /** Whether a mark stands where something was lost. */
  readonly marked: boolean;
  readonly startsLost: boolean;
  /** The text had been lost before it was misread: `锟斤拷` is U+FFFD twice. */
  readonly replacementsOnly: boolean;
  /** The stretch begins with the first two bytes of a dash, a quotation mark or an ellipsis. */
  readonly opensPunctuation: boolean;
}

const isContinuation = (byte: number): boolean => byte >= 0x80 && byte <= 0xbf;
const isLead = (byte: number): boolean => byte >= 0xc2 && byte <= 0xef;
const isLongLead = (byte: number): boolean => byte >= 0xe0 && byte <= 0xef;
/** Whether the first byte of a character begins a UTF-8 sequence: a misread stretch has to begin so. */
const canBegin = (bytes: number): boolean => {
  const first = bytes > 0xff ? bytes >> 8 : bytes;
  return first >= 0xc2 && first <= 0xf4;
};

/**
 * @returns the end of the stretch that begins at `start`: non-ASCII characters, with a question mark among them where one may stand for a lost byte
 */
function stretchEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code <= 0x7f && !(code === QUESTION_MARK && end > start && text.charCodeAt(end - 1) > 0x7f)) break;
    end++;
  }
  return end;
}

/** Whether characters stand in the order of their numbers, without great gaps: the table of a codec, which happens to be valid in another. */
function isTable(text: string): boolean {
  const points = Array.from(text, character => character.codePointAt(0) ?? 0).filter(point => point > 0x7f);
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < 3 || first === undefined || last === undefined) return false;
  return last - first < 4 * points.length && points.every((point, i) => i === 0 || point > (points[i - 1] ?? 0));
}

function attempt(text: string, start: number, end: number, codec: DoubleByteCodec, table: EncodeTable): Attempt | undefined {
  const sequence = new Utf8Assembler();
  const rareIn = RARE[codec];
  let repaired = '';
  let system = 'symbol';
  let [characters, rare, shaped, restored, swallowed, replacements, lost, firstLoss, i] = [0, 0, 0, 0, 0, 0, 0, -1, start];
  let [marked, startsLost] = [false, false];
  // The one-byte character before: half-width katakana come in pairs.
  let before = 0;
  // After a loss a stretch may go on in the middle of a sequence.
  let skippable = 0;
  for (; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === LOST || code === QUESTION_MARK) {
      if (code === QUESTION_MARK && !sequence.open) break;
      if (characters === 0) startsLost = true;
      lost++;
      marked = true;
      if (firstLoss === -1) firstLoss = i;
      if (!repaired.endsWith('\ufffd')) repaired += '\ufffd';
      sequence.reset();
      skippable = 3;
      continue;
    }
    const bytes = table[code] ?? 0;
    if (bytes === 0) return undefined;
    characters++;
    if (rareIn(bytes)) rare++;
    const [high, low] = [bytes >> 8, bytes & 0xff];
    if (high === 0 ? isLead(before) && isContinuation(low) : (isLead(high) && isContinuation(low)) || (isContinuation(high) && isLongLead(low))) shaped += high === 0 ? 2 : 1;
    before = high === 0 ? low : 0;
    for (const byte of high === 0 ? [low] : [high, low]) {
      if (!sequence.open && skippable > 0 && isContinuation(byte)) {
        skippable--;
        continue;
      }
      skippable = 0;
      const result = sequence.feed(byte);
      if (result === 'open') continue;
      if (result === 'bad') return undefined;
      repaired += String.fromCodePoint(result);
      if (result < 0x80) {
        swallowed++;
        continue;
      }
      if (result === LOST) replacements++;
      const found = writingSystem(result);
      // Phonetic letters are found by chance more often than by damage.
      if (found === undefined || found === 'phonetic') return undefined;
      if (found !== 'symbol' && system !== 'symbol' && found !== system && !(found === 'cjk' && system === 'latin')) return undefined;
      if (found !== 'symbol') system = found;
      restored++;
    }
  }
  if (isTable(repaired)) return undefined;
  if (sequence.open) {
    lost++;
    if (firstLoss === -1) firstLoss = i;
    repaired += '\ufffd';
  }
  const opensPunctuation = [0xe280, 0xe284, 0xe380].includes(table[text.charCodeAt(start)] ?? 0);
  const lostInside = firstLoss !== -1 && firstLoss < i - 1;
  return {codec, repaired, end: i, characters, rare, shaped, restored, swallowed, system, lost, lostInside, marked, startsLost, replacementsOnly: restored > 0 && replacements === restored, opensPunctuation};
}

/**
 * The round trip alone proves little for a short stretch: two of the rarer traditional characters, read as another codec, are four bytes that
 * happen to be UTF-8. So the number of characters counts, and how many of them everyday text does not contain.
 */
function confidenceOf(found: Attempt): Piece['confidence'] | undefined {
  const {characters, rare, shaped, restored, swallowed, lost, lostInside, marked, startsLost, system, replacementsOnly, opensPunctuation} = found;
  if (replacementsOnly) return characters >= 3 ? 'certain' : undefined;
  const mostlyRare = rare * 2 >= characters;
  // A mark of loss is what these codecs leave in every other misread character, and is not otherwise found among rare ones.
  const mostlyShaped = (shaped + lost) * 2 >= characters;
  const punctuation = system === 'symbol' && mostlyRare && mostlyShaped;
  if (lost === 0) {
    if (punctuation && characters >= 2) return 'certain';
    if (restored >= 3 && swallowed * 2 <= restored && mostlyRare) return 'certain';
    if (restored >= 6 && swallowed * 2 <= restored && rare * 4 >= characters) return 'certain';
    return restored >= 4 || (restored >= 2 && characters >= 3 && swallowed <= 1 && mostlyRare && mostlyShaped) ? 'suspected' : undefined;
  }
  if (!mostlyRare || !mostlyShaped) return undefined;
  if (!lostInside && restored >= 3 && swallowed * 2 <= restored) return 'certain';
  if (marked) return (characters >= (startsLost ? 3 : 2) && restored >= 1) || opensPunctuation ? 'suspected' : undefined;
  return characters >= 4 && restored >= 2 ? 'suspected' : undefined;
}

/** Fewer losses are better; of two codecs that explain a stretch equally well, the one in which it is stranger. */
const better = (a: Attempt | undefined, b: Attempt): Attempt => a === undefined || b.lost < a.lost || (b.lost === a.lost && b.rare > a.rare) ? b : a;

/** Where a stretch begins, and every codec's attempt at it. */
interface Stretch {
  readonly start: number;
  readonly attempts: readonly Attempt[];
}

function stretchAt(text: string, start: number): Stretch & {readonly end: number} {
  const code = text.charCodeAt(start);
  const codecs = CODECS.filter(codec => code === LOST || canBegin(doubleByteTable(codec)[code] ?? 0));
  if (codecs.length === 0) return {start, attempts: [], end: start + 1};
  const end = stretchEnd(text, start);
  const attempts = codecs.map(codec => attempt(text, start, end, codec, doubleByteTable(codec))).filter(found => found !== undefined);
  return {start, attempts, end: attempts.length === 1 ? attempts[0]?.end ?? end : end};
}

/** Short stretches prove nothing one by one; a line in which each of them is UTF-8 of one writing system in one codec is no coincidence. */
function codecOfLine(stretches: readonly Stretch[]): DoubleByteCodec | undefined {
  return CODECS.find(codec => {
    const found = stretches.map(({attempts}) => attempts.find(one => one.codec === codec));
    const systems = new Set(found.map(one => one?.system ?? 'none').filter(system => system !== 'symbol'));
    const restored = found.reduce((sum, one) => sum + (one?.restored ?? 0), 0);
    const lost = found.reduce((sum, one) => sum + (one?.lost ?? 0), 0);
    return found.every(one => one !== undefined) && systems.size <= 1 && restored >= 2 && restored + lost >= 4 && found.length >= 2;
  });
}

function piecesOfLine(stretches: readonly Stretch[]): readonly Piece[] {
  const codec = codecOfLine(stretches);
  const pieces: Piece[] = [];
  for (const {start, attempts} of stretches) {
    const best = attempts.reduce<Attempt | undefined>(better, undefined);
    const own = best === undefined ? undefined : confidenceOf(best);
    const found = own === undefined ? attempts.find(one => one.codec === codec) : best;
    if (found !== undefined) pieces.push({start, end: found.end, repaired: found.repaired, codec: found.codec, partial: found.repaired.includes('\ufffd'), times: 1, confidence: own ?? 'suspected'});
  }
  return pieces;
}

/**
 * Finds UTF-8 that was read as GBK, Shift JIS or Big5. These codecs lose bytes, so a piece may be partial. Linear in the length of the text.
 *
 * @param text any text
 * @param starts where stretches of their characters begin, in order
 * @returns pieces in order, without overlaps
 */
export function doubleBytePieces(text: string, starts: readonly number[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let stretches: Stretch[] = [];
  let lineEnd = -1;
  let done = 0;
  for (const start of starts) {
    if (start < done) continue;
    if (start > lineEnd) {
      for (const piece of piecesOfLine(stretches)) pieces.push(piece);
      stretches = [];
      const newline = text.indexOf('\n', start);
      lineEnd = newline === -1 ? text.length : newline;
    }
    const stretch = stretchAt(text, start);
    done = stretch.end;
    stretches.push(stretch);
  }
  for (const piece of piecesOfLine(stretches)) pieces.push(piece);
  return pieces;
}
