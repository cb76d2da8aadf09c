import * as z from 'zod';
import {gate, list, text} from '#core';
import {collect} from './collect.ts';
import {policy} from './policy.ts';
import {changeOf, rules, sizeOf} from './rules.ts';

export const artifact = gate({
  about: 'What is handed over is not empty, has the name that it must have, and is neither far larger nor far smaller than before.',
  ports: ['built', 'git', 'context'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {
    names: z.array(text().regex(/^[a-z0-9][a-z0-9-]*=\S+$/, 'expected a line such as windows=windows-release-v1.2.0')).default([])
      .describe('The names under which artifacts are handed over, one a line: `windows=windows-release-v1.2.0`.'),
    only: list().default([]).describe('Judge these artifacts of the policy and no others, one a line: for a build that makes one at a time.'),
  },
  policy,
  outputs: {sizes: 'The size of each artifact in bytes, as JSON by its name in policy'},
  collect,
  rules,
  conclude: ({facts: {handed}, policy: {artifacts}}) => ({
    headline: handed.items.map(one => `${one.id} ${sizeOf(one)} bytes`).join(', '),
    outputs: {sizes: Object.fromEntries(handed.items.map(one => [one.id, sizeOf(one)]))},
    artifacts: handed.items.flatMap(({files}) => files.map(({path, sha256}) => ({path, sha256}))),
    detail: [{table: [['Artifact', 'Files', 'Bytes', 'Against the last release'], ...handed.items.map(one => {
      const before = artifacts[one.id]?.['baseline-bytes'];
      return [one.id, String(one.files.length), String(sizeOf(one)), typeof before === 'number' ? `${changeOf(sizeOf(one), before).toFixed(1)} %` : 'not known'];
    })]}],
  }),
});
