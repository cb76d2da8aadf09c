import {type KeyObject, createHash, createPrivateKey, createPublicKey} from 'node:crypto';
import {bytesOfBase64} from './hashing.ts';
import {LedgerError} from './problem.ts';

/** A key that verifies: its name, its id and its Ed25519 public key of 32 bytes. */
export interface PublicKey {
  readonly name: string;
  /** Eight hexadecimal digits. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

export interface SigningKey extends PublicKey {
  readonly key: KeyObject;
}

/** The type of an Ed25519 signature. Source: C2SP signed-note, "Signature types". */
const ed25519 = 1;
const seedHeader = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicHeader = Buffer.from('302a300506032b6570032100', 'hex');

/** A name has neither spaces nor `+`; ours are printable ASCII, so that none looks like another. Source: C2SP signed-note, "Format". */
export const isKeyName = (name: string): boolean => /^[!-*,-~]{1,256}$/.test(name);

export function keyId(name: string, bytes: Uint8Array): string {
  return createHash('sha256').update(`${name}\n`).update(Uint8Array.of(ed25519)).update(bytes).digest('hex').slice(0, 8);
}

/** `NAME+ID+BASE64`, the form in which verifying keys are handed on. Source: golang.org/x/mod/sumdb/note. */
export function sayKey({name, id, bytes}: PublicKey): string {
  return `${name}+${id}+${Buffer.concat([Uint8Array.of(ed25519), bytes]).toString('base64')}`;
}

/** Reads `NAME+ID+BASE64`. Throws a LedgerError when it is not that, of another algorithm, or when its id is not its own. */
export function readKey(text: string): PublicKey {
  const [, name = '', id = '', encoded = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(text) ?? [];
  const bytes = bytesOfBase64(encoded);
  if (!isKeyName(name) || bytes?.length !== 33) throw new LedgerError('note-form', 'a verifying key has the form NAME+ID+BASE64');
  if (bytes[0] !== ed25519) throw new LedgerError('note-form', 'the key is not an Ed25519 key: no other algorithm is accepted');
  const key = bytes.subarray(1);
  if (keyId(name, key) !== id) throw new LedgerError('note-form', `the key's id ${id} does not belong to its name and bytes`);
  return {name, id, bytes: Uint8Array.from(key)};
}

/** Reads a public key in PEM, as `openssl pkey -pubout` writes it, under a name. Throws a LedgerError. */
export function readPublicPem(pem: string, name: string): PublicKey {
  let key: KeyObject | undefined;
  try {
    // From a private key it would be made too: nobody should hand one over in the open.
    key = /^-----BEGIN PUBLIC KEY-----\s/.test(pem.trim()) ? createPublicKey(pem) : undefined;
  } catch {
    // Told below.
  }
  if (key?.asymmetricKeyType !== 'ed25519') throw new LedgerError('note-form', 'it is not the public half of an Ed25519 key as `openssl pkey -pubout` writes it');
  if (!isKeyName(name)) throw new LedgerError('note-form', badName);
  return publicKeyOf(key, name);
}

const badName = 'the name of a key is printable ASCII without spaces and "+"';

function publicKeyOf(key: KeyObject, name: string): PublicKey {
  const bytes = Uint8Array.from(key.export({format: 'der', type: 'spki'}).subarray(publicHeader.length));
  return {name, id: keyId(name, bytes), bytes};
}

export const publicKeyObject = ({bytes}: PublicKey): KeyObject => createPublicKey({key: Buffer.concat([publicHeader, bytes]), format: 'der', type: 'spki'});

function privateKeyOf(text: string): {readonly key: KeyObject; readonly name?: string} {
  const [, name, encoded = ''] = /^PRIVATE\+KEY\+([^+]+)\+[0-9a-f]{8}\+(.*)$/s.exec(text.trim()) ?? [];
  if (name === undefined) return {key: createPrivateKey(text)};
  const bytes = bytesOfBase64(encoded);
  if (bytes?.length !== 33 || bytes[0] !== ed25519) throw new Error('not an Ed25519 key');
  return {key: createPrivateKey({key: Buffer.concat([seedHeader, bytes.subarray(1)]), format: 'der', type: 'pkcs8'}), name};
}

/**
 * Reads a private key: PEM as `openssl genpkey -algorithm ed25519` writes it, or `PRIVATE+KEY+NAME+ID+BASE64` as golang.org/x/mod/sumdb/note does. `name`
 * names a key that has none. Throws a LedgerError, without a word of the key in it.
 */
export function readSigningKey(text: string, name: string): SigningKey {
  let parsed: ReturnType<typeof privateKeyOf>;
  try {
    parsed = privateKeyOf(text);
  } catch {
    throw new LedgerError('note-form', 'the signing key cannot be read: give an Ed25519 key as `openssl genpkey -algorithm ed25519` writes it');
  }
  const {key} = parsed;
  if (key.asymmetricKeyType !== 'ed25519') throw new LedgerError('note-form', 'the signing key is not an Ed25519 key: no other algorithm is accepted');
  const named = parsed.name ?? name;
  if (!isKeyName(named)) throw new LedgerError('note-form', badName);
  return {...publicKeyOf(createPublicKey(key), named), key};
}

/** Keys that stand in specifications and examples, so that everybody has them: the first test vectors of RFC 8032, section 7.1, and of RFC 8037. */
const publishedKeys: readonly string[] = [
  'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
];

const namedForTests = /^(?:[^/]*\.)?(?:test|example|invalid|localhost)(?:[:/]|$)|\/(?:test|example)$/;

/** Whether a key says of itself that it is for tests (by a reserved host or the end of its name), or is one that everybody has. Source of the hosts: RFC 2606. */
export function isTestKey({name, bytes}: PublicKey): boolean {
  return publishedKeys.includes(Buffer.from(bytes).toString('hex')) || namedForTests.test(name);
}
