import {execFileSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {canonicalJson} from '#core';
import {refused} from '#testkit';
import {folderStore} from './folder-store.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (content: Uint8Array | undefined): string | undefined => content && Buffer.from(content).toString();

describe('the store in a folder', () => {
  let root: string;
  const name = '.shipgate/history';
  const folder = (): string => join(root, name);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'store-'));
  });
  afterEach(() => rmSync(root, {recursive: true, force: true}));

  async function begun(): Promise<ReturnType<typeof folderStore>> {
    const store = folderStore(root, name);
    await store.begin();
    return store;
  }

  test('is begun by an explicit act, once', async () => {
    const store = folderStore(root, name);
    expect(await refused(store.snapshot([]))).toMatchObject({code: 'missing', fix: expect.stringContaining('shipgate init history')});
    expect(await refused(store.commit('0'.repeat(64), new Map(), 'x'))).toMatchObject({code: 'missing'});
    expect(existsSync(join(root, '.shipgate'))).toBe(false);
    await store.begin();
    expect(await store.snapshot([])).toMatchObject({paths: []});
    expect(await refused(store.begin())).toMatchObject({why: expect.stringContaining('begun')});
  });

  test('a folder that lost its version is not begun anew', async () => {
    const store = await begun();
    await store.update([], () => new Map([['a', bytes('1')]]), 'one');
    rmSync(join(folder(), '.version'));
    expect(await refused(store.snapshot([]))).toMatchObject({code: 'missing'});
    expect(await refused(store.begin())).toMatchObject({code: 'refused', why: expect.stringContaining('a is in it')});
  });

  test('gives the files asked for, by name and by folder, and lists all', async () => {
    const store = await begun();
    const {version} = await store.snapshot([]);
    expect(await store.commit(version, new Map([['ledger/log', bytes('one\n')], ['ledger/state', bytes('')], ['ledgers', bytes('x')]]), 'first')).toBe('written');
    const seen = await store.snapshot(['ledger/', 'absent']);
    expect([...seen.files].map(([path, content]) => [path, text(content)])).toEqual([['ledger/log', 'one\n'], ['ledger/state', '']]);
    expect(seen.paths).toEqual(['ledger/log', 'ledger/state', 'ledgers']);
    expect(seen.version).not.toBe(version);
    expect(readFileSync(join(folder(), 'ledger/log'), 'utf8')).toBe('one\n');
  });

  test('a version that is past is a lost race, and changes nothing', async () => {
    const store = await begun();
    const {version} = await store.snapshot([]);
    expect(await store.commit(version, new Map([['a', bytes('1')]]), 'one')).toBe('written');
    expect(await store.commit(version, new Map([['a', bytes('2')]]), 'two')).toBe('lost-race');
    expect(text((await store.snapshot(['a'])).files.get('a'))).toBe('1');
  });

  test('no state comes twice under one version', async () => {
    const store = await begun();
    const versions = new Set<string>();
    for (const value of ['1', '2', '1', '2']) {
      await store.update([], () => new Map([['a', bytes(value)]]), 'swing');
      versions.add((await store.snapshot([])).version);
    }
    expect(versions.size).toBe(4);
  });

  test('asks anew after a lost race, and stops when nothing is to change', async () => {
    const store = await begun();
    const seen: (string | undefined)[] = [];
    await store.update(['a'], async ({files}) => {
      seen.push(text(files.get('a')));
      if (seen.length === 1) await folderStore(root, name).update([], () => new Map([['a', bytes('theirs')]]), 'they');
      return new Map([['b', bytes('ours')]]);
    }, 'ours');
    expect(seen).toEqual([undefined, 'theirs']);
    const {version} = await store.snapshot([]);
    await store.update([], () => new Map(), 'nothing');
    expect((await store.snapshot([])).version).toBe(version);
    await expect(store.update([], () => { throw new Error('not any more'); }, 'why')).rejects.toThrow('not any more');
  });

  test('removes files, and a name that was a folder can be a file', async () => {
    const store = await begun();
    await store.update([], () => new Map([['a/b/c', bytes('1')], ['d', bytes('2')]]), 'one');
    await store.update([], () => new Map<string, Uint8Array | null>([['a', bytes('3')], ['a/b/c', null], ['d', null], ['d/e', bytes('4')]]), 'two');
    expect((await store.snapshot([])).paths).toEqual(['a', 'd/e']);
    await expect(store.update([], () => new Map([['a/x', bytes('5')]]), 'three')).rejects.toThrow('a file and a folder');
    expect((await store.snapshot([])).paths).toEqual(['a', 'd/e']);
  });

  test.each([
    '', '/a', 'a//b', '../a', 'a/../b', '.version', 'a/.b', 'a\nb', 'a b', 'ä', 'a/', `${'a/'.repeat(600)}b`,
  ])('keeps no file under a name of another form (%#)', async path => {
    const store = await begun();
    const {version} = await store.snapshot([]);
    await expect(store.commit(version, new Map([[path, bytes('1')]]), 'x')).rejects.toThrow('is no name for a file of the store');
  });

  test('a change that was decided and not carried out is completed by who comes next', async () => {
    const store = await begun();
    await store.update([], () => new Map([['a', bytes('old')], ['gone', bytes('x')], ['kept', bytes('k')]]), 'one');
    // As a run leaves it that was killed after the first of three moves.
    mkdirSync(join(folder(), '.pending'), {recursive: true});
    writeFileSync(join(folder(), '.pending', '1'), 'new b');
    writeFileSync(join(folder(), 'a'), 'new a');
    const version = 'f'.repeat(64);
    writeFileSync(join(folder(), '.version'), canonicalJson({version, pending: [['gone', null], ['a', '0'], ['b', '1']]}));
    const seen = await store.snapshot(['a', 'b', 'gone', 'kept']);
    expect(seen.version).toBe(version);
    expect([...seen.files].map(([path, content]) => [path, text(content)])).toEqual([['a', 'new a'], ['b', 'new b'], ['kept', 'k']]);
    expect(await store.commit(version, new Map([['a', bytes('newer')]]), 'next')).toBe('written');
  });

  test('a change that was not decided leaves nothing', async () => {
    const store = await begun();
    await store.update([], () => new Map([['a', bytes('old')]]), 'one');
    mkdirSync(join(folder(), '.pending'), {recursive: true});
    writeFileSync(join(folder(), '.pending', '0'), 'never decided');
    await store.update([], () => new Map([['b', bytes('1')]]), 'two');
    expect((await store.snapshot([])).paths).toEqual(['a', 'b']);
    expect(text((await store.snapshot(['a'])).files.get('a'))).toBe('old');
    expect(readdirSync(join(folder(), '.pending'))).toEqual([]);
  });

  test.each([
    '{', '[]', '{"version":"1","pending":[]}', `{"version":"${'0'.repeat(64)}","pending":[["../x","0"]]}`, `{"version":"${'0'.repeat(64)}","pending":[["x","../../y"]]}`,
  ])('a version of another form is refused: %s', async content => {
    const store = await begun();
    writeFileSync(join(folder(), '.version'), content);
    expect(await refused(store.snapshot([]))).toMatchObject({code: 'unreadable'});
    expect(await refused(store.commit('0'.repeat(64), new Map(), 'x'))).toMatchObject({code: 'unreadable'});
  });

  test('a link leads neither reading nor writing out of the folder', async () => {
    const store = await begun();
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'secret'), 'secret');
    symlinkSync(outside, join(folder(), 'link'));
    symlinkSync(join(outside, 'secret'), join(folder(), 'file'));
    expect(await refused(store.snapshot(['file']))).toMatchObject({code: 'unreadable'});
    const {version, paths} = await store.snapshot([]);
    expect(paths).toEqual(['file', 'link']);
    const through = new Map<string, Uint8Array | null>([['link/secret', bytes('mine')], ['link', null]]);
    expect(await refused(store.commit(version, through, 'x'))).toMatchObject({code: 'refused', why: expect.stringContaining('link')});
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
    rmSync(folder(), {recursive: true});
    symlinkSync(outside, folder());
    expect(await refused(store.begin())).toMatchObject({code: 'refused'});
    expect(readdirSync(outside)).toEqual(['secret']);
    rmSync(outside, {recursive: true});
  });

  test('a file that is too large is refused', async () => {
    const store = await begun();
    await store.update([], () => new Map([['a', bytes('12345')]]), 'one');
    expect(await refused(store.snapshot(['a'], {limit: 4}))).toMatchObject({code: 'too-large'});
  });

  test('a folder that cannot be written is read, and says so when it is to be written', async () => {
    const store = await begun();
    await store.update([], () => new Map([['a', bytes('1')]]), 'one');
    execFileSync('chmod', ['-R', 'a+rX', root]);
    chmodSync(folder(), 0o555);
    // Nothing is closed to root: it acts as nobody.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid!(65_534);
    try {
      const {version, files} = await store.snapshot(['a']);
      expect(text(files.get('a'))).toBe('1');
      expect(await refused(store.commit(version, new Map([['a', bytes('2')]]), 'two'))).toMatchObject({code: 'refused', why: expect.stringContaining('EACCES')});
      expect(text((await store.snapshot(['a'])).files.get('a'))).toBe('1');
    } finally {
      if (isRoot) process.seteuid!(0);
      chmodSync(folder(), 0o755);
    }
  });
});
