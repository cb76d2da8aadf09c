import {type Done, type Failed, type GithubChange, type GithubRead, type Json, type Step, type Unsettled, Refusal, canonicalJson, faultOfGap} from '#core';
import type {RepositoryName} from '../repository.ts';
import {putBodyOf, sameClassic} from './classic.ts';
import {type Merging, askBypass, askClassic, askMerging} from './collect.ts';
import {type BypassActor, sayActor} from './rulesets.ts';
import {type StepData, type Wish, plannedIn} from './steps.ts';

const mergingFields = {
  'merge-commits': 'allow_merge_commit', squash: 'allow_squash_merge', rebase: 'allow_rebase_merge', 'delete-branch-on-merge': 'delete_branch_on_merge',
} as const;

const sayActors = (actors: readonly BypassActor[]): Json => actors.map(actor => `${sayActor(actor)} ${actor.bypass_mode}`).toSorted();

/** What GitHub has where a wish wants something: whether it is as wished, and what it is. */
async function lookAt(wish: Wish, repository: RepositoryName, github: Pick<GithubRead, 'get'>): Promise<{readonly asWished: boolean; readonly found: Json}> {
  if (wish.kind === 'classic') {
    const now = await askClassic(github, repository, wish.branch);
    return {asWished: now !== undefined && sameClassic(wish.request, now.request), found: now ? putBodyOf(now.request) : null};
  }
  if (wish.kind === 'bypass') {
    const {actors} = (await askBypass(github, repository, wish.ruleset))!;
    return {asWished: canonicalJson(sayActors(actors)) === canonicalJson(sayActors(wish.actors)), found: sayActors(actors)};
  }
  const now = (await askMerging(github, repository))!;
  return {asWished: Object.entries(wish.settings).every(([name, value]) => now[name as keyof Merging] === value), found: {...now}};
}

/** Reads back whether GitHub has what a step wants. */
export async function settle(step: Step<StepData>, github: Pick<GithubRead, 'get'>): Promise<Done | {readonly state: 'not-begun'}> {
  const {wish, repository} = plannedIn(step);
  const {asWished, found} = await lookAt(wish, repository, github);
  return asWished ? {state: 'done', receipt: found} : {state: 'not-begun'};
}

/** Events on which nothing is changed: whoever opens a pull request has written the policy that it is planned by. */
const proposals = new Set(['pull_request', 'pull_request_target', 'pull_request_review', 'merge_group']);

function ask(wish: Wish, repository: RepositoryName, github: GithubChange): Promise<unknown> {
  const permission = 'administration: write';
  const ignore = (): undefined => undefined;
  if (wish.kind === 'classic') {
    return github.change('PUT', '/repos/{owner}/{repo}/branches/{branch}/protection', {...repository, branch: wish.branch}, putBodyOf(wish.request), ignore, {permission});
  }
  if (wish.kind === 'bypass') {
    const body = {bypass_actors: wish.actors.map(actor => ({...actor}))};
    return github.change('PUT', '/repos/{owner}/{repo}/rulesets/{ruleset_id}', {...repository, ruleset_id: String(wish.ruleset)}, body, ignore, {permission});
  }
  const body = Object.fromEntries(Object.entries(wish.settings).map(([name, value]) => [mergingFields[name as keyof Merging], value]));
  return github.change('PATCH', '/repos/{owner}/{repo}', {...repository}, body, ignore, {permission});
}

/** Makes the change and reads it back. Refused by GitHub: failed. Anything that leaves it open, thrown or read back otherwise: unsettled. */
export async function apply(step: Step<StepData>, github: GithubChange): Promise<Done | Failed | Unsettled> {
  const {wish, repository, event} = plannedIn(step);
  if (proposals.has(event)) {
    return {state: 'failed', fault: {key: step.id, message: `Settings are never changed on ${event}: its policy is only proposed.`, fix: 'Merge it, then apply on the branch.'}};
  }
  try {
    await ask(wish, repository, github);
  } catch (thrown) {
    if (thrown instanceof Refusal) return {state: 'failed', fault: faultOfGap(thrown.gap)};
    throw thrown;
  }
  const {asWished, found} = await lookAt(wish, repository, github);
  if (asWished) return {state: 'done', receipt: found};
  return {
    state: 'unsettled',
    fault: {
      key: step.id, message: 'GitHub took the change, and shows something else.',
      fix: 'Look at the settings on GitHub: somebody else may have changed them, or the organisation holds them.', observed: found,
    },
  };
}
