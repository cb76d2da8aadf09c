import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {Misconfiguration} from '#core';
import {type Files, type GitRepository, gitRepository, refused} from '#testkit';
import {configurationTexts} from './configuration-texts.ts';
import {commitTree} from './ports/commit-tree.ts';
import {workTree} from './ports/work-tree.ts';

const main = '.github/shipgate.yml';
const ofWorkTree = ({path}: GitRepository, config?: string): Promise<ReadonlyMap<string, string>> => configurationTexts(workTree(path), {config, root: path});

async function ofCommit(repository: GitRepository, config?: string): Promise<ReadonlyMap<string, string>> {
  const tree = commitTree(repository.path, await repository.head());
  try {
    return await configurationTexts(tree, {config});
  } finally {
    await tree.dispose();
  }
}

test.each<[string, Files, readonly string[]]>([
  ['nothing', {'a.md': 'a'}, []],
  ['a folder with other files', {'.github/workflows/ci.yml': 'x', '.github/shipgate/notes.txt': 'x'}, []],
  ['a name that begins alike', {'.github/shipgate.yml.md': 'x', '.github/shipgate.yml~/a': 'x'}, []],
  ['all of it', {[main]: 'm', '.github/shipgate/waivers.yml': 'w', '.github/shipgate/docs-reality.yml': 'd'}, [main, '.github/shipgate/docs-reality.yml', '.github/shipgate/waivers.yml']],
])('%s: the same texts in the work tree and in the commit', async (_, files, paths) => {
  await using repository = await gitRepository(files);
  const texts = await ofWorkTree(repository);
  expect([...texts.keys()].toSorted()).toEqual([...paths].toSorted());
  expect([...texts].every(([path, text]) => files[path] === text)).toBe(true);
  expect(await ofCommit(repository)).toEqual(texts);
});

/** In place of the policy, in a repository that has none. */
const obstacles: Readonly<Record<string, readonly [put: (root: string) => void, place: string]>> = {
  'a folder': [root => mkdirSync(join(root, main), {recursive: true}), main],
  'a folder of its own folder': [root => {
    mkdirSync(join(root, '.github'));
    writeFileSync(join(root, '.github/shipgate'), '');
  }, '.github/shipgate'],
  'a folder that is a file': [root => writeFileSync(join(root, '.github'), ''), '.github'],
  'a folder that is a link to nothing': [root => symlinkSync('nowhere', join(root, '.github')), '.github'],
  'a folder that is a link to itself': [root => symlinkSync('.github', join(root, '.github')), '.github'],
  'a folder that is a link to a folder with it': [root => {
    mkdirSync(join(root, 'ci'));
    writeFileSync(join(root, 'ci/shipgate.yml'), 'x');
    symlinkSync('ci', join(root, '.github'));
  }, main],
};

describe.each(Object.entries(obstacles))('%s', (name, [put, place]) => {
  test('on disk is a refusal that names the place', async () => {
    await using repository = await gitRepository({'a.md': 'a'});
    put(repository.path);
    expect(await refused(ofWorkTree(repository))).toMatchObject({code: expect.stringMatching(/unreadable/), at: {path: place}, fix: expect.stringMatching(/\w/)});
  });

  test('in a commit is a mistake that another commit can repair', async () => {
    await using repository = await gitRepository({'a.md': 'a'});
    put(repository.path);
    // Git keeps no empty folder.
    if (name === 'a folder') writeFileSync(join(repository.path, main, 'x'), '');
    await repository.commit('Obstacle');
    const thrown = await ofCommit(repository).catch((reason: unknown) => reason);
    expect(thrown).toBeInstanceOf(Misconfiguration);
    expect((thrown as Misconfiguration).problems).toMatchObject([{at: {path: place}}]);
  });
});

test('a link to a folder without a policy is none', async () => {
  await using repository = await gitRepository({'ci/workflows/x.yml': 'x'});
  symlinkSync('ci', join(repository.path, '.github'));
  await repository.commit('Link');
  expect([(await ofWorkTree(repository)).size, (await ofCommit(repository)).size]).toEqual([0, 0]);
});

test('a file that was named and is none is the mistake of whoever named it', async () => {
  await using repository = await gitRepository({'ci/policy.yml/x': 'x'});
  await expect(ofWorkTree(repository, 'ci/policy.yml')).rejects.toMatchObject({name: 'Misconfiguration', problems: [{message: expect.stringContaining('a folder and not a file'),
    at: {path: 'ci/policy.yml'}}]});
  await expect(ofCommit(repository, 'ci/policy.yml')).rejects.toThrow(Misconfiguration);
  expect((await ofWorkTree(repository, 'ci/none.yml')).size).toBe(0);
});
