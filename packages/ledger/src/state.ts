import {type Json, canonicalJson} from '#core';
import {type Digest, fromHex, toHex} from './hashing.ts';
import type {Position} from './log-reader.ts';
import {LedgerError} from './problem.ts';
import {subtreesOf} from './compact-tree.ts';

/** What is known of the log beside it: how far it goes, so that a log that was cut is found. It advances only with an append or a checkpoint. */
export interface State extends Position {
  /** The leaf hash of the first record: the log's identity. */
  readonly log: Digest;
  /** The records that the last checkpoint covers. */
  readonly checkpoint: number;
}

export function stateText({log, size, bytes, head, time, frontier, checkpoint}: State): string {
  return `${canonicalJson({v: 1, log: toHex(log), size, bytes, head: toHex(head), time, frontier: frontier.map(toHex), checkpoint})}\n`;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Reads the state. Throws a LedgerError: `state-version` for a newer form, `state-form` for everything that is not exactly what is written. */
export function readState(text: string): State {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new LedgerError('state-form', 'The state of the log is no JSON.');
  }
  const {v, log, size, bytes, head, time, frontier, checkpoint} = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Readonly<Record<string, unknown>>;
  if (isCount(v) && v !== 1) throw new LedgerError('state-version', `The state of the log is of version ${v}, and this Shipgate knows version 1.`);
  const digest = (value: unknown): Digest | undefined => (typeof value === 'string' ? fromHex(value) : undefined);
  const [logDigest, headDigest] = [digest(log), digest(head)];
  const roots = Array.isArray(frontier) ? frontier.map(digest) : [];
  const whole = roots.filter(root => root !== undefined);
  const good = v === 1 && logDigest !== undefined && headDigest !== undefined && isCount(size) && size > 0 && isCount(bytes) && isCount(checkpoint)
    && checkpoint <= size && typeof time === 'string'
    && whole.length === roots.length && whole.length === subtreesOf(size).length && `${canonicalJson(parsed as Json)}\n` === text;
  if (!good) throw new LedgerError('state-form', 'The state of the log does not have its form.');
  return {log: logDigest, size, bytes, head: headDigest, time, frontier: whole, checkpoint};
}
