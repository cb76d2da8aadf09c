import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {StoreChange} from '#core';
import {branchStore} from '../../../runtime/src/store/branch-store.ts';
import {folderStore} from '../../../runtime/src/store/folder-store.ts';
import {gitRepository} from '../repository.ts';
import {refused} from '../refused.ts';
import {store} from './store.ts';

interface Opened {
  readonly store: StoreChange;
  readonly unbegun: StoreChange;
  dispose(): Promise<void>;
}

const kinds: readonly (readonly [string, () => Promise<Opened>])[] = [
  ['the fake', async () => ({store: store({}), unbegun: store(), dispose: async () => undefined})],
  ['a folder', async () => {
    const root = mkdtempSync(join(tmpdir(), 'store-'));
    const begun = folderStore(root, 'begun');
    await begun.begin();
    return {store: begun, unbegun: folderStore(root, 'other'), dispose: async () => rmSync(root, {recursive: true})};
  }],
  ['a branch', async () => {
    const repository = await gitRepository({'a.txt': 'a'});
    await repository.addRemote();
    await repository.push();
    const begun = branchStore(repository.path, 'begun');
    await begun.begin();
    return {store: begun, unbegun: branchStore(repository.path, 'other'), dispose: () => repository.dispose()};
  }],
];
const bytes = (text: string): Uint8Array => Buffer.from(text);

describe.each(kinds)('what every store promises: %s', (_kind, open) => {
  test('versions, races, removals, names', async () => {
    const opened = await open();
    try {
      const {store: one, unbegun} = opened;
      expect(await refused(unbegun.snapshot([]))).toMatchObject({code: 'missing', fix: expect.stringContaining('shipgate init history')});
      const empty = await one.snapshot(['a']);
      expect(empty).toMatchObject({paths: [], files: new Map()});
      expect(await one.commit(empty.version, new Map([['a/b', bytes('1')], ['c', bytes('2')]]), 'first')).toBe('written');
      expect(await one.commit(empty.version, new Map([['c', bytes('3')]]), 'second')).toBe('lost-race');
      const seen = await one.snapshot(['a/', 'c', 'd']);
      expect(seen.paths).toEqual(['a/b', 'c']);
      expect([...seen.files].map(([path, content]) => [path, Buffer.from(content).toString()])).toEqual([['a/b', '1'], ['c', '2']]);
      let asked = 0;
      await one.update(['c'], async ({files, paths}) => {
        asked++;
        if (asked === 1) await one.update([], () => new Map([['c', bytes('theirs')]]), 'they');
        expect(paths).toEqual(['a/b', 'c']);
        return new Map<string, Uint8Array | null>([['a/b', null], ['c', bytes(`${Buffer.from(files.get('c')!).toString()}, ours`)]]);
      }, 'ours');
      expect(asked).toBe(2);
      const after = await one.snapshot(['c']);
      expect(after.paths).toEqual(['c']);
      expect(Buffer.from(after.files.get('c')!).toString()).toBe('theirs, ours');
      await one.update([], () => new Map(), 'nothing');
      expect((await one.snapshot([])).version).toBe(after.version);
      await expect(one.commit(after.version, new Map([['../d', bytes('1')]]), 'x')).rejects.toThrow('is no name');
      await expect(one.commit(after.version, new Map([['c/d', bytes('1')]]), 'x')).rejects.toThrow('a file and a folder');
      await expect(one.snapshot(['.version'])).rejects.toThrow('is no name');
    } finally {
      await opened.dispose();
    }
  });
});
