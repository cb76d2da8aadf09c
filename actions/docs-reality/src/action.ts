import {defineAction, gate, operation} from '#core';
import {conclude, idle} from './conclude.ts';
import {policy} from './policy.ts';
import {applyRepair, planRepairs, settleRepair} from './repair/apply.ts';
import {concludeRepair} from './repair/conclude.ts';
import {repairRules} from './repair/rules.ts';
import {rules} from './rules/index.ts';

const check = gate({
  about: 'Documented paths, anchors, commands, inputs and variables exist, and the text is not garbled.',
  ports: ['files', 'git', 'exec', 'context'],
  permissions: {contents: 'read'},
  source: 'tree',
  inputs: {},
  policy,
  outputs: {
    pages: 'Documents that were read', paths: 'Paths and links that were judged', commands: 'Documented commands that were found', 'not-told': 'Claims that could not be told to be right or wrong', problems: 'Problems found, warnings included',
  },
  // Loaded when it is needed: it is most of the bundle, and preflight holds every action.
  collect: async (ports, given) => (await import('./collect.ts')).collect(ports, given),
  rules, conclude, idle,
});

const repair = operation({
  about: 'Repairs garbled text, and links, paths and commands that have exactly one certain correction.',
  ports: ['files', 'git', 'context'],
  changes: ['files'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {},
  policy,
  outputs: {files: 'Files that would be or were changed', repairs: 'Places that would be or were changed', left: 'Problems without a certain correction'},
  collect: async (ports, given) => (await import('./repair/collect.ts')).collectRepairs(ports, given),
  rules: repairRules, conclude: concludeRepair,
  plan: ({repairs}) => planRepairs(repairs),
  settle: (step, {files}) => settleRepair(step, files),
  apply: (step, {files}) => applyRepair(step, files),
});

export const docsReality = defineAction({
  id: 'docs-reality',
  title: 'Docs reality',
  about: 'What the documents say is true of the tree: links, paths, commands, variables, action inputs, dates, encoding.',
  main: 'check',
  modes: {check, repair},
});
