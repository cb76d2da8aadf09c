import {describe, expect, test} from '@jest/globals';
import {type GithubWish, github, githubStandIn, gitRepository, pullRequest, workflowDispatch} from '#testkit';
import {part} from '../preflight/local.ts';
import {judgeOnGithub, stepOnGithub} from './github.ts';
import {check, saidBy} from './local.ts';

const policy = (settings: string): string => `version: 1\ngates: {governance/pull-request: enforce}\ngovernance:\n  pull-request:\n${settings}`;
const everything = policy(
  "    task-prefix: TASK-\n    branch: ^codex/task-[0-9]+-.+$\n    up-to-date: true\n    merge-commits: forbidden\n    hotfix: {team: seniors, branches: ['codex/*']}\n"
);
const head = {ref: 'codex/task-123-light', sha: github.sha('c')};
const commit = github.commit(head.sha, 'TASK-123: Light the bay');
const pull = (more: Parameters<typeof github.pullRequest>[1] = {}) => github.pullRequest(
  7, {title: 'TASK-123: Light the bay', body: 'Primary-Task: TASK-123', head, commits: [commit], reviews: [github.review('ben', 'APPROVED')], ...more}
);
const world = (pulls = [pull()]): GithubWish => (
  {pullRequests: pulls, teams: [github.team('seniors', ['ben'])], comparisons: [github.comparison(`main...${head.sha}`, {commits: [commit]})]}
);

/** A step on a pull request, on the merge commit that GitHub makes of it. */
async function step(wish: GithubWish, settings = everything, permissions?: Parameters<typeof stepOnGithub>[3]['permissions']) {
  const repository = await gitRepository({'.github/shipgate.yml': settings});
  const baseSha = await repository.head();
  await repository.checkout(head.ref, {create: true});
  const headSha = await repository.commit('TASK-123: Light the bay', {files: {'a.txt': 'a\n'}});
  await repository.checkout('main');
  const sha = await repository.merge(head.ref);
  const standIn = await githubStandIn(wish);
  const result = await stepOnGithub(
    repository, standIn, 'pull-request', {event: pullRequest({number: 7, head: head.ref, headSha, baseSha, sha}), ...(permissions && {permissions})}
  );
  return {repository, standIn, result};
}

describe('governance pull-request, as a step', () => {
  test('a pull request in order passes, with calls that need what the mode declares', async () => {
    const {repository, standIn, result} = await step(world());
    await using _ = repository;
    await using __ = standIn;
    expect([result.errors, result.outputs['verdict'], result.exitCode]).toEqual([[], 'pass', 0]);
    expect(standIn.needed()).toEqual({contents: 'read', members: 'read', 'pull-requests': 'read'});
    expect(standIn.misnamed()).toEqual([]);
  });

  test.each([
    ['another task in the title', world([pull({title: 'TASK-9: x'})]), 'It is about several tasks'],
    ['another task in a commit', world([pull({commits: [github.commit(head.sha, 'TASK-123: a\n\nand TASK-9')]})]), 'names TASK-9, and this is about TASK-123'],
    ['another open pull request', world([pull(), github.pullRequest(8, {title: 'TASK-9: Other'})]), 'octocat has another open pull request for a task: #8'],
    ['an approval of an earlier state', world([pull({reviews: [github.review('ben', 'APPROVED', {commit_id: github.sha('b')})]})]), 'ben approved an earlier state'],
    ['a base that went on', {...world(), comparisons: [github.comparison(`main...${head.sha}`, {commits: [commit], behind_by: 2})]}, 'lacks 2 commits of main'],
  ])('%s', async (_, wish, message) => {
    const {repository, standIn, result} = await step(wish);
    await using __ = repository;
    await using ___ = standIn;
    expect([result.outputs['verdict'], result.exitCode]).toEqual(['fail', 1]);
    expect(result.summary).toContain(message);
  });

  test('the token of a workflow sees no teams: could not decide, and the permission is named', async () => {
    const {repository, standIn, result} = await step(world(), everything, {contents: 'read', 'pull-requests': 'read'});
    await using _ = repository;
    await using __ = standIn;
    expect([result.outputs['verdict'], result.exitCode]).toEqual(['inconclusive', 1]);
    expect(result.summary).toContain('members: read');
  });

  test('an event without a pull request has nothing to judge', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': everything});
    await using standIn = await githubStandIn(world());
    const result = await stepOnGithub(repository, standIn, 'pull-request', {event: workflowDispatch({sha: await repository.head()})});
    expect([result.outputs['verdict'], result.exitCode]).toEqual(['not-run', 0]);
    expect(standIn.requests).toEqual([]);
  });
});

describe('on a laptop', () => {
  const task = policy('    task-prefix: TASK-\n    merge-commits: forbidden\n');

  test('the branch that is checked out, with its real commits', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': task});
    await using standIn = await githubStandIn();
    await repository.checkout('codex/task-123-light', {create: true});
    await repository.commit('TASK-123: Light');
    expect((await judgeOnGithub(repository, standIn, 'pull-request')).record.outcome).toMatchObject({verdict: 'pass', headline: 'codex/task-123-light'});
    await repository.commit('TASK-123: More\n\nThis also does TASK-124.');
    await repository.checkout('side', {create: true});
    await repository.commit('TASK-123: Side');
    await repository.checkout('codex/task-123-light');
    await repository.merge('side');
    const {outcome} = (await judgeOnGithub(repository, standIn, 'pull-request')).record;
    expect(saidBy(outcome)).toEqual([expect.stringContaining('"TASK-123: More" names TASK-124'), expect.stringContaining('"Merge branch \'side\'" is a merge')]);
    expect(standIn.requests).toEqual([]);
  });

  test('a task begins on the base, clean and in step with GitHub', async () => {
    await using repository = await gitRepository({'README.md': '# App\n', '.gitignore': '.shipgate/\n'});
    const first = await repository.head();
    const begin = async (sha: string) => {
      await using standIn = await githubStandIn({branches: [github.branch('main', {sha})]});
      return (await judgeOnGithub(repository, standIn, 'pull-request', {inputs: {begin: 'true'}})).record.outcome;
    };
    expect(await begin(first)).toMatchObject({verdict: 'pass', headline: 'the start of a task'});
    await repository.write({'left-over.txt': 'x\n', 'README.md': '# App!\n'});
    expect(saidBy(await begin(first))).toEqual(['2 files differ from the last commit: README.md, left-over.txt']);
    await repository.commit('Mine');
    expect(saidBy(await begin(first))).toEqual([`main is at ${(await repository.head()).slice(0, 7)} here and at ${first.slice(0, 7)} on GitHub`]);
    await repository.checkout('other', {create: true});
    expect(check(await begin(await repository.head()), 'pull-request.begin-branch')).toMatchObject({state: 'broken'});
    await repository.checkout(first);
    expect(saidBy(await begin(await repository.git('rev-parse', 'main')))).toEqual(['No branch is checked out: HEAD is detached']);
  });

  test('a task begins with no other pull request for one: that of whoever the token belongs to', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': task, '.gitignore': '.shipgate/\n'});
    const sha = await repository.head();
    const pulls = [github.pullRequest(8, {title: 'TASK-9: Other', user: 'Ana'}), github.pullRequest(9, {title: 'Bump a', user: 'ben'}), github.pullRequest(10, {title: 'TASK-7: Done', user: 'ben', state: 'closed'})];
    const begin = async (login?: string) => {
      await using standIn = await githubStandIn({branches: [github.branch('main', {sha})], pullRequests: pulls});
      const {outcome} = (await judgeOnGithub(repository, standIn, 'pull-request', {inputs: {begin: 'true'}, ...(login !== undefined && {login})})).record;
      expect(standIn.needed()).toEqual({contents: 'read', ...(login !== undefined && {'pull-requests': 'read'})});
      return outcome;
    };
    const busy = await begin('ana');
    expect([busy.verdict, saidBy(busy)]).toEqual(['fail', ['Ana has another open pull request for a task: #8 "TASK-9: Other"']]);
    expect(await begin('ben')).toMatchObject({verdict: 'pass', headline: 'the start of a task'});
    const nobody = await begin();
    expect(nobody.verdict).toBe('inconclusive');
    expect(check(nobody, 'pull-request.only-one').findings).toMatchObject([{gap: 'refused', fix: expect.stringContaining('SHIPGATE_TOKEN')}]);
  });

  test('inside preflight: nothing to judge on the base, the branch elsewhere', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': task});
    await using standIn = await githubStandIn();
    expect(part(await judgeOnGithub(repository, standIn, 'preflight'), 'governance/pull-request')).toMatchObject(
      {verdict: 'not-run', reason: 'main is checked out; --begin tells whether a task may be begun'}
    );
    await repository.checkout('light', {create: true});
    await repository.commit('Light');
    const judged = await judgeOnGithub(repository, standIn, 'preflight');
    expect(saidBy(part(judged, 'governance/pull-request'))).toEqual(['The branch "light" names no task', expect.stringContaining('names no task')]);
    expect(judged.exitCode).toBe(1);
  });
});
