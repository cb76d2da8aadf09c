import {doubleByteTable} from './codepages.ts';
import type {DoubleByteCodec} from './codepages.ts';
import type {Piece} from './piece.ts';
import {QUESTION_MARK, readBack} from './read-back.ts';
import type {ReadBack} from './read-back.ts';
import {LOST} from './signs.ts';

const CODECS: readonly DoubleByteCodec[] = ['gbk', 'shift_jis', 'big5'];

/** Whether a character's first byte begins a UTF-8 sequence: a misread stretch has to begin so. */
function canBegin(code: number, codec: DoubleByteCodec): boolean {
  const bytes = doubleByteTable(codec)[code] ?? 0;
  const first = bytes > 0xff ? bytes >> 8 : bytes;
  return first >= 0xc2 && first <= 0xf4;
}

/** The end of a stretch: non-ASCII characters, with a question mark after any of them, where it may stand for a lost byte. */
function stretchEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code <= 0x7f && !(code === QUESTION_MARK && end > start && text.charCodeAt(end - 1) > 0x7f)) break;
    end++;
  }
  return end;
}

/** `鈥`, `鈩` and `銆` in GBK: the first two bytes of dashes, quotation marks, signs and CJK punctuation. */
function beginsPunctuation(stretch: string, codec: DoubleByteCodec): boolean {
  return [0xe280, 0xe284, 0xe380].includes(doubleByteTable(codec)[stretch.charCodeAt(0)] ?? 0);
}

/**
 * The round trip alone proves little for a short stretch: two of the rarer traditional characters, read as another codec, are four bytes that
 * happen to be UTF-8. So the number of characters counts, and how many of them everyday text does not contain.
 */
function confidenceOf(found: ReadBack, stretch: string): Piece['confidence'] | undefined {
  const {characters, rare, shaped, restored, swallowed, replacements, lost, lostInside, marked, startsLost, system} = found;
  if (restored > 0 && replacements === restored) return characters >= 3 ? 'certain' : undefined;
  const mostlyRare = rare * 2 >= characters;
  // A mark of loss is what these codecs leave in every other misread character, and is not otherwise found among rare ones.
  const mostlyShaped = (shaped + lost) * 2 >= characters;
  const readable = swallowed * 2 <= restored;
  if (lost === 0) {
    if (system === 'symbol' && mostlyRare && mostlyShaped && characters >= 2) return 'certain';
    if (restored >= 3 && readable && mostlyRare) return 'certain';
    if (restored >= 6 && readable && rare * 4 >= characters) return 'certain';
    return restored >= 4 || (restored >= 2 && characters >= 3 && swallowed <= 1 && mostlyRare && mostlyShaped) ? 'suspected' : undefined;
  }
  if (!mostlyRare || !mostlyShaped) return undefined;
  if (!lostInside && restored >= 3 && readable) return 'certain';
  if (marked) return (characters >= (startsLost ? 3 : 2) && restored >= 1) || beginsPunctuation(stretch, found.codec) ? 'suspected' : undefined;
  return characters >= 4 && restored >= 2 ? 'suspected' : undefined;
}

/** Where a stretch lies, and what each codec makes of it. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly readings: readonly ReadBack[];
}

function stretchAt(text: string, start: number): Stretch {
  const code = text.charCodeAt(start);
  const codecs = CODECS.filter(codec => code === LOST || canBegin(code, codec));
  if (codecs.length === 0) return {start, end: start + 1, text: '', readings: []};
  const end = stretchEnd(text, start);
  const stretch = text.slice(start, end);
  return {start, end, text: stretch, readings: codecs.map(codec => readBack(stretch, codec)).filter(found => found !== undefined)};
}

/** Fewer losses are better; of two codecs that explain a stretch equally well, the one in which it is stranger. */
const better = (a: ReadBack | undefined, b: ReadBack): ReadBack => a === undefined || b.lost < a.lost || (b.lost === a.lost && b.rare > a.rare) ? b : a;

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Whether a stretch stands in a word of ASCII letters, as a misread `é` does. */
const isInWord = (text: string, {start, end}: Stretch): boolean => /[a-z]/i.test(text.slice(Math.max(0, start - 1), start)) || /[a-z]/i.test(text.slice(end, end + 1));

/**
 * Short stretches prove nothing one by one; a line in which each of them is UTF-8 of one writing system in one codec is no coincidence. One and the same word
 * is one coincidence, however often it stands there, unless it is part of others: `目录` is UTF-8 in GBK.
 */
function codecOfLine(text: string, stretches: readonly Stretch[]): DoubleByteCodec | undefined {
  if (stretches.length < 2) return undefined;
  if (stretches.every(stretch => stretch.text === stretches[0]!.text && !isInWord(text, stretch))) return undefined;
  return CODECS.find(codec => {
    const found = stretches.flatMap(({readings}) => readings.filter(one => one.codec === codec));
    const systems = new Set(found.map(({system}) => system).filter(system => system !== 'symbol'));
    const restored = sum(found.map(one => one.restored));
    return found.length === stretches.length && systems.size <= 1 && restored >= 2 && restored + sum(found.map(({lost}) => lost)) >= 4;
  });
}

function piecesOfLine(text: string, stretches: readonly Stretch[]): readonly Piece[] {
  const codec = codecOfLine(text, stretches);
  const pieces: Piece[] = [];
  for (const {start, end, text: stretch, readings} of stretches) {
    const best = readings.reduce<ReadBack | undefined>(better, undefined);
    const own = best === undefined ? undefined : confidenceOf(best, stretch);
    const found = own === undefined ? readings.find(one => one.codec === codec) : best;
    if (found === undefined) continue;
    pieces.push({start, end, repaired: found.repaired, codec: found.codec, partial: found.repaired.includes('\ufffd'), times: 1, confidence: own ?? 'suspected'});
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
  const finishLine = (): void => {
    for (const piece of piecesOfLine(text, stretches)) pieces.push(piece);
    stretches = [];
  };
  for (const start of starts) {
    if (start < (stretches.at(-1)?.end ?? 0)) continue;
    if (start > lineEnd) {
      finishLine();
      const newline = text.indexOf('\n', start);
      lineEnd = newline === -1 ? text.length : newline;
    }
    stretches.push(stretchAt(text, start));
  }
  finishLine();
  return pieces;
}
