import {type Json, canonicalJson} from '#core';
import {LineScanner, maxLine} from './line-scanner.ts';
import {LedgerError} from './problem.ts';

/** One record of the log, without what the log itself adds to it. */
export interface Entry {
  /** Who: a GitHub login, or `local`. */
  readonly actor: string;
  readonly data: {readonly [key: string]: Json};
  /** What happened: `gate.judged`. Names that begin with `ledger.` are the log's own. */
  readonly event: string;
  /** The action and mode: `preflight/check`. */
  readonly gate: string;
  /** The run: `owner/name/RUN/ATTEMPT`, or `local`. */
  readonly run: string;
}

export interface LedgerRecord extends Entry {
  /** The leaf hash of the record before, in hexadecimal; 64 zeros for the first. */
  readonly prev: string;
  /** Counted from 0. */
  readonly seq: number;
  /** `2026-11-20T12:00:00.000Z`; never before that of the record before. */
  readonly ts: string;
}

/** The log's own events. */
export const ownEvents = {begun: 'ledger.begun', rotated: 'ledger.rotated', recovered: 'ledger.recovered', imported: 'ledger.imported'} as const;
export const ownPrefix = 'ledger.';
export const noPrev = '0'.repeat(64);

const scanner = new LineScanner();

const reasons: Partial<Record<string, string>> = {
  'number-form': 'numbers are whole: write fractions as texts', 'number-size': 'a number has more than 53 bits: write it as a text',
  'key-form': 'keys are printable ASCII without quotes and backslashes, and not __proto__',
  identity: 'actor, event, gate and run are printable ASCII without spaces, quotes and backslashes, and not empty', depth: 'the data is nested too deeply',
  'time-form': 'the time is not one from year 0 to 9999',
};

/** The bytes of a record with its newline. Throws a LedgerError when it has no canonical form: names, numbers, keys, depth, more than 64 KiB. */
export function lineOf({actor, data, event, gate, prev, run, seq, ts}: LedgerRecord): Buffer {
  let text: string;
  try {
    text = `${canonicalJson({actor, data, event, gate, prev, run, seq, ts, v: 1})}\n`;
  } catch (thrown) {
    throw new LedgerError('form', `the record has no canonical form: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  const bytes = Buffer.from(text);
  if (bytes.length > maxLine) throw new LedgerError('too-long', `the record has ${bytes.length} bytes, ${maxLine} are the most: put the data into a file and its digest here`);
  if (!scanner.scan(bytes, 0, bytes) || scanner.at !== bytes.length) throw new LedgerError(scanner.code, `the record cannot be written: ${reasons[scanner.code] ?? scanner.code}`);
  return bytes;
}

/** A record from bytes that the scanner has accepted. */
export function recordIn(bytes: Uint8Array): LedgerRecord {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as LedgerRecord;
}
