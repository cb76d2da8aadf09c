/** A character that is not seen but changes what is read or run. */
export interface HiddenCharacter {
  readonly kind: 'bidi-control' | 'invisible-character';
  /** Index in the text, in UTF-16 code units. */
  readonly offset: number;
  readonly codePoint: number;
}

/** A unit of one of the characters: most texts have none, and this is found out sooner than which characters there are. */
const SUSPICIOUS = /[\xad\u180e\u200b-\u200d\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\udb40]/;
const SUSPECTS = /[\xad\u180e\u200b-\u200d\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/**
 * Scripts that break lines without spaces, where a zero-width space says where a line may end, or lets Markdown see the end of `**…**` beside their
 * punctuation.
 */
const UNSPACED = /[\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\u3000-\u303f\uff00-\uff0f\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmer}\p{sc=Mymr}\p{sc=Tibt}\p{sc=Java}\p{sc=Bali}\p{sc=Talu}\p{sc=Lana}]/u;
/** How far around a zero-width space such a script may begin, in UTF-16 code units: spaces and punctuation lie between. */
const NEARBY = 8;
const WORD = /^[\p{L}\p{M}]$/u;
const BLACK_FLAG = '\u{1f3f4}';

const RIGHT_TO_LEFT = /[\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}\p{sc=Adlm}]/u;
/** How far around an embedding right-to-left text is looked for, in UTF-16 code units, and never beyond its line, where the embedding ends. */
const EMBEDDED = 400;

/** Whether the line around an index holds right-to-left text. */
function besideRightToLeft(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - EMBEDDED), index);
  const after = text.slice(index, index + EMBEDDED);
  const end = after.indexOf('\n');
  return RIGHT_TO_LEFT.test(before.slice(before.lastIndexOf('\n') + 1) + (end < 0 ? after : after.slice(0, end)));
}

/** The whole character that ends before, or begins at, an index. */
const characterBefore = (text: string, index: number): string => /(?:[\ud800-\udbff][\udc00-\udfff]|[^])$/.exec(text.slice(Math.max(0, index - 2), index))?.[0] ?? '';
const characterAt = (text: string, index: number): string => index < text.length ? String.fromCodePoint(text.codePointAt(index) ?? 0) : '';
const isAscii = (character: string): boolean => character <= '\x7f';

const EMOJI = /\p{Extended_Pictographic}/u;

/** Whether a joiner stands alone between quotes beside an emoji: `["👩", "\u200d", "🚒"]` shows of what the emoji is made. */
function isTakenApart(text: string, offset: number, before: string, after: string): boolean {
  return before === after && /["'`]/.test(before) && EMOJI.test(text.slice(Math.max(0, offset - NEARBY), offset + NEARBY + 1));
}

/** Whether the character does the work that it was made for, judged by its neighbours. */
function isLegitimate(codePoint: number, text: string, offset: number): boolean {
  const before = characterBefore(text, offset);
  const after = characterAt(text, offset + 1);
  switch (codePoint) {
    // A soft hyphen divides a word; in a table of characters it stands in its place; beside anything else it only breaks copied commands.
    case 0xad: return WORD.test(before) && WORD.test(after) || before === '\xac' && after === '\xae';
    case 0x200b: return UNSPACED.test(text.slice(Math.max(0, offset - NEARBY), offset + NEARBY + 1));
    // Joiners shape Indic, Arabic and emoji text. Between ASCII characters there is nothing to shape.
    case 0x200c:
    case 0x200d: return isTakenApart(text, offset, before, after) || !isAscii(before) || !isAscii(after) || RIGHT_TO_LEFT.test(text.slice(Math.max(0, offset - NEARBY), offset + NEARBY + 1));
    // The Mongolian vowel separator.
    case 0x180e: return /^\p{Script=Mongolian}$/u.test(before);
    default: return false;
  }
}

/**
 * Finds bidirectional controls, which can show code in another order than it runs (CVE-2021-42574, https://trojansource.codes), and characters
 * without a shape where they have no work to do. The marks U+200E, U+200F and U+061C are not among them: they reorder nothing and right-to-left
 * text needs them. Embeddings and isolates order words of both directions, so they are reported only in lines without right-to-left text; overrides,
 * which show letters in an order that is not theirs, are reported everywhere.
 *
 * @param text any text, without the byte-order mark at its beginning
 * @returns the characters in order
 */
export function hiddenCharacters(text: string): readonly HiddenCharacter[] {
  if (!SUSPICIOUS.test(text)) return [];
  const found: HiddenCharacter[] = [];
  let flagEnd = -1;
  for (const {0: character, index: offset} of text.matchAll(SUSPECTS)) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (codePoint >= 0xe0000) {
      // Tag characters spell the region of a flag after a black flag; elsewhere they are text that only machines read.
      if (characterBefore(text, offset) === BLACK_FLAG || flagEnd === offset) flagEnd = offset + character.length;
      else found.push({kind: 'invisible-character', offset, codePoint});
    } else if ((codePoint >= 0x202a && codePoint <= 0x202e) || (codePoint >= 0x2066 && codePoint <= 0x2069)) {
      const overrides = codePoint === 0x202d || codePoint === 0x202e;
      if (overrides || !besideRightToLeft(text, offset)) found.push({kind: 'bidi-control', offset, codePoint});
    } else if (!isLegitimate(codePoint, text, offset)) {
      found.push({kind: 'invisible-character', offset, codePoint});
    }
  }
  return found;
}
