import {setTimeout as wait} from 'node:timers/promises';
import {type StoreChange, Refusal} from '#core';
import {stopped} from '../ports/stopped.ts';

/** How long to go on when other runs come first. Milliseconds. */
export interface Patience {
  readonly attempts: number;
  /** The longest first pause; each further one may be twice as long. */
  readonly first: number;
  /** The longest pause. */
  readonly longest: number;
}

export interface UpdateOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told of each race that was lost. */
  readonly lost?: (() => void) | undefined;
}

/**
 * `update` of the store port, made of its `snapshot` and `commit`. Pauses are drawn by lot, so that runs that met once do not meet again.
 */
export function updating(store: Omit<StoreChange, 'update'>, patience: Patience, {signal, lost}: UpdateOptions): StoreChange['update'] {
  return async (paths, change, why, options) => {
    for (let attempt = 0; attempt < patience.attempts; attempt++) {
      if (attempt > 0) {
        lost?.();
        const longest = Math.min(patience.longest, patience.first * 2 ** Math.min(attempt - 1, 20));
        await wait(Math.random() * longest, undefined, signal && {signal}).catch(() => {
          throw stopped(signal!, store.place);
        });
      }
      const snapshot = await store.snapshot(paths, options);
      const changes = await change(snapshot);
      if (changes.size === 0 || await store.commit(snapshot.version, changes, why) === 'written') return;
    }
    throw new Refusal({
      code: 'refused', what: store.place, why: `other runs wrote to it first, ${patience.attempts} times in a row`, fix: 'Run it again when fewer runs write at the same time.',
    });
  };
}
