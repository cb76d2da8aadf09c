import {describe, expect, test} from '@jest/globals';
import type {ContextFacts, Ruling} from '#core';
import {context, git} from '#testkit';
import {type Answer, type FakeGithub, fakeGithub} from '../github.fixture.ts';
import {collect} from './collect.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

const now = new Date('2026-11-20T12:00:00Z');
const root = '/repos/harbour/lantern-bay';
const labels = [{name: 'P0-blocker'}, {name: 'scope:1.0'}, {name: 'bug'}];
const milestone = (title: string, number: number, open: number) => ({number, title, open_issues: open, state: 'open'});
const issue = (number: number, worn: readonly (string | {name: string | null})[], members: Readonly<Record<string, Answer>> = {}) => ({
  number, title: `Issue ${number}`, html_url: `https://github.com/harbour/lantern-bay/issues/${number}`, state: 'open', labels: worn, milestone: {number: 4, title: '1.0.0'},
  ...members,
});

interface World {
  readonly pulls?: Answer;
  readonly issues?: Answer;
  readonly labels?: Answer;
  readonly milestones?: Answer;
}
async function judge(written: unknown, world: World, facts: Partial<ContextFacts> = {}): Promise<{readonly blocking: Ruling; readonly done: Ruling; readonly github: FakeGithub}> {
  const parsed = policy.parse(written);
  const issues = world.issues ?? [];
  const github = fakeGithub({
    [`${root}/pulls`]: world.pulls ?? [], [`${root}/issues`]: issues, [`${root}/labels`]: world.labels ?? labels,
    [`${root}/milestones`]: world.milestones ?? [milestone('0.9.0', 3, 7), milestone('1.0.0', 4, Array.isArray(issues) ? issues.length : 0)],
  });
  const collected = await collect(
    {github, git: git(), context: context({event: 'push', scope: 'release', repository: 'harbour/lantern-bay', tag: 'v1.0.0', ...facts})}, {policy: parsed}
  );
  const [blocking, done] = rules.map(rule => rule.judge(collected, parsed, now)) as [Ruling, Ruling];
  return {blocking, done, github};
}
const both = {labels: ['P0-blocker', 'scope:1.0'], milestone: '{version}'};

test('policy takes a label, and none with a comma, which GitHub could not look for', () => {
  expect(policy.parse({}).labels).toEqual(['release-blocker']);
  expect([{labels: []}, {labels: ['P0,scope']}, {labels: ['']}].map(wrong => policy.safeParse(wrong).success)).toEqual([false, false, false]);
  expect(policy.safeParse({labels: ['P0 blocker', 'scope:1.0']}).success).toBe(true);
});

describe('blockers', () => {
  test('nothing open, and nothing open with all of the labels, holds', async () => {
    expect((await judge(both, {})).blocking).toMatchObject({state: 'held', observed: 0});
    expect((await judge(both, {issues: [issue(1, ['bug']), issue(2, [])]})).blocking).toMatchObject({state: 'held', examined: 2});
  });

  test('hole of today: the labels are joined by AND, the second one too', async () => {
    const {blocking} = await judge(both, {issues: [issue(1, ['P0-blocker']), issue(2, ['scope:1.0']), issue(3, ['bug', {name: 'scope:1.0'}, {name: 'p0-BLOCKER'}])]});
    expect(blocking).toMatchObject({state: 'broken', broken: [{
      key: '#3', message: 'The issue #3 "Issue 3" is open in milestone 1.0.0, labelled P0-blocker and scope:1.0.', observed: 'open', expected: 'closed',
      fix: 'Close it, or move it to another milestone: https://github.com/harbour/lantern-bay/issues/3',
    }]});
    expect(blocking.broken).toHaveLength(1);
  });

  test('a part of a label is another label', async () => {
    expect((await judge({labels: ['bug']}, {issues: [issue(1, ['bugfix', {name: null}])]})).blocking.state).toBe('held');
  });

  test('a pull request blocks as an issue does', async () => {
    expect(
      (await judge({labels: ['bug']}, {issues: [issue(9, ['bug'], {pull_request: {url: ''}})]})).blocking
    ).toMatchObject({state: 'broken', broken: [{
      message: 'The pull request #9 "Issue 9" is open, labelled bug.', fix: 'Close it: https://github.com/harbour/lantern-bay/issues/9',
    }]});
  });

  test('what is closed, or of another milestone, does not count, whatever GitHub was asked for', async () => {
    const world = {
      issues: [issue(1, ['P0-blocker', 'scope:1.0'], {state: 'closed'}), issue(2, ['P0-blocker', 'scope:1.0'], {milestone: null})], milestones: [milestone('1.0.0', 4, 0)],
    };
    expect((await judge(both, world)).blocking.state).toBe('held');
  });

  test('it asks for the milestone, or for the labels', async () => {
    const asked = async (written: unknown) => (await judge(written, {})).github.queries[`${root}/issues`];
    expect((await judge(both, {})).github.queries[`${root}/pulls`]).toEqual({per_page: '1'});
    expect(await asked(both)).toEqual({state: 'open', milestone: '4'});
    expect(await asked({labels: ['P0-blocker', 'bug']})).toEqual({state: 'open', labels: 'P0-blocker,bug'});
  });

  test('a hostile title stays in its line', async () => {
    const {blocking} = await judge({labels: ['bug']}, {issues: [issue(1, ['bug'], {title: `a\n::error::b ${'x'.repeat(500)}`})]});
    expect(blocking.broken[0]!.message).toBe(`The issue #1 "a ::error::b ${'x'.repeat(66)}…" is open, labelled bug.`);
    const shown = async (title: string) => (await judge({labels: ['bug']}, {issues: [issue(1, ['bug'], {title})]})).blocking.broken[0]!.message;
    expect(await shown(` ${'y'.repeat(80)}\t`)).toContain(`"${'y'.repeat(80)}"`);
    expect(await shown('y'.repeat(81))).toContain(`"${'y'.repeat(79)}…"`);
  });
});

describe('the milestone', () => {
  test('done: nothing in it is open, whatever its labels', async () => {
    const strict = {...both, 'milestone-done': true};
    expect((await judge(strict, {})).done).toMatchObject({state: 'held', observed: 0});
    expect((await judge(strict, {issues: [issue(1, []), issue(2, [], {pull_request: {}})]})).done).toMatchObject({state: 'broken', broken: [{key: '#1', message: 'The issue #1 "Issue 1" is open in milestone 1.0.0.'}, {key: '#2'}]});
    expect((await judge(both, {issues: [issue(1, [])]})).done.state).toBe('not-applicable');
  });

  test.each(
    [
      ['v1.0.0', '{version}', 'held'], ['1.0.0', '{version}', 'held'], ['app@1.0.0', '{version}', 'held'], ['release-1.0.0', '{version}', 'held'],
      ['v1.0.0', '1.0.0', 'held'], ['1.0.0', '{tag}', 'held'], ['v1.0.0', '{tag}', 'undecided'], ['v1.0', '{version}', 'undecided'], ['nightly', '{version}', 'undecided'],
      ['nightly', '1.0.0', 'held'], ['V1.0.0', '{version}', 'held'],
    ]
  )(
    'of the tag %s as %s: %s', async (tag, written, state) => {
      expect((await judge({...both, milestone: written}, {}, {tag})).blocking.state).toBe(state);
    });

  test('of several of one title, the first that GitHub lists; a closed one counts too', async () => {
    const {blocking, github} = await judge(both, {milestones: [milestone('1.0.0', 7, 0), milestone('1.0.0', 4, 0)]});
    expect([blocking.state, github.queries[`${root}/milestones`], github.queries[`${root}/issues`]]).toEqual(['held', {state: 'all'}, {state: 'open', milestone: '7'}]);
  });

  test('a title of which a part is the tag', async () => {
    const parsed = {...both, milestone: 'Release {version} ({tag})'};
    expect((await judge(parsed, {milestones: [milestone('Release 1.0.0 (v1.0.0)', 4, 0)]})).blocking.state).toBe('held');
  });

  test('a version keeps what follows its numbers', async () => {
    expect((await judge(both, {milestones: [milestone('1.0.0-preview', 4, 0)]}, {tag: '1.0.0-preview'})).blocking.state).toBe('held');
  });

  test('a tag that names no version is told', async () => {
    expect((await judge(both, {}, {tag: 'nightly'})).blocking).toMatchObject({state: 'undecided', undecided: [{gap: 'missing', message: expect.stringContaining('the tag nightly names no version')}]});
  });

  test('without a tag there is no version', async () => {
    const parsed = policy.parse(both);
    const facts = await collect({github: fakeGithub({[`${root}/labels`]: labels}), git: git(), context: context({repository: 'harbour/lantern-bay'})}, {policy: parsed});
    expect(rules[0]!.judge(facts, parsed, now)).toMatchObject({state: 'undecided', undecided: [{message: expect.stringContaining('no tag')}]});
  });

  test('done needs one', async () => {
    expect((await judge({labels: ['bug'], 'milestone-done': true}, {})).done).toMatchObject({state: 'broken', broken: [{key: 'milestone', at: {path: '.github/shipgate.yml'}}]});
  });
});

describe('what cannot be told is undecided', () => {
  test('a label or milestone that does not exist: with a misspelt name nothing would ever block', async () => {
    expect((await judge({labels: ['P0-bloker']}, {})).blocking).toMatchObject({state: 'undecided', undecided: [{gap: 'missing', fix: expect.stringContaining('Did you mean "P0-blocker"?')}]});
    expect((await judge({...both, milestone: '1.0.1'}, {})).blocking).toMatchObject({state: 'undecided', undecided: [{gap: 'missing', fix: expect.stringContaining('Did you mean "1.0.0"?')}]});
  });

  test('fewer shown than counted: the token does not see all of them', async () => {
    const {blocking, done} = await judge({...both, 'milestone-done': true}, {milestones: [milestone('1.0.0', 4, 2)], issues: [issue(1, [])]});
    expect(blocking).toMatchObject(
      {state: 'undecided', undecided: [{gap: 'refused', message: expect.stringContaining('counts 2 and shows 1'), fix: expect.stringContaining('a token that sees all')}]}
    );
    expect(done.state).toBe('undecided');
  });

  test.each(['issues', 'labels', 'milestones'] as const)('%s refused, or of another form', async member => {
    expect(
      (await judge(both, {[member]: {error: 403, message: 'Resource not accessible by integration'}})).blocking
    ).toMatchObject({state: 'undecided', undecided: [{fix: expect.stringContaining('issues: read')}]});
    expect((await judge(both, {[member]: [{}]})).blocking.state).toBe('undecided');
  });

  test('pull requests that the token may not see: GitHub would leave them out of the issues', async () => {
    expect(
      (await judge({labels: ['bug']}, {pulls: {error: 403, message: 'Resource not accessible by integration'}})).blocking
    ).toMatchObject({state: 'undecided', undecided: [{fix: expect.stringContaining('pull-requests: read')}]});
    expect((await judge({labels: ['bug']}, {pulls: {message: 'another form'}})).blocking.state).toBe('undecided');
  });

  test('issues that are switched off', async () => {
    expect((await judge(both, {issues: {error: 410, message: 'Issues has been disabled in this repository.'}})).blocking.state).toBe('undecided');
  });
});

test('the help shows an exception for the rule itself', () => {
  expect(rules.map(({help}) => /rule: governance\/(\S+)/.exec(help)?.[1])).toEqual(rules.map(({id}) => id));
});

test('an override is an emergency, and no list of known problems covers a blocker', () => {
  expect(rules.map(({emergency, baseline}) => ({emergency, baseline}))).toEqual([{emergency: true, baseline: false}, {emergency: true, baseline: false}]);
});
