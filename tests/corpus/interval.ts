/** A share with its 95 % interval. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  readonly low: number;
  readonly high: number;
}

const z = 1.959964;

/** The Wilson score interval, which stays within 0 and 1 for few cases and for shares near them. https://doi.org/10.1080/01621459.1927.10502953 */
export function share(hits: number, of: number): Share {
  if (of === 0) return {hits, of, low: 0, high: 1};
  const p = hits / of;
  const centre = p + z ** 2 / (2 * of);
  const reach = z * Math.sqrt((p * (1 - p)) / of + z ** 2 / (4 * of ** 2));
  const scale = 1 + z ** 2 / of;
  return {hits, of, low: Math.max(0, (centre - reach) / scale), high: Math.min(1, (centre + reach) / scale)};
}
