import {complete} from './description.ts';
import {Denied, type Operations, found, ok} from './operation.ts';
import type {GithubState} from './state.ts';
import {permissionless} from './tokens.ts';

/** Somebody with a role in the repository: a custom role has the name that it was given, and a base role. */
export interface PersonState {
  readonly login: string;
  readonly role_name: string;
  readonly base: 'admin' | 'write' | 'read' | 'none';
}

export interface TeamState {
  readonly org: string;
  readonly slug: string;
  /** By login; somebody invited is `pending`. */
  readonly members: Readonly<Record<string, 'member' | 'maintainer' | 'pending'>>;
}

const bases: Readonly<Record<string, PersonState['base']>> = {admin: 'admin', maintain: 'write', write: 'write', triage: 'read', read: 'read', none: 'none'};

/** A person with one of GitHub's roles, or with a custom one, whose base role is then named. */
export function person(login: string, role: string, base: PersonState['base'] | undefined = bases[role]): PersonState {
  if (base === undefined) throw new Error(`'${role}' is a custom role: name its base role.`);
  return {login, role_name: role, base};
}

export function team(slug: string, members: TeamState['members'] | readonly string[], org = 'octo-org'): TeamState {
  return {org, slug, members: Array.isArray(members) ? Object.fromEntries(members.map((login: string) => [login, 'member' as const])) : members as TeamState['members']};
}

const sameLogin = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** A stable number for a name. */
export const idOf = (name: string): number => [...name.toLowerCase()].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 1_000_000_007, 7);

/** What GitHub shows of a user. */
export const userBody = (login: string): unknown => complete({$ref: 'github.json#/schemas/simple-user'}, {
  login, id: idOf(login), gravatar_id: '', type: login.endsWith('[bot]') ? 'Bot' : 'User',
});

/** What GitHub shows of a user who is asked for alone. */
const profileBody = (login: string): Readonly<Record<string, unknown>> => ({
  ...userBody(login) as Readonly<Record<string, unknown>>, name: null, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z',
});

/** What GitHub shows of a team; `simple` where it leaves out the parent. */
export function teamBody(slug: string, form: 'whole' | 'simple' = 'whole'): unknown {
  const shared = {id: idOf(slug), slug, name: slug, permission: 'push', privacy: 'closed', type: 'organization'};
  return form === 'simple' ? complete({$ref: 'github.json#/schemas/team-simple'}, shared) : complete({$ref: 'github.json#/schemas/team'}, {...shared, parent: null});
}

function roleOf({people, gone, repository}: GithubState, login: string): Pick<PersonState, 'role_name' | 'base'> {
  // GitHub calls no bot a user, whatever it may do.
  if (login.endsWith('[bot]')) throw new Denied(404, `${login} is not a user`);
  if (gone.some(one => sameLogin(one, login))) throw new Denied(404, `${login} is not a user`);
  const known = people.find(one => sameLogin(one.login, login));
  return known ?? (repository.private ? {role_name: 'none', base: 'none'} : {role_name: 'read', base: 'read'});
}

const teamIn = ({teams}: GithubState, parameters: Readonly<Record<string, string>>): TeamState =>
  found(teams.find(one => sameLogin(one.org, parameters['org']!) && one.slug === parameters['team_slug']));

export const peopleOperations: Operations = {
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': {
    needs: 'metadata=read',
    answer({state, parameters}) {
      const {role_name, base} = roleOf(state, parameters['username']!);
      return ok({permission: base, role_name, user: userBody(parameters['username']!)});
    },
  },
  // Only a person is somebody. Source: https://docs.github.com/en/rest/users/users#get-the-authenticated-user
  'GET /user': {
    needs: permissionless,
    answer({token: {kind, login}}) {
      if (login === undefined) throw kind === 'anonymous' ? new Denied(401, 'Requires authentication') : new Denied(403, 'Resource not accessible by integration');
      return ok(profileBody(login));
    },
  },
  'GET /users/{username}': {
    needs: 'metadata=read',
    answer({state, parameters}) {
      const login = parameters['username']!;
      if (state.gone.some(one => sameLogin(one, login))) throw new Denied(404, 'Not Found');
      return ok(profileBody(login));
    },
  },
  'GET /orgs/{org}/teams/{team_slug}': {
    needs: 'members=read',
    answer({state, parameters}) {
      const there = teamIn(state, parameters);
      return ok({...teamBody(there.slug) as Readonly<Record<string, unknown>>, members_count: Object.keys(there.members).length, repos_count: 1, organization: {login: there.org}});
    },
  },
  'GET /orgs/{org}/teams/{team_slug}/memberships/{username}': {
    needs: 'members=read',
    answer({state, parameters}) {
      const there = teamIn(state, parameters);
      const role = found(Object.entries(there.members).find(([login]) => sameLogin(login, parameters['username']!))?.[1]);
      return ok({role: role === 'pending' ? 'member' : role, state: role === 'pending' ? 'pending' : 'active'});
    },
  },
};
