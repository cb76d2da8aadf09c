import {describe, expect, test} from '@jest/globals';
import {type GitRepository, github, githubStandIn, gitRepository} from '#testkit';
import {judgeOnGithub} from './github.ts';

const policy = `version: 1
gates: {governance/protection: enforce}
governance:
  protection:
    main: {reviews: 1, required-checks: [ci]}
    repository: {merge-commits: false}
    rules: {protection.added: enforce, protect.reach: enforce}
`;
const admin = {administration: 'write', contents: 'write'} as const;
const protectedMain = (): Promise<GitRepository> => gitRepository({'.github/shipgate.yml': policy});

describe('governance protection and protect', () => {
  test('red, planned, applied, green: each as a command, by one part of the policy', async () => {
    await using repository = await protectedMain();
    await using standIn = await githubStandIn();
    const before = await judgeOnGithub(repository, standIn, 'protection', {permissions: admin});
    expect([before.record.outcome.verdict, before.exitCode]).toEqual(['fail', 1]);
    const planned = await judgeOnGithub(repository, standIn, 'protect');
    expect([planned.record.outcome.verdict, planned.record.outcome.effect, planned.exitCode]).toEqual(['pass', 'planned', 0]);
    const applied = await judgeOnGithub(repository, standIn, 'protect', {inputs: {apply: 'true'}});
    expect([applied.record.outcome.verdict, applied.record.outcome.effect, applied.exitCode]).toEqual(['pass', 'done', 0]);
    expect((await judgeOnGithub(repository, standIn, 'protection', {permissions: admin})).record.outcome.verdict).toBe('pass');
    expect((await judgeOnGithub(repository, standIn, 'protect', {inputs: {apply: 'true'}})).record.outcome.effect).toBe('none');
    expect(standIn.misnamed()).toEqual([]);
  });

  test('inside preflight it is judged, and nothing is changed', async () => {
    await using repository = await protectedMain();
    await using standIn = await githubStandIn();
    const {record} = await judgeOnGithub(repository, standIn, 'preflight', {permissions: admin});
    expect(record.outcome.parts!.map(({as, verdict, effect}) => [as, verdict, effect])).toEqual([['governance/protection', 'fail', 'none']]);
    expect(standIn.requests.every(({method}) => method === 'GET')).toBe(true);
  });

  test('with what it declares, and no more, classic protection is judged; hidden bypass lists are not taken for empty', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': 'version: 1\ngovernance:\n  protection:\n    main: {}\n'});
    await using standIn = await githubStandIn(
      {branches: [github.branch('main', {protection: github.protection({enforce_admins: true, required_pull_request_reviews: {required_approving_review_count: 0}})})]}
    );
    expect((await judgeOnGithub(repository, standIn, 'protection')).record.outcome.verdict).toBe('pass');
    expect(standIn.needed()).toEqual({administration: 'read', contents: 'read'});
    standIn.state.rulesets.push(github.ruleset(7, ['deletion']));
    expect((await judgeOnGithub(repository, standIn, 'protection')).record.outcome.checks.find(({rule}) => rule === 'governance/protection.bypass')!.state).toBe('undecided');
    expect((await judgeOnGithub(repository, standIn, 'protection', {permissions: admin})).record.outcome.verdict).toBe('pass');
  });

  test('with the token of a workflow, rulesets that come to policy are enough for all but their bypass lists', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': 'version: 1\ngovernance:\n  protection:\n    main: {}\n'});
    const rules = [
      {
        type: 'pull_request',
        parameters: {
          dismiss_stale_reviews_on_push: false, require_code_owner_review: false, require_last_push_approval: false, required_approving_review_count: 0,
          required_review_thread_resolution: false,
        },
      },
      'non_fast_forward', 'deletion',
    ];
    await using standIn = await githubStandIn({rulesets: [github.ruleset(7, rules)]});
    const {record} = await judgeOnGithub(repository, standIn, 'protection', {permissions: {contents: 'read'}});
    expect(record.outcome.checks.map(({rule, state}) => [rule, state])).toEqual([
      ['governance/protection.branch', 'held'], ['governance/protection.missing', 'held'], ['governance/protection.added', 'undecided'],
      ['governance/protection.bypass', 'undecided'], ['governance/protection.repository', 'not-applicable'],
    ]);
  });
});
