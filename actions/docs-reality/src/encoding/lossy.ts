import type {Piece} from './piece.ts';

/**
 * What windows-1252 mojibake looks like after something else has damaged it too: a no-break space turned into a space, a control character dropped
 * or replaced. The bytes no longer read as UTF-8, the text is as strange as before: suspicions only.
 */
const RESIDUES: readonly (readonly [pattern: RegExp, repaired: string])[] = [
  // `voilà` whose no-break space became a space.
  [/(?<=\p{Ll})Ã(?= )/gu, 'à'],
  // A quotation mark or dash whose last byte is gone.
  [/â€(?![\x80-\xbf‚-‰‹›Š-ž˜™œŒŸƒˆ‘-”•–—†‡…€\u00a0-\u00bf])[\ufffd?]?/g, '\ufffd'],
  [/(?<![\x80-\uffff])[ÃÂ]\ufffd(?![\x80-\uffff])/g, '\ufffd'],
];

/**
 * @param text any text
 * @returns suspected pieces in no particular order
 */
export function lossyPieces(text: string): readonly Piece[] {
  if (!text.includes('Ã') && !text.includes('Â') && !text.includes('â€')) return [];
  return RESIDUES.flatMap(([pattern, repaired]) => Array.from(text.matchAll(pattern), ({0: bad, index}): Piece => ({
    start: index, end: index + bad.length, repaired, codec: 'windows-1252', partial: repaired === '\ufffd', times: 1, confidence: 'suspected',
  })));
}
