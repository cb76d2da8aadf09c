const folded = (name: string): string => name.toLowerCase().replace(/[-_ .:]/g, '');

/**
 * Whether one name is a slip of the pen for the other: the same but for case and hyphens, two neighbours swapped, or one letter more, less or other. Never
 * a digit, since `v1` for `v2` is no slip, and never in a short name.
 */
export function isSlip(written: string, meant: string): boolean {
  if (written === meant) return false;
  if (folded(written) === folded(meant)) return folded(meant).length >= 3;
  if (Math.min(written.length, meant.length) < 5 || Math.abs(written.length - meant.length) > 1) return false;
  let from = 0;
  while (written[from] !== undefined && written[from] === meant[from]) from++;
  let back = 0;
  while (back < Math.min(written.length, meant.length) - from && written[written.length - 1 - back] === meant[meant.length - 1 - back]) back++;
  const left = written.slice(from, written.length - back);
  const right = meant.slice(from, meant.length - back);
  if (/\d/.test(left + right)) return false;
  if (left.length === 2 && right.length === 2) return left[0] === right[1] && left[1] === right[0];
  return left.length <= 1 && right.length <= 1;
}

/** The only name among several that another is a slip for; nothing when there is none, or more than one. */
export function onlySlip(written: string, names: Iterable<string>): string | undefined {
  let found: string | undefined;
  for (const name of names) {
    if (!isSlip(written, name)) continue;
    if (found !== undefined && found !== name) return undefined;
    found = name;
  }
  return found;
}
