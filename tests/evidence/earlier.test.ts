import {mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {Misconfiguration} from '#core';
import {judgeLocally} from '#runtime';
import {type GitRepository, gitRepository, marks} from '#testkit';
import {judgeRelease, release} from './local.ts';

/** The action `marks` by itself. */
const judgeMarks = (repository: Pick<GitRepository, 'path'>, inputs: Readonly<Record<string, string>> = {}, workspace = repository.path) =>
  judgeLocally({action: marks, mode: marks.main, inputs, secrets: {}, token: undefined}, [marks], {
    workspace, environment: process.env, signal: new AbortController().signal, progress: () => undefined, note: () => undefined, ref: inputs['ref'],
  });
const mistaken = async (run: Promise<unknown>): Promise<void> => void await expect(run).rejects.toThrow(Misconfiguration);
const evidenceIn = ({path}: Pick<GitRepository, 'path'>, folder = '.shipgate'): readonly string[] => readdirSync(join(path, folder, 'evidence')).filter(name => name.endsWith('.json')).toSorted();

test('a call that is wrong removes what the same gate has left, under whatever name, and nothing of another gate', async () => {
  await using repository = await gitRepository({'.github/shipgate.yml': 'version: 1\ngates:\n  docs-reality: {as: pages, enforcement: enforce}\n  other: {run: "true"}\n', 'a.txt': 'a\n'});
  await judgeRelease(repository, {});
  expect(evidenceIn(repository)).toEqual(['other.json', 'pages.json', 'preflight.judge.json']);
  await mistaken(judgeMarks(repository, {set: 'bogus=1'}));
  expect(evidenceIn(repository)).toEqual(['other.json', 'preflight.judge.json']);
  await mistaken(judgeRelease(repository, {set: 'bogus=1'}));
  expect(evidenceIn(repository)).toEqual([]);
});

test('from a folder within the repository, and in the folder for report files that was named', async () => {
  await using repository = await release({files: {'docs/a.txt': 'a\n'}});
  for (const inputs of [{}, {'evidence-dir': 'reports'}]) await judgeMarks(repository, inputs);
  await mistaken(judgeMarks(repository, {'evidence-dir': 'reports', 'bogus': 'x'}, join(repository.path, 'docs')));
  expect([evidenceIn(repository), evidenceIn(repository, 'reports')]).toEqual([['docs-reality.check.json'], []]);
  await mistaken(judgeMarks(repository, {bogus: 'x'}, join(repository.path, 'docs')));
  expect(evidenceIn(repository)).toEqual([]);
});

test('what is no report file stays, and nothing is removed behind a link that leads out', async () => {
  await using repository = await release();
  await judgeMarks(repository);
  writeFileSync(join(repository.path, '.shipgate/evidence/mine.json'), '{"gate":"docs-reality/check"}');
  mkdirSync(join(repository.path, '.shipgate/evidence/folder.json'));
  await mistaken(judgeMarks(repository, {bogus: 'x'}));
  expect(evidenceIn(repository)).toEqual(['folder.json', 'mine.json']);

  const outside = mkdtempSync(join(tmpdir(), 'outside-'));
  try {
    await judgeMarks(repository, {'evidence-dir': outside});
    rmSync(join(repository.path, '.shipgate'), {recursive: true});
    symlinkSync(outside, join(repository.path, '.shipgate'));
    await mistaken(judgeMarks(repository, {bogus: 'x'}));
    expect(readdirSync(join(outside, 'evidence'))).toEqual(['docs-reality.check.json']);
  } finally {
    rmSync(outside, {recursive: true});
  }
});
