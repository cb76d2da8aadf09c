import {gate, text} from '#core';
import {collect} from './collect.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

export const verify = gate({
  about: 'The release record and every file that it names are what was signed off. Asks no network.',
  ports: ['evidence', 'built', 'git'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {
    candidate: text().optional().describe('The release whose record is meant. Default: the only record there is.'),
    sha256: text().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits').optional().describe('The SHA-256 that the record must have, as it was published when it was sealed.'),
  },
  policy,
  outputs: {candidate: 'The release that the record is of', commit: 'Its commit'},
  collect,
  rules,
  conclude: ({facts: {record, sealed}}) => (record.known ? {
    headline: `${record.value.gates.length} gates, ${sealed.items.length} files`,
    outputs: {candidate: record.value.candidate, commit: record.value.commit},
    detail: [{table: [['Gate', 'Verdict', 'Exceptions', 'Report file'], ...record.value.gates.map(({as, verdict, exceptionsUsed, path}) =>
      [as, verdict, exceptionsUsed.join(', '), path])]}],
  } : {}),
});
