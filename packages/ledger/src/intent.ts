import {canonicalJson} from '#core';
import {sha256Hex} from './hashing.ts';

/** The end of a log that a crash tore off: how many bytes, and their digest. */
export interface Torn {
  readonly bytes: number;
  readonly sha256: string;
}

/** The first line of the file; the batch follows. */
interface Line {
  readonly v: number;
  readonly from: number;
  readonly length: number;
  readonly sha256: string;
  readonly torn: Torn | null;
}

/** What is about to be appended, noted down before the log is touched: with it, what a crash left can be told from what somebody wrote. */
export interface Intent {
  /** The log's length before. */
  readonly from: number;
  readonly batch: Uint8Array;
  /** What stood behind it and is being moved away. */
  readonly torn?: Torn;
}

export function intentBytes({from, batch, torn}: Intent): Uint8Array {
  return Buffer.concat([Buffer.from(`${canonicalJson({v: 1, from, length: batch.length, sha256: sha256Hex(batch), torn: torn ? {...torn} : null})}\n`), batch]);
}

/** Reads an intent; nothing for a file that is not whole: it was then never acted on. */
export function readIntent(content: Uint8Array): Intent | undefined {
  const end = content.indexOf(0x0a);
  try {
    const {v, from, length, sha256, torn} = JSON.parse(Buffer.from(content.subarray(0, end)).toString('utf8')) as Line;
    const batch = content.subarray(end + 1);
    if (v !== 1 || !Number.isSafeInteger(from) || batch.length !== length || sha256Hex(batch) !== sha256) return undefined;
    return {from, batch, ...(torn && {torn: {bytes: torn.bytes, sha256: torn.sha256}})};
  } catch {
    return undefined;
  }
}

/**
 * What stands behind the state's end of the log: nothing; the whole batch that was intended, so that only the state is left to be written; what a crash left
 * of it, or of an earlier crash that was just being cleaned up; or something that nobody intended.
 */
export type Tail =
  | {readonly kind: 'none'; readonly torn?: Torn}
  | {readonly kind: 'whole'; readonly batch: Uint8Array; readonly torn?: Torn}
  | {readonly kind: 'torn'; readonly torn: Torn}
  | {readonly kind: 'foreign'};

export function tailOf(tail: Uint8Array, from: number, intent: Intent | undefined): Tail {
  const meant = intent?.from === from ? intent : undefined;
  const before = meant?.torn;
  if (tail.length === 0) return {kind: 'none', ...(before && {torn: before})};
  if (!meant) return {kind: 'foreign'};
  const own: Torn = {bytes: tail.length, sha256: sha256Hex(tail)};
  if (before && before.bytes === own.bytes && before.sha256 === own.sha256) return {kind: 'torn', torn: own};
  const {batch} = meant;
  if (tail.length > batch.length) return {kind: 'foreign'};
  // After a loss of power a file can have its new length before its new content: such bytes read as 0.
  let zeros = 0;
  for (let i = 0; i < tail.length; i++) {
    if (tail[i] === batch[i]) continue;
    if (tail[i] !== 0) return {kind: 'foreign'};
    zeros++;
  }
  if (zeros === 0 && tail.length === batch.length) return {kind: 'whole', batch, ...(before && {torn: before})};
  return {kind: 'torn', torn: own};
}
