import {chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, jest, test} from '@jest/globals';
import {type GitRepository, gitRepository, refused} from '#testkit';
import {branchStore} from './branch-store.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (content: Uint8Array | undefined): string | undefined => content && Buffer.from(content).toString();
const branch = 'shipgate-state';
const everythingButTheDate = [
  'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout',
] as const;

describe('the store in a branch', () => {
  let repository: GitRepository;
  let remote: GitRepository;

  beforeEach(async () => {
    repository = await gitRepository({'README.md': '# App\n'});
    remote = await repository.addRemote();
    await repository.push();
  });
  afterEach(() => repository.dispose());

  /** A clone with settings that hold for the code under test too, which does not get the test kit's environment. */
  async function cloned(options: Parameters<GitRepository['clone']>[0] = {}): Promise<GitRepository> {
    return remote.clone({ref: 'main', ...options});
  }

  test('is begun by an explicit act, once', async () => {
    const store = branchStore(repository.path, branch);
    expect(await refused(store.snapshot([]))).toMatchObject({code: 'missing', why: expect.stringContaining(branch), fix: expect.stringContaining('shipgate init history')});
    await store.begin();
    expect(await store.snapshot([])).toMatchObject({paths: []});
    expect(await remote.git('rev-list', '--count', branch)).toBe('1');
    expect(await refused(store.begin())).toMatchObject({code: 'refused', why: expect.stringContaining('already')});
    expect(await remote.git('merge-base', 'main', branch).catch(() => 'no common ancestor')).toBe('no common ancestor');
  });

  test('two that begin at once begin one history', async () => {
    const other = await cloned();
    const results = await Promise.allSettled([branchStore(repository.path, branch).begin(), branchStore(other.path, branch).begin()]);
    expect(results.map(({status}) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await remote.git('rev-list', '--count', branch)).toBe('1');
  });

  test('of two that make the same change in the same second, one has written it', async () => {
    const other = await cloned();
    const [ours, theirs] = [branchStore(repository.path, branch), branchStore(other.path, branch)];
    await ours.begin();
    const [{version}] = await Promise.all([ours.snapshot([]), theirs.snapshot([])]);
    const change = new Map([['a', bytes('1')]]);
    jest.useFakeTimers({now: new Date('2026-11-20T12:00:00Z'), doNotFake: [...everythingButTheDate]});
    try {
      expect(await ours.commit(version, change, 'one')).toBe('written');
      expect(await theirs.commit(version, change, 'one')).toBe('lost-race');
    } finally {
      jest.useRealTimers();
    }
    expect(await remote.git('rev-list', '--count', branch)).toBe('2');
    expect(await remote.git('log', '--format=%s', branch)).toBe('one\nBegin the history');
  });

  test('touches neither the work tree nor the index nor a branch of the clone', async () => {
    await repository.write({'README.md': '# Changed\n', 'new.txt': 'new\n', 'staged.txt': 'staged\n'});
    await repository.git('add', 'staged.txt');
    const state = async (): Promise<readonly unknown[]> => [
      await repository.git('status', '--porcelain'), await repository.git('ls-files', '--stage'),
      await repository.git('for-each-ref', 'refs/heads'), readFileSync(join(repository.path, '.git/HEAD'), 'utf8'),
      readFileSync(join(repository.path, '.git/index')).toString('base64'), existsSync(join(repository.path, '.git/FETCH_HEAD')),
    ];
    const before = await state();
    const store = branchStore(repository.path, branch);
    await store.begin();
    await store.update([], () => new Map([['a/b', bytes('1')]]), 'one');
    await store.snapshot(['a/']);
    expect(await state()).toEqual(before);
  });

  test('gives the files asked for, by name and by folder, and lists all', async () => {
    const store = branchStore(repository.path, branch);
    await store.begin();
    const {version} = await store.snapshot([]);
    const binary = Uint8Array.from({length: 1000}, (_, i) => i % 256);
    expect(await store.commit(version, new Map([['ledger/log', bytes('one\n')], ['ledger/state', binary], ['ledgers', bytes('')]]), 'The first\nof two lines')).toBe('written');
    const seen = await branchStore((await cloned()).path, branch).snapshot(['ledger/', 'ledgers', 'absent']);
    expect(text(seen.files.get('ledger/log'))).toBe('one\n');
    expect(seen.files.get('ledger/state')).toEqual(binary);
    expect(text(seen.files.get('ledgers'))).toBe('');
    expect(seen.paths).toEqual(['ledger/log', 'ledger/state', 'ledgers']);
    expect(await remote.git('fsck', '--strict')).toBe('');
  });

  test('a version that is past is a lost race, and changes nothing', async () => {
    const ours = branchStore(repository.path, branch);
    await ours.begin();
    const theirs = branchStore((await cloned()).path, branch);
    const {version} = await ours.snapshot([]);
    expect(await theirs.commit((await theirs.snapshot([])).version, new Map([['a', bytes('theirs')]]), 'they')).toBe('written');
    expect(await ours.commit(version, new Map([['a', bytes('ours')]]), 'we')).toBe('lost-race');
    expect(text((await ours.snapshot(['a'])).files.get('a'))).toBe('theirs');
  });

  test('asks anew after a lost race', async () => {
    const ours = branchStore(repository.path, branch);
    await ours.begin();
    const theirs = branchStore((await cloned()).path, branch);
    const seen: (string | undefined)[] = [];
    await ours.update(['a'], async ({files}) => {
      seen.push(text(files.get('a')));
      if (seen.length === 1) await theirs.update([], () => new Map([['a', bytes('theirs')]]), 'they');
      return new Map([['b', bytes('ours')]]);
    }, 'ours');
    expect(seen).toEqual([undefined, 'theirs']);
    expect((await theirs.snapshot([])).paths).toEqual(['a', 'b']);
  });

  test('removes files, and a name that was a folder can be a file', async () => {
    const store = branchStore(repository.path, branch);
    await store.begin();
    await store.update([], () => new Map([['a/b/c', bytes('1')], ['d', bytes('2')]]), 'one');
    await store.update([], () => new Map<string, Uint8Array | null>([['a', bytes('3')], ['a/b/c', null], ['d', null], ['d/e', bytes('4')]]), 'two');
    expect((await store.snapshot([])).paths).toEqual(['a', 'd/e']);
    await expect(store.update([], () => new Map([['a/x', bytes('5')]]), 'three')).rejects.toThrow('a file and a folder');
  });

  test('a shallow clone reads and writes, and stays as deep as it was', async () => {
    const store = branchStore(repository.path, branch);
    await repository.commit('Second', {files: {'a.txt': 'a'}});
    await repository.push();
    await store.begin();
    for (const i of [1, 2, 3]) await store.update([], () => new Map([[`n${i}`, bytes(String(i))]]), `write ${i}`);
    const shallow = await cloned({depth: 1});
    const theirs = branchStore(shallow.path, branch);
    await theirs.update(['n3'], ({files}) => new Map([['n4', bytes(`after ${text(files.get('n3'))!}`)]]), 'shallow');
    await theirs.update([], () => new Map([['n5', bytes('5')]]), 'shallow again');
    expect(text((await store.snapshot(['n4'])).files.get('n4'))).toBe('after 3');
    expect(await remote.git('rev-list', '--count', branch)).toBe('6');
    expect(await shallow.git('rev-list', '--count', 'HEAD')).toBe('1');
    expect(await repository.git('rev-parse', '--is-shallow-repository')).toBe('false');
  });

  test('a partial clone gets the contents too', async () => {
    const store = branchStore(repository.path, branch);
    await store.begin();
    await store.update([], () => new Map([['a', bytes('1')]]), 'one');
    const partial = await cloned({bare: false});
    await partial.git('config', 'remote.origin.promisor', 'true');
    await partial.git('config', 'remote.origin.partialclonefilter', 'blob:none');
    expect(text((await branchStore(partial.path, branch).snapshot(['a'])).files.get('a'))).toBe('1');
  });

  test('no remote', async () => {
    const lone = await gitRepository({'a.txt': 'a'});
    const store = branchStore(lone.path, branch);
    expect(await refused(store.snapshot([]))).toMatchObject({code: 'missing', why: expect.stringContaining('no remote')});
    expect(await refused(store.begin())).toMatchObject({code: 'missing', why: expect.stringContaining('no remote'), fix: expect.stringContaining('history: files')});
    await lone.dispose();
  });

  test('a remote that is not there, and one that cannot be reached', async () => {
    const store = branchStore(repository.path, branch);
    await store.begin();
    const {version} = await store.snapshot([]);
    await repository.git('remote', 'set-url', 'origin', 'http://127.0.0.1:9/none.git');
    expect(await refused(store.snapshot([]))).toMatchObject({code: 'missing', why: expect.stringContaining('did not give it')});
    expect(await refused(store.commit(version, new Map([['a', bytes('1')]]), 'x'))).toMatchObject({code: 'missing', why: expect.stringContaining('could not be reached')});
  });

  test('no repository', async () => {
    const folder = join(remote.path, '..', 'plain');
    mkdirSync(folder);
    expect(await refused(branchStore(folder, branch).snapshot([]))).toMatchObject({code: 'missing', why: expect.stringContaining('not a git repository')});
  });

  test('a branch that holds code is never written', async () => {
    const store = branchStore(repository.path, 'main');
    const main = await remote.git('rev-parse', 'main');
    expect(await refused(store.snapshot([]))).toMatchObject({code: 'refused', why: expect.stringContaining('no history of Shipgate')});
    expect(await refused(store.commit(main, new Map([['a', bytes('1')]]), 'x'))).toMatchObject({code: 'refused', why: expect.stringContaining('no history of Shipgate')});
    expect(await refused(store.begin())).toMatchObject({code: 'refused'});
    expect(await remote.git('rev-parse', 'main')).toBe(main);
  });

  /** What a remote does to a push, as its hook says it. */
  async function hook(name: string, script: string): Promise<void> {
    mkdirSync(join(remote.path, 'hooks'), {recursive: true});
    writeFileSync(join(remote.path, 'hooks', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(remote.path, 'hooks', name), 0o755);
  }

  test.each([
    ['a protected branch', 'echo "error: GH006: Protected branch update failed for refs/heads/shipgate-state." >&2; exit 1', 'protected', 'rulesets'],
    ['a ruleset', 'echo "error: GH013: Repository rule violations found." >&2; echo "- Commits must have verified signatures." >&2; exit 1', 'verified signatures', 'rulesets'],
    ['a push that is rejected', 'echo "No pushes on Fridays." >&2; exit 1', 'No pushes on Fridays.', 'history-branch'],
  ])('%s is told as what it is, with the remote’s words', async (_name, script, why, fix) => {
    const store = branchStore(repository.path, branch);
    await store.begin();
    const {version} = await store.snapshot([]);
    await hook('pre-receive', script);
    expect(await refused(store.commit(version, new Map([['a', bytes('1')]]), 'x'))).toMatchObject({
      code: 'refused', why: expect.stringContaining(why),
      fix: expect.stringContaining(fix),
    });
    expect((await store.snapshot([])).version).toBe(version);
  });

  test('a connection that breaks after the push has arrived is asked about, and counts as written', async () => {
    const store = branchStore(repository.path, branch);
    await store.begin();
    const {version} = await store.snapshot([]);
    await hook('post-receive', 'kill -9 $PPID');
    expect(await store.commit(version, new Map([['a', bytes('1')]]), 'x')).toBe('written');
    expect((await store.snapshot([])).paths).toEqual(['a']);
  });

  test('a push of which nobody knows is unclear', async () => {
    await branchStore(repository.path, branch).begin();
    const here = join(remote.path, 'here');
    await hook('pre-receive', `touch '${here}'; sleep 60`);
    let thrown: unknown;
    // A machine that has not come as far as the push by then is given more time.
    for (const timeoutMs of [6000, 30_000]) {
      if (existsSync(here)) break;
      const store = branchStore(repository.path, branch, {timeoutMs});
      thrown = await store.snapshot([]).then(({version}) => store.commit(version, new Map([['a', bytes('1')]]), 'x')).catch((error: unknown) => error);
    }
    expect(thrown).toMatchObject({name: 'Unclear', gap: {why: expect.stringContaining('nobody knows')}});
  });
});
