import * as z from 'zod';
import {flag, integer, list, text} from '#core';

const check = z.union([text(), z.strictObject({name: text(), app: integer({min: 1}).describe('The number of the GitHub App that alone may report it; 15368 is GitHub Actions')})]);

const branch = z.strictObject({
  'pull-request': flag().default(true).describe('Changes come in by pull request only'),
  reviews: integer({max: 10}).default(0).describe('Approving reviews that a pull request needs'),
  'dismiss-stale': flag().default(false).describe('A new commit takes approvals back'),
  'code-owners': flag().default(false).describe('Owners of the changed files have to approve'),
  'last-push-approval': flag().default(false).describe('Somebody other than the last pusher has to approve'),
  'conversation-resolution': flag().default(false).describe('Every conversation has to be resolved'),
  'required-checks': z.array(check).default([]).describe('Status checks that have to be green, by name; {name, app} where only one app may report it'),
  'up-to-date': flag().default(false).describe('A pull request has to be up to date with the branch; it takes a required check to have an effect'),
  admins: flag().default(true).describe('Administrators are bound too'),
  'linear-history': flag().default(false).describe('No merge commits'),
  'force-push': z.enum(['never', 'allowed']).default('never'),
  deletion: z.enum(['never', 'allowed']).default('never'),
  'signed-commits': flag().default(false).describe('Commits have to be signed'),
  lock: flag().default(false).describe('The branch is read-only'),
  bypass: list().default([]).describe(
    'Who may bypass: role:admin, role:maintain, organization-admin, deploy-key, user:LOGIN, team:SLUG, app:SLUG; in rulesets by number: team:42, app:15368'
  ),
  'other-rules': list().default([]).describe('Further rules of rulesets that are wanted: merge_queue, required_deployments'),
});

const repository = z.strictObject({
  'merge-commits': flag().optional().describe('Pull requests may be merged with a merge commit'),
  squash: flag().optional().describe('Pull requests may be squashed'),
  rebase: flag().optional().describe('Pull requests may be rebased'),
  'delete-branch-on-merge': flag().optional().describe('The branch of a merged pull request is deleted'),
});

export type BranchPolicy = z.output<typeof branch>;
export type RepositoryPolicy = z.output<typeof repository>;

/** What may be set for governance/protection and governance/protect: settings by branch, or by a glob of branches, and those of the repository. */
export const policy = z.object({
  repository: repository.optional().describe('How pull requests are merged; what is not named is not judged'),
}).catchall(branch.describe('How a branch, or every branch that a glob matches, is protected'));

export type Policy = z.output<typeof policy>;

/** The branches and globs that policy names, with what it wants of them. */
export function branchesIn(written: Policy): readonly (readonly [string, BranchPolicy])[] {
  return Object.entries(written).filter(([name]) => name !== 'repository') as [string, BranchPolicy][];
}
