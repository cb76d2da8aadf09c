import {flag, gate} from '#core';
import type {Subject} from './facts.ts';
import {policy} from './policy.ts';
import {beginBranch, beginClean, beginSynced} from './rules-begin.ts';
import {mergeCommits, seniorReview, upToDate} from './rules-history.ts';
import {branchName, commits, field, onlyOne, sameTask, title} from './rules-task.ts';

export const pullRequest = gate({
  about: 'One task, one branch, one pull request; a hotfix has a senior review.',
  ports: ['git', 'github', 'context'],
  // A hotfix also needs members: read of the organisation, which the token of a workflow cannot have.
  permissions: {contents: 'read', 'pull-requests': 'read', members: 'read'},
  source: 'world',
  inputs: {
    begin: flag().default(false).describe(
      'On a laptop: judge whether a task may be begun: on the base branch, nothing left over, in step with GitHub, no open pull request for a task.'
    ),
  },
  policy,
  // Loaded when it is needed: preflight holds every action.
  collect: async (ports, given) => (await import('./collect.ts')).collect(ports, given),
  rules: [branchName, title, field, sameTask, commits, onlyOne, upToDate, mergeCommits, seniorReview, beginBranch, beginClean, beginSynced],
  conclude: ({facts}) => ({...(facts.subject.known && {headline: headlineOf(facts.subject.value)})}),
  idle: ({subject}) => (subject.known && subject.value.kind === 'nothing' ? subject.value.why : undefined),
});

function headlineOf(subject: Subject): string {
  switch (subject.kind) {
    case 'pull request': return `#${subject.pull.number} ${subject.pull.branch}`;
    case 'branch': return subject.branch ?? 'no branch';
    case 'begin': return 'the start of a task';
    case 'nothing': return subject.why;
  }
}
