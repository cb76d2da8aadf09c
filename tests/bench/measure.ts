/** One thing that was measured. */
export interface Measure {
  readonly what: string;
  readonly unit: 'ms' | 's' | 'MB';
  readonly ours: number;
  /** What it is compared with: a floor, or another tool; without a value it is not installed here. */
  readonly other?: {readonly name: string; readonly value: number | undefined};
  /** The most that may be: times the other, or, where nothing is compared, in the unit. */
  readonly atMost?: number;
}

/** A benchmark: a folder of its own with a file `bench.ts` that exports these three. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  /** Measures with nothing else of ours running; writes outside temporary folders nothing. */
  run(): Promise<readonly Measure[]>;
}

/** Ours against the other; undefined where nothing is compared. */
export function ratioOf({ours, other}: Measure): number | undefined {
  return other?.value === undefined || other.value === 0 ? undefined : ours / other.value;
}

/** Whether a target is met; undefined where there is none, or nothing to compare with. */
export function isMet(measure: Measure): boolean | undefined {
  const {ours, other, atMost} = measure;
  if (atMost === undefined) return undefined;
  const found = other === undefined ? ours : ratioOf(measure);
  return found === undefined ? undefined : found <= atMost;
}

const digits = (value: number): string => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);

function rowOf(measure: Measure): readonly string[] {
  const {what, unit, ours, other, atMost} = measure;
  const ratio = ratioOf(measure);
  const met = isMet(measure);
  return [
    what, `${digits(ours)} ${unit}`, other === undefined ? '' : other.value === undefined ? `${other.name}: not installed` : `${other.name}: ${digits(other.value)} ${unit}`,
    ratio === undefined ? '' : ratio.toFixed(2), atMost === undefined ? '' : `<= ${digits(atMost)}${other === undefined ? ` ${unit}` : ''}`,
      met === undefined ? '' : met ? 'yes' : 'NO',
  ];
}

/** The measures as a Markdown table. */
export function tableOf(measures: readonly Measure[]): string {
  const rows = [['measure', 'ours', 'against', 'ratio', 'target', 'met'], ...measures.map(rowOf)];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)));
  const lines = rows.map(row => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`);
  return [lines[0], `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`, ...lines.slice(1)].join('\n');
}

/** The middle one of some numbers; of an even count the lower of the two. */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  if (middle === undefined) throw new Error('there is no middle of nothing');
  return middle;
}
