import {expect, test} from '@jest/globals';
import {Refusal} from '#core';
import {context, git} from '#testkit';
import {repositoryOf} from './repository.ts';

const ask = (repository: string | undefined, remotes: readonly string[] = []) => repositoryOf(
  {context: context(repository === undefined ? {} : {repository}), git: git({remotes})}
);

test('the run\'s own repository, whatever the remotes are', async () => {
  expect(await ask('harbour/lantern-bay', ['fork/lantern-bay'])).toEqual({owner: 'harbour', repo: 'lantern-bay'});
});

test('on a laptop the one that the remotes name', async () => {
  expect(await ask(undefined, ['harbour/lantern-bay'])).toEqual({owner: 'harbour', repo: 'lantern-bay'});
});

test.each([
  [[], 'no remote names one'],
  [['harbour/lantern-bay', 'mira/lantern-bay'], 'several: harbour/lantern-bay, mira/lantern-bay'],
  [['group/sub/lantern-bay'], 'is not owner/name'],
  [['lantern-bay'], 'is not owner/name'],
])('remotes %j: refused, never guessed', async (remotes, why) => {
  const thrown = await ask(undefined, remotes).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(Refusal);
  expect((thrown as Refusal).message).toContain(why);
});
