import {copied} from '../copied.ts';
import type {Codec} from './codepages.ts';
import {doubleBytePieces} from './double-byte.ts';
import {lossyPieces} from './lossy.ts';
import {joinNeighbours} from './piece.ts';
import type {Piece} from './piece.ts';
import {signsIn} from './signs.ts';
import {singleBytePieces} from './single-byte.ts';

/** Text that was UTF-8 and was read with another codec. */
export interface Mojibake {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units, as editors and SARIF count. */
  readonly column: number;
  /** Index of the run in the text, in UTF-16 code units. */
  readonly offset: number;
  readonly bad: string;
  /** What the run said before. Where `partial`, each character that is lost for good is U+FFFD. */
  readonly repaired: string;
  readonly codec: Codec;
  /** 2 when the text was misread twice in a row, and so on. */
  readonly times: number;
  readonly partial: boolean;
  /** *certain*: the bytes read well as UTF-8, and nobody writes the run as it stands. *suspected*: only one of the two, or the place shows such text on purpose. */
  readonly confidence: 'certain' | 'suspected';
}

/** What the caller knows about the text. */
export interface MojibakeContext {
  /**
   * Whether damage at this place is suspected at most, because bytes are shown there on purpose: code, for example.
   *
   * @param line counted from 1
   * @param column counted from 1, in UTF-16 code units
   */
  demotes?(line: number, column: number): boolean;
}

/** Words of a text that explains broken encodings. A declaration such as `charset="utf-8"` explains nothing. */
const EXPLAINS = new RegExp([
  /mojibake|garbled|乱码|亂碼|文字化け/,
  /\bencodings?\b(?!\s*[=:])|(?<!charset=["']?|coding[=:] ?["']?)\butf-?8\b/,
  /windows-?1252|\bcp-?1252|latin-?1\b|iso-?8859|mac-?roman|\bgbk\b|gb-?18030|shift[-_ ]?jis|\bbig-?5\b/,
].map(({source}) => source).join('|'), 'i');
/** Lines before and after a run in which such a word counts as near. */
const NEAR_LINES = 2;

/** All pieces in order; where two overlap, the first codec that explains the text has it, and a certain one goes before a suspected one. */
function piecesOf(text: string): readonly Piece[] {
  const signs = signsIn(text);
  const found = [
    ...(signs.western ? singleBytePieces(text, 'western') : []),
    ...(signs.macintosh ? singleBytePieces(text, 'macintosh') : []),
    ...doubleBytePieces(text, signs.wideStarts),
    ...lossyPieces(text),
  ];
  const ranked = [...found.filter(piece => piece.confidence === 'certain'), ...found.filter(piece => piece.confidence === 'suspected')];
  if (ranked.length === 0) return [];
  const taken = new Uint8Array(text.length);
  const kept = ranked.filter(({start, end}) => {
    if (taken.subarray(start, end).includes(1)) return false;
    taken.fill(1, start, end);
    return true;
  });
  return joinNeighbours(text, kept.sort((a, b) => a.start - b.start));
}

/** Tells of a line whether it or its neighbours explain broken encodings; each line is read once. */
function explanations(lines: readonly string[]): (line: number) => boolean {
  const known = new Map<number, boolean>();
  const explains = (index: number): boolean => {
    let answer = known.get(index);
    if (answer === undefined) {
      answer = EXPLAINS.test(lines[index] ?? '');
      known.set(index, answer);
    }
    return answer;
  };
  return line => {
    for (let index = line - 1 - NEAR_LINES; index < line + NEAR_LINES; index++) if (explains(index)) return true;
    return false;
  };
}

/**
 * Finds UTF-8 text that was read as windows-1252, latin1, Mac OS Roman, GBK, Shift JIS or Big5 and saved again. It works on short runs within a line,
 * since files mix good text with bad. Takes linear time; text in ASCII costs next to nothing.
 *
 * @param text the decoded text of a file
 * @param context what the caller knows about places in it
 * @returns the runs in the order of the text, without overlaps
 */
export function findMojibake(text: string, context: MojibakeContext = {}): readonly Mojibake[] {
  if (!/[\x80-\uffff]/.test(text)) return [];
  const pieces = piecesOf(text);
  if (pieces.length === 0) return [];
  const lines = text.split('\n');
  const explained = explanations(lines);
  const found: Mojibake[] = [];
  let line = 1;
  let lineStart = 0;
  for (const {start, end, repaired, codec, partial, times, confidence} of pieces) {
    while (line < lines.length && start > lineStart + (lines[line - 1]?.length ?? 0)) {
      lineStart += (lines[line - 1]?.length ?? 0) + 1;
      line++;
    }
    const column = start - lineStart + 1;
    const certain = confidence === 'certain' && !(context.demotes?.(line, column) ?? false) && !explained(line);
    found.push({line, column, offset: start, bad: copied(text.slice(start, end)), repaired, codec, times, partial, confidence: certain ? 'certain' : 'suspected'});
  }
  return found;
}
