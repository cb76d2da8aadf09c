import {createHash} from 'node:crypto';
import {execFileSync} from 'node:child_process';
import {appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {builtFiles} from './built-files.ts';

let outer: string;
let root: string;
beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'built-'));
  root = join(outer, 'work');
  mkdirSync(root);
});
afterEach(() => rmSync(outer, {recursive: true, force: true}));
const put = (path: string, content: string | Uint8Array): void => {
  mkdirSync(join(root, path, '..'), {recursive: true});
  writeFileSync(join(root, path), content);
};
const paths = async (...patterns: readonly string[]) => (await builtFiles(root).list(patterns)).map(({path}) => path);

describe('what patterns name', () => {
  beforeEach(() => {
    for (const path of ['dist/a.zip', 'dist/deep/b.zip', 'dist/.hidden', 'src/a.ts', 'top.zip', '.git/x.zip', '.shipgate/y.zip', 'node_modules/z.zip']) put(path, path);
  });

  test('files at every depth, also where git ignores them; git\'s and our own folder never', async () => {
    expect(await paths('**/*.zip')).toEqual(['dist/a.zip', 'dist/deep/b.zip', 'node_modules/z.zip', 'top.zip']);
    expect(await paths('dist/**')).toEqual(['dist/.hidden', 'dist/a.zip', 'dist/deep/b.zip']);
    expect(await paths('dist/**', '!dist/.hidden', '!dist/deep/**')).toEqual(['dist/a.zip']);
    expect(await paths('dist/a.zip', './top.zip')).toEqual(['dist/a.zip', 'top.zip']);
    expect(await paths('.shipgate/**', '.git/**')).toEqual([]);
    expect([await paths('none/**'), await paths('none.zip'), await paths('dist/a.zip/b')]).toEqual([[], [], []]);
  });

  test('sizes and digests', async () => {
    expect(await builtFiles(root).list(['top.zip'])).toEqual([{path: 'top.zip', size: 7}]);
    const large = Buffer.alloc(5 * 1024 * 1024 + 7, 'x');
    put('dist/large.bin', large);
    expect(await builtFiles(root).digest('dist/large.bin')).toEqual({size: large.length, sha256: createHash('sha256').update(large).digest('hex')});
    await expect(builtFiles(root).digest('dist/none')).rejects.toMatchObject({gap: {code: 'missing', what: 'dist/none'}});
    expect(await builtFiles(root).bytes('dist/none')).toBeUndefined();
    await expect(builtFiles(root).bytes('dist/large.bin', {limit: 7})).rejects.toMatchObject({gap: {code: 'too-large'}});
  });

  test.each(['../x', 'dist/../../x', '../**'])('%s leads out and is refused', async pattern => {
    await expect(paths(pattern)).rejects.toMatchObject({gap: {code: 'refused'}});
  });
});

describe('a file that changes while its digest is made', () => {
  const path = 'dist/app.zip';
  test.each<[string, (file: string, turn: number) => void]>([
    ['grows', file => appendFileSync(file, 'x')],
    // Further at each turn: not every file system notes down the time of a cut that takes nothing away.
    ['shrinks', (file, turn) => truncateSync(file, 1024 * 1024 - turn)],
    ['is written to, and is as long as before', (file, turn) => utimesSync(file, turn, turn)],
  ])('%s', async (_, change) => {
    put(path, Buffer.alloc(8 * 1024 * 1024, 'x'));
    let turn = 0;
    let next: NodeJS.Immediate | undefined;
    const changing = (): void => {
      change(join(root, path), ++turn);
      next = setImmediate(changing);
    };
    const digest = builtFiles(root).digest(path);
    changing();
    await expect(digest).rejects.toMatchObject({gap: {code: 'unreadable', what: path, why: 'it was written to while it was read'}});
    clearImmediate(next);
  });
});

describe('links', () => {
  test('inside the workspace count as what they lead to; a folder behind one is not walked', async () => {
    put('dist/a.zip', 'content');
    symlinkSync('a.zip', join(root, 'dist/b.zip'));
    symlinkSync('../dist', join(root, 'dist/self'));
    expect(await builtFiles(root).list(['dist/**'])).toEqual([{path: 'dist/a.zip', size: 7}, {path: 'dist/b.zip', size: 7}]);
    expect((await builtFiles(root).digest('dist/b.zip')).size).toBe(7);
  });

  test.each([['outside', '../secret'], ['to git', '.git/config'], ['to nothing', 'gone']])('%s are refused', async (_name, target) => {
    writeFileSync(join(outer, 'secret'), 'secret');
    put('.git/config', 'token');
    put('dist/a.zip', 'content');
    symlinkSync(join(root, target), join(root, 'dist/link'));
    await expect(paths('dist/**')).rejects.toMatchObject({gap: {what: 'dist/link'}});
    await expect(builtFiles(root).digest('dist/link')).rejects.toMatchObject({name: 'Refusal'});
    await expect(builtFiles(root).digest('../secret')).rejects.toMatchObject({gap: {code: 'refused'}});
  });

  test('a pipe is not opened', async () => {
    mkdirSync(join(root, 'dist'));
    execFileSync('mkfifo', [join(root, 'dist/pipe')]);
    await expect(paths('dist/**')).rejects.toMatchObject({gap: {code: 'unreadable', what: 'dist/pipe'}});
    await expect(builtFiles(root).digest('dist/pipe')).rejects.toMatchObject({gap: {code: 'refused'}});
  });
});

test('a run that was cancelled ends', async () => {
  put('dist/a.zip', 'x');
  await expect(builtFiles(root, AbortSignal.abort()).list(['**'])).rejects.toMatchObject({name: 'AbortError'});
  await expect(builtFiles(root, AbortSignal.abort()).digest('dist/a.zip')).rejects.toMatchObject({name: 'AbortError'});
});
