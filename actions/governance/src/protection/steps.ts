import {createHash} from 'node:crypto';
import {type Json, type Step, Refusal, canonicalJson, jsonOf} from '#core';
import type {RepositoryName} from '../repository.ts';
import {type ClassicRequest, bypassOf, requestFor, sourceOf} from './classic.ts';
import type {Branch, Merging, Ruleset} from './collect.ts';
import {type Difference, differencesOf} from './differences.ts';
import {type Policy, branchesIn} from './policy.ts';
import {isAllowed, mergingDifferences, policyOf} from './rules.ts';
import {type BypassActor, sayActor} from './rulesets.ts';

/** What a step sets, whole: each is one call to GitHub, and one to read it back. */
export type Wish =
  | {readonly kind: 'classic'; readonly branch: string; readonly request: ClassicRequest}
  | {readonly kind: 'bypass'; readonly ruleset: number; readonly name: string; readonly actors: readonly BypassActor[]}
  | {readonly kind: 'merging'; readonly settings: Partial<Merging>};

/** A wish with its repository, and the event it was planned on. It goes into the journal, so that it has to be Json. */
export type StepData = {readonly [key: string]: Json};
interface Planned {
  readonly wish: Wish;
  readonly repository: RepositoryName;
  readonly event: string;
}
const dataOf = (planned: Planned): StepData => jsonOf(planned) as StepData;
export const plannedIn = (step: Step<StepData>): Planned => step.data as unknown as Planned;

/** Everything that a plan is made from. */
export interface Seen {
  readonly repository: RepositoryName;
  readonly branches: readonly Branch[];
  readonly merging: Merging | 'not asked';
  readonly event: string;
}

/** Something that has to be known for a plan; what is hidden would be lost or repeated. */
function opened<T>(fact: {readonly known: true; readonly value: T} | (Refusal['gap'])): T {
  if (!fact.known) throw new Refusal(fact);
  return fact.value;
}

/** What a branch would look like with the classic protection that policy wants, and whether that is better than it is now. */
function classicWish(branch: Branch, policy: Policy): {readonly wish: Wish | undefined; readonly changes: readonly Difference[]; readonly left: readonly Difference[]} {
  const wanted = policyOf(policy, branch);
  const now = opened(branch.classic);
  const rules = opened(branch.rules);
  const request = requestFor(wanted, now?.request);
  const before = differencesOf(wanted, [...(now ? [sourceOf(now)] : []), rules]);
  const after = differencesOf(wanted, [sourceOf({request, signedCommits: now?.signedCommits ?? false}), rules]);
  const changes = before.filter(({setting}) => !after.some(other => other.setting === setting));
  const needed = changes.length > 0 || (now !== undefined && bypassOf(now).length > bypassOf({...now, request}).length);
  return {wish: needed ? {kind: 'classic', branch: branch.name, request} : undefined, changes, left: needed ? after : before};
}

/** The actors of a ruleset that every branch which it is in force for, and which policy names, lets bypass. */
function bypassWish({id, bypass}: Ruleset, branches: readonly Branch[], policy: Policy): (Wish & {readonly kind: 'bypass'}) | undefined {
  const {name, actors} = opened(bypass);
  const bound = branches.filter(({rulesets}) => rulesets.some(one => one.id === id));
  const kept = actors.filter(actor => bound.every(branch => isAllowed(sayActor(actor), policyOf(policy, branch))));
  return kept.length === actors.length ? undefined : {kind: 'bypass', ruleset: id, name, actors: kept};
}

/** What only somebody else, or somewhere else, can change: settings of rulesets, signatures, rulesets of the organisation. In words, each with its place. */
export interface OutOfReach {
  readonly key: string;
  readonly message: string;
  readonly fix: string;
}

/** A wish with what policy says of it: its id comes from that alone, never from the state that is found. */
interface Wanted {
  readonly wish: Wish;
  readonly about: string;
  readonly name: string;
  readonly asked: unknown;
}

interface Plan {
  readonly wishes: readonly Wanted[];
  readonly outOfReach: readonly OutOfReach[];
}

const say = (value: Json): string => (value === true ? 'on' : value === false ? 'off' : String(value));
const sayChange = ({setting, found, wanted}: Difference): string => `${setting} ${say(found)} → ${say(wanted)}`;

/** Works out what has to be done, and what cannot be done here. Throws a Refusal where something that it needs to know is hidden. */
export function planFor({branches, merging}: Omit<Seen, 'repository' | 'event'>, policy: Policy): Plan {
  const wishes: Wanted[] = [];
  const outOfReach: OutOfReach[] = [];
  const differing = mergingDifferences(merging, policy);
  if (differing.length > 0) {
    const settings = Object.fromEntries(differing.map(({setting, wanted}) => [setting, wanted]));
    const about = `Set how pull requests are merged: ${differing.map(({setting, found, wanted}) => `${setting} ${say(found)} → ${say(wanted)}`).join(', ')}`;
    wishes.push({wish: {kind: 'merging', settings}, about, name: 'repository', asked: policy.repository});
  }
  const there = branches.filter(({exists}) => exists);
  for (const branch of there) {
    const {wish, changes, left} = classicWish(branch, policy);
    const about = `Protect ${branch.name}: ${changes.length > 0 ? changes.map(sayChange).join(', ') : 'nobody else may bypass it'}`;
    if (wish) wishes.push({wish, about, name: `branch.${branch.name}`, asked: policyOf(policy, branch)});
    for (const {setting, means} of left) {
      const where = setting === 'signed-commits' ? 'Set it in the branch\'s settings on GitHub: it has no place in this call.' : 'Change the ruleset on GitHub, or policy.';
      outOfReach.push({key: `${branch.name}: ${setting}`, message: `${branch.name}: ${means}, and classic protection cannot change it.`, fix: where});
    }
  }
  const rulesets = [...new Map(there.flatMap(branch => branch.rulesets).map(one => [one.id, one])).values()];
  for (const ruleset of rulesets) {
    const wish = bypassWish(ruleset, there, policy);
    if (!wish) continue;
    const {name, actors} = opened(ruleset.bypass);
    const dropped = actors.map(sayActor).filter(actor => !wish.actors.some(kept => sayActor(kept) === actor)).join(', ');
    const about = `Take ${dropped} out of the bypass list of the ruleset ${name}`;
    if (ruleset.own) wishes.push({wish, about, name: `ruleset.${ruleset.id}`, asked: branchesIn(policy).map(([key, {bypass}]) => [key, bypass])});
    else outOfReach.push(
      {key: `ruleset ${ruleset.id}`, message: `${dropped} may bypass the ruleset ${name}, which belongs to ${ruleset.owner}.`, fix: `Change it at ${ruleset.owner}.`}
    );
  }
  return {wishes, outOfReach};
}

const digest = (value: unknown): string => createHash('sha256').update(canonicalJson(jsonOf(value))).digest('hex').slice(0, 12);

/** The steps that bring GitHub to policy: one for the repository, one for each branch, one for each ruleset. */
export function plan(seen: Seen, policy: Policy): readonly Step<StepData>[] {
  const {repository, event} = seen;
  return planFor(seen, policy).wishes.map(({wish, about, name, asked}) => ({id: `${name}.${digest(asked)}`, about, data: dataOf({wish, repository, event})}));
}
