import {describe, expect, test} from '@jest/globals';
import {type ContextFacts, type GithubChange, type Outcome, known} from '#core';
import {type FakeJournal, type GithubStandIn, type GithubWish, context, git, github, githubStandIn, journal, run} from '#testkit';
import {policy} from './policy.ts';
import {protect} from './protect.ts';

const admin = {administration: 'write', contents: 'write'} as const;
const wanted = {
  main: {reviews: 1, 'required-checks': ['ci'], 'up-to-date': true, 'linear-history': true, 'conversation-resolution': true},
  repository: {'merge-commits': false, 'delete-branch-on-merge': true},
};

interface Given {
  readonly apply?: boolean;
  readonly journal?: FakeJournal;
  readonly port?: GithubChange;
  readonly context?: Partial<ContextFacts>;
  /** Rules that only warn. */
  readonly warn?: readonly string[];
}
async function act(
  standIn: GithubStandIn, written: unknown, {apply = true, journal: kept = journal(), port = standIn.port(admin), context: facts = {}, warn = []}: Given = {}
): Promise<Outcome> {
  return protect.execute({
    gate: 'governance/protect', as: 'governance/protect', title: 'Governance', action: 'governance', run: run(), inputs: {}, secrets: {}, policy: policy.parse(written),
    enforcement: 'enforce',
    ports: {github: port, git: git(), context: context({event: 'workflow_dispatch', repository: 'octo-org/octo-app', ...facts})}, changePorts: {github: port},
    ruleEnforcement: (id, fallback) => (warn.includes(id) ? 'warn' : fallback), exceptions: known({waivers: [], terms: {'max-days': 90}, release: true}), apply, journal: kept,
  });
}
const changesIn = (standIn: GithubStandIn) => standIn.requests.filter(({method}) => method !== 'GET').map(({method, path}) => `${method} ${path}`);
const states = ({steps}: Outcome) => Object.fromEntries(steps.map(({id, state}) => [id.replace(/\.[0-9a-f]{12}$/, ''), state]));
const open: GithubWish = {branches: [github.branch('main')]};

describe('the plan', () => {
  test('is the default: it shows what is and what will be, and changes nothing', async () => {
    await using standIn = await githubStandIn(open);
    const outcome = await act(standIn, wanted, {apply: false});
    expect(outcome).toMatchObject({verdict: 'pass', effect: 'planned'});
    expect(outcome.steps.map(({about, state}) => [state, about])).toEqual([
      ['planned', 'Set how pull requests are merged: merge-commits on → off, delete-branch-on-merge off → on'],
      [
        'planned',
        `Protect main: ${[
          'pull-request off → on', 'conversation-resolution off → on', 'up-to-date off → on', 'linear-history off → on', 'force-push off → on', 'deletion off → on',
          'reviews 0 → 1', 'required-checks ci off → on',
        ].join(', ')}`,
      ],
    ]);
    expect(outcome.detail).toHaveLength(1);
    expect(changesIn(standIn)).toEqual([]);
  });

  test('is the same for the same input, and its ids come from policy alone', async () => {
    await using standIn = await githubStandIn(open);
    const first = await act(standIn, wanted, {apply: false});
    expect(await act(standIn, wanted, {apply: false})).toEqual(first);
    await using other = await githubStandIn({branches: [github.branch('main', {protection: github.protection({enforce_admins: true})})]});
    expect((await act(other, wanted, {apply: false})).steps.map(({id}) => id)).toEqual(first.steps.map(({id}) => id));
    expect((await act(standIn, {...wanted, main: {reviews: 2}}, {apply: false})).steps[1]!.id).not.toBe(first.steps[1]!.id);
  });

  test('is empty where everything is as policy says, and where policy says nothing', async () => {
    await using standIn = await githubStandIn(open);
    await act(standIn, wanted);
    expect(await act(standIn, wanted)).toMatchObject({verdict: 'pass', effect: 'none', steps: []});
    expect(await act(standIn, {})).toMatchObject({verdict: 'inconclusive', steps: []});
    const saysSomething = async (written: unknown) => (await act(standIn, written, {apply: false})).checks.find(({rule}) => rule.endsWith('protect.wanted'))?.state;
    expect([await saysSomething({main: {}}), await saysSomething({repository: {squash: true}}), await saysSomething({})]).toEqual(['held', 'held', 'not-applicable']);
  });

  test('is not made where something that it needs is hidden', async () => {
    await using standIn = await githubStandIn(open);
    const outcome = await act(standIn, wanted, {port: standIn.port({contents: 'write'})});
    expect(outcome).toMatchObject({verdict: 'inconclusive', effect: 'none', steps: []});
    expect(JSON.stringify(outcome.checks)).toContain('administration: read');
  });

  test('is not made for a branch that does not exist', async () => {
    await using standIn = await githubStandIn(open);
    expect(await act(standIn, {...wanted, mian: {}})).toMatchObject({verdict: 'fail'});
    expect(changesIn(standIn)).toEqual([]);
    expect(states(await act(standIn, {main: {}, mian: {}}, {apply: false, warn: ['protection.branch']}))).toEqual({'branch.main': 'planned'});
  });
});

describe('applied', () => {
  test('each step is one change, and read back', async () => {
    await using standIn = await githubStandIn(open);
    const outcome = await act(standIn, wanted);
    expect(outcome).toMatchObject({verdict: 'pass', effect: 'done'});
    expect(states(outcome)).toEqual({repository: 'done', 'branch.main': 'done'});
    expect(changesIn(standIn)).toEqual(['PATCH /repos/octo-org/octo-app', 'PUT /repos/octo-org/octo-app/branches/main/protection']);
    expect(standIn.state.repository).toMatchObject({allow_merge_commit: false, delete_branch_on_merge: true, allow_squash_merge: true});
    expect(standIn.state.branches[0]!.protection).toMatchObject({
      required_status_checks: {strict: true, checks: [{context: 'ci'}]}, enforce_admins: true, required_linear_history: true, allow_force_pushes: false, allow_deletions: false,
      required_conversation_resolution: true, required_pull_request_reviews: {required_approving_review_count: 1}, restrictions: null,
    });
  });

  test('what policy has no setting for stays: who may push, who may dismiss', async () => {
    const restrictions = {users: ['ana'], teams: ['ops'], apps: ['renovate']};
    const before = github.protection(
      {
        restrictions, block_creations: true, allow_fork_syncing: true,
        required_pull_request_reviews: {dismissal_restrictions: {users: ['ben'], teams: []}, required_approving_review_count: 0},
      }
    );
    await using standIn = await githubStandIn({branches: [github.branch('main', {protection: before})]});
    expect(await act(standIn, wanted)).toMatchObject({verdict: 'pass', effect: 'done'});
    expect(standIn.state.branches[0]!.protection).toMatchObject(
      {restrictions, block_creations: true, allow_fork_syncing: true, required_pull_request_reviews: {dismissal_restrictions: {users: ['ben']}}}
    );
  });

  test('what is stricter than policy is taken back too', async () => {
    await using standIn = await githubStandIn(
      {
        branches: [
          github.branch('main', {protection: github.protection({lock_branch: true, enforce_admins: true, required_pull_request_reviews: {required_approving_review_count: 3}})}),
        ],
      }
    );
    const outcome = await act(standIn, {main: {}});
    expect(outcome.steps.map(({about}) => about)).toEqual(['Protect main: lock on → off, reviews 3 → 0']);
    expect(standIn.state.branches[0]!.protection).toMatchObject({lock_branch: false, required_pull_request_reviews: {required_approving_review_count: 0}});
  });

  test('nobody may bypass classic protection but those whom policy names', async () => {
    const before = github.protection(
      {
        enforce_admins: true,
        required_pull_request_reviews: {required_approving_review_count: 0, bypass_pull_request_allowances: {users: ['ana', 'ben'], teams: ['ops'], apps: []}},
      }
    );
    await using standIn = await githubStandIn({branches: [github.branch('main', {protection: before})]});
    const outcome = await act(standIn, {main: {bypass: ['user:ana']}});
    expect(outcome).toMatchObject({verdict: 'pass', effect: 'done'});
    expect(outcome.steps.map(({about}) => about)).toEqual(['Protect main: nobody else may bypass it']);
    expect(standIn.state.branches[0]!.protection).toMatchObject({required_pull_request_reviews: {bypass_pull_request_allowances: {users: ['ana'], teams: [], apps: []}}});
  });

  test('nor a ruleset of the repository; one of the organisation is named, and the rest is done', async () => {
    const role = {actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always'} as const;
    const app = {actor_id: 15368, actor_type: 'Integration', bypass_mode: 'pull_request'} as const;
    const demands = [
      {
        type: 'pull_request',
        parameters: {
          dismiss_stale_reviews_on_push: false, require_code_owner_review: false, require_last_push_approval: false, required_approving_review_count: 0,
          required_review_thread_resolution: false,
        },
      },
      'non_fast_forward', 'deletion',
    ];
    await using standIn = await githubStandIn({...open, rulesets: [
      github.ruleset(7, demands, {bypass_actors: [role, app]}),
      github.ruleset(8, ['deletion'], {bypass_actors: [role], source_type: 'Organization', source: 'octo-org', name: 'everywhere'}),
    ]});
    const outcome = await act(standIn, {main: {bypass: ['app:15368']}});
    expect(outcome.steps.map(({about, state}) => [state, about])).toEqual([['done', 'Take role:admin out of the bypass list of the ruleset ruleset 7']]);
    expect(standIn.state.rulesets[0]!.bypass_actors).toEqual([app]);
    expect(standIn.state.rulesets[0]!.rules).toHaveLength(3);
    expect(outcome.checks.find(({rule}) => rule === 'governance/protect.reach')).toMatchObject(
      {state: 'broken', enforcement: 'warn', findings: [{key: 'ruleset 8', message: 'role:admin may bypass the ruleset everywhere, which belongs to octo-org.'}]}
    );
  });

  test('what a ruleset holds beyond policy is out of reach, and said so', async () => {
    await using standIn = await githubStandIn({...open, rulesets: [github.ruleset(7, ['required_linear_history'])]});
    const outcome = await act(standIn, {main: {'signed-commits': true}});
    expect(outcome.checks.find(({rule}) => rule === 'governance/protect.reach')!.findings.map(({key, fix}) => [key, fix])).toEqual([
      ['main: linear-history', 'Change the ruleset on GitHub, or policy.'],
      ['main: signed-commits', 'Set it in the branch\'s settings on GitHub: it has no place in this call.'],
    ]);
    expect(states(outcome)).toEqual({'branch.main': 'done'});
    expect(outcome.steps.map(({about}) => about)).toEqual(['Protect main: pull-request off → on, force-push off → on, deletion off → on']);
  });

  test('signatures that are asked for already are nothing to do', async () => {
    const protection = github.protection({enforce_admins: true, required_pull_request_reviews: {required_approving_review_count: 0}});
    await using standIn = await githubStandIn({branches: [github.branch('main', {protection})]});
    const port = standIn.port(admin);
    const signing: GithubChange = {
      ...port,
      get: (route, parameters, read, options) => port.get(
        route, parameters, answer => read(route.endsWith('/protection') ? {...answer as object, required_signatures: {enabled: true}} : answer), options
      ),
    };
    const outcome = await act(standIn, {main: {'signed-commits': true, lock: true}}, {port: signing});
    expect(outcome.steps.map(({about, state}) => [state, about])).toEqual([['done', 'Protect main: lock off → on']]);
    expect(outcome.checks.find(({rule}) => rule === 'governance/protect.reach')!.findings).toEqual([]);
  });

  test('GitHub may list those who bypass in any order', async () => {
    const [team, app, role] = [
      {actor_id: 42, actor_type: 'Team', bypass_mode: 'always'}, {actor_id: 15368, actor_type: 'Integration', bypass_mode: 'always'},
      {actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always'},
    ] as const;
    await using standIn = await githubStandIn({...open, rulesets: [github.ruleset(7, ['deletion'], {bypass_actors: [team, app, role]})]});
    const port = standIn.port(admin);
    const turning: GithubChange = {
      ...port,
      async change(...given: Parameters<GithubChange['change']>) {
        const answer = await port.change(...given);
        standIn.state.rulesets[0]!.bypass_actors = standIn.state.rulesets[0]!.bypass_actors!.toReversed();
        return answer as never;
      },
    };
    const outcome = await act(standIn, {main: {'pull-request': false, 'force-push': 'allowed', admins: false, bypass: ['app:15368', 'team:42']}}, {port: turning});
    expect(states(outcome)).toEqual({'ruleset.7': 'done'});
    expect(standIn.state.rulesets[0]!.bypass_actors).toEqual([app, team]);
  });

  test('a single difference is a step', async () => {
    await using standIn = await githubStandIn({branches: [github.branch('main', {protection: github.protection({
      lock_branch: true, enforce_admins: true, required_pull_request_reviews: {required_approving_review_count: 0},
    })})]});
    const outcome = await act(standIn, {main: {}, repository: {rebase: false}});
    expect(outcome.steps.map(({about, state}) => [state, about])).toEqual([
      ['done', 'Set how pull requests are merged: rebase on → off'], ['done', 'Protect main: lock on → off'],
    ]);
    expect(standIn.state.repository).toMatchObject({allow_merge_commit: true, allow_squash_merge: true, allow_rebase_merge: false});
    expect((await act(standIn, {repository: {squash: false, rebase: true}})).effect).toBe('done');
    expect(standIn.state.repository).toMatchObject({allow_squash_merge: false, allow_rebase_merge: true});
  });

  test('a ruleset of several branches keeps those alone whom each of them lets bypass it', async () => {
    const [role, app, team] = [
      {actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always'}, {actor_id: 15368, actor_type: 'Integration', bypass_mode: 'always'},
      {actor_id: 42, actor_type: 'Team', bypass_mode: 'always'},
    ] as const;
    const all = {ref_name: {include: ['~ALL'], exclude: []}};
    const loose = {'pull-request': false, 'force-push': 'allowed', deletion: 'allowed', admins: false};
    await using standIn = await githubStandIn({
      branches: [github.branch('main'), github.branch('next'), github.branch('elsewhere')],
      rulesets: [github.ruleset(7, ['creation'], {bypass_actors: [team, role, app], conditions: all}), github.ruleset(8, ['creation'], {bypass_actors: [team]})],
    });
    const written = {
      main: {...loose, 'other-rules': ['creation'], bypass: ['role:admin', 'app:15368', 'team:42']}, next: {...loose, 'other-rules': ['creation'], bypass: ['app:15368']},
    };
    const outcome = await act(standIn, written);
    expect(outcome.steps.map(({id, about}) => [id.replace(/\.[0-9a-f]{12}$/, ''), about])).toEqual(
      [['ruleset.7', 'Take team:42, role:admin out of the bypass list of the ruleset ruleset 7']]
    );
    expect(standIn.state.rulesets.map(({bypass_actors: actors}) => actors)).toEqual([[app], [team]]);
    standIn.state.rulesets[0]!.bypass_actors = [role, app];
    const {steps} = await act(standIn, {...written, next: {...written.next, bypass: []}}, {apply: false});
    expect(steps).toHaveLength(1);
    expect(steps[0]!.id).not.toBe(outcome.steps[0]!.id);
  });

  test.each(['pull_request', 'pull_request_target', 'pull_request_review', 'merge_group'])('on %s nothing is changed', async event => {
    await using standIn = await githubStandIn(open);
    expect(await act(standIn, wanted, {apply: false, context: {event}})).toMatchObject({effect: 'planned'});
    const outcome = await act(standIn, wanted, {context: {event}});
    expect(outcome).toMatchObject({verdict: 'fail'});
    expect(states(outcome)).toEqual({repository: 'failed', 'branch.main': 'not-begun'});
    expect(JSON.stringify(outcome.checks)).toContain(`Settings are never changed on ${event}: its policy is only proposed.`);
    expect(changesIn(standIn)).toEqual([]);
  });
});

describe('where it goes wrong', () => {
  const put = {method: 'PUT', route: '/repos/{owner}/{repo}/branches/{branch}/protection'};

  test('refused by GitHub: failed, and known not to have happened', async () => {
    await using standIn = await githubStandIn(open);
    const mayRead = standIn.port({administration: 'read', contents: 'write'});
    const outcome = await act(standIn, wanted, {port: mayRead});
    expect(outcome).toMatchObject({verdict: 'fail'});
    expect(states(outcome)).toEqual({repository: 'failed', 'branch.main': 'not-begun'});
    expect(JSON.stringify(outcome.checks)).toContain('administration: write');
  });

  test('no answer, though it was carried out: unsettled; the next run finds it done', async () => {
    await using standIn = await githubStandIn(open);
    const kept = journal();
    standIn.fail('reset', {...put, carriedOut: true});
    const outcome = await act(standIn, {main: {}}, {journal: kept});
    expect(outcome).toMatchObject({verdict: 'inconclusive', effect: 'unsettled'});
    standIn.heal();
    const again = await act(standIn, {main: {}}, {journal: kept});
    expect(again).toMatchObject({verdict: 'pass'});
    expect(again.steps.map(({state, already}) => [state, already])).toEqual([['done', true]]);
    expect(changesIn(standIn)).toHaveLength(1);
  });

  test('killed before, between and after: run again, it ends where it should, each change made once', async () => {
    for (const call of ['begin 1', 'end 1', 'begin 2', 'end 2']) {
      await using standIn = await githubStandIn(open);
      const kept = journal();
      kept.killAt(call);
      await act(standIn, wanted, {journal: kept});
      kept.killAt(undefined);
      const outcome = await act(standIn, wanted, {journal: kept});
      expect([call, outcome.verdict]).toEqual([call, 'pass']);
      expect(changesIn(standIn)).toHaveLength(2);
      expect(standIn.state.branches[0]!.protection).toMatchObject({enforce_admins: true});
    }
  });

  test('somebody changes it back in between: unsettled, and never called done', async () => {
    await using standIn = await githubStandIn(open);
    const port = standIn.port(admin);
    const meddled: GithubChange = {...port, async change(...given) {
      const answer = await port.change(...given as Parameters<GithubChange['change']>);
      standIn.state.branches[0]!.protection = github.protection();
      return answer as never;
    }};
    const outcome = await act(standIn, {main: {}}, {port: meddled});
    expect(outcome).toMatchObject({verdict: 'inconclusive', effect: 'unsettled'});
    expect(JSON.stringify(outcome.checks)).toContain('GitHub took the change, and shows something else.');
  });

  test('a part of it that did not come about: unsettled', async () => {
    const [role, app] = [
      {actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always'}, {actor_id: 15368, actor_type: 'Integration', bypass_mode: 'always'},
    ] as const;
    await using standIn = await githubStandIn({...open, rulesets: [github.ruleset(7, ['creation'], {bypass_actors: [role, app]})]});
    const port = standIn.port(admin);
    const after = (meddle: () => void): GithubChange => ({...port, async change(...given) {
      const answer = await port.change(...given as Parameters<GithubChange['change']>);
      meddle();
      return answer as never;
    }});
    const merging = after(() => { standIn.state.repository.allow_squash_merge = true; });
    expect(await act(standIn, {repository: {squash: false, rebase: false}}, {port: merging})).toMatchObject({effect: 'unsettled'});
    const free = {'pull-request': false, 'force-push': 'allowed', deletion: 'allowed', admins: false, 'other-rules': ['creation']};
    const [ruleset] = standIn.state.rulesets;
    const exchanged = after(() => { ruleset!.bypass_actors = [{...app, actor_id: 7}]; });
    expect(await act(standIn, {main: {...free, bypass: ['app:15368']}}, {port: exchanged})).toMatchObject({effect: 'unsettled'});
    ruleset!.bypass_actors = [{...app, actor_id: 7}, role, app];
    const turned = after(() => { ruleset!.bypass_actors = [role, app]; });
    expect(await act(standIn, {main: {...free, bypass: ['app:15368', 'role:admin']}}, {port: turned})).toMatchObject({effect: 'done'});
  });
});

test('each call names the permission that it needs; settings of the repository are shown to contents: write alone', async () => {
  await using standIn = await githubStandIn(
    {...open, rulesets: [github.ruleset(7, ['deletion'], {bypass_actors: [{actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always'}]})]}
  );
  await act(standIn, wanted);
  expect(standIn.misnamed()).toEqual([]);
  expect(standIn.needed()).toEqual({administration: 'write', contents: 'read'});
});
