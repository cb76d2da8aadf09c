import {gate} from '#core';
import {conclude} from './conclude.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

export const protection = gate({
  about: 'Branches are protected as policy says, by classic protection and rulesets together, and nobody else may bypass it.',
  ports: ['github', 'git', 'context'],
  permissions: {administration: 'read', contents: 'read'},
  source: 'world',
  inputs: {},
  policy,
  // Loaded when it is needed: preflight holds every action.
  collect: async (ports, given) => (await import('./collect.ts')).collect(ports, given),
  rules,
  conclude,
});
