import {chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {evidenceFolder} from './evidence-folder.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'evidence-'));
  folder = join(root, '.shipgate');
});
afterEach(() => rmSync(root, {recursive: true, force: true}));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const put = (path: string, text: string): void => {
  mkdirSync(join(folder, path, '..'), {recursive: true});
  writeFileSync(join(folder, path), text);
};

describe('looking', () => {
  test('a folder that is not there holds nothing, and is not made', async () => {
    const port = evidenceFolder(folder);
    expect([await port.list('evidence'), await port.bytes('evidence/a.json')]).toEqual([[], undefined]);
    expect(readdirSync(root)).toEqual([]);
  });

  test('files are listed by path with their sizes, without those of folders within and drafts', async () => {
    for (const [path, text] of [['evidence/b.json', '{}'], ['evidence/a.json', ''], ['evidence/deep/c.json', 'x'], ['evidence/.a.json.1', 'draft'],
      ['summary.md', 'text']] as const) put(path, text);
    const port = evidenceFolder(folder);
    expect(await port.list('evidence')).toEqual([{path: 'evidence/a.json', size: 0}, {path: 'evidence/b.json', size: 2}]);
    expect(await port.list('')).toEqual([{path: 'summary.md', size: 4}]);
    expect(Buffer.from((await port.bytes('evidence/b.json'))!).toString()).toBe('{}');
    await expect(port.bytes('evidence/b.json', {limit: 1})).rejects.toMatchObject({gap: {code: 'too-large'}});
  });

  test.each(['../x', 'evidence/../../x', '/etc/passwd', 'evidence//x', 'evidence/./x', 'a\\b', 'a\0b'])('%j leads nowhere', async path => {
    await expect(evidenceFolder(folder).bytes(path)).rejects.toMatchObject({gap: {code: 'refused'}});
    await expect(evidenceFolder(folder).write(path, bytes('x'))).rejects.toMatchObject({gap: {code: 'refused'}});
  });

  test('a link is no file, neither as one nor on the way to one', async () => {
    put('evidence/a.json', '{}');
    writeFileSync(join(root, 'outside.json'), '{"secret":1}');
    symlinkSync(join(root, 'outside.json'), join(folder, 'evidence/link.json'));
    mkdirSync(join(root, 'elsewhere'));
    writeFileSync(join(root, 'elsewhere/a.json'), '{}');
    symlinkSync(join(root, 'elsewhere'), join(folder, 'records'));
    const port = evidenceFolder(folder);
    await expect(port.bytes('evidence/link.json')).rejects.toMatchObject({gap: {code: 'refused', what: 'evidence/link.json'}});
    await expect(port.list('evidence')).rejects.toMatchObject({gap: {code: 'refused'}});
    await expect(port.list('records')).rejects.toMatchObject({gap: {code: 'refused'}});
    await expect(port.bytes('records/a.json')).rejects.toMatchObject({gap: {code: 'refused'}});
    await expect(port.write('records/b.json', bytes('x'))).rejects.toMatchObject({gap: {code: 'refused'}});
    expect(readdirSync(join(root, 'elsewhere'))).toEqual(['a.json']);
  });
});

describe('writing', () => {
  test('makes what is needed, leaves no draft, and does nothing the second time', async () => {
    const port = evidenceFolder(folder);
    await port.write('records/a.json', bytes('{}\n'));
    await port.write('records/a.json', bytes('{}\n'));
    expect([readFileSync(join(folder, 'records/a.json'), 'utf8'), readdirSync(join(folder, 'records'))]).toEqual(['{}\n', ['a.json']]);
  });

  test.each(['other', '', 'a longer text than the one that is there'])('never over another content: %j', async other => {
    put('records/a.json', other);
    await expect(evidenceFolder(folder).write('records/a.json', bytes('{}'))).rejects.toMatchObject({gap: {code: 'refused',
      why: 'there is a file of this name with another content'}});
    expect(readFileSync(join(folder, 'records/a.json'), 'utf8')).toBe(other);
  });

  test('of twenty at once one wins, and the others are refused', async () => {
    const port = evidenceFolder(folder);
    const all = await Promise.allSettled(Array.from({length: 20}, (_, i) => port.write('records/a.json', bytes(String(i)))));
    expect(all.filter(({status}) => status === 'fulfilled')).toHaveLength(1);
    expect(readdirSync(join(folder, 'records'))).toEqual(['a.json']);
  });

  test('a folder in the place of the file, and one that cannot be written', async () => {
    mkdirSync(join(folder, 'records/a.json'), {recursive: true});
    await expect(evidenceFolder(folder).write('records/a.json', bytes('x'))).rejects.toMatchObject({gap: {code: 'refused'}});
    if (process.getuid?.() === 0) put('sealed', 'a file where a folder should be');
    else chmodSync(join(folder, 'records'), 0o500);
    const path = process.getuid?.() === 0 ? 'sealed/b.json' : 'records/b.json';
    await expect(evidenceFolder(folder).write(path, bytes('x'))).rejects.toMatchObject({name: 'Refusal'});
    if (process.getuid?.() !== 0) chmodSync(join(folder, 'records'), 0o700);
  });
});
