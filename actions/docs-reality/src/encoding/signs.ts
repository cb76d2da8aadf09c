import {macintoshTable, westernTable} from './codepages.ts';

/** Codecs that are looked for in one pass: western is windows-1252 and latin1. */
export type Family = 'western' | 'macintosh';

/** The character's byte can begin a UTF-8 sequence. */
export const LEAD = 1;
/** The character's byte can go on with a UTF-8 sequence. */
export const CONTINUATION = 2;

const roles = new Map<Family | 'all', Uint8Array>();
const MACINTOSH_SHIFT = 2;

/**
 * @param family whose table is used
 * @returns by UTF-16 code unit: LEAD, CONTINUATION, or 0 for neither
 */
export function sequenceRoles(family: Family): Uint8Array {
  let found = roles.get(family);
  if (found === undefined) {
    const table = family === 'western' ? westernTable() : macintoshTable();
    found = new Uint8Array(table.length);
    for (let unit = 0; unit < table.length; unit++) {
      const byte = table[unit]!;
      found[unit] = byte >= 0xc2 && byte <= 0xf4 ? LEAD : byte >= 0x80 && byte <= 0xbf ? CONTINUATION : 0;
    }
    roles.set(family, found);
  }
  return found;
}

/** The roles of both families side by side, so that one look-up answers for both. */
function allRoles(): Uint8Array {
  let found = roles.get('all');
  if (found === undefined) {
    const macintosh = sequenceRoles('macintosh');
    found = sequenceRoles('western').slice();
    for (let unit = 0; unit < found.length; unit++) found[unit]! |= macintosh[unit]! << MACINTOSH_SHIFT;
    roles.set('all', found);
  }
  return found;
}

/** U+FFFD, which decoders leave for what they cannot read. */
export const LOST = 0xfffd;

/** What a text may contain: nothing for most texts, which need no closer look. */
export interface Signs {
  readonly western: boolean;
  readonly macintosh: boolean;
  /** Where characters of CJK codecs begin after ASCII: only there a misread stretch can begin. */
  readonly wideStarts: readonly number[];
}

/** Whether only CJK codecs yield this UTF-16 code unit. Hangul and surrogates are not in the codecs looked for. */
const isWide = (code: number): boolean => (code >= 0x2e80 && code <= 0xabff) || (code >= 0xe000 && code <= 0xffef);

const BEYOND_ASCII = /[\x80-\uffff]/g;

/**
 * One quick pass over a text.
 *
 * @param text any text
 * @returns for each group of codecs whether there is anything that they could have left behind
 */
export function signsIn(text: string): Signs {
  const all = allRoles();
  let before: number;
  let seen = 0;
  const wideStarts: number[] = [];
  // The engine's own search is several times as quick over ASCII as a loop.
  for (BEYOND_ASCII.lastIndex = 0; BEYOND_ASCII.test(text);) {
    let at = BEYOND_ASCII.lastIndex - 1;
    let code = text.charCodeAt(at);
    if (isWide(code) || code === LOST) wideStarts.push(at);
    for (before = 0; code > 0x7f; code = text.charCodeAt(++at)) {
      const role = all[code] ?? 0;
      // A lead bit moved up by one is the continuation bit of the same family.
      seen |= (before << 1) & role;
      before = role & (LEAD | (LEAD << MACINTOSH_SHIFT));
    }
    BEYOND_ASCII.lastIndex = at;
  }
  return {western: (seen & CONTINUATION) !== 0, macintosh: (seen & (CONTINUATION << MACINTOSH_SHIFT)) !== 0, wideStarts};
}
