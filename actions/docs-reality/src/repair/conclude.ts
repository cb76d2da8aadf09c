import type {Conclusion} from '#core';
import {counted} from '../survey.ts';
import type {RepairFacts} from './collect.ts';

export type RepairOutput = 'files' | 'repairs' | 'left';

const mostShown = 200;

/** What would be or was changed, place by place, and how much is left to people. */
export function concludeRepair({facts: {repairs, left}}: {readonly facts: RepairFacts}): Conclusion<RepairOutput> {
  const rows = repairs.items.flatMap(({path, edits}) => edits.map(({kind, line, before, after}) => [`${path}:${line}`, kind, before, after]));
  const without = left.known ? left.value.withoutFix : 0;
  const shown = rows.slice(0, mostShown);
  return {
    headline: `${counted(rows.length, 'certain repair')} in ${counted(repairs.items.length, 'file')}${without > 0 ? `, ${counted(without, 'problem')} left to people` : ''}`,
    outputs: {files: repairs.items.map(({path}) => path), repairs: rows.length, left: without},
    ...(shown.length > 0 && {detail: [{table: [['Place', 'What', 'Now', 'Repaired'], ...shown]}, ...(rows.length > shown.length ? [{text: `and ${rows.length - shown.length} more`}] : [])]}),
  };
}
