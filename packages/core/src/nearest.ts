/** No name that a person meant is longer; of longer ones only case and style are forgiven, since a distance takes the product of two lengths. */
const longest = 100;

/** Three rows of the table, kept from call to call: most names are compared with hundreds of others. */
const rows = [new Uint8Array(longest + 2), new Uint8Array(longest + 2), new Uint8Array(longest + 2)] as const;

/**
 * Optimal string alignment distance of two texts, the first no longer than `longest`, given up (Infinity) as soon as it must exceed `limit`.
 * Damerau 1964, restricted form.
 */
function distance(a: string, b: string, limit: number): number {
  // The first text lies along the rows, so that they are never too short. They change places without a pattern, which would make an object for each step.
  let before: Uint8Array = rows[0];
  let above: Uint8Array = rows[1];
  let row: Uint8Array = rows[2];
  for (let j = 0; j <= a.length; j++) above[j] = j;
  for (let i = 1; i <= b.length; i++) {
    const code = b.charCodeAt(i - 1);
    row[0] = i;
    let smallest = i;
    for (let j = 1; j <= a.length; j++) {
      const own = a.charCodeAt(j - 1);
      let cost = above[j - 1]! + (own === code ? 0 : 1);
      if (above[j]! < cost) cost = above[j]! + 1;
      if (row[j - 1]! < cost) cost = row[j - 1]! + 1;
      if (i > 1 && j > 1 && own === b.charCodeAt(i - 2) && a.charCodeAt(j - 2) === code && before[j - 2]! < cost) cost = before[j - 2]! + 1;
      row[j] = cost;
      if (cost < smallest) smallest = cost;
    }
    if (smallest > limit) return Infinity;
    const spare = before;
    before = above;
    above = row;
    row = spare;
  }
  return above[a.length]!;
}

/** The letters that a text has, a bit for each; what is no letter shares a bit with one. */
function lettersOf(text: string): number {
  let letters = 0;
  for (let i = 0; i < text.length; i++) letters |= 1 << (text.charCodeAt(i) & 31);
  return letters;
}

/** The number of bits that are set. Warren, Hacker's Delight, 5-1. */
function bitsIn(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** `-`, `_`, `.` or space, which set one style of writing names apart from another. */
const isStyle = (code: number): boolean => code === 45 || code === 95 || code === 46 || code === 32;

/** Whether two texts are the same but for the marks of a style. */
function inOtherStyle(a: string, b: string): boolean {
  let j = 0;
  for (let i = 0; i < a.length; i++) {
    const code = a.charCodeAt(i);
    if (isStyle(code)) continue;
    while (j < b.length && isStyle(b.charCodeAt(j))) j++;
    if (j >= b.length || b.charCodeAt(j++) !== code) return false;
  }
  while (j < b.length && isStyle(b.charCodeAt(j))) j++;
  return j === b.length;
}

/**
 * The candidate that a person most likely meant, for "did you mean": a different case or `-`/`_` style first, then at most one edit per three
 * characters. In: the name as written and the valid names. Out: one of them, or nothing when none is near enough. Ties go to the first.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const own = name.toLowerCase();
  const letters = lettersOf(own);
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let bestCost = limit + 1;
  const costOf = (lower: string): number => {
    if (inOtherStyle(own, lower)) return 0;
    const most = Math.min(limit, bestCost);
    if (own.length > longest || Math.abs(own.length - lower.length) > most) return Infinity;
    // Each letter that only one of them has takes an edit.
    const others = lettersOf(lower);
    return bitsIn(letters & ~others) > most || bitsIn(others & ~letters) > most ? Infinity : distance(own, lower, most);
  };
  for (const candidate of candidates) {
    if (candidate === name) return candidate;
    const cost = costOf(candidate.toLowerCase());
    if (cost < bestCost) {
      best = candidate;
      bestCost = cost;
    }
  }
  return best;
}
