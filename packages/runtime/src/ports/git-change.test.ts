import {execFileSync} from 'node:child_process';
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {GitChange} from '#core';
import {gitChange} from './git-change.ts';
import {gitHistory} from './git-history.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'git-change-'));
});
afterAll(() => rmSync(root, {recursive: true, force: true}));

const identity = ['-c', 'user.name=Octo Cat', '-c', 'user.email=octo@example.com'];
const git = (folder: string, ...words: readonly string[]): string => execFileSync('git', ['-C', folder, ...identity, ...words], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']}).trim();
const changeIn = (folder: string): GitChange => gitChange(folder, gitHistory(folder));
const ref = 'refs/notes/audit-log';
const note = 'example.org/log\n8\nroot\n\n\u2014 example.org/log sig\n';

let made = 0;
/** A bare repository with one commit, and as many clones of it as asked for. */
function clones(count: number, ...how: readonly string[]): {readonly bare: string; readonly all: readonly string[]; readonly head: string} {
  const folder = join(root, String(made++));
  const bare = join(folder, 'bare');
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', bare]);
  const first = join(folder, 'first');
  execFileSync('git', ['clone', '-q', bare, first], {stdio: 'ignore'});
  git(first, 'checkout', '-q', '-b', 'main');
  git(first, 'commit', '-q', '--allow-empty', '-m', 'One');
  git(first, 'push', '-q', 'origin', 'main');
  const all = Array.from({length: count}, (_, i) => {
    const clone = join(folder, `clone-${i}`);
    execFileSync('git', ['clone', '-q', ...how, `file://${bare}`, clone], {stdio: 'ignore'});
    return clone;
  });
  return {bare, all, head: git(first, 'rev-parse', 'HEAD')};
}

test('a tag is annotated, is on the remote and in the clone, and is made once', async () => {
  const {bare, all: [one, two], head} = clones(2);
  writeFileSync(join(one!, 'left.txt'), 'untouched');
  await changeIn(one!).tag('audit-log/8', head, note);
  await changeIn(one!).tag('audit-log/8', head, note);
  // The other clone has never seen it.
  await changeIn(two!).tag('audit-log/8', head, note);
  for (const folder of [bare, one!, two!]) {
    expect(git(folder, 'cat-file', 'tag', 'audit-log/8')).toMatch(/^object [0-9a-f]{40}\ntype commit\ntag audit-log\/8\ntagger Shipgate /);
    expect(git(folder, 'rev-parse', 'audit-log/8')).toBe(git(bare, 'rev-parse', 'audit-log/8'));
    expect(`${git(folder, 'tag', '-l', '--format=%(contents)', 'audit-log/8')}\n`).toBe(note);
  }
  expect(git(one!, 'status', '--porcelain', '--branch').split('\n')).toEqual(['## main...origin/main', '?? left.txt']);
  await expect(changeIn(two!).tag('audit-log/8', head, note.replace('8', '9'))).rejects.toMatchObject({gap: {why: expect.stringContaining('says something else')}});
  await expect(changeIn(clones(1).all[0]!).tag('no..good', head, note)).rejects.toMatchObject({gap: {code: 'refused'}});
}, 120_000);

test('a tag of that name that only the remote has, and says something else, is not overwritten', async () => {
  const {bare, all: [one, two], head} = clones(2);
  await changeIn(one!).tag('audit-log/8', head, note);
  const before = git(bare, 'rev-parse', 'audit-log/8');
  await expect(changeIn(two!).tag('audit-log/8', head, note.replace('8', '9'))).rejects.toMatchObject({gap: {code: 'refused'}});
  expect(git(bare, 'rev-parse', 'audit-log/8')).toBe(before);
}, 120_000);

test('notes are added to those of others, at the same time too, and a shallow clone will do', async () => {
  const {bare, all, head} = clones(4, '--depth=1');
  const others = all.map((_, i) => String(i + 1).repeat(40));
  await Promise.all(all.map((clone, i) => changeIn(clone).annotate(ref, others[i]!, `${i}\n`)));
  await changeIn(all[0]!).annotate(ref, head, note);
  await changeIn(all[1]!).annotate(ref, head, note.replace('8', '9'));
  expect(`${git(bare, 'notes', '--ref=audit-log', 'show', head)}\n`).toBe(note.replace('8', '9'));
  expect(git(bare, 'notes', '--ref=audit-log', 'list').split('\n').map(line => line.split(' ')[1]).sort()).toEqual([...others, head].sort());
  expect(git(all[1]!, 'rev-parse', ref)).toBe(git(bare, 'rev-parse', ref));
  expect(git(all[1]!, 'for-each-ref', '--format=%(refname)', 'refs/notes')).toBe(ref);
}, 120_000);

test('without a remote both stay in the clone', async () => {
  const folder = join(root, 'alone');
  execFileSync('git', ['init', '-q', '-b', 'main', folder]);
  git(folder, 'commit', '-q', '--allow-empty', '-m', 'One');
  const head = git(folder, 'rev-parse', 'HEAD');
  await changeIn(folder).tag('audit-log/8', head, note);
  await changeIn(folder).annotate(ref, head, note);
  expect(await gitHistory(folder).tags()).toEqual([{name: 'audit-log/8', commit: head, annotated: true}]);
  expect(`${git(folder, 'notes', '--ref=audit-log', 'show', head)}\n`).toBe(note);
}, 120_000);

test('what the remote refuses is in the clone neither', async () => {
  const {bare, all: [one], head} = clones(1);
  const hook = join(bare, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho "GH013: Repository rule violations found"\nexit 1\n');
  chmodSync(hook, 0o755);
  await expect(changeIn(one!).tag('audit-log/8', head, note)).rejects.toMatchObject({gap: {code: 'refused', why: expect.stringContaining('GH013')}});
  await expect(changeIn(one!).annotate(ref, head, note)).rejects.toMatchObject({gap: {code: 'refused'}});
  expect(git(one!, 'for-each-ref', 'refs/tags', 'refs/notes')).toBe('');
  rmSync(bare, {recursive: true});
  await expect(changeIn(one!).tag('audit-log/8', head, note)).rejects.toMatchObject({gap: {code: 'missing'}});
  expect(git(one!, 'for-each-ref', 'refs/tags')).toBe('');
}, 120_000);
