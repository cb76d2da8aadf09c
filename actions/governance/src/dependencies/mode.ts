import {gate} from '#core';
import {conclude} from './conclude.ts';
import {policy} from './policy.ts';
import {rules} from './rules/index.ts';

export const dependencies = gate({
  about: 'The dependencies were audited, have no known weakness that policy does not tolerate, and stand in a bill of materials.',
  ports: ['files', 'exec', 'context'],
  permissions: {contents: 'read'},
  // Advisories come up without anything changing here.
  source: 'world',
  inputs: {},
  policy,
  outputs: {findings: 'Known weaknesses that count', packages: 'Packages that were looked for in bills of materials'},
  // Loaded when it is needed: preflight holds every action.
  collect: async (ports, given) => (await import('./collect.ts')).collect(ports, given),
  rules, conclude,
});
