import {setImmediate as nextTurn} from 'node:timers/promises';
import {steadyMs} from '../clock.ts';
import {stopped} from './stopped.ts';

/** Shown on a terminal; `total` is undefined while it is not known. */
export type Progress = (done: number, total: number | undefined, unit: string) => void;

/** Long enough that the turns of the event loop cost nothing, short enough that a key press or an abort is answered at once. */
const sliceMs = 8;

/** Cuts synchronous work into slices, between which the event loop turns, progress is reported and the signal is looked at. */
export class Slices {
  readonly #signal: AbortSignal | undefined;
  readonly #report: (done: number) => void;
  readonly #what: string;
  #end = steadyMs() + sliceMs;

  constructor(what: string, signal: AbortSignal | undefined, report: (done: number) => void) {
    this.#what = what;
    this.#signal = signal;
    this.#report = report;
  }

  get over(): boolean {
    return steadyMs() >= this.#end;
  }

  /** Refuses when the signal is aborted. */
  check(): void {
    if (this.#signal?.aborted === true) throw stopped(this.#signal, this.#what);
  }

  async rest(done: number): Promise<void> {
    this.#report(done);
    await nextTurn();
    this.check();
    this.#end = steadyMs() + sliceMs;
  }
}
