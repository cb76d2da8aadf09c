import {execFileSync, spawnSync} from 'node:child_process';
import * as fs from 'node:fs';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {type LedgerChange, Refusal, Unclear} from '#core';
import {ownEvents} from '#ledger';
import {append, begin, checkpoint, entry, key, keyOf, linesOf, look, recordAt, rotate} from './log.ts';
import {type Disk, folderLedger} from '../../packages/runtime/src/ledger/folder-ledger.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ledger-'));
});
afterAll(() => rmSync(root, {recursive: true, force: true}));

let made = 0;
const fresh = (): string => join(root, String(made++));
const records = (folder: string): ReturnType<typeof recordAt>[] => {
  const lines = linesOf({log: readFileSync(join(folder, 'log.ndjson'))});
  return lines.map((_, i) => recordAt(lines, i));
};
const codes = async (log: LedgerChange): Promise<readonly string[]> => (await look(log)).problems.map(({code}) => code);

/** The machine loses power here: nothing that comes after is carried out. */
class PowerLoss extends Error {}

interface Failing {
  /** The call, counted from 0, at which it happens. */
  readonly at: number;
  /** Bytes that a write still puts down. */
  readonly bytes?: number;
  /** An error of this call alone; else everything after it fails too. */
  readonly code?: string;
}

/** The real disk with every changing call counted, and a fault at one of them. */
function faulty({at, bytes = 0, code}: Failing): {readonly disk: Disk; readonly calls: string[]} {
  const calls: string[] = [];
  let dead = false;
  const around = <K extends keyof Disk>(name: K): Disk[K] => ((...args: readonly unknown[]) => {
    if (dead) throw new PowerLoss(name);
    const count = calls.push(name) - 1;
    const call = fs[name] as (...all: readonly unknown[]) => unknown;
    if (count !== at) return call(...args);
    if (name === 'writeSync' && bytes > 0) call(args[0], (args[1] as Uint8Array).subarray(args[2] as number, (args[2] as number) + bytes), 0, bytes, args[4]);
    if (code !== undefined) throw Object.assign(new Error(code), {code, syscall: 'write'});
    dead = true;
    throw new PowerLoss(name);
  }) as Disk[K];
  const names = ['openSync', 'writeSync', 'fdatasyncSync', 'fsyncSync', 'ftruncateSync', 'closeSync', 'renameSync', 'mkdirSync'] as const;
  return {disk: {...fs, ...Object.fromEntries(names.map(name => [name, around(name)]))}, calls};
}

/** A log of three records, copied for each trial. */
async function prepared(): Promise<string> {
  const folder = fresh();
  const log = folderLedger(folder);
  await begin(log);
  await append(log, [entry({number: 1}), entry({number: 2})]);
  return folder;
}

/** A copy as another machine finds it: nobody holds a lock. */
function copyOf(folder: string): string {
  const copy = fresh();
  cpSync(folder, copy, {recursive: true});
  rmSync(join(copy, 'lock'), {recursive: true, force: true});
  return copy;
}

const three = [entry({number: 3}), entry({number: 4}), entry({number: 5})];
const numbers = (folder: string): unknown[] => records(folder).filter(({event}) => event === 'gate.judged').map(({data}) => data['number']);

/** What must hold after any fault: never a false alarm, never green while something is left, nothing confirmed is lost, and the log goes on. */
async function goesOn(folder: string, where: string): Promise<void> {
  rmSync(join(folder, 'lock'), {recursive: true, force: true});
  const log = folderLedger(folder);
  const before = await look(log);
  expect([where, before.problems.filter(({undecided}) => !undecided)]).toEqual([where, []]);
  await append(log, [entry({number: 'after'})]);
  expect([where, await codes(log)]).toEqual([where, []]);
  const there = numbers(folder);
  expect([where, there.slice(0, 2)]).toEqual([where, [1, 2]]);
  expect([where, there.at(-1)]).toEqual([where, 'after']);
  expect([[], [3, 4, 5]]).toContainEqual(there.slice(2, -1));
  // What was torn off is kept, and noted down.
  const torn = existsSync(join(folder, 'torn')) ? readdirSync(join(folder, 'torn')).filter(name => !name.endsWith('.new')) : [];
  const noted = records(folder).filter(({event}) => event === ownEvents.recovered).map(({data}) => String(data['sha256']).slice(0, 16));
  expect([where, torn.map(name => name.split('-')[1]).sort()]).toEqual([where, [...new Set(noted)].sort()]);
}

describe('a crash', () => {
  test('between any two calls of an append', async () => {
    const good = await prepared();
    const counted = faulty({at: -1});
    await append(folderLedger(copyOf(good), {disk: counted.disk}), three);
    let trials = 0;
    for (let at = 0; at < counted.calls.length; at++) {
      const folder = copyOf(good);
      await expect(append(folderLedger(folder, {disk: faulty({at}).disk}), three)).rejects.toThrow();
      await goesOn(folder, `call ${at}, ${counted.calls[at]}`);
      trials++;
    }
    process.stdout.write(`${trials} crashes between the calls of an append\n`);
    expect(trials).toBeGreaterThan(15);
  }, 600_000);

  test('between any two calls of the clearing up after a crash', async () => {
    const good = await prepared();
    const counted = faulty({at: -1});
    await append(folderLedger(copyOf(good), {disk: counted.disk}), three);
    const inLog = counted.calls.lastIndexOf('writeSync', counted.calls.indexOf('fdatasyncSync'));
    const torn = copyOf(good);
    await expect(append(folderLedger(torn, {disk: faulty({at: inLog, bytes: 300}).disk}), three)).rejects.toThrow();
    const again = faulty({at: -1});
    await append(folderLedger(copyOf(torn), {disk: again.disk}), three);
    for (let at = 0; at < again.calls.length; at++) {
      const folder = copyOf(torn);
      await expect(append(folderLedger(folder, {disk: faulty({at}).disk}), three)).rejects.toThrow();
      await goesOn(folder, `call ${at} of clearing up, ${again.calls[at]}`);
    }
    process.stdout.write(`${again.calls.length} crashes between the calls of a clearing up\n`);
  }, 600_000);

  test('at every byte of the last batch', async () => {
    const good = await prepared();
    const whole = copyOf(good);
    const counted = faulty({at: -1});
    await append(folderLedger(whole, {disk: counted.disk}), three);
    const inLog = counted.calls.lastIndexOf('writeSync', counted.calls.indexOf('fdatasyncSync'));
    const length = readFileSync(join(whole, 'log.ndjson')).length - readFileSync(join(good, 'log.ndjson')).length;
    // One folder is crashed into for each byte: what the crash has left is put in place, as the calls above leave it.
    const folder = copyOf(good);
    await expect(append(folderLedger(folder, {disk: faulty({at: inLog, bytes: 1}).disk}), three)).rejects.toThrow();
    const names = ['log.ndjson', 'state.json', 'intent'];
    const left = names.map(name => readFileSync(join(folder, name)));
    const batch = readFileSync(join(whole, 'log.ndjson')).subarray(-length);
    let trials = 0;
    for (let bytes = 0; bytes <= length; bytes++) {
      names.forEach((name, i) => writeFileSync(join(folder, name), name === 'log.ndjson' ? Buffer.concat([left[i]!.subarray(0, -1), batch.subarray(0, bytes)]) : left[i]!));
      rmSync(join(folder, 'torn'), {recursive: true, force: true});
      await goesOn(folder, `byte ${bytes}`);
      trials++;
    }
    process.stdout.write(`${trials} crashes at the bytes of a batch\n`);
  }, 1_200_000);

  test('between any two calls of a beginning, a checkpoint and a handing over', async () => {
    const next = keyOf(2);
    const works: readonly (readonly [name: string, start: string | undefined, work: (log: LedgerChange) => Promise<void>])[] = [
      ['begin', undefined, log => begin(log)], ['checkpoint', await prepared(), log => checkpoint(log)], ['rotate', await prepared(), log => rotate(log, key, next)],
    ];
    for (const [name, start, work] of works) {
      const counted = faulty({at: -1});
      await work(folderLedger(start ? copyOf(start) : fresh(), {disk: counted.disk}));
      for (let at = 0; at < counted.calls.length; at++) {
        const folder = start ? copyOf(start) : fresh();
        await expect(work(folderLedger(folder, {disk: faulty({at}).disk}))).rejects.toThrow();
        rmSync(join(folder, 'lock'), {recursive: true, force: true});
        const log = folderLedger(folder);
        if (!start && !existsSync(join(folder, 'state.json'))) await begin(log);
        else if (start) expect([name, at, (await look(log)).problems.filter(({undecided}) => !undecided)]).toEqual([name, at, []]);
        await append(log, [entry({number: 9})]);
        expect([name, at, (await look(log, {keys: [key, next]})).problems]).toEqual([name, at, []]);
      }
      process.stdout.write(`${counted.calls.length} crashes between the calls of ${name}\n`);
    }
  }, 600_000);
});

describe('a disk that refuses', () => {
  test.each(['ENOSPC', 'EIO', 'EDQUOT'])('%s at any call: nothing is confirmed, and the log goes on', async code => {
    const good = await prepared();
    const counted = faulty({at: -1});
    await append(folderLedger(copyOf(good), {disk: counted.disk}), three);
    for (let at = 0; at < counted.calls.length; at++) {
      if (counted.calls[at] === 'closeSync') continue;
      const folder = copyOf(good);
      const failed = await append(folderLedger(folder, {disk: faulty({at, code, bytes: counted.calls[at] === 'writeSync' ? 5 : 0}).disk}), three).then(
        () => undefined, (thrown: unknown) => thrown
      );
      expect(failed instanceof Refusal || failed instanceof Unclear).toBe(true);
      // A Refusal says that nothing has changed: it must be so.
      if (failed instanceof Refusal && !existsSync(join(folder, 'torn'))) expect(readFileSync(join(folder, 'log.ndjson'))).toEqual(readFileSync(join(good, 'log.ndjson')));
      await goesOn(folder, `${code} at call ${at}, ${counted.calls[at]}`);
    }
  }, 600_000);

  test('a really full file system', async () => {
    if (!existsSync('/dev/full')) return;
    const folder = await prepared();
    const disk: Disk = {...fs, writeSync: (() => {
      const full = fs.openSync('/dev/full', 'w');
      try {
        return fs.writeSync(full, 'anything');
      } finally {
        fs.closeSync(full);
      }
    }) as typeof fs.writeSync};
    await expect(append(folderLedger(folder, {disk}), three)).rejects.toMatchObject({gap: {why: 'the disk is full'}});
    await goesOn(folder, '/dev/full');
  });

  test('a folder that cannot be written to is looked at, and an append is refused', async () => {
    const folder = await prepared();
    const readOnly: Disk = {...fs, openSync: ((path: string, flags: number, mode?: number) => {
      if ((flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0) throw Object.assign(new Error('EROFS'), {code: 'EROFS', syscall: 'open'});
      return fs.openSync(path, flags, mode);
    }) as typeof fs.openSync};
    const log = folderLedger(folder, {disk: readOnly});
    expect(await codes(log)).toEqual([]);
    await expect(append(log, three)).rejects.toMatchObject({gap: {code: 'refused', why: 'the file system is read-only'}});
    expect(numbers(folder)).toEqual([1, 2]);
  });

  test('links are not followed', async () => {
    for (const name of ['log.ndjson', 'state.json']) {
      const folder = await prepared();
      renameSync(join(folder, name), join(folder, 'elsewhere'));
      symlinkSync('elsewhere', join(folder, name));
      await expect(look(folderLedger(folder))).rejects.toMatchObject({gap: {code: 'refused', why: 'it is a link'}});
      await expect(append(folderLedger(folder), three)).rejects.toMatchObject({gap: {code: 'refused', why: 'it is a link'}});
    }
    const target = await prepared();
    const link = fresh();
    symlinkSync(target, link);
    await expect(append(folderLedger(link), three)).rejects.toMatchObject({gap: {why: 'it is a link'}});
  });

  test.each(['log.ndjson', 'state.json', 'checkpoint', 'intent', 'intent.new', 'state.json.new', 'lock', 'lock/7'])('a named pipe in the place of %s is not waited for', async name => {
    const folder = await prepared();
    rmSync(join(folder, name), {recursive: true, force: true});
    execFileSync('mkfifo', [join(folder, name)]);
    // Waiting in a system call would hold up this process, its time limit too.
    const appended = spawnSync(process.execPath, ['--conditions=source', '--no-warnings', join(import.meta.dirname, 'appender.ts'), 'files', folder, 'a', '1'], {timeout: 60_000, encoding: 'utf8'});
    expect([name, appended.signal, appended.status]).toEqual([name, null, name === 'lock/7' ? 0 : 1]);
    if (name !== 'lock/7') expect(appended.stderr).toMatch(/\b(Refusal|Unclear): /);
  });

  test('a folder in the place of the log', async () => {
    const folder = await prepared();
    rmSync(join(folder, 'log.ndjson'));
    mkdirSync(join(folder, 'log.ndjson'));
    await expect(look(folderLedger(folder))).rejects.toThrow('no file');
  });
});
