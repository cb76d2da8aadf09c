import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {Refusal} from '#core';
import {gitEnvironment, gitRepository, refused} from '#testkit';
import {workTree} from './work-tree.ts';

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'work-tree-'));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

let count = 0;
/** A folder that every user may look into, whatever the umask. */
const fresh = (): string => {
  const path = join(folder, `t${count++}`);
  mkdirSync(path);
  chmodSync(path, 0o755);
  return path;
};

/** Runs as a user who has no rights, where this process is root. */
async function unprivileged<T>(run: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return run();
  process.seteuid!(65534);
  try {
    return await run();
  } finally {
    process.seteuid!(0);
  }
}

/** Runs with another PATH. */
async function withPath(path: string, run: () => Promise<void>): Promise<void> {
  const before = process.env['PATH'];
  process.env['PATH'] = path;
  try {
    await run();
  } finally {
    process.env['PATH'] = before;
  }
}

describe('the list in a repository', () => {
  test('holds what is tracked and what is not ignored, as it stands on disk', async () => {
    await using repository = await gitRepository({'a.txt': 'a', 'b.txt': 'b', 'gone.txt': 'x', 'd/c.txt': 'c', '.gitignore': 'ignored\n*.log\n', '.shipgate/old.json': '{}'});
    await repository.write({'b.txt': 'changed', 'new.txt': 'n', 'ignored/x': 'x', 'y.log': 'y', 'gone.txt': null, '.shipgate/evidence/e.json': '{}'});
    symlinkSync('a.txt', join(repository.path, 'link'));
    const entries = await workTree(repository.path).list();
    const blob = await repository.git('hash-object', 'a.txt');
    expect(entries.map(entry => entry.path)).toEqual(['.gitignore', 'a.txt', 'b.txt', 'd/c.txt', 'link', 'new.txt']);
    expect(entries.find(entry => entry.path === 'a.txt')).toEqual({path: 'a.txt', kind: 'file', blob});
    expect(entries.find(entry => entry.path === 'b.txt')).toEqual({path: 'b.txt', kind: 'file'});
    expect(entries.find(entry => entry.path === 'new.txt')).toEqual({path: 'new.txt', kind: 'file'});
    expect(entries.find(entry => entry.path === 'link')).toEqual({path: 'link', kind: 'link', target: 'a.txt'});
  });

  test('a change that git was told not to see is seen: the content is not called committed', async () => {
    await using repository = await gitRepository({'a.txt': 'a', 'b.txt': 'b'});
    await repository.git('update-index', '--assume-unchanged', 'a.txt');
    await repository.git('update-index', '--skip-worktree', 'b.txt');
    await repository.write({'a.txt': 'changed', 'b.txt': 'changed'});
    expect(await workTree(repository.path).list()).toEqual([{path: 'a.txt', kind: 'file'}, {path: 'b.txt', kind: 'file'}]);
  });

  test('a file that a sparse checkout left out is listed, and reading it is a gap and not absence', async () => {
    await using repository = await gitRepository({'a.txt': 'a', 'sub/b.txt': 'b'});
    await repository.git('sparse-checkout', 'set', '--no-cone', '/a.txt');
    const tree = workTree(repository.path);
    expect((await tree.list()).map(entry => entry.path)).toEqual(['a.txt', 'sub/b.txt']);
    expect(await refused(tree.text('sub/b.txt'))).toMatchObject({code: 'missing', at: {path: 'sub/b.txt'}});
  });

  test('a file that became a link or a folder is what it is now', async () => {
    await using repository = await gitRepository({'a': 'a', 'b': 'b', 'c': 'c'});
    rmSync(join(repository.path, 'a'));
    symlinkSync('b', join(repository.path, 'a'));
    rmSync(join(repository.path, 'c'));
    await repository.write({'c/d': 'd'});
    expect(await workTree(repository.path).list()).toMatchObject([{path: 'a', kind: 'link', target: 'b'}, {path: 'b', kind: 'file'}, {path: 'c/d', kind: 'file'}]);
  });

  test('a conflict leaves one entry a path, without a blob', async () => {
    await using repository = await gitRepository({'a.txt': 'a\n'});
    await repository.branch('other');
    await repository.commit('mine', {files: {'a.txt': 'mine\n'}});
    await repository.checkout('other');
    await repository.commit('theirs', {files: {'a.txt': 'theirs\n'}});
    await expect(repository.merge('main')).rejects.toThrow();
    expect(await workTree(repository.path).list()).toEqual([{path: 'a.txt', kind: 'file'}]);
  });

  test('a repository within the repository is named, and has no content', async () => {
    await using repository = await gitRepository({'a.txt': 'a'});
    mkdirSync(join(repository.path, 'inner'));
    execFileSync('git', ['init', '-q', join(repository.path, 'inner')], {env: gitEnvironment()});
    writeFileSync(join(repository.path, 'inner/x'), 'x');
    const tree = workTree(repository.path);
    expect(await tree.list()).toMatchObject([{path: 'a.txt'}, {path: 'inner', kind: 'submodule'}]);
    expect(await refused(tree.bytes('inner'))).toMatchObject({code: 'unreadable'});
  });

  test.each(['new\nline.md', '-dash.md', 'quo"te\'s.md', 'tab\t.md', ' space .md', '*.md', ':(top)x.md', 'ünï.md', '100644 abc 0\tx.md', '\u0001.md'])('reads the file %j', async name => {
    await using repository = await gitRepository({[name]: 'tracked', 'other.md': 'x'});
    const tree = workTree(repository.path);
    expect(await tree.text(name)).toBe('tracked');
    await repository.write({[`u/${name}`]: 'untracked'});
    expect(await workTree(repository.path).text(`u/${name}`)).toBe('untracked');
  });

  test('runs nothing that the repository names in its configuration', async () => {
    await using repository = await gitRepository({'a.txt': 'a', '.gitattributes': '*.txt filter=evil\n'});
    const proof = join(repository.path, '..', 'proof');
    for (const [key, value] of [['filter.evil.clean', `touch ${proof}; cat`], ['filter.evil.process', `touch ${proof}`], ['core.fsmonitor', `touch ${proof}; false`], ['core.hooksPath', repository.path]]) {
      await repository.git('config', key!, value!);
    }
    // Same size, so that only the content tells whether it has changed.
    await repository.write({'a.txt': 'b'});
    expect(await workTree(repository.path).list()).toContainEqual({path: 'a.txt', kind: 'file'});
    expect(existsSync(proof)).toBe(false);
  });

  test('refuses a setting that it cannot switch off', async () => {
    await using repository = await gitRepository({'a.txt': 'a'});
    await repository.git('config', 'filter.a=b.clean', 'touch /tmp/never');
    expect(await refused(workTree(repository.path).list())).toMatchObject({code: 'refused', fix: expect.stringContaining('--unset')});
  });

  test('a folder that git cannot open is a refusal and not an empty folder', async () => {
    await using repository = await gitRepository({'a.txt': 'a'});
    // git complains and goes on with exit code 0. As root no folder is closed, so the complaint is put into its mouth.
    const real = execFileSync('sh', ['-c', 'command -v git'], {encoding: 'utf8'}).trim();
    const bin = fresh();
    writeFileSync(join(bin, 'git'), `#!/bin/sh\ncase "$*" in *ls-files*) echo "warning: could not open directory 'secret/': Permission denied" >&2;; esac\nexec ${real} "$@"\n`, {mode: 0o755});
    await withPath(`${bin}:${process.env['PATH']}`, async () => {
      expect(await refused(workTree(repository.path).list())).toMatchObject({code: 'refused', at: {path: 'secret/'}});
    });
  });

  test('a tracked file in a folder that cannot be opened stays listed', async () => {
    await using repository = await gitRepository({'a.txt': 'a'});
    await repository.git('update-index', '--add', '--cacheinfo', `100644,${await repository.git('hash-object', '-w', 'a.txt')},${'n'.repeat(300)}`);
    expect(await workTree(repository.path).list()).toMatchObject([{path: 'a.txt'}, {path: 'n'.repeat(300), kind: 'file'}]);
    expect(await refused(workTree(repository.path).bytes('n'.repeat(300)))).toMatchObject({code: 'unreadable', why: expect.stringContaining('longer')});
  });
});

describe('the list without git', () => {
  test('is everything in the folder but .git and .shipgate', async () => {
    const root = fresh();
    for (const path of ['a.txt', 'node_modules/m/index.js', '.shipgate/x', 'sub/.git/config', 'sub/.shipgate/x', '.gitignore']) {
      mkdirSync(join(root, path, '..'), {recursive: true});
      writeFileSync(join(root, path), 'x');
    }
    symlinkSync('/etc', join(root, 'etc'));
    expect(await workTree(root).list()).toEqual([
      {path: '.gitignore', kind: 'file'}, {path: 'a.txt', kind: 'file'}, {path: 'etc', kind: 'link', target: '/etc'},
      {path: 'node_modules/m/index.js', kind: 'file'}, {path: 'sub/.shipgate/x', kind: 'file'},
    ]);
  });

  test('is used when the repository is broken', async () => {
    const root = fresh();
    mkdirSync(join(root, '.git'));
    writeFileSync(join(root, '.git/HEAD'), 'nonsense');
    writeFileSync(join(root, 'a.txt'), 'a');
    expect(await workTree(root).list()).toEqual([{path: 'a.txt', kind: 'file'}]);
  });

  test('is used when git is not installed', async () => {
    await using repository = await gitRepository({'a.txt': 'a', '.gitignore': 'x'});
    await repository.write({x: 'x'});
    await withPath(fresh(), async () => expect((await workTree(repository.path).list()).map(entry => entry.path)).toEqual(['.gitignore', 'a.txt', 'x']));
  });

  // Only root can give a file away.
  (process.geteuid?.() === 0 ? test : test.skip)('is not used for the repository of another user: what is ignored would be judged', async () => {
    await using repository = await gitRepository({'a.txt': 'a'});
    execFileSync('chown', ['-R', '65534:65534', repository.path]);
    expect(await refused(workTree(repository.path).list())).toMatchObject({code: 'refused', fix: `Run: git config --global --add safe.directory '${realpathSync(repository.path)}'`});
  });

  test('does not go deeper than 256 folders', async () => {
    const root = fresh();
    mkdirSync(join(root, ...Array.from({length: 258}, () => 'd')), {recursive: true});
    expect(await refused(workTree(root).list())).toMatchObject({code: 'too-large'});
  });

  test('names that are not UTF-8 are listed in percent form and can be read', async () => {
    const root = fresh();
    writeFileSync(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9]), Buffer.from('%.md')]), 'latin');
    const tree = workTree(root);
    expect(await tree.list()).toEqual([{path: 'caf%E9%25.md', kind: 'file'}]);
    expect(await tree.text('caf%E9%25.md')).toBe('latin');
    writeFileSync(join(root, 'caf%E9%25.md'), 'twin');
    expect(await refused(workTree(root).list())).toMatchObject({code: 'unreadable', fix: expect.stringContaining('Rename')});
  });

  test('an unreadable folder is a refusal', async () => {
    const root = fresh();
    mkdirSync(join(root, 'closed'));
    chmodSync(join(root, 'closed'), 0o000);
    const gap = await unprivileged(() => refused(workTree(root).list()));
    chmodSync(join(root, 'closed'), 0o755);
    expect(gap).toMatchObject({code: 'refused', why: expect.stringContaining('closed')});
  });

  test('a folder that is not there is a refusal', () => {
    expect(() => workTree(join(folder, 'nowhere'))).toThrow(Refusal);
  });
});

describe('reading', () => {
  test('what the tree does not have is undefined, wherever it stands', async () => {
    await using repository = await gitRepository({'a.txt': 'a', '.gitignore': 'dist\n'});
    await repository.write({'dist/x': 'x'});
    const tree = workTree(repository.path);
    for (const path of ['nope', '../a.txt', '/etc/passwd', '.git/config', 'dist/x', '', '.', 'a.txt/', './a.txt']) expect(await tree.bytes(path)).toBeUndefined();
  });

  test('text: a BOM goes, everything that is not UTF-8 is refused', async () => {
    const root = fresh();
    writeFileSync(join(root, 'bom'), '\ufefftext');
    writeFileSync(join(root, 'latin'), Buffer.from([0x63, 0xe9]));
    writeFileSync(join(root, 'utf16'), Buffer.from('\ufefftext', 'utf16le'));
    writeFileSync(join(root, 'empty'), '');
    const tree = workTree(root);
    expect(await tree.text('bom')).toBe('text');
    expect(await tree.text('empty')).toBe('');
    expect(await refused(tree.text('latin'))).toMatchObject({code: 'unreadable', at: {path: 'latin'}});
    expect(await refused(tree.text('utf16'))).toMatchObject({code: 'unreadable', why: expect.stringContaining('UTF-16')});
  });

  test('what was given out is not changed by what is read next', async () => {
    const root = fresh();
    writeFileSync(join(root, 'a'), 'aaaa');
    writeFileSync(join(root, 'b'), 'bbbb');
    const tree = workTree(root);
    const a = await tree.bytes('a');
    await tree.bytes('b');
    a!.fill(0x78);
    expect(await tree.text('a')).toBe('aaaa');
  });

  test('the limit holds before reading, and for what is kept', async () => {
    const root = fresh();
    writeFileSync(join(root, 'a'), 'x'.repeat(101));
    const tree = workTree(root);
    expect(await refused(tree.bytes('a', {limit: 100}))).toMatchObject({code: 'too-large', at: {path: 'a'}});
    expect(await tree.bytes('a', {limit: 101})).toHaveLength(101);
    expect(await refused(tree.bytes('a', {limit: 100}))).toMatchObject({code: 'too-large'});
    execFileSync('truncate', ['-s', '11M', join(root, 'big')]);
    expect(await refused(workTree(root).bytes('big'))).toMatchObject({code: 'too-large'});
  });

  test('files larger than every buffer are read whole', async () => {
    const root = fresh();
    const content = Buffer.alloc(9 * 1024 * 1024, 'abcdefg');
    writeFileSync(join(root, 'big'), content);
    expect(Buffer.compare((await workTree(root).bytes('big'))!, content)).toBe(0);
  });

  test.each([
    ['a link within', 'a', 'd/in', '../a', 'content'],
    ['a link to a link', 'a', 'in', 'in2', 'content'],
  ])('%s is followed', async (_, file, link, target, content) => {
    const root = fresh();
    mkdirSync(join(root, 'd'));
    writeFileSync(join(root, file), content);
    symlinkSync(target, join(root, link));
    if (target === 'in2') symlinkSync('a', join(root, 'in2'));
    expect(await workTree(root).text(link)).toBe(content);
  });

  test.each([
    ['out of the root', '/etc/passwd', 'refused'],
    ['to the folder above', '../other-root-file', 'refused'],
    ['into .git', '.git/config', 'refused'],
    ['into a .git further down', 'sub/.git/config', 'refused'],
    ['to nothing', 'nothing', 'missing'],
    ['in a circle', 'link', 'unreadable'],
    ['to a folder', 'sub', 'unreadable'],
    ['to a device', '/dev/zero', 'refused'],
  ])('a link %s is a refusal', async (_, target, code) => {
    const root = fresh();
    writeFileSync(join(folder, 'other-root-file'), 'x');
    for (const path of ['.git/config', 'sub/.git/config']) {
      mkdirSync(join(root, path, '..'), {recursive: true});
      writeFileSync(join(root, path), 'token');
    }
    symlinkSync(target, join(root, 'link'));
    expect(await refused(workTree(root).bytes('link'))).toMatchObject({code, at: {path: 'link'}});
  });

  test('a folder that became a link out of the root after the list was made leads nowhere', async () => {
    const root = fresh();
    mkdirSync(join(root, 'd'));
    writeFileSync(join(root, 'd/passwd'), 'mine');
    const tree = workTree(root);
    await tree.list();
    rmSync(join(root, 'd'), {recursive: true});
    symlinkSync('/etc', join(root, 'd'));
    expect(await refused(tree.text('d/passwd'))).toMatchObject({code: 'refused'});
  });

  const becomes: readonly (readonly [string, (file: string) => void | Promise<void>, string])[] = [
    ['a folder', file => mkdirSync(file), 'a folder'],
    ['a link', file => symlinkSync('/etc/passwd', file), 'a link'],
    ['a named pipe', file => void execFileSync('mkfifo', [file]), 'a named pipe'],
  ];
  test.each(becomes)('what became %s after the list was made is a gap, at once', async (_, make, said) => {
    const root = fresh();
    writeFileSync(join(root, 'a'), 'a');
    const tree = workTree(root);
    await tree.list();
    rmSync(join(root, 'a'));
    await make(join(root, 'a'));
    expect(await refused(tree.bytes('a'))).toMatchObject({code: 'unreadable', why: expect.stringContaining(said)});
  });

  test('pipes and sockets are in no list', async () => {
    const root = fresh();
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer();
    await new Promise<void>(resolve => void server.listen(join(root, 'socket'), resolve));
    expect(await workTree(root).list()).toEqual([]);
    await new Promise(resolve => void server.close(resolve));
  });

  test('what is gone, closed or too long is a gap that names the way out', async () => {
    const root = fresh();
    for (const name of ['gone', 'closed']) writeFileSync(join(root, name), 'x');
    const tree = workTree(root);
    await tree.list();
    rmSync(join(root, 'gone'));
    chmodSync(join(root, 'closed'), 0o000);
    expect(await refused(tree.bytes('gone'))).toMatchObject({code: 'missing', at: {path: 'gone'}, fix: expect.stringMatching(/\w/)});
    expect(await unprivileged(() => refused(tree.bytes('closed')))).toMatchObject({code: 'refused', fix: expect.stringContaining('permission')});
  });

  // Files of the kernel have no true size: what is read differs from what was announced, as when somebody writes meanwhile.
  const announcesMore = ['/sys/devices/system/clocksource/clocksource0/current_clocksource', '/sys/kernel/mm/transparent_hugepage/enabled'].find(path => existsSync(path));
  (announcesMore !== undefined && existsSync('/proc/sys/kernel/random/uuid') ? test : test.skip)('a file that grows or shrinks while it is read is a gap', async () => {
    expect(await refused(workTree('/proc/sys/kernel/random').bytes('uuid'))).toMatchObject({code: 'unreadable', why: expect.stringContaining('grew')});
    expect(await refused(workTree(dirname(announcesMore!)).bytes(basename(announcesMore!)))).toMatchObject({code: 'unreadable', why: expect.stringContaining('shrank')});
  });
});

describe('scan', () => {
  test('folds in the order asked for; a file that cannot be read loses no other', async () => {
    const root = fresh();
    for (const name of ['a', 'b', 'c', 'big']) writeFileSync(join(root, name), name.repeat(3));
    symlinkSync('/etc/passwd', join(root, 'out'));
    const {items, gaps} = await workTree(root).scan(['c', 'out', 'a', 'nope', 'big', 'b'], (path, bytes) => {
      if (path === 'b') throw new Error('a defect');
      return `${path}=${Buffer.from(bytes).toString()}`;
    }, {limit: 5});
    expect(items).toEqual(['c=ccc', 'a=aaa']);
    expect(gaps.map(gap => [gap.code, gap.at?.path])).toEqual([['refused', 'out'], ['missing', 'nope'], ['too-large', 'big'], ['crashed', 'b']]);
  });

  test('lets the event loop turn, reports, and stops at an abort', async () => {
    const root = fresh();
    const names = Array.from({length: 60}, (_, i) => `f${i}`);
    for (const name of names) writeFileSync(join(root, name), name);
    const slow = (): void => {
      const end = performance.now() + 1;
      while (performance.now() < end);
    };
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const reports: number[] = [];
    await workTree(root, {progress: (done, total, unit) => {
      expect([total, unit]).toEqual([60, 'pages']);
      reports.push(done);
    }}).scan(names, slow, {unit: 'pages'});
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
    expect(reports.length).toBeGreaterThan(2);
    expect(reports).toEqual([...reports].sort((a, b) => a - b));

    const controller = new AbortController();
    let folded = 0;
    setTimeout(() => controller.abort(), 10);
    expect(await refused(workTree(root, {signal: controller.signal}).scan(names, () => {
      folded++;
      slow();
    }))).toMatchObject({code: 'cancelled'});
    expect(folded).toBeLessThan(60);
    expect(await refused(workTree(root, {signal: AbortSignal.abort(new DOMException('late', 'TimeoutError'))}).list())).toMatchObject({code: 'timed-out'});
  });
});

describe('sharing and digests', () => {
  test('two ports on one folder see the same bytes; each tells what it read itself', async () => {
    const root = fresh();
    for (const name of ['a', 'b']) writeFileSync(join(root, name), name);
    const first = workTree(root);
    const second = workTree(root, {sharing: first});
    expect(await first.text('a')).toBe('a');
    writeFileSync(join(root, 'a'), 'changed by somebody');
    writeFileSync(join(root, 'c'), 'new');
    expect(await second.text('a')).toBe('a');
    expect(await second.list()).toBe(await first.list());
    await second.scan(['b'], () => 0);
    expect(first.filesRead()).toEqual([{path: 'a', sha256: sha256('a')}]);
    expect(second.filesRead()).toEqual([{path: 'a', sha256: sha256('a')}, {path: 'b', sha256: sha256('b')}]);
    expect(await workTree(root).text('a')).toBe('changed by somebody');
  });

  test.each([
    ['scanned, then asked for', false, true], ['scanned twice', false, false], ['asked for, then scanned', true, false],
  ])('what changes between two readings is not judged as two things: %s', async (_way, first, second) => {
    const root = fresh();
    writeFileSync(join(root, 'a'), 'before');
    const tree = workTree(root);
    const read = async (asked: boolean): Promise<unknown> => {
      if (asked) return tree.text('a');
      const {items, gaps} = await tree.scan(['a'], (_path, bytes) => Buffer.from(bytes).toString());
      return items[0] ?? Promise.reject(new Refusal(gaps[0]!));
    };
    expect(await read(first)).toBe('before');
    writeFileSync(join(root, 'a'), 'behind');
    if (first) expect(await read(second)).toBe('before');
    else expect(await refused(read(second))).toMatchObject({code: 'unreadable', why: 'it has changed since this run first read it', at: {path: 'a'}});
    if (!first) expect(await refused(tree.text('a'))).toMatchObject({code: 'unreadable'});
    expect(tree.filesRead()).toEqual([{path: 'a', sha256: sha256('before')}]);
  });

  test('can be switched off', async () => {
    const root = fresh();
    writeFileSync(join(root, 'a'), 'a');
    const tree = workTree(root, {digests: false});
    await tree.text('a');
    expect(tree.filesRead()).toEqual([]);
  });
});

describe('replace', () => {
  test('replaces what was planned with, keeps the mode, leaves nothing behind', async () => {
    await using repository = await gitRepository({'run.sh': 'old'});
    chmodSync(join(repository.path, 'run.sh'), 0o750);
    const tree = workTree(repository.path);
    expect(await tree.text('run.sh')).toBe('old');
    await tree.replace('run.sh', Buffer.from('new'), {sha256: sha256('old')});
    expect(readFileSync(join(repository.path, 'run.sh'), 'utf8')).toBe('new');
    expect(statSync(join(repository.path, 'run.sh')).mode & 0o777).toBe(0o750);
    expect(await tree.text('run.sh')).toBe('new');
    expect(await tree.list()).toEqual([{path: 'run.sh', kind: 'file'}]);
    expect(readdirSync(repository.path).sort()).toEqual(['.git', 'run.sh']);
  });

  test('a file that has changed since is stale and stays as it is', async () => {
    const root = fresh();
    writeFileSync(join(root, 'a'), 'planned');
    const tree = workTree(root);
    await tree.text('a');
    writeFileSync(join(root, 'a'), 'by somebody');
    expect(await refused(tree.replace('a', Buffer.from('new'), {sha256: sha256('planned')}))).toMatchObject({code: 'stale'});
    expect(readFileSync(join(root, 'a'), 'utf8')).toBe('by somebody');
    expect(readdirSync(root)).toEqual(['a']);
  });

  test('no new file, no link, nothing outside; a hard link elsewhere keeps its content', async () => {
    const root = fresh();
    const outside = join(folder, `outside-${count}`);
    writeFileSync(outside, 'outside');
    symlinkSync(outside, join(root, 'link'));
    linkSync(outside, join(root, 'hard'));
    const tree = workTree(root);
    const expected = {sha256: sha256('outside')};
    expect(await refused(tree.replace('new', Buffer.from('x'), expected))).toMatchObject({code: 'missing'});
    expect(await refused(tree.replace('../x', Buffer.from('x'), expected))).toMatchObject({code: 'missing'});
    expect(await refused(tree.replace('link', Buffer.from('x'), expected))).toMatchObject({code: 'refused'});
    await tree.replace('hard', Buffer.from('x'), expected);
    expect(readFileSync(outside, 'utf8')).toBe('outside');
  });

  test('a folder that became a link out of the root since: nothing is written there, though it holds the same', async () => {
    const root = fresh();
    const outside = fresh();
    for (const place of [join(root, 'docs'), outside]) {
      mkdirSync(place, {recursive: true});
      writeFileSync(join(place, 'a'), 'planned');
    }
    const tree = workTree(root);
    expect(await tree.text('docs/a')).toBe('planned');
    rmSync(join(root, 'docs'), {recursive: true});
    symlinkSync(outside, join(root, 'docs'));
    expect(await refused(tree.replace('docs/a', Buffer.from('new'), {sha256: sha256('planned')}))).toMatchObject({code: 'refused', why: expect.stringContaining('leads out')});
    expect([readFileSync(join(outside, 'a'), 'utf8'), readdirSync(outside)]).toEqual(['planned', ['a']]);
  });

  test('a folder that cannot be written to is a refusal', async () => {
    const root = fresh();
    writeFileSync(join(root, 'a'), 'a');
    chmodSync(join(root, 'a'), 0o644);
    const tree = workTree(root);
    await tree.list();
    chmodSync(root, 0o555);
    const gap = await unprivileged(() => refused(tree.replace('a', Buffer.from('x'), {sha256: sha256('a')})));
    chmodSync(root, 0o755);
    expect(gap).toMatchObject({code: 'refused', why: expect.stringContaining('EACCES')});
    expect(readFileSync(join(root, 'a'), 'utf8')).toBe('a');
  });
});
