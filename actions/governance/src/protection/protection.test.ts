import {describe, expect, test} from '@jest/globals';
import type {Json, Ruling} from '#core';
import {context, git} from '#testkit';
import {type Answer, type FakeGithub, fakeGithub} from '../github.fixture.ts';
import {collect} from './collect.ts';
import {conclude} from './conclude.ts';
import {type Difference, differencesOf} from './differences.ts';
import {type BranchPolicy, policy} from './policy.ts';
import {rules} from './rules.ts';
import type {Source} from './settings.ts';

const now = new Date('2026-11-20T12:00:00Z');
const root = '/repos/harbour/lantern-bay';
const main = `${root}/branches/main`;
const denied = {error: 403, message: 'Resource not accessible by integration'};
const unprotected = {error: 404, message: 'Branch not protected'};

interface Body {
  readonly [key: string]: Json;
}
const flag = (enabled: boolean): Body => ({enabled});
/** Classic protection with everything on that policy has on by default. */
const classic = (members: Body = {}): Body => ({
  required_pull_request_reviews: {dismiss_stale_reviews: false, require_code_owner_reviews: false, required_approving_review_count: 0, require_last_push_approval: false},
  enforce_admins: flag(true), required_linear_history: flag(false), allow_force_pushes: flag(false), allow_deletions: flag(false), required_conversation_resolution: flag(false),
  lock_branch: flag(false),
  required_signatures: flag(false), block_creations: flag(false), allow_fork_syncing: flag(false), ...members,
});
const reviews = (members: Body): Body => ({required_pull_request_reviews: {...classic()['required_pull_request_reviews'] as Body, ...members}});
const checks = (strict: boolean, ...names: readonly (string | readonly [string, number])[]): Body => ({
  required_status_checks: {
    strict, contexts: names.map(name => (typeof name === 'string' ? name : name[0])),
    checks: names.map(name => (typeof name === 'string' ? {context: name, app_id: null} : {context: name[0], app_id: name[1]})),
  },
});

const of = (ruleset: number, type: string, parameters?: Body, kind = 'Repository'): Body => (
  {type, ruleset_id: ruleset, ruleset_source_type: kind, ruleset_source: kind === 'Repository' ? 'harbour/lantern-bay' : 'harbour', ...(parameters && {parameters})}
);
const pullRequestRule = (members: Body = {}): Body => ({
  required_approving_review_count: 0, dismiss_stale_reviews_on_push: false, require_code_owner_review: false, require_last_push_approval: false,
  required_review_thread_resolution: false, ...members,
});
const checksRule = (strict: boolean, ...names: readonly string[]): Body => (
  {strict_required_status_checks_policy: strict, required_status_checks: names.map(context => ({context}))}
);
/** A ruleset with everything that policy has on by default. */
const plainRuleset = [of(7, 'pull_request', pullRequestRule()), of(7, 'non_fast_forward'), of(7, 'deletion')];
const detail = (id: number, actors: readonly Body[] | undefined): Readonly<Record<string, Answer>> => (
  {[`${root}/rulesets/${id}`]: {id, name: `Rules ${id}`, ...(actors && {bypass_actors: actors})}}
);

interface World {
  readonly classic?: Answer;
  readonly rules?: Answer;
  readonly more?: Readonly<Record<string, Answer>>;
}
interface Judged {
  readonly branch: Ruling;
  readonly missing: Ruling;
  readonly added: Ruling;
  readonly bypass: Ruling;
  readonly repository: Ruling;
  readonly github: FakeGithub;
  readonly table: Json;
  readonly headline: string | undefined;
}
async function judge(written: unknown, {classic: set = unprotected, rules: inForce = [], more = {}}: World): Promise<Judged> {
  const parsed = policy.parse(written);
  const github = fakeGithub({[main]: {name: 'main'}, [`${main}/protection`]: set, [`${root}/rules/branches/main`]: inForce, ...more});
  const facts = await collect({github, git: git(), context: context({repository: 'harbour/lantern-bay'})}, {policy: parsed});
  const [branch, missing, added, bypass, repository] = rules.map(rule => rule.judge(facts, parsed, now)) as [Ruling, Ruling, Ruling, Ruling, Ruling];
  return {branch, missing, added, bypass, repository, github, table: conclude({facts, policy: parsed}).detail as unknown as Json, headline: conclude({facts, policy: parsed}).headline};
}
const keys = (ruling: Ruling): readonly string[] => ruling.broken.map(({key}) => key.replace(/^main: /, ''));

describe('each setting, in classic protection and in rulesets, both ways', () => {
  const inClassic: readonly (readonly [string, Body, Body])[] = [
    ['dismiss-stale', {'dismiss-stale': true}, reviews({dismiss_stale_reviews: true})],
    ['code-owners', {'code-owners': true}, reviews({require_code_owner_reviews: true})],
    ['last-push-approval', {'last-push-approval': true}, reviews({require_last_push_approval: true})],
    ['reviews', {reviews: 2}, reviews({required_approving_review_count: 2})],
    ['conversation-resolution', {'conversation-resolution': true}, {required_conversation_resolution: flag(true)}],
    ['linear-history', {'linear-history': true}, {required_linear_history: flag(true)}],
    ['signed-commits', {'signed-commits': true}, {required_signatures: flag(true)}],
    ['lock', {lock: true}, {lock_branch: flag(true)}],
    ['required-checks ci', {'required-checks': ['ci']}, checks(false, 'ci')],
  ];
  test.each(inClassic)('classic: %s', async (setting, wanted, set) => {
    const on = classic(set);
    expect((await judge({main: wanted}, {classic: on})).missing.state).toBe('held');
    expect((await judge({main: wanted}, {classic: on})).added.state).toBe('held');
    expect(keys((await judge({main: wanted}, {classic: classic()})).missing)).toEqual([setting]);
    expect(keys((await judge({main: {}}, {classic: on})).added)).toEqual([setting]);
    expect((await judge({main: {}}, {classic: on})).missing.state).toBe('held');
  });

  const inRulesets: readonly (readonly [string, Body, readonly Body[]])[] = [
    ['dismiss-stale', {'dismiss-stale': true}, [of(8, 'pull_request', pullRequestRule({dismiss_stale_reviews_on_push: true}))]],
    ['code-owners', {'code-owners': true}, [of(8, 'pull_request', pullRequestRule({require_code_owner_review: true}))]],
    ['last-push-approval', {'last-push-approval': true}, [of(8, 'pull_request', pullRequestRule({require_last_push_approval: true}))]],
    ['conversation-resolution', {'conversation-resolution': true}, [of(8, 'pull_request', pullRequestRule({required_review_thread_resolution: true}))]],
    ['reviews', {reviews: 2}, [of(8, 'pull_request', pullRequestRule({required_approving_review_count: 2}))]],
    ['linear-history', {'linear-history': true}, [of(8, 'required_linear_history')]],
    ['signed-commits', {'signed-commits': true}, [of(8, 'required_signatures')]],
    ['lock', {lock: true}, [of(8, 'update', {update_allows_fetch_and_merge: false})]],
    ['required-checks ci', {'required-checks': ['ci']}, [of(8, 'required_status_checks', checksRule(false, 'ci'))]],
    ['other-rules merge_queue', {'other-rules': ['merge_queue']}, [of(8, 'merge_queue', {})]],
  ];
  test.each(inRulesets)('ruleset: %s', async (setting, wanted, set) => {
    const [off, on] = [plainRuleset, [...plainRuleset, ...set]];
    expect((await judge({main: wanted}, {rules: on})).missing.state).toBe('held');
    expect((await judge({main: wanted}, {rules: on})).added.state).toBe('held');
    expect(keys((await judge({main: wanted}, {rules: off})).missing)).toEqual([setting]);
    expect(keys((await judge({main: {}}, {rules: on})).added)).toEqual([setting]);
  });

  test('what a branch has by default: pull requests, no force push, no deletion, administrators', async () => {
    expect((await judge({main: {}}, {classic: classic()})).missing.state).toBe('held');
    expect((await judge({main: {}}, {rules: plainRuleset})).missing.state).toBe('held');
    expect(keys((await judge({main: {}}, {})).missing)).toEqual(['pull-request', 'force-push', 'deletion']);
    const {required_pull_request_reviews: _, ...open} = classic({allow_force_pushes: flag(true), allow_deletions: flag(true), enforce_admins: flag(false)});
    expect(keys((await judge({main: {}}, {classic: open})).missing)).toEqual(['pull-request', 'force-push', 'deletion']);
    const loose = {'pull-request': false, 'force-push': 'allowed', deletion: 'allowed', admins: false};
    expect((await judge({main: loose}, {classic: open})).added.state).toBe('held');
    expect(keys((await judge({main: loose}, {classic: classic()})).added)).toEqual(['pull-request', 'force-push', 'deletion', 'admins']);
  });

  test('what is missing is not called added, and the other way round', async () => {
    const {missing, added} = await judge({main: {reviews: 1}}, {classic: classic()});
    expect([missing.broken[0], added.state]).toMatchObject([
      {key: 'main: reviews', fix: 'Set it on GitHub, or let `shipgate governance protect --apply` do it.', observed: 0, expected: 1}, 'held',
    ]);
    const more = await judge({main: {}}, {classic: classic({lock_branch: flag(true)})});
    expect([more.missing.state, more.added.broken]).toMatchObject(['held', [{key: 'main: lock', fix: 'Write it into governance.protection.main, or take it away on GitHub.'}]]);
  });

  test('a push restriction is something that policy does not know of', async () => {
    expect(keys((await judge({main: {}}, {classic: classic({restrictions: {users: [{login: 'ana'}], teams: [], apps: []}})})).added)).toEqual(['other-rules push-restrictions']);
  });
});

describe('classic protection and rulesets together', () => {
  test('hole of today: classic protection only. The strictest of each setting counts', async () => {
    const world = {
      classic: classic({...reviews({required_approving_review_count: 1}), ...checks(false, 'ci')}),
      rules: [of(8, 'pull_request', pullRequestRule({required_approving_review_count: 2})), of(9, 'required_status_checks', checksRule(true, 'soak'))],
    };
    expect((await judge({main: {reviews: 2, 'required-checks': ['ci', 'soak'], 'up-to-date': true}}, world)).missing.state).toBe('held');
    expect(keys((await judge({main: {reviews: 3, 'required-checks': ['ci', 'soak'], 'up-to-date': true}}, world)).missing)).toEqual(['reviews']);
  });

  test('up to date has no effect without a required check', async () => {
    expect(keys((await judge({main: {'up-to-date': true}}, {classic: classic(checks(true))})).missing)).toEqual(['up-to-date']);
    expect(keys((await judge({main: {'up-to-date': true}}, {rules: [...plainRuleset, of(8, 'required_status_checks', checksRule(true))]})).missing)).toEqual(['up-to-date']);
    expect((await judge({main: {'up-to-date': true, 'required-checks': ['ci']}}, {classic: classic(checks(true, 'ci'))})).missing.state).toBe('held');
  });

  test('a check that one app alone may report', async () => {
    const wanted = {main: {'required-checks': [{name: 'ci', app: 15368}]}};
    expect((await judge(wanted, {classic: classic(checks(false, ['ci', 15368]))})).missing.state).toBe('held');
    expect((await judge(wanted, {classic: classic(checks(false, 'ci'))})).missing).toMatchObject(
      {state: 'broken', broken: [{message: 'main: another app than 15368 may report the check ci.'}]}
    );
    expect((await judge(wanted, {classic: classic(checks(false, ['ci', -1], 'soak'))})).missing.broken[0]!.message).toBe('main: another app than 15368 may report the check ci.');
    expect((await judge(wanted, {classic: classic(checks(false, 'soak'))})).missing.broken[0]!.message).toBe('main: the check ci (app 15368) is not required.');
    expect((await judge({main: {'required-checks': ['ci']}}, {classic: classic(checks(false, ['ci', 15368]))})).missing.state).toBe('held');
  });

  test('a check that one app alone may report, by a ruleset', async () => {
    const rule = (integration_id: number | null): Body => ({strict_required_status_checks_policy: false, required_status_checks: [{context: 'ci', integration_id}]});
    const state = async (app: number | null) => (
      await judge({main: {'required-checks': [{name: 'ci', app: 15368}]}}, {rules: [...plainRuleset, of(7, 'required_status_checks', rule(app))]})
    ).missing.state;
    expect(await Promise.all([15368, 7, null].map(state))).toEqual(['held', 'broken', 'broken']);
  });

  test('administrators are bound where what binds them comes to policy', async () => {
    const open = classic({...reviews({required_approving_review_count: 1}), enforce_admins: flag(false)});
    expect((await judge({main: {reviews: 1}}, {classic: open})).missing).toMatchObject(
      {state: 'broken', broken: [{message: 'main: administrators are not bound by pull-request, force-push, deletion, reviews.'}]}
    );
    expect((await judge({main: {reviews: 1, admins: false}}, {classic: open})).missing.state).toBe('held');
    expect(keys((await judge({main: {reviews: 1}}, {classic: open, rules: plainRuleset})).missing)).toEqual(['admins']);
    const strict = classic({...reviews({required_approving_review_count: 2}), enforce_admins: flag(false)});
    expect(keys((await judge({main: {reviews: 1}}, {classic: strict, rules: plainRuleset})).missing)).toEqual(['admins']);
    expect((await judge({main: {admins: false}}, {rules: plainRuleset})).added.state).toBe('held');
    expect((await judge({main: {admins: false}}, {classic: classic()})).added.broken[0]!.message).toBe('main: administrators are bound.');
    expect((await judge({main: {}}, {classic: open, rules: plainRuleset, more: detail(7, [])})).missing.state).toBe('held');
  });
});

test('a difference is said in words', async () => {
  const said = ({broken}: Ruling) => broken.map(({message}) => message);
  const {missing, added} = await judge({main: {reviews: 1, lock: true, 'required-checks': ['ci'], 'other-rules': ['workflows']}}, {
    classic: classic(checks(false, 'soak')), rules: [of(7, 'merge_queue'), of(7, 'required_linear_history')],
  });
  expect(said(missing)).toEqual([
    'main: it is not so that the branch is read-only.', 'main: 0 approving reviews are required, not 1.', 'main: the check ci is not required.',
    'main: the rule workflows is not in force.',
  ]);
  expect(said(added)).toEqual(['main: merge commits are refused.', 'main: the check soak is required.', 'main: the rule merge_queue is in force.']);
});

test('reviews come with pull requests, whatever policy says of them', async () => {
  for (const wanted of [{reviews: 1}, {'code-owners': true}, {'last-push-approval': true}]) {
    expect(keys((await judge({main: {'pull-request': false, ...wanted}}, {rules: [of(7, 'non_fast_forward'), of(7, 'deletion')]})).missing)).toContain('pull-request');
  }
});

test('a difference says what is wanted and what is found', async () => {
  const sources: readonly Source[] = [
    {name: 'rulesets', bindsAdmins: true, on: new Set(['deletion', 'lock']), reviews: 2, checks: [{name: 'soak'}], others: ['merge_queue']},
    {name: 'classic protection', bindsAdmins: false, on: new Set(['force-push']), reviews: 0, checks: [], others: []},
  ];
  const {main} = policy.parse({main: {'pull-request': false, reviews: 0, 'required-checks': ['ci'], 'other-rules': ['workflows']}}) as unknown as Record<string, BranchPolicy>;
  const say = (found: readonly Difference[]) => found.map(({setting, direction, wanted, found: now}) => [setting, direction, wanted, now]);
  expect(say(differencesOf(main!, sources))).toEqual([
    ['lock', 'added', false, true], ['reviews', 'added', 0, 2], ['required-checks ci', 'missing', true, false], ['required-checks soak', 'added', false, true],
    ['other-rules workflows', 'missing', true, false], ['other-rules merge_queue', 'added', false, true], ['admins', 'missing', true, false],
  ]);
  const bound = sources.map(source => ({...source, bindsAdmins: true}));
  expect(say(differencesOf({...main!, admins: false}, bound)).at(-1)).toEqual(['admins', 'added', false, true]);
  expect(say(differencesOf(main!, bound)).map(([setting]) => setting)).not.toContain('admins');
  expect(say(differencesOf({...main!, reviews: 3}, bound))).toContainEqual(['reviews', 'missing', 3, 2]);
});

describe('who may bypass', () => {
  const actor = (type: string, id: number | null, mode = 'always'): Body => ({actor_type: type, actor_id: id, bypass_mode: mode});

  test.each([
    ['RepositoryRole', 5, 'role:admin'], ['RepositoryRole', 2, 'role:maintain'], ['RepositoryRole', 4, 'role:write'], ['RepositoryRole', 99, 'role:99'], ['Team', 42, 'team:42'],
    ['Integration', 15368, 'app:15368'],
    ['OrganizationAdmin', 1, 'organization-admin'], ['OrganizationAdmin', null, 'organization-admin'], ['DeployKey', null, 'deploy-key'], ['User', 7, 'user:7'],
    ['EnterpriseTeam', 3, 'EnterpriseTeam:3'],
  ])('a ruleset\'s %s %p is %s', async (type, id, name) => {
    const world = {rules: plainRuleset, more: detail(7, [actor(type, id, 'pull_request')])};
    expect((await judge({main: {}}, world)).bypass).toMatchObject({state: 'broken', broken: [{message: `main: ${name} may bypass the ruleset Rules 7.`}]});
    expect((await judge({main: {bypass: [name]}}, world)).bypass.state).toBe('held');
  });

  test('people, teams and apps in classic protection', async () => {
    const set = classic(reviews({bypass_pull_request_allowances: {users: [{login: 'Ana'}], teams: [{slug: 'ops'}], apps: [{slug: 'renovate'}]}}));
    expect(keys((await judge({main: {}}, {classic: set})).bypass)).toEqual(
      ['bypass user:Ana classic protection', 'bypass team:ops classic protection', 'bypass app:renovate classic protection']
    );
    expect((await judge({main: {bypass: ['user:ana', 'team:ops', 'app:renovate']}}, {classic: set})).bypass.state).toBe('held');
  });

  test('a list that is hidden is not an empty one', async () => {
    const {bypass, missing} = await judge({main: {}}, {rules: plainRuleset, more: detail(7, undefined)});
    expect(bypass).toMatchObject({state: 'undecided', undecided: [{gap: 'refused', message: expect.stringContaining('Rules 7'), fix: expect.stringContaining('administration: write')}]});
    expect(missing.state).toBe('held');
    expect((await judge({main: {}}, {rules: plainRuleset, more: detail(7, [])})).bypass.state).toBe('held');
  });

  test('a ruleset of the organisation that may not be seen', async () => {
    expect((await judge({main: {}}, {rules: [...plainRuleset, of(9, 'deletion', undefined, 'Organization')], more: detail(7, [])})).bypass.state).toBe('undecided');
  });
});

describe('what may not be seen', () => {
  test('404 "Branch not protected" is proven absence, every other answer is not', async () => {
    expect((await judge({main: {}}, {classic: unprotected})).missing.state).toBe('broken');
    for (
      const answer of [{error: 404, message: 'Not Found'}, denied, {error: 500}, {enforce_admins: flag(true)}]
    ) expect((await judge({main: {}}, {classic: answer})).missing.state).toBe('undecided');
    expect((await judge({main: {}}, {classic: denied})).missing.undecided[0]!.fix).toContain('administration: read');
  });

  test('what one source holds is held, whatever the others say', async () => {
    const {missing, added, bypass} = await judge({main: {}}, {classic: denied, rules: plainRuleset, more: detail(7, [])});
    expect([missing.state, added.state, bypass.state]).toEqual(['held', 'undecided', 'undecided']);
    expect((await judge({main: {}}, {classic: classic(), rules: denied})).missing.state).toBe('held');
    expect((await judge({main: {reviews: 1}}, {classic: classic(), rules: denied})).missing.state).toBe('undecided');
  });

  test('a rule whose parameters have another form', async () => {
    expect((await judge({main: {}}, {rules: [of(7, 'pull_request', {})]})).missing).toMatchObject(
      {state: 'undecided', undecided: [{gap: 'unreadable', message: expect.stringContaining('another form')}]}
    );
    expect((await judge({main: {}}, {rules: [of(7, 'required_status_checks')]})).missing.state).toBe('undecided');
  });

  test('flags that are missing are not "refused"', async () => {
    const {allow_force_pushes: _, ...without} = classic();
    expect((await judge({main: {}}, {classic: without})).missing.state).toBe('undecided');
  });
});

describe('branches', () => {
  test('that do not exist, or are called otherwise now', async () => {
    const wanted = {main: {}, mian: {}, master: {}};
    const {branch, missing, bypass} = await judge(
      wanted, {classic: classic(), more: {[`${root}/branches/mian`]: {error: 404, message: 'Branch not found'}, [`${root}/branches/master`]: {name: 'main'}}}
    );
    expect(branch.broken.map(({key}) => key)).toEqual(['mian', 'master']);
    expect(branch.broken[0]).toMatchObject({message: 'Policy protects the branch mian, and there is no such branch.', at: {path: '.github/shipgate.yml'}});
    // What is not there is missing nothing.
    expect([missing, bypass]).toMatchObject([{state: 'held', examined: 1}, {state: 'held', examined: 1}]);
    expect((await judge({main: {}}, {classic: classic()})).branch.state).toBe('held');
  });

  test('that may not be seen', async () => {
    const {branch, missing} = await judge({main: {}, other: {}}, {classic: classic()});
    expect([branch.state, missing.state]).toEqual(['undecided', 'undecided']);
  });

  test('a glob means every branch that it matches and that has no line of its own', async () => {
    const protectedAt = (name: string, set: Answer) => ({[`${root}/branches/${name}/protection`]: set, [`${root}/rules/branches/${name}`]: []});
    const more = {
      [`${root}/branches`]: [{name: 'main'}, {name: 'release/1'}, {name: 'release/2'}, {name: 'feature'}], [`${root}/branches/release/2`]: {name: 'release/2'},
      ...protectedAt('release/1', classic()), ...protectedAt('release/2', unprotected)
    };
    expect((await judge({'release/*': {}}, {more})).missing.broken.map(({key}) => key)).toEqual(['release/2: pull-request', 'release/2: force-push', 'release/2: deletion']);
    const loose = {'pull-request': false, 'force-push': 'allowed', deletion: 'allowed'};
    expect((await judge({'release/*': {}, 'release/2': loose}, {more})).missing).toMatchObject({state: 'held', examined: 2});
    expect((await judge({'release/*': {reviews: 1}, 'release/2': loose}, {more})).missing.broken.map(({key}) => key)).toEqual(['release/1: reviews']);
    expect((await judge({'hotfix/*': {}}, {more})).branch.state).toBe('not-applicable');
  });

  test('of a repository that nobody names: undecided, as far as policy asks for something', async () => {
    const states = async (written: unknown) => {
      const parsed = policy.parse(written);
      const facts = await collect({github: fakeGithub({}), git: git(), context: context({})}, {policy: parsed});
      return rules.map(rule => rule.judge(facts, parsed, now).state);
    };
    const [idle, open] = ['not-applicable', 'undecided'];
    expect(await states({main: {}})).toEqual([open, open, open, open, idle]);
    expect(await states({repository: {squash: true}})).toEqual([idle, idle, idle, idle, open]);
    expect(await states({})).toEqual([idle, idle, idle, idle, idle]);
  });

  test('policy that names none: nothing is judged, and GitHub is not asked', async () => {
    const judged = await judge({}, {});
    expect([judged.branch, judged.missing, judged.added, judged.bypass, judged.repository].map(({state}) => state)).toEqual(Array.from({length: 5}, () => 'not-applicable'));
    expect([judged.branch.reason, judged.repository.reason]).toEqual(
      ['policy names no branch under governance.protection', 'policy says nothing of how pull requests are merged']
    );
    expect(judged.github.asked).toEqual([]);
  });
});

describe('the repository', () => {
  const merging = {allow_merge_commit: true, allow_squash_merge: true, allow_rebase_merge: false, delete_branch_on_merge: false};
  const judgeRepository = async (wanted: Body, answer: Answer = merging) => (await judge({repository: wanted}, {more: {[root]: answer}})).repository;

  test('hole of today: it applies and never compares', async () => {
    expect(await judgeRepository({'merge-commits': false, squash: true, rebase: true, 'delete-branch-on-merge': true})).toMatchObject({
      state: 'broken', examined: 4,
      broken: [
        {
          key: 'repository: merge-commits', message: 'The repository\'s setting merge-commits is on, and policy wants it off.', observed: true, expected: false,
          fix: 'Set it on GitHub, or let `shipgate governance protect --apply` do it.',
        },
        {key: 'repository: rebase', message: 'The repository\'s setting rebase is off, and policy wants it on.'}, {key: 'repository: delete-branch-on-merge'},
      ],
    });
    expect(await judgeRepository({squash: true})).toMatchObject({state: 'held', examined: 1});
    expect(await judgeRepository({})).toMatchObject({state: 'not-applicable', reason: 'policy says nothing of how pull requests are merged'});
  });

  test.each(Object.keys(merging))('%s that GitHub leaves out', async name => {
    expect((await judgeRepository({squash: true}, Object.fromEntries(Object.entries(merging).filter(([field]) => field !== name)))).state).toBe('undecided');
  });

  test('all of them left out', async () => {
    expect(await judgeRepository({squash: true}, {full_name: 'harbour/lantern-bay'})).toMatchObject(
      {state: 'undecided', undecided: [{gap: 'refused', fix: expect.stringContaining('contents: write')}]}
    );
  });
});

test('the settings that today\'s script sets are one line of policy', async () => {
  const asToday = {
    main: {reviews: 0, 'required-checks': ['a', 'b'], 'up-to-date': true, 'linear-history': true, 'conversation-resolution': true, admins: true, lock: false},
    repository: {'merge-commits': false, squash: true, rebase: true, 'delete-branch-on-merge': true},
  };
  const set = classic({...checks(true, 'a', 'b'), required_linear_history: flag(true), required_conversation_resolution: flag(true)});
  const judged = await judge(
    asToday, {classic: set, more: {[root]: {allow_merge_commit: false, allow_squash_merge: true, allow_rebase_merge: true, delete_branch_on_merge: true}}}
  );
  expect([judged.branch, judged.missing, judged.added, judged.bypass, judged.repository].map(({state}) => state)).toEqual(Array.from({length: 5}, () => 'held'));
});

test('a table shows what differs', async () => {
  const {table} = await judge({main: {reviews: 1}, repository: {squash: false}}, {
    classic: classic(reviews({bypass_pull_request_allowances: {users: [{login: 'ana'}], teams: [], apps: []}})),
    more: {[root]: {allow_merge_commit: true, allow_squash_merge: true, allow_rebase_merge: false, delete_branch_on_merge: false}},
  });
  expect(table).toEqual([{table: [
    ['Branch', 'Setting', 'On GitHub', 'In policy'], ['main', 'reviews', '0', '1'], ['main', 'bypass of classic protection', 'user:ana', 'nobody'],
    ['repository', 'squash', 'on', 'off'],
  ]}]);
});

test('a table names those alone who are not allowed to bypass, and is not there where nothing differs', async () => {
  const set = classic(reviews({bypass_pull_request_allowances: {users: [{login: 'ana'}, {login: 'ben'}], teams: [], apps: []}}));
  expect((await judge({main: {bypass: ['user:ana']}}, {classic: set})).table).toEqual([{table: [['Branch', 'Setting', 'On GitHub', 'In policy'], ['main', 'bypass of classic protection', 'user:ben', 'user:ana']]}]);
  expect(await judge({main: {}}, {classic: classic()})).toMatchObject({table: [], headline: '1 branch, 0 differences'});
  expect((await judge({main: {}, other: {}}, {classic: classic(), more: {[`${root}/branches/other`]: {name: 'other'}, [`${root}/branches/other/protection`]: classic({required_linear_history: flag(true)}), [`${root}/rules/branches/other`]: []}})).headline).toBe('2 branches, 1 difference');
  expect((await judge({gone: {}}, {more: {[`${root}/branches/gone`]: {error: 404, message: 'Branch not found'}}})).table).toEqual([]);
});

test('what policy leaves out is as strict as a protected branch is', () => {
  expect(policy.parse({main: {}})).toEqual({main: {
    'pull-request': true, reviews: 0, 'dismiss-stale': false, 'code-owners': false, 'last-push-approval': false, 'conversation-resolution': false, 'required-checks': [], 'up-to-date': false, admins: true,
    'linear-history': false, 'force-push': 'never', deletion: 'never', 'signed-commits': false, lock: false, bypass: [], 'other-rules': [],
  }});
  expect([policy.safeParse({main: {reviews: 10}}).success, policy.safeParse({main: {reviews: 11}}).success]).toEqual([true, false]);
});

test('a ruleset of several branches is asked for once', async () => {
  const more = {
    [`${root}/branches`]: [{name: 'release/1'}, {name: 'release/2'}], ...detail(7, []),
    ...Object.fromEntries(['1', '2'].flatMap(n => [[`${root}/branches/release/${n}/protection`, unprotected], [`${root}/rules/branches/release/${n}`, plainRuleset]])),
  };
  const {github, missing} = await judge({'release/*': {}}, {more});
  expect(missing).toMatchObject({state: 'held', examined: 2});
  expect(github.asked.filter(path => path === `${root}/rulesets/7`)).toHaveLength(1);
});

test('no list of known problems hides who may bypass', () => {
  expect(rules.filter(({baseline}) => !baseline).map(({id}) => id)).toEqual(['protection.bypass']);
});

test('policy refuses what it does not know', () => {
  for (
    const wrong of [
      {main: {review: 1}}, {main: {reviews: '1'}}, {main: {'force-push': true}}, {main: 'protected'}, {repository: {'merge-commit': true}},
      {main: {'required-checks': [{name: 'ci', app: 0}]}},
    ]
  ) {
    expect(policy.safeParse(wrong).success).toBe(false);
  }
});
