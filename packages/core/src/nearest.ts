/** No name that a person meant is longer; of longer ones only case and style are forgiven, since a distance takes the product of two lengths. */
const longest = 100;

/** Three rows of the table, kept from call to call: most names are compared with hundreds of others. */
const rows = [new Uint8Array(longest + 2), new Uint8Array(longest + 2), new Uint8Array(longest + 2)] as const;

/**
 * Optimal string alignment distance of two texts, the first no longer than `longest`, given up (Infinity) as soon as it must exceed `limit`.
 * Damerau 1964, restricted form.
 */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Infinity;
  // The first text lies along the rows, so that they are never too short.
  let [before, above, row] = rows as readonly [Uint8Array, Uint8Array, Uint8Array];
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
    [before, above, row] = [above, row, before];
  }
  return above[a.length]!;
}

/**
 * The candidate that a person most likely meant, for "did you mean": a different case or `-`/`_` style first, then at most one edit per three
 * characters. In: the name as written and the valid names. Out: one of them, or nothing when none is near enough. Ties go to the first.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const fold = (lower: string): string => lower.replace(/[-_. ]/g, '');
  const own = name.toLowerCase();
  const folded = fold(own);
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let bestCost = limit + 1;
  for (const candidate of candidates) {
    if (candidate === name) return candidate;
    const lower = candidate.toLowerCase();
    const cost = fold(lower) === folded ? 0 : own.length > longest ? Infinity : distance(own, lower, Math.min(limit, bestCost));
    if (cost < bestCost) [best, bestCost] = [candidate, cost];
  }
  return best;
}
