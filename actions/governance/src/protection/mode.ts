import {gate} from '#core';
import {collect} from './collect.ts';
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
  collect,
  rules,
  conclude,
});
