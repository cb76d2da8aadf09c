import {createHash} from 'node:crypto';
import {type Json, canonicalJson} from '#core';

export type EditKind = 'garbled text' | 'case of a link' | 'path of a link' | 'anchor of a link' | 'path in code' | 'command';

/** One replacement within a line. Line and column count from 1, the column in UTF-16 units, a byte order mark not counted. */
export interface Edit {
  readonly kind: EditKind;
  readonly line: number;
  readonly column: number;
  readonly before: string;
  readonly after: string;
}

/** All edits of one file, with its digests before and after. */
export interface FileRepair {
  readonly path: string;
  readonly sha256: string;
  readonly result: string;
  readonly edits: readonly Edit[];
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Names what is asked of a file: the same edits of the same file have the same name, whatever the file holds by now. */
export function repairId({path, edits}: Pick<FileRepair, 'path' | 'edits'>): string {
  return `${path}@${createHash('sha256').update(canonicalJson(edits as unknown as Json)).digest('hex').slice(0, 16)}`;
}

/** Text of a file, or nothing when it is no UTF-8. The mark at its beginning is kept apart. */
export function textOf(bytes: Uint8Array): {readonly mark: string; readonly text: string} | undefined {
  try {
    const whole = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
    return whole.startsWith('\uFEFF') ? {mark: '\uFEFF', text: whole.slice(1)} : {mark: '', text: whole};
  } catch {
    return undefined;
  }
}

/**
 * Carries edits out. In: the bytes of a file, and edits in any order. Out: the new bytes with the edits that were placed, and those that were not because
 * their text does not stand where it should or because another edit covers it; nothing when the file is no UTF-8.
 */
export function edited(bytes: Uint8Array, edits: readonly Edit[]): {readonly bytes: Uint8Array; readonly placed: readonly Edit[]; readonly unplaced: readonly Edit[]} | undefined {
  const source = textOf(bytes);
  if (!source) return undefined;
  const {mark, text} = source;
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const located = edits.map(edit => ({edit, at: (starts[edit.line - 1] ?? Infinity) + edit.column - 1})).sort((a, b) => a.at - b.at);
  const placed: Edit[] = [];
  const unplaced: Edit[] = [];
  const parts: string[] = [];
  let end = 0;
  for (const {edit, at} of located) {
    if (at < end || !text.startsWith(edit.before, at) || at === Infinity) {
      unplaced.push(edit);
      continue;
    }
    parts.push(text.slice(end, at), edit.after);
    end = at + edit.before.length;
    placed.push(edit);
  }
  return {bytes: new TextEncoder().encode(mark + parts.join('') + text.slice(end)), placed, unplaced};
}
