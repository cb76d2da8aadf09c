import {countOf, readCheckpoint} from './checkpoint.ts';
import {type Digest, fromBase64, leafHash, toBase64} from './hashing.ts';
import type {PublicKey} from './keys.ts';
import {LedgerError} from './problem.ts';
import {provesConsistency, provesInclusion} from './proofs.ts';
import {readSigned} from './signatures.ts';

const title = 'c2sp.org/tlog-proof@v1';

/** That a record is in a log, for anybody to check without the log. */
export interface RecordProof {
  readonly index: number;
  readonly hashes: readonly Digest[];
  /** The signed checkpoint. */
  readonly note: string;
}

/** The text of a proof. Source: C2SP tlog-proof. */
export function proofText({index, hashes, note}: RecordProof): string {
  return `${title}\nindex ${index}\n${hashes.map(hash => `${toBase64(hash)}\n`).join('')}\n${note}`;
}

/** Reads the text of a proof. Throws a LedgerError. Source: C2SP tlog-proof. */
export function readProof(text: string): RecordProof {
  const end = text.indexOf('\n\n');
  const [first, ...lines] = text.slice(0, Math.max(0, end)).split('\n');
  if (lines[0]?.startsWith('extra ')) lines.shift();
  const [named, ...encoded] = lines;
  const index = named?.startsWith('index ') ? countOf(named.slice('index '.length)) : undefined;
  const hashes = encoded.map(fromBase64);
  const whole = hashes.filter(hash => hash !== undefined);
  if (first !== title || index === undefined || whole.length !== hashes.length) throw new LedgerError('proof-form', 'it is not a proof of a record (c2sp.org/tlog-proof@v1)');
  return {index, hashes: whole, note: text.slice(end + 2)};
}

/** That a log goes on from an older checkpoint, in the form in which witnesses are asked. Source: C2SP tlog-witness, "add-checkpoint". */
export function continuationText({older, hashes, note}: {readonly older: number; readonly hashes: readonly Digest[]; readonly note: string}): string {
  return `old ${older}\n${hashes.map(hash => `${toBase64(hash)}\n`).join('')}\n${note}`;
}

/**
 * Whether a text shows that the signed log goes on from an older checkpoint, which the same keys have signed: that nothing of it was changed or taken away.
 * Throws a LedgerError that says why not.
 */
export function checkContinuation(text: string, olderNote: string, origin: string, keys: readonly PublicKey[]): void {
  const end = text.indexOf('\n\n');
  const [first = '', ...encoded] = text.slice(0, Math.max(0, end)).split('\n');
  const hashes = encoded.map(fromBase64);
  const whole = hashes.filter(hash => hash !== undefined);
  const size = first.startsWith('old ') ? countOf(first.slice('old '.length)) : undefined;
  if (size === undefined || whole.length !== hashes.length) throw new LedgerError('proof-form', 'it is not a proof that a log goes on from an older checkpoint');
  const older = readSigned(olderNote, keys, readCheckpoint).value;
  const newer = readSigned(text.slice(end + 2), keys, readCheckpoint).value;
  for (const one of [older, newer]) if (one.origin !== origin) throw new LedgerError('checkpoint-origin', `it is about the log "${one.origin}"`);
  if (size !== older.size || !provesConsistency({older, newer, proof: whole})) throw new LedgerError(
    'proof-path', `it does not show that the log of ${newer.size} records goes on from the one of ${older.size}`
  );
}

/**
 * Whether a proof shows that a record (its bytes without the newline) is in the log of that name, signed by one of the keys. The root is the one that was
 * signed, never one that somebody hands over. Throws a LedgerError that says why not.
 */
export function checkProof(text: string, line: Uint8Array, origin: string, keys: readonly PublicKey[]): void {
  const {index, hashes, note} = readProof(text);
  const {value} = readSigned(note, keys, readCheckpoint);
  if (value.origin !== origin) throw new LedgerError('checkpoint-origin', `it is about the log "${value.origin}"`);
  if (!provesInclusion({index, size: value.size, leaf: leafHash(line), root: value.root, proof: hashes})) throw new LedgerError(
    'proof-path', `it does not show that the record is number ${index} of the log`
  );
}
