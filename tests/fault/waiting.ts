import {writeFileSync} from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';
import * as promises from 'node:timers/promises';

/**
 * Loaded before a program (`--import`): how long the program waits by clocks of its own once it was told to end. Every delay that begins after the
 * first signal and runs out is counted in full, whatever the machine made of it; the sum in milliseconds stands in the file that WAITING names.
 */
const mark = process.env['WAITING'];
const {setTimeout: start} = globalThis;
const timers = (promises as unknown as {readonly default: {setTimeout: typeof promises.setTimeout}}).default;
const {setTimeout: wait} = timers;
let told = false;
let waited = 0;

function count(ms: number): void {
  waited += ms;
  writeFileSync(mark!, String(waited));
}

if (mark !== undefined) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      told = true;
      count(0);
    });
  }
  globalThis.setTimeout = Object.assign(<A extends unknown[]>(act: (...given: A) => void, ms = 1, ...given: A): NodeJS.Timeout => {
    if (!told) return start(act, ms, ...given);
    return start(() => {
      count(ms);
      act(...given);
    }, ms);
  }, start);
  timers.setTimeout = async (ms = 1, ...rest) => {
    const counts = told;
    const value = await wait(ms, ...rest);
    if (counts) count(ms);
    return value;
  };
  syncBuiltinESMExports();
}
