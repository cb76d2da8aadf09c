import {appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import * as fs from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeEach, describe, expect, jest, test} from '@jest/globals';

/** What happens when the reader opens a file, and when it has read half of it. */
let atOpen = (): void => undefined;
let atHalf = (): void => undefined;
let halved = false;

jest.unstable_mockModule('node:fs', () => ({
  ...fs,
  openSync: (...given: Parameters<typeof fs.openSync>) => {
    atOpen();
    return fs.openSync(...given);
  },
  readSync: (descriptor: number, buffer: Buffer, offset: number, length: number, position: null) => {
    if (halved) return fs.readSync(descriptor, buffer, offset, length, position);
    halved = true;
    const count = fs.readSync(descriptor, buffer, offset, length >> 1, position);
    atHalf();
    return count;
  },
}));
// Nothing may be imported before that loads the reader with the real thing.
const {FileReader} = await import('./regular-file.ts');

const folder = mkdtempSync(join(tmpdir(), 'regular-file-'));
const file = join(folder, 'a.md');
const other = join(folder, 'b.md');
const before = 'a'.repeat(200);
beforeEach(() => {
  writeFileSync(file, before);
  writeFileSync(other, 'b'.repeat(before.length));
  // So that a file that is written to within one tick of the file system's clock shows it.
  for (const path of [file, other]) fs.utimesSync(path, 1, path === file ? 1 : 2);
  [atOpen, atHalf, halved] = [() => undefined, () => undefined, false];
});
afterAll(() => rmSync(folder, {recursive: true}));

const read = async (limit = 1000): Promise<string> => new FileReader().read(file, 'a.md', limit).toString();

const changes: Readonly<Record<string, () => void>> = {
  'is cut in half': () => truncateSync(file, before.length / 2),
  'is emptied': () => truncateSync(file, 0),
  'loses its last byte': () => truncateSync(file, before.length - 1),
  'grows by a byte': () => appendFileSync(file, 'x'),
  'is overwritten by as many bytes': () => writeFileSync(file, 'b'.repeat(before.length)),
  'is emptied and filled again': () => {
    truncateSync(file, 0);
    writeFileSync(file, before);
  },
};

describe('a file that nobody touches', () => {
  test('is read whole, in as many parts as the system gives', async () => {
    expect(await read()).toBe(before);
    expect(halved).toBe(true);
  });
});

describe.each(Object.entries(changes))('a file that %s', (_, change) => {
  test('when half of it is read', async () => {
    atHalf = change;
    await expect(read()).rejects.toMatchObject({gap: {code: 'unreadable', why: expect.stringContaining('while it was read'), at: {path: 'a.md'}}});
  });
  test('after it was looked at, before it is opened', async () => {
    atOpen = change;
    await expect(read()).rejects.toMatchObject({gap: {code: 'unreadable', why: expect.stringContaining('while it was read'), at: {path: 'a.md'}}});
  });
});

describe('a file whose name another takes', () => {
  test('when half of it is read: it is whole all the same', async () => {
    atHalf = () => renameSync(other, file);
    expect(await read()).toBe(before);
  });
  test('when half of it is read, for good: it is whole all the same', async () => {
    atHalf = () => rmSync(file);
    expect(await read()).toBe(before);
  });
  test('after it was looked at, before it is opened', async () => {
    atOpen = () => renameSync(other, file);
    await expect(read()).rejects.toMatchObject({gap: {code: 'unreadable', why: expect.stringContaining('replaced while it was read')}});
  });
});

test('a file that grows is not read beyond its limit', async () => {
  atOpen = () => appendFileSync(file, before);
  await expect(read(before.length)).rejects.toMatchObject({gap: {code: 'unreadable', why: expect.stringContaining('grew')}});
});
