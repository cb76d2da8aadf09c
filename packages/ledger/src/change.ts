import {createHash} from 'node:crypto';
import type {LedgerView, LedgerWrite} from '#core';
import {bytesOf, textOf} from './bytes.ts';
import {type Prefix, checkpointText, isOrigin, prefixText} from './checkpoint.ts';
import {CompactTree} from './compact-tree.ts';
import {type Expectations, examine} from './examine.ts';
import {leafHash, toHex} from './hashing.ts';
import {type Tail, type Torn, intentBytes, readIntent, tailOf} from './intent.ts';
import {rotationData} from './key-ring.ts';
import {type SigningKey, sayKey} from './keys.ts';
import {maxLine} from './line-scanner.ts';
import {type Position, beginning} from './log-reader.ts';
import {LedgerError} from './problem.ts';
import {type Entry, type LedgerRecord, lineOf, ownEvents, ownPrefix, recordIn} from './record.ts';
import {writeNote} from './signed-note.ts';
import {type State, readState, stateText} from './state.ts';

/** The most bytes of one append. */
const maxBatch = 8 * 1024 * 1024;

/** A change that can be carried out, and the state after it. */
export interface Prepared {
  /** Where a killed run has written its records and not its state, that comes first. */
  readonly writes: readonly LedgerWrite[];
  readonly state: State;
  /** The records that were asked for, as they will stand in the log. */
  readonly records: readonly LedgerRecord[];
}

interface Batch {
  readonly bytes: Buffer;
  readonly after: Position;
  readonly records: readonly LedgerRecord[];
}

/** Adds lines to a position. */
function advance(from: Position, lines: readonly Uint8Array[], time: string): Position {
  const tree = new CompactTree(from.size, from.frontier);
  let head = from.head;
  let bytes = from.bytes;
  for (const line of lines) {
    head = leafHash(line.subarray(0, line.length - 1));
    tree.append(head);
    bytes += line.length;
  }
  return {size: tree.size, bytes, head, time, frontier: tree.frontier};
}

/** Records that go on from a position. Time never goes back, whatever the clocks of several machines say. */
function batchOf(from: Position, entries: readonly Entry[], now: Date): Batch {
  const clock = now.toISOString();
  const ts = clock > from.time ? clock : from.time;
  const records: LedgerRecord[] = [];
  const lines: Buffer[] = [];
  let at = from;
  for (const entry of entries) {
    const record = {...entry, prev: toHex(at.head), seq: at.size, ts};
    const line = lineOf(record);
    records.push(record);
    lines.push(line);
    at = advance(at, [line], ts);
  }
  const bytes = Buffer.concat(lines);
  if (bytes.length > maxBatch) throw new LedgerError('too-long', `the records have ${bytes.length} bytes, ${maxBatch} are the most at once`);
  return {bytes, after: at, records};
}

function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < bytes.length;) {
    const next = bytes.indexOf(0x0a, from) + 1;
    lines.push(bytes.subarray(from, next));
    from = next;
  }
  return lines;
}

/** What stands behind a position; throws a LedgerError where no append has left it. */
async function tailAfter(view: LedgerView, bytes: number): Promise<Exclude<Tail, {readonly kind: 'foreign'}>> {
  const there = view.bytes ?? 0;
  if (there < bytes) throw new LedgerError('truncated', `the log has ${there} bytes, and ${bytes} are known: it was cut`);
  const intent = await view.file('intent');
  const tail = there - bytes > 2 * maxBatch ? {kind: 'foreign' as const} : tailOf(await bytesOf(view, bytes, there), bytes, intent && readIntent(intent));
  if (tail.kind === 'foreign') throw new LedgerError('beyond-state', 'behind the end that the state knows stands something that no append has left');
  return tail;
}

const notedDown = (torn: Torn): Entry => ({
  actor: 'shipgate', data: {bytes: torn.bytes, sha256: torn.sha256}, event: ownEvents.recovered, gate: 'audit-chain/append', run: 'local',
});

/** The state of a log that can be appended to, with what a crash left taken in: a whole batch counts, a torn one is to be noted down. */
async function standing(view: LedgerView): Promise<{readonly state: State; readonly torn?: Torn | undefined; readonly first: readonly LedgerWrite[]}> {
  const content = await textOf(view, 'state.json');
  if (content === undefined) {
    throw new LedgerError(
      view.bytes === undefined ? 'log-missing' : 'state-missing',
      view.bytes === undefined ? 'there is no log: it is begun with audit-chain init' : 'the log is there and its state is gone'
    );
  }
  const state = readState(content);
  const tail = await tailAfter(view, state.bytes);
  const last = await bytesOf(view, Math.max(0, state.bytes - maxLine), state.bytes);
  const from = last.subarray(0, -1).lastIndexOf(0x0a) + 1;
  if (leafHash(last.subarray(from, -1)) !== state.head || last.at(-1) !== 0x0a) throw new LedgerError(
    'state-head', 'the last record that the state knows is not the one that stands there'
  );
  if (tail.kind === 'whole') {
    const lines = linesOf(tail.batch);
    const whole = {...state, ...advance(state, lines, recordIn(lines.at(-1)!).ts)};
    // Its intent explains these records until the state knows them: only then may another one take its place.
    return {state: whole, first: [{from: whole.bytes, append: new Uint8Array(), files: [stateFile(whole)]}]};
  }
  return {state, torn: tail.torn, first: []};
}

function writeOf(from: number, batch: Uint8Array, torn: Torn | undefined, files: LedgerWrite['files']): LedgerWrite {
  return {from, append: batch, intent: intentBytes({from, batch, ...(torn && {torn})}), files};
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const stateFile = (state: State): LedgerWrite['files'][number] => ({name: 'state.json', content: utf8(stateText(state))});

/**
 * Adds records. What an earlier run left behind when it was killed is taken in or noted down first. Throws a LedgerError when the log does not end as its
 * state says, or an entry cannot be written.
 */
export async function prepareAppend(view: LedgerView, entries: readonly Entry[], now: Date): Promise<Prepared> {
  const own = entries.find(({event}) => event.startsWith(ownPrefix) && event !== ownEvents.imported);
  if (own) throw new LedgerError('identity', `events that begin with "${ownPrefix}" are the log's own: "${own.event}"`);
  return prepare(view, () => entries, now);
}

async function prepare(view: LedgerView, entriesAt: (state: State) => readonly Entry[], now: Date): Promise<Prepared> {
  const {state, torn, first} = await standing(view);
  const noted = torn ? batchOf(state, [notedDown(torn)], now) : undefined;
  const entries = entriesAt({...state, ...noted?.after});
  const batch = batchOf(state, [...(torn ? [notedDown(torn)] : []), ...entries], now);
  const after = {...state, ...batch.after};
  return {writes: [...first, writeOf(state.bytes, batch.bytes, torn, [stateFile(after)])], state: after, records: batch.records.slice(torn ? 1 : 0)};
}

/** Clears up what a killed run left behind; nothing to write where there is nothing. What is to be signed must be cleared up first. */
export async function prepareClearing(view: LedgerView, now: Date): Promise<readonly LedgerWrite[]> {
  const {torn, first} = await standing(view);
  return torn ? (await prepare(view, () => [], now)).writes : first;
}

export interface Beginning {
  readonly origin: string;
  readonly repository: string;
  readonly actor: string;
  readonly run: string;
  readonly key: SigningKey;
  readonly now: Date;
}

/** The notes that a key signs at a position. */
function signedFiles(origin: string, key: SigningKey, prefix: Prefix): LedgerWrite['files'] {
  const root = new CompactTree(prefix.size, prefix.frontier).root();
  return [
    {name: 'checkpoint', content: utf8(writeNote(checkpointText({origin, size: prefix.size, root}), [key]))},
    {name: 'prefix', content: utf8(writeNote(prefixText(origin, prefix), [key]))},
  ];
}

/** What there is of a log, in words; nothing where there is none, and where a beginning was killed before it was confirmed. */
export async function tracesOf(view: LedgerView): Promise<readonly string[]> {
  const names = ['state.json', 'checkpoint', 'prefix'] as const;
  const left: readonly string[] = (await Promise.all(names.map(async name => ((await view.file(name)) ? [name] : [])))).flat();
  if (left.includes('state.json')) return ['the state of a log'];
  const intent = await view.file('intent');
  const bytes = view.bytes ?? 0;
  const {kind} = bytes > 2 * maxBatch ? {kind: 'foreign' as const} : tailOf(await bytesOf(view, 0, bytes), 0, intent && readIntent(intent));
  if (kind === 'foreign') return ['a log without its state'];
  // A beginning that was killed has written the log before anything else.
  return kind === 'whole' ? [] : left.map(name => `the ${name} of a log`);
}

/** Begins a log, once. Throws a LedgerError where there is one already, or what is left of one; what a killed beginning left is taken away. */
export async function prepareBeginning(view: LedgerView, {origin, repository, actor, run, key, now}: Beginning): Promise<Prepared> {
  if (!isOrigin(origin)) throw new LedgerError('identity', `"${origin}" cannot name a log: printable ASCII without spaces, "+", quotes and backslashes`);
  const traces = await tracesOf(view);
  if (traces.length > 0) throw new LedgerError('genesis', `there is ${traces.join(' and ')}: a log is begun once`);
  const tail = await tailAfter(view, 0);
  const {bytes, after, records} = batchOf(beginning, [{actor, data: {key: sayKey(key), origin, repository}, event: ownEvents.begun, gate: 'audit-chain/init', run}], now);
  const torn = tail.kind === 'whole' ? {bytes: tail.batch.length, sha256: createHash('sha256').update(tail.batch).digest('hex')} : tail.torn;
  const state: State = {...after, log: after.head, checkpoint: after.size};
  const files = [...signedFiles(origin, key, {...after, sha256: createHash('sha256').update(bytes).digest('hex')}), stateFile(state)];
  return {writes: [writeOf(0, bytes, torn, files)], state, records};
}

/** The log is read whole and must be in order: a signature vouches for every record. */
async function vouched(view: LedgerView, expectations: Expectations) {
  const {problems, genesis, keys} = await examine(view, {...expectations, depth: 'full'});
  const problem = problems.find(({code}) => code !== 'key-not-pinned');
  if (problem) throw new LedgerError(problem.code, problem.message);
  return {origin: genesis!.origin, keys};
}

/** Signs what the log holds after what is appended: its files come after everything else, since a signature must never be ahead of the log. */
async function sealed(view: LedgerView, origin: string, key: SigningKey, state: State, append: Uint8Array): Promise<{readonly write: LedgerWrite; readonly state: State}> {
  const hash = createHash('sha256');
  await view.read(0, state.bytes - append.length, piece => void hash.update(piece));
  const signed: State = {...state, checkpoint: state.size};
  const files = [...signedFiles(origin, key, {...state, sha256: hash.update(append).digest('hex')}), stateFile(signed)];
  return {write: {from: state.bytes, append: new Uint8Array(), files}, state: signed};
}

/** Signs the log as it stands. Throws a LedgerError when anything about it is wrong or left to be cleared up, or the key is not the one that signs now. */
export async function prepareCheckpoint(view: LedgerView, key: SigningKey, expectations: Expectations): Promise<Prepared> {
  const {origin, keys} = await vouched(view, expectations);
  if (sayKey(keys.at(-1)!) !== sayKey(key)) throw new LedgerError('key-other', `the log is signed with ${sayKey(keys.at(-1)!)}, and the key given is ${sayKey(key)}`);
  const {state} = await standing(view);
  const {write, state: signed} = await sealed(view, origin, key, state, new Uint8Array());
  return {writes: [write], state: signed, records: []};
}

export interface Rotation {
  readonly actor: string;
  readonly run: string;
  readonly from: SigningKey;
  readonly to: SigningKey;
}

/** Hands the log over to a new key: both sign it, and the new one signs the log as it then stands. */
export async function prepareRotation(view: LedgerView, {actor, run, from, to}: Rotation, expectations: Expectations): Promise<Prepared> {
  const {origin, keys} = await vouched(view, expectations);
  if (sayKey(keys.at(-1)!) !== sayKey(from)) throw new LedgerError('key-other', `the log is signed with ${sayKey(keys.at(-1)!)}, and the old key given is ${sayKey(from)}`);
  if (keys.some(key => sayKey(key) === sayKey(to))) throw new LedgerError('rotation', 'the new key has signed this log before: make a new one');
  const entry = (state: State): Entry => ({actor, data: rotationData(state.log, state.size, from, to), event: ownEvents.rotated, gate: 'audit-chain/rotate', run});
  const {writes, state, records} = await prepare(view, at => [entry(at)], expectations.now);
  const {write, state: signed} = await sealed(view, origin, to, state, writes.at(-1)!.append);
  return {writes: [...writes, write], state: signed, records};
}
