import {Denied, type Operations, found, ok} from './operation.ts';
import {idOf, teamBody, userBody} from './people.ts';
import type {BranchState} from './branches.ts';
import type {GithubState} from './state.ts';

interface Actors {
  readonly users?: readonly string[];
  readonly teams?: readonly string[];
  readonly apps?: readonly string[];
}

/** Classic protection of a branch, as it is asked for. Source: https://docs.github.com/en/rest/branches/branch-protection#update-branch-protection */
export interface ProtectionState {
  readonly required_status_checks: {
    readonly strict: boolean;
    readonly contexts: readonly string[];
    readonly checks?: readonly {readonly context: string; readonly app_id?: number}[];
  } | null;
  readonly enforce_admins: boolean | null;
  readonly required_pull_request_reviews: {
    readonly dismissal_restrictions?: Actors;
    readonly dismiss_stale_reviews?: boolean;
    readonly require_code_owner_reviews?: boolean;
    readonly required_approving_review_count?: number;
    readonly require_last_push_approval?: boolean;
    readonly bypass_pull_request_allowances?: Actors;
  } | null;
  readonly restrictions: (Actors & {readonly users: readonly string[]; readonly teams: readonly string[]}) | null;
  readonly required_linear_history?: boolean;
  readonly allow_force_pushes?: boolean | null;
  readonly allow_deletions?: boolean;
  readonly block_creations?: boolean;
  readonly required_conversation_resolution?: boolean;
  readonly lock_branch?: boolean;
  readonly allow_fork_syncing?: boolean;
}

/** Protection that demands nothing but what is named. */
export function protection(settings: Partial<ProtectionState> = {}): ProtectionState {
  return {required_status_checks: null, enforce_admins: false, required_pull_request_reviews: null, restrictions: null, ...settings};
}

const isSet = (actors: Actors | undefined): boolean => actors !== undefined && Object.keys(actors).length > 0;

function actorsBody({users = [], teams = [], apps = []}: Actors): Readonly<Record<string, unknown>> {
  return {users: users.map(userBody), teams: teams.map(slug => teamBody(slug)), apps: apps.map(slug => ({id: idOf(slug), slug, name: slug, owner: userBody('octo-org')}))};
}

/** What GitHub makes of the request: members that are `null` there are left out here, and flags are objects. */
export function protectionBody(state: ProtectionState, url: string): Readonly<Record<string, unknown>> {
  const {required_status_checks: checks, required_pull_request_reviews: reviews, restrictions} = state;
  const flag = (enabled: boolean | null | undefined): {enabled: boolean} => ({enabled: enabled ?? false});
  const at = (part: string): {url: string} => ({url: `${url}/${part}`});
  const contexts = checks?.checks ? checks.checks.map(check => check.context) : checks?.contexts ?? [];
  return {
    url,
    ...(checks && {required_status_checks: {
      ...at('required_status_checks'), strict: checks.strict, contexts, contexts_url: `${url}/required_status_checks/contexts`,
      checks: contexts.map(context => ({context, app_id: checks.checks?.find(check => check.context === context)?.app_id ?? null})),
    }}),
    ...(restrictions && {restrictions: {
      ...at('restrictions'), users_url: `${url}/restrictions/users`, teams_url: `${url}/restrictions/teams`, apps_url: `${url}/restrictions/apps`, ...actorsBody(restrictions),
    }}),
    ...(reviews && {required_pull_request_reviews: {
      ...at('required_pull_request_reviews'), dismiss_stale_reviews: reviews.dismiss_stale_reviews ?? false,
      require_code_owner_reviews: reviews.require_code_owner_reviews ?? false,
      required_approving_review_count: reviews.required_approving_review_count ?? 1, require_last_push_approval: reviews.require_last_push_approval ?? false,
      ...(isSet(reviews.dismissal_restrictions) && {dismissal_restrictions: {
        ...at('dismissal_restrictions'), users_url: `${url}/dismissal_restrictions/users`, teams_url: `${url}/dismissal_restrictions/teams`,
        ...actorsBody(reviews.dismissal_restrictions!),
      }}),
      ...(isSet(reviews.bypass_pull_request_allowances) && {bypass_pull_request_allowances: actorsBody(reviews.bypass_pull_request_allowances!)}),
    }}),
    required_signatures: {...at('required_signatures'), enabled: false},
    enforce_admins: {...at('enforce_admins'), ...flag(state.enforce_admins)},
    required_linear_history: flag(state.required_linear_history), allow_force_pushes: flag(state.allow_force_pushes), allow_deletions: flag(state.allow_deletions),
    block_creations: flag(state.block_creations),
    required_conversation_resolution: flag(state.required_conversation_resolution), lock_branch: flag(state.lock_branch), allow_fork_syncing: flag(state.allow_fork_syncing),
  };
}

const branchOf = (state: GithubState, name: string): BranchState => {
  const branch = state.branches.find(one => one.name === name);
  if (!branch) throw new Denied(404, 'Branch not found');
  return branch;
};

const urlOf = ({repository}: GithubState, branch: string): string => `https://api.github.com/repos/${repository.owner}/${repository.name}/branches/${branch}/protection`;
const route = '/repos/{owner}/{repo}/branches/{branch}/protection';

export const protectionOperations: Operations = {
  [`GET ${route}`]: {
    needs: 'administration=read',
    answer({state, parameters}) {
      const {name, protection: set} = branchOf(state, parameters['branch']!);
      if (!set) throw new Denied(404, 'Branch not protected');
      return ok(protectionBody(set, urlOf(state, name)));
    },
  },
  [`PUT ${route}`]: {
    needs: 'administration=write',
    answer({state, parameters, body}) {
      const branch = branchOf(state, parameters['branch']!);
      branch.protection = body as unknown as ProtectionState;
      return ok(protectionBody(branch.protection, urlOf(state, branch.name)));
    },
  },
  [`DELETE ${route}`]: {
    needs: 'administration=write',
    answer({state, parameters}) {
      const branch = branchOf(state, parameters['branch']!);
      found(branch.protection);
      branch.protection = undefined;
      return {status: 204};
    },
  },
};
