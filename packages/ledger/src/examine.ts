import {createHash} from 'node:crypto';
import type {LedgerView} from '#core';
import {bytesOf, textOf} from './bytes.ts';
import {type Checkpoint, type Prefix, readCheckpoint, readPrefix} from './checkpoint.ts';
import {type Digest, emptyRoot, leafHash, toHex} from './hashing.ts';
import {type Tail, readIntent, tailOf} from './intent.ts';
import {type Genesis, KeyRing} from './key-ring.ts';
import {type PublicKey, sayKey} from './keys.ts';
import {LogReader, type Mark, type ReaderOptions, beginning} from './log-reader.ts';
import {LedgerError, type Problem, type ProblemCode} from './problem.ts';
import {readNote, signersOf} from './signed-note.ts';
import {type State, readState} from './state.ts';

/**
 * How a log is looked at. `full`: each record, and the Merkle tree. `strict`: each record, but not the tree, so that signed prefixes count and checkpoints
 * do not. `incremental`: what a signature by the newest key vouches for by its digest, and each record after it.
 */
export type Depth = 'full' | 'strict' | 'incremental';

/** A copy of a checkpoint that is kept elsewhere. */
export interface Anchor {
  readonly kind: string;
  /** `tag audit-log/1200`. */
  readonly where: string;
  readonly note: string;
}

export interface Expectations {
  readonly now: Date;
  /** How far clocks may differ, in milliseconds. */
  readonly skew: number;
  readonly depth: Depth;
  /** The keys that the policy knows, the newest last; the log must have been begun with one of them. */
  readonly keys: readonly PublicKey[];
  /** The log's identity as the policy knows it. */
  readonly log?: Digest | undefined;
  /** Ids of keys that count no more. */
  readonly revoked: readonly string[];
  readonly refuseTestKeys: boolean;
  readonly anchors: readonly Anchor[];
  readonly each?: ReaderOptions['each'];
}

export interface Examination {
  /** What is wrong, the first thing first. */
  readonly problems: readonly Problem[];
  readonly depth: Depth;
  /** Where the log ends; absent where it could not be read to its end. */
  readonly end?: Mark | undefined;
  readonly state?: State | undefined;
  readonly genesis?: Genesis | undefined;
  /** The keys that have signed it, the newest last. */
  readonly keys: readonly PublicKey[];
  readonly checkpoint?: Checkpoint | undefined;
  readonly tail: Tail;
  readonly recovered: number;
  readonly imported: number;
  /** The anchors that were found to be right. */
  readonly anchored: readonly (Anchor & {readonly size: number})[];
}

/** More than any batch: what is longer was not left by a crash. */
const longestTail = 16 * 1024 * 1024;

function problemOf(thrown: unknown, code?: ProblemCode): Problem {
  if (!(thrown instanceof LedgerError)) throw thrown;
  return {code: code ?? thrown.code, message: thrown.message};
}

interface Signed<T> {
  readonly value: T;
  readonly by: readonly PublicKey[];
}

/** Reads a note, and who of the known keys has signed it. */
function readSigned<T>(content: string, known: readonly PublicKey[], read: (text: string) => T): Signed<T> {
  const note = readNote(content);
  const value = read(note.text);
  const signed = signersOf(note, known);
  if (!('by' in signed)) throw new LedgerError(signed.code, signed.message);
  return {value, by: signed.by};
}

/** Whether those who signed something about so many records are who then signs. */
function signedInTime(by: readonly PublicKey[], size: number, ring: KeyRing, revoked: readonly string[]): Problem | undefined {
  const valid = by.filter(({id}) => !revoked.includes(id));
  if (valid.length === 0) return {code: 'revoked-key', message: `It is signed by ${by.map(({name, id}) => `${name} (${id})`).join(', ')} alone, which is revoked.`};
  const reigning = ring.at(size);
  if (reigning && valid.every(({id, name}) => id !== reigning.id || name !== reigning.name)) {
    return {code: 'rotated-key', message: `It is about ${size} records and signed by ${valid[0]!.name} (${valid[0]!.id}), which had handed the log over to ${reigning.id} before.`};
  }
  return undefined;
}

/** A prefix that the newest key of the policy has signed and whose bytes are the log's: reading can begin behind it. */
async function trustedPrefix(view: LedgerView, state: State, origin: string | undefined, {keys, revoked}: Expectations): Promise<Prefix | undefined> {
  const newest = keys.at(-1);
  const content = await textOf(view, 'prefix');
  if (!newest || !content || origin === undefined || revoked.includes(newest.id)) return undefined;
  let prefix: Prefix;
  try {
    prefix = readSigned(content, [newest], text => readPrefix(text, origin)).value;
  } catch (thrown) {
    problemOf(thrown);
    return undefined;
  }
  if (prefix.bytes > state.bytes) return undefined;
  const hash = createHash('sha256');
  await view.read(0, prefix.bytes, piece => void hash.update(piece));
  return hash.digest('hex') === prefix.sha256 ? prefix : undefined;
}

async function firstRecord(view: LedgerView, bytes: number, ring: KeyRing, until: string): Promise<Problem | undefined> {
  const start = await bytesOf(view, 0, Math.min(bytes, 64 * 1024));
  const end = start.indexOf(0x0a);
  const reader = new LogReader({until, own: (record, offset) => ring.take(record, offset)});
  reader.push(start.subarray(0, end + 1));
  if (end < 0) reader.push(start);
  reader.end();
  if (!reader.problem) ring.log = leafHash(start.subarray(0, end));
  return reader.problem;
}

function matches(state: State, end: Mark, withTree: boolean): Problem | undefined {
  const at = {seq: end.size - 1, offset: end.bytes};
  if (end.size !== state.size || end.head !== state.head || end.time !== state.time) return {...at, code: 'state-head', message: 'The last record that the state knows is not the one that stands there: the log was rewritten, or the state is of another one.'};
  const same = !withTree || (end.frontier.length === state.frontier.length && end.frontier.every((root, i) => root === state.frontier[i]));
  return same ? undefined : {...at, code: 'state-tree', message: 'The Merkle tree of the records is not the one that the state knows.'};
}

function tailProblem(tail: Tail, {size, bytes}: State): Problem | undefined {
  const at = {seq: size, offset: bytes};
  switch (tail.kind) {
    case 'none':
      return undefined;
    case 'whole': case 'torn':
      return {...at, undecided: true, code: 'unfinished-append', message: 'A run ended while it was writing to the log; nothing that was confirmed is lost, and the next append clears it up.'};
    case 'foreign':
      return {...at, code: 'beyond-state', message: 'Behind the end that the state knows stands something that no append has left: somebody wrote to the log, or the state is an older one.'};
  }
}

/**
 * Looks at the whole log with what stands beside it. Everything that a rule judges is in what comes out; throws only what the view throws. Needs the memory
 * of one piece, however long the log is.
 */
export async function examine(view: LedgerView, wished: Expectations): Promise<Examination> {
  const {now, skew, keys, log, revoked, refuseTestKeys, anchors, each} = wished;
  const problems: Problem[] = [];
  const nothing = {problems, depth: wished.depth, keys: [], tail: {kind: 'none'} as Tail, recovered: 0, imported: 0, anchored: []};
  const stateContent = await textOf(view, 'state.json');
  if (view.bytes === undefined || stateContent === undefined || view.bytes === 0) {
    const code = view.bytes === undefined ? 'log-missing' : view.bytes === 0 ? 'log-empty' : 'state-missing';
    const what = {'log-missing': stateContent === undefined ? 'There is neither a log nor its state.' : 'The state is there and the log is gone.', 'log-empty': 'The log is empty.', 'state-missing': 'The log is there and its state is gone, so that nobody can tell whether it was cut.'};
    return {...nothing, problems: [{code, message: what[code]}]};
  }
  let state: State;
  try {
    state = readState(stateContent);
  } catch (thrown) {
    return {...nothing, problems: [problemOf(thrown)]};
  }

  const until = new Date(now.getTime() + skew).toISOString();
  const ring = new KeyRing({refuseTestKeys});
  const complete = Math.min(view.bytes, state.bytes);
  const first = await firstRecord(view, complete, ring, until);
  if (first) return {...nothing, state, problems: [first]};
  const genesis = ring.genesis!;
  if (ring.log !== state.log) problems.push({code: 'other-log', seq: 0, offset: 0, message: 'The state is that of another log.'});
  if (log !== undefined && log !== ring.log) problems.push({code: 'other-log', seq: 0, offset: 0, message: `This is the log ${toHex(ring.log!)}, and the policy names ${toHex(log)}.`});
  const pinned = keys.some(key => sayKey(key) === sayKey(genesis.key));
  if (keys.length > 0 && !pinned) problems.push({code: 'key-other', seq: 0, offset: 0, message: `The log was begun with the key ${sayKey(genesis.key)}, which the policy does not name.`});
  if (keys.length === 0) problems.push({code: 'key-not-pinned', undecided: true, message: `The policy names no key, so that a log of anybody's would do. This one was begun with ${sayKey(genesis.key)}.`});

  const prefixStart = wished.depth === 'incremental' && pinned ? await trustedPrefix(view, state, genesis.origin, wished) : undefined;
  const depth: Depth = wished.depth === 'incremental' && !prefixStart ? 'full' : wished.depth;
  const withTree = depth !== 'strict';

  const reader = await readRecords();
  const common = {...nothing, depth, state, genesis, recovered: ring.recovered, imported: ring.imported, keys: prefixStart ? keys : ring.keys};
  if (reader.problem) return {...common, problems: [reader.problem, ...problems]};
  const end = reader.position;
  if (view.bytes < state.bytes) {
    return {...common, end, problems: [{code: 'truncated', seq: end.size, offset: view.bytes, message: `The log ends after ${end.size} of ${state.size} records: it was cut.`}, ...problems]};
  }
  const differs = matches(state, end, withTree);
  if (differs) problems.push(differs);
  const intent = await view.file('intent');
  const tail: Tail = view.bytes - state.bytes > longestTail ? {kind: 'foreign'} : tailOf(await bytesOf(view, state.bytes, view.bytes), state.bytes, intent && readIntent(intent));
  const left = tailProblem(tail, state);
  if (left) problems.push(left);

  // Behind a trusted prefix the ring has not seen who handed over to whom: the policy's newest key is then the one that signs.
  const signers = prefixStart ? keys.slice(-1) : ring.keys;
  if (prefixStart) ring.reigns.splice(0, ring.reigns.length, {key: keys.at(-1)!, from: 0});
  const checkpoint = await judgeCheckpoint();
  await judgePrefix();
  const anchored = withTree ? anchors.flatMap(judgeAnchor) : [];
  return {...common, problems, end, checkpoint, tail, anchored};

  async function readRecords(): Promise<LogReader> {
    const sizes = new Set<number>([...anchors.flatMap(({note}) => sizeIn(note)), ...sizeIn(await textOf(view, 'checkpoint')), ...await prefixSize()]);
    const inOrder = [...sizes].sort((a, b) => a - b);
    if (prefixStart) {
      const resumed = new LogReader({from: prefixStart, until, marks: inOrder, own: (record, offset) => ring.take(record, offset), withTree, ...(each && {each})});
      if (genesis.repository !== '') resumed.repository = genesis.repository;
      await feed(resumed, prefixStart.bytes);
      return resumed;
    }
    const fresh = new KeyRing({refuseTestKeys});
    fresh.log = ring.log;
    const whole = new LogReader({from: beginning, until, marks: inOrder, own: (record, offset) => fresh.take(record, offset), withTree, ...(each && {each})});
    if (genesis.repository !== '') whole.repository = genesis.repository;
    await feed(whole, 0);
    ring.reigns.splice(0, ring.reigns.length, ...fresh.reigns);
    ring.recovered = fresh.recovered;
    ring.imported = fresh.imported;
    return whole;
  }

  async function feed(into: LogReader, from: number): Promise<void> {
    await view.read(from, complete, piece => into.push(piece));
    into.end();
  }

  async function prefixSize(): Promise<readonly number[]> {
    try {
      return [readPrefix(readNote(await textOf(view, 'prefix') ?? '').text, genesis.origin).size];
    } catch (thrown) {
      problemOf(thrown);
      return [];
    }
  }

  async function judgeCheckpoint(): Promise<Checkpoint | undefined> {
    const content = await textOf(view, 'checkpoint');
    if (content === undefined) {
      problems.push({code: 'checkpoint-missing', message: 'The log has no signed checkpoint.'});
      return undefined;
    }
    try {
      const {value, by} = readSigned(content, signers, readCheckpoint);
      const wrong = checkpointProblem(value, by);
      if (wrong) problems.push(wrong);
      return wrong ? undefined : value;
    } catch (thrown) {
      problems.push(problemOf(thrown));
      return undefined;
    }
  }

  function checkpointProblem(checkpoint: Checkpoint, by: readonly PublicKey[]): Problem | undefined {
    const {origin, size, root, extensions} = checkpoint;
    if (origin !== genesis.origin) return {code: 'checkpoint-origin', message: `The checkpoint is that of "${origin}", and this log is "${genesis.origin}".`};
    if (extensions.length > 0) return {code: 'checkpoint-form', message: 'The checkpoint has lines after its root; ours have none.'};
    if (size > state.size) return {code: 'checkpoint-beyond', seq: state.size, offset: state.bytes, message: `The checkpoint is signed for ${size} records, and the log has ${state.size}: it was cut together with its state.`};
    if (size < state.checkpoint) return {code: 'checkpoint-older', message: `The checkpoint is signed for ${size} records, and the last one was for ${state.checkpoint}: it was replaced by an older one.`};
    return signedInTime(by, size, ring, revoked) ?? (withTree && !rootMatches(size, root) ? {code: 'checkpoint-root', seq: size - 1, message: `The first ${size} records are not those that were signed: the log was rewritten.`} : undefined);
  }

  /** Whether the tree had this root at that size; before a trusted prefix its signature answers. */
  function rootMatches(size: number, root: Digest): boolean {
    if (size === 0) return root === emptyRoot;
    const mark = reader.marks.get(size);
    return mark ? mark.root === root : prefixStart !== undefined && size < prefixStart.size;
  }

  async function judgePrefix(): Promise<void> {
    const content = await textOf(view, 'prefix');
    if (content === undefined || prefixStart) return;
    try {
      const {value, by} = readSigned(content, signers, text => readPrefix(text, genesis.origin));
      const wrong = prefixProblem(value) ?? signedInTime(by, value.size, ring, revoked);
      if (wrong) problems.push(wrong);
    } catch (thrown) {
      problems.push(problemOf(thrown));
    }
  }

  function prefixProblem({size, bytes, head, frontier}: Prefix): Problem | undefined {
    const mark = reader.marks.get(size);
    if (!mark) return {code: 'prefix-beyond', seq: state.size, offset: state.bytes, message: `${size} records are signed, and the log has ${state.size}: it was cut together with its state.`};
    const at = {seq: size - 1, offset: mark.bytes};
    if (mark.head !== head) return {...at, code: 'prefix-head', message: `The first ${size} records are not those that were signed: the log was rewritten.`};
    if (mark.bytes !== bytes) return {...at, code: 'prefix-bytes', message: `The first ${size} records have ${mark.bytes} bytes, and ${bytes} were signed.`};
    return !withTree || mark.frontier.every((root, i) => root === frontier[i]) ? undefined : {...at, code: 'prefix-tree', message: `The Merkle tree of the first ${size} records is not the one that was signed.`};
  }

  function judgeAnchor(anchor: Anchor): readonly (Anchor & {readonly size: number})[] {
    const refuse = (problem: Problem): readonly [] => {
      problems.push({...problem, message: `${anchor.where}: ${problem.message}`});
      return [];
    };
    try {
      const {value: {origin, size, root}, by} = readSigned(anchor.note, signers, readCheckpoint);
      if (origin !== genesis.origin) return refuse({code: 'anchor-form', message: `it is about "${origin}", and this log is "${genesis.origin}".`});
      if (size > state.size) return refuse({code: 'anchor-beyond', seq: state.size, offset: state.bytes, message: `it is signed for ${size} records, and the log has ${state.size}: the log was cut or replaced by an older one.`});
      const late = signedInTime(by, size, ring, revoked);
      if (late) return refuse(late);
      if (!rootMatches(size, root)) return refuse({code: 'anchor-fork', seq: size - 1, message: `the first ${size} records are not those that were signed there: there are two logs.`});
      return [{...anchor, size}];
    } catch (thrown) {
      const {code, message} = problemOf(thrown);
      return refuse({code: code === 'note-form' || code === 'checkpoint-form' ? 'anchor-form' : code, message});
    }
  }
}

/** The size that a note claims, signed or not: to know where to look while reading. */
function sizeIn(content: string | undefined): readonly number[] {
  try {
    return content === undefined ? [] : [readCheckpoint(readNote(content).text).size];
  } catch (thrown) {
    problemOf(thrown);
    return [];
  }
}
