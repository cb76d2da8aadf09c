import {gate} from '#core';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

export const access = gate({
  about: 'Whoever started the run, and whoever started it again, may do what it does.',
  ports: ['github', 'git', 'context'],
  permissions: {members: 'read'},
  source: 'world',
  inputs: {},
  policy,
  // Loaded when it is needed: preflight holds every action.
  collect: async (ports, given) => (await import('./collect.ts')).collect(ports, given),
  rules,
});
