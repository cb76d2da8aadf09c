import type {Codec} from './codepages.ts';

/** A stretch of one line that looks misread, before the line's context is taken into account. `start` and `end` are indices of UTF-16 code units. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly repaired: string;
  readonly codec: Codec;
  /** Characters could not be recovered; each stands in `repaired` as U+FFFD. */
  readonly partial: boolean;
  /** How often the text was misread in a row. */
  readonly times: number;
  readonly confidence: 'certain' | 'suspected';
}

/** Damaged words this close together, in characters, are shown as one piece. */
const WORD_GAP = 16;

/**
 * Joins neighbours of the same kind with nothing but a little ASCII of the same line between them, so that a sentence is one piece and not thirty.
 *
 * @param text the text that the pieces point into
 * @param pieces sorted by `start`, without overlaps
 */
export function joinNeighbours(text: string, pieces: readonly Piece[]): readonly Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    const gap = last === undefined ? '' : text.slice(last.end, Math.min(piece.start, last.end + WORD_GAP + 1));
    const alike = last !== undefined && last.codec === piece.codec && last.confidence === piece.confidence && last.partial === piece.partial && last.times === piece.times;
    if (alike && gap.length <= WORD_GAP && /^[\x20-\x7e]*$/.test(gap)) joined[joined.length - 1] = {...last, end: piece.end, repaired: last.repaired + gap + piece.repaired};
    else joined.push(piece);
  }
  return joined;
}
