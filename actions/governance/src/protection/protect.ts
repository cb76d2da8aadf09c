import {held, none, notApplicable, operation, ruleFor} from '#core';
import type {PlanFacts} from './collect.ts';
import {conclude} from './conclude.ts';
import {type Policy, branchesIn, policy} from './policy.ts';
import {branchExists} from './rules.ts';
import {plan, planFor} from './steps.ts';

const rule = ruleFor<PlanFacts, Policy>();

const help = `\`shipgate governance protect\` shows what it would change so that GitHub comes to the policy of \`governance.protection\`. With \`--apply\` it changes it: one
call for the repository, one for each branch, one for each bypass list, each read back. It needs a token of a GitHub App, or a fine-grained one, with \`administration: write\`,
and \`contents: write\` where policy says how pull requests are merged. It writes classic protection, and leaves as it is what policy has no setting for: who may push, and who
may dismiss reviews. On a pull request or in a merge queue it changes nothing.`;

export const wanted = rule({
  id: 'protect.wanted',
  about: 'Policy says what is to be set.',
  help: `${help}

**To fix it**, name a branch, or settings of the repository, under \`governance.protection\`.`,
  on: ['repository', 'event'],
  check: (_, written) => (branchesIn(written).length > 0 || written.repository !== undefined ? held() : notApplicable('policy has nothing under governance.protection')),
});

export const reach = rule({
  id: 'protect.reach',
  about: 'Everything that differs from policy can be changed here.',
  help: `Some settings are held elsewhere: by a ruleset that is stricter than policy, by one of the organisation, or, for signed commits, by a switch of its own. They are
named, and the rest is changed all the same.

${help}

**To fix it**, change them there, or write them into policy.`,
  enforcement: 'warn',
  on: ['branches', 'merging'],
  check: (facts, written) => {
    const {outOfReach, wishes} = planFor(facts, written);
    return outOfReach.length + wishes.length === 0 ? held() : none(outOfReach, outOfReach.length + wishes.length, fault => fault);
  },
});

export const protect = operation({
  about: 'Brings the protection of branches on GitHub to what policy says; without apply it shows the plan.',
  ports: ['github', 'git', 'context'],
  changes: ['github'],
  // Without contents: write GitHub does not show how pull requests are merged.
  permissions: {administration: 'write', contents: 'write'},
  source: 'world',
  inputs: {},
  policy,
  // Loaded when they are needed: preflight holds every action.
  collect: async (ports, given) => (await import('./collect.ts')).collectForPlan(ports, given),
  rules: [branchExists, wanted, reach],
  plan: (facts, given) => plan(facts, given.policy),
  settle: async (step, {github}) => (await import('./apply.ts')).settle(step, github),
  apply: async (step, {github}) => (await import('./apply.ts')).apply(step, github),
  conclude,
});
