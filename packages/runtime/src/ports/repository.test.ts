import {describe, expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gitRepository, refused} from '#testkit';
import {fetchCommit, hasCommit, mergeBase, parentsOf, remoteDefaultBranch, remoteTags, repositoryRoot, statusOf} from './repository.ts';

test('repositoryRoot: from any folder within, and undefined outside', async () => {
  await using repository = await gitRepository({'d/e/f': 'x'});
  expect(await repositoryRoot(join(repository.path, 'd/e'))).toBe(realpathSync(repository.path));
  const folder = mkdtempSync(join(tmpdir(), 'outside-'));
  expect(await repositoryRoot(folder)).toBeUndefined();
  expect(await repositoryRoot(join(folder, 'nowhere'))).toBeUndefined();
  rmSync(folder, {recursive: true});
});

test('outside git nothing is asked of git, not even that it is installed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'outside-'));
  const before = process.env['PATH'];
  process.env['PATH'] = folder;
  try {
    expect(await repositoryRoot(folder)).toBeUndefined();
    expect(await statusOf(folder)).toEqual([]);
    mkdirSync(join(folder, '.git'));
    expect(await refused(repositoryRoot(folder))).toMatchObject({code: 'missing', why: expect.stringContaining('not installed')});
  } finally {
    process.env['PATH'] = before;
    rmSync(folder, {recursive: true});
  }
});

test('repositoryRoot: what a hook or an editor has set does not lead elsewhere', async () => {
  await using repository = await gitRepository({'a': 'a'});
  await using other = await gitRepository({'b': 'b'});
  process.env['GIT_DIR'] = join(other.path, '.git');
  process.env['GIT_WORK_TREE'] = other.path;
  try {
    expect(await repositoryRoot(repository.path)).toBe(realpathSync(repository.path));
  } finally {
    delete process.env['GIT_DIR'];
    delete process.env['GIT_WORK_TREE'];
  }
});

test('statusOf: what differs from the commit, in any way, but for our own files', async () => {
  await using repository = await gitRepository({'a': 'a', 'b': 'b', 'same': 's', '.gitignore': 'ignored'});
  expect(await statusOf(repository.path)).toEqual([]);
  await repository.write({'a': 'changed', 'b': null, 'new/deep\nname': 'n', 'staged': 's', 'ignored': 'i', '.shipgate/evidence/x.json': '{}', ' space': 'x'});
  await repository.git('add', 'staged');
  expect(await statusOf(repository.path)).toEqual([' space', 'a', 'b', 'new/deep\nname', 'staged']);
});

describe('in a shallow clone', () => {
  test('parentsOf, hasCommit and fetchCommit tell what is named from what is there', async () => {
    await using repository = await gitRepository({'a': '1'});
    const first = await repository.head();
    const second = await repository.commit('second', {files: {a: '2'}});
    const third = await repository.commit('third', {files: {a: '3'}});
    const clone = await repository.clone({depth: 1});
    expect(await parentsOf(clone.path, third)).toEqual([second]);
    expect(await hasCommit(clone.path, second)).toBe(false);
    expect(await refused(parentsOf(clone.path, second))).toMatchObject({code: 'missing'});
    await repository.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    await fetchCommit(clone.path, first, {timeoutMs: 60_000});
    expect([await hasCommit(clone.path, first), await hasCommit(clone.path, second)]).toEqual([true, false]);
    expect(existsSync(join(clone.path, '.git/FETCH_HEAD'))).toBe(false);
    expect(await refused(mergeBase(clone.path, first, third))).toMatchObject({code: 'missing', why: expect.stringContaining('shallow')});
  });

  test('remoteTags lists what the clone lacks, and fetches nothing', async () => {
    await using repository = await gitRepository({'a': '1'});
    const first = await repository.head();
    await repository.tag('v1', {message: 'one'});
    await repository.tag('light');
    await repository.commit('second');
    const clone = await repository.clone({depth: 1});
    expect(await remoteTags(clone.path, {})).toEqual([{name: 'light', commit: first, annotated: false}, {name: 'v1', commit: first, annotated: true}]);
    expect(await hasCommit(clone.path, first)).toBe(false);
  });
});

test('fetchCommit leaves a complete clone complete', async () => {
  await using repository = await gitRepository({'a': '1'});
  const clone = await repository.clone();
  await repository.commit('second', {files: {a: '2'}});
  const third = await repository.commit('third', {files: {a: '3'}});
  await repository.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  await fetchCommit(clone.path, third, {});
  expect(await clone.git('rev-parse', '--is-shallow-repository')).toBe('false');
  expect(await clone.git('rev-list', '--count', third)).toBe('3');
});

describe('fetchCommit refuses', () => {
  const sha = '1'.repeat(40);
  test.each([
    ['without a remote', undefined],
    ['when the remote is not there', 'file:///nowhere/at/all'],
    ['an address that names a program', 'ext::sh -c "touch PROOF"'],
  ])('%s', async (_, url) => {
    await using repository = await gitRepository({'a': 'a'});
    const proof = join(repository.path, 'PROOF');
    if (url !== undefined) await repository.git('config', 'remote.origin.url', url.replace('PROOF', proof));
    await repository.git('config', 'protocol.ext.allow', 'always');
    expect(await refused(fetchCommit(repository.path, sha, {timeoutMs: 60_000}))).toMatchObject({code: 'missing', fix: expect.stringContaining('fetch-depth: 0')});
    expect(existsSync(proof)).toBe(false);
  });

  test('a program that the repository names for the other side, a helper or ssh', async () => {
    await using repository = await gitRepository({'a': 'a'});
    await using other = await gitRepository({'b': 'b'});
    const proof = join(repository.path, 'PROOF');
    await repository.git('config', 'remote.origin.url', other.url);
    for (const key of ['remote.origin.uploadpack', 'core.sshCommand', 'core.askPass', 'credential.helper', 'core.gitProxy', 'core.alternateRefsCommand']) await repository.git('config', key, `touch ${proof}; false`);
    await fetchCommit(repository.path, await other.head(), {});
    await repository.git('config', 'remote.origin.url', 'ssh://localhost:1/x/y');
    expect(await refused(fetchCommit(repository.path, sha, {timeoutMs: 60_000}))).toMatchObject({code: 'missing'});
    expect(existsSync(proof)).toBe(false);
  });

  test('what is no full id', async () => {
    await using repository = await gitRepository({'a': 'a'});
    for (const name of ['--upload-pack=x', 'main', '', 'abc']) expect(await refused(fetchCommit(repository.path, name, {}))).toMatchObject({code: 'missing'});
  });

  test('a remote that never answers, at the time limit, and leaves nothing running', async () => {
    await using repository = await gitRepository({'a': 'a'});
    const server = createServer(() => undefined);
    await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
    await repository.git('config', 'remote.origin.url', url);
    try {
      // The fetch has to have come as far as the server when its time is over: a machine on which it has not is given more.
      let most = 0;
      for (const timeoutMs of [5000, 20_000, 60_000]) {
        const connected = new Promise<void>(resolve => void server.once('connection', () => resolve()));
        const asked = refused(fetchCommit(repository.path, sha, {timeoutMs}));
        await Promise.race([connected, asked]);
        most = running(url);
        expect(await asked).toMatchObject({code: 'timed-out'});
        // SIGKILL takes effect when the system gets round to it; what was not killed waits for an answer without end.
        for (let ms = 0; running(url) > 0 && ms < 20_000; ms += 20) await new Promise(resolve => void setTimeout(resolve, 20));
        expect(running(url)).toBe(0);
        if (most > 1) break;
      }
      expect(most).toBeGreaterThan(1);
    } finally {
      server.closeAllConnections();
      await new Promise(resolve => void server.close(resolve));
    }
  });
});

/** How many processes have a text among their arguments. */
function running(text: string): number {
  return execFileSync('ps', ['-eo', 'stat,args'], {encoding: 'utf8'}).split('\n').filter(line => line.includes(text) && !line.startsWith('Z')).length;
}

test('mergeBase: the branch point, or undefined for histories that have nothing in common', async () => {
  await using repository = await gitRepository({'a': '1'});
  const first = await repository.head();
  await repository.checkout('side', {create: true});
  const side = await repository.commit('side', {files: {b: '1'}});
  await repository.checkout('main');
  const main = await repository.commit('main', {files: {a: '2'}});
  expect(await mergeBase(repository.path, main, side)).toBe(first);
  await repository.git('checkout', '-q', '--orphan', 'other');
  const orphan = await repository.commit('orphan');
  expect(await mergeBase(repository.path, main, orphan)).toBeUndefined();
  expect(await refused(mergeBase(repository.path, main, '1'.repeat(40)))).toMatchObject({code: 'missing'});
  expect(await refused(mergeBase(repository.path, '--all', main))).toMatchObject({code: 'missing'});
});

test('remoteDefaultBranch: as the clone was told', async () => {
  await using repository = await gitRepository({'a': '1'});
  expect(await remoteDefaultBranch(repository.path)).toBeUndefined();
  const clone = await repository.clone();
  expect(await remoteDefaultBranch(clone.path)).toBe('origin/main');
});
