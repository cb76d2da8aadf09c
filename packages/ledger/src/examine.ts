import {createHash} from 'node:crypto';
import type {LedgerView} from '#core';
import {bytesOf, textOf} from './bytes.ts';
import {type Checkpoint, type Prefix, readCheckpoint, readPrefix} from './checkpoint.ts';
import {type Digest, leafHash, toHex} from './hashing.ts';
import {type Tail, readIntent, tailOf} from './intent.ts';
import {type Genesis, KeyRing} from './key-ring.ts';
import {type PublicKey, sayKey} from './keys.ts';
import {LogReader, type Mark, type ReaderOptions, beginning} from './log-reader.ts';
import type {Problem} from './problem.ts';
import {type Anchor, type Standing, claimedSize, judgeAnchor, judgeCheckpoint, judgePrefix, problemOf, readSigned} from './signatures.ts';
import {type State, readState} from './state.ts';

/**
 * How a log is looked at. `full`: each record, and the Merkle tree. `strict`: each record, but not the tree, so that signed prefixes count and the roots of
 * checkpoints and anchors do not. `incremental`: what the newest key vouches for, by its digest, and each record after it; `full` without such a signature, and
 * where a checkpoint or a copy of one is older than it: its root is not to be told from what was signed later, and whoever has the key could sign another log.
 */
export type Depth = 'full' | 'strict' | 'incremental';

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
  /** Called for each record that is read. */
  readonly each?: ReaderOptions['each'];
}

export interface Examination {
  /** What is wrong, the first thing first. */
  readonly problems: readonly Problem[];
  readonly depth: Depth;
  /** Where the log ends; absent where it could not be read to its end. */
  readonly end?: Mark;
  readonly state?: State;
  readonly genesis?: Genesis;
  /** The keys that have signed it, the newest last. */
  readonly keys: readonly PublicKey[];
  readonly checkpoint?: Checkpoint;
  readonly tail: Tail;
  readonly recovered: number;
  readonly imported: number;
  /** The anchors that were found to be right, with the records that they cover. */
  readonly anchored: readonly (Anchor & {readonly size: number})[];
}

/** More than any batch: what is longer was not left by a crash. */
const longestTail = 16 * 1024 * 1024;
const longestRecord = 64 * 1024;

/** What of a log is there at all; a problem where it is not enough to go on. */
async function readStanding(view: LedgerView): Promise<State | Problem> {
  const content = await textOf(view, 'state.json');
  if (view.bytes === undefined) return {code: 'log-missing', message: content === undefined ? 'There is neither a log nor its state.' : 'The state is there and the log is gone.'};
  if (view.bytes === 0) return {code: 'log-empty', message: 'The log is empty.'};
  if (content === undefined) return {code: 'state-missing', message: 'The log is there and its state is gone, so that nobody can tell whether it was cut.'};
  try {
    return readState(content);
  } catch (thrown) {
    return problemOf(thrown);
  }
}

/** Reads the first record alone, which says what the log is. */
async function readGenesis(view: LedgerView, bytes: number, ring: KeyRing, until: string): Promise<Problem | undefined> {
  const start = await bytesOf(view, 0, Math.min(bytes, longestRecord));
  const end = start.indexOf(0x0a);
  const reader = new LogReader({until, own: (record, offset) => ring.take(record, offset)});
  reader.push(end < 0 ? start : start.subarray(0, end + 1));
  reader.end();
  if (!reader.problem) ring.log = leafHash(start.subarray(0, end));
  return reader.problem;
}

function identityProblems({log, genesis}: KeyRing, state: State, wished: Expectations): readonly Problem[] {
  const at = {seq: 0, offset: 0};
  const begun = sayKey(genesis!.key);
  const problems: Problem[] = [];
  if (log !== state.log) problems.push({...at, code: 'other-log', message: 'The state is that of another log.'});
  if (wished.log !== undefined && log !== wished.log) problems.push({
    ...at, code: 'other-log', message: `This is the log ${toHex(log!)}, and the policy names ${toHex(wished.log)}.`,
  });
  if (wished.keys.length === 0) problems.push({
    code: 'key-not-pinned', undecided: true, message: `The policy names no key, so that a log of anybody's would do. This one was begun with ${begun}.`,
  });
  else if (!wished.keys.some(key => sayKey(key) === begun)) problems.push({
    ...at, code: 'key-other', message: `The log was begun with the key ${begun}, which the policy does not name.`,
  });
  return problems;
}

/**
 * Whether the policy names every key that the log was handed over to. One more at the end may be a handing over that the policy has not followed yet; while the
 * policy names another successor it is somebody's who got hold of an old key. `whole`: whether all handings over were seen.
 */
function successorProblem({reigns}: KeyRing, known: readonly PublicKey[], whole: boolean): Problem | undefined {
  const named = known.map(sayKey);
  const stranger = known.length === 0 ? undefined : reigns.slice(1).find(({key}) => !named.includes(sayKey(key)));
  if (!stranger) return undefined;
  const key = sayKey(stranger.key);
  const others = whole ? known.filter(one => !reigns.some(reign => sayKey(reign.key) === sayKey(one))) : [];
  return others.length > 0
    ? {code: 'key-other', seq: stranger.from, message: `The log was handed over to ${key}, and the policy names ${others.map(sayKey).join(', ')}.`}
    : {code: 'key-not-pinned', seq: stranger.from, undecided: true, message: `The log was handed over to ${key}, which the policy does not name.`};
}

/** A prefix that the newest key of the policy has signed and whose bytes are the log's: reading can begin behind it. */
async function trustedPrefix(view: LedgerView, state: State, origin: string, {keys, revoked, anchors}: Expectations): Promise<Prefix | undefined> {
  const newest = keys.at(-1);
  const content = await textOf(view, 'prefix');
  if (!newest || !content || revoked.includes(newest.id)) return undefined;
  let prefix: Prefix;
  try {
    prefix = readSigned(content, [newest], text => readPrefix(text, origin)).value;
  } catch (thrown) {
    problemOf(thrown);
    return undefined;
  }
  const notes = [await textOf(view, 'checkpoint'), ...anchors.map(({note}) => note)];
  if (prefix.bytes > state.bytes || notes.some(note => claimedSize(note, readCheckpoint).some(size => size < prefix.size))) return undefined;
  const hash = createHash('sha256');
  await view.read(0, prefix.bytes, piece => void hash.update(piece));
  return hash.digest('hex') === prefix.sha256 ? prefix : undefined;
}

function endProblem(state: State, end: Mark, withTree: boolean): Problem | undefined {
  const at = {seq: end.size - 1, offset: end.bytes};
  if (end.size !== state.size || end.head !== state.head || end.time !== state.time) return {
    ...at, code: 'state-head', message: 'The last record that the state knows is not the one that stands there: the log was rewritten, or the state is of another one.',
  };
  const same = !withTree || (end.frontier.length === state.frontier.length && end.frontier.every((root, i) => root === state.frontier[i]));
  return same ? undefined : {...at, code: 'state-tree', message: 'The Merkle tree of the records is not the one that the state knows.'};
}

async function readTail(view: LedgerView, {bytes}: State): Promise<Tail> {
  if (view.bytes! - bytes > longestTail) return {kind: 'foreign'};
  const intent = await view.file('intent');
  return tailOf(await bytesOf(view, bytes, view.bytes!), bytes, intent && readIntent(intent));
}

function tailProblem({kind}: Tail, {size, bytes}: State): Problem | undefined {
  const at = {seq: size, offset: bytes};
  switch (kind) {
    case 'none': return undefined;
    case 'whole': case 'torn':
      return {
        ...at, undecided: true, code: 'unfinished-append',
        message: 'A run ended while it was writing to the log; nothing that was confirmed is lost, and the next append clears it up.',
      };
    case 'foreign':
      return {
        ...at, code: 'beyond-state',
        message: 'Behind the end that the state knows stands something that no append has left: somebody wrote to the log, or the state is an older one.',
      };
  }
}

/**
 * Looks at the whole log with what stands beside it. Everything that a rule judges is in what comes out; throws only what the view throws. Needs the memory
 * of one piece, however long the log is.
 */
export async function examine(view: LedgerView, wished: Expectations): Promise<Examination> {
  const {now, skew, keys, revoked, refuseTestKeys, anchors, each} = wished;
  const nothing: Examination = {problems: [], depth: wished.depth, keys: [], tail: {kind: 'none'}, recovered: 0, imported: 0, anchored: []};
  const state = await readStanding(view);
  if ('code' in state) return {...nothing, problems: [state]};

  const until = new Date(now.getTime() + skew).toISOString();
  const complete = Math.min(view.bytes!, state.bytes);
  let ring = new KeyRing({refuseTestKeys});
  const first = await readGenesis(view, complete, ring, until);
  if (first) return {...nothing, state, problems: [first]};
  const {genesis: found, log} = ring;
  const genesis = found!;
  const identity = identityProblems(ring, state, wished);

  const prefix = wished.depth === 'incremental' && identity.length === 0 ? await trustedPrefix(view, state, genesis.origin, wished) : undefined;
  const depth: Depth = wished.depth === 'incremental' && !prefix ? 'full' : wished.depth;
  const withTree = depth !== 'strict';
  // Behind a trusted prefix nobody has seen who handed over to whom: the policy's newest key is then the one that signs.
  if (prefix) ring.reigns.splice(0, ring.reigns.length, {key: keys.at(-1)!, from: 0});
  else ring = new KeyRing({refuseTestKeys, ...(log !== undefined && {log})});

  const [checkpointNote, prefixNote] = [await textOf(view, 'checkpoint'), await textOf(view, 'prefix')];
  const sizes = [
    ...anchors.flatMap(({note}) => claimedSize(note, readCheckpoint)), ...claimedSize(checkpointNote, readCheckpoint),
    ...claimedSize(prefixNote, text => readPrefix(text, genesis.origin)),
  ];
  const reader = new LogReader({
    from: prefix ?? beginning, until, withTree, marks: [...new Set(sizes)].sort((a, b) => a - b), own: (record, offset) => ring.take(record, offset), ...(each && {each}),
  });
  if (genesis.repository !== '') reader.repository = genesis.repository;
  await view.read(prefix?.bytes ?? 0, complete, piece => reader.push(piece));
  reader.end();

  const read: Examination = {...nothing, depth, state, genesis, recovered: ring.recovered, imported: ring.imported, keys: prefix ? keys : ring.keys};
  if (reader.problem) return {...read, problems: [reader.problem, ...identity]};
  const end = reader.position;
  if (view.bytes! < state.bytes) {
    return {
      ...read, end,
      problems: [{code: 'truncated', seq: end.size, offset: view.bytes!, message: `The log ends after ${end.size} of ${state.size} records: it was cut.`}, ...identity],
    };
  }
  const tail = await readTail(view, state);
  const standing: Standing = {genesis, state, ring, signers: ring.keys, revoked, marks: reader.marks, trusted: prefix !== undefined, withTree};
  const checkpoint = judgeCheckpoint(checkpointNote, standing);
  const judged = withTree ? anchors.map(anchor => ({anchor, found: judgeAnchor(anchor, standing)})) : [];
  const problems = [
    endProblem(state, end, withTree), tailProblem(tail, state), ...identity, successorProblem(ring, keys, prefix === undefined), 'code' in checkpoint ? checkpoint : undefined, judgePrefix(prefixNote, checkpoint, standing),
    ...judged.map(one => (typeof one.found === 'number' ? undefined : one.found)),
  ].filter(problem => problem !== undefined);
  return {
    ...read, problems, end, tail, ...(!('code' in checkpoint) && {checkpoint}),
    anchored: judged.flatMap(one => (typeof one.found === 'number' ? [{...one.anchor, size: one.found}] : [])),
  };
}
