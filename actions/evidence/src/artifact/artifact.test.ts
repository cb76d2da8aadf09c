import {describe, expect, test} from '@jest/globals';
import type {ContextFacts} from '#core';
import {builtFiles, commit, context, git} from '#testkit';
import {commitId, now} from '../report.fixture.ts';
import {collect} from './collect.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

const bytes = (count: number): string => 'x'.repeat(count);

async function judge(files: Readonly<Record<string, string>>, artifact: Record<string, unknown>, {names = [], only = [], facts = {tag: 'v1.2.0'}}: {
  readonly names?: readonly string[]; readonly only?: readonly string[]; readonly facts?: Partial<ContextFacts>;
} = {}) {
  const parsed = policy.parse({artifacts: {windows: {paths: ['build/**'], ...artifact}}});
  const collected = await collect({built: builtFiles(files), git: git({head: commit(commitId, '2026-11-19')}), context: context(facts)}, {inputs: {names, only}, policy: parsed});
  return Object.fromEntries(rules.map(rule => [rule.id.replace('artifact.', ''), rule.judge(collected, parsed, now)]));
}
const statesOf = async (...given: Parameters<typeof judge>) => Object.fromEntries(Object.entries(await judge(...given)).map(([id, {state}]) => [id, state]));

describe('size against the last release', () => {
  test.each([
    ['+0 %', 1000, 'held', 'held'], ['+7 %', 1070, 'held', 'held'], ['+8 %, the limit', 1080, 'held', 'held'], ['+9 %', 1090, 'held', 'broken'],
    ['+15 %, the limit', 1150, 'held', 'broken'],
    ['+16 %', 1160, 'broken', 'broken'], ['-10 %, the limit', 900, 'held', 'held'], ['-11 %', 890, 'held', 'broken'], ['-30 %, the limit', 700, 'held', 'broken'],
    ['-40 %', 600, 'broken', 'broken'],
  ])('%s', async (_name, size, hard, soft) => {
    expect(await statesOf({'build/a': bytes(500), 'build/deep/b': bytes(size - 500)}, {'baseline-bytes': 1000})).toMatchObject({size: hard, drift: soft, 'not-empty': 'held'});
  });

  test('null was never measured, and is told with the size to write down; without a baseline nothing is compared', async () => {
    const {size} = await judge({'build/a': bytes(1000)}, {'baseline-bytes': null});
    expect(size).toMatchObject({state: 'undecided', undecided: [{fix: 'Look at it, and write baseline-bytes: 1000.'}]});
    expect(await statesOf({'build/a': bytes(1000)}, {})).toMatchObject({size: 'not-applicable', drift: 'not-applicable'});
  });

  test.each([[0], [-1], [1.5], ['1000'], [Number.NaN]])('a baseline of %p is no policy', value => {
    expect(policy.safeParse({artifacts: {windows: {paths: ['build/**'], 'baseline-bytes': value}}}).success).toBe(false);
  });

  test('a warning above the limit is no policy', () => {
    expect(policy.safeParse({artifacts: {windows: {paths: ['build/**'], growth: {warn: 20, fail: 10}}}}).success).toBe(false);
    expect(policy.safeParse({artifacts: {windows: {paths: ['build/**'], growth: {warn: 10, fail: 10}, shrink: {warn: 10, fail: 10}}}}).success).toBe(true);
  });
});

test('empty: nothing there, nothing in it, and single empty files', async () => {
  expect(await statesOf({}, {'baseline-bytes': 1000})).toMatchObject({'not-empty': 'broken', size: 'broken'});
  expect(await statesOf({'build/a': '', 'build/b': ''}, {})).toMatchObject({'not-empty': 'broken', 'empty-files': 'broken'});
  expect(await statesOf({'build/a': '', 'build/b': 'b'}, {})).toMatchObject({'not-empty': 'held', 'empty-files': 'broken'});
});

describe('names', () => {
  const template = {name: 'windows-release-{tag}-{sha}'};
  const files = {'build/a': 'a'};
  test.each([
    ['the one that is expected', [`windows=windows-release-v1.2.0-${commitId}`], 'held'], ['of another commit', ['windows=windows-release-v1.2.0-bbbb'], 'broken'],
    ['with more behind it', [`windows=windows-release-v1.2.0-${commitId}-x`], 'broken'],
    ['none', [], 'undecided'],
  ])('%s', async (_name, names, state) => {
    expect(await statesOf(files, template, {names})).toMatchObject({name: state});
  });

  test('a tag that this run does not know is not left out of the name', async () => {
    expect(await judge(files, template, {names: ['windows=windows-release--x'], facts: {}})).toMatchObject({name: {state: 'undecided',
      undecided: [{message: 'The name of windows has {tag}, and this run knows none.'}]}});
  });

  test('other placeholders, and no template', async () => {
    expect(policy.safeParse({artifacts: {windows: {paths: ['build/**'], name: '{branch}'}}}).success).toBe(false);
    expect(await statesOf(files, {name: 'app-{version}-{short-sha}'}, {names: ['windows=app-1.2.0-aaaaaaa']})).toMatchObject({name: 'held'});
    expect(await statesOf(files, {})).toMatchObject({name: 'not-applicable'});
  });
});

test('a build that makes one artifact at a time judges that one, and names one that is none', async () => {
  const parsed = policy.parse({artifacts: {windows: {paths: ['windows/**']}, linux: {paths: ['linux/**']}}});
  const ports = {built: builtFiles({'linux/a': 'a'}), git: git({head: commit(commitId, '2026-11-19')}), context: context()};
  const {handed} = await collect(ports, {inputs: {names: [], only: ['linux']}, policy: parsed});
  expect(handed).toMatchObject({items: [{id: 'linux'}], gaps: []});
  await expect(collect(ports, {inputs: {names: [], only: ['linus']}, policy: parsed})).rejects.toMatchObject({gap: {fix: 'Did you mean "linux"?'}});
});
