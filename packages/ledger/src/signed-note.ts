import {sign, verify} from 'node:crypto';
import {bytesOfBase64} from './hashing.ts';
import {type PublicKey, type SigningKey, publicKeyObject} from './keys.ts';
import {LedgerError} from './problem.ts';

export interface NoteSignature {
  readonly name: string;
  readonly id: string;
  readonly bytes: Uint8Array;
}

export interface SignedNote {
  /** With its final newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Enough for the sixteen post-quantum signatures that verifiers must accept. Source: C2SP signed-note, "Format". */
const longest = 128 * 1024;
const mostSignatures = 100;

/** Reads a signed note, strictly. Throws a LedgerError. Source: C2SP signed-note. */
export function readNote(content: string): SignedNote {
  const refuse = (why: string): never => {
    throw new LedgerError('note-form', `it is not a signed note: ${why}`);
  };
  if (content.length > longest) refuse('it is too long');
  // oxlint-disable-next-line no-control-regex -- the format forbids exactly these
  if (!content.isWellFormed() || /[\u0000-\u0009\u000b-\u001f\ufffd]/.test(content)) refuse('it holds control characters or is not UTF-8');
  const blank = content.lastIndexOf('\n\n');
  if (blank < 0 || !content.endsWith('\n')) refuse('there is no blank line before the signatures, or no newline at the end');
  const lines = content.slice(blank + 2, -1).split('\n');
  if (lines.length > mostSignatures) refuse('it has too many signatures');
  const signatures = lines.map((line): NoteSignature => {
    const [, name, encoded] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line) ?? [];
    const bytes = bytesOfBase64(encoded ?? '');
    if (name === undefined || !bytes || bytes.length < 5) return refuse('a line after the blank line is no signature in canonical base64');
    return {name, id: bytes.subarray(0, 4).toString('hex'), bytes: Uint8Array.from(bytes.subarray(4))};
  });
  return {text: content.slice(0, blank + 1), signatures};
}

function signatureLine(text: string, {name, id, key}: SigningKey): string {
  return `\u2014 ${name} ${Buffer.concat([Buffer.from(id, 'hex'), sign(null, Buffer.from(text), key)]).toString('base64')}\n`;
}

/** A note signed by the keys. The text ends with a newline. */
export function writeNote(text: string, keys: readonly SigningKey[]): string {
  return `${text}\n${keys.map(key => signatureLine(text, key)).join('')}`;
}

/** What a note's signatures say about a set of keys. */
export type Signed =
  | {readonly by: readonly PublicKey[]}
  | {readonly code: 'unknown-key' | 'key-collision' | 'bad-signature'; readonly message: string};

/**
 * Who of the known keys has signed a note. Signatures of unknown keys are passed over; one by a known key that does not verify refuses the whole note.
 * Source: C2SP signed-note, "Signatures".
 */
export function signersOf({text, signatures}: SignedNote, known: readonly PublicKey[]): Signed {
  const by: PublicKey[] = [];
  for (const {name, id, bytes} of signatures) {
    const candidates = known.filter(key => key.name === name && key.id === id);
    if (candidates.length === 0) continue;
    const signer = bytes.length === 64 ? candidates.find(key => verify(null, Buffer.from(text), publicKeyObject(key), bytes)) : undefined;
    if (!signer) return {code: 'bad-signature', message: `The signature by ${name} (${id}) is not right for this text.`};
    if (!by.includes(signer)) by.push(signer);
  }
  if (by.length > 0) return {by};
  const collision = signatures.find(({id}) => known.some(key => key.id === id));
  return collision
    ? {code: 'key-collision', message: `It is signed by "${collision.name}", whose key has the id ${collision.id} of a known key and another name.`}
    : {code: 'unknown-key', message: `It is signed by ${signatures.map(({name, id}) => `${name} (${id})`).join(', ')} alone, and none of them is known.`};
}
