import {hash} from 'node:crypto';
import type {Problem} from './problem.ts';

/** Which members of a plain hash chain hold what. */
export interface PlainFields {
  readonly seq: string;
  readonly ts: string;
  readonly prev: string;
  readonly hash: string;
  /** Members that each entry must have, beside these. */
  readonly required: readonly string[];
  /** What the first entry names as the hash before it. */
  readonly first: string;
  /** Whether characters outside ASCII are escaped where an entry is hashed, as Python's json.dumps does. */
  readonly ascii: boolean;
}

export interface PlainLog {
  readonly entries: number;
  /** The hash of the last entry. */
  readonly head: string;
  readonly problem?: Problem;
}

/** A JSON value with its numbers as they are written: 1.0 and 1 hash differently. */
export type Plain =
  | {readonly kind: 'text'; readonly value: string}
  | {readonly kind: 'raw'; readonly text: string}
  | {readonly kind: 'list'; readonly items: readonly Plain[]}
  | {readonly kind: 'object'; readonly members: ReadonlyMap<string, Plain>};

const maxDepth = 64;
const tokens = /[ \t\r\n]*(?:([{}[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

/** Parses one JSON value and keeps how numbers are written. Throws a SyntaxError, also for a key that comes twice and for more than 64 levels. */
export function parsePlain(text: string): Plain {
  let at = 0;
  const next = (): {readonly mark?: string; readonly text?: string; readonly raw?: string} => {
    tokens.lastIndex = at;
    const match = tokens.exec(text);
    if (!match) throw new SyntaxError(`at character ${at}`);
    at = tokens.lastIndex;
    return {...(match[1] !== undefined && {mark: match[1]}), ...(match[2] !== undefined && {text: match[2]}), ...(match[3] !== undefined && {raw: match[3]})};
  };
  const value = (token: ReturnType<typeof next>, depth: number): Plain => {
    if (depth > maxDepth) throw new SyntaxError('too deep');
    if (token.text !== undefined) return {kind: 'text', value: JSON.parse(token.text) as string};
    if (token.raw !== undefined) return {kind: 'raw', text: token.raw};
    if (token.mark === '[') {
      const items: Plain[] = [];
      for (let one = next(); one.mark !== ']' || items.length > 0; one = next()) {
        items.push(value(one, depth + 1));
        const after = next();
        if (after.mark === ']') return {kind: 'list', items};
        if (after.mark !== ',') throw new SyntaxError(`at character ${at}`);
      }
      return {kind: 'list', items};
    }
    if (token.mark !== '{') throw new SyntaxError(`at character ${at}`);
    const members = new Map<string, Plain>();
    for (let one = next(); one.mark !== '}' || members.size > 0; one = next()) {
      if (one.text === undefined || next().mark !== ':') throw new SyntaxError(`at character ${at}`);
      const key = JSON.parse(one.text) as string;
      if (members.has(key)) throw new SyntaxError(`"${key}" stands there twice`);
      members.set(key, value(next(), depth + 1));
      const after = next();
      if (after.mark === '}') return {kind: 'object', members};
      if (after.mark !== ',') throw new SyntaxError(`at character ${at}`);
    }
    return {kind: 'object', members};
  };
  const whole = value(next(), 0);
  if (text.slice(at).trim() !== '') throw new SyntaxError(`at character ${at}`);
  return whole;
}

const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The sorted, compact form. */
function write(plain: Plain, ascii: boolean): string {
  const quoted = (text: string): string => {
    const json = JSON.stringify(text);
    // JSON.stringify leaves DEL as it is, and so does Python.
    return ascii ? json.replace(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`) : json;
  };
  switch (plain.kind) {
    case 'text': return quoted(plain.value);
    case 'raw': return plain.text;
    case 'list': return `[${plain.items.map(item => write(item, ascii)).join(',')}]`;
    case 'object': return `{${[...plain.members.keys()].sort(byCodePoint).map(key => `${quoted(key)}:${write(plain.members.get(key)!, ascii)}`).join(',')}}`;
  }
}

const numberOf = (plain: Plain | undefined): number => (plain?.kind === 'raw' ? Number(plain.text) : Number.NaN);
const textOf = (plain: Plain | undefined): string | undefined => (plain?.kind === 'text' ? plain.value : undefined);
const timeOf = (plain: Plain | undefined): number => (plain?.kind === 'text' ? Date.parse(plain.value) : numberOf(plain));

/**
 * Verifies a log of the plain kind: a JSON object a line, each with its number (from 1), its time, the hash of the entry before and its own hash, which is
 * the SHA-256 of its sorted compact JSON without that member.
 */
export function readPlainLog(content: Uint8Array, fields: PlainFields): PlainLog {
  let entries = 0;
  let head = fields.first;
  let lastTime = 0;
  const fail = (code: Problem['code'], offset: number, message: string): PlainLog => ({
    entries, head, problem: {code, seq: entries + 1, offset, message: `Entry ${entries + 1} ${message}.`},
  });
  for (let from = 0; from < content.length;) {
    const end = content.indexOf(0x0a, from);
    const line = content.subarray(from, end < 0 ? content.length : end);
    const offset = from;
    from += line.length + 1;
    let text: string;
    let entry: Plain;
    try {
      text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(line);
      if (text.trim() === '') continue;
      entry = parsePlain(text);
    } catch (thrown) {
      return fail('form', offset, `is no JSON object: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
    if (entry.kind !== 'object') return fail('form', offset, 'is no JSON object');
    const {members} = entry;
    const missing = [fields.seq, fields.ts, fields.prev, fields.hash, ...fields.required].find(name => !members.has(name));
    if (missing !== undefined) return fail('form', offset, `has no "${missing}"`);
    if (numberOf(members.get(fields.seq)) !== entries + 1) return fail('sequence', offset, 'has another number');
    const time = timeOf(members.get(fields.ts));
    if (!(time > 0)) return fail('time-form', offset, 'has no time');
    if (time < lastTime) return fail('time-order', offset, 'is older than the one before it');
    if (textOf(members.get(fields.prev)) !== head) return fail('chain', offset, 'does not follow the one before it');
    const rest = new Map([...members].filter(([key]) => key !== fields.hash));
    const own = hash('sha256', write({kind: 'object', members: rest}, fields.ascii), 'hex');
    if (textOf(members.get(fields.hash)) !== own) return fail('state-head', offset, 'is not what its hash says: it was changed');
    head = own;
    lastTime = time;
    entries++;
  }
  return entries === 0 ? {entries, head, problem: {code: 'log-empty', message: 'The log has no entry.'}} : {entries, head};
}
