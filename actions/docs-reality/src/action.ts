import {defineAction, gate} from '#core';
import {collect} from './collect.ts';
import {conclude, idle} from './conclude.ts';
import {policy} from './policy.ts';
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
  collect, rules, conclude, idle,
});

export const docsReality = defineAction({
  id: 'docs-reality',
  title: 'Docs reality',
  about: 'What the documents say is true of the tree: links, paths, commands, variables, action inputs, dates, encoding.',
  main: 'check',
  modes: {check},
});
