import {
  type Anchor, type Expectations, type ProblemCode, type SigningKey, type State, LedgerError, RangeRoots, checkProof, checkpointText, emptyRoot, inclusionRanges, leafHash, lineOf, prefixText,
  proofText, readCheckpoint, readNote, readPrefix, readProof, rotationText, sayKey, stateText, toBase64, writeNote,
} from '#ledger';
import type {FakeLedger} from '#testkit';
import {append, begin, chained, checkpoint, edited, entry, goodLog, key, keyOf, linesOf, look, origin, recordAt, replaced, rewrite, rotate, stateOf} from './log.ts';
import {ledger} from '#testkit';

/** One way to tamper with a log, and what it must be found to be. */
export interface Attack {
  readonly group: number;
  readonly name: string;
  readonly code: ProblemCode;
  /** The record and the offset that are named, where there is one. */
  readonly at?: {readonly seq: number; readonly offset?: number};
  readonly expect?: Partial<Expectations>;
  /** Does it to a log of twelve records, eight of them signed. */
  tamper(log: FakeLedger): Promise<Partial<Expectations> | void> | Partial<Expectations> | void;
}

const text = (log: FakeLedger, name: 'checkpoint' | 'prefix'): string => log.files.get(name)!.toString();
const put = (log: FakeLedger, name: 'checkpoint' | 'prefix' | 'state.json' | 'intent', content: string | Buffer): void => void log.files.set(name, Buffer.from(content));
const noteText = (log: FakeLedger, name: 'checkpoint' | 'prefix'): string => readNote(text(log, name)).text;
const anchorOf = (log: FakeLedger, where = 'tag audit-log/8'): Anchor => ({kind: 'tag', where, note: text(log, 'checkpoint')});
const restate = (log: FakeLedger, change: Partial<State>): void => put(log, 'state.json', stateText({...stateOf(log), ...change}));
const stranger = keyOf(66);

/** Writes the lines anew from a record on, and the state with them. */
const rewriting = (change: (lines: Buffer[]) => readonly Buffer[]) => (log: FakeLedger): void => rewrite(log, change(linesOf(log)));
/** Replaces the bytes of the last record, which no checkpoint covers. */
const last = (change: (text: string) => string | Buffer) => rewriting(lines => replaced(lines, 11, change));
const bytes = (...parts: readonly (string | readonly number[])[]): Buffer => Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
/** Puts bytes into the data of the last record. */
const inWords = (...raw: readonly number[]) => last(line => bytes(line.slice(0, line.indexOf('"words":"') + 9), raw, line.slice(line.indexOf('"words":"') + 9)));
const data = (content: string) => last(line => line.replace(/"data":\{.*\},"event"/, () => `"data":${content},"event"`));
const sign = (log: FakeLedger, name: 'checkpoint' | 'prefix', content: string, by: SigningKey = key): void => put(log, name, writeNote(content, [by]));

export const attacks: readonly Attack[] = [
  // 1. Changed records
  {
    group: 1, name: 'a byte of a record', code: 'chain', at: {seq: 5},
    tamper: log => { log.log = Buffer.from(log.log!.toString('latin1').replace('"number":4}', '"number":5}'), 'latin1'); },
  },
  {
    group: 1, name: 'a record and the hash of it in the next one', code: 'chain', at: {seq: 6},
    tamper: log => { const lines = linesOf(log); log.log = Buffer.concat([...edited(lines, 4, record => ({...record, data: {number: 9}})).slice(0, 6), ...lines.slice(6)]); },
  },
  {
    group: 1, name: 'a record and every hash behind it', code: 'checkpoint-root', at: {seq: 7},
    tamper: rewriting(lines => edited(lines, 4, record => ({...record, data: {number: 9}}))),
  },
  {
    group: 1, name: 'a record and every hash behind it, the state left', code: 'state-head', at: {seq: 11},
    tamper: log => { log.log = Buffer.concat(edited(linesOf(log), 4, record => ({...record, data: {number: 9}}))); },
  },
  {
    group: 1, name: 'the last record', code: 'state-head', at: {seq: 11},
    tamper: log => { log.log = Buffer.from(log.log!.toString('latin1').replace('"number":11', '"number":12'), 'latin1'); },
  },
  {
    group: 1, name: 'a record and every hash behind it, looked at without the tree', code: 'prefix-head', at: {seq: 7}, expect: {depth: 'strict'},
    tamper: rewriting(lines => edited(lines, 4, record => ({...record, data: {number: 9}}))),
  },
  {
    group: 1, name: 'a record and every hash behind it, looked at by its signed beginning', code: 'checkpoint-root', at: {seq: 7}, expect: {depth: 'incremental'},
    tamper: rewriting(lines => edited(lines, 4, record => ({...record, data: {number: 9}}))),
  },
  // 2. Removed
  {group: 2, name: 'the first record', code: 'genesis', at: {seq: 0, offset: 0}, tamper: log => { log.log = Buffer.concat(linesOf(log).slice(1)); }},
  {
    group: 2, name: 'the first record, all numbered and hashed anew', code: 'genesis', at: {seq: 0, offset: 0},
    tamper: rewriting(lines => chained(lines.slice(1).map((line, seq) => lineOf({...recordAt([line], 0), seq})))),
  },
  {
    group: 2, name: 'a record in the middle', code: 'chain', at: {seq: 4},
    tamper: log => { const lines = linesOf(log); log.log = Buffer.concat([...lines.slice(0, 4), ...lines.slice(5)]); },
  },
  {group: 2, name: 'the last record', code: 'truncated', at: {seq: 11}, tamper: log => { log.log = Buffer.concat(linesOf(log).slice(0, 11)); }},
  {group: 2, name: 'the log', code: 'log-missing', tamper: log => { log.log = undefined; }},
  {group: 2, name: 'everything in the log', code: 'log-empty', tamper: log => { log.log = Buffer.alloc(0); }},
  {group: 2, name: 'the log and its state', code: 'log-missing', tamper: log => { log.log = undefined; log.files.clear(); }},
  {
    group: 2, name: 'the log and its state, with a new one begun', code: 'key-other', at: {seq: 0, offset: 0},
    async tamper(log) { log.log = undefined; log.files.clear(); await begin(log, {key: stranger}); },
  },
  {
    group: 2, name: 'the log and its state, with a new one begun by the same key', code: 'other-log', at: {seq: 0, offset: 0},
    async tamper(log) { const {log: known} = stateOf(log); log.log = undefined; log.files.clear(); await begin(log, {run: 'octo/demo/4712/1'}); return {log: known}; },
  },
  {
    group: 2, name: 'that the first record begins the log', code: 'genesis', at: {seq: 0, offset: 0},
    tamper: rewriting(lines => edited(lines, 0, record => ({...record, event: 'gate.judged'}))),
  },
  // 3. Moved, doubled, put in
  {
    group: 3, name: 'two records change places', code: 'chain', at: {seq: 4},
    tamper: log => { const lines = linesOf(log); [lines[4], lines[5]] = [lines[5]!, lines[4]!]; log.log = Buffer.concat(lines); },
  },
  {
    group: 3, name: 'two records change places, hashed anew', code: 'sequence', at: {seq: 4},
    tamper: rewriting(lines => { [lines[4], lines[5]] = [lines[5]!, lines[4]!]; return chained(lines, 4); }),
  },
  {
    group: 3, name: 'a record twice', code: 'chain', at: {seq: 5},
    tamper: log => { const lines = linesOf(log); log.log = Buffer.concat([...lines.slice(0, 5), ...lines.slice(4)]); },
  },
  {
    group: 3, name: 'a record put in', code: 'sequence', at: {seq: 5},
    tamper: rewriting(lines => chained([...lines.slice(0, 5), lineOf({...recordAt(lines, 4), data: {forged: true}}), ...lines.slice(5)], 5)),
  },
  {
    group: 3, name: 'a record put in, all numbered and hashed anew', code: 'checkpoint-root', at: {seq: 7},
    tamper: rewriting(lines => chained([...lines.slice(0, 5), lines[4]!, ...lines.slice(5)].map((line, seq) => lineOf({...recordAt([line], 0), seq})))),
  },
  {
    group: 3, name: 'a record of another log', code: 'chain', at: {seq: 11},
    async tamper(log) { const other = await goodLog(12, 4); log.log = Buffer.concat([...linesOf(log).slice(0, 11), linesOf(other)[11]!]); },
  },
  {
    group: 3, name: 'a record of another repository, hashed anew', code: 'repository', at: {seq: 11},
    tamper: rewriting(lines => edited(lines, 11, record => ({...record, run: 'octo/demo2/4711/1'}))),
  },
  {
    group: 3, name: 'a record of another repository whose name begins alike', code: 'repository', at: {seq: 11},
    tamper: rewriting(lines => edited(lines, 11, record => ({...record, run: 'octo/dem'}))),
  },
  {
    group: 3, name: 'another whole log', code: 'other-log', at: {seq: 0, offset: 0},
    async tamper(log) { const other = ledger(); await begin(other, {run: 'octo/demo/1/1'}); log.log = other.log; for (const [name, content] of other.files) if (name !== 'state.json') log.files.set(name, content); rewrite(log, linesOf(log)); },
  },
  // 4. Cut
  {group: 4, name: 'at the end of a line', code: 'truncated', at: {seq: 10}, tamper: log => { log.log = Buffer.concat(linesOf(log).slice(0, 10)); }},
  {group: 4, name: 'within a line', code: 'unfinished-line', at: {seq: 11}, tamper: log => { log.log = log.log!.subarray(0, -20); }},
  {group: 4, name: 'by one byte', code: 'unfinished-line', at: {seq: 11}, tamper: log => { log.log = log.log!.subarray(0, -1); }},
  {group: 4, name: 'before the checkpoint, with the state', code: 'checkpoint-beyond', at: {seq: 6}, tamper: log => rewrite(log, linesOf(log).slice(0, 6))},
  {
    group: 4, name: 'before the checkpoint, with the state, looked at without the tree', code: 'checkpoint-beyond', at: {seq: 6}, expect: {depth: 'strict'},
    tamper: log => rewrite(log, linesOf(log).slice(0, 6)),
  },
  {
    group: 4, name: 'before the last anchor, with the state and an older checkpoint', code: 'anchor-beyond', at: {seq: 6},
    async tamper(log) { const anchor = anchorOf(log); rewrite(log, linesOf(log).slice(0, 6), {checkpoint: 1}); const old = await goodLog(6, 1); put(log, 'checkpoint', text(old, 'checkpoint')); put(log, 'prefix', text(old, 'prefix')); return {anchors: [anchor]}; },
  },
  {
    group: 4, name: 'before the checkpoint, then appended to', code: 'checkpoint-root', at: {seq: 7},
    async tamper(log) { rewrite(log, linesOf(log).slice(0, 6)); await append(log, [entry(), entry(), entry()]); },
  },
  {
    group: 4, name: 'and appended to by hand', code: 'state-head', at: {seq: 11},
    tamper: log => { const lines = linesOf(log); log.log = Buffer.concat([...lines.slice(0, 11), ...edited([...lines.slice(0, 12)], 11, record => ({...record, data: {number: 99}})).slice(11)]); restate(log, {bytes: log.log.length}); },
  },
  {
    group: 4, name: 'not at all, but appended to by hand', code: 'beyond-state', at: {seq: 12},
    tamper: log => { const lines = linesOf(log); log.log = Buffer.concat([...lines, ...chained([...lines, lineOf({...recordAt(lines, 11), seq: 12})], 12).slice(12)]); },
  },
  // 5. Two logs
  {
    group: 5, name: 'a signed checkpoint of the same size for other records', code: 'anchor-fork', at: {seq: 7},
    async tamper() { const other = ledger(); await begin(other); await append(other, Array.from({length: 7}, () => entry({other: true}))); await checkpoint(other); return {anchors: [anchorOf(other)]}; },
  },
  {
    group: 5, name: 'an older log with its state and its checkpoint', code: 'anchor-beyond', at: {seq: 8},
    async tamper(log) { const old = log.copy(); await checkpoint(log); const anchor = anchorOf(log, 'tag audit-log/12'); rewrite(log, linesOf(old).slice(0, 8)); log.files.set('checkpoint', old.files.get('checkpoint')!); log.files.set('prefix', old.files.get('prefix')!); return {anchors: [anchor]}; },
  },
  {
    group: 5, name: 'an older checkpoint for the same log', code: 'checkpoint-older',
    async tamper(log) { const old = text(log, 'checkpoint'); await checkpoint(log); put(log, 'checkpoint', old); },
  },
  {
    group: 5, name: 'an older state for the same log', code: 'beyond-state', at: {seq: 12},
    async tamper(log) { const old = log.files.get('state.json')!; await append(log, [entry()]); await append(log, [entry()]); log.files.set('state.json', old); },
  },
  {
    group: 5, name: 'each of two artifacts shows another log', code: 'anchor-fork', at: {seq: 8},
    async tamper(log) { const other = log.copy(); rewrite(other, linesOf(other).slice(0, 8)); await append(other, [entry({seen: 'elsewhere'})]); await checkpoint(other); return {anchors: [anchorOf(log), anchorOf(other, 'artifact of run 4712')]}; },
  },
  {
    group: 5, name: 'a copy of a signed checkpoint for other records, older than the signed beginning that is looked at', code: 'anchor-fork', at: {seq: 4}, expect: {depth: 'incremental'},
    async tamper() { const other = ledger(); await begin(other); await append(other, Array.from({length: 4}, () => entry({other: true}))); await checkpoint(other); return {anchors: [anchorOf(other)]}; },
  },
  {
    group: 5, name: 'an older checkpoint for the same log, with the state made good', code: 'checkpoint-older',
    async tamper(log) { const old = text(log, 'checkpoint'); await checkpoint(log); put(log, 'checkpoint', old); restate(log, {checkpoint: 8}); },
  },
  {
    group: 5, name: 'an older checkpoint for the same log, with the state made good, looked at by its signed beginning', code: 'checkpoint-older', expect: {depth: 'incremental'},
    async tamper(log) { const old = text(log, 'checkpoint'); await checkpoint(log); put(log, 'checkpoint', old); restate(log, {checkpoint: 8}); },
  },
  // 6. Numbers and times
  {group: 6, name: 'a number left out', code: 'sequence', at: {seq: 11}, tamper: rewriting(lines => edited(lines, 11, record => ({...record, seq: 12})))},
  {group: 6, name: 'numbers beginning anew', code: 'sequence', at: {seq: 11}, tamper: rewriting(lines => edited(lines, 11, record => ({...record, seq: 0})))},
  {group: 6, name: 'a number above 2^53', code: 'number-size', at: {seq: 11}, tamper: last(line => line.replace('"seq":11', '"seq":9007199254740992'))},
  {group: 6, name: 'a number with zeros before it', code: 'number-form', at: {seq: 11}, tamper: last(line => line.replace('"seq":11', '"seq":0011'))},
  {group: 6, name: 'a negative number', code: 'number-form', at: {seq: 11}, tamper: last(line => line.replace('"seq":11', '"seq":-11'))},
  {
    group: 6, name: 'a time before that of the record before', code: 'time-order', at: {seq: 11},
    tamper: rewriting(lines => edited(lines, 11, record => ({...record, ts: '2026-11-20T11:59:59.999Z'}))),
  },
  {
    group: 6, name: 'a time in the future', code: 'time-future', at: {seq: 11},
    tamper: rewriting(lines => edited(lines, 11, record => ({...record, ts: '2026-11-20T12:05:00.001Z'}))),
  },
  {group: 6, name: 'a leap second', code: 'time-form', at: {seq: 11}, tamper: last(line => line.replace('12:00:00.000Z', '23:59:60.000Z'))},
  {group: 6, name: 'an offset in place of Z', code: 'time-form', at: {seq: 11}, tamper: last(line => line.replace('.000Z', '+00:00'))},
  {group: 6, name: 'a day that does not exist', code: 'time-form', at: {seq: 11}, tamper: last(line => line.replace('2026-11-20', '2026-11-31'))},
  {group: 6, name: 'the 29th of February of no leap year', code: 'time-form', at: {seq: 11}, tamper: last(line => line.replace('2026-11-20', '2027-02-29'))},
  // 7. Other JSON for the same thing
  {group: 7, name: 'a key twice', code: 'key-twice', at: {seq: 11}, tamper: data('{"a":1,"a":2}')},
  {group: 7, name: 'a key twice, once with an escape', code: 'key-form', at: {seq: 11}, tamper: data('{"\\u0061":1,"a":2}')},
  ...['actor', 'data', 'event', 'gate', 'prev', 'run', 'seq', 'ts', 'v'].map((name): Attack => (
    {group: 7, name: `another name for ${name}`, code: 'form', at: {seq: 11}, tamper: last(line => line.replace(new RegExp(`"${name}":(?!.*"${name}":)`), `"${name}x":`))}
  )),
  {group: 7, name: 'a key of the record twice', code: 'form', at: {seq: 11}, tamper: last(line => line.replace('{"actor"', '{"actor":"eve","actor"'))},
  {group: 7, name: '__proto__', code: 'key-form', at: {seq: 11}, tamper: data('{"__proto__":{"admin":true}}')},
  {group: 7, name: 'keys that are not sorted', code: 'key-order', at: {seq: 11}, tamper: data('{"b":1,"a":2}')},
  {
    group: 7, name: 'keys of the record that are not sorted', code: 'form', at: {seq: 11},
    tamper: last(line => line.replace(/^\{("actor":"octocat"),(.*),("event":"gate.judged"),/, '{$2,$1,$3,')),
  },
  {group: 7, name: 'a space', code: 'white-space', at: {seq: 11}, tamper: last(line => line.replace('"event":', '"event": '))},
  {group: 7, name: 'a space before the newline', code: 'white-space', at: {seq: 11}, tamper: last(line => line.replace('}\n', '} \n'))},
  {group: 7, name: 'bytes behind the record', code: 'form', at: {seq: 11}, tamper: last(line => line.replace('}\n', '}x\n'))},
  {group: 7, name: 'a fraction', code: 'number-form', at: {seq: 11}, tamper: data('{"a":1.0}')},
  {group: 7, name: 'an exponent', code: 'number-form', at: {seq: 11}, tamper: data('{"a":1e2}')},
  {group: 7, name: 'minus zero', code: 'number-form', at: {seq: 11}, tamper: data('{"a":-0}')},
  {group: 7, name: 'a number above 2^53 in the data', code: 'number-size', at: {seq: 11}, tamper: data('{"a":9007199254740993}')},
  {group: 7, name: 'a number of a thousand digits', code: 'number-size', at: {seq: 11}, tamper: data(`{"a":${'9'.repeat(1000)}}`)},
  {group: 7, name: 'deep nesting', code: 'depth', at: {seq: 11}, tamper: data(`{"a":${'['.repeat(40)}${']'.repeat(40)}}`)},
  {group: 7, name: 'nesting that would exhaust a stack', code: 'depth', at: {seq: 11}, tamper: data(`{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`)},
  {group: 7, name: 'a huge record', code: 'too-long', at: {seq: 11}, tamper: data(`{"a":"${'x'.repeat(70_000)}"}`)},
  {group: 7, name: 'a line without an end', code: 'too-long', at: {seq: 11}, tamper: data(`{"a":"${'x'.repeat(5_000_000)}"}`)},
  {group: 7, name: 'a list in place of the data', code: 'form', at: {seq: 11}, tamper: data('[]')},
  {group: 7, name: 'an escape that need not be', code: 'escape', at: {seq: 11}, tamper: data('{"a":"\\/"}')},
  {group: 7, name: 'an escape in upper case', code: 'escape', at: {seq: 11}, tamper: data('{"a":"\\u001F"}')},
  {group: 7, name: 'a long escape where there is a short one', code: 'escape', at: {seq: 11}, tamper: data('{"a":"\\u000a"}')},
  {group: 7, name: 'an escaped letter', code: 'escape', at: {seq: 11}, tamper: data('{"a":"\\u00e9"}')},
  {group: 7, name: 'NaN', code: 'form', at: {seq: 11}, tamper: data('{"a":NaN}')},
  // 8. Bytes
  {
    group: 8, name: 'CRLF in every line, as git makes it with core.autocrlf', code: 'carriage-return', at: {seq: 0},
    tamper: rewriting(lines => lines.map(line => Buffer.from(line.toString('latin1').replace('\n', '\r\n'), 'latin1'))),
  },
  {
    group: 8, name: 'CRLF in the checkpoint', code: 'note-form',
    tamper: log => put(log, 'checkpoint', text(log, 'checkpoint').replaceAll('\n', '\r\n')),
  },
  {group: 8, name: 'CRLF in the state', code: 'state-form', tamper: log => put(log, 'state.json', log.files.get('state.json')!.toString().replace('\n', '\r\n'))},
  {group: 8, name: 'a byte order mark in the state', code: 'state-form', tamper: log => put(log, 'state.json', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), log.files.get('state.json')!]))},
  {group: 8, name: 'CRLF', code: 'carriage-return', at: {seq: 11}, tamper: last(line => line.replace('\n', '\r\n'))},
  {
    group: 8, name: 'a byte order mark before the log', code: 'byte-order-mark', at: {seq: 0, offset: 0},
    tamper: rewriting(lines => [bytes([0xef, 0xbb, 0xbf], lines[0]!.toString('latin1')), ...lines.slice(1)]),
  },
  {group: 8, name: 'a byte order mark before a record', code: 'byte-order-mark', at: {seq: 11}, tamper: last(line => bytes([0xef, 0xbb, 0xbf], line))},
  {group: 8, name: 'NUL', code: 'nul', at: {seq: 11}, tamper: inWords(0)},
  {group: 8, name: 'NUL between records', code: 'nul', at: {seq: 11}, tamper: last(line => `\0${line}`)},
  {group: 8, name: 'a line separator in a name', code: 'identity', at: {seq: 11}, tamper: last(line => bytes(line.slice(0, 10), [0xe2, 0x80, 0xa8], line.slice(10)))},
  {group: 8, name: 'a byte that is no UTF-8', code: 'not-utf-8', at: {seq: 11}, tamper: inWords(0xff)},
  {group: 8, name: 'half a character', code: 'not-utf-8', at: {seq: 11}, tamper: inWords(0xe2, 0x82)},
  {group: 8, name: 'an overlong character', code: 'not-utf-8', at: {seq: 11}, tamper: inWords(0xc0, 0xaf)},
  {group: 8, name: 'a longer overlong character', code: 'not-utf-8', at: {seq: 11}, tamper: inWords(0xe0, 0x80, 0xaf)},
  {group: 8, name: 'a lone surrogate in UTF-8', code: 'not-utf-8', at: {seq: 11}, tamper: inWords(0xed, 0xa0, 0x80)},
  {group: 8, name: 'a character above U+10FFFF', code: 'not-utf-8', at: {seq: 11}, tamper: inWords(0xf4, 0x90, 0x80, 0x80)},
  {group: 8, name: 'an escaped lone surrogate', code: 'escape', at: {seq: 11}, tamper: data('{"a":"\\ud800"}')},
  {
    group: 8, name: 'a name whose accent is a character of its own', code: 'identity', at: {seq: 11},
    tamper: last(line => bytes(line.slice(0, 10), [0x65, 0xcc, 0x81], line.slice(10))),
  },
  {
    group: 8, name: 'a name with a character that turns the direction', code: 'identity', at: {seq: 11},
    tamper: last(line => bytes(line.slice(0, 10), [0xe2, 0x80, 0xae], line.slice(10))),
  },
  {group: 8, name: 'a name with a character of no width', code: 'identity', at: {seq: 11}, tamper: last(line => bytes(line.slice(0, 10), [0xe2, 0x80, 0x8b], line.slice(10)))},
  {group: 8, name: 'a name with a Cyrillic letter', code: 'identity', at: {seq: 11}, tamper: last(line => bytes(line.slice(0, 10), [0xd0, 0xbe], line.slice(11)))},
  ...['event', 'gate', 'run'].map((name): Attack => (
    {group: 8, name: `a space in ${name}`, code: 'identity', at: {seq: 11}, tamper: last(line => line.replace(`"${name}":"`, `"${name}":" `))}
  )),
  {group: 8, name: 'no name', code: 'identity', at: {seq: 11}, tamper: last(line => line.replace('octocat', ''))},
  {group: 8, name: 'no newline at the end', code: 'unfinished-line', at: {seq: 11}, tamper: log => { log.log = log.log!.subarray(0, -1); restate(log, {bytes: log.log.length}); }},
  {
    group: 8, name: 'a compressed part behind it', code: 'compressed', at: {seq: 11},
    tamper: rewriting(lines => [...lines.slice(0, 11), bytes([0x1f, 0x8b, 8, 0], lines[11]!.toString('latin1'))]),
  },
  {group: 8, name: 'an empty line', code: 'form', at: {seq: 11}, tamper: last(line => `\n${line}`)},
  // 9. Checkpoints
  {
    group: 9, name: 'of another log', code: 'checkpoint-origin',
    tamper: log => { const {size, root} = readCheckpoint(noteText(log, 'checkpoint')); sign(log, 'checkpoint', checkpointText({origin: 'github.com/octo/other/audit-log', size, root})); },
  },
  {group: 9, name: 'by another key', code: 'unknown-key', tamper: log => sign(log, 'checkpoint', noteText(log, 'checkpoint'), keyOf(66, 'github.com/eve/log'))},
  {group: 9, name: 'by another key of the same name', code: 'unknown-key', tamper: log => sign(log, 'checkpoint', noteText(log, 'checkpoint'), stranger)},
  {group: 9, name: 'by a key with the id of ours', code: 'bad-signature', tamper: log => sign(log, 'checkpoint', noteText(log, 'checkpoint'), {...stranger, id: key.id})},
  {
    group: 9, name: 'by a key with the id of ours and another name', code: 'key-collision',
    tamper: log => sign(log, 'checkpoint', noteText(log, 'checkpoint'), {...stranger, id: key.id, name: 'eve'}),
  },
  {group: 9, name: 'by a revoked key', code: 'revoked-key', tamper: () => ({revoked: [key.id]})},
  {
    group: 9, name: 'by the key before', code: 'rotated-key',
    async tamper(log) { const next = keyOf(2); await rotate(log, key, next); sign(log, 'checkpoint', noteText(log, 'checkpoint'), key); return {keys: [key, next]}; },
  },
  {
    group: 9, name: 'with base64 that is not canonical', code: 'note-form',
    tamper: log => put(
      log, 'checkpoint',
      text(log, 'checkpoint').replace(/(.)(=*)\n$/, (_, letter: string, pad: string) => `${String.fromCharCode(letter.charCodeAt(0) + 1)}${pad}\n`).replace(/\n$/, ' \n')
    ),
  },
  {
    group: 9, name: 'with a root in base64 that is not canonical', code: 'checkpoint-form',
    tamper: log => sign(log, 'checkpoint', noteText(log, 'checkpoint').replace(/(.)=\n$/, (_, letter: string) => `${String.fromCharCode(letter.charCodeAt(0) + 1)}=\n`)),
  },
  {group: 9, name: 'with zeros before the size', code: 'checkpoint-form', tamper: log => sign(log, 'checkpoint', noteText(log, 'checkpoint').replace('\n8\n', '\n08\n'))},
  {group: 9, name: 'with another size under the same signature', code: 'bad-signature', tamper: log => put(log, 'checkpoint', text(log, 'checkpoint').replace('\n8\n', '\n9\n'))},
  {group: 9, name: 'with a line that was not signed', code: 'bad-signature', tamper: log => put(log, 'checkpoint', text(log, 'checkpoint').replace('\n\n', '\nextension\n\n'))},
  {group: 9, name: 'with a line that was signed', code: 'checkpoint-form', tamper: log => sign(log, 'checkpoint', `${noteText(log, 'checkpoint')}extension\n`)},
  {
    group: 9, name: 'with a valid signature for another log\'s records', code: 'checkpoint-root', at: {seq: 7},
    async tamper(log) { const other = ledger(); await begin(other); await append(other, Array.from({length: 7}, () => entry())); await checkpoint(other); put(log, 'checkpoint', text(other, 'checkpoint')); },
  },
  {
    group: 9, name: 'of no record', code: 'checkpoint-form',
    tamper: log => { sign(log, 'checkpoint', checkpointText({origin, size: 0, root: emptyRoot})); restate(log, {checkpoint: 0}); },
  },
  {group: 9, name: 'without a signature', code: 'note-form', tamper: log => put(log, 'checkpoint', `${noteText(log, 'checkpoint')}\n`)},
  {group: 9, name: 'that is empty', code: 'note-form', tamper: log => put(log, 'checkpoint', '')},
  {group: 9, name: 'that is gone', code: 'checkpoint-missing', tamper: log => void log.files.delete('checkpoint')},
  {group: 9, name: 'the signed beginning in its place', code: 'checkpoint-form', tamper: log => put(log, 'checkpoint', text(log, 'prefix'))},
  {group: 9, name: 'in the place of the signed beginning', code: 'prefix-origin', tamper: log => put(log, 'prefix', text(log, 'checkpoint'))},
  {
    group: 9, name: 'a signed beginning of more bytes', code: 'prefix-bytes', at: {seq: 7},
    tamper: log => sign(log, 'prefix', prefixText(origin, {...readPrefix(noteText(log, 'prefix'), origin), bytes: 7})),
  },
  {
    group: 9, name: 'a signed beginning with another tree', code: 'prefix-tree', at: {seq: 7},
    tamper: log => sign(log, 'prefix', prefixText(origin, {...readPrefix(noteText(log, 'prefix'), origin), frontier: ['x'.repeat(32)]})),
  },
  {group: 9, name: 'a signed beginning without its form', code: 'prefix-form', tamper: log => sign(log, 'prefix', noteText(log, 'prefix').replace('records 8', 'records eight'))},
  {
    group: 9, name: 'a signed beginning of more records', code: 'prefix-beyond',
    tamper: async log => { const longer = log.copy(); await append(longer, [entry()]); await checkpoint(longer); log.files.set('prefix', longer.files.get('prefix')!); },
  },
  // 11. Keys
  {group: 11, name: 'handed over without the old key', code: 'rotation', at: {seq: 12}, tamper: async log => handOver(log, [keyOf(2)])},
  {group: 11, name: 'handed over without the new key', code: 'rotation', at: {seq: 12}, tamper: async log => handOver(log, [key])},
  {group: 11, name: 'handed over by a stranger', code: 'rotation', at: {seq: 12}, tamper: async log => handOver(log, [stranger, keyOf(2)])},
  {group: 11, name: 'handed over with what was signed for another record', code: 'rotation', at: {seq: 12}, tamper: async log => handOver(log, [key, keyOf(2)], 11)},
  {
    group: 11, name: 'a key for tests in a release', code: 'key-test', at: {seq: 0, offset: 0},
    async tamper(log) { log.log = undefined; log.files.clear(); await begin(log, {key: keyOf(1, 'shipgate.test/log'), origin: 'shipgate.test/log'}); return {refuseTestKeys: true, keys: [keyOf(1, 'shipgate.test/log')]}; },
  },
  {
    group: 11, name: 'a key of another algorithm', code: 'note-form', at: {seq: 0, offset: 0},
    tamper: rewriting(lines => edited(lines, 0, record => ({...record, data: {...record.data, key: sayKey(key).replace('+AY', '+BI')}}))),
  },
  {
    group: 11, name: 'a checkpoint before the handing over by the new key', code: 'rotated-key',
    async tamper(log) { const signed = noteText(log, 'checkpoint'); const next = keyOf(2); await rotate(log, key, next); restate(log, {checkpoint: 8}); sign(log, 'checkpoint', signed, next); return {keys: [key, next]}; },
  },
  {group: 11, name: 'the log begun a second time', code: 'genesis', at: {seq: 11}, tamper: rewriting(lines => edited(lines, 11, record => ({...record, event: 'ledger.begun'})))},
  {
    group: 11, name: 'handed over by a stolen old key to another than the successor that the policy names', code: 'key-other', at: {seq: 12},
    async tamper(log) { await rotate(log, key, keyOf(3)); return {keys: [key, keyOf(2)]}; },
  },
  {
    group: 11, name: 'handed over to a key that the policy does not name', code: 'key-not-pinned', at: {seq: 12},
    async tamper(log) { await rotate(log, key, keyOf(3)); },
  },
  {
    group: 11, name: 'handed over twice, the second time to a key that the policy does not name', code: 'key-not-pinned', at: {seq: 13}, expect: {depth: 'incremental'},
    async tamper(log) { await rotate(log, key, keyOf(2)); await rotate(log, keyOf(2), keyOf(3), {keys: [key, keyOf(2)]}); return {keys: [key, keyOf(2)]}; },
  },
  {
    group: 11, name: 'the key of a checkpoint in letters that look alike', code: 'key-collision',
    tamper: log => put(log, 'checkpoint', text(log, 'checkpoint').replace('\u2014 github', '\u2014 g\u0456thub')),
  },
  // 12. What no crash leaves
  {
    group: 12, name: 'half a record that nobody intended', code: 'beyond-state', at: {seq: 12},
    tamper: log => { log.log = Buffer.concat([log.log!, Buffer.from('{"actor":"octo')]); },
  },
  {
    group: 12, name: 'another record than the intended one', code: 'beyond-state', at: {seq: 12},
    async tamper(log) { const before = log.copy(); await append(log, [entry({number: 12})]); const forged = Buffer.from(log.log!.toString('latin1').replace('"number":12', '"number":13'), 'latin1'); log.log = forged; log.files.set('state.json', before.files.get('state.json')!); },
  },
  {
    group: 12, name: 'more than was intended', code: 'beyond-state', at: {seq: 12},
    async tamper(log) { const before = log.copy(); await append(log, [entry({number: 12})]); log.log = Buffer.concat([log.log!, Buffer.from('x')]); log.files.set('state.json', before.files.get('state.json')!); },
  },
  {
    group: 12, name: 'an intent that was changed with it', code: 'beyond-state', at: {seq: 12},
    async tamper(log) { const before = log.copy(); await append(log, [entry({number: 12})]); const forge = (content: Buffer): Buffer => Buffer.from(content.toString('latin1').replaceAll('"number":12', '"number":13'), 'latin1'); log.log = forge(log.log!); put(log, 'intent', forge(log.files.get('intent')!)); log.files.set('state.json', before.files.get('state.json')!); },
  },
  // 13. Nothing to go by
  {group: 13, name: 'no state', code: 'state-missing', tamper: log => void log.files.delete('state.json')},
  {group: 13, name: 'a state that is no JSON', code: 'state-form', tamper: log => put(log, 'state.json', '{')},
  {group: 13, name: 'a state of another form', code: 'state-form', tamper: log => put(log, 'state.json', '{"v":1}\n')},
  {group: 13, name: 'a state with white space', code: 'state-form', tamper: log => put(log, 'state.json', `${log.files.get('state.json')!.toString()} `)},
  {group: 13, name: 'a state of an unknown version', code: 'state-version', tamper: log => put(log, 'state.json', '{"v":2}\n')},
  {group: 13, name: 'a state with another tree', code: 'state-tree', at: {seq: 11}, tamper: log => restate(log, {frontier: stateOf(log).frontier.toReversed()})},
  {
    group: 13, name: 'a state of no records', code: 'state-form',
    tamper: log => put(log, 'state.json', stateText({...stateOf(log), size: 0, bytes: 0, frontier: [], checkpoint: 0})),
  },
  {group: 13, name: 'a record of an unknown version', code: 'version', at: {seq: 11}, tamper: last(line => line.replace('"v":1}', '"v":2}'))},
  {
    group: 13, name: 'a record of the log\'s own that nobody knows', code: 'version', at: {seq: 11},
    tamper: rewriting(lines => edited(lines, 11, record => ({...record, event: 'ledger.trusted'}))),
  },
  {group: 13, name: 'no key in the policy', code: 'key-not-pinned', tamper: () => ({keys: []})},
  {group: 13, name: 'an anchor that is no checkpoint', code: 'anchor-form', tamper: () => ({anchors: [{kind: 'tag', where: 'tag audit-log/8', note: 'Release 8\n'}]})},
  {
    group: 13, name: 'an anchor of another log', code: 'anchor-form',
    tamper: log => { const {size, root} = readCheckpoint(noteText(log, 'checkpoint')); return {anchors: [{kind: 'tag', where: 'tag audit-log/8', note: writeNote(checkpointText({origin: 'elsewhere', size, root}), [key])}]}; },
  },
  {
    group: 13, name: 'an anchor of no record', code: 'anchor-form',
    tamper: () => ({anchors: [{kind: 'tag', where: 'tag audit-log/0', note: writeNote(checkpointText({origin, size: 0, root: emptyRoot}), [key])}]}),
  },
  {group: 13, name: 'an anchor by another key', code: 'unknown-key', tamper: log => ({anchors: [{...anchorOf(log), note: writeNote(noteText(log, 'checkpoint'), [stranger])}]})},
];

/** A proof as somebody could hand it out who has the log but not the key, and what it must be found to be. */
export interface ProofAttack {
  readonly group: 10;
  readonly name: string;
  readonly code: ProblemCode;
  forge(proof: Proof, log: FakeLedger): Proof;
}

/** That record 5 is among the eight that are signed. */
interface Proof {
  readonly text: string;
  readonly line: Uint8Array;
}

const nodeOf = (left: Uint8Array, right: Uint8Array): Uint8Array => Buffer.concat([left, right]);
const withHashes = (change: (hashes: readonly string[]) => readonly string[]) => ({text, line}: Proof): Proof => {
  const proof = readProof(text);
  return {text: proofText({...proof, hashes: change(proof.hashes)}), line};
};
const signedAgain = (content: (text: string) => string, by: SigningKey) => ({text, line}: Proof): Proof => {
  const proof = readProof(text);
  return {text: proofText({...proof, note: writeNote(content(readNote(proof.note).text), [by])}), line};
};

export const proofAttacks: readonly ProofAttack[] = [
  {group: 10, name: 'another record', code: 'proof-path', forge: ({text}, log) => ({text, line: linesOf(log)[6]!.subarray(0, -1)})},
  {group: 10, name: 'a changed record', code: 'proof-path', forge: ({text, line}) => ({text, line: Buffer.from(line.toString().replace('octocat', 'octodog'))})},
  {
    group: 10, name: 'an inner node in the place of a record', code: 'proof-path',
    forge({text}, log) {
      const [left, right] = linesOf(log).slice(4, 6).map(line => Buffer.from(leafHash(line.subarray(0, -1)), 'latin1'));
      const proof = readProof(text);
      return {text: proofText({...proof, hashes: proof.hashes.slice(1)}), line: nodeOf(left!, right!)};
    },
  },
  {group: 10, name: 'another number', code: 'proof-path', forge: ({text, line}) => ({text: text.replace('index 5', 'index 4'), line})},
  {group: 10, name: 'a number beyond the log', code: 'proof-path', forge: ({text, line}) => ({text: text.replace('index 5', 'index 13'), line})},
  {group: 10, name: 'a number with a zero before it', code: 'proof-form', forge: ({text, line}) => ({text: text.replace('index 5', 'index 05'), line})},
  {group: 10, name: 'a hash too many', code: 'proof-path', forge: withHashes(hashes => [...hashes, hashes[0]!])},
  {group: 10, name: 'a hash too few', code: 'proof-path', forge: withHashes(hashes => hashes.slice(1))},
  {group: 10, name: 'hashes in another order', code: 'proof-path', forge: withHashes(hashes => hashes.toReversed())},
  {group: 10, name: 'a hash cut short', code: 'proof-form', forge: ({text, line}) => ({text: text.replace(/^([^ \n]{40})[^ \n]{4}$/m, '$1'), line})},
  {group: 10, name: 'a root of one\'s own choice', code: 'bad-signature', forge: ({text, line}) => ({text: text.replace(/(\n8\n)[^\n]+/, `$1${toBase64('x'.repeat(32))}`), line})},
  {group: 10, name: 'a root of one\'s own choice, signed by a stranger', code: 'unknown-key', forge: signedAgain(content => content, stranger)},
  {group: 10, name: 'the checkpoint of another log, signed by the same key', code: 'checkpoint-origin', forge: signedAgain(content => content.replace(origin, 'github.com/octo/other/audit-log'), key)},
  {group: 10, name: 'a tree of another size', code: 'proof-path', forge: signedAgain(content => content.replace('\n8\n', '\n5\n'), key)},
  {group: 10, name: 'the signed beginning in the place of the checkpoint', code: 'checkpoint-form', forge: ({text: good, line}, log) => ({text: proofText({...readProof(good), note: text(log, 'prefix')}), line})},
  {group: 10, name: 'another version of the form', code: 'proof-form', forge: ({text, line}) => ({text: text.replace('@v1', '@v2'), line})},
  {group: 10, name: 'nothing', code: 'proof-form', forge: ({line}) => ({text: '', line})},
];

/** Forges a good proof and checks it. Out: what it is found to be; nothing where it is taken. */
export async function foundOfProof({forge}: Pick<ProofAttack, 'forge'>): Promise<ProblemCode | undefined> {
  const log = await goodLog();
  const lines = linesOf(log);
  const roots = new RangeRoots(inclusionRanges(5, 8));
  lines.forEach((line, i) => roots.leaf(i, leafHash(line.subarray(0, -1))));
  const {text: proof, line} = forge({text: proofText({index: 5, hashes: roots.roots(), note: text(log, 'checkpoint')}), line: lines[5]!.subarray(0, -1)}, log);
  try {
    checkProof(proof, line, origin, [key]);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof LedgerError) return thrown.code;
    throw thrown;
  }
}

/** A record that hands the log over to the second key, with the state made good and a checkpoint by that key. */
async function handOver(log: FakeLedger, by: readonly SigningKey[], seq = 12): Promise<void> {
  const next = keyOf(2);
  const lines = linesOf(log);
  const note = writeNote(rotationText(stateOf(log).log, seq, key, next), by);
  const record = lineOf({...recordAt(lines, 11), event: 'ledger.rotated', seq: 12, data: {key: sayKey(next), note}});
  rewrite(log, chained([...lines, record], 12));
}

/** Does an attack to a good log and looks at it. */
export async function found(attack: Attack) {
  const log = await goodLog();
  const more = await attack.tamper(log);
  const examined = await look(log, {...attack.expect, ...more});
  return {problems: examined.problems, lines: linesOf(log)};
}

