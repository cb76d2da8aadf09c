/** No name that a person meant is longer; of longer ones only case and style are forgiven, since a distance takes the product of two lengths. */
const longest = 100;

/** Optimal string alignment distance, given up (Infinity) as soon as it must exceed `limit`. Damerau 1964, restricted form. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Infinity;
  let before: number[] = [];
  let above = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
      if (cost < smallest) smallest = cost;
    }
    if (smallest > limit) return Infinity;
    before = above;
    above = row;
  }
  return above[b.length]!;
}

/**
 * The candidate that a person most likely meant, for "did you mean": a different case or `-`/`_` style first, then at most one edit per three
 * characters. In: the name as written and the valid names. Out: one of them, or nothing when none is near enough. Ties go to the first.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const fold = (text: string): string => text.toLowerCase().replace(/[-_. ]/g, '');
  const folded = fold(name);
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let bestCost = limit + 1;
  for (const candidate of candidates) {
    if (candidate === name) return candidate;
    const cost = fold(candidate) === folded ? 0 : name.length > longest ? Infinity : distance(name.toLowerCase(), candidate.toLowerCase(), Math.min(limit, bestCost));
    if (cost < bestCost) [best, bestCost] = [candidate, cost];
  }
  return best;
}
