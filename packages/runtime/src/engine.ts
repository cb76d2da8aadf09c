/** The releases in which the middle compiler, Maglev, is on: without it there would be nothing between slow code and optimised code. */
const hasMaglev = Number(process.versions.node.split('.')[0]) >= 24;
/** A run that takes longer is worth the work of the optimising compiler. */
const briefMs = 3000;

let isOurs = false;

/** For the beginning of a program that does nothing but one run: its engine may be set for that. In a process of somebody else's, as in tests, it is left alone. */
export function takeEngine(): void {
  isOurs = true;
}

/**
 * Sets V8 for one run, in a process that is ours. In: whether the run reads a tree, which is much code and none of it hot for long.
 *
 * Nobody minds a pause, and memory is given back when the run ends: what V8 sets aside for young objects stays as small as it is at the start, and is
 * cleared by one thread; old objects are marked at a stroke, and not while more are made. V8's optimising compiler takes a fifth of the CPU time of a run
 * that reads a tree and gives less back, so it is left out of the first three seconds. Measured in docs/decisions/0017-engine.md.
 * Source: V8, `semi_space_growth_factor`, `parallel_scavenge`, `incremental_marking` and `turbofan` in src/flags/flag-definitions.h, looked at whenever they
 * matter; https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
export async function setEngine(isBrief: boolean): Promise<void> {
  if (!isOurs) return;
  // Loaded here, since a call that is refused needs none of it.
  const {setFlagsFromString} = await import('node:v8');
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString('--no-incremental-marking');
  if (!isBrief || !hasMaglev) return;
  setFlagsFromString('--no-turbofan');
  setTimeout(() => setFlagsFromString('--turbofan'), briefMs).unref();
}
