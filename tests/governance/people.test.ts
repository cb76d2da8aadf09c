import {describe, expect, test} from '@jest/globals';
import {github, githubStandIn, gitRepository, workflowDispatch} from '#testkit';
import {judgeOnGithub, stepOnGithub} from './github.ts';
import {check} from './local.ts';

const policy = 'version: 1\ngates: {governance/access: enforce}\ngovernance:\n  access:\n    release: [team:maintainers, user:cem]\n';
const world = {people: [github.person('ana', 'admin'), github.person('ben', 'write')], teams: [github.team('maintainers', ['ana'])], gone: ['old']};

describe('governance access, as a step', () => {
  test.each([
    ['ana', 'ana', 'pass'], ['ben', 'ben', 'fail'], ['ana', 'ben', 'fail'], ['ben', 'ana', 'fail'], ['cem', 'ana', 'pass'], ['old', 'ana', 'fail'],
    ['github-actions[bot]', 'ana', 'fail'],
  ])('%s starts it, %s starts it again: %s', async (actor, triggering_actor, verdict) => {
    await using repository = await gitRepository({'.github/shipgate.yml': policy});
    await using standIn = await githubStandIn(world);
    const result = await stepOnGithub(repository, standIn, 'access', {event: workflowDispatch({sha: await repository.head()}), github: {actor, triggering_actor}});
    expect([result.errors, result.outputs['verdict'], result.exitCode]).toEqual([[], verdict, verdict === 'pass' ? 0 : 1]);
    expect(standIn.misnamed()).toEqual([]);
  });

  test('the token of a workflow cannot see teams: could not decide, and the token that can is named', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': policy});
    await using standIn = await githubStandIn(world);
    const result = await stepOnGithub(
      repository, standIn, 'access', {permissions: {contents: 'write'}, event: workflowDispatch({sha: await repository.head()}), github: {actor: 'ana', triggering_actor: 'ana'}}
    );
    expect([result.outputs['verdict'], result.exitCode]).toEqual(['inconclusive', 1]);
    expect(result.summary).toContain('members: read');
  });

  test('its calls need what it declares', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': policy});
    await using standIn = await githubStandIn(world);
    await stepOnGithub(repository, standIn, 'access', {event: workflowDispatch({sha: await repository.head()}), github: {actor: 'ben', triggering_actor: 'ben'}});
    expect(standIn.needed()).toEqual({members: 'read'});
  });
});

describe('governance access, on a laptop', () => {
  test.each([['ana', 'pass'], ['ben', 'fail'], ['Cem', 'pass'], ['old', 'fail']])('the token is of %s: %s', async (login, verdict) => {
    await using repository = await gitRepository({'.github/shipgate.yml': policy});
    await using standIn = await githubStandIn(world);
    const {record, exitCode} = await judgeOnGithub(repository, standIn, 'access', {login});
    expect([record.outcome.verdict, exitCode]).toEqual([verdict, verdict === 'pass' ? 0 : 1]);
  });

  test('a token of nobody: could not decide, and the one that can is named', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': policy});
    await using standIn = await githubStandIn(world);
    const {outcome} = (await judgeOnGithub(repository, standIn, 'access')).record;
    expect(outcome.verdict).toBe('inconclusive');
    expect(check(outcome, 'access.admitted').findings).toMatchObject([{gap: 'refused', fix: expect.stringContaining('SHIPGATE_TOKEN')}]);
  });
});

test('inside preflight, for another operation and under another name', async () => {
  const gates = 'gates:\n  governance/access:\n    - {as: may-release}\n    - {as: may-report, policy: {for: report}}\n';
  await using repository = await gitRepository({'.github/shipgate.yml': `version: 1\n${gates}governance:\n  access:\n    release: [user:ana]\n    report: ['*']\n`});
  await using standIn = await githubStandIn(world);
  const {record} = await judgeOnGithub(repository, standIn, 'preflight', {event: 'workflow_dispatch'});
  // On a laptop GitHub Actions names nobody.
  expect(record.outcome.parts!.map(({as, verdict}) => [as, verdict])).toEqual([['may-release', 'inconclusive'], ['may-report', 'inconclusive']]);
  const own = await judgeOnGithub(repository, standIn, 'preflight', {login: 'ben'});
  expect(own.record.outcome.parts!.map(({as, verdict}) => [as, verdict])).toEqual([['may-release', 'fail'], ['may-report', 'pass']]);
});
