import {type Digest, fromBase64, fromHex, toBase64, toHex} from './hashing.ts';
import {isKeyName} from './keys.ts';
import type {Position} from './log-reader.ts';
import {LedgerError} from './problem.ts';
import {subtreesOf} from './compact-tree.ts';

/** What a log says that it is: its name, how many records it has, and the root of their Merkle tree. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Digest;
  /** Lines after the root. Ours have none; those of other logs may. */
  readonly extensions: readonly string[];
}

/** A whole number without leading zeros; nothing for any other text. */
export function countOf(text: string): number | undefined {
  const count = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(count) ? count : undefined;
}

/** The text of a checkpoint, to be signed. Source: C2SP tlog-checkpoint. */
export function checkpointText({origin, size, root}: Omit<Checkpoint, 'extensions'>): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Reads the text of a checkpoint. Throws a LedgerError. Source: C2SP tlog-checkpoint. */
export function readCheckpoint(text: string): Checkpoint {
  const [origin = '', count = '', encoded = '', ...extensions] = text.split('\n').slice(0, -1);
  const size = countOf(count);
  const root = fromBase64(encoded);
  if (origin === '' || size === undefined || root === undefined || extensions.includes('')) {
    throw new LedgerError('checkpoint-form', 'it is not a checkpoint: an origin, a number without leading zeros, and 32 bytes in canonical base64, a line each');
  }
  return {origin, size, root, extensions};
}

/** A position that a signature vouches for, and the digest of all bytes before it: with it a log is checked without reading each record again. */
export interface Prefix extends Position {
  readonly sha256: string;
}

const prefixName = (origin: string): string => `${origin}/prefix`;

/** The text of a prefix, to be signed. Its first line keeps it from being taken for a checkpoint. */
export function prefixText(origin: string, {bytes, sha256, size, head, time, frontier}: Prefix): string {
  const lines = [prefixName(origin), `bytes ${bytes}`, `sha256 ${sha256}`, `records ${size}`, `head ${toHex(head)}`, `time ${time}`, ...frontier.map(root => `subtree ${toHex(root)}`)];
  return `${lines.join('\n')}\n`;
}

/** Reads the text of a prefix. Throws a LedgerError, with `prefix-origin` for that of another log. */
export function readPrefix(text: string, origin: string): Prefix {
  const [name, ...lines] = text.split('\n').slice(0, -1);
  if (name !== prefixName(origin)) throw new LedgerError('prefix-origin', `it is that of "${name}"`);
  const value = (i: number, key: string): string => (lines[i]?.startsWith(`${key} `) ? lines[i].slice(key.length + 1) : '');
  const [bytes, sha256, size, head, time] = [countOf(value(0, 'bytes')), value(1, 'sha256'), countOf(value(2, 'records')), fromHex(value(3, 'head')), value(4, 'time')];
  const frontier = lines.slice(5).map((_, i) => fromHex(value(5 + i, 'subtree')));
  const whole = frontier.filter(root => root !== undefined);
  const timed = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(time);
  const counted = bytes !== undefined && size !== undefined && whole.length === frontier.length && whole.length === subtreesOf(size).length;
  if (!counted || !timed || fromHex(sha256) === undefined || head === undefined) {
    throw new LedgerError('prefix-form', 'it does not have the form of a signed prefix');
  }
  return {bytes, sha256, size, head, time, frontier: whole};
}

/** Whether a text can name a log: a name of a key, as `github.com/owner/name/audit-log`. */
export const isOrigin = (text: string): boolean => isKeyName(text) && !text.includes('"') && !text.includes('\\');
