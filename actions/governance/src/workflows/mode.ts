import {gate} from '#core';
import {conclude, idle} from './conclude.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

export const workflows = gate({
  about: 'No path through the workflow files leads around a check to an upload.',
  ports: ['files', 'git'],
  permissions: {contents: 'read'},
  source: 'tree',
  inputs: {},
  policy,
  outputs: {workflows: 'Workflow files that were read', uploads: 'Steps and jobs that upload something'},
  // Loaded when it is needed: preflight holds every action.
  collect: async ports => (await import('./collect.ts')).collect(ports),
  rules, conclude, idle,
});
