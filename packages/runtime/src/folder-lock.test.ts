import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {hostname, tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {withLock} from './folder-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const pause = (ms: number): Promise<void> => new Promise(resolve => {
  setTimeout(resolve, ms);
});
const boot = (): string => (existsSync('/proc/sys/kernel/random/boot_id') ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : '');

/** A lock as somebody left it. */
function left(holder: object | string, {age = 0, number = 7} = {}): void {
  mkdirSync(folder, {recursive: true});
  const path = join(folder, String(number));
  writeFileSync(path, typeof holder === 'string' ? holder : JSON.stringify(holder));
  utimesSync(path, new Date(Date.now() - age), new Date(Date.now() - age));
}

describe('a lock', () => {
  test('lets one work at a time, and leaves one file', async () => {
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(Array.from({length: 12}, (_, i) => withLock(folder, async () => {
      most = Math.max(most, ++inside);
      await pause(2);
      order.push(i);
      inside--;
    })));
    expect([most, order.length, readdirSync(folder).length]).toEqual([1, 12, 1]);
  });

  test('is let go of when the work throws, and hands on what is thrown', async () => {
    await expect(withLock(folder, () => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
    expect(await withLock(folder, async () => 'next', {patience: 60_000})).toBe('next');
  });

  test('of a process that is dead is passed on', async () => {
    const {pid} = spawnSync(process.execPath, ['-e', '0']);
    left({pid, host: hostname(), boot: boot(), started: '1'});
    expect(await withLock(folder, async () => 'taken', {patience: 60_000})).toBe('taken');
    expect(readdirSync(folder)).toEqual(['8']);
  });

  test('of a later process with the same number, of an earlier start of the machine, and one that cannot be read, too', async () => {
    for (const holder of [{pid: process.pid, host: hostname(), boot: boot(), started: '1'}, {pid: process.pid, host: hostname(), boot: 'before', started: '1'}, '', 'free\n', '{']) {
      rmSync(folder, {recursive: true});
      left(holder);
      expect(await withLock(folder, async () => 'taken', {patience: 60_000})).toBe('taken');
    }
  });

  test('of another machine is waited for, and passed on after ten minutes', async () => {
    left({pid: 1, host: 'elsewhere', boot: 'x', started: '1'});
    await expect(withLock(folder, async () => 'taken', {patience: 50})).rejects.toMatchObject({gap: {code: 'timed-out', why: expect.stringContaining('elsewhere')}});
    expect(readdirSync(folder)).toEqual(['7']);
    left({pid: 1, host: 'elsewhere', boot: 'x', started: '1'}, {age: 11 * 60_000});
    expect(await withLock(folder, async () => 'taken', {patience: 60_000})).toBe('taken');
  });

  test('with files in its folder that are not its own', async () => {
    left('free\n', {number: 3});
    writeFileSync(join(folder, 'notes.txt'), '');
    await withLock(folder, async () => undefined);
    expect(readdirSync(folder).sort()).toEqual(['4', 'notes.txt']);
  });
});
