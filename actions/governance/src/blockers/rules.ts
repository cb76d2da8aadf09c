import {type Fault, broken, held, none, notApplicable, ruleFor} from '#core';
import type {Facts, Issue, OpenIssues} from './collect.ts';
import {sameLabel} from './label.ts';
import type {Policy} from './policy.ts';

const rule = ruleFor<Facts, Policy>();

const helpOf = (id: string): string => `    governance:
      blockers:
        labels: [P0-blocker, scope:1.0]   # all of them
        milestone: '{version}'
        milestone-done: true

A label or a milestone that does not exist is not decided: with a misspelt name nothing would ever block.

**To ship all the same**, in an emergency, write an exception that names who approved it, other than its owner, and a ticket. It counts only in a run that somebody starts with
*Run workflow*:

    waivers:
      - id: W-7
        rule: governance/${id}
        fingerprint: 7c1e0b        # of this one issue, from the report
        reason: The fix is in; its test environment is down
        owner: '@mira'
        approver: '@ben'
        ticket: INC-42
        created: 2026-11-20
        expires: 2026-11-21`;

/** A title in one line of bearable length. */
function say(title: string): string {
  const line = title.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function faultOf({number, kind, title, url}: Issue, {milestone}: OpenIssues, why: string): Fault {
  const where = milestone === undefined ? '' : ` in milestone ${milestone}`;
  return {
    key: `#${number}`, message: `The ${kind} #${number} "${say(title)}" is open${where}${why}.`,
    fix: `Close it${milestone === undefined ? '' : ', or move it to another milestone'}: ${url}`, observed: 'open', expected: 'closed',
  };
}

const blocking = rule({
  id: 'blockers.open',
  about: 'No issue that blocks the release is open.',
  help: helpOf('blockers.open'),
  baseline: false,
  emergency: true,
  on: ['labels', 'open'],
  check: ({labels, open}) => {
    if (open.issues.length === 0) return held({observed: 0});
    const has = (issue: Issue): boolean => labels.every(label => issue.labels.some(one => sameLabel(one, label)));
    return none(open.issues.filter(has), open.issues.length, issue => faultOf(issue, open, `, labelled ${labels.join(' and ')}`));
  },
});

const milestoneDone = rule({
  id: 'blockers.milestone-done',
  about: 'No issue and no pull request of the release\'s milestone is open.',
  help: helpOf('blockers.milestone-done'),
  baseline: false,
  emergency: true,
  on: ['open'],
  check: ({open}, policy) => {
    if (!policy['milestone-done']) return notApplicable('policy does not ask for a milestone that is done');
    if (policy.milestone === undefined) {
      return broken(
        {
          key: 'milestone', message: 'Policy asks for a milestone that is done and names none.', fix: 'Write governance.blockers.milestone: its title, or "{version}".',
          at: {path: '.github/shipgate.yml'},
        }
      );
    }
    return open.issues.length === 0 ? held({observed: 0}) : none(open.issues, open.issues.length, issue => faultOf(issue, open, ''));
  },
});

export const rules = [blocking, milestoneDone];
