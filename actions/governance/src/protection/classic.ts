import {type Json, canonicalJson} from '#core';
import type {BranchPolicy} from './policy.ts';
import {type Source, type Switch, switchNames, wanted} from './settings.ts';

/** People, teams and apps by the names that GitHub's API takes. */
export interface Actors {
  readonly users: readonly string[];
  readonly teams: readonly string[];
  readonly apps: readonly string[];
}

/**
 * Classic protection of a branch, in the form in which it is asked for; everything is said. Source:
 * https://docs.github.com/en/rest/branches/branch-protection#update-branch-protection
 */
export interface ClassicRequest {
  readonly required_status_checks: {readonly strict: boolean; readonly checks: readonly {readonly context: string; readonly app_id?: number | undefined}[]} | null;
  readonly enforce_admins: boolean;
  readonly required_pull_request_reviews: {
    readonly dismiss_stale_reviews: boolean;
    readonly require_code_owner_reviews: boolean;
    readonly required_approving_review_count: number;
    readonly require_last_push_approval: boolean;
    readonly dismissal_restrictions?: Actors;
    readonly bypass_pull_request_allowances?: Actors;
  } | null;
  readonly restrictions: Actors | null;
  readonly required_linear_history: boolean;
  readonly allow_force_pushes: boolean;
  readonly allow_deletions: boolean;
  readonly block_creations: boolean;
  readonly required_conversation_resolution: boolean;
  readonly lock_branch: boolean;
  readonly allow_fork_syncing: boolean;
}

/** Classic protection as GitHub has it. Signatures are asked for apart. */
export interface Classic {
  readonly request: ClassicRequest;
  readonly signedCommits: boolean;
}

/**
 * What it protects. Being up to date has an effect only with a required check. Source:
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
 */
export function sourceOf({request, signedCommits}: Classic): Source {
  const {required_status_checks: checks, required_pull_request_reviews: reviews} = request;
  const on: Readonly<Record<Switch, boolean | undefined>> = {
    'pull-request': reviews !== null, 'dismiss-stale': reviews?.dismiss_stale_reviews, 'code-owners': reviews?.require_code_owner_reviews,
    'last-push-approval': reviews?.require_last_push_approval,
    'conversation-resolution': request.required_conversation_resolution, 'up-to-date': checks !== null && checks.strict && checks.checks.length > 0,
    'linear-history': request.required_linear_history,
    'force-push': !request.allow_force_pushes, deletion: !request.allow_deletions, 'signed-commits': signedCommits, lock: request.lock_branch,
  };
  return {
    name: 'classic protection', bindsAdmins: request.enforce_admins, on: new Set(switchNames.filter(name => on[name])), reviews: reviews?.required_approving_review_count ?? 0,
    checks: (checks?.checks ?? []).map(({context, app_id: app}) => ({name: context, app})), others: request.restrictions ? ['push-restrictions'] : [],
  };
}

/** Who may bypass it, in the words of policy. */
export function bypassOf({request}: Classic): readonly string[] {
  const {users, teams, apps} = request.required_pull_request_reviews?.bypass_pull_request_allowances ?? {users: [], teams: [], apps: []};
  return [...users.map(login => `user:${login}`), ...teams.map(slug => `team:${slug}`), ...apps.map(slug => `app:${slug}`)];
}

/** The classic protection that policy wants. What policy has no setting for stays as it is: who may push, dismiss reviews, create matching branches. */
export function requestFor(policy: BranchPolicy, now: ClassicRequest | undefined): ClassicRequest {
  const {on, reviews, checks} = wanted(policy);
  const {dismissal_restrictions: dismissal, bypass_pull_request_allowances: bypass} = now?.required_pull_request_reviews ?? {};
  const allowed = (kind: string, names: readonly string[]): readonly string[] => names.filter(
    name => policy.bypass.some(entry => entry.toLowerCase() === `${kind}:${name}`.toLowerCase())
  );
  return {
    required_status_checks: checks.length > 0 ? {
      strict: on.has('up-to-date'), checks: checks.map(({name, app}) => ({context: name, ...(app !== undefined && {app_id: app})})),
    } : null,
    enforce_admins: policy.admins,
    required_pull_request_reviews: on.has('pull-request') ? {
      dismiss_stale_reviews: on.has('dismiss-stale'), require_code_owner_reviews: on.has('code-owners'), required_approving_review_count: reviews,
      require_last_push_approval: on.has('last-push-approval'),
      ...(dismissal && {dismissal_restrictions: dismissal}),
      ...(bypass && {bypass_pull_request_allowances: {users: allowed('user', bypass.users), teams: allowed('team', bypass.teams), apps: allowed('app', bypass.apps)}}),
    } : null,
    restrictions: now?.restrictions ?? null,
    required_linear_history: on.has('linear-history'), allow_force_pushes: !on.has('force-push'), allow_deletions: !on.has('deletion'),
    block_creations: now?.block_creations ?? false,
    required_conversation_resolution: on.has('conversation-resolution'), lock_branch: on.has('lock'), allow_fork_syncing: now?.allow_fork_syncing ?? false,
  };
}

/** The body of the call that sets it. GitHub wants `contexts`, which is old, to be there beside `checks`. */
export function putBodyOf({required_status_checks: checks, ...rest}: ClassicRequest): Json {
  return {
    ...rest,
    required_status_checks: checks && {
      strict: checks.strict, contexts: [], checks: checks.checks.map(({context, app_id: app}) => ({context, ...(app !== undefined && {app_id: app})})),
    },
  } as unknown as Json;
}

const nobody = (actors: Actors | undefined): boolean => actors === undefined || [actors.users, actors.teams, actors.apps].every(names => names.length === 0);

/** Whether two come to the same. GitHub chooses an app for a check that was asked for without one, and leaves out empty lists. */
export function sameClassic(asked: ClassicRequest, found: ClassicRequest): boolean {
  const appOf = new Map((asked.required_status_checks?.checks ?? []).map(({context, app_id: app}) => [context, app]));
  const plain = ({required_status_checks: checks, required_pull_request_reviews: reviews, restrictions, ...flags}: ClassicRequest): Json => {
    const {dismissal_restrictions: dismissal, bypass_pull_request_allowances: bypass, ...rules} = reviews ?? {};
    const names = (actors: Actors | undefined): Json => (nobody(actors) ? null : {users: actors!.users.toSorted(), teams: actors!.teams.toSorted(), apps: actors!.apps.toSorted()});
    return {
      ...flags,
      checks: checks && {
        strict: checks.strict, names: checks.checks.map(({context, app_id: app}) => `${context}\0${appOf.get(context) === undefined ? '' : app ?? ''}`).toSorted(),
      },
      reviews: reviews && {...rules as Record<string, Json>, dismissal: names(dismissal), bypass: names(bypass)}, restrictions: restrictions && (names(restrictions) ?? 'nobody'),
    };
  };
  return canonicalJson(plain(asked)) === canonicalJson(plain(found));
}
