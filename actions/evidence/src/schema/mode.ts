import {gate} from '#core';
import {collect} from './collect.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

export const schema = gate({
  about: 'Every report file is described in a catalog, has the form that it says, and is there.',
  ports: ['evidence', 'built', 'files'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {},
  policy,
  collect,
  rules,
  conclude: ({facts: {files}}) => {
    const counts = new Map<string, number>();
    for (const {entry = 'not in the catalog'} of files.items) counts.set(entry, (counts.get(entry) ?? 0) + 1);
    return {headline: `${files.items.length} files`, detail: [{table: [['Entry', 'Files'], ...[...counts].sort().map(([entry, count]) => [entry, String(count)])]}]};
  },
});
