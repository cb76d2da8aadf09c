import {writeFileSync} from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';
import * as promises from 'node:timers/promises';

/**
 * Loaded before a program (`--import`): how long the program waits by clocks of its own once it was told to end. Every delay that has run out since the
 * first signal is counted in full, whatever the machine made of it; the sum in milliseconds stands in the file that WAITING names.
 */
const mark = process.env['WAITING'];
const {setTimeout: start} = globalThis;
const timers = (promises as unknown as {readonly default: {setTimeout: typeof promises.setTimeout}}).default;
const {setTimeout: wait} = timers;
let told = false;
let waited = 0;

function count(ms: number): void {
  if (!told) return;
  waited += ms;
  writeFileSync(mark!, String(waited));
}

if (mark !== undefined) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (told) return;
      told = true;
      count(0);
    });
  }
  globalThis.setTimeout = Object.assign(<A extends unknown[]>(act: (...given: A) => void, ms = 1, ...given: A): NodeJS.Timeout => start(() => {
    count(ms);
    act(...given);
  }, ms), start);
  timers.setTimeout = async (ms = 1, ...rest) => {
    const value = await wait(ms, ...rest);
    count(ms);
    return value;
  };
  syncBuiltinESMExports();
}
