import {type Fault, type Gap, type Place, type Ruling, broken, every, faultOfGap, held, none, notApplicable, ruleFor, undecided} from '#core';
import {bypassOf, sourceOf} from './classic.ts';
import type {Branch, Facts, Merging} from './collect.ts';
import {type Difference, differencesOf} from './differences.ts';
import {type BranchPolicy, type Policy, branchesIn} from './policy.ts';
import {sayActor} from './rulesets.ts';
import type {Source} from './settings.ts';

export const rule = ruleFor<Facts, Policy>();

const settings: Place = {path: '.github/shipgate.yml'};
const noBranch = 'policy names no branch under governance.protection';

const help = `    governance:
      protection:
        main: {reviews: 1, required-checks: [ci, shipgate], linear-history: true}
        'release/*': {reviews: 2, bypass: [role:admin]}
        repository: {merge-commits: false, delete-branch-on-merge: true}

A branch that is named is protected against force pushes and deletion, takes changes by pull request only and binds administrators, unless policy says otherwise. Of classic
protection and the rulesets in force the strictest counts, setting by setting, as on GitHub. Classic protection can be read with \`administration: read\`, which a workflow
cannot grant to its own token; where rulesets alone come to what policy wants, it is not needed.`;

/** What policy wants of a branch. */
export function policyOf(policy: Policy, {key}: Branch): BranchPolicy {
  const [, found] = branchesIn(policy).find(([name]) => name === key)!;
  return found;
}

/** What is known to protect a branch, and what of it could not be seen. */
function seen({classic, rules}: Branch): {readonly sources: readonly Source[]; readonly gaps: readonly Gap[]} {
  return {
    sources: [...(classic.known && classic.value ? [sourceOf(classic.value)] : []), ...(rules.known ? [rules.value] : [])],
    gaps: [classic, rules].filter(fact => !fact.known),
  };
}

/** How a branch differs from policy, as far as it can be seen. */
export function lookFor(branch: Branch, policy: Policy): {readonly differences: readonly Difference[]; readonly gaps: readonly Gap[]} {
  const {sources, gaps} = seen(branch);
  return {differences: differencesOf(policyOf(policy, branch), sources), gaps};
}

function faultOf(branch: Branch, {setting, means, wanted, found}: Difference, fix: string): Fault {
  return {key: `${branch.name}: ${setting}`, message: `${branch.name}: ${means}.`, fix, observed: found, expected: wanted};
}

const known = (branches: readonly Branch[]): readonly Branch[] => branches.filter(({exists}) => exists);

export const branchExists = rule({
  id: 'protection.branch',
  about: 'Every branch that policy protects exists.',
  help: `A name that no branch has protects nothing. A glob, such as \`release/*\`, may match none.

${help}

**To fix it**, correct the name.`,
  on: ['branches'],
  check: ({branches}, policy) => (branchesIn(policy).length === 0 ? notApplicable(noBranch) : none(branches.filter(({exists}) => !exists), branches.length, ({name}) => ({
    key: name, at: settings, message: `Policy protects the branch ${name}, and there is no such branch.`, fix: 'Correct it in governance.protection, or remove it.',
  }))),
});

const missing = rule({
  id: 'protection.missing',
  about: 'Nothing that policy wants of a branch is missing on GitHub.',
  help: `${help}

**To fix it**, change the setting on GitHub, or run \`shipgate governance protect\`: it shows what it would change, and changes it with \`--apply\`.`,
  on: ['branches'],
  check: ({branches}, policy) => every(known(branches), (branch): Ruling => {
    const {differences, gaps} = lookFor(branch, policy);
    const [first, ...rest] = differences.filter(({direction}) => direction === 'missing').map(
      difference => faultOf(branch, difference, 'Set it on GitHub, or let `shipgate governance protect --apply` do it.')
    );
    if (!first) return held();
    const [gap, ...more] = gaps.map(faultOfGap);
    // What is hidden could hold it.
    return gap ? undecided(gap, ...more) : broken(first, ...rest);
  }),
});

const added = rule({
  id: 'protection.added',
  about: 'Nothing is set on GitHub that policy does not know of.',
  help: `A setting that somebody added on GitHub stands in no review and gets lost with the next change of settings. It is reported, and does not block.

${help}

**To fix it**, write it into policy, or take it away on GitHub.`,
  enforcement: 'warn',
  on: ['branches'],
  check: ({branches}, policy) => every(known(branches), (branch): Ruling => {
    const {differences, gaps} = lookFor(branch, policy);
    const [first, ...rest] = differences.filter(({direction}) => direction === 'added').map(
      difference => faultOf(branch, difference, `Write it into governance.protection.${branch.key}, or take it away on GitHub.`)
    );
    if (first) return broken(first, ...rest);
    const [gap, ...more] = gaps.map(faultOfGap);
    return gap ? undecided(gap, ...more) : held();
  }),
});

/** Who may bypass what protects a branch, by where they may, and what of it could not be seen. */
export function bypassing({classic, rulesets, rules}: Branch): {readonly actors: readonly {readonly actor: string; readonly of: string}[]; readonly gaps: readonly Gap[]} {
  const facts = [classic, rules, ...rulesets.map(({bypass}) => bypass)];
  return {
    actors: [
      ...(classic.known && classic.value ? bypassOf(classic.value).map(actor => ({actor, of: 'classic protection'})) : []),
      ...rulesets.flatMap(({bypass}) => (bypass.known ? bypass.value.actors.map(actor => ({actor: sayActor(actor), of: `the ruleset ${bypass.value.name}`})) : [])),
    ],
    gaps: facts.filter(fact => !fact.known),
  };
}

export const isAllowed = (actor: string, {bypass}: BranchPolicy): boolean => bypass.some(entry => entry.toLowerCase() === actor.toLowerCase());

const bypass = rule({
  id: 'protection.bypass',
  about: 'Nobody may bypass the protection but those whom policy names.',
  help: `A ruleset that everybody in its bypass list may ignore protects against nobody there. GitHub shows the list of a ruleset only to a token that may change it:
\`administration: write\`. Without it this is not decided, and never taken for an empty list.

${help}

Roles are \`role:admin\`, \`role:maintain\`, \`role:write\`; people, teams and apps are named in classic protection (\`user:ana\`, \`team:ops\`, \`app:renovate\`) and numbered
in rulesets (\`team:42\`, \`app:15368\`).

**To fix it**, remove them on GitHub, or name them in \`bypass\`.`,
  baseline: false,
  on: ['branches'],
  check: ({branches}, policy) => every(known(branches), (branch): Ruling => {
    const {actors, gaps} = bypassing(branch);
    const [first, ...rest] = actors.filter(({actor}) => !isAllowed(actor, policyOf(policy, branch))).map(({actor, of}): Fault => ({
      key: `${branch.name}: bypass ${actor} ${of}`, message: `${branch.name}: ${actor} may bypass ${of}.`,
      fix: `Remove it on GitHub, or name it in governance.protection.${branch.key}.bypass.`, observed: actor, expected: policyOf(policy, branch).bypass,
    }));
    if (first) return broken(first, ...rest);
    const [gap, ...more] = gaps.map(faultOfGap);
    return gap ? undecided(gap, ...more) : held();
  }),
});

/** The settings of the repository that differ from policy. */
export function mergingDifferences(merging: Merging | 'not asked', {repository = {}}: Policy): readonly {
  readonly setting: keyof Merging; readonly wanted: boolean; readonly found: boolean;
}[] {
  if (merging === 'not asked') return [];
  return (Object.keys(merging) as (keyof Merging)[]).flatMap(setting => {
    const wanted = repository[setting];
    return wanted === undefined || wanted === merging[setting] ? [] : [{setting, wanted, found: merging[setting]}];
  });
}

const repository = rule({
  id: 'protection.repository',
  about: 'Pull requests are merged in the ways that policy wants.',
  help: `${help}

GitHub shows these settings only to a token that may write contents.

**To fix it**, change the setting on GitHub, or run \`shipgate governance protect\`.`,
  on: ['merging'],
  check: ({merging}, policy) => {
    const asked = Object.keys(policy.repository ?? {}).length;
    if (merging === 'not asked' || asked === 0) return notApplicable('policy says nothing of how pull requests are merged');
    return none(mergingDifferences(merging, policy), asked, ({setting, wanted, found}) => ({
      key: `repository: ${setting}`, message: `The repository's setting ${setting} is ${found ? 'on' : 'off'}, and policy wants it ${wanted ? 'on' : 'off'}.`,
      fix: 'Set it on GitHub, or let `shipgate governance protect --apply` do it.', observed: found, expected: wanted,
    }));
  },
});

export const rules = [branchExists, missing, added, bypass, repository];
