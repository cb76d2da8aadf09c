/** What needs a shell: its presence in a plain command line is refused, because without a shell it would be passed on literally. */
const shellOnly = /[|&;<>()$`\\*?[\]{}~#!\n]/;

/**
 * Splits a plain command line into its words, with '…' and "…" as quotes and no shell. Out: the words, or nothing when the line is empty, has an open
 * quote, or holds outside single quotes a character that only a shell understands.
 */
export function splitCommand(line: string): readonly [string, ...string[]] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const character of line) {
    if (quote !== "'" && shellOnly.test(character)) return undefined;
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== undefined) return undefined;
  if (word !== undefined) words.push(word);
  const [first, ...rest] = words;
  return first ? [first, ...rest] : undefined;
}
