import {type Outcome, type RunRecord, evidenceFileOf, gapOf, keptEvidence, keptEvidencePath, outlivedEvidence} from '#core';
import type {ReportFile} from '../reports.ts';
import type {Store} from './open-store.ts';

/** Bytes; larger evidence stays where it was written. */
const largest = 1024 * 1024;

export interface Keeping {
  readonly store: Store;
  readonly record: RunRecord;
  /** The files that the run has left. */
  readonly evidence: readonly ReportFile[];
  readonly inActions: boolean;
  /** Whether the policy asks for a history; else one is kept where it was begun. */
  readonly asked: boolean;
}

/**
 * Whether a run is kept. A pull request and a merge queue are not: they only read. Neither is a run on a laptop in a history that others share, unless it
 * has changed something.
 */
function isKept({store, record: {context, outcome}, inActions}: Keeping): boolean {
  if (store.kind === undefined || context.untrusted) return false;
  if (outcome.effect !== 'none' && outcome.effect !== 'planned') return true;
  if (['pull_request', 'pull_request_target', 'merge_group'].includes(context.event)) return false;
  return inActions || store.kind === 'files';
}

const flat = (outcome: Outcome): readonly Outcome[] => [outcome, ...(outcome.parts ?? []).flatMap(flat)];

/** Puts a run's evidence into the history of each of its gates, all at once, and takes out what has outlived its bounds. Out: what the user should know. Changes no verdict. */
export async function keepEvidence(keeping: Keeping): Promise<readonly string[]> {
  if (!isKept(keeping)) return [];
  const {store, record: {outcome, candidate, startedAt, correlationId}, evidence, asked} = keeping;
  const contents = new Map(evidence.map(({path, content}) => [path, Buffer.from(content)]));
  const found = flat(outcome).filter(({verdict}) => verdict !== 'not-run').flatMap(gate => {
    const content = contents.get(`evidence/${evidenceFileOf(gate)}`);
    return content ? [{gate, content, path: keptEvidencePath(gate, {candidate: candidate.id, startedAt, correlationId})}] : [];
  });
  const kept = found.filter(({content}) => content.length <= largest);
  const large = found.filter(one => !kept.includes(one));
  const notes = large.map(({gate, content}) => `The history does not keep ${evidenceFileOf(gate)}: it has ${content.length} bytes, and the limit is ${largest}.`);
  try {
    await store.update([], ({paths}) => {
      const changes = new Map<string, Uint8Array | null>(kept.map(({path, content}) => [path, content]));
      const after = [...new Set([...paths, ...changes.keys()])];
      for (const {gate} of kept) for (const path of outlivedEvidence(keptEvidence(after, gate))) changes.set(path, null);
      return changes;
    }, `Evidence of ${outcome.gate} for ${candidate.id}, run ${correlationId}`);
  } catch (thrown) {
    const gap = gapOf(thrown, 'the history');
    if (asked || gap.code !== 'missing') notes.push(`The history does not keep this run: ${gap.why}. ${gap.fix}`);
  }
  return notes;
}
