import {atMost, broken, every, held, notApplicable, ruleFor} from '#core';
import type {Facts} from './facts.ts';
import type {Policy} from './policy.ts';

const rule = ruleFor<Facts, Policy>();

export const upToDate = rule({
  id: 'pull-request.up-to-date',
  about: 'The branch has everything of the branch that it goes to.',
  help: `Checks that ran on an older base say nothing of what the merge will be. Where a merge queue or the strict setting of branch protection does this already, it need
not be set here.

**To fix it**, press *Update branch*, or rebase: \`git rebase origin/main\`.`,
  on: ['subject', 'behind'],
  check: ({subject, behind}, policy) => {
    if (!policy['up-to-date']) return notApplicable('`up-to-date` is not set');
    if (behind === 'off' || subject.kind !== 'pull request') return notApplicable('there is no pull request');
    return atMost(
      behind, 0,
      () => (
        {
          key: 'behind', message: `The branch "${subject.pull.branch}" lacks ${behind} commit${behind === 1 ? '' : 's'} of ${subject.pull.base}`,
          fix: `Bring it up to date with ${subject.pull.base}.`,
        }
      )
    );
  },
});

export const mergeCommits = rule({
  id: 'pull-request.merge-commits',
  about: 'The branch holds no merge commits.',
  help: `A linear history is read commit by commit, and each can be reverted alone. A merge of the base into the branch also hides changes: what was resolved in it is in
no other commit.

**To fix it**, rebase in place of merging: \`git rebase origin/main\`.`,
  on: ['commits'],
  check: ({commits}, policy) => {
    if (policy['merge-commits'] === 'allowed') return notApplicable('`merge-commits` are allowed');
    if (commits === 'off') return notApplicable('there is no pull request');
    return every(commits, ({sha, message, parents}) => (parents < 2 ? held() : broken({
      key: message.split('\n')[0]!.slice(0, 80), message: `The commit ${sha.slice(0, 7)} "${message.split('\n')[0]!.slice(0, 80)}" is a merge`,
      fix: 'Rebase the branch, which leaves it out.',
    })));
  },
});

export const seniorReview = rule({
  id: 'pull-request.senior-review',
  about: 'A hotfix was approved by the senior team.',
  help: `A hotfix goes to production within the hour, past most of what usually catches mistakes; so somebody who knows the system has looked at exactly this. Counted are
approvals by active members of \`hotfix.team\`, not the author's own, for the commit that is there now: the newest word of each reviewer, so that a request for changes
takes an approval back.

The team is asked for from GitHub, which the token of a workflow may not: give one with \`members: read\` of the organisation (a GitHub App's).

**To fix it**, ask the team for a review; after a push, ask again.`,
  baseline: false,
  on: ['subject', 'approvals'],
  check: ({subject, approvals}, policy) => {
    const {hotfix} = policy;
    if (!hotfix) return notApplicable('no `hotfix` is set');
    if (subject.kind !== 'pull request') return notApplicable('there is no pull request');
    if (approvals === 'off') return notApplicable(`"${subject.pull.branch}" is no hotfix branch`);
    const {seniors, others, outdated} = approvals;
    const measure = {observed: seniors.length, expected: hotfix.approvals};
    if (seniors.length >= hotfix.approvals) return held(measure);
    const hints = [
      ...(others.length > 0 ? [`${others.join(', ')} approved and ${others.length === 1 ? 'is' : 'are'} not of the team`] : []),
      ...(outdated.length > 0 ? [`${outdated.join(', ')} approved an earlier state`] : []),
    ];
    return broken(
      {
        key: hotfix.team, message: `The hotfix has ${seniors.length} of ${hotfix.approvals} approvals by ${hotfix.team}${hints.length > 0 ? ` (${hints.join('; ')})` : ''}`,
        fix: `Ask ${hotfix.team} for a review of the newest commit.`, ...measure
      }
    );
  },
});
