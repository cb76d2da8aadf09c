import {randomBytes} from 'node:crypto';
import {closeSync, linkSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {Refusal} from '#core';
import {readOnly} from './ports/regular-file.ts';
import {stopped} from './ports/stopped.ts';

/** Who holds a lock. `started` tells a process from a later one with the same number. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly boot: string;
  readonly started: string;
}

function textOf(path: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, readOnly);
    return readFileSync(descriptor, 'utf8');
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** When a process was started, in ticks since the boot; empty where there is no /proc. Source: proc(5), field 22 of stat. */
const startOf = (pid: number): string => textOf(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[19] ?? '';
const bootId = (): string => textOf('/proc/sys/kernel/random/boot_id').trim();

function isRunning({pid, host, boot, started}: Holder, age: number): boolean {
  // Of another machine nothing can be asked; nothing that holds a lock takes that long.
  if (host !== hostname()) return age < 10 * 60_000;
  if (boot !== bootId()) return false;
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return started === startOf(pid);
}

const numberOf = (name: string): number => (/^\d{1,15}$/.test(name) ? Number(name) : 0);
const free = 'free\n';
/** After how many milliseconds the claim of a process that is gone is removed. */
const claimLife = 10 * 60_000;

/** The highest number among the files of a lock: who made it holds it, unless he has let go or is dead. */
const newestOf = (folder: string): number => Math.max(0, ...readdirSync(folder).map(numberOf));

function isHeld(path: string): boolean {
  const content = textOf(path);
  if (content === free) return false;
  try {
    return isRunning(JSON.parse(content) as Holder, Date.now() - statSync(path).mtimeMs);
  } catch {
    return false;
  }
}

function tryLock(folder: string, claim: string): string | undefined {
  const newest = newestOf(folder);
  if (newest > 0 && isHeld(join(folder, String(newest)))) return undefined;
  const own = join(folder, String(newest + 1));
  try {
    linkSync(claim, own);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw thrown;
  }
  // Whoever was slow made a number that others have gone past: the highest is never removed but by a higher one.
  if (newestOf(folder) > newest + 1) {
    rmSync(own, {force: true});
    return undefined;
  }
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (numberOf(name) > 0 && numberOf(name) <= newest) rmSync(path, {force: true});
    // A young one may be half written at this moment.
    const age = name.startsWith('claim-') ? Date.now() - (statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? Infinity) : 0;
    if (age > claimLife && !isHeld(path)) rmSync(path, {force: true});
  }
  return own;
}

const pause = (ms: number): Promise<void> => new Promise(resolve => {
  setTimeout(resolve, ms);
});

export interface LockOptions {
  /** How long to wait for it, in milliseconds. Default a minute. */
  readonly patience?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does something while no other process that asks for the same lock does. The lock is a folder of numbered files: each holder makes the next number, which
 * only one can, so that the lock of a process that was killed is passed on without two of them ever taking it. Throws a Refusal
 * after `patience` milliseconds, and when the run is stopped while it waits.
 */
export async function withLock<T>(folder: string, work: () => Promise<T>, {patience = 60_000, signal}: LockOptions = {}): Promise<T> {
  mkdirSync(folder, {recursive: true});
  const claim = join(folder, `claim-${process.pid}-${randomBytes(6).toString('hex')}`);
  const holder: Holder = {pid: process.pid, host: hostname(), boot: bootId(), started: startOf(process.pid)};
  writeFileSync(claim, JSON.stringify(holder), {flag: 'wx'});
  const end = Date.now() + patience;
  let own: string | undefined;
  try {
    for (let wait = 1; (own = tryLock(folder, claim)) === undefined; wait = Math.min(wait * 2, 32)) {
      if (signal?.aborted) throw stopped(signal, `the lock ${folder}`);
      if (Date.now() > end) throw new Refusal({
        code: 'timed-out', what: `the lock ${folder}`, why: `another process holds it: ${textOf(join(folder, String(newestOf(folder))))}`,
        fix: 'Wait until that process has ended, then run it again.',
      });
      await pause(wait / 2 + Math.random() * wait);
    }
    return await work();
  } finally {
    if (own === undefined) {
      rmSync(claim, {force: true});
    } else {
      writeFileSync(claim, free);
      // The claim is the very file that was linked: what was written to it stands there as well.
      rmSync(claim, {force: true});
    }
  }
}
