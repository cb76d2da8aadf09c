import {defineAction, flag, gate, text} from '#core';
import {collect} from './collect.ts';
import {conclude} from './conclude.ts';
import {policy} from './policy.ts';
import {idle, rules} from './rules.ts';

export const preflight = defineAction({
  id: 'preflight',
  title: 'Preflight',
  about: 'Judges every gate that the repository lists and gives one answer: may this release ship?',
  main: 'judge',
  modes: {
    judge: gate({
      about: 'Runs the listed gates, in order of their needs, and draws one verdict and one summary.',
      ports: ['files', 'git', 'context', 'suite'],
      permissions: {contents: 'read'},
      source: 'world',
      inputs: {
        quick: flag().default(false).describe('Run only the gates that quick mode includes. The result can never be signed off.'),
        ref: text().optional().describe('Judge this commit, branch or tag and not the work tree.'),
        since: text().optional().describe('Tell new problems from existing ones against this commit, branch or tag. Default: by the event; on a laptop the branch point from the default branch.'),
      },
      policy,
      outputs: {
        gates: 'Names and verdicts of the gates, as JSON',
        problems: 'How many new problems stop the release',
      },
      collect,
      rules,
      conclude,
      idle,
    }),
  },
});
