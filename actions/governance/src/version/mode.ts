import {gate, text} from '#core';
import {conclude, idle} from './conclude.ts';
import {policy} from './policy.ts';
import {rules} from './rules/index.ts';

export const version = gate({
  about: 'The files, the tag, the changelog and the policy agree on the version, and it was raised far enough.',
  ports: ['files', 'git', 'github', 'context'],
  permissions: {contents: 'read'},
  source: 'tree',
  inputs: {ref: text().optional().describe('Judge this commit, branch or tag and not the work tree.')},
  policy,
  outputs: {version: 'The version that the repository has', sources: 'Files that give a version'},
  // Loaded when it is needed: preflight holds every action.
  collect: async (ports, given) => (await import('./collect.ts')).collect(ports, given),
  rules, conclude, idle,
});
