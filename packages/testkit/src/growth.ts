/** How many small inputs are weighed against one that is as long as all of them. */
const parts = 8;

/** One long input may cost this many times what the small ones cost together: 1 where time is linear, little more for n·log n, 8 where it is quadratic. */
const slack = 3;

/** Milliseconds of CPU below which nothing has to be compared. */
const nothing = 20;
const attempts = 6;

/** Runs something once and tells what it cost: in milliseconds of CPU, unless a test counts something else. */
export type Meter = (run: () => unknown) => Promise<number>;

async function cpuOf(run: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Holds that work takes time in proportion to the size of its input: an input of `size` is compared with eight inputs of an eighth of it, by the least CPU
 * time of up to six attempts each, so that neither a slow nor a busy machine changes the answer. What costs almost nothing at `size` is in order.
 *
 * @param size Of the long input, in whatever `make` counts; large enough that a quadratic way would be felt.
 * @param make Gives an input of a size; its time is not counted.
 * @param work What is measured; it may be asynchronous. Whatever it throws is thrown on.
 * @param costOf How a run is weighed; the least of several CPU times where nothing else is given.
 * @throws Error that names the times, where the long input costs more than three times as much as the small ones together.
 */
export async function inLinearTime<T>(size: number, make: (size: number) => T, work: (input: T) => unknown, costOf: Meter = cpuOf): Promise<void> {
  const long = make(size);
  const short = Array.from({length: parts}, () => make(Math.floor(size / parts)));
  const together = async (): Promise<void> => {
    for (const input of short) await work(input);
  };
  // The small ones come first, so that what is exponential has ended once before it hangs, and again after, when the engine has compiled everything.
  let apart = await costOf(together);
  let whole = Infinity;
  for (let attempt = 0; attempt < attempts; attempt++) {
    whole = Math.min(whole, await costOf(() => work(long)));
    if (whole < nothing) return;
    apart = Math.min(apart, await costOf(together));
    if (whole <= slack * apart) return;
  }
  throw new Error(`This takes more than linear time: ${whole.toFixed(1)} ms of CPU for a size of ${size}, ${apart.toFixed(1)} ms for ${parts} of ${Math.floor(size / parts)}.`);
}
