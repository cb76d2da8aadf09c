import {describe, expect, test} from '@jest/globals';
import {type Files, github, githubStandIn, gitRepository} from '#testkit';
import {part} from '../preflight/local.ts';
import {judgeOnGithub} from './github.ts';

const policy = `version: 1
gates: {governance/blockers: enforce, governance/runs: enforce}
governance:
  blockers: {labels: [P0-blocker, 'scope:1.0'], milestone: '{version}'}
  runs: {alerts: {code-scanning: not-used, secret-scanning: not-used}, required: [ci.yml]}
`;
const blocker = (number: number) => github.issue(number, {labels: ['P0-blocker', 'scope:1.0'], milestone: '1.0.0'});
const permissions = {issues: 'read', 'pull-requests': 'read', actions: 'read'} as const;

async function release(files: Files = {}) {
  const repository = await gitRepository({'.github/shipgate.yml': policy, ...files});
  await repository.tag('v1.0.0', {message: 'Release v1.0.0'});
  return repository;
}
const world = (sha: string, issues: readonly ReturnType<typeof blocker>[]) => (
  {issues, milestones: [github.milestone(1, '1.0.0')], labels: ['P0-blocker', 'scope:1.0'], runs: [github.workflowRun(1, {head_sha: sha})]}
);

describe('governance blockers', () => {
  test('over pages: the hundred and first issue blocks as the first does', async () => {
    await using repository = await release();
    const many = Array.from({length: 150}, (_, i) => github.issue(i + 1, {labels: ['P0-blocker'], milestone: '1.0.0'}));
    await using standIn = await githubStandIn(world(await repository.head(), [...many, blocker(151)]));
    const {record, exitCode} = await judgeOnGithub(repository, standIn, 'preflight', {permissions, ref: 'v1.0.0'});
    expect(exitCode).toBe(1);
    expect(part({record} as never, 'governance/blockers').checks.flatMap(({findings}) => findings.map(({key}) => key))).toEqual(['#151']);
    expect(standIn.requests.filter(({path}) => path.includes('/issues?')).length).toBe(2);
    expect(standIn.misnamed()).toEqual([]);
    expect(standIn.needed()).toEqual(permissions);
  });

  test('an emergency override counts in a run that is started by hand, and in no other; the other gates do not call it unused', async () => {
    await using first = await release();
    await using found = await githubStandIn(world(await first.head(), [blocker(7)]));
    const red = await judgeOnGithub(first, found, 'preflight', {permissions, ref: 'v1.0.0'});
    const [finding] = part(red, 'governance/blockers').checks.flatMap(({findings}) => findings);
    const waiver = (more: string): Files => (
      {
        '.github/shipgate/waivers.yml': `waivers:
  - id: W-1
    rule: governance/blockers.open
    fingerprint: ${finding!.fingerprint}
    reason: The fix is in
    owner: '@mira'
    created: ${day(0)}
    expires: ${day(7)}
${more}`,
      }
    );

    await using approved = await release(waiver('    approver: \'@ben\'\n    ticket: INC-42\n'));
    await using standIn = await githubStandIn(world(await approved.head(), [blocker(7)]));
    const byHand = await judgeOnGithub(approved, standIn, 'preflight', {permissions, ref: 'v1.0.0', event: 'workflow_dispatch'});
    expect([byHand.record.outcome.verdict, byHand.exitCode]).toEqual(['waived', 0]);
    expect(part(byHand, 'governance/runs').verdict).toBe('pass');
    const byTag = await judgeOnGithub(approved, standIn, 'preflight', {permissions, ref: 'v1.0.0', event: 'push'});
    expect([byTag.record.outcome.verdict, byTag.exitCode]).toEqual(['fail', 1]);

    await using unapproved = await release(waiver('    approver: \'@Mira\'\n'));
    await using again = await githubStandIn(world(await unapproved.head(), [blocker(7)]));
    const refused = await judgeOnGithub(unapproved, again, 'preflight', {permissions, ref: 'v1.0.0', event: 'workflow_dispatch'});
    expect(refused.exitCode).toBe(1);
    expect(part(refused, 'governance/blockers').checks.flatMap(({findings}) => findings.map(({key}) => key))).toEqual(['#7', 'W-1: approver', 'W-1: ticket']);
  });
});

function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}

describe('governance runs', () => {
  test.each([
    ['succeeded', {}, 'pass'], ['failed', {conclusion: 'failure' as const}, 'fail'], ['goes on', {status: 'in_progress' as const}, 'inconclusive'],
    ['is for another commit', {head_sha: 'e'.repeat(40)}, 'fail'],
    ['was started again and succeeded', {earlier: [{conclusion: 'failure' as const}]}, 'pass'], ['was of a pull request', {event: 'pull_request'}, 'fail'],
  ])('the run %s', async (_, run, verdict) => {
    await using repository = await release();
    const sha = await repository.head();
    await using standIn = await githubStandIn({runs: [github.workflowRun(9, {head_sha: sha, ...run})]});
    const judged = await judgeOnGithub(repository, standIn, 'preflight', {permissions, ref: 'v1.0.0'});
    expect(part(judged, 'governance/runs').verdict).toBe(verdict);
  });

  test('more runs than GitHub shows: could not decide', async () => {
    await using repository = await release();
    const sha = await repository.head();
    await using standIn = await githubStandIn({runs: Array.from({length: 1001}, (_, i) => github.workflowRun(i + 1, {head_sha: sha}))});
    expect(part(await judgeOnGithub(repository, standIn, 'preflight', {permissions, ref: 'v1.0.0'}), 'governance/runs').verdict).toBe('inconclusive');
  });

  test('alerts, and its calls need what it declares', async () => {
    await using repository = await gitRepository({'.github/shipgate.yml': 'version: 1\ngovernance: {runs: {required: [ci.yml]}}\n'});
    const runs = [github.workflowRun(1, {head_sha: await repository.head()})];
    await using clean = await githubStandIn({runs});
    expect((await judgeOnGithub(repository, clean, 'runs')).record.outcome.verdict).toBe('pass');
    expect(clean.misnamed()).toEqual([]);
    expect(clean.needed()).toEqual({actions: 'read', 'secret-scanning-alerts': 'read', 'security-events': 'read'});
    await using open = await githubStandIn({runs, codeAlerts: [github.codeAlert(1)], secretAlerts: [github.secretAlert(2)]});
    expect((await judgeOnGithub(repository, open, 'runs')).record.outcome.checks.map(({rule, state}) => [rule, state])).toEqual([
      ['governance/runs.required', 'held'], ['governance/runs.code-scanning', 'broken'], ['governance/runs.secret-scanning', 'broken'],
    ]);
    for (const world of [{codeAlerts: 'off' as const}, {codeAlerts: 'never run' as const}, {secretAlerts: 'off' as const}]) {
      await using off = await githubStandIn({runs, ...world});
      const {record} = await judgeOnGithub(repository, off, 'runs');
      expect(record.outcome.verdict).toBe('inconclusive');
      expect(JSON.stringify(record.outcome.checks)).toContain('not-used');
    }
  });
});
