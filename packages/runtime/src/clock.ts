/**
 * Milliseconds since some moment, for durations; no change of the clock on the wall moves them. `performance.now()` would tell the same, and loads nine of
 * Node's modules for it.
 */
export function steadyMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
