import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import * as fs from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, jest, test} from '@jest/globals';

/** The bytes that the disk still takes: a full one takes less than it is given before it says so. */
let room = Infinity;
jest.unstable_mockModule('node:fs', () => ({
  ...fs,
  writeSync: (descriptor: number, content: Buffer, at: number) => {
    if (room === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), {code: 'ENOSPC'});
    const count = fs.writeSync(descriptor, content, at, Math.min(room, content.length - at));
    room -= count;
    return count;
  },
}));
// Nothing may be imported before that loads the journal with the real thing.
const {fileJournal} = await import('./journal.ts');

let folder: string;
let path: string;
beforeEach(() => {
  room = Infinity;
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  path = join(folder, 'journal/a.jsonl');
});
afterEach(() => rmSync(folder, {recursive: true}));

const step = (id: string) => ({id, about: `Do ${id}`, data: {id}});
const open = async (): Promise<readonly string[]> => (await fileJournal(path).open()).map(({id}) => id);
const refusal = {name: 'Refusal', gap: {what: 'the journal', fix: expect.stringMatching(/\w/)}};

test('what was begun is open until its end, also for the next process', async () => {
  const journal = fileJournal(path);
  expect(await open()).toEqual([]);
  await journal.begin(step('one'));
  await journal.begin(step('two'));
  await journal.end('one', 'done');
  expect(await fileJournal(path).open()).toEqual([step('two')]);
});

test('a disk that is full in the middle of a line: the step has not begun, and the journal can be read and written again', async () => {
  await fileJournal(path).begin(step('one'));
  for (let more = 0; more < 40; more += 13) {
    room = more;
    await expect(fileJournal(path).begin(step('two'))).rejects.toMatchObject({...refusal, gap: {...refusal.gap, code: 'refused', fix: 'Free some room on the disk.'}});
    expect(await open()).toEqual(['one']);
  }
  room = Infinity;
  await fileJournal(path).begin(step('three'));
  expect(await open()).toEqual(['one', 'three']);
});

test('a last line that a crash tore is passed over, any other is a refusal', async () => {
  await fileJournal(path).begin(step('one'));
  await fileJournal(path).begin(step('two'));
  const {length} = readFileSync(path);
  truncateSync(path, length - 5);
  expect(await open()).toEqual(['one']);
  writeFileSync(path, `garbage\n${readFileSync(path, 'utf8')}`);
  await expect(open()).rejects.toMatchObject({...refusal, gap: {...refusal.gap, code: 'unreadable', why: expect.stringContaining('line 1')}});
});

/** What a repository could bring along in the place of a journal. In: the place, and a file elsewhere. */
const traps: Readonly<Record<string, (elsewhere: string) => void>> = {
  'a link to a file elsewhere': elsewhere => symlinkSync(elsewhere, path),
  'a link to nothing': () => symlinkSync(join(folder, 'nowhere'), path),
  'a named pipe': () => void execFileSync('mkfifo', [path]),
  'a folder': () => mkdirSync(path),
};

describe('nothing is begun where the journal is', () => {
  test.each(Object.entries(traps))('%s', async (_, put) => {
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'mine\n');
    mkdirSync(join(folder, 'journal'));
    put(elsewhere);
    await expect(fileJournal(path).begin(step('one'))).rejects.toMatchObject(refusal);
    expect(readFileSync(elsewhere, 'utf8')).toBe('mine\n');
    expect(fs.existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  test('in a folder that is a link', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync('elsewhere', join(folder, 'journal'));
    await expect(fileJournal(path).begin(step('one'))).rejects.toMatchObject(refusal);
    expect(fs.readdirSync(join(folder, 'elsewhere'))).toEqual([]);
  });
});
