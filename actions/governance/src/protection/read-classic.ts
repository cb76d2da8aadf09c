import * as z from 'zod';
import type {Actors, Classic, ClassicRequest} from './classic.ts';

const enabled = z.object({enabled: z.boolean()}).transform(flag => flag.enabled);
const later = enabled.optional().transform(flag => flag ?? false);
const actors = z.object({
  users: z.array(z.object({login: z.string()})).default([]), teams: z.array(z.object({slug: z.string()})).default([]), apps: z.array(z.object({slug: z.string()})).default([]),
}).transform(({users, teams, apps}): Actors => ({users: users.map(({login}) => login), teams: teams.map(({slug}) => slug), apps: apps.map(({slug}) => slug)}));

/**
 * What GitHub answers. The parts that are left out when they are off (checks, reviews, restrictions) are off; flags have to be there, but for those that
 * came later than some servers: an absent flag must not be read as "refused".
 */
const body = z.object({
  required_status_checks: z.object({
    strict: z.boolean(), contexts: z.array(z.string()).default([]), checks: z.array(z.object({context: z.string(), app_id: z.int().nullish()})).optional(),
  }).optional(),
  required_pull_request_reviews: z.object({
    dismiss_stale_reviews: z.boolean(), require_code_owner_reviews: z.boolean(), required_approving_review_count: z.int().default(0),
    require_last_push_approval: z.boolean().default(false),
    dismissal_restrictions: actors.optional(), bypass_pull_request_allowances: actors.optional(),
  }).optional(),
  restrictions: actors.optional(),
  enforce_admins: enabled, required_linear_history: enabled, allow_force_pushes: enabled, allow_deletions: enabled, required_conversation_resolution: enabled,
  required_signatures: later, block_creations: later, lock_branch: later, allow_fork_syncing: later,
});

type Body = z.output<typeof body>;

function checksOf({strict, contexts, checks}: NonNullable<Body['required_status_checks']>): ClassicRequest['required_status_checks'] {
  const named = checks ?? contexts.map(context => ({context, app_id: null}));
  // -1 is any app.
  return {strict, checks: named.map(({context, app_id: app}) => ({context, ...(app && app > 0 && {app_id: app})}))};
}

function reviewsOf(
  {dismissal_restrictions: dismissal, bypass_pull_request_allowances: bypass, ...plain}: NonNullable<Body['required_pull_request_reviews']>
): ClassicRequest['required_pull_request_reviews'] {
  return {...plain, ...(dismissal && {dismissal_restrictions: dismissal}), ...(bypass && {bypass_pull_request_allowances: bypass})};
}

/** Reads GitHub's answer; throws on one of another form. */
export function readClassic(answer: unknown): Classic {
  const {required_status_checks: checks, required_pull_request_reviews: reviews, restrictions = null, required_signatures: signedCommits, ...flags} = body.parse(answer);
  return {
    signedCommits,
    request: {...flags, required_status_checks: checks ? checksOf(checks) : null, required_pull_request_reviews: reviews ? reviewsOf(reviews) : null, restrictions},
  };
}
