import {describe, expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Refusal} from '#core';
import {type GitRepository, gitEnvironment, gitRepository, refused} from '#testkit';
import {type CommitTreeOptions, commitTree} from './commit-tree.ts';
import {workTree} from './work-tree.ts';

/** The ids of processes whose command line names a folder; none but on Linux. */
function processesIn(folder: string): readonly string[] {
  return (process.platform === 'linux' ? readdirSync('/proc') : []).filter(pid => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });
}

async function treeOf(repository: GitRepository, options?: CommitTreeOptions) {
  const tree = commitTree(repository.path, await repository.head(), options);
  return {...tree, [Symbol.asyncDispose]: () => tree.dispose()};
}

describe('commitTree', () => {
  test('shows the commit and nothing of the work tree', async () => {
    await using repository = await gitRepository({'a.txt': 'a\0\n', 'd/ü\n.txt': '\ufeffü', '.shipgate/x': 'x', 'empty': ''});
    symlinkSync('a.txt', join(repository.path, 'link'));
    await repository.commit('link');
    await using tree = await treeOf(repository);
    await repository.write({'a.txt': 'changed', 'new.txt': 'n', 'empty': null});
    expect(tree.origin).toBe(`commit ${await repository.head()}`);
    expect((await tree.list()).map(({path, kind, target}) => [path, kind, target])).toEqual([['a.txt', 'file', undefined], ['d/ü\n.txt', 'file', undefined], ['empty', 'file', undefined], ['link', 'link', 'a.txt']]);
    expect((await tree.list()).every(entry => /^[0-9a-f]{40}$/.test(entry.blob ?? ''))).toBe(true);
    expect(await tree.text('a.txt')).toBe('a\0\n');
    expect(await tree.text('link')).toBe('a\0\n');
    expect(await tree.text('d/ü\n.txt')).toBe('ü');
    expect(await tree.text('empty')).toBe('');
    expect(await tree.bytes('new.txt')).toBeUndefined();
    expect(await tree.bytes('.shipgate/x')).toBeUndefined();
    expect(tree.filesRead()).toContainEqual({path: 'a.txt', sha256: createHash('sha256').update('a\0\n').digest('hex')});
  });

  test('reads many files in order, large ones too, and keeps going past those over the limit', async () => {
    const files = Object.fromEntries(Array.from({length: 50}, (_, i) => [`f${String(i).padStart(2, '0')}`, `${i}\n`.repeat(i * 500)]));
    await using repository = await gitRepository({...files, big: 'x'.repeat(3_000_000)});
    await using tree = await treeOf(repository);
    const {items, gaps} = await tree.scan(['big', ...Object.keys(files), 'nope'], (path, bytes) => [path, Buffer.from(bytes).toString()] as const, {limit: 1_000_000});
    expect(Object.fromEntries(items)).toEqual(files);
    expect(items.map(([path]) => path)).toEqual(Object.keys(files));
    expect(gaps.map(gap => [gap.code, gap.at?.path])).toEqual([['too-large', 'big'], ['missing', 'nope']]);
    expect(await tree.bytes('big')).toHaveLength(3_000_000);
  });

  test('takes a file that stands unchanged in the work tree from there, and only such a one', async () => {
    await using repository = await gitRepository({'same.txt': 'same', 'changed.txt': 'committed', 'filtered.txt': 'a\n'});
    const work = workTree(repository.path);
    await repository.write({'changed.txt': 'not committed'});
    await using tree = await treeOf(repository, {sharing: work});
    expect((await tree.scan(['changed.txt', 'same.txt'], (_, bytes) => Buffer.from(bytes).toString())).items).toEqual(['committed', 'same']);
    // What somebody changes meanwhile is still in the commit.
    await repository.write({'same.txt': 'later'});
    expect(await tree.text('same.txt')).toBe('same');
    expect((await tree.scan(['same.txt'], (_, bytes) => Buffer.from(bytes).toString())).items).toEqual(['same']);
    expect(await refused(work.text('same.txt'))).toMatchObject({why: 'it has changed since this run first read it'});
  });

  test.each([
    ['to the root of the machine', '/etc/passwd', 'refused'], ['above the root', '../../x', 'refused'], ['to nothing', 'nope', 'missing'], ['in a circle', 'link', 'unreadable'], ['to a folder', '../d', 'missing'],
  ])('a link %s is a refusal', async (_, target, code) => {
    await using repository = await gitRepository({'d/a': 'a'});
    symlinkSync(target, join(repository.path, 'd/link'));
    await repository.commit('link');
    await using tree = await treeOf(repository);
    expect(await refused(tree.bytes('d/link'))).toMatchObject({code, at: {path: 'd/link'}});
  });

  test('a link goes by way of other links', async () => {
    await using repository = await gitRepository({'d/a': 'content'});
    symlinkSync('d', join(repository.path, 'folder'));
    symlinkSync('folder/../d/./a', join(repository.path, 'link'));
    await repository.commit('links');
    await using tree = await treeOf(repository);
    expect(await tree.text('link')).toBe('content');
  });

  test('a submodule has no content', async () => {
    await using repository = await gitRepository({'a': 'a'});
    await repository.git('update-index', '--add', '--cacheinfo', `160000,${await repository.head()},sub`);
    await repository.git('commit', '-q', '-m', 'submodule');
    await using tree = await treeOf(repository);
    expect((await tree.list()).find(entry => entry.path === 'sub')).toMatchObject({kind: 'submodule'});
    expect(await refused(tree.bytes('sub'))).toMatchObject({code: 'unreadable'});
  });

  test('a commit that a shallow clone lacks is a refusal that says how to get it', async () => {
    await using repository = await gitRepository({'a': 'a'});
    const first = await repository.head();
    await repository.commit('second');
    const clone = await repository.clone({depth: 1});
    const tree = commitTree(clone.path, first);
    expect(await refused(tree.list())).toMatchObject({code: 'missing', fix: expect.stringContaining('fetch-depth: 0')});
    await tree.dispose();
    for (const name of ['HEAD', '--output=x', '', first.slice(0, 12)]) expect(await refused(commitTree(clone.path, name).list())).toMatchObject({code: 'missing'});
  });

  test('contents that a partial clone lacks are gaps, each of them, and nothing is fetched', async () => {
    await using repository = await gitRepository({'a': 'a', 'b': 'b', 'c': 'c'});
    const head = await repository.head();
    await repository.commit('second', {files: {a: 'a2', b: 'b2'}});
    await repository.git('config', 'uploadpack.allowFilter', 'true');
    await repository.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const clone = mkdtempSync(join(tmpdir(), 'partial-'));
    execFileSync('git', ['clone', '-q', '--filter=blob:none', repository.url, clone], {env: gitEnvironment()});
    const tree = commitTree(clone, head);
    const {items, gaps} = await tree.scan(['a', 'b', 'c'], (path, bytes) => `${path}${Buffer.from(bytes).toString()}`);
    expect(items).toEqual(['cc']);
    expect(gaps.map(gap => [gap.code, gap.at?.path])).toEqual([['missing', 'a'], ['missing', 'b']]);
    expect(gaps[0]!.fix).toContain('git fetch');
    await tree.dispose();
    rmSync(clone, {recursive: true});
  });

  test('a corrupt object is a gap', async () => {
    await using repository = await gitRepository({'a': 'aaaa', 'b': 'b'});
    const blob = await repository.git('hash-object', 'a');
    const file = join(repository.path, '.git/objects', blob.slice(0, 2), blob.slice(2));
    execFileSync('chmod', ['u+w', file]);
    writeFileSync(file, 'garbage');
    await using tree = await treeOf(repository);
    const {items, gaps} = await tree.scan(['a', 'b'], path => path);
    expect(items).toEqual(['b']);
    expect(gaps).toHaveLength(1);
  });

  test('an abort refuses what is asked, and git ends', async () => {
    await using repository = await gitRepository({'a': 'a'});
    const controller = new AbortController();
    const tree = commitTree(repository.path, await repository.head(), {signal: controller.signal});
    expect(await tree.text('a')).toBe('a');
    const asked = tree.bytes('a');
    controller.abort();
    expect((await asked.then(() => undefined, (thrown: unknown) => thrown as Refusal))?.gap.code ?? 'cancelled').toBe('cancelled');
    expect(await refused(tree.bytes('a'))).toMatchObject({code: 'cancelled'});
    expect(await refused(tree.list())).toMatchObject({code: 'cancelled'});
  });

  test('a git that hangs meets the time limit; one that is killed is a gap, and the next question is answered', async () => {
    await using repository = await gitRepository({'a': 'a', 'b': 'b'});
    const bin = mkdtempSync(join(tmpdir(), 'bin-'));
    const real = execFileSync('sh', ['-c', 'command -v git'], {encoding: 'utf8'}).trim();
    const before = process.env['PATH']!;
    process.env['PATH'] = `${bin}:${before}`;
    try {
      writeFileSync(join(bin, 'git'), `#!/bin/sh\ncase "$*" in *cat-file*) sleep 600;; *) exec ${real} "$@";; esac\n`, {mode: 0o755});
      const hanging = commitTree(repository.path, await repository.head(), {timeoutMs: 300});
      expect(await refused(hanging.bytes('a'))).toMatchObject({code: 'timed-out'});
      await hanging.dispose();

      writeFileSync(join(bin, 'git'), `#!/bin/sh\ncase "$*" in *cat-file*) if [ -e '${bin}/died' ]; then exec ${real} "$@"; fi; touch '${bin}/died'; read x; kill -9 $$;; *) exec ${real} "$@";; esac\n`, {mode: 0o755});
      const dying = commitTree(repository.path, await repository.head());
      const {items, gaps} = await dying.scan(['a', 'b'], path => path);
      expect(items).toEqual(['b']);
      expect(gaps).toHaveLength(1);
      await dying.dispose();
    } finally {
      process.env['PATH'] = before;
      rmSync(bin, {recursive: true});
    }
  });

  test('leaves no git behind, not even one that takes its time to end', async () => {
    await using repository = await gitRepository({a: 'a'});
    const {PATH} = process.env;
    const bin = mkdtempSync(join(tmpdir(), 'bin-'));
    try {
      writeFileSync(join(bin, 'git'), `#!/bin/sh\ntrap 'sleep 0.3; exit' TERM\nPATH='${PATH}' git "$@"\n`, {mode: 0o755});
      const tree = await treeOf(repository);
      process.env['PATH'] = `${bin}:${PATH}`;
      expect(await tree.text('a')).toBe('a');
      if (process.platform === 'linux') expect(processesIn(repository.path)).not.toEqual([]);
      await tree.dispose();
      expect(processesIn(repository.path)).toEqual([]);
    } finally {
      process.env['PATH'] = PATH;
      rmSync(bin, {recursive: true});
    }
  });

  test('refuses to go on after dispose', async () => {
    await using repository = await gitRepository({'a': 'a'});
    const tree = commitTree(repository.path, await repository.head());
    await tree.list();
    await tree.dispose();
    expect(await refused(tree.bytes('a'))).toMatchObject({code: 'cancelled'});
  });
});
