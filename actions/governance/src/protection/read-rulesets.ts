import * as z from 'zod';
import {Refusal} from '#core';
import type {BranchRule, BypassActor} from './rulesets.ts';
import type {RequiredCheck, Source, Switch} from './settings.ts';

const ruleBody = z.object({type: z.string(), parameters: z.unknown().optional(), ruleset_id: z.int(), ruleset_source_type: z.string(), ruleset_source: z.string()});
const actor = z.object({actor_id: z.int().nullish().transform(id => id ?? null), actor_type: z.string(), bypass_mode: z.string()});
const rulesetBody = z.object({id: z.int(), name: z.string(), bypass_actors: z.array(actor).optional()});

/** Reads a rule of `GET rules/branches/{branch}`. */
export function readRule(answer: unknown): BranchRule {
  const {type, parameters, ruleset_id: ruleset, ruleset_source_type: kind, ruleset_source: owner} = ruleBody.parse(answer);
  return {type, parameters, ruleset, own: kind === 'Repository', owner};
}

/** Who may bypass a ruleset. GitHub leaves the list out for everybody who may not change the ruleset, which is not the same as an empty one. */
export function readBypass(answer: unknown): {readonly name: string; readonly actors: readonly BypassActor[]} {
  const {name, bypass_actors: actors} = rulesetBody.parse(answer);
  if (actors) return {name, actors};
  throw new Refusal({
    code: 'refused', what: `who may bypass the ruleset ${name}`, why: 'GitHub shows it only to a token that may change the ruleset',
    fix: 'Give a token of a GitHub App, or a fine-grained one, with `administration: write`; `administration: read` is not enough, and a workflow can grant its own token neither.',
  });
}

const pullRequest = z.object({
  required_approving_review_count: z.int(), dismiss_stale_reviews_on_push: z.boolean(), require_code_owner_review: z.boolean(), require_last_push_approval: z.boolean(),
  required_review_thread_resolution: z.boolean(),
});
const statusChecks = z.object(
  {strict_required_status_checks_policy: z.boolean(), required_status_checks: z.array(z.object({context: z.string(), integration_id: z.int().nullish()}))}
);

/** Rules that are a setting of their own, without parameters that matter. */
const plain: Readonly<Record<string, Switch>> = {
  required_linear_history: 'linear-history', non_fast_forward: 'force-push', deletion: 'deletion', required_signatures: 'signed-commits', update: 'lock',
};

/** What the rules in force for a branch protect, whichever ruleset each is from. Throws on a rule whose parameters have another form. */
export function sourceOfRules(rules: readonly BranchRule[]): Source {
  const on = new Set<Switch>();
  const checks: RequiredCheck[] = [];
  const others: string[] = [];
  let reviews = 0;
  for (const {type, parameters} of rules) {
    if (type === 'pull_request') {
      const asked = pullRequest.parse(parameters);
      on.add('pull-request');
      if (asked.dismiss_stale_reviews_on_push) on.add('dismiss-stale');
      if (asked.require_code_owner_review) on.add('code-owners');
      if (asked.require_last_push_approval) on.add('last-push-approval');
      if (asked.required_review_thread_resolution) on.add('conversation-resolution');
      reviews = Math.max(reviews, asked.required_approving_review_count);
    } else if (type === 'required_status_checks') {
      const {strict_required_status_checks_policy: strict, required_status_checks: required} = statusChecks.parse(parameters);
      for (const {context, integration_id: app} of required) checks.push({name: context, ...(app && {app})});
      if (strict && required.length > 0) on.add('up-to-date');
    } else if (plain[type] !== undefined) on.add(plain[type]);
    else others.push(type);
  }
  return {name: 'rulesets', bindsAdmins: true, on, reviews, checks, others};
}
