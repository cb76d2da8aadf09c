import {gate} from '#core';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

export const runs = gate({
  about: 'The required workflows succeeded for exactly the commit that is released, and no alert is open.',
  ports: ['github', 'git', 'context'],
  permissions: {actions: 'read', 'security-events': 'read', 'secret-scanning-alerts': 'read'},
  source: 'world',
  inputs: {},
  policy,
  // Loaded when it is needed: preflight holds every action.
  collect: async (ports, given) => (await import('./collect.ts')).collect(ports, given),
  rules,
});
