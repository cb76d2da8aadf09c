import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import type {StoreRead} from '#core';
import {gitRepository} from '#testkit';
import {branchStore} from '../../packages/runtime/src/store/branch-store.ts';
import {folderStore} from '../../packages/runtime/src/store/folder-store.ts';
import {type Written, write} from './writers.ts';

const branch = 'shipgate-state';
const folder = '.shipgate/history';
const text = (content: Uint8Array | undefined): string => Buffer.from(content ?? []).toString();

/** Every change is there, whole and once; and how often writers met is told. */
async function expectWhole(store: StoreRead, done: readonly Written[], times: number, seconds: number): Promise<void> {
  expect(done.map(({exitCode, stderr}) => (exitCode === 0 ? '' : stderr))).toEqual(done.map(() => ''));
  const {files, paths} = await store.snapshot(['count', 'twin', 'by/']);
  expect([text(files.get('count')), text(files.get('twin'))]).toEqual([String(done.length * times), String(done.length * times)]);
  const numbers = [...files].filter(([path]) => path.startsWith('by/')).map(([, content]) => text(content));
  // Each writer removes one of five.
  expect(numbers.length).toBe(done.length * times * 4 / 5);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(paths.length).toBe(numbers.length + 2);
  const lost = done.reduce((sum, one) => sum + one.lost, 0);
  const worst = Math.max(...done.map(one => one.worst));
  process.stdout.write(`${store.place}: ${done.length} processes x ${times} changes in ${seconds.toFixed(1)} s; ${lost} races lost, at most ${worst} for one change\n`);
}

test('8 processes, 50 changes each, one folder: nothing is lost', async () => {
  const root = mkdtempSync(join(tmpdir(), 'store-'));
  const store = folderStore(root, folder);
  await store.begin();
  const started = performance.now();
  const done = await Promise.all(Array.from({length: 8}, (_, i) => write({kind: 'files', root, name: folder, writer: `w${i}`, times: 50})));
  await expectWhole(store, done, 50, (performance.now() - started) / 1000);
  rmSync(root, {recursive: true});
}, 1_200_000);

test('6 clones, every second of them shallow, 50 changes each, one remote: nothing is lost', async () => {
  await using repository = await gitRepository({'README.md': '# App\n'});
  const remote = await repository.addRemote();
  await repository.push();
  const store = branchStore(repository.path, branch);
  await store.begin();
  const clones = await Promise.all(Array.from({length: 6}, (_, i) => remote.clone({ref: 'main', ...(i % 2 === 1 && {depth: 1})})));
  const started = performance.now();
  const done = await Promise.all(clones.map((clone, i) => write({kind: 'branch', root: clone.path, name: branch, writer: `w${i}`, times: 50})));
  await expectWhole(store, done, 50, (performance.now() - started) / 1000);
  // One line of commits, one for each change, after the one that began it.
  expect(await remote.git('rev-list', '--count', '--first-parent', branch)).toBe('301');
  expect(await remote.git('rev-list', '--count', branch)).toBe('301');
  expect(await remote.git('fsck', '--strict', '--no-dangling')).toBe('');
}, 1_800_000);
