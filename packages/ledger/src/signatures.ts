import {type Checkpoint, type Prefix, readCheckpoint, readPrefix} from './checkpoint.ts';
import type {Digest} from './hashing.ts';
import type {Genesis, KeyRing} from './key-ring.ts';
import type {PublicKey} from './keys.ts';
import type {Mark} from './log-reader.ts';
import {LedgerError, type Problem, type ProblemCode} from './problem.ts';
import {readNote, signersOf} from './signed-note.ts';
import type {State} from './state.ts';

/** A copy of a checkpoint that is kept elsewhere. */
export interface Anchor {
  readonly kind: string;
  /** `tag audit-log/1200`. */
  readonly where: string;
  readonly note: string;
}

/** What was read of the log, to hold signatures against. */
export interface Standing {
  readonly genesis: Genesis;
  readonly state: State;
  readonly ring: KeyRing;
  /** Whose signatures count. */
  readonly signers: readonly PublicKey[];
  /** Ids of keys that count no more. */
  readonly revoked: readonly string[];
  /** The positions at the sizes that the notes claim. */
  readonly marks: ReadonlyMap<number, Mark>;
  /** Whether a trusted prefix vouches for what comes before it, so that this was not read. */
  readonly trusted: boolean;
  /** Whether the marks have roots. */
  readonly withTree: boolean;
}

interface Signed<T> {
  readonly value: T;
  readonly by: readonly PublicKey[];
}

/** The problem that a thrown LedgerError stands for; everything else is thrown on. */
export function problemOf(thrown: unknown): Problem {
  if (!(thrown instanceof LedgerError)) throw thrown;
  return {code: thrown.code, message: thrown.message};
}

/** What a note says, and who of the known keys has signed it. Throws a LedgerError. */
export function readSigned<T>(content: string, known: readonly PublicKey[], read: (text: string) => T): Signed<T> {
  const note = readNote(content);
  const value = read(note.text);
  const signed = signersOf(note, known);
  if (!('by' in signed)) throw new LedgerError(signed.code, signed.message);
  return {value, by: signed.by};
}

/** Whether those who signed something about so many records are who then signs. */
function signedInTime(by: readonly PublicKey[], size: number, {ring, revoked}: Standing): Problem | undefined {
  const valid = by.filter(({id}) => !revoked.includes(id));
  if (valid.length === 0) return {code: 'revoked-key', message: `It is signed by ${by.map(({name, id}) => `${name} (${id})`).join(', ')} alone, which is revoked.`};
  const reigning = ring.at(size);
  if (reigning && valid.every(({id, name}) => id !== reigning.id || name !== reigning.name)) {
    return {code: 'rotated-key', message: `It is about ${size} records and signed by ${valid[0]!.name} (${valid[0]!.id}), which does not sign these: ${reigning.id} does.`};
  }
  return undefined;
}

/** Whether the tree had this root at that size. */
function rootMatches(size: number, root: Digest, {marks}: Standing): boolean {
  return marks.get(size)?.root === root;
}

/** A checkpoint that says anything: every log goes on from one without a record, and a log begins with one. */
function readCovering(text: string): Checkpoint {
  const checkpoint = readCheckpoint(text);
  if (checkpoint.size === 0) throw new LedgerError('checkpoint-form', 'it is a checkpoint of no record');
  return checkpoint;
}

/** Holds the checkpoint beside the log against the log. Out: the checkpoint, or what is wrong with it. */
export function judgeCheckpoint(content: string | undefined, standing: Standing): Checkpoint | Problem {
  if (content === undefined) return {code: 'checkpoint-missing', message: 'The log has no signed checkpoint.'};
  const {genesis, state, signers, withTree} = standing;
  try {
    const {value, by} = readSigned(content, signers, readCovering);
    const {origin, size, root, extensions} = value;
    if (origin !== genesis.origin) return {code: 'checkpoint-origin', message: `The checkpoint is that of "${origin}", and this log is "${genesis.origin}".`};
    if (extensions.length > 0) return {code: 'checkpoint-form', message: 'The checkpoint has lines after its root; ours have none.'};
    if (size > state.size) return {
      code: 'checkpoint-beyond', seq: state.size, offset: state.bytes,
      message: `The checkpoint is signed for ${size} records, and the log has ${state.size}: it was cut together with its state.`,
    };
    if (size < state.checkpoint) return {
      code: 'checkpoint-older', message: `The checkpoint is signed for ${size} records, and the last one was for ${state.checkpoint}: it was replaced by an older one.`,
    };
    const late = signedInTime(by, size, standing);
    if (late) return late;
    return !withTree || rootMatches(size, root, standing)
      ? value
      : {code: 'checkpoint-root', seq: size - 1, message: `The first ${size} records are not those that were signed: the log was rewritten.`};
  } catch (thrown) {
    return problemOf(thrown);
  }
}

/** Holds the signed prefix beside the log against the log and against what was found of the checkpoint, where there is one and it has not been trusted. */
export function judgePrefix(content: string | undefined, checkpoint: Checkpoint | Problem, standing: Standing): Problem | undefined {
  const {genesis, state, signers, marks, trusted, withTree} = standing;
  if (content === undefined || trusted) return undefined;
  let prefix: Prefix;
  let by: readonly PublicKey[];
  try {
    ({value: prefix, by} = readSigned(content, signers, text => readPrefix(text, genesis.origin)));
  } catch (thrown) {
    return problemOf(thrown);
  }
  const {size, bytes, head, frontier} = prefix;
  const mark = marks.get(size);
  if (!mark) return {
    code: 'prefix-beyond', seq: state.size, offset: state.bytes, message: `${size} records are signed, and the log has ${state.size}: it was cut together with its state.`,
  };
  const at = {seq: size - 1, offset: mark.bytes};
  if (mark.head !== head) return {...at, code: 'prefix-head', message: `The first ${size} records are not those that were signed: the log was rewritten.`};
  if (mark.bytes !== bytes) return {...at, code: 'prefix-bytes', message: `The first ${size} records have ${mark.bytes} bytes, and ${bytes} were signed.`};
  if (withTree && mark.frontier.some((root, i) => root !== frontier[i])) return {
    ...at, code: 'prefix-tree', message: `The Merkle tree of the first ${size} records is not the one that was signed.`,
  };
  const late = signedInTime(by, size, standing);
  // The checkpoint takes its place before the prefix does: no crash leaves it behind.
  if (late || 'code' in checkpoint || checkpoint.size >= size) return late;
  return {code: 'checkpoint-older', message: `The checkpoint is signed for ${checkpoint.size} records, and the prefix beside it for ${size}: it was replaced by an older one.`};
}

/**
 * Holds a copy of a checkpoint that is kept elsewhere against the log. Out: the records that it covers, or what is wrong; nothing for one that agrees and
 * counts no more, because its key was revoked: copies cannot be signed anew.
 */
export function judgeAnchor({where, note}: Anchor, standing: Standing): number | Problem | undefined {
  const {genesis, state, signers} = standing;
  const say = (problem: Problem): Problem => ({...problem, anchor: where, message: `${where}: ${problem.message}`});
  try {
    const {value: {origin, size, root}, by} = readSigned(note, signers, readCovering);
    if (origin !== genesis.origin) return say({code: 'anchor-form', message: `it is about "${origin}", and this log is "${genesis.origin}".`});
    if (size > state.size) return say({
      code: 'anchor-beyond', seq: state.size, offset: state.bytes,
      message: `it is signed for ${size} records, and the log has ${state.size}: the log was cut or replaced by an older one.`,
    });
    const late = signedInTime(by, size, standing);
    if (late && late.code !== 'revoked-key') return say(late);
    if (!rootMatches(size, root, standing)) {
      return say({code: 'anchor-fork', seq: size - 1, message: `the first ${size} records are not those that were signed there: there are two logs.`});
    }
    return late ? undefined : size;
  } catch (thrown) {
    const problem = problemOf(thrown);
    const form: readonly ProblemCode[] = ['note-form', 'checkpoint-form'];
    return say(form.includes(problem.code) ? {...problem, code: 'anchor-form'} : problem);
  }
}

/** The size that a note claims, signed or not: to know where to look while reading. */
export function claimedSize(content: string | undefined, read: (text: string) => {readonly size: number}): readonly number[] {
  try {
    return content === undefined ? [] : [read(readNote(content).text).size];
  } catch (thrown) {
    problemOf(thrown);
    return [];
  }
}
