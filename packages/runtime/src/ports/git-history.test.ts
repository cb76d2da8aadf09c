import {describe, expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {GitRead} from '#core';
import {gitRepository, refused} from '#testkit';
import {gitHistory} from './git-history.ts';

const shaOf = (commits: readonly {readonly sha: string}[]): string[] => commits.map(commit => commit.sha);

describe('head', () => {
  test('is the commit with all that is asked of it', async () => {
    await using repository = await gitRepository({'a': 'a'});
    const first = await repository.head();
    const sha = await repository.commit('A subject\nin two lines\n\nand a body', {author: {name: 'Änne <x', email: 'a@b.example'}, date: new Date('2026-03-01T10:00:00Z')});
    expect(await gitHistory(repository.path).head()).toEqual({
      sha, parents: [first], author: 'Änne x', authorEmail: 'a@b.example', at: new Date('2026-03-01T10:00:00Z'), subject: 'A subject in two lines', body: 'and a body',
    });
    expect((await gitHistory(repository.path).commits({limit: 1}))[0]).toMatchObject({subject: 'A subject in two lines', body: 'and a body'});
    expect(await gitHistory(repository.path, {commit: first}).head()).toMatchObject({sha: first, parents: []});
  });

  test('is undefined outside git and before the first commit, and a refusal where git is broken', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'history-'));
    expect(await gitHistory(folder).head()).toBeUndefined();
    mkdirSync(join(folder, '.git'));
    expect(await refused(gitHistory(folder).head())).toMatchObject({code: 'unreadable', why: expect.stringContaining('damaged')});
    rmSync(folder, {recursive: true});
    await using empty = await gitRepository();
    expect(await gitHistory(empty.path).head()).toBeUndefined();
    expect(await gitHistory(empty.path).commits({limit: 5})).toEqual([]);
    expect((await gitHistory(empty.path).lastChanged(['a'])).size).toBe(0);
    expect(await gitHistory(empty.path).tags()).toEqual([]);
    await using broken = await gitRepository({'a': 'a'});
    writeFileSync(join(broken.path, '.git/refs/heads/main'), `${'1'.repeat(40)}\n`);
    expect(await refused(gitHistory(broken.path).head())).toMatchObject({code: 'unreadable'});
  });

  test('names the real parents at the end of a shallow clone', async () => {
    await using repository = await gitRepository({'a': 'a'});
    const first = await repository.head();
    await repository.commit('second');
    const clone = await repository.clone({depth: 1});
    expect((await gitHistory(clone.path).head())?.parents).toEqual([first]);
  });

  test('works on a detached HEAD', async () => {
    await using repository = await gitRepository({'a': 'a'});
    const first = await repository.head();
    await repository.commit('second');
    await repository.checkout(first);
    expect((await gitHistory(repository.path).head())?.sha).toBe(first);
  });
});

describe('what is told of one repository', () => {
  test('is told of the commit that was checked out at first, though others come', async () => {
    await using repository = await gitRepository({'a': 'a'});
    const git = gitHistory(repository.path);
    const first = await repository.head();
    expect((await git.head())?.sha).toBe(first);
    await repository.commit('second');
    expect((await git.head())?.sha).toBe(first);
    expect(shaOf(await git.commits({limit: 5}))).toEqual([first]);
  });

  test('is asked again after a refusal', async () => {
    await using repository = await gitRepository({'a': 'a'});
    await repository.git('config', 'remote.origin.url', 'https://github.com/owner/name');
    const git = gitHistory(repository.path);
    const before = process.env['PATH'];
    try {
      process.env['PATH'] = '/nowhere';
      for (const call of [git.head, git.remotes]) expect(await refused(call())).toMatchObject({code: 'missing'});
    } finally {
      process.env['PATH'] = before;
    }
    expect((await git.head())?.sha).toBe(await repository.head());
    expect(await git.remotes()).toEqual(['owner/name']);
  });

  test('a repository without settings of its own has no remotes; what is taken for one and is none is refused', async () => {
    await using repository = await gitRepository({'a': 'a'});
    writeFileSync(join(repository.path, '.git/config'), '');
    expect(await gitHistory(repository.path).remotes()).toEqual([]);
    rmSync(join(repository.path, '.git/HEAD'));
    expect(await refused(gitHistory(repository.path).remotes())).toMatchObject({code: 'unreadable', what: 'the remotes of the repository', why: expect.stringContaining('damaged')});
  });
});

describe('branch', () => {
  test('is what is checked out; nothing on a detached HEAD and for a commit that is judged in place of the work tree', async () => {
    await using repository = await gitRepository({'a.txt': 'a\n'});
    expect(await gitHistory(repository.path).branch()).toBe('main');
    await repository.checkout('feature/one', {create: true});
    expect(await gitHistory(repository.path).branch()).toBe('feature/one');
    expect(await gitHistory(repository.path, {commit: await repository.head()}).branch()).toBeUndefined();
    await repository.checkout(await repository.head());
    expect(await gitHistory(repository.path).branch()).toBeUndefined();
  });
});

describe('resolve', () => {
  test('knows names, and takes no name for an option', async () => {
    await using repository = await gitRepository({'a': 'a'});
    const head = await repository.head();
    await repository.tag('v1', {message: 'one'});
    const git = gitHistory(repository.path);
    for (const name of ['main', 'v1', 'refs/tags/v1', head, head.slice(0, 10)]) expect(await git.resolve(name)).toBe(head);
    for (const name of ['nope', '--all', '-h', '', 'a\nb', 'a\0b', '1'.repeat(40), 'main:a', '..', '^main']) expect(await git.resolve(name)).toBeUndefined();
  });

  test('a name that a shallow clone lacks may be one all the same', async () => {
    await using repository = await gitRepository({'a': 'a'});
    const first = await repository.head();
    await repository.tag('v1');
    await repository.commit('second');
    const clone = await repository.clone({depth: 1});
    for (const name of ['v1', first]) expect(await refused(gitHistory(clone.path).resolve(name))).toMatchObject({code: 'missing', fix: expect.stringContaining('fetch-depth: 0')});
    const told = gitHistory(clone.path, {remoteTags: [{name: 'v1', commit: first, annotated: false}]});
    expect(await told.resolve('v1')).toBe(first);
    expect(await told.resolve('refs/tags/v2')).toBeUndefined();
    expect(await told.tags()).toEqual([{name: 'v1', commit: first, annotated: false}]);
  });
});

describe('commits', () => {
  test('newest first, by path, since a commit, with a limit', async () => {
    await using repository = await gitRepository({'a': '1', 'b *': '1'});
    const first = await repository.head();
    const second = await repository.commit('second', {files: {'a': '2'}});
    const third = await repository.commit('third', {files: {'b *': '2'}});
    const git = gitHistory(repository.path);
    expect(shaOf(await git.commits({limit: 10}))).toEqual([third, second, first]);
    expect(shaOf(await git.commits({limit: 1}))).toEqual([third]);
    expect(await git.commits({limit: 0})).toEqual([]);
    expect(shaOf(await git.commits({limit: 10, paths: ['a']}))).toEqual([second, first]);
    expect(shaOf(await git.commits({limit: 10, paths: ['b *']}))).toEqual([third, first]);
    expect(await git.commits({limit: 10, paths: ['b?*', ':/', '-p']})).toEqual([]);
    expect(shaOf(await git.commits({limit: 10, since: first}))).toEqual([third, second]);
    expect(await refused(git.commits({limit: 10, since: 'nope'}))).toMatchObject({code: 'missing'});
    expect(shaOf(await gitHistory(repository.path, {commit: second}).commits({limit: 10}))).toEqual([second, first]);
  });

  test('paths with a line feed and without go together', async () => {
    await using repository = await gitRepository({'a': '1', 'x\ny': '1', 'c': '1'});
    const first = await repository.head();
    const second = await repository.commit('second', {files: {'x\ny': '2'}});
    const third = await repository.commit('third', {files: {'a': '2'}});
    await repository.commit('fourth', {files: {'c': '2'}});
    expect(shaOf(await gitHistory(repository.path).commits({limit: 10, paths: ['x\ny', 'a']}))).toEqual([third, second, first]);
  });

  test('substantive leaves out white space, and merges that change nothing themselves', async () => {
    await using repository = await gitRepository({'a': 'one\ntwo\n', 'b': 'b\n'});
    const first = await repository.head();
    const indented = await repository.commit('indented', {files: {'a': '  one\n\n\ttwo  \n'}});
    const renamed = await repository.commit('words', {files: {'a': '  one\n\n\ttwo and three\n'}});
    await repository.checkout('side', {create: true});
    const side = await repository.commit('side', {files: {'b': 'side\n'}});
    await repository.checkout('main');
    const main = await repository.commit('main', {files: {'a': 'four\n'}});
    const merge = await repository.merge('side');
    const git = gitHistory(repository.path);
    const paths = ['a', 'b'];
    expect(shaOf(await git.commits({limit: 10, paths}))).toEqual([merge, main, side, renamed, indented, first]);
    expect(shaOf(await git.commits({limit: 10, paths, substantive: true}))).toEqual([main, side, renamed, first]);
    expect(shaOf(await git.commits({limit: 2, paths, substantive: true}))).toEqual([main, side]);
    expect(shaOf(await git.commits({limit: 10, substantive: true}))).toEqual([main, side, renamed, first]);
  });

  test('a merge that writes something of its own is substantive', async () => {
    await using repository = await gitRepository({'a': 'one\n'});
    await repository.checkout('side', {create: true});
    await repository.commit('side', {files: {'a': 'side\n'}});
    await repository.checkout('main');
    await repository.commit('main', {files: {'a': 'main\n'}});
    await expect(repository.merge('side')).rejects.toThrow();
    const merge = await repository.commit('both', {files: {'a': 'both\n'}});
    const git = gitHistory(repository.path);
    expect((await git.commits({limit: 1, paths: ['a'], substantive: true}))[0]?.sha).toBe(merge);
    expect((await git.lastChanged(['a'])).get('a')?.sha).toBe(merge);
  });

  test('a shallow clone answers what it holds and refuses what it does not', async () => {
    await using repository = await gitRepository({'a': '1', 'old': 'x'});
    for (let i = 2; i < 8; i++) await repository.commit(`commit ${i}`, {files: {'a': String(i)}});
    const clone = await repository.clone({depth: 3});
    const [full, git] = [gitHistory(repository.path), gitHistory(clone.path)];
    expect(await git.commits({limit: 2})).toEqual(await full.commits({limit: 2}));
    expect(await git.commits({limit: 3})).toEqual(await full.commits({limit: 3}));
    expect(await git.commits({limit: 2, paths: ['a']})).toEqual(await full.commits({limit: 2, paths: ['a']}));
    const lacking = {code: 'missing', why: expect.stringContaining('shallow'), fix: expect.stringContaining('fetch-depth: 0')};
    expect(await refused(git.commits({limit: 4}))).toMatchObject(lacking);
    expect(await refused(git.commits({limit: 3, paths: ['a']}))).toMatchObject(lacking);
    expect(await refused(git.commits({limit: 1, paths: ['old']}))).toMatchObject(lacking);
    expect(await refused(git.commits({limit: 1, paths: ['never']}))).toMatchObject(lacking);
    expect(await refused(git.lastChanged(['a', 'old']))).toMatchObject(lacking);
    expect((await git.lastChanged(['a'])).get('a')?.subject).toBe('commit 7');
    const [third] = (await git.commits({limit: 3})).slice(-1);
    expect(shaOf(await git.commits({limit: 9, since: third!.sha}))).toHaveLength(2);
  });

  test('no name of a file can be taken for a commit', async () => {
    const forged = `\u0001${'1'.repeat(40)}`;
    await using repository = await gitRepository({'\nfirst': '1', [forged]: '1', 'z': '1'});
    const head = await repository.head();
    const found = await gitHistory(repository.path).lastChanged(['\nfirst', forged, 'z']);
    expect([...found.keys()].sort()).toEqual(['\nfirst', forged, 'z'].sort());
    expect(new Set(shaOf([...found.values()]))).toEqual(new Set([head]));
  });
});

describe('lastChanged', () => {
  test('finds for each path its newest commit, deletions and side branches included', async () => {
    await using repository = await gitRepository({'a': '1', 'b': '1', 'gone': '1', 'd/e': '1'});
    const first = await repository.head();
    await repository.checkout('side', {create: true});
    const side = await repository.commit('side', {files: {'b': '2'}});
    await repository.checkout('main');
    const main = await repository.commit('main', {files: {'a': '2', 'gone': null}});
    await repository.merge('side');
    const found = await gitHistory(repository.path).lastChanged(['a', 'b', 'gone', 'd/e', 'never', 'd']);
    expect(Object.fromEntries([...found].map(([path, commit]) => [path, commit.sha]))).toEqual({a: main, b: side, gone: main, 'd/e': first});
    const many = await gitHistory(repository.path).lastChanged(['a', 'b', ...Array.from({length: 100}, (_, i) => `none${i}`)]);
    expect(many.size).toBe(2);
  });
});

describe('changedSince', () => {
  test('sees commits, the index, the work tree and new files', async () => {
    const long = 'a line\n'.repeat(50);
    await using repository = await gitRepository({'same': 's', 'changed': '1', 'gone': 'unlike the others', 'old name': long, '.gitignore': 'ignored', 'mode': 'm'});
    const first = await repository.head();
    await repository.commit('second', {files: {'old name': null, 'new\nname': long, '.shipgate/x': 'x'}});
    await repository.write({'changed': '2', 'gone': null, 'untracked': 'u', 'ignored': 'i', 'staged': 's'});
    await repository.git('add', 'staged');
    const expected = [
      {path: 'changed', kind: 'changed'}, {path: 'gone', kind: 'deleted'}, {path: 'new\nname', kind: 'renamed', from: 'old name'}, {path: 'staged', kind: 'added'}, {path: 'untracked', kind: 'added'},
    ];
    expect(await gitHistory(repository.path).changedSince(first)).toEqual(expected);
    expect(await gitHistory(repository.path, {commit: await repository.head()}).changedSince(first)).toEqual([{path: 'new\nname', kind: 'renamed', from: 'old name'}]);
    expect(await refused(gitHistory(repository.path).changedSince('1'.repeat(40)))).toMatchObject({code: 'missing'});
    expect(await refused(gitHistory(repository.path).changedSince('--output=x'))).toMatchObject({code: 'missing'});
  });

  test('runs nothing that the repository names', async () => {
    await using repository = await gitRepository({'a.txt': 'a', '.gitattributes': '* diff=evil filter=evil\n'});
    const first = await repository.head();
    const proof = join(repository.path, '..', 'proof');
    for (const [key, value] of Object.entries({
      'diff.external': `touch ${proof}`, 'diff.evil.command': `touch ${proof}`, 'diff.evil.textconv': `touch ${proof}; cat`, 'filter.evil.clean': `touch ${proof}; cat`, 'gpg.program': `touch ${proof}`,
      'log.showSignature': 'true', 'core.pager': `touch ${proof}`, 'core.fsmonitor': `touch ${proof}`,
    })) await repository.git('config', key, value);
    writeFileSync(join(repository.path, 'a.txt'), 'b');
    const git = gitHistory(repository.path);
    expect(await git.changedSince(first)).toEqual([{path: 'a.txt', kind: 'changed'}]);
    await git.commits({limit: 5, paths: ['a.txt'], substantive: true});
    await git.lastChanged(['a.txt']);
    await git.head();
    expect(existsSync(proof)).toBe(false);
  });
});

test('ignored: by the rules of git, for any name', async () => {
  await using repository = await gitRepository({'.gitignore': 'dist/\n*.log\n!keep.log\n', 'tracked.log': 't', 'd/x': 'x'});
  symlinkSync('d', join(repository.path, 'link'));
  const paths = ['dist/x', 'a.log', 'keep.log', 'sub/b.log', 'tracked.log', 'src/x', ':(top)a.log', ':!a.log', '-v.log', 'new\nline.log', '*.log', 'link/a.log', '../a.log', '/etc/a.log', '', 'a\0b'];
  expect([...await gitHistory(repository.path).ignored(paths)].sort()).toEqual(['*.log', '-v.log', ':!a.log', ':(top)a.log', 'a.log', 'dist/x', 'new\nline.log', 'sub/b.log', 'tracked.log']);
  expect((await gitHistory(repository.path).ignored([])).size).toBe(0);
});

test('tags: light, annotated, of a tag, and none of what is no commit', async () => {
  await using repository = await gitRepository({'a': 'a'});
  const commit = await repository.head();
  await repository.tag('light');
  await repository.tag('v1.0.0', {message: 'one'});
  await repository.tag('twice/nested', {message: 'two', at: 'v1.0.0'});
  await repository.tag('tree', {at: 'HEAD^{tree}'});
  expect(await gitHistory(repository.path).tags()).toEqual([
    {name: 'light', commit, annotated: false}, {name: 'twice/nested', commit, annotated: true}, {name: 'v1.0.0', commit, annotated: true},
  ]);
  const clone = await repository.clone({depth: 1});
  expect(await refused(gitHistory(clone.path).tags())).toMatchObject({code: 'missing', fix: expect.stringContaining('fetch-tags')});
});

test('tagMessage: of annotated tags, under exactly this name', async () => {
  await using repository = await gitRepository({'a': 'a'});
  await repository.tag('v1', {message: 'Release v1\n\nWith notes.\n'});
  await repository.tag('light');
  await repository.tag('docs/v2', {message: 'Docs'});
  const git = gitHistory(repository.path);
  expect(await git.tagMessage('v1')).toBe('Release v1\n\nWith notes.');
  expect(await git.tagMessage('docs/v2')).toBe('Docs');
  for (const none of ['light', 'docs', 'v', 'v*', 'nope', '']) expect(await git.tagMessage(none)).toBeUndefined();
});

test('textAt: a file as it stood at a commit', async () => {
  await using repository = await gitRepository({'a b/[c]': 'old\n', 'bytes': new Uint8Array([0xff]), 'large': 'x'.repeat(1024 * 1024 + 1)});
  const first = await repository.head();
  await repository.commit('second', {files: {'a b/[c]': 'new\n', 'added': 'x'}});
  const git = gitHistory(repository.path);
  expect(await git.textAt(first, 'a b/[c]')).toBe('old\n');
  expect(await git.textAt(await repository.head(), 'a b/[c]')).toBe('new\n');
  for (const none of ['added', 'a b', 'a b/c', '*', 'nope']) expect(await git.textAt(first, none)).toBeUndefined();
  expect(await refused(git.textAt(first, 'bytes'))).toMatchObject({code: 'unreadable'});
  expect(await refused(git.textAt(first, 'large'))).toMatchObject({code: 'too-large'});
  expect(await refused(git.textAt('f'.repeat(40), 'a b/[c]'))).toMatchObject({code: 'missing'});
});

test('remotes: names alone, never credentials', async () => {
  await using repository = await gitRepository({'a': 'a'});
  const urls = ['https://x-access-token:secret@github.com/Owner/Name.git', 'git@github.com:owner/other.git', 'ssh://git@host:22/group/sub/third/', '/local/path', 'https://github.com/OWNER/name', 'file:///a/b'];
  for (const [i, url] of urls.entries()) await repository.git('config', `remote.r${i}.url`, url);
  expect(await gitHistory(repository.path).remotes()).toEqual(['owner/name', 'owner/other', 'sub/third']);
});

describe('every method', () => {
  const calls: readonly (readonly [string, (git: GitRead) => Promise<unknown>])[] = [
    ['resolve', git => git.resolve('HEAD')], ['commits', git => git.commits({limit: 1})], ['lastChanged', git => git.lastChanged(['a'])], ['changedSince', git => git.changedSince('HEAD')],
    ['tags', git => git.tags()], ['tagMessage', git => git.tagMessage('v1')], ['textAt', git => git.textAt('HEAD', 'a')],
  ];
  const all = [...calls, ['remotes', (git: GitRead) => git.remotes()] as const, ['head', (git: GitRead) => git.head()] as const, ['ignored', (git: GitRead) => git.ignored(['a'])] as const];

  test('a tag of a tag is found, and refused with git itself rather than left out', async () => {
    await using repository = await gitRepository({'a': 'a'});
    await repository.tag('inner', {message: 'inner'});
    await repository.git('tag', '--annotate', '--message', 'outer', 'outer', 'inner');
    expect((await gitHistory(repository.path).tags()).map(({name, commit}) => [name, commit])).toEqual([['inner', await repository.head()], ['outer', await repository.head()]]);
    const bin = mkdtempSync(join(tmpdir(), 'bin-'));
    const before = process.env['PATH'];
    const real = execFileSync('sh', ['-c', 'command -v git'], {encoding: 'utf8'}).trim();
    try {
      writeFileSync(join(bin, 'git'), `#!/bin/sh\ncase "$*" in *refs/tags/outer*) exit 77;; esac\nexec ${real} "$@"\n`, {mode: 0o755});
      process.env['PATH'] = `${bin}:${before}`;
      expect(await refused(gitHistory(repository.path).tags())).toMatchObject({code: 'unreadable', why: expect.stringContaining('77')});
    } finally {
      process.env['PATH'] = before;
      rmSync(bin, {recursive: true});
    }
  });

  test.each(calls)('%s is a refusal outside git', async (_, call) => {
    const folder = mkdtempSync(join(tmpdir(), 'history-'));
    expect(await refused(call(gitHistory(folder)))).toMatchObject({code: 'missing', why: 'this is not a git repository'});
    rmSync(folder, {recursive: true});
  });

  test.each(all)('%s is a refusal without git, after an abort, and at the time limit', async (_, call) => {
    await using repository = await gitRepository({'a': 'a'});
    expect(await refused(call(gitHistory(repository.path, {signal: AbortSignal.abort()})))).toMatchObject({code: 'cancelled'});
    const bin = mkdtempSync(join(tmpdir(), 'bin-'));
    const before = process.env['PATH'];
    try {
      process.env['PATH'] = bin;
      expect(await refused(call(gitHistory(repository.path)))).toMatchObject({code: 'missing', why: 'git is not installed, or not in PATH'});
      writeFileSync(join(bin, 'git'), '#!/bin/sh\nexec sleep 60\n', {mode: 0o755});
      process.env['PATH'] = `${bin}:${before}`;
      expect(await refused(call(gitHistory(repository.path, {timeoutMs: 200})))).toMatchObject({code: 'timed-out'});
      writeFileSync(join(bin, 'git'), '#!/bin/sh\necho "fatal: index file corrupt" >&2; exit 128\n', {mode: 0o755});
      expect(await refused(call(gitHistory(repository.path)))).toMatchObject({code: 'unreadable', why: expect.stringContaining('index file corrupt')});
    } finally {
      process.env['PATH'] = before;
      rmSync(bin, {recursive: true});
    }
  });
});
