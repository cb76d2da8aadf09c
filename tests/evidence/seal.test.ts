import {existsSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {Misconfiguration} from '#core';
import type {GitRepository} from '#testkit';
import {suite as everyAction} from '#suite';
import {folderStore} from '../../packages/runtime/src/store/folder-store.ts';
import {judgeEvidence, judgeRelease, openIn, redIn, release} from './local.ts';

const recordOf = (repository: Pick<GitRepository, 'path'>, path: unknown): string => readFileSync(join(repository.path, '.shipgate', String(path)), 'utf8');

test('a preflight of a tag is planned, sealed once, and verified; sealing again changes nothing', async () => {
  await using repository = await release({files: {'lock.txt': 'locked\n'}, policy: ''});
  await repository.write({'dist/app.zip': 'bytes'});
  expect((await judgeRelease(repository)).record.outcome.verdict).toBe('pass');

  const plan = await judgeEvidence('seal', repository, {artifacts: 'dist/**'});
  expect([plan.record.outcome.effect, plan.exitCode, openIn(plan)]).toEqual(['planned', 0, []]);
  expect(existsSync(join(repository.path, '.shipgate/records'))).toBe(false);

  const sealed = await judgeEvidence('seal', repository, {artifacts: 'dist/**', apply: 'true'});
  expect([sealed.record.outcome.effect, sealed.exitCode, openIn(sealed)]).toEqual(['done', 0, []]);
  const path = sealed.record.outcome.outputs?.['record'];
  const text = recordOf(repository, path);

  const again = await judgeEvidence('seal', repository, {artifacts: 'dist/**', apply: 'true'});
  expect(again.record.outcome.steps).toMatchObject([{state: 'done', already: true}]);
  expect(recordOf(repository, path)).toBe(text);

  const verified = await judgeEvidence('verify', repository, {sha256: String(sealed.record.outcome.outputs?.['sha256'])});
  expect([verified.record.outcome.verdict, openIn(verified)]).toEqual(['pass', []]);
});

test('looking at the report files first, as on a laptop, does not stand in the way of sealing', async () => {
  await using repository = await release();
  await judgeRelease(repository);
  for (const mode of ['schema', 'correlation', 'schema']) expect(openIn(await judgeEvidence(mode, repository))).toEqual([]);
  const sealed = await judgeEvidence('seal', repository, {apply: 'true'});
  expect([sealed.record.outcome.effect, openIn(sealed)]).toEqual(['done', []]);
  for (const mode of ['schema', 'correlation', 'replay', 'verify']) expect(openIn(await judgeEvidence(mode, repository))).toEqual([]);
});

test('the history remembers a record that the folder has lost', async () => {
  await using repository = await release();
  const remember = {set: 'evidence.seal.remember=true', apply: 'true'};
  await judgeRelease(repository);
  expect(redIn(await judgeEvidence('seal', repository, remember))).toEqual(['seal.once', 'plan']);
  await folderStore(repository.path, '.shipgate/history').begin();
  const first = await judgeEvidence('seal', repository, remember);
  expect([first.record.outcome.effect, redIn(first)]).toEqual(['done', []]);
  rmSync(join(repository.path, '.shipgate/records'), {recursive: true});
  await judgeRelease(repository);
  const second = await judgeEvidence('seal', repository, remember);
  expect([second.record.outcome.effect, redIn(second)]).toEqual(['none', ['seal.once']]);
});

describe('what is not sealed', () => {
  const sealAfter = async (prepare: (repository: GitRepository) => Promise<unknown>, inputs: Readonly<Record<string, string>> = {}, policy = '') => {
    await using repository = await release({policy});
    await prepare(repository);
    const sealed = await judgeEvidence('seal', repository, {apply: 'true', ...inputs});
    expect([sealed.exitCode, sealed.record.outcome.effect === 'done', existsSync(join(repository.path, '.shipgate/records'))]).toEqual([1, false, false]);
    return redIn(sealed);
  };

  test('quick mode', async () => {
    expect(await sealAfter(repository => judgeRelease(repository, {ref: 'v1.0.0', quick: 'true'}))).toEqual(['seal.eligible']);
  });
  test('a run that only counts what is new', async () => {
    expect(await sealAfter(repository => judgeRelease(repository, {}))).toContain('seal.eligible');
  });
  test('a run without policy file', async () => {
    expect(await sealAfter(async repository => {
      await repository.commit('no policy', {files: {'.github/shipgate.yml': null}});
      await judgeRelease(repository, {ref: 'HEAD'}, everyAction);
    }, {set: 'evidence.seal.remember=false'})).toEqual(expect.arrayContaining(['seal.eligible', 'seal.policy']));
  });
  test('an old run', async () => {
    expect(await sealAfter(repository => judgeRelease(repository), {set: 'evidence.seal.max-age=0s'})).toEqual(['seal.fresh']);
  });
  test('a commit after the run', async () => {
    expect(await sealAfter(async repository => {
      await judgeRelease(repository);
      await repository.commit('later', {files: {'b.txt': 'later\n'}});
    })).toEqual(['seal.commit']);
  });
  test('a changed and an untracked file', async () => {
    expect(await sealAfter(async repository => {
      await judgeRelease(repository);
      await repository.write({'a.txt': 'changed\n', 'new.txt': 'new\n'});
    })).toEqual(['seal.tree']);
  });
  test('a red gate', async () => {
    expect(await sealAfter(async repository => {
      await repository.commit('broken', {files: {'a.txt': 'BROKEN thing\n'}});
      await judgeRelease(repository, {ref: 'HEAD'});
    })).toEqual(['seal.verdicts']);
  });
  test('a gate dropped after the run, and all of them', async () => {
    expect(await sealAfter(async repository => {
      await judgeRelease(repository);
      rmSync(join(repository.path, '.shipgate/evidence/second.json'));
      rmSync(join(repository.path, '.shipgate/evidence/second.output.txt'));
    })).toEqual(['seal.whole']);
    expect(await sealAfter(async () => undefined)).toContain('seal.required');
  });
  test.each<[string, Readonly<Record<string, string>>]>([
    ['an unknown input', {bogus: 'x'}], ['no number', {'timeout-minutes': 'ten'}], ['an unknown setting', {set: 'docs-reality.bogus=1'}], ['a commit that is not there', {ref: 'v9'}],
    ['a policy file that is not there', {config: 'nowhere.yml'}],
  ])('what an earlier run left, where the last one was called with %s', async (_, inputs) => {
    const left: string[] = [];
    const red = await sealAfter(async repository => {
      await judgeRelease(repository);
      await expect(judgeRelease(repository, {ref: 'v1.0.0', ...inputs})).rejects.toThrow(Misconfiguration);
      left.push(...readdirSync(join(repository.path, '.shipgate/evidence')).filter(name => name.endsWith('.json')));
    });
    expect(red).toContain('seal.required');
    // Of the gates that it had run as well, which policy may require by themselves.
    expect(left).toEqual([]);
  });
  test('one exception too many', async () => {
    const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    expect(await sealAfter(async repository => {
      await repository.commit('excused', {files: {'a.txt': 'BROKEN thing\n',
        '.github/shipgate/waivers.yml': `waivers:\n  - {id: W-1, rule: docs-reality/mark.broken, path: a.txt, reason: soon, owner: '@ana',\n`
          + `     created: ${day(-1)}, expires: ${day(9)}}\n`}});
      await judgeRelease(repository, {ref: 'HEAD'});
    }, {set: 'evidence.seal.max-exceptions=0'})).toEqual(['seal.exceptions']);
  });
  test('a report that somebody has written by hand', async () => {
    const red = await sealAfter(async repository => {
      await judgeRelease(repository);
      writeFileSync(join(repository.path, '.shipgate/evidence/mine.json'), '{"ok":true}');
    });
    expect(red).toContain('seal.required');
  });
});

test('a second preflight of the same release is other evidence, and the first record stays', async () => {
  await using repository = await release();
  await judgeRelease(repository);
  const first = await judgeEvidence('seal', repository, {apply: 'true'});
  const text = recordOf(repository, first.record.outcome.outputs?.['record']);
  await judgeRelease(repository);
  const second = await judgeEvidence('seal', repository, {apply: 'true'});
  expect([second.exitCode, redIn(second)]).toEqual([1, ['seal.once']]);
  expect(recordOf(repository, first.record.outcome.outputs?.['record'])).toBe(text);
});
