import {gate, text} from '#core';
import {collect} from './collect.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

export const correlation = gate({
  about: 'Every report file, log record and report is of one run and one release.',
  ports: ['evidence', 'built', 'ledger'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {
    'correlation-id': text().regex(/^[0-9a-f]{32}$/,
      'expected 32 hexadecimal digits').optional().describe('The correlation id that everything must carry. Default: the one that most report files have.'),
    candidate: text().optional().describe('The release that everything must name. Default: the one that most report files name.'),
  },
  policy,
  outputs: {'correlation-id': 'The correlation id of all report files'},
  collect,
  rules,
  conclude: ({facts: {reports, traced}}) => {
    const ids = [...new Set(reports.items.map(({statement}) => statement.predicate.shipgate.correlationId))];
    return {headline: `${reports.items.length} report files, ${traced.items.length} records`, ...(ids.length === 1 && {outputs: {'correlation-id': ids[0]!}})};
  },
});
