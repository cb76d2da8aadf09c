import {hash} from 'node:crypto';

/** A SHA-256 digest as 32 characters from U+0000 to U+00FF: the cheapest form to hand from one hash to the next. */
export type Digest = string;

const node = Buffer.alloc(65);
node[0] = 1;

/** The hash of an interior node. Source: RFC 6962, section 2.1. */
export function nodeHash(left: Digest, right: Digest): Digest {
  node.write(left, 1, 'latin1');
  node.write(right, 33, 'latin1');
  return hash('sha256', node, 'binary');
}

/** The hash of a leaf: a record's bytes on disk without the newline. Source: RFC 6962, section 2.1. */
export function leafHash(line: Uint8Array): Digest {
  const leaf = Buffer.alloc(line.length + 1);
  leaf.set(line, 1);
  return hash('sha256', leaf, 'binary');
}

/**
 * The same for a line within a buffer, without copying it: the byte before it is overwritten with the 0 of a leaf. `from` is at least 1; the offset
 * counts from where the view begins.
 */
export function leafHashIn(bytes: Uint8Array, from: number, to: number): Digest {
  bytes[from - 1] = 0;
  return hash('sha256', bytes.subarray(from - 1, to), 'binary');
}

/** The root of no records. Source: RFC 6962, section 2.1. */
export const emptyRoot: Digest = hash('sha256', '', 'binary');

export const toHex = (digest: Digest): string => Buffer.from(digest, 'latin1').toString('hex');
export const toBase64 = (digest: Digest): string => Buffer.from(digest, 'latin1').toString('base64');

const hexDigits = new TextEncoder().encode('0123456789abcdef');

/** Writes a digest as 64 hexadecimal digits. */
export function writeHex(digest: Digest, to: Uint8Array): void {
  for (let i = 0; i < 32; i++) {
    const byte = digest.charCodeAt(i);
    to[2 * i] = hexDigits[byte >> 4]!;
    to[2 * i + 1] = hexDigits[byte & 15]!;
  }
}

/** From 64 lower-case hexadecimal digits; nothing for any other text. */
export function fromHex(text: string): Digest | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? Buffer.from(text, 'hex').toString('latin1') : undefined;
}

/** The bytes of canonical standard base64; nothing for a text that does not encode to itself again. Source: RFC 4648, section 4. */
export function bytesOfBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** From canonical base64 of 32 bytes; nothing for any other text. */
export function fromBase64(text: string): Digest | undefined {
  const bytes = bytesOfBase64(text);
  return bytes?.length === 32 ? bytes.toString('latin1') : undefined;
}

export const sha256Hex = (data: string | Uint8Array): string => hash('sha256', data, 'hex');
