import {countOf, readCheckpoint} from './checkpoint.ts';
import {type Digest, fromBase64, leafHash, toBase64} from './hashing.ts';
import type {PublicKey} from './keys.ts';
import {LedgerError} from './problem.ts';
import {provesInclusion} from './proofs.ts';
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
  if (first !== title || index === undefined || whole.length !== hashes.length) throw new LedgerError('note-form', 'it is not a proof of a record (c2sp.org/tlog-proof@v1)');
  return {index, hashes: whole, note: text.slice(end + 2)};
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
    'checkpoint-root', `it does not show that the record is number ${index} of the log`
  );
}
