import {createHash} from 'node:crypto';
import {evidenceFileOf} from './evidence.ts';
import type {Outcome} from './outcome.ts';

/** One run's evidence of one gate, as the store keeps it. */
export interface KeptEvidence {
  readonly path: string;
  /** The candidate's name in the path; `candidateNameOf` makes it. */
  readonly candidate: string;
  readonly startedAt: Date;
}

/** How much of the history is kept for each gate. */
export const evidenceBounds = {
  /** The newest runs of each candidate. */
  runs: 5,
  /** The candidates that were judged last. */
  candidates: 40,
} as const;

const stamp = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-[0-9a-f]{8}\.json$/;

/** The folder of a gate's evidence in the store; it ends with `/`. */
export function evidenceHistoryOf(gate: Pick<Outcome, 'as' | 'gate'>): string {
  return `evidence/${evidenceFileOf(gate).replace(/\.json$/, '')}/`;
}

/** The name of a candidate's folder: its id, shortened where it is longer than a name should be. */
export function candidateNameOf(id: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9._+-]{0,119}$/.test(id)) return id;
  return `${id.replace(/[^A-Za-z0-9_+-]+/g, '-').replace(/^[+-]+/, '').slice(0, 80)}-${createHash('sha256').update(id.toWellFormed()).digest('hex').slice(0, 8)}`;
}

/** A run of one candidate. */
export interface KeptRun {
  /** The candidate's id. */
  readonly candidate: string;
  readonly startedAt: Date;
  readonly correlationId: string;
}

/** Where the store keeps the evidence of a gate and a run. */
export function keptEvidencePath(gate: Pick<Outcome, 'as' | 'gate'>, {candidate, startedAt, correlationId}: KeptRun): string {
  return `${evidenceHistoryOf(gate)}${candidateNameOf(candidate)}/${startedAt.toISOString().replace(/[-:.]/g, '')}-${correlationId.slice(0, 8)}.json`;
}

/** The kept evidence of a gate among the paths of the store, newest first. Files of another form are passed over. */
export function keptEvidence(paths: readonly string[], gate: Pick<Outcome, 'as' | 'gate'>): readonly KeptEvidence[] {
  const folder = evidenceHistoryOf(gate);
  return paths.flatMap(path => {
    if (!path.startsWith(folder)) return [];
    const [candidate = '', file = '', ...rest] = path.slice(folder.length).split('/');
    const [, year, month, day, hour, minute, second, millisecond] = stamp.exec(file) ?? [];
    const startedAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`);
    return rest.length > 0 || Number.isNaN(startedAt.getTime()) ? [] : [{path, candidate, startedAt}];
  }).sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime() || (a.path < b.path ? -1 : 1));
}

/** What of a gate's evidence, newest first, is more than the bounds let stand. */
export function outlivedEvidence(kept: readonly KeptEvidence[], {runs, candidates}: {readonly runs: number; readonly candidates: number} = evidenceBounds): readonly string[] {
  const counts = new Map<string, number>();
  return kept.flatMap(({path, candidate}) => {
    const count = (counts.get(candidate) ?? 0) + 1;
    if (count === 1 && counts.size >= candidates) return [path];
    counts.set(candidate, count);
    return count > runs ? [path] : [];
  });
}
