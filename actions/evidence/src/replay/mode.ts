import {gate, text} from '#core';
import {collect} from './collect.ts';
import {policy} from './policy.ts';
import {rules} from './rules.ts';

export const replay = gate({
  about: 'A sealed release judged again by today\'s enforcement and exceptions, with every difference.',
  ports: ['evidence', 'policy'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {candidate: text().optional().describe('The release whose record is meant. Default: the only record there is.')},
  policy,
  outputs: {differences: 'The number of differences'},
  collect,
  rules,
  conclude: ({facts: {replayed}}) => {
    const rows = replayed.items.flatMap(one => one.differences.map(({what, sealed, today}) => [one.as, what, sealed, today]));
    return {
      headline: `${replayed.items.length} gates, ${rows.length} differences`,
      outputs: {differences: rows.length},
      ...(rows.length > 0 && {detail: [{table: [['Gate', 'What', 'When it was sealed', 'Today'], ...rows]}]}),
    };
  },
});
