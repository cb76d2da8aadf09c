import {randomUUID} from 'node:crypto';
import {linkSync, readFileSync, readdirSync, rmSync, statSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {Refusal} from '#core';
import {stopped} from '../ports/stopped.ts';
import {writeNew} from './durable.ts';

/** Who holds a lock, as it stands in the lock's file. */
interface Holder {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface LockOptions {
  /** What waits, for messages. */
  readonly what: string;
  readonly signal?: AbortSignal | undefined;
  /** How long to wait for it, in milliseconds. Default 30 s. */
  readonly timeoutMs?: number;
  /** After how many milliseconds a holder is taken for dead that cannot be asked: it is on another machine, or its number may be another process's now. Default two minutes. */
  readonly staleMs?: number;
}

/** A lock that is held. */
export interface Held {
  /** Throws when it was held for so long that others may take its holder for dead. To be called before anything that cannot be taken back. */
  check(): void;
}

const lockName = '.lock';

function holderIn(path: string): Holder | undefined {
  try {
    const {id, host, pid, since} = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id) || typeof host !== 'string' || typeof pid !== 'number' || typeof since !== 'number') throw new SyntaxError('not the form of a lock');
    return {id, host, pid, since};
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Refusal({code: 'unreadable', what: path, why: 'the lock is not one of ours', fix: `Remove ${path} when nothing uses the folder.`}, {cause: thrown});
  }
}

function isDead({host, pid, since}: Holder, staleMs: number): boolean {
  if (Math.abs(Date.now() - since) > staleMs) return true;
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Whether this call made the name. Making a link is the one thing of a file system that exactly one of many can do. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

/** Removes what processes left behind that died while they waited or released it. To be called under the lock. */
function sweep(folder: string, succession: readonly string[], staleMs: number): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.startsWith(`${lockName}.`) && !succession.includes(path)) rmSync(path, {force: true});
    // It may be half written at this moment, so that its age alone tells.
    const waiting = name.startsWith(`${lockName}-`) ? statSync(path, {throwIfNoEntry: false}) : undefined;
    if (waiting && Date.now() - waiting.mtimeMs > staleMs) rmSync(path, {force: true});
  }
}

/**
 * Does some work while nobody else does work under the lock of the folder, in this process or another. A holder that died is succeeded: `.lock.<id>` is
 * the lock of who comes after the holder of that id, so that of many who find it dead one succeeds. The holder is the last of the succession. Throws a
 * Refusal when it is not to be had in time, and errors of the file system as they are.
 */
export async function withLock<T>(folder: string, {what, signal, timeoutMs = 30_000, staleMs = 120_000}: LockOptions, work: (held: Held) => Promise<T> | T): Promise<T> {
  const id = randomUUID();
  const first = join(folder, lockName);
  const mine = join(folder, `${lockName}-${id}`);
  const deadline = Date.now() + timeoutMs;
  let since = 0;

  function linkAs(path: string): boolean {
    since = Date.now();
    const own: Holder = {id, host: hostname(), pid: process.pid, since};
    writeNew(mine, Buffer.from(JSON.stringify(own)));
    try {
      return linked(mine, path);
    } finally {
      rmSync(mine, {force: true});
    }
  }

  /** Takes the lock, and tells the locks that it succeeds; or tells who has it, as far as somebody has. */
  function take(): {readonly succession: readonly string[]} | {readonly holder: Holder | undefined} {
    const root = holderIn(first);
    if (root === undefined) return linkAs(first) ? {succession: []} : {holder: undefined};
    const succession: string[] = [];
    let holder: Holder | undefined = root;
    while (holder !== undefined && isDead(holder, staleMs)) {
      const next = join(folder, `${lockName}.${holder.id}`);
      succession.push(next);
      holder = holderIn(next);
      if (holder !== undefined || !linkAs(next)) continue;
      // Who releases it removes the first file before the others: if that is still there, nobody had succeeded.
      if (holderIn(first)?.id === root.id) return {succession};
      rmSync(next, {force: true});
    }
    return {holder};
  }

  for (;;) {
    if (signal?.aborted === true) throw stopped(signal, what);
    const taken = take();
    if ('succession' in taken) {
      try {
        sweep(folder, taken.succession, staleMs);
        return await work({
          check() {
            if (Date.now() - since > staleMs / 2) {
              throw new Refusal({code: 'timed-out', what, why: `the lock ${first} was held for more than ${Math.round(staleMs / 2000)} s`, fix: 'Run it again; look at the speed of the disk.'});
            }
          },
        });
      } finally {
        // After that time somebody may have succeeded, and the first file stands for that lock too.
        if (Date.now() - since <= staleMs / 2) for (const path of [first, ...taken.succession]) rmSync(path, {force: true});
      }
    }
    if (Date.now() > deadline) {
      const {holder} = taken;
      throw new Refusal({
        code: 'timed-out', what, why: `${first} is held${holder ? ` by process ${holder.pid} on ${holder.host}` : ''}`, fix: 'Run it again when that process has ended; remove the file when there is none.',
      });
    }
    await wait(1 + Math.random() * 15, undefined, signal && {signal}).catch(() => undefined);
  }
}
