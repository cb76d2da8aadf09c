/**
 * How strange it is that characters stand side by side. No human writes `Ã©` or `√º`: a letter is not followed by a currency sign, a
 * square root not by an accented letter. Classes of characters and pairs of classes are enough to tell; the idea of measuring badness
 * by neighbouring classes is known from ftfy (https://ftfy.readthedocs.io/en/latest/heuristic.html), the classes and weights are our own.
 */

/** The class of every character that a one-byte codec can yield in place of UTF-8 bytes. */
type CharacterClass = 'control' | 'upper' | 'lower' | 'odd-letter' | 'symbol' | 'mark' | 'closing' | 'apostrophe' | 'opening' | 'low-opening' | 'dash' | 'space' | 'math' | 'other';

/** Non-letters by class: what each may follow differs. */
const SYMBOLS: readonly (readonly [CharacterClass, string])[] = [
  ['symbol', 'ƒ†‡ˆ‰˜¢£¤¥¦¨¬¯´¶¸¼½¾€˘˙˚˝˛ˇ§¡¿⁄◊\uf8ff'],
  ['mark', '©®™°²³¹ªº·•'],
  ['closing', '”»›…'],
  ['apostrophe', '’'],
  ['opening', '“‘«'],
  ['low-opening', '„‚‹'],
  ['dash', '–—'],
  ['space', '\u00a0\u00ad'],
  ['math', '√≈∆∂∑∏π∫Ω∞≠±≤≥÷×µ'],
  ['odd-letter', 'Ÿÿıﬁﬂ'],
];

const classes = new Map<string, CharacterClass>(SYMBOLS.flatMap(([name, characters]) => [...characters].map(character => [character, name] as const)));

function classOf(character: string): CharacterClass {
  const known = classes.get(character);
  if (known !== undefined) return known;
  if (character >= '\x80' && character <= '\x9f') return 'control';
  if (/^\p{Lu}$/u.test(character)) return 'upper';
  if (/^\p{L}$/u.test(character)) return 'lower';
  return 'other';
}

const isLetter = (kind: CharacterClass): boolean => kind === 'upper' || kind === 'lower' || kind === 'odd-letter';

/** Two neighbours inside a unit, both outside ASCII: 0 ordinary, 1 unusual, 2 not written by anyone. */
function strangePair(left: CharacterClass, right: CharacterClass): number {
  if (left === 'control' || right === 'control') return 2;
  if (left === 'odd-letter' || right === 'odd-letter') return 2;
  if (isLetter(left)) {
    if (right === 'symbol' || right === 'math') return 2;
    if (right === 'low-opening') return 1;
    return left === 'lower' && right === 'upper' ? 1 : 0;
  }
  if (left === 'symbol') return right === 'other' ? 0 : 2;
  if (left === 'math') return isLetter(right) || right === 'symbol' || right === 'mark' ? 2 : 0;
  return 0;
}

/**
 * Judges one unit: the characters that one UTF-8 sequence turned into.
 *
 * @param unit the two to four characters
 * @param before the character before it, or an empty string
 * @param after the character after it, or an empty string
 * @returns 0 when people write this, 1 when it is unusual, 2 or more when nobody does
 */
export function strangeness(unit: string, before: string, after: string): number {
  const kinds = Array.from(unit, classOf);
  const [lead, second] = kinds;
  const last = kinds.at(-1);
  if (lead === undefined || second === undefined || last === undefined) return 0;
  let score = 0;
  for (let i = 1; i < kinds.length; i++) score += strangePair(kinds[i - 1] ?? 'other', kinds[i] ?? 'other');
  if (isLetter(lead) && (second === 'mark' || second === 'closing') && (last === 'mark' || last === 'symbol') && kinds.length > 2) score += 1;
  const lowerBefore = /^\p{Ll}$/u.test(before);
  const letterAfter = /^\p{L}$/u.test(after);
  if (lead === 'upper' && lowerBefore) score += 1;
  if ((last === 'mark' || last === 'closing') && letterAfter && (isLetter(lead) || lead === 'math')) score += 1;
  if (last === 'opening' && letterAfter && isLetter(lead)) score += 1;
  if (lead === 'math' && second === 'math') score += (lowerBefore ? 1 : 0) + (letterAfter ? 1 : 0);
  if (lead === 'low-opening' && kinds.length > 2) score += 2;
  // `Â©`, `Ã³`: a capital alone. After another capital it may end a word in capitals, within quotation marks it may be named.
  const namedOrInCapitals = /^["'`“”‘’«»„‚‹›]$/u.test(before) || (/^\p{Lu}$/u.test(before) && !/^\p{Ll}$/u.test(after));
  if (/^[ÂÃ]$/.test(unit.charAt(0)) && !isLetter(second) && !namedOrInCapitals) score += last === 'mark' || /^\d$/.test(before) ? 2 : 1;
  if (/^[ÂÃÄÅ]$/.test(unit.charAt(0)) && isLetter(second)) score += 1;
  if (kinds.length > 2 && kinds.every(isLetter) && kinds.includes('upper') && kinds.includes('lower')) score += 1;
  // The byte-order mark.
  if (unit === 'ï»¿') score += 2;
  return score;
}
