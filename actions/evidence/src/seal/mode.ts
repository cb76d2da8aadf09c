import {list, operation, path, text} from '#core';
import {collect} from './collect.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';
import {applySeal, planSeal, settleSeal} from './steps.ts';

export const seal = operation({
  about: 'Signs a release off: one record of every gate\'s verdict, report file and exceptions, and of the files that are shipped.',
  ports: ['evidence', 'built', 'git', 'store', 'ledger'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {
    candidate: text().optional().describe('The release that is meant; its name stands in every report file. Default: the one that all report files name.'),
    artifacts: list().default([]).describe('Globs of the files that are shipped, one a line, also where git ignores them: `dist/**`.'),
    checkpoint: path().optional().describe('A signed note of the audit log that goes into the record. Default: the one in the history, where there is one.'),
    'resource-uri': text().optional().describe('Where users fetch the release. Default: the package URL of the commit.'),
  },
  policy,
  outputs: {record: 'The path of the release record, below the folder for report files', sha256: 'Its SHA-256: publish it, so that anyone can tell the record from another'},
  collect,
  rules,
  changes: ['evidence', 'store'],
  plan: ({record}, given) => planSeal(record, given.policy.remember),
  settle: (step, ports) => settleSeal(step, ports),
  apply: (step, ports) => applySeal(step, ports),
  conclude: ({facts: {reports, artifacts, record, candidate}}) => ({
    headline: `${reports.items.length} report files, ${artifacts.items.length} artifacts`,
    artifacts: artifacts.items.map(({path: file, sha256}) => ({path: file, sha256})),
    ...(record.known && {outputs: {record: record.value.path, sha256: record.value.sha256}}),
    ...(record.known && candidate.known && {detail: [{table: [['Release', 'Record', 'SHA-256'], [candidate.value, record.value.path, record.value.sha256]]}]}),
  }),
});
