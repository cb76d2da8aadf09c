import {type Fault, broken, held, none, notApplicable} from '#core';
import type {BumpFacts, NoBump} from '../facts.ts';
import {type BumpKind, bumpBetween, bumpKinds} from '../number.ts';
import {rule} from './rule.ts';

const isNone = (bump: BumpFacts | NoBump): bump is NoBump => 'none' in bump;

const help = `Off until policy has \`bump: conventional-commits\`. Looked at are the commits since the last stable tag below this version; pre-releases and nightlies are no releases to compare with. On a pull request it is judged once the version has been raised.`;

/** What must be raised for a change: before 1.0.0 a breaking change raises the minor version, and a feature the patch version. Source: semver.org 2.0.0, item 4. */
function neededFor(kind: BumpKind, initial: boolean): BumpKind {
  if (!initial) return kind;
  return kind === 'major' ? 'minor' : kind === 'minor' ? 'patch' : kind;
}

const larger = (a: BumpKind, b: BumpKind): BumpKind => (bumpKinds.indexOf(a) >= bumpKinds.indexOf(b) ? a : b);

export const bumpKind = rule({
  id: 'bump.kind',
  about: 'The version is raised by as much as its changes ask for.',
  help: `Who updates by \`^1.4.0\` gets 1.4.1 without looking. A change that breaks something must not come that way. ${help}

| Commit | Raises at least |
|---|---|
| \`feat!:\`, \`BREAKING CHANGE:\` | major (before 1.0.0: minor) |
| \`feat:\` | minor (before 1.0.0: patch) |
| everything else | patch |

A release that can no longer read the data of the one before (its schema is not in \`state-schema.backward-compatible\`) breaks something too. Raising more than needed is allowed.

**To fix it**, raise the version as far as the message says.`,
  on: ['bump'],
  check: ({bump}) => {
    if (isNone(bump)) return notApplicable(bump.none);
    const {baseline, current, commits, unreadSchema} = bump;
    const raised = bumpBetween(baseline.version, current);
    const heaviest = commits.reduce<BumpKind>((most, {raises}) => larger(most, raises ?? 'none'), unreadSchema === undefined ? 'none' : 'major');
    const needed = neededFor(heaviest, baseline.version.numbers[0] === '0' && current.numbers[0] === '0');
    if (raised !== undefined && bumpKinds.indexOf(raised) >= bumpKinds.indexOf(needed)) return held({observed: raised, expected: needed});
    const cause = commits.find(({raises}) => raises === heaviest);
    const why = unreadSchema === undefined ? `${cause?.sha.slice(0, 7)} (${cause?.subject})` : `schema ${unreadSchema} can no longer be read`;
    return broken({
      key: current.text, message: `From ${baseline.tag} to ${current.text} is ${raised === undefined ? 'a step back' : `a ${raised} release`}; ${why} asks for ${needed}.`, fix: `Raise the ${needed} version.`, observed: raised ?? 'back', expected: needed,
    });
  },
});

export const bumpCommits = rule({
  id: 'bump.commits',
  about: 'Of every commit since the last release it can be told what it raises.',
  help: `A commit that does not follow the convention may be anything, a breaking change too. ${help} With \`bump: {unconventional: patch}\` such commits count as fixes.

**To fix it**, correct the message before merging (squash with a conventional title); for what is merged already, set \`unconventional\`, or add an empty commit that says what changed and an exception.`,
  on: ['bump'],
  check: ({bump}) => {
    if (isNone(bump)) return notApplicable(bump.none);
    const unclear = bump.commits.filter(({raises}) => raises === undefined);
    if (bump.commits.length === 0) return notApplicable('there are no commits since the last release');
    return none(unclear, bump.commits.length, ({sha, subject}): Fault => ({
      key: sha, message: `${sha.slice(0, 7)} is no conventional commit: "${subject.slice(0, 100)}".`, fix: 'Write type: description, such as fix: close the file.',
      observed: subject.slice(0, 200),
    }));
  },
});
