/** Controls, and the characters that hide or reorder what stands beside them. Source: Unicode UAX #9 (bidirectional), TR36 (security), tag characters. */
const hidden = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u;
const allHidden = new RegExp(hidden, 'gu');
const space = /[\s\u2028\u2029]+/g;
/** Most texts are this, and need no second look. */
const plainWords = /^[!-~]+(?: [!-~]+)*$/;

/** Cuts a text to at most `max` UTF-16 units, never through a character; what is cut ends in `…`. */
export function clip(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed().replace(/\ufffd$/, '')}…`;
}

/** A text with each character that cannot be shown as `�`; its length stays. */
export function visible(text: string): string {
  const whole = text.toWellFormed();
  return hidden.test(whole) ? whole.replace(allHidden, character => '�'.repeat(character.length)) : whole;
}

/**
 * A text from a file as one line that can be shown: white space becomes one space, controls and characters that hide or reorder become `�`, so that no
 * name can look like another one, move the cursor or begin a line of its own.
 */
export function oneLine(text: string, max = Infinity): string {
  if (plainWords.test(text)) return clip(text, max);
  const line = text.toWellFormed().replace(space, ' ').trim();
  return clip(visible(line), max);
}

/** The same for a text of several lines: line ends and tabs stay. */
export function manyLines(text: string, max = Infinity): string {
  const lines = text.toWellFormed().replace(/\r\n?|[\u2028\u2029]/g, '\n');
  return clip(hidden.test(lines) ? lines.replace(allHidden, character => (character === '\n' || character === '\t' ? character : '�')) : lines, max);
}
