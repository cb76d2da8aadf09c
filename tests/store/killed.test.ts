import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import type {StoreRead} from '#core';
import {gitRepository} from '#testkit';
import {branchStore} from '../../packages/runtime/src/store/branch-store.ts';
import {folderStore} from '../../packages/runtime/src/store/folder-store.ts';
import {write} from './writers.ts';

const branch = 'shipgate-state';
const folder = '.shipgate/history';
/** More changes than any machine makes before it gets round to the kill. */
const endless = 1e9;

/** A whole state that has every change that was acknowledged; each of those that were killed may have made one more. */
async function expectKept(store: StoreRead, acknowledged: number, killed: number): Promise<void> {
  const {files} = await store.snapshot(['count', 'twin']);
  const [count, twin] = ['count', 'twin'].map(name => Number(Buffer.from(files.get(name) ?? []).toString() || '0'));
  expect(count).toBe(twin);
  expect(count).toBeGreaterThanOrEqual(acknowledged);
  expect(count).toBeLessThanOrEqual(acknowledged + killed);
}

test('processes that are killed at any moment leave a whole folder, and nothing that was acknowledged is lost', async () => {
  const root = mkdtempSync(join(tmpdir(), 'store-'));
  const store = folderStore(root, folder);
  await store.begin();
  let acknowledged = 0;
  for (let round = 0; round < 12; round++) {
    const done = await Promise.all([0, 1].map(i => write({kind: 'files', root, name: folder, writer: `r${round}w${i}`, times: endless, killAfter: round * 7 + i * 19})));
    expect(done.map(({exitCode}) => exitCode)).toEqual([null, null]);
    acknowledged += done.reduce((sum, one) => sum + one.acknowledged, 0);
    await expectKept(store, acknowledged, (round + 1) * 2);
  }
  await store.update([], () => new Map([['after', Buffer.from('1')]]), 'after');
  expect((await store.snapshot([])).paths).toContain('after');
  rmSync(root, {recursive: true});
}, 600_000);

test('runs that are killed at any moment leave a whole branch, and nothing that was acknowledged is lost', async () => {
  await using repository = await gitRepository({'README.md': '# App\n'});
  const remote = await repository.addRemote();
  await repository.push();
  const store = branchStore(repository.path, branch);
  await store.begin();
  const clone = await remote.clone({ref: 'main'});
  let acknowledged = 0;
  for (let round = 0; round < 6; round++) {
    const done = await write({kind: 'branch', root: clone.path, name: branch, writer: `r${round}`, times: endless, killAfter: 20 + round * 23});
    expect(done.exitCode).toBeNull();
    acknowledged += done.acknowledged;
    await expectKept(store, acknowledged, round + 1);
  }
  await branchStore(clone.path, branch).update([], () => new Map([['after', Buffer.from('1')]]), 'after');
  expect((await store.snapshot([])).paths).toContain('after');
  expect(await clone.git('fsck', '--no-dangling')).toBe('');
}, 600_000);
