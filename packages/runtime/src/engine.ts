import {setFlagsFromString} from 'node:v8';

/** The releases in which the middle compiler, Maglev, is on: without it there would be nothing between slow code and optimised code. */
const hasMaglev = Number(process.versions.node.split('.')[0]) >= 24;
/** A run that takes longer is worth the work of the optimising compiler. */
const briefMs = 3000;

let isOurs = false;

/**
 * For the beginning of a program that does nothing but one run: nobody minds a pause, and memory is given back when it ends. What V8 sets aside for young
 * objects stays as small as it is at the start, and is cleared by one thread; old objects are marked at a stroke, and not while more are made. Measured in
 * docs/decisions/0017-engine.md.
 * Source: V8, `semi_space_growth_factor`, `parallel_scavenge` and `incremental_marking` in src/flags/flag-definitions.h, looked at whenever they matter;
 * https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
export function takeEngine(): void {
  isOurs = true;
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString('--no-incremental-marking');
}

/**
 * For a run that reads a tree: much code, none of it hot for long. V8's optimising compiler takes a fifth of the CPU time of such a run and gives less
 * back, so it is left out of the first three seconds. Does nothing where the process is not ours, as in tests.
 */
export function expectBriefRun(): void {
  if (!isOurs || !hasMaglev) return;
  setFlagsFromString('--no-turbofan');
  setTimeout(() => setFlagsFromString('--turbofan'), briefMs).unref();
}
