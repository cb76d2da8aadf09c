import {describe, expect, test} from '@jest/globals';
import {
  dependabotPullRequest, forkPullRequest, mergeGroup, pullRequest, pushOfTag, pushToBranch, repositoryDispatch, schedule, type WorkflowEvent, workflowDispatch,
} from './events.ts';

const refs = ({name, ref, baseRef, headRef, actor}: WorkflowEvent): string[] => [name, ref, baseRef, headRef, actor];

describe('events', () => {
  test.each<[string, WorkflowEvent, string[]]>([
    ['a push', pushToBranch(), ['push', 'refs/heads/main', '', '', 'octocat']],
    ['a push to another branch', pushToBranch({branch: 'release/1.x', actor: 'mona'}), ['push', 'refs/heads/release/1.x', '', '', 'mona']],
    ['a tag', pushOfTag({tag: 'v1.0.0'}), ['push', 'refs/tags/v1.0.0', '', '', 'octocat']],
    ['a pull request', pullRequest({number: 3, head: 'fix', base: 'next'}), ['pull_request', 'refs/pull/3/merge', 'next', 'fix', 'octocat']],
    ['a fork\'s', forkPullRequest(), ['pull_request', 'refs/pull/7/merge', 'main', 'patch-1', 'stranger']],
    ['Dependabot\'s', dependabotPullRequest(), ['pull_request', 'refs/pull/7/merge', 'main', 'dependabot/npm_and_yarn/left-pad-1.3.0', 'dependabot[bot]']],
    ['a merge queue', mergeGroup(), ['merge_group', `refs/heads/gh-readonly-queue/main/pr-7-${'b'.repeat(40)}`, '', '', 'github-merge-queue[bot]']],
    ['a start by hand', workflowDispatch({ref: 'refs/heads/next'}), ['workflow_dispatch', 'refs/heads/next', '', '', 'octocat']],
    ['a schedule', schedule({defaultBranch: 'trunk'}), ['schedule', 'refs/heads/trunk', '', '', 'octocat']],
    ['a call of the API', repositoryDispatch({type: 'deploy', actor: 'app[bot]'}), ['repository_dispatch', 'refs/heads/main', '', '', 'app[bot]']],
  ])('%s', (_about, event, expected) => {
    expect(refs(event)).toEqual(expected);
    expect(event.sha).toMatch(/^[0-9a-f]{40}$/);
    expect(JSON.parse(JSON.stringify(event.payload))).toEqual(event.payload);
  });

  test('a push tells where it comes from', () => {
    const {payload} = pushToBranch({sha: '1'.repeat(40), before: '0'.repeat(40)});
    expect(payload).toMatchObject({after: '1'.repeat(40), created: true, deleted: false, head_commit: {id: '1'.repeat(40)}, commits: [{id: '1'.repeat(40)}]});
    expect(pushToBranch().payload).toMatchObject({created: false, before: 'b'.repeat(40)});
    expect(pushOfTag({tag: 'v1', baseRef: 'refs/heads/main'}).payload).toMatchObject({created: true, commits: [], base_ref: 'refs/heads/main'});
  });

  test('the three kinds of pull request differ in head, author and nothing else that matters', () => {
    const sides = [pullRequest(), forkPullRequest({fork: 'eve/copy'}), dependabotPullRequest()].map(({payload: {pull_request: {head, base, user, author_association}}}) =>
      [head.repo.full_name, head.repo.fork, head.label, base.repo.full_name, user.type, author_association]);
    expect(sides).toEqual([
      ['octo-org/octo-app', false, 'octo-org:feature', 'octo-org/octo-app', 'User', 'MEMBER'],
      ['eve/copy', true, 'eve:patch-1', 'octo-org/octo-app', 'User', 'FIRST_TIME_CONTRIBUTOR'],
      ['octo-org/octo-app', false, 'octo-org:dependabot/npm_and_yarn/left-pad-1.3.0', 'octo-org/octo-app', 'Bot', 'CONTRIBUTOR'],
    ]);
  });

  test('the run is on the test merge, not on the head', () => {
    const event = pullRequest({sha: '1'.repeat(40), headSha: '2'.repeat(40), baseSha: '3'.repeat(40), labels: ['urgent'], draft: true, action: 'closed'});
    expect(event.sha).toBe('1'.repeat(40));
    expect(event.payload.pull_request).toMatchObject({
      merge_commit_sha: '1'.repeat(40), head: {sha: '2'.repeat(40)}, base: {sha: '3'.repeat(40)}, labels: [{name: 'urgent'}], draft: true, state: 'closed',
    });
  });

  test('what a caller hands over arrives', () => {
    expect(workflowDispatch({inputs: {dry: 'true'}}).payload.inputs).toEqual({dry: 'true'});
    expect(workflowDispatch().payload.inputs).toBeNull();
    expect(repositoryDispatch({type: 'deploy', payload: {version: 1}}).payload).toMatchObject({action: 'deploy', client_payload: {version: 1}});
    expect(schedule({cron: '5 4 * * *'}).payload.schedule).toBe('5 4 * * *');
    expect(mergeGroup({base: 'next', baseSha: '9'.repeat(40)}).payload.merge_group).toMatchObject({base_ref: 'refs/heads/next', base_sha: '9'.repeat(40)});
  });

  test('a repository without an owner is refused', () => {
    expect(() => pushToBranch({repository: 'app'})).toThrow('\'app\' is not a repository: write OWNER/NAME.');
  });
});
