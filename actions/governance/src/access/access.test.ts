import {describe, expect, test} from '@jest/globals';
import {type ContextFacts, type Fact, type Ruling, known} from '#core';
import {context, git} from '#testkit';
import {type Answer, type FakeGithub, fakeGithub} from '../github.fixture.ts';
import {type Facts, type Person, collect} from './collect.ts';
import {entryOf, reaches} from './entry.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

const [admitted, named] = rules;
const now = new Date('2026-11-20T12:00:00Z');

const person = (login: string, id: number, type = 'User'): Answer => ({login, id, type});
const role = (name: string, permission = name): Answer => ({permission, role_name: name, user: null});
const world: Readonly<Record<string, Answer>> = {
  '/users/ana': person('Ana', 1), '/users/ben': person('ben', 2), '/users/cem': person('cem', 3), '/users/dependabot[bot]': person('dependabot[bot]', 9, 'Bot'),
  '/repos/harbour/lantern-bay/collaborators/Ana/permission': role('admin'),
  '/repos/harbour/lantern-bay/collaborators/ben/permission': role('maintain', 'write'),
  '/repos/harbour/lantern-bay/collaborators/cem/permission': role('read'),
  '/orgs/harbour/teams/maintainers': {slug: 'maintainers'},
  '/orgs/harbour/teams/maintainers/memberships/ben': {state: 'active', role: 'member'},
  '/orgs/harbour/teams/maintainers/memberships/cem': {state: 'pending', role: 'member'},
};

async function judge(
  written: Record<string, unknown>, facts: Partial<ContextFacts>, answers: Readonly<Record<string, Answer>> = world
): Promise<{readonly admitted: Ruling; readonly named: Ruling; readonly github: FakeGithub}> {
  const parsed = policy.parse(written);
  const github = fakeGithub(answers);
  const collected = await collect(
    {github, git: git(), context: context({event: 'workflow_dispatch', repository: 'harbour/lantern-bay', ...facts})}, {policy: parsed, wants: () => true}
  );
  return {admitted: admitted!.judge(collected, parsed, now), named: named!.judge(collected, parsed, now), github};
}
const stateOf = async (list: readonly string[], actor: string, triggeringActor = actor) => (await judge({release: list}, {actor, triggeringActor})).admitted.state;

describe('who is admitted', () => {
  test.each([
    [['user:ana'], 'ana'], [['user:ANA'], 'ana'], [['user:ana#1'], 'ana'], [['bot:dependabot'], 'dependabot[bot]'], [['team:maintainers'], 'ben'],
    [['team:Harbour/Maintainers'], 'ben'],
    [['role:maintain'], 'ben'], [['role:write'], 'ben'], [['role:admin', 'user:cem'], 'cem'], [['*'], 'cem'], [['*'], 'dependabot[bot]'],
  ])('%j admits %s', async (list, actor) => {
    expect(await stateOf(list, actor)).toBe('held');
  });

  test.each([
    [['user:an'], 'ana'], [['user:anabel'], 'ana'], [['user:ana#7'], 'ana'], [['user:dependabot'], 'dependabot[bot]'], [['bot:ana'], 'ana'], [['team:maintainers'], 'ana'],
    [['role:admin'], 'ben'], [['bot:renovate'], 'dependabot[bot]'],
    [['role:write'], 'cem'], [['role:admin'], 'dependabot[bot]'], [['role:releaser'], 'ben'], [['team:maintainers'], 'dependabot[bot]'],
  ])('%j does not admit %s', async (list, actor) => {
    expect(await stateOf(list, actor)).toBe('broken');
  });

  test('a team of another organisation, and an app of GitHub\'s own under its plain name', async () => {
    const own = {...world, '/orgs/pilots/teams/ops': {slug: 'ops'}, '/orgs/pilots/teams/ops/memberships/cem': {state: 'active'}, '/users/Copilot': person('Copilot', 5, 'Bot')};
    expect((await judge({release: ['team:pilots/ops']}, {actor: 'cem'}, own)).admitted.state).toBe('held');
    const {admitted: admits, named: there} = await judge({release: ['bot:copilot']}, {actor: 'Copilot'}, own);
    expect([admits.state, there.state]).toEqual(['held', 'held']);
    const {admitted: asUser, named: elsewhere} = await judge({release: ['user:copilot']}, {actor: 'Copilot'}, own);
    expect([asUser.state, elsewhere.broken[0]!.message]).toEqual(['broken', 'user:copilot: the account of this name is another one.']);
  });

  test('no bot is asked for as a member of a team, and none has a role', async () => {
    const {github} = await judge({release: ['team:maintainers', 'role:write']}, {actor: 'dependabot[bot]'});
    expect(github.asked).toEqual(['/users/dependabot[bot]', '/orgs/harbour/teams/maintainers']);
  });

  test('names in any case', () => {
    expect(entryOf('team:Harbour/Maintainers')).toEqual({kind: 'team', org: 'Harbour', slug: 'maintainers'});
    expect(reaches({name: 'Admin', permission: 'admin'}, 'MAINTAIN')).toBe(true);
    expect(reaches({name: 'releaser', permission: 'read'}, 'RELEASER')).toBe(true);
  });

  test('no list of known problems lets anybody in', () => {
    expect(admitted!.baseline).toBe(false);
  });

  test('somebody who is only invited to a team is no member', async () => {
    expect(await stateOf(['team:maintainers'], 'cem')).toBe('broken');
  });

  test('a role of the organisation\'s own is itself, and stands where its permission stands', async () => {
    const own = {...world, '/repos/harbour/lantern-bay/collaborators/ben/permission': role('Releaser', 'write')};
    const may = async (list: readonly string[]) => (await judge({release: list}, {actor: 'ben'}, own)).admitted.state;
    expect(await Promise.all([['role:releaser'], ['role:write'], ['role:maintain']].map(may))).toEqual(['held', 'held', 'broken']);
  });

  test('as each role of a policy of three', async () => {
    const levels = {report: ['role:triage'], release: ['role:write'], protect: ['role:admin']};
    const roles = {ana: 'admin', ben: 'write', cem: 'triage'};
    const own = {
      ...world,
      ...Object.fromEntries(
        Object.entries(roles).map(
          ([login, name]) => [`/repos/harbour/lantern-bay/collaborators/${login === 'ana' ? 'Ana' : login}/permission`, role(name, name === 'triage' ? 'read' : name)]
        )
      )
    };
    const table = await Promise.all(
      Object.keys(roles).map(async actor => Promise.all(Object.keys(levels).map(async operation => (await judge({...levels, for: operation}, {actor}, own)).admitted.state)))
    );
    expect(table).toEqual([['held', 'held', 'held'], ['held', 'held', 'broken'], ['held', 'broken', 'broken']]);
  });
});

describe('holes of today\'s practice', () => {
  test('nothing configured was open: an operation without a list, or with an empty one, admits nobody', async () => {
    expect((await judge({}, {actor: 'ana'})).admitted).toMatchObject({
      state: 'broken', broken: [{message: 'ana started the run, and policy lists nobody for release.', fix: 'List those who may in governance.access.release.'}],
    });
    expect(await stateOf([], 'ana')).toBe('broken');
    expect((await judge({hotfix: ['*']}, {actor: 'ana'})).admitted.state).toBe('broken');
  });

  test('an operation named like a member of every object has no list either', async () => {
    for (const operation of ['for', 'constructor', 'tostring']) expect((await judge({for: operation}, {actor: 'ana'})).admitted.state).toBe('broken');
  });

  test('an unparsable policy was an empty one: what is no entry is refused', () => {
    for (const entry of ['ana', '@ana', 'user:', 'users:ana', 'user:ana ', 'user:ana#0', 'team:a/b/c', '**', 'user:*', 'role:', 'role:read', 'role:READ', 'bot:dependabot[bot]']) {
      expect(policy.safeParse({release: [entry]}).success).toBe(false);
    }
    expect(policy.safeParse({release: 'user:ana'}).success).toBe(false);
    for (const name of ['Release', 'release!', '2fa', '', 'a b', '-x']) expect(policy.safeParse({for: name}).success).toBe(false);
    for (const name of ['release', 'hotfix-2', 'r']) expect(policy.safeParse({for: name}).success).toBe(true);
  });
});

describe('a run that was started again', () => {
  test('both are judged', async () => {
    expect(await stateOf(['user:ana', 'user:ben'], 'ana', 'ben')).toBe('held');
    expect((await judge({release: ['user:ana']}, {actor: 'ana', triggeringActor: 'ben'})).admitted).toMatchObject(
      {state: 'broken', broken: [{message: 'ben started it again, and is not among those who may release.'}]}
    );
    expect((await judge({release: ['user:ben']}, {actor: 'ana', triggeringActor: 'ben'})).admitted).toMatchObject({
      state: 'broken',
      broken: [{
        key: 'ana: release', message: 'ana started the run, and is not among those who may release.', observed: 'ana', expected: ['user:ben'],
        fix: 'Have one of them start a new run, or add ana to governance.access.release.',
      }],
    });
    expect((await judge({release: ['user:ben']}, {actor: 'Ana', triggeringActor: 'ben'}, {...world, '/users/Ana': person('Ana', 1)})).admitted.broken[0]!.key).toBe('ana: release');
  });

  test('each is asked for on their own, and nobody twice', async () => {
    expect(await stateOf(['role:write'], 'ana', 'cem')).toBe('broken');
    expect(await stateOf(['role:write'], 'cem', 'ana')).toBe('broken');
    const {github} = await judge({release: ['role:maintain', 'user:BEN', 'user:ANA']}, {actor: 'ana', triggeringActor: 'ben'});
    expect(github.asked.map(path => path.toLowerCase()).filter(path => path.startsWith('/users/'))).toEqual(['/users/ana', '/users/ben']);
  });

  test('the same name in another case is one person', async () => {
    expect((await judge({release: ['user:ana']}, {actor: 'Ana', triggeringActor: 'ana'}, {...world, '/users/Ana': person('Ana', 1)})).admitted.examined).toBe(1);
  });
});

describe('accounts that are gone', () => {
  test('a starter whose account was deleted or renamed is admitted by nothing, not even by "*"', async () => {
    for (const list of [['user:old'], ['*'], ['team:maintainers']]) {
      expect((await judge({release: list}, {actor: 'old'})).admitted).toMatchObject(
        {state: 'broken', broken: [{message: 'old started the run, and GitHub knows no such account: it was deleted or renamed.'}]}
      );
    }
  });

  test('entries that name nobody, or now somebody else, are named', async () => {
    const {named: ruling} = await judge({release: ['user:ana', 'user:old', 'user:ben#77', 'bot:gone', 'bot:dependabot', 'team:maintainers', 'role:admin']}, {actor: 'ana'});
    expect(ruling.broken.map(fault => fault.message)).toEqual([
      'user:old: GitHub knows no such account.', 'user:ben#77: the account of this name is another one.', 'bot:gone: GitHub knows no such account.',
    ]);
    expect((await judge({}, {actor: 'ana'})).named).toMatchObject({state: 'not-applicable', reason: 'policy lists nobody for release'});
    expect((await judge({release: ['user:ana', 'user:ana#1', '*', 'role:admin']}, {actor: 'ana'})).named).toMatchObject({state: 'held', examined: 4});
    expect((await judge({release: ['bot:ana']}, {actor: 'ana'})).named.broken.map(({message}) => message)).toEqual(['bot:ana: the account of this name is another one.']);
  });

  test('a team that may not be seen is not taken for one that is there; a switched-off rule asks for nobody', async () => {
    const {'/orgs/harbour/teams/maintainers': _, ...hidden} = world;
    expect((await judge({release: ['user:ana', 'team:maintainers']}, {actor: 'ana'}, hidden)).named.state).toBe('undecided');
    const github = fakeGithub(world);
    const facts = context({event: 'workflow_dispatch', repository: 'harbour/lantern-bay', actor: 'ana'});
    const look = (wanted: string) => collect({github, git: git(), context: facts}, {policy: policy.parse({release: ['user:ana', 'user:ben']}), wants: fact => fact === wanted});
    await look('people');
    expect(github.asked).toEqual(['/users/ana']);
    await look('named');
    expect(github.asked).toContain('/users/ben');
  });
});

describe('what cannot be told', () => {
  const without = (path: string, answer: Answer) => ({...world, [path]: answer});

  test('a team that may not be seen: nobody is taken for a member, nor for none', async () => {
    const {admitted: ruling} = await judge(
      {release: ['team:maintainers']}, {actor: 'ben'}, without('/orgs/harbour/teams/maintainers', {error: 403, message: 'Resource not accessible by integration'})
    );
    expect(ruling.state).toBe('undecided');
    expect(ruling.undecided[0]!.fix).toContain('members: read');
  });

  test('a membership that is not found proves nothing while the team is not seen', async () => {
    const {'/orgs/harbour/teams/maintainers': _, ...hidden} = world;
    expect((await judge({release: ['team:maintainers']}, {actor: 'ana'}, hidden)).admitted.state).toBe('undecided');
  });

  test('each team is seen on its own, of whatever organisation', async () => {
    expect((await judge({release: ['team:maintainers', 'team:pilots/maintainers']}, {actor: 'ana'})).admitted.state).toBe('undecided');
    expect((await judge({release: ['team:maintainers', 'team:ops']}, {actor: 'ana'})).admitted.state).toBe('undecided');
  });

  test('another entry that admits makes up for it', async () => {
    const hidden = without('/orgs/harbour/teams/maintainers', {error: 403});
    expect((await judge({release: ['team:maintainers', 'user:ben']}, {actor: 'ben'}, hidden)).admitted.state).toBe('held');
    expect((await judge({release: ['team:maintainers', 'user:ana']}, {actor: 'ben'}, hidden)).admitted.state).toBe('undecided');
  });

  test.each([
    ['the account', '/users/ben', {error: 500}], ['the role', '/repos/harbour/lantern-bay/collaborators/ben/permission', {error: 404, message: 'Not Found'}],
    ['another sentence about users', '/repos/harbour/lantern-bay/collaborators/ben/permission', {error: 404, message: 'ben is not a user of this server'}],
    ['an account without a name', '/users/ben', {login: '', id: 2, type: 'User'}],
    ['a role of another form', '/repos/harbour/lantern-bay/collaborators/ben/permission', {permission: 'write'}],
  ])('%s is refused or unreadable: undecided', async (_, path, answer) => {
    expect((await judge({release: ['role:write']}, {actor: 'ben'}, without(path, answer))).admitted.state).toBe('undecided');
  });

  test('a login that GitHub says is no user has no role', async () => {
    expect(
      (
        await judge({release: ['role:write']}, {actor: 'ben'}, without('/repos/harbour/lantern-bay/collaborators/ben/permission', {error: 404, message: 'ben is not a user'}))
      ).admitted.state
    ).toBe('broken');
  });

  test('a run that names nobody; a laptop without a token of its owner', async () => {
    for (const nobody of [{}, {triggeringActor: 'ana'}]) {
      expect((await judge({release: ['*']}, nobody)).admitted).toMatchObject({state: 'undecided', undecided: [{gap: 'missing', message: expect.stringContaining('GITHUB_ACTOR')}]});
    }
    expect(
      (await judge({release: ['*']}, {event: 'local'}, without('/user', {error: 403}))).admitted
    ).toMatchObject({state: 'undecided', undecided: [{fix: expect.stringContaining('SHIPGATE_TOKEN')}]});
    const trouble = await judge({release: ['*']}, {event: 'local'}, without('/user', {error: 500}));
    expect(trouble.admitted).toMatchObject({state: 'undecided', undecided: [{message: expect.stringContaining('500')}]});
    expect(trouble.admitted.undecided[0]!.fix).not.toContain('SHIPGATE_TOKEN');
    expect((await judge({release: ['user:ben']}, {event: 'local'}, without('/user', person('ben', 2)))).admitted.state).toBe('held');
    expect((await judge({release: ['user:ana']}, {event: 'local'}, without('/user', person('ben', 2)))).admitted.broken.map(({message}) => message)).toEqual(
      ['ben is signed in, and is not among those who may release.']
    );
  });
});

test('it asks for no more than it needs', async () => {
  const {github} = await judge({release: ['team:maintainers', 'role:admin', 'user:ana']}, {actor: 'ana'});
  expect(github.asked.filter(path => path.includes('collaborators') || path.includes('memberships'))).toEqual([]);
  const role = await judge({release: ['team:maintainers', 'role:maintain']}, {actor: 'ben'});
  expect(role.github.asked.filter(path => path.includes('memberships'))).toEqual([]);
  const teams = await judge({release: ['team:maintainers', 'role:admin']}, {actor: 'ben', triggeringActor: 'ben'});
  expect([...teams.github.permissions]).toEqual(['metadata: read', 'members: read']);
});

test('rules judge plain facts', () => {
  const one = (claims: readonly [string, Fact<boolean>][]): Facts => ({
    people: {items: [{login: 'ana', part: 'started the run', exists: true, claims: claims.map(([entry, admits]) => ({entry, admits}))} satisfies Person], gaps: []},
    named: {items: [], gaps: []},
  });
  expect(admitted!.judge(one([['user:ana', known(true)]]), policy.parse({release: ['user:ana']}), now)).toMatchObject({state: 'held'});
  expect(admitted!.judge(one([['role:admin', known(false)]]), policy.parse({release: ['role:admin']}), now).state).toBe('broken');
});
