import {describe, expect, test} from '@jest/globals';
import type {ContextFacts, Ruling} from '#core';
import {type FakeHistory, commit as commitOf, context, git} from '#testkit';
import {type Answer, type FakeGithub, fakeGithub} from '../github.fixture.ts';
import {collect} from './collect.ts';
import {pullRequest} from './mode.ts';
import {type Policy, policy} from './policy.ts';
import {beginBranch, beginClean, beginSynced} from './rules-begin.ts';
import {mergeCommits, seniorReview, upToDate} from './rules-history.ts';
import {branchName, commits, field, onlyOne, sameTask, title} from './rules-task.ts';

const rules = [branchName, title, field, sameTask, commits, onlyOne, upToDate, mergeCommits, seniorReview, beginBranch, beginClean, beginSynced];
const root = '/repos/harbour/lantern-bay';
const sha = (digit: string): string => digit.repeat(40);
const task = {'task-prefix': 'TASK-'};

const message = (text: string, parents = 1) => ({sha: sha('c'), commit: {message: text}, parents: Array.from({length: parents}, () => ({sha: sha('a')}))});
const pull = (number: number, members: Readonly<Record<string, Answer>> = {}) => ({
  number, title: 'TASK-123: Light the bay', body: 'What and why.\n\nPrimary-Task: TASK-123\n', user: {login: 'Ana'}, head: {
    ref: 'codex/task-123-light', sha: sha('c'),
  }, base: {ref: 'main'}, commits: 1, ...members,
});

interface World {
  readonly pull?: Readonly<Record<string, Answer>>;
  readonly messages?: readonly ReturnType<typeof message>[];
  readonly open?: Answer;
  readonly reviews?: Answer;
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly history?: FakeHistory;
  readonly facts?: Partial<ContextFacts>;
  readonly begin?: boolean;
}
const team = (...members: readonly string[]): Readonly<Record<string, Answer>> => ({
  '/orgs/harbour/teams/seniors': {slug: 'seniors'}, ...Object.fromEntries(members.map(login => [`/orgs/harbour/teams/seniors/memberships/${login}`, {state: 'active'}])),
});

async function judge(written: unknown, world: World = {}): Promise<{
  readonly ruling: (id: string) => Ruling; readonly states: Readonly<Record<string, string>>; readonly github: FakeGithub
}> {
  const parsed: Policy = policy.parse(written);
  const messages = world.messages ?? [message('TASK-123: Light the bay')];
  const github = fakeGithub({
    [`${root}/pulls/7`]: pull(
      7, {commits: messages.length, ...world.pull}
    ), [`${root}/pulls/7/commits`]: messages, [`${root}/pulls`]: world.open ?? [pull(7)], [`${root}/pulls/7/reviews`]: world.reviews ?? [],
    [`${root}/compare/main...${sha('c')}`]: {behind_by: 0}, [`${root}/branches/main`]: {commit: {sha: sha('a')}}, '/user': {login: 'ana'}, ...world.answers,
  });
  const ports = {github, git: git(world.history), context: context({repository: 'harbour/lantern-bay', ...(world.facts ?? {event: 'pull_request', pullRequest: 7})})};
  const facts = await collect(ports, {inputs: {begin: world.begin ?? false}, policy: parsed, wants: () => true});
  const ruling = (id: string): Ruling => rules.find(rule => rule.id === `pull-request.${id}`)!.judge(facts, parsed, new Date('2026-11-20T12:00:00Z'));
  return {ruling, github, states: Object.fromEntries(rules.map(({id}) => [id.slice('pull-request.'.length), ruling(id.slice('pull-request.'.length)).state]))};
}
const said = async (id: string, written: unknown, world?: World): Promise<readonly string[]> => (await judge(written, world)).ruling(id).broken.map(fault => fault.message);
const state = async (id: string, written: unknown, world?: World): Promise<string> => (await judge(written, world)).ruling(id).state;
/** On a laptop, without a pull request. */
const laptop = (history: FakeHistory, more: World = {}): World => ({...more, history, facts: {event: 'local'}});

describe('what is judged', () => {
  test('nothing, and nobody is asked, where nothing is set', async () => {
    const {states, github} = await judge({});
    expect(Object.values(states)).toEqual(rules.map(() => 'not-applicable'));
    expect(github.asked).toEqual([]);
  });

  test('only what policy asks for is asked for', async () => {
    expect((await judge({branch: '^codex/'})).github.asked).toEqual([`${root}/pulls/7`]);
    expect((await judge({'up-to-date': true})).github.asked).toEqual([`${root}/pulls/7`, `${root}/compare/main...${sha('c')}`]);
    expect((await judge(task)).github.asked).toEqual([`${root}/pulls/7`, `${root}/pulls/7/commits`, `${root}/pulls`]);
  });

  test('and only what a rule wants', async () => {
    const parsed = policy.parse({...task, 'up-to-date': true, hotfix: {team: 'seniors', branches: ['codex/*']}});
    const asked = async (wanted: string, begin = false): Promise<readonly string[]> => {
      const github = fakeGithub({[`${root}/pulls/7`]: pull(7), [`${root}/pulls/7/commits`]: [], [`${root}/pulls`]: [], [`${root}/pulls/7/reviews`]: [], '/user': {login: 'ana'}});
      const facts = context({repository: 'harbour/lantern-bay', ...(begin ? {event: 'local'} : {event: 'pull_request', pullRequest: 7})});
      await collect({github, git: git({branch: 'main'}), context: facts}, {inputs: {begin}, policy: parsed, wants: fact => fact === wanted});
      return github.asked;
    };
    const own = `${root}/pulls/7`;
    expect(await asked('subject')).toEqual([own]);
    expect(await asked('commits')).toEqual([own, `${own}/commits`]);
    expect(await asked('behind')).toEqual([own, `${root}/compare/main...${sha('c')}`]);
    expect(await asked('open')).toEqual([own, `${root}/pulls`]);
    expect(await asked('approvals')).toEqual([own, `${own}/reviews`]);
    expect(await asked('open', true)).toEqual(['/user', `${root}/pulls`]);
    expect(await asked('tips', true)).toEqual([`${root}/branches/main`]);
    expect(await asked('changed', true)).toEqual([]);
    expect((await judge({...task, commits: 'off'})).github.asked).not.toContain(`${own}/commits`);
  });

  test('with no more of an answer than is needed', async () => {
    const {github} = await judge({...task, 'up-to-date': true});
    expect(github.queries[`${root}/compare/main...${sha('c')}`]).toEqual({page: '2', per_page: '1'});
    expect(github.queries[`${root}/pulls`]).toEqual({state: 'open'});
  });

  test.each([`x${sha('c')}`, `${sha('c')}0`, sha('g')])('%s is no commit', async wrong => {
    expect(await state('branch', task, {pull: {head: {ref: 'codex/task-123-light', sha: wrong}}})).toBe('undecided');
  });

  test('a pull request that is in order', async () => {
    const {states} = await judge({...task, branch: '^codex/task-[0-9]+-[a-z-]+$', 'up-to-date': true, 'merge-commits': 'forbidden'});
    expect(Object.entries(states).filter(([, one]) => one !== 'held')).toEqual(['senior-review', 'begin-branch', 'begin-clean', 'begin-synced'].map(id => [id, 'not-applicable']));
  });

  test('another event is about no pull request', async () => {
    const {states} = await judge(task, {facts: {event: 'push'}});
    expect(new Set(Object.values(states))).toEqual(new Set(['not-applicable']));
  });

  test.each([
    [403, 'pull-requests: read'], [404, 'pull-requests: read'], [429, 'pull-requests: read'], [500, 'pull-requests: read'],
  ])('a refusal with %i makes everything about it undecided, with the permission', async (error, permission) => {
    const {ruling} = await judge({...task, 'up-to-date': true, hotfix: {team: 'seniors'}}, {answers: {[`${root}/pulls/7`]: {error}}});
    for (const id of ['branch', 'title', 'field', 'task', 'commits', 'only-one', 'up-to-date', 'senior-review']) {
      expect(ruling(id)).toMatchObject({state: 'undecided', undecided: [{fix: expect.stringContaining(permission)}]});
    }
  });

  test('a body without what matters is undecided', async () => {
    const {head: _, ...without} = pull(7);
    expect((await judge(task, {answers: {[`${root}/pulls/7`]: without}})).ruling('branch')).toMatchObject({state: 'undecided', undecided: [{gap: 'unreadable'}]});
  });

  test('an author who is not among those that need no task needs one', async () => {
    const {states, ruling} = await judge({...task, 'exempt-authors': ['dependabot[bot]', 'an']}, {pull: {title: 'Bump x', body: null, head: {ref: 'bump', sha: sha('c')}}});
    expect(Object.entries(states).filter(([, one]) => one === 'broken').map(([id]) => id)).toEqual(['branch', 'title', 'field', 'task']);
    expect(ruling('only-one').state).toBe('held');
  });

  test('authors that need no task', async () => {
    const written = {...task, branch: '^codex/', 'exempt-authors': ['ANA'], 'merge-commits': 'forbidden'};
    const {states} = await judge(written, {pull: {title: 'Bump x', body: null, head: {ref: 'bump', sha: sha('c')}}});
    expect(Object.entries(states).filter(([, one]) => one !== 'not-applicable')).toEqual([['merge-commits', 'held']]);
    expect((await judge(written)).ruling('title').reason).toBe('Ana is one of `exempt-authors`');
    const on = (branch: string) => laptop({branch, refs: {'refs/heads/main': sha('a')}, commits: []});
    expect([await state('branch', written, on('codex/task-1-x')), await state('branch', written, on('light'))]).toEqual(['held', 'broken']);
  });

  test('what is not set is not judged, and says so', async () => {
    const {ruling} = await judge({'up-to-date': true});
    expect(['branch', 'title', 'field', 'task', 'commits', 'only-one', 'merge-commits', 'senior-review'].map(id => ruling(id).reason)).toEqual([
      'neither `branch` nor `task-prefix` is set', 'neither `title` nor `task-prefix` is set', ...Array.from({length: 4}, () => 'no `task-prefix` is set'),
      '`merge-commits` are allowed', 'no `hotfix` is set',
    ]);
    expect((await judge(task)).ruling('up-to-date').reason).toBe('`up-to-date` is not set');
    expect((await judge({...task, commits: 'off', 'merge-commits': 'forbidden'})).ruling('commits')).toMatchObject({state: 'not-applicable', reason: '`commits` is off'});
    expect((await judge(task, {facts: {event: 'push'}})).ruling('title').reason).toBe('there is no pull request');
  });
});

describe('one task', () => {
  test.each([
    ['codex/task-123-light', []], ['TASK-123', []], ['light', ['The branch "light" names no task']], [
      'task-1-task-2', ['The branch "task-1-task-2" names several tasks: TASK-1, TASK-2'],
    ],
  ])('the branch %s', async (ref, expected) => expect(await said('branch', task, {pull: {head: {ref, sha: sha('c')}}})).toEqual(expected));

  test('the names of many tasks are not all said', async () => {
    const ref = 'task-1-task-2-task-3-task-4-task-5-task-6';
    const {broken} = (await judge({...task, branch: '^codex/'}, {pull: {head: {ref, sha: sha('c')}}})).ruling('branch');
    expect(broken).toMatchObject([
      {key: 'form', fix: 'Rename it to fit ^codex/', observed: ref, expected: '^codex/'},
      {key: 'task', message: `The branch "${ref}" names several tasks: TASK-1, TASK-2, TASK-3, TASK-4, TASK-5`, fix: 'Let it name one: task-123-short-name.'},
    ]);
  });

  test('the branch by an expression', async () => {
    expect(
      await said('branch', {branch: '^codex/task-[0-9]+-.+$'}, {pull: {head: {ref: 'feature', sha: sha('c')}}})
    ).toEqual(['The branch "feature" is not called as `branch` says']);
    expect(await state('branch', {branch: '^codex/'})).toBe('held');
    expect(policy.safeParse({branch: '('}).success).toBe(false);
  });

  test.each([
    ['TASK-123: Light the bay', []], ['task-123: Light', []], [
      'TASK-123 Light', ['The title "TASK-123 Light" does not begin with a task'],
    ], ['TASK-123:', ['The title "TASK-123:" does not begin with a task']], ['Light: TASK-123', ['The title "Light: TASK-123" does not begin with a task']],
    ['TASK-123 : Light: the bay', []], ['TASK-123: ', ['The title "TASK-123: " does not begin with a task']],
    ['TASK-123: Light, and TASK-124', ['The title names several tasks: TASK-123, TASK-124']],
  ])('the title %j', async (text, expected) => expect(await said('title', task, {pull: {title: text}})).toEqual(expected));

  test('the title says how it is written', async () => {
    expect((await judge(task, {pull: {title: 'Light'}})).ruling('title').broken).toMatchObject([{key: 'title', fix: 'Write TASK-123: what is done.', observed: 'Light'}]);
    expect((await judge({title: '^fix: '}, {pull: {title: 'x'}})).ruling('title').broken).toMatchObject([{key: 'title', fix: 'Write it to fit ^fix: '}]);
    expect((await judge(task, {pull: {title: 'TASK-1, TASK-2'}})).ruling('title').broken).toMatchObject([{fix: 'Name the one that this pull request is for.'}]);
  });

  test('the title by an expression', async () => {
    expect(await state('title', {title: '^(feat|fix): '}, {pull: {title: 'fix: x'}})).toBe('held');
    expect(await said('title', {title: '^(feat|fix): '}, {pull: {title: 'x'}})).toEqual(['The title "x" does not read as `title` says']);
    expect(await state('title', {...task, title: '^fix: '}, {pull: {title: 'fix: x (TASK-123)'}})).toBe('held');
    expect(await said('title', {...task, title: '^fix: '}, {pull: {title: 'fix: x'}})).toHaveLength(1);
  });

  test.each([
    ['Primary-Task: TASK-123', []], ['a\\nPrimary-Task: TASK-123\\n', []], ['Primary-Task: TASK-123\nPrimary-Task: TASK-123', []],
    ['', ['The description has no line "Primary-Task: …"']], [null, ['The description has no line "Primary-Task: …"']], [
      '<!-- Primary-Task: TASK-1 -->', ['The description has no line "Primary-Task: …"'],
    ],
    [
      'Primary-Task: TASK-123\nPrimary-Task: TASK-124', ['The description names several tasks under Primary-Task: TASK-123, TASK-124'],
    ], ['Primary-Task: TASK-123 and TASK-124', ['"TASK-123 and TASK-124" under Primary-Task is no task']], ['Primary-Task: TASK-XXX', ['"TASK-XXX" under Primary-Task is no task']],
    ['Primary-Task: task-123', []], ['Primary-Task: for TASK-123', ['"for TASK-123" under Primary-Task is no task']],
  ])('the description %j', async (body, expected) => expect(await said('field', task, {pull: {body}})).toEqual(expected));

  test('branch, title and description name the same', async () => {
    expect((await judge(task)).ruling('task')).toMatchObject({state: 'held', observed: 'TASK-123'});
    expect((await judge(task, {pull: {title: 'TASK-9: x', head: {ref: 'x', sha: sha('c')}}})).ruling('task').broken).toMatchObject(
      [{key: 'task', message: 'It is about several tasks: the title names TASK-9, Primary-Task names TASK-123', observed: ['TASK-9', 'TASK-123']}]
    );
    expect(await said('task', task, {pull: {title: 'TASK-9: x'}})).toEqual([
      'It is about several tasks: the branch names TASK-123, the title names TASK-9, Primary-Task names TASK-123',
    ]);
    expect(await said('task', task, {pull: {title: 'x', body: 'x', head: {ref: 'x', sha: sha('c')}}})).toEqual(['Neither the branch, the title nor the description names a task']);
  });
});

describe('commits', () => {
  test('hole of today: a second task in a commit, in its subject or its body', async () => {
    expect(await said('commits', task, {messages: [message('TASK-123: a'), message('TASK-124: b'), message('TASK-123: c\n\nAlso TASK-125.')]})).toEqual([
      'The commit ccccccc "TASK-124: b" names TASK-124, and this is about TASK-123', 'The commit ccccccc "TASK-123: c" names TASK-125, and this is about TASK-123',
    ]);
  });

  test('the task is that of the field, where branch or title name another', async () => {
    const pulled = {body: 'Primary-Task: TASK-9'};
    expect(await state('commits', task, {pull: pulled, messages: [message('TASK-9: a')]})).toBe('held');
    expect(await said('commits', task, {pull: {body: '', title: 'TASK-9: x'}, messages: [message('TASK-9: a')]})).toEqual(
      ['The commit ccccccc "TASK-9: a" names TASK-9, and this is about TASK-123']
    );
  });

  test('the task is told by the first of field, branch and title that names exactly one', async () => {
    const other = async (pulled: Readonly<Record<string, Answer>>) => said('commits', task, {pull: pulled, messages: [message('TASK-9: a')]});
    const about = (id: string) => [`The commit ccccccc "TASK-9: a" names TASK-9, and this is about ${id}`];
    expect(await other({body: '', head: {ref: 'light', sha: sha('c')}, title: 'TASK-7: x'})).toEqual(about('TASK-7'));
    expect(await other({body: '', head: {ref: 'task-5-task-6', sha: sha('c')}, title: 'TASK-7: x'})).toEqual(about('TASK-7'));
    expect(await other({body: 'Primary-Task: none', title: 'TASK-7: x'})).toEqual(about('TASK-123'));
  });

  test('where no task is told, each commit may name one', async () => {
    const pulled = {body: '', title: 'x', head: {ref: 'x', sha: sha('c')}};
    expect(await state('commits', task, {pull: pulled, messages: [message('TASK-9: a'), message('TASK-8: b')]})).toBe('held');
    expect(await said('commits', task, {pull: pulled, messages: [message('TASK-9: a, TASK-8')]})).toEqual(['The commit ccccccc "TASK-9: a, TASK-8" names TASK-9, TASK-8']);
  });

  test('a commit is told by its first line, cut', async () => {
    const long = 'x'.repeat(81);
    const {broken} = (await judge(task, {messages: [message(`${long}\n\nbody`), message('TASK-9: a')]})).ruling('commits');
    expect(broken).toMatchObject([
      {key: `none ${'x'.repeat(80)}`, message: `The commit ccccccc "${'x'.repeat(80)}" names no task`, observed: []}, {key: 'other TASK-9: a', observed: ['TASK-9']},
    ]);
    expect((await judge({'merge-commits': 'forbidden'}, {messages: [message(`${long}\n\nbody`, 2)]})).ruling('merge-commits').broken).toMatchObject(
      [{key: 'x'.repeat(80), message: `The commit ccccccc "${'x'.repeat(80)}" is a merge`}]
    );
  });

  test('every commit names the task, merges of the base need not', async () => {
    expect(
      await said('commits', task, {messages: [message('a'), message('b\n\nRefs TASK-123'), message('Merge branch main', 2)]})
    ).toEqual(['The commit ccccccc "a" names no task']);
    expect(
      await said('commits', {...task, commits: 'no-other'}, {messages: [message('a'), message('TASK-9: b')]})
    ).toEqual(['The commit ccccccc "TASK-9: b" names TASK-9, and this is about TASK-123']);
    expect(await said('commits', task, {messages: [message('Merge TASK-9', 2)]})).toHaveLength(1);
    expect(await state('commits', {...task, commits: 'off'})).toBe('not-applicable');
  });

  test('more commits than GitHub lists are undecided', async () => {
    expect((await judge(task, {pull: {commits: 260}})).ruling('commits')).toMatchObject({
      state: 'undecided', undecided: [{gap: 'too-large', message: expect.stringContaining('GitHub lists 1 of its 260')}],
    });
  });

  test('merge commits, where they are forbidden', async () => {
    const world = {messages: [message('TASK-123: a'), message('Merge branch main', 2)]};
    expect(await said('merge-commits', {'merge-commits': 'forbidden'}, world)).toEqual(['The commit ccccccc "Merge branch main" is a merge']);
    expect(await state('merge-commits', task, world)).toBe('not-applicable');
    expect(await state('merge-commits', {'merge-commits': 'forbidden'}, {answers: {[`${root}/pulls/7/commits`]: {error: 403}}})).toBe('undecided');
  });
});

describe('one pull request', () => {
  const other = (members: Readonly<Record<string, Answer>>) => [pull(7), pull(8, members)];

  test('hole of today: any open pull request of the author for a task, not only for this one', async () => {
    expect(
      await said('only-one', task, {open: other({title: 'TASK-9: Other', head: {ref: 'task-9', sha: sha('d')}, user: {login: 'ana'}})})
    ).toEqual(['ana has another open pull request for a task: #8 "TASK-9: Other"']);
    expect(await said('only-one', task, {open: other({title: 'Other', head: {ref: 'codex/task-9-x', sha: sha('d')}})})).toHaveLength(1);
  });

  test('somebody else\'s for this task; not somebody else\'s for another, nor one without a task', async () => {
    expect((await judge(task, {open: other({user: {login: 'ben'}})})).ruling('only-one')).toMatchObject(
      {examined: 3, broken: [{key: '#8', message: '#8 "TASK-123: Light the bay" by ben is open for TASK-123 too'}]}
    );
    // Two whose accounts are gone are not one author.
    const elsewhere = pull(8, {title: 'TASK-9: x', head: {ref: 'task-9', sha: sha('d')}, user: null});
    expect(await state('only-one', task, {pull: {user: null}, open: [pull(7, {user: null}), elsewhere]})).toBe('held');
    expect(await state('only-one', task, {open: other({title: 'TASK-9: x', head: {ref: 'task-9', sha: sha('d')}, user: {login: 'ben'}})})).toBe('held');
    expect(await state('only-one', task, {open: other({title: 'Fix typo', head: {ref: 'typo', sha: sha('d')}})})).toBe('held');
    expect(await state('only-one', task, {open: other({title: 'TASK-9: x', head: {ref: 'task-9', sha: sha('d')}, user: null})})).toBe('held');
    expect(await state('only-one', task, {open: {error: 403}})).toBe('undecided');
  });
});

describe('up to date', () => {
  test.each([
    [0, []], [1, ['The branch "codex/task-123-light" lacks 1 commit of main']], [12, ['The branch "codex/task-123-light" lacks 12 commits of main']],
  ])('%i behind', async (behind_by, expected) => {
    const {broken} = (await judge({'up-to-date': true}, {answers: {[`${root}/compare/main...${sha('c')}`]: {behind_by}}})).ruling('up-to-date');
    expect(broken.map(({key, message: text}) => [key, text])).toEqual(expected.map(text => ['behind', text]));
  });
  test('refused, or without the number: undecided', async () => {
    expect(
      (await judge({'up-to-date': true}, {answers: {[`${root}/compare/main...${sha('c')}`]: {error: 404}}})).ruling('up-to-date')
    ).toMatchObject({state: 'undecided', undecided: [{fix: expect.stringContaining('contents: read')}]});
    expect(await state('up-to-date', {'up-to-date': true}, {answers: {[`${root}/compare/main...${sha('c')}`]: {}}})).toBe('undecided');
  });
});

describe('a hotfix', () => {
  const hotfix = {hotfix: {team: 'seniors'}};
  const from = {head: {ref: 'hotfix/OPS-1', sha: sha('c')}};
  const review = (login: string, verdict: string, commit_id: string | null = sha('c')) => ({user: {login}, state: verdict, commit_id});
  const with1 = (reviews: Answer, members = team('ben')): World => ({pull: from, reviews, answers: members});

  test('needs an approval of the senior team for what is there now', async () => {
    expect(await state('senior-review', hotfix, with1([review('Ben', 'APPROVED')]))).toBe('held');
    expect((await judge(hotfix, with1([review('Ben', 'APPROVED')]))).ruling('senior-review')).toMatchObject({observed: 1, expected: 1});
    expect((await judge(hotfix, with1([]))).ruling('senior-review').broken).toEqual([{
      key: 'seniors', message: 'The hotfix has 0 of 1 approvals by seniors', fix: 'Ask seniors for a review of the newest commit.', observed: 0, expected: 1,
    }]);
    expect(await said('senior-review', hotfix, with1([review('cem', 'APPROVED'), review('dee', 'APPROVED'), review('eve', 'APPROVED', sha('b')), review('fay', 'APPROVED', sha('b'))]))).toEqual(
      ['The hotfix has 0 of 1 approvals by seniors (cem, dee approved and are not of the team; eve, fay approved an earlier state)']
    );
    expect(await said('senior-review', hotfix, with1([review('cem', 'APPROVED')]))).toEqual(['The hotfix has 0 of 1 approvals by seniors (cem approved and is not of the team)']);
    expect(
      await said('senior-review', hotfix, with1([review('ben', 'APPROVED', sha('b'))]))
    ).toEqual(['The hotfix has 0 of 1 approvals by seniors (ben approved an earlier state)']);
    expect(await said('senior-review', {hotfix: {team: 'seniors', approvals: 2}}, with1([review('ben', 'APPROVED')]))).toHaveLength(1);
    expect(
      await state('senior-review', {hotfix: {team: 'harbour/seniors', approvals: 2}}, with1([review('ben', 'APPROVED'), review('dee', 'APPROVED')], team('ben', 'dee')))
    ).toBe('held');
  });

  test('the newest word counts; comments take nothing back; nobody approves their own', async () => {
    expect(await state('senior-review', hotfix, with1([review('ben', 'APPROVED'), review('ben', 'CHANGES_REQUESTED')]))).toBe('broken');
    expect(await state('senior-review', hotfix, with1([review('ben', 'APPROVED'), review('ben', 'DISMISSED')]))).toBe('broken');
    expect(await state('senior-review', hotfix, with1([review('ben', 'APPROVED'), review('Ben', 'CHANGES_REQUESTED')]))).toBe('broken');
    const {github} = await judge(hotfix, with1([review('ben', 'APPROVED'), review('dee', 'APPROVED')], team('ben', 'dee')));
    expect(github.asked.filter(path => path.includes('/memberships/'))).toEqual(['/orgs/harbour/teams/seniors/memberships/ben']);
    expect(await state('senior-review', hotfix, with1([review('ben', 'CHANGES_REQUESTED'), review('ben', 'APPROVED'), review('ben', 'COMMENTED')]))).toBe('held');
    expect(await state('senior-review', hotfix, with1([review('ana', 'APPROVED')], team('ana')))).toBe('broken');
    expect(await state('senior-review', hotfix, with1([review('ben', 'APPROVED')], {...team(), '/orgs/harbour/teams/seniors/memberships/ben': {state: 'pending'}}))).toBe('broken');
  });

  test('is told by its branch or the one that it goes to; others need none', async () => {
    expect((await judge(hotfix, {reviews: []})).ruling('senior-review')).toMatchObject({state: 'not-applicable', reason: '"codex/task-123-light" is no hotfix branch'});
    expect((await judge(hotfix, laptop({branch: 'hotfix/x', refs: {'refs/heads/main': sha('a')}, commits: []}))).ruling('senior-review')).toMatchObject(
      {state: 'not-applicable', reason: 'there is no pull request'}
    );
    expect(await state('senior-review', hotfix, {pull: {base: {ref: 'release/hotfix-20261120'}}})).toBe('broken');
    expect(await state('senior-review', {hotfix: {team: 'seniors', branches: ['urgent/*']}}, {pull: {head: {ref: 'urgent/x', sha: sha('c')}}})).toBe('broken');
    expect(await state('senior-review', task, {pull: from})).toBe('not-applicable');
  });

  test('a team that may not be seen is undecided, with the permission', async () => {
    expect(
      (await judge(hotfix, with1([review('ben', 'APPROVED')], {'/orgs/harbour/teams/seniors': {error: 404}}))).ruling('senior-review')
    ).toMatchObject({state: 'undecided', undecided: [{fix: expect.stringContaining('members: read')}]});
    expect(await state('senior-review', hotfix, with1({error: 403}))).toBe('undecided');
  });
});

describe('on a laptop', () => {
  const head = {...commitOf('b', '2026-11-01', {subject: 'TASK-123: Light'}), paths: ['a']};
  const history = {branch: 'codex/task-123-light', refs: {'refs/remotes/origin/main': sha('a'), 'refs/heads/main': sha('a')}, commits: [head]};

  test('the branch that is checked out, with its commits, and nothing of GitHub', async () => {
    const {states, github} = await judge({...task, branch: '^codex/', 'merge-commits': 'forbidden', 'up-to-date': true}, laptop(history));
    expect(states).toMatchObject(
      {
        branch: 'held', commits: 'held', 'merge-commits': 'held', title: 'not-applicable', field: 'not-applicable', 'only-one': 'not-applicable', 'up-to-date': 'not-applicable',
        'begin-branch': 'not-applicable',
      }
    );
    expect(github.asked).toEqual([]);
    expect(await said('commits', task, laptop({...history, commits: [{...head, subject: 'TASK-9: Other', body: ''}]}))).toEqual(
      [`The commit ${head.sha.slice(0, 7)} "TASK-9: Other" names TASK-9, and this is about TASK-123`]
    );
    expect(await said('commits', task, laptop({...history, commits: [{...head, body: 'For TASK-9'}]}))).toHaveLength(1);
    expect(await said('branch', task, laptop({...history, branch: 'light'}))).toEqual(['The branch "light" names no task']);
  });

  test('no branch, and no base', async () => {
    const {branch: _, ...detached} = history;
    expect((await judge(task, laptop(detached))).ruling('branch')).toMatchObject({state: 'broken', broken: [{message: 'No branch is checked out: HEAD is detached'}]});
    const commitsOn = async (changes: FakeHistory) => (await judge(task, laptop({...history, ...changes}))).ruling('commits');
    expect(await commitsOn({refs: {}})).toMatchObject({state: 'undecided', undecided: [{gap: 'missing'}]});
    for (const ref of ['refs/remotes/origin/main', 'refs/heads/main']) expect(await commitsOn({refs: {[ref]: sha('a')}})).toMatchObject({state: 'held'});
    expect(await commitsOn({commits: Array.from({length: 250}, () => head)})).toMatchObject({state: 'held', examined: 250});
    expect(await commitsOn({commits: Array.from({length: 251}, () => head)})).toMatchObject({state: 'undecided', undecided: [{gap: 'too-large'}]});
  });

  test('on the base nothing is judged without --begin', async () => {
    expect(new Set(Object.values((await judge(task, laptop({...history, branch: 'main'}))).states))).toEqual(new Set(['not-applicable']));
  });
});

describe('--begin', () => {
  const history: FakeHistory = {branch: 'main', refs: {'refs/heads/main': sha('a')}, head: commitOf('a', '2026-11-01'), changed: {}};
  const begin = (changes: FakeHistory = {}, more: World = {}): World => laptop({...history, ...changes}, {begin: true, open: [], ...more});

  test('on the base, clean, in step, nothing open', async () => {
    expect((await judge(task, begin())).states).toMatchObject({
      'begin-branch': 'held', 'begin-clean': 'held', 'begin-synced': 'held', 'only-one': 'held', branch: 'not-applicable', commits: 'not-applicable',
    });
  });

  test('each way in which it is not', async () => {
    expect(await said('begin-branch', task, begin({branch: 'codex/task-1-x'}))).toEqual(['"codex/task-1-x" is checked out, and tasks begin from main']);
    expect(await said('begin-branch', {...task, base: 'develop'}, begin())).toHaveLength(1);
    const {branch: _, ...detached} = history;
    expect((await judge(task, laptop(detached, {begin: true}))).ruling('begin-branch').broken).toMatchObject([{key: 'branch', message: 'No branch is checked out: HEAD is detached', fix: 'git switch main'}]);
    const left = (count: number) => ({changed: {[commitOf('a', '2026-11-01').sha]: Array.from({length: count}, (__, i) => ({path: `${i}.txt`, kind: 'added' as const}))}});
    expect(await said('begin-clean', task, begin(left(5)))).toEqual(['5 files differ from the last commit: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt']);
    expect(await said('begin-clean', task, begin(left(6)))).toEqual(['6 files differ from the last commit: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt, …']);
    expect(
      await said('begin-clean', task, begin({changed: {[commitOf('a', '2026-11-01').sha]: [{path: 'b.txt', kind: 'added'}]}}))
    ).toEqual(['1 file differs from the last commit: b.txt']);
    expect((await judge(task, begin(left(1)))).ruling('begin-clean').broken).toMatchObject([{key: 'changed', fix: 'Commit, stash or remove them.'}]);
    expect((await judge(task, begin({refs: {'refs/heads/main': sha('b')}}))).ruling('begin-synced').broken).toEqual([{
      key: 'main', message: 'main is at bbbbbbb here and at aaaaaaa on GitHub', fix: 'git switch main && git pull --ff-only', observed: sha('b'), expected: sha('a'),
    }]);
    expect((await judge(task, begin({refs: {}}))).ruling('begin-synced').broken).toMatchObject(
      [{message: 'main is at nothing here and at aaaaaaa on GitHub', observed: 'nothing', expected: sha('a')}]
    );
    expect(await said('only-one', task, begin({}, {open: [pull(8, {title: 'TASK-9: x'})]}))).toEqual(['Ana has another open pull request for a task: #8 "TASK-9: x"']);
    expect(await state('only-one', task, begin({}, {open: [pull(8, {user: {login: 'ben'}})]}))).toBe('held');
  });

  test('without a token it is undecided, and says how', async () => {
    const {ruling} = await judge(task, begin({}, {answers: {'/user': {error: 401}, [`${root}/branches/main`]: {error: 401}}}));
    expect(ruling('only-one')).toMatchObject(
      {
        state: 'undecided',
        undecided: [{message: expect.stringContaining('your open pull requests'), fix: 'Set SHIPGATE_TOKEN to a token of your own that may read pull requests.'}],
      }
    );
    const {ruling: troubled} = await judge(task, begin({}, {answers: {'/user': {error: 500}}}));
    expect(troubled('only-one')).toMatchObject({state: 'undecided', undecided: [{gap: 'unreadable', fix: expect.not.stringContaining('SHIPGATE_TOKEN')}]});
    expect(ruling('begin-synced')).toMatchObject({state: 'undecided', undecided: [{fix: expect.stringContaining('contents: read')}]});
    expect(ruling('begin-clean').state).toBe('held');
  });

  test('judges the start of a task even where nothing else is set', async () => {
    const {ruling} = await judge({'merge-commits': 'forbidden', 'up-to-date': true}, begin());
    for (const id of ['merge-commits', 'up-to-date']) expect(ruling(id)).toMatchObject({state: 'not-applicable', reason: 'there is no pull request'});
    const {ruling: later} = await judge(task, laptop({...history, branch: 'codex/task-123-light', commits: []}));
    for (const id of ['begin-branch', 'begin-clean', 'begin-synced']) expect(later(id)).toMatchObject({state: 'not-applicable', reason: 'no task is begun here: see --begin'});
    expect((await judge({}, begin())).states).toMatchObject({'begin-branch': 'held', 'begin-clean': 'held', 'begin-synced': 'held', 'only-one': 'not-applicable'});
  });
});

test('every rule of the mode is here', () => expect(pullRequest.rules.map(({id}) => id)).toEqual(rules.map(({id}) => id)));
test('what no list of known problems may hide', () => expect(pullRequest.rules.filter(({baseline}) => !baseline).map(({id}) => id)).toEqual(['pull-request.senior-review']));
