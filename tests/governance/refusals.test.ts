import {describe, expect, test} from '@jest/globals';
import {governance} from '../../actions/governance/src/action.ts';
import {type Outcome, known} from '#core';
import {type GithubFault, type GithubStandIn, type GithubWish, type TokenPermissions, context, git, github, githubStandIn, journal, run} from '#testkit';

const commit = github.sha('a');
const whole = github.protection({enforce_admins: true, required_pull_request_reviews: {required_approving_review_count: 0}});

/** A mode that passes, and what its policy and its world are then. */
const modes: Readonly<Record<string, {readonly policy: unknown; readonly world: GithubWish; readonly permissions?: Readonly<Record<string, 'read' | 'write'>>}>> = {
  access: {policy: {release: ['team:maintainers']}, world: {people: [github.person('ana', 'admin')], teams: [github.team('maintainers', ['ana'])]}},
  blockers: {policy: {labels: ['P0'], milestone: '1.0', 'milestone-done': true}, world: {labels: ['P0'], milestones: [github.milestone(1, '1.0')]}},
  runs: {policy: {required: ['ci.yml']}, world: {runs: [github.workflowRun(1, {head_sha: commit})]}},
  protection: {
    policy: {main: {bypass: ['deploy-key']}, 'release/*': {}, repository: {squash: true}}, permissions: {administration: 'write', contents: 'write'},
    world: {branches: [github.branch('main', {protection: whole}), github.branch('release/1', {protection: whole})], rulesets: [github.ruleset(7, ['deletion'])]},
  },
  protect: {policy: {main: {}, repository: {squash: false}}, world: {rulesets: [github.ruleset(7, ['deletion'])]}},
};

async function judge(
  name: string, standIn: GithubStandIn,
  {permissions = modes[name]!.permissions ?? governance.modes[name]!.permissions, callMs = 10_000}: {readonly permissions?: TokenPermissions; readonly callMs?: number} = {},
): Promise<Outcome> {
  const mode = governance.modes[name]!;
  const port = standIn.port(permissions, {limits: {callMs, retryAfterMs: 0}});
  return mode.execute({
    gate: `governance/${name}`, as: name, title: 'Governance', action: 'governance', run: run(), inputs: {}, secrets: {}, policy: mode.policy.parse(modes[name]!.policy),
    enforcement: 'enforce',
    ports: {
      github: port, git: git(),
      context: context({event: 'workflow_dispatch', scope: 'release', repository: 'octo-org/octo-app', commit, branch: 'main', actor: 'ana', triggeringActor: 'ana'}),
    },
    changePorts: {github: port}, ruleEnforcement: (_, fallback) => (fallback === 'warn' ? 'enforce' : fallback), apply: false, journal: journal(),
    exceptions: known({waivers: [], terms: {'max-days': 90}, release: true}),
  });
}

const faults: readonly GithubFault[] = [
  {status: 401, message: 'Bad credentials'}, {status: 403, message: 'Resource not accessible by integration'}, {status: 404, message: 'Not Found'}, {status: 410, message: 'Gone'},
  {status: 422, message: 'Validation Failed'}, {status: 429, headers: {'retry-after': '3600'}}, {status: 500}, 'secondary limit', 'html', 'not json', 'another form',
  'half a body', 'no body', 'reset', 'hang', 'redirect elsewhere',
];
const say = (fault: GithubFault): string => (typeof fault === 'string' ? fault : String(fault.status));
/** A login that has no account is known not to have one: the one 404 that is an answer. */
const isAnswer = (route: string, fault: GithubFault): boolean => (route === '/users/{username}' || route.endsWith('/memberships/{username}')) && say(fault) === '404';

describe.each(Object.keys(modes))('%s', name => {
  test('passes where GitHub answers, and names for each call the permission that it needs', async () => {
    await using standIn = await githubStandIn(modes[name]!.world);
    expect((await judge(name, standIn)).verdict).toBe('pass');
    expect(standIn.misnamed()).toEqual([]);
  });

  test('needs no more than it declares', async () => {
    await using standIn = await githubStandIn(modes[name]!.world);
    await judge(name, standIn);
    const declared = governance.modes[name]!.permissions;
    const beyond = Object.entries(standIn.needed()).filter(([permission, level]) => declared[permission] !== 'write' && declared[permission] !== level);
    expect(beyond).toEqual([]);
  });

  test.each(faults.map(fault => [say(fault), fault] as const))('%s on any one of its calls: never decided', async (_, fault) => {
    await using healthy = await githubStandIn(modes[name]!.world);
    await judge(name, healthy);
    const routes = [...new Set(healthy.requests.map(({route}) => route!))];
    expect(routes.length).toBeGreaterThan(1);
    for (const route of routes) {
      await using standIn = await githubStandIn(modes[name]!.world);
      standIn.fail(fault, {route});
      const {verdict} = await judge(name, standIn, fault === 'hang' ? {callMs: 300} : {});
      expect([route, verdict]).toEqual([route, isAnswer(route, fault) ? 'fail' : 'inconclusive']);
    }
  });

  test('without any permission: never decided', async () => {
    await using standIn = await githubStandIn({...modes[name]!.world, repository: {private: true}});
    expect((await judge(name, standIn, {permissions: {}})).verdict).toBe('inconclusive');
  });
});
