import {type Share, share} from './interval.ts';
import type {Row} from './measure.ts';

export interface Quality {
  readonly precision: Share;
  readonly recall: Share;
}

/** Precision and recall over some rows. What was found falsely counts against precision, wherever it was. */
export function qualityOf(rows: readonly Row[]): Quality {
  const found = rows.reduce((sum, row) => sum + row.found, 0);
  const falsely = rows.reduce((sum, row) => sum + row.falsely.length, 0);
  const missed = rows.reduce((sum, row) => sum + row.missed.length, 0);
  return {precision: share(found, found + falsely), recall: share(found, found + missed)};
}

const percent = (number: number): string => `${(100 * number).toFixed(1)}`;
const say = ({hits, of, low, high}: Share): string => (of === 0 ? '–' : `${percent(hits / of)} % (${percent(low)}–${percent(high)}) of ${of}`);

/** Rows of text in columns. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)));
  return rows.map(row => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()).join('\n');
}

/** The rules, each with its kinds of change, and the sum. Intervals are Wilson's at 95 %. */
export function tableOf(rows: readonly Row[]): string {
  const rules = [...new Set(rows.map(({rule}) => rule))].filter(rule => rule !== 'any').sort();
  const line = (name: string, some: readonly Row[]): readonly string[] => {
    const {precision, recall} = qualityOf(some);
    return [name, String(some.reduce((sum, row) => sum + row.changes, 0)), say(precision), say(recall)];
  };
  const harmless = rows.filter(({rule}) => rule === 'any');
  return columns([
    ['', 'changes', 'precision', 'recall'],
    ...rules.flatMap(rule => {
      const own = rows.filter(row => row.rule === rule);
      return [line(rule, own), ...own.map(row => line(`  ${row.kind}`, [row]))];
    }),
    ['harmless changes', String(harmless.reduce((sum, row) => sum + row.changes, 0)), `${harmless.reduce((sum, row) => sum + row.falsely.length, 0)} false findings`, '–'],
    ...harmless.filter(row => row.falsely.length > 0).map(row => [`  ${row.kind}`, String(row.changes), `${row.falsely.length} false findings`, '–']),
    line('all', rows),
  ]);
}
