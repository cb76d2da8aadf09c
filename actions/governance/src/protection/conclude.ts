import type {Block, Conclusion} from '#core';
import type {Facts} from './collect.ts';
import type {Policy} from './policy.ts';
import {bypassing, isAllowed, lookFor, mergingDifferences, policyOf} from './rules.ts';

const say = (value: unknown): string => (value === true ? 'on' : value === false ? 'off' : String(value));

/** What differs, as a table of what GitHub has and what policy wants. */
export function conclude({facts, policy}: {readonly facts: Facts; readonly policy: Policy}): Conclusion<never> {
  const branches = facts.branches.items.filter(({exists}) => exists);
  const rows = [
    ...branches.flatMap(branch => [
      ...lookFor(branch, policy).differences.map(({setting, found, wanted}) => [branch.name, setting, say(found), say(wanted)]),
      ...bypassing(branch).actors.filter(({actor}) => !isAllowed(actor, policyOf(policy, branch)))
        .map(({actor, of}) => [branch.name, `bypass of ${of}`, actor, policyOf(policy, branch).bypass.join(', ') || 'nobody']),
    ]),
    ...(facts.merging.known ? mergingDifferences(facts.merging.value, policy).map(({setting, found, wanted}) => ['repository', setting, say(found), say(wanted)]) : []),
  ];
  const detail: readonly Block[] = rows.length === 0 ? [] : [{table: [['Branch', 'Setting', 'On GitHub', 'In policy'], ...rows]}];
  return {headline: `${branches.length} ${branches.length === 1 ? 'branch' : 'branches'}, ${rows.length} ${rows.length === 1 ? 'difference' : 'differences'}`, detail};
}
