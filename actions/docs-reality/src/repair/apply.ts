import {type Done, type Failed, type FilesChange, type FilesRead, Refusal, type Step, type Unsettled} from '#core';
import {type Edit, type FileRepair, edited, repairId, sha256, textOf} from './edit.ts';

/** What a step carries: the file, its digests, and the edits. */
export type RepairData = {
  readonly path: string; readonly sha256: string; readonly result: string;
  readonly edits: readonly {readonly kind: Edit['kind']; readonly line: number; readonly column: number; readonly before: string; readonly after: string}[];
};

/** One step for each file. */
export function planRepairs(repairs: readonly FileRepair[]): readonly Step<RepairData>[] {
  return repairs.map(({path, sha256: before, result, edits}) => ({
    id: repairId({path, edits}), about: `Repair ${path}: ${edits.length} place${edits.length === 1 ? '' : 's'}`, data: {path, sha256: before, result, edits: edits.map(edit => ({...edit}))},
  }));
}

const done = ({path, result, edits}: RepairData): Done => ({state: 'done', receipt: {path, sha256: result, edits: edits.length}});

/**
 * Whether a file was repaired. Its digest tells; where somebody changed it since, the repair has happened if none of the old words is left. Whatever has not
 * happened can be planned anew from the file as it is.
 */
export async function settleRepair({data}: Step<RepairData>, files: Pick<FilesRead, 'bytes'>): Promise<Done | Unsettled | {readonly state: 'not-begun'}> {
  const bytes = await files.bytes(data.path);
  if (!bytes) return {state: 'not-begun'};
  const now = sha256(bytes);
  if (now === data.result) return done(data);
  if (now === data.sha256) return {state: 'not-begun'};
  const text = textOf(bytes)?.text;
  return text !== undefined && data.edits.every(({before, after}) => !text.includes(before) && text.includes(after)) ? done(data) : {state: 'not-begun'};
}

/**
 * Repairs one file at once, and only as long as it is the file that the plan was made from. What was refused has not happened; of what broke off otherwise
 * nobody knows.
 */
export async function applyRepair({data}: Step<RepairData>, files: FilesChange): Promise<Done | Failed> {
  const {path, edits, sha256: expected} = data;
  const changed = (): Failed => ({state: 'failed', fault: {key: path, at: {path}, message: `${path} was changed while it was to be repaired.`, fix: 'Run the repair again.'}});
  const bytes = await files.bytes(path);
  if (!bytes || sha256(bytes) !== expected) return changed();
  const result = edited(bytes, edits);
  if (!result || sha256(result.bytes) !== data.result) return changed();
  try {
    await files.replace(path, result.bytes, {sha256: expected});
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const {code, why, fix} = thrown.gap;
    if (code === 'stale') return changed();
    if (code !== 'refused') throw thrown;
    return {state: 'failed', fault: {key: path, at: {path}, message: `${path} was not repaired: ${why}.`, fix, gap: code}};
  }
  return done(data);
}
