import {chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {Refusal} from '#core';
import {type GitRepository, gitRepository} from '#testkit';
import {expectUndecided, gapsOf, judgeProbe} from './local.ts';

const path = process.env['PATH'];
afterEach(() => { process.env['PATH'] = path; });

/** Puts a program named git before the real one, for this test. */
function standIn(repository: GitRepository, script: string): void {
  const folder = join(repository.path, '../stand-in');
  mkdirSync(folder);
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'git'), 0o755);
  process.env['PATH'] = `${folder}:${path}`;
}

const inGit = (file: string) => ({path: root}: GitRepository): string => join(root, '.git', file);
const remove = (file: string) => (repository: GitRepository): void => rmSync(inGit(file)(repository), {recursive: true});
const write = (file: string, text: string) => (repository: GitRepository): void => writeFileSync(inGit(file)(repository), text);

/** What can be wrong with the whole of git; then nothing is known of the repository, whatever a gate looks at. */
const broken: Readonly<Record<string, (repository: GitRepository) => void>> = {
  'git is not installed': () => { process.env['PATH'] = '/nowhere'; },
  'git may not be executed': repository => {
    standIn(repository, '');
    chmodSync(join(repository.path, '../stand-in/git'), 0o644);
    process.env['PATH'] = join(repository.path, '../stand-in');
  },
  'git ends with 1': repository => standIn(repository, 'exit 1'),
  'git ends with 128 and an unknown message': repository => standIn(repository, 'echo "fatal: the moon is full" >&2; exit 128'),
  'git says nothing': repository => standIn(repository, 'exit 0'),
  'git says what nobody understands': repository => standIn(repository, 'echo garbage'),
  'git is killed': repository => standIn(repository, 'kill -9 $$'),
  'git says half of the truth': repository => standIn(repository, `PATH='${path}'; git "$@" | head -c 20`),
  'HEAD is gone': remove('HEAD'),
  'HEAD is garbage': write('HEAD', 'garbage'),
  'HEAD is empty': write('HEAD', ''),
  'the branch names a commit that is not there': write('refs/heads/main', `${'a'.repeat(40)}\n`),
  'the branch is garbage': write('refs/heads/main', 'garbage\n'),
  'the index is garbage': write('index', 'garbage'),
  'the configuration is garbage': write('config', '[[['),
  'the objects are gone': remove('objects'),
  'the objects are lost': repository => {
    remove('objects')(repository);
    mkdirSync(inGit('objects')(repository));
  },
  '.git is an empty folder': repository => {
    rmSync(join(repository.path, '.git'), {recursive: true});
    mkdirSync(join(repository.path, '.git'));
  },
  '.git is a file that leads nowhere': repository => {
    rmSync(join(repository.path, '.git'), {recursive: true});
    writeFileSync(join(repository.path, '.git'), 'gitdir: /nowhere\n');
  },
  '.git is a file of something else': repository => {
    rmSync(join(repository.path, '.git'), {recursive: true});
    writeFileSync(join(repository.path, '.git'), 'garbage');
  },
};

test.each(Object.entries(broken))('%s', async (_, spoil) => {
  await using repository = await gitRepository({'a.md': 'a\n'});
  spoil(repository);
  const judged = await judgeProbe(repository.path, {});
  expect(judged.record.outcome.checks.map(check => [check.rule, check.state])).toEqual([['probe/repository', 'undecided']]);
  expectUndecided(judged, repository.path);
});

test('git does not end: a cancelled run ends it, and leaves a record', async () => {
  await using repository = await gitRepository({'a.md': 'a\n'});
  const here = join(repository.path, '../here');
  standIn(repository, `touch '${here}'\nsleep 600`);
  const cancel = new AbortController();
  const looking = setInterval(() => {
    if (existsSync(here)) cancel.abort(new DOMException('cancelled', 'AbortError'));
  }, 20);
  const judged = await judgeProbe(repository.path, {}, {signal: cancel.signal});
  clearInterval(looking);
  expect(existsSync(here)).toBe(true);
  expect(new Set(gapsOf(judged))).toEqual(new Set(['cancelled']));
  expectUndecided(judged, repository.path);
});

describe('what a gate asks of the history', () => {
  const withoutObject = async (repository: GitRepository, name: string): Promise<void> => {
    const sha = await repository.git('rev-parse', name);
    rmSync(join(repository.path, '.git/objects', sha.slice(0, 2), sha.slice(2)));
  };

  test.each<[string, (repository: GitRepository) => Promise<GitRepository>, (git: Parameters<NonNullable<Parameters<typeof judgeProbe>[1]['collect']>>[0]['git'],
    first: string) => Promise<unknown>]>([
    ['a shallow clone: all commits', async repository => repository.clone({depth: 1}), git => git.commits({limit: 10})],
    ['a shallow clone: when a file last changed', async repository => repository.clone({depth: 1}), git => git.lastChanged(['a.md'])],
    ['a shallow clone: what changed since an old commit', async repository => repository.clone({depth: 1}), (git, first) => git.changedSince(first)],
    ['a shallow clone: a file as it was', async repository => repository.clone({depth: 1}), (git, first) => git.textAt(first, 'a.md')],
    ['an old commit is lost: all commits', async repository => {
      await withoutObject(repository, 'HEAD~1');
      return repository;
    }, git => git.commits({limit: 10})],
    ['an old tree is lost: what changed since', async repository => {
      await withoutObject(repository, 'HEAD~1^{tree}');
      return repository;
    }, (git, first) => git.changedSince(first)],
    ['an old content is lost: the file as it was', async repository => {
      await withoutObject(repository, 'HEAD~1:a.md');
      return repository;
    }, (git, first) => git.textAt(first, 'a.md')],
  ])('%s', async (_, make, ask) => {
    await using repository = await gitRepository({'a.md': 'a\n'});
    const first = await repository.head();
    await repository.commit('Second', {files: {'a.md': 'b\n'}});
    await using judgedOne = await make(repository);
    const judged = await judgeProbe(judgedOne.path, {collect: ({git}) => ask(git, first)});
    expect(gapsOf(judged)).toEqual([expect.stringMatching(/^(?:missing|unreadable)$/)]);
    expectUndecided(judged, judgedOne.path);
  });

  test('git fails between opening and asking', async () => {
    await using repository = await gitRepository({'a.md': 'a\n'});
    const judged = await judgeProbe(repository.path, {
      collect: async ({git}) => {
        rmSync(join(repository.path, '.git'), {recursive: true});
        const head = await git.head();
        if (head === undefined) throw new Refusal({code: 'missing', what: 'the commit', why: 'there is none', fix: 'Commit.'});
      },
    });
    expect(gapsOf(judged)).toEqual(['missing']);
    expectUndecided(judged, repository.path);
  });

  test('a commit that is judged in place of the work tree, and whose files are lost', async () => {
    await using repository = await gitRepository({'a.md': 'a\n'});
    await repository.tag('v1.0.0');
    await repository.commit('Second', {files: {'a.md': 'b\n'}});
    await withoutObject(repository, 'v1.0.0:a.md');
    const judged = await judgeProbe(repository.path, {collect: async ({files}) => {
      const {gaps: [gap]} = await files.scan(['a.md'], () => true);
      if (gap) throw new Refusal(gap);
    }}, {inputs: {ref: 'v1.0.0'}});
    expect(gapsOf(judged)).toEqual(['missing']);
    expectUndecided(judged, repository.path);
  });
});

/** What is no fault: nothing of git is needed to judge a folder. */
test('a folder without git is judged as it stands, and can never be released', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plain-'));
  try {
    writeFileSync(join(folder, 'a.md'), 'a\n');
    const judged = await judgeProbe(folder, {collect: ({files}) => files.text('a.md')});
    expect(judged).toMatchObject({exitCode: 0, record: {outcome: {verdict: 'pass'}, notEligible: expect.arrayContaining(['there is no commit'])}});
    expect(readdirSync(join(folder, '.shipgate/evidence'))).toEqual(['probe.learned.json']);
  } finally {
    rmSync(folder, {recursive: true});
  }
});
