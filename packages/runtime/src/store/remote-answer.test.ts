import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, expect, test} from '@jest/globals';
import {gitRepository, refused} from '#testkit';
import {branchStore} from './branch-store.ts';
import {contends, readPush, refusalOfFetch, saysNoBranch} from './remote-answer.ts';

const what = 'the branch shipgate-state';
const rejected = (reason: string): string => `To https://github.com/octo/app\n!\tabc:refs/heads/shipgate-state\t${reason}\nDone\n`;
const push = (stdout: string, stderr = '', exitCode = 1) => readPush(what, {exitCode, stdout: Buffer.from(stdout), stderr}, true);

describe('what a push came to', () => {
  test.each([
    ['To x\n \tabc:refs/heads/shipgate-state\tabc..def\nDone\n'],
    ['To x\n*\tabc:refs/heads/shipgate-state\t[new branch]\nDone\n'],
  ])('%j is written', stdout => expect(push(stdout, '', 0)).toBe('written'));

  test.each([
    ['[rejected] (stale info)'], ['[rejected] (fetch first)'], ['[rejected] (non-fast-forward)'], ['[rejected] (already exists)'],
    ["[remote rejected] (cannot lock ref 'refs/heads/shipgate-state': is at aaaa but expected bbbb)"],
    ['[remote rejected] (failed to update ref)'], ['[remote rejected] (incorrect old value provided)'],
    ["[remote rejected] (cannot lock ref 'refs/heads/shipgate-state': reference already exists)"],
  ])('%s is a lost race', reason => expect(push(rejected(reason))).toBe('lost-race'));

  // As GitHub says it; the frame of its lines is left out.
  test.each([
    ['[remote rejected] (protected branch hook declined)', 'remote: error: GH006: Protected branch update failed for x.\nremote: \nremote: - Changes must be made through a pull request.',
      'Changes must be made through a pull request', 'rulesets'],
    ['[remote rejected] (push declined due to repository rule violations)', 'remote: error: GH013: Repository rule violations found for x.\nremote: - Cannot update this protected ref.',
      'GH013', 'rulesets'],
    ['[remote rejected] (pre-receive hook declined)', 'remote: No pushes on Fridays.', 'No pushes on Fridays', 'history-branch'],
    ['[remote rejected] (shallow update not allowed)', '', 'shallow clone', 'fetch-depth: 0'],
    ['[remote rejected] (permission denied)', '', 'does not let it be written', 'contents: write'],
  ])('%s is refused, with the way out', (reason, stderr, why, fix) => {
    expect(push(rejected(reason), stderr)).toMatchObject({refused: {code: 'refused', why: expect.stringContaining(why), fix: expect.stringContaining(fix)}});
  });

  test.each([
    ["remote: Permission to octo/app.git denied to github-actions[bot].\nfatal: unable to access 'https://github.com/octo/app/': The requested URL returned error: 403",
      'contents: write'],
    ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", 'persist-credentials'],
    ["remote: Invalid username or token.\nfatal: Authentication failed for 'https://github.com/octo/app/'", 'contents: write'],
    ['ERROR: Permission to octo/app.git denied to deploy key\nfatal: Could not read from remote repository.', 'contents: write'],
    ['remote: Write access to repository not granted.\nfatal: unable to access', 'contents: write'],
    ["fatal: unable to access 'https://github.com/octo/app/': Could not resolve host: github.com", 'network'],
    ["fatal: unable to access 'https://github.com/octo/app/': Failed to connect to github.com port 443", 'network'],
  ])('%j is refused', (stderr, fix) => expect(push('', stderr, 128)).toMatchObject({refused: {fix: expect.stringContaining(fix)}}));

  test.each([
    ['', 'fatal: the remote end hung up unexpectedly', 128],
    ['', 'error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502', 128], ['', '', 0], ['something else', '', 0], ['!\tonly', '', 1],
    [' \tabc:refs/heads/shipgate-state\tabc..def\n', 'error: cannot lock the tracking ref', 1],
  ])('%j %j is not known', (stdout, stderr, exitCode) => expect(push(stdout, stderr, exitCode)).toHaveProperty('unknown'));

  test('without a remote', () => {
    const answer = {exitCode: 128, stdout: Buffer.alloc(0), stderr: "fatal: 'origin' does not appear to be a git repository"};
    expect(readPush(what, answer, false)).toMatchObject({refused: {code: 'missing', why: expect.stringContaining('no remote')}});
  });

  test('an address is told without its credentials', () => {
    const secret = 'ghp_0123456789';
    const stderr = `fatal: unable to access 'https://x:${secret}@github.com/octo/app/': The requested URL returned error: 403`;
    expect(JSON.stringify(push('', stderr, 128))).not.toContain(secret);
    expect(JSON.stringify(refusalOfFetch(what, {exitCode: 128, stdout: Buffer.alloc(0), stderr}, true).gap)).not.toContain(secret);
  });

  test('a branch that is not there is not a failure to look', () => {
    expect(saysNoBranch("fatal: couldn't find remote ref refs/heads/shipgate-state")).toBe(true);
    expect(saysNoBranch("fatal: unable to access 'https://github.com/': Could not resolve host")).toBe(false);
    expect(contends("error: cannot lock ref 'refs/shipgate/x': Unable to create '/a/.git/refs/shipgate/x.lock': File exists.")).toBe(true);
    expect(contends('fatal: bad object')).toBe(false);
  });

  test('a lock that a killed git left in the clone is named', () => {
    const stderr = "error: cannot lock ref 'refs/shipgate/x': Unable to create '/a/.git/refs/shipgate/x.lock': File exists.";
    expect(refusalOfFetch(what, {exitCode: 1, stdout: Buffer.alloc(0), stderr}, true).gap).toMatchObject({
      code: 'refused', why: expect.stringContaining('x.lock'),
      fix: expect.stringContaining('.lock'),
    });
  });
});

describe('a token that may only read', () => {
  test.each([[403, 'contents: write'], [401, 'persist-credentials']])('%d to the push is refused, and nothing is asked twice', async (status, fix) => {
    await using repository = await gitRepository({'a.txt': 'a'});
    await repository.addRemote();
    await repository.push();
    const store = branchStore(repository.path, 'shipgate-state');
    await store.begin();
    const {version} = await store.snapshot([]);
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status, {'www-authenticate': 'Basic realm="GitHub"'}).end('Permission to octo/app.git denied to github-actions[bot].');
    });
    await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
    try {
      await repository.git('remote', 'set-url', 'origin', `http://127.0.0.1:${(server.address() as AddressInfo).port}/octo/app.git`);
      const gap = await refused(store.commit(version, new Map([['a', Buffer.from('1')]]), 'x'));
      expect(gap).toMatchObject({code: 'refused', fix: expect.stringContaining(fix)});
      expect(asked).toEqual(['/octo/app.git/info/refs?service=git-receive-pack']);
      expect(await refused(store.snapshot([]))).toMatchObject({code: 'refused', fix: expect.stringContaining('contents: read')});
    } finally {
      server.close();
    }
  });
});
