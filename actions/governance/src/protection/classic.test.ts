import {describe, expect, test} from '@jest/globals';
import {type ClassicRequest, putBodyOf, requestFor, sameClassic} from './classic.ts';
import {type BranchPolicy, policy} from './policy.ts';
import {readClassic} from './read-classic.ts';

const wanted = (settings: Readonly<Record<string, unknown>>): BranchPolicy => (policy.parse({main: settings}) as unknown as Record<string, BranchPolicy>)['main']!;
const request = (settings: Readonly<Record<string, unknown>>, now?: ClassicRequest): ClassicRequest => requestFor(wanted(settings), now);
const nobody = {users: [], teams: [], apps: []};
const someone = {users: ['ana'], teams: ['ops'], apps: ['renovate']};

describe('what policy asks for', () => {
  test('by default', () => {
    expect(request({})).toEqual({
      required_status_checks: null, enforce_admins: true, restrictions: null, required_linear_history: false, allow_force_pushes: false, allow_deletions: false,
      block_creations: false,
      required_conversation_resolution: false, lock_branch: false, allow_fork_syncing: false,
      required_pull_request_reviews: {dismiss_stale_reviews: false, require_code_owner_reviews: false, required_approving_review_count: 0, require_last_push_approval: false},
    });
  });

  test('with everything', () => {
    const all = {
      reviews: 2, 'dismiss-stale': true, 'code-owners': true, 'last-push-approval': true, 'conversation-resolution': true, 'required-checks': ['ci', {name: 'soak', app: 15368}],
      'up-to-date': true, admins: false, 'linear-history': true, 'force-push': 'allowed', deletion: 'allowed', lock: true,
    };
    expect(request(all)).toEqual({
      required_status_checks: {strict: true, checks: [{context: 'ci'}, {context: 'soak', app_id: 15368}]}, enforce_admins: false, restrictions: null, required_linear_history: true,
      allow_force_pushes: true, allow_deletions: true, block_creations: false, required_conversation_resolution: true, lock_branch: true, allow_fork_syncing: false,
      required_pull_request_reviews: {dismiss_stale_reviews: true, require_code_owner_reviews: true, required_approving_review_count: 2, require_last_push_approval: true},
    });
    expect(putBodyOf(request(all))).toMatchObject({required_status_checks: {strict: true, contexts: [], checks: [{context: 'ci'}, {context: 'soak', app_id: 15368}]}});
  });

  test('without checks', () => {
    expect(putBodyOf(request({}))).toMatchObject({required_status_checks: null, enforce_admins: true, restrictions: null});
  });

  test('without pull requests', () => {
    expect(request({'pull-request': false}).required_pull_request_reviews).toBeNull();
  });

  test('what it has no setting for stays', () => {
    const now = {...request({}), restrictions: someone, block_creations: true, allow_fork_syncing: true};
    expect(request({lock: true}, now)).toMatchObject({restrictions: someone, block_creations: true, allow_fork_syncing: true, lock_branch: true});
  });

  test('bypass lists keep those alone whom it names', () => {
    const now = {
      ...request({}), required_pull_request_reviews: {...request({}).required_pull_request_reviews!, dismissal_restrictions: someone, bypass_pull_request_allowances: someone},
    };
    const kept = (bypass: readonly string[]) => request({bypass}, now).required_pull_request_reviews!.bypass_pull_request_allowances;
    expect(kept([])).toEqual(nobody);
    expect(kept(['user:Ana', 'app:ops'])).toEqual({...nobody, users: ['ana']});
    const capital = {...now, required_pull_request_reviews: {...now.required_pull_request_reviews, bypass_pull_request_allowances: {...nobody, users: ['Ana']}}};
    expect(request({bypass: ['user:ana']}, capital).required_pull_request_reviews!.bypass_pull_request_allowances).toEqual({...nobody, users: ['Ana']});
    expect(kept(['team:ops', 'app:renovate'])).toEqual({users: [], teams: ['ops'], apps: ['renovate']});
    expect(request({}, now).required_pull_request_reviews!.dismissal_restrictions).toEqual(someone);
  });
});

describe('whether two come to the same', () => {
  const base = request({reviews: 1, 'required-checks': ['ci', 'soak']});
  const reviews = base.required_pull_request_reviews!;

  test('in any order, with empty lists left out, and with the app that GitHub chose', () => {
    const checks = [{context: 'soak', app_id: 15368}, {context: 'ci'}];
    expect(
      sameClassic(base, {...base, required_status_checks: {strict: false, checks}, required_pull_request_reviews: {...reviews, bypass_pull_request_allowances: nobody}})
    ).toBe(true);
    const [two, turned] = [['a', 'b'], ['b', 'a']].map(names => ({users: names, teams: names, apps: names}));
    expect(sameClassic({...base, restrictions: two!}, {...base, restrictions: turned!})).toBe(true);
    expect(sameClassic({...base, restrictions: someone}, {...base, restrictions: {...someone, users: ['ben']}})).toBe(false);
  });

  test.each<[string, Partial<ClassicRequest>]>([
    ['a flag', {lock_branch: true}], ['administrators', {enforce_admins: false}],
    ['being up to date', {required_status_checks: {strict: true, checks: base.required_status_checks!.checks}}],
    ['a check less', {required_status_checks: {strict: false, checks: [{context: 'ci'}]}}], ['no checks', {required_status_checks: null}],
    ['a review more', {required_pull_request_reviews: {...reviews, required_approving_review_count: 2}}], ['no pull requests', {required_pull_request_reviews: null}],
    ['somebody who may bypass', {required_pull_request_reviews: {...reviews, bypass_pull_request_allowances: someone}}],
    ['a single person who may bypass', {required_pull_request_reviews: {...reviews, bypass_pull_request_allowances: {...nobody, users: ['ana']}}}],
    ['somebody who may dismiss', {required_pull_request_reviews: {...reviews, dismissal_restrictions: someone}}],
    ['nobody who may push', {restrictions: nobody}], ['somebody who may push', {restrictions: someone}],
  ])('not with another %s', (_, other) => {
    expect(sameClassic(base, {...base, ...other})).toBe(false);
    expect(sameClassic({...base, ...other}, base)).toBe(false);
  });

  test('not with another app than was asked for', () => {
    const asked = request({'required-checks': [{name: 'ci', app: 1}]});
    const found = (app_id?: number): ClassicRequest => ({...asked, required_status_checks: {strict: false, checks: [{context: 'ci', ...(app_id !== undefined && {app_id})}]}});
    expect([found(1), found(2), found()].map(one => sameClassic(asked, one))).toEqual([true, false, false]);
  });
});

describe('what GitHub answers', () => {
  const flag = (enabled: boolean) => ({enabled});
  const least = {
    enforce_admins: flag(true), required_linear_history: flag(false), allow_force_pushes: flag(true), allow_deletions: flag(false), required_conversation_resolution: flag(true),
  };

  test('the least, as of an older server', () => {
    expect(readClassic(least)).toEqual({signedCommits: false, request: {
      required_status_checks: null, enforce_admins: true, required_pull_request_reviews: null, restrictions: null, required_linear_history: false, allow_force_pushes: true,
      allow_deletions: false, block_creations: false, required_conversation_resolution: true, lock_branch: false, allow_fork_syncing: false,
    }});
  });

  test('checks by their old names; any app is none', () => {
    const checksOf = (answer: unknown) => readClassic({...least, required_status_checks: answer}).request.required_status_checks;
    expect(checksOf({strict: true, contexts: ['ci']})).toEqual({strict: true, checks: [{context: 'ci'}]});
    expect(checksOf({strict: true, contexts: [], checks: [{context: 'a', app_id: -1}, {context: 'b', app_id: null}, {context: 'c', app_id: 1}]})).toEqual(
      {strict: true, checks: [{context: 'a'}, {context: 'b'}, {context: 'c', app_id: 1}]},
    );
  });

  test('reviews, with who may dismiss and who may bypass by their names', () => {
    const reviewsOf = (answer: Readonly<Record<string, unknown>>) => readClassic(
      {...least, required_pull_request_reviews: {dismiss_stale_reviews: true, require_code_owner_reviews: false, ...answer}}
    ).request.required_pull_request_reviews;
    const fewest = {dismiss_stale_reviews: true, require_code_owner_reviews: false, required_approving_review_count: 0, require_last_push_approval: false};
    expect(reviewsOf({})).toStrictEqual(fewest);
    const people = {users: [{login: 'ana'}], teams: [{slug: 'ops'}], apps: [{slug: 'renovate'}]};
    expect(reviewsOf({dismissal_restrictions: people, require_last_push_approval: true, required_approving_review_count: 2})).toStrictEqual(
      {...fewest, dismissal_restrictions: someone, require_last_push_approval: true, required_approving_review_count: 2}
    );
    expect(reviewsOf({bypass_pull_request_allowances: {users: people.users}})).toStrictEqual({...fewest, bypass_pull_request_allowances: {...nobody, users: ['ana']}});
  });

  test.each(Object.keys(least))('without %s it is not readable', name => {
    expect(() => readClassic({...least, [name]: undefined})).toThrow();
  });
});
