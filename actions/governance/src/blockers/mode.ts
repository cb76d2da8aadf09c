import {gate} from '#core';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

export const blockers = gate({
  about: 'No issue that blocks the release is open, and its milestone is done.',
  ports: ['github', 'git', 'context'],
  permissions: {issues: 'read', 'pull-requests': 'read'},
  source: 'world',
  inputs: {},
  policy,
  // Loaded when it is needed: preflight holds every action.
  collect: async (ports, given) => (await import('./collect.ts')).collect(ports, given),
  rules,
});
