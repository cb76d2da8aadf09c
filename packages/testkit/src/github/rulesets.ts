import {glob} from '#core';
import {Denied, type Operations, found, ok} from './operation.ts';
import {may} from './tokens.ts';
import type {GithubState} from './state.ts';

export interface RuleState {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface BypassActor {
  readonly actor_id: number | null;
  readonly actor_type: 'Integration' | 'OrganizationAdmin' | 'RepositoryRole' | 'Team' | 'DeployKey';
  readonly bypass_mode: 'always' | 'pull_request' | 'exempt';
}

export interface RulesetState {
  readonly id: number;
  name: string;
  target: 'branch' | 'tag' | 'push';
  enforcement: 'active' | 'evaluate' | 'disabled';
  bypass_actors: readonly BypassActor[];
  conditions: {readonly ref_name: {readonly include: readonly string[]; readonly exclude: readonly string[]}};
  rules: readonly RuleState[];
  readonly source_type: 'Repository' | 'Organization';
  /** `owner/name`, or the organisation. */
  readonly source: string;
}

/** A ruleset of the repository for its default branch, in force and without exceptions, unless told otherwise. */
export function ruleset(id: number, rules: readonly (RuleState | string)[], more: Partial<Omit<RulesetState, 'id' | 'rules'>> = {}): RulesetState {
  return {
    id, name: `ruleset ${id}`, target: 'branch', enforcement: 'active', bypass_actors: [], conditions: {ref_name: {include: ['~DEFAULT_BRANCH'], exclude: []}},
    source_type: 'Repository', source: 'octo-org/octo-app',
    rules: rules.map(rule => (typeof rule === 'string' ? {type: rule} : rule)), ...more,
  };
}

function covers({conditions}: RulesetState, {repository}: GithubState, name: string): boolean {
  const matches = (pattern: string): boolean => {
    if (pattern === '~ALL') return true;
    return pattern === '~DEFAULT_BRANCH' ? name === repository.default_branch : glob(pattern)(`refs/heads/${name}`);
  };
  const {include, exclude} = conditions.ref_name;
  return include.some(matches) && !exclude.some(matches);
}

/** The rules in force for a branch, whether it exists or not. Rulesets that are disabled or evaluated only are left out, as GitHub does. */
export function rulesFor(state: GithubState, name: string): readonly Readonly<Record<string, unknown>>[] {
  return state.rulesets.filter(one => one.target === 'branch' && one.enforcement === 'active' && covers(one, state, name))
    .flatMap(one => one.rules.map(rule => ({...rule, ruleset_id: one.id, ruleset_source_type: one.source_type, ruleset_source: one.source})));
}

const shortBody = ({id, name, target, enforcement, source_type, source}: RulesetState): Readonly<Record<string, unknown>> =>
  ({id, name, target, enforcement, source_type, source, node_id: '', _links: {self: {href: ''}}, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z'});

/** `bypass_actors` are shown to those alone who may change the ruleset. Source: https://docs.github.com/en/rest/repos/rules#get-a-repository-ruleset */
const wholeBody = (one: RulesetState, mayWrite: boolean): Readonly<Record<string, unknown>> =>
  ({...shortBody(one), conditions: one.conditions, rules: one.rules, ...(mayWrite && {bypass_actors: one.bypass_actors}), current_user_can_bypass: 'never'});

function shown({rulesets}: GithubState, query: URLSearchParams): readonly RulesetState[] {
  return rulesets.filter(one => query.get('includes_parents') !== 'false' || one.source_type === 'Repository');
}
const withId = (state: GithubState, id: string | undefined, query = new URLSearchParams()): RulesetState => found(shown(state, query).find(one => String(one.id) === id));

type Asked = Partial<Pick<RulesetState, 'name' | 'target' | 'enforcement' | 'bypass_actors' | 'conditions' | 'rules'>>;

function refuseTwin({rulesets}: GithubState, name: string | undefined, own?: RulesetState): void {
  if (rulesets.some(one => one !== own && one.name === name)) throw new Denied(422, 'Validation Failed', ['Name must be unique']);
}

export const rulesetOperations: Operations = {
  'GET /repos/{owner}/{repo}/rules/branches/{branch}': {
    needs: 'metadata=read',
    answer: ({state, parameters}) => ({items: rulesFor(state, parameters['branch']!)}),
  },
  'GET /repos/{owner}/{repo}/rulesets': {
    needs: 'metadata=read', honours: ['includes_parents', 'targets'],
    answer: ({state, query}) => ({items: shown(state, query).filter(one => (query.get('targets') ?? one.target).split(',').includes(one.target)).map(shortBody)}),
  },
  'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}': {
    needs: 'metadata=read', honours: ['includes_parents'],
    answer: ({state, parameters, query, token}) => ok(wholeBody(withId(state, parameters['ruleset_id'], query), may(token, 'administration=write'))),
  },
  'POST /repos/{owner}/{repo}/rulesets': {
    needs: 'administration=write',
    answer({state, body}) {
      const {name, ...asked} = body as Asked;
      refuseTwin(state, name);
      const {repository, rulesets} = state;
      const made = ruleset(Math.max(0, ...rulesets.map(one => one.id)) + 1, asked.rules ?? [], {
        ...asked, ...(name !== undefined && {name}), conditions: asked.conditions ?? {ref_name: {include: [], exclude: []}}, source: `${repository.owner}/${repository.name}`,
      });
      rulesets.push(made);
      return {status: 201, body: wholeBody(made, true)};
    },
  },
  'PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}': {
    needs: 'administration=write',
    answer({state, parameters, body}) {
      const one = withId(state, parameters['ruleset_id']);
      // An organisation's rulesets are changed at the organisation.
      if (one.source_type !== 'Repository') throw new Denied(404, 'Not Found');
      refuseTwin(state, (body as Asked).name, one);
      Object.assign(one, body);
      return ok(wholeBody(one, true));
    },
  },
  'DELETE /repos/{owner}/{repo}/rulesets/{ruleset_id}': {
    needs: 'administration=write',
    answer({state, parameters}) {
      const one = withId(state, parameters['ruleset_id']);
      state.rulesets.splice(state.rulesets.indexOf(one), 1);
      return {status: 204};
    },
  },
};
