import {describe, expect, test} from '@jest/globals';
import {governance as declared} from '../../actions/governance/src/action.ts';
import {type ContextFacts, type Outcome, known, loadWhole} from '#core';
import {type GithubFault, type GithubStandIn, type GithubWish, type TokenPermissions, context, files, git, github, githubStandIn, journal, run} from '#testkit';

const governance = await loadWhole(declared);
const commit = github.sha('a');
const whole = github.protection({enforce_admins: true, required_pull_request_reviews: {required_approving_review_count: 0}});
const head = {ref: 'task-1-light', sha: github.sha('c')};
const change = github.commit(head.sha, 'TASK-1: Light the bay');

interface Case {
  readonly mode: string;
  readonly policy: unknown;
  readonly world: GithubWish;
  readonly facts?: Partial<ContextFacts>;
  /** More than the mode declares: for what policy asks of it beyond what a token has for nothing. */
  readonly permissions?: TokenPermissions;
}

/** Modes that pass, each with its policy and its world. */
const cases: Readonly<Record<string, Case>> = {
  access: {mode: 'access', policy: {release: ['team:maintainers']}, world: {people: [github.person('ana', 'admin')], teams: [github.team('maintainers', ['ana'])]}},
  blockers: {
    mode: 'blockers', policy: {labels: ['P0'], milestone: '1.0'},
    world: {labels: ['P0'], milestones: [github.milestone(1, '1.0')], issues: [github.issue(1, {milestone: '1.0'})], pullRequests: [github.pullRequest(2, {milestone: '1.0'})]},
  },
  'blockers of any milestone': {
    mode: 'blockers', policy: {labels: ['P0']}, world: {labels: ['P0'], issues: [github.issue(1)], pullRequests: [github.pullRequest(2)]},
  },
  runs: {mode: 'runs', policy: {required: ['ci.yml']}, world: {runs: [github.workflowRun(1, {head_sha: commit})]}},
  protection: {
    mode: 'protection', policy: {main: {}, 'release/*': {}},
    world: {branches: [github.branch('main', {protection: whole}), github.branch('release/1', {protection: whole})]},
  },
  'protection, with rulesets and settings of the repository': {
    mode: 'protection', policy: {main: {bypass: ['deploy-key']}, repository: {squash: true}}, permissions: {administration: 'write', contents: 'write'},
    world: {branches: [github.branch('main', {protection: whole})], rulesets: [github.ruleset(7, ['deletion'])]},
  },
  protect: {mode: 'protect', policy: {main: {}, repository: {squash: false}}, world: {rulesets: [github.ruleset(7, ['deletion'])]}},
  'pull-request': {
    mode: 'pull-request', facts: {event: 'pull_request', pullRequest: 7},
    policy: {'task-prefix': 'TASK-', 'up-to-date': true, hotfix: {team: 'seniors', branches: ['task-*']}},
    world: {
      pullRequests: [github.pullRequest(
        7, {title: 'TASK-1: Light the bay', body: 'Primary-Task: TASK-1', head, commits: [change], reviews: [github.review('ben', 'APPROVED', {commit_id: head.sha})]}
      )],
      teams: [github.team('seniors', ['ben'])], comparisons: [github.comparison(`main...${head.sha}`, {commits: [change]})],
    },
  },
  version: {
    mode: 'version', policy: {tag: {annotated: true, message: 'Release {tag}'}}, facts: {tag: 'v1.0.0'}, world: {tags: [github.annotatedTag('v1.0.0', 'Release v1.0.0', commit)]},
  },
};

function judge(
  {mode: name, policy, facts, permissions: given}: Case, standIn: GithubStandIn,
  {permissions = given ?? governance.modes[name]!.permissions, callMs = 10_000}: {readonly permissions?: TokenPermissions; readonly callMs?: number} = {},
): Promise<Outcome> {
  const mode = governance.modes[name]!;
  const port = standIn.port(permissions, {limits: {callMs, retryAfterMs: 0}});
  return mode.execute({
    gate: `governance/${name}`, as: name, title: 'Governance', action: 'governance', run: run(), inputs: {}, secrets: {}, policy: mode.policy.parse(policy),
    enforcement: 'enforce',
    ports: {
      github: port, git: git(), files: files({}),
      context: context({
        event: 'workflow_dispatch', scope: 'release', repository: 'octo-org/octo-app', commit, branch: 'main', actor: 'ana', triggeringActor: 'ana', ...facts,
      }),
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

/** `pull_requests=read; issues=read` as policy and messages write it. */
const written = (needs: string): readonly string[] => needs.split('; ').map(need => need.replaceAll('_', '-').replace('=', ': '));

describe.each(Object.keys(cases))('%s', name => {
  const given = cases[name]!;

  test('passes where GitHub answers, and names for each call the permission that it needs', async () => {
    await using standIn = await githubStandIn(given.world);
    expect((await judge(given, standIn)).verdict).toBe('pass');
    expect(standIn.misnamed()).toEqual([]);
  });

  test('each of its permissions is needed', async () => {
    const {permissions = governance.modes[given.mode]!.permissions} = given;
    for (const [permission, level] of Object.entries(permissions)) {
      const {[permission]: _, ...others} = permissions;
      await using standIn = await githubStandIn({...given.world, repository: {private: true}});
      const {verdict} = await judge(given, standIn, {permissions: level === 'write' ? {...others, [permission]: 'read'} : others});
      expect([permission, verdict]).toEqual([permission, 'inconclusive']);
    }
  });

  test.each(faults.map(fault => [say(fault), fault] as const))('%s on any one of its calls: never decided', async (_, fault) => {
    await using healthy = await githubStandIn(given.world);
    await judge(given, healthy);
    const calls = new Map(healthy.requests.map(({route, needs}) => [route!, needs!]));
    expect(calls.size).toBeGreaterThan(1);
    for (const [route, needs] of calls) {
      await using standIn = await githubStandIn(given.world);
      standIn.fail(fault, {route});
      const {verdict, checks} = await judge(given, standIn, fault === 'hang' ? {callMs: 300} : {});
      expect([route, verdict]).toEqual([route, isAnswer(route, fault) ? 'fail' : 'inconclusive']);
      if (say(fault) !== '403') continue;
      const ways = checks.flatMap(({findings}) => findings.map(({fix}) => fix));
      expect([route, ways.some(way => written(needs).some(permission => way?.includes(`\`${permission}\``)))]).toEqual([route, true]);
    }
  });

  test('without any permission: never decided', async () => {
    await using standIn = await githubStandIn({...given.world, repository: {private: true}});
    expect((await judge(given, standIn, {permissions: {}})).verdict).toBe('inconclusive');
  });
});
