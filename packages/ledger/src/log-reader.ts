import {CompactTree} from './compact-tree.ts';
import {type Digest, emptyRoot, leafHashIn, writeHex} from './hashing.ts';
import {LineScanner, maxLine, timeLength} from './line-scanner.ts';
import type {Problem, ProblemCode} from './problem.ts';
import {type LedgerRecord, ownPrefix, recordIn} from './record.ts';

/** Where reading stands: after `seq` records. */
export interface Position {
  /** Records before it. */
  readonly size: number;
  /** Bytes before it. */
  readonly bytes: number;
  /** The leaf hash of the record before it. */
  readonly head: Digest;
  /** The time of the record before it. */
  readonly time: string;
  /** The Merkle tree's whole subtrees. */
  readonly frontier: readonly Digest[];
}

/** A position that was asked for, and the root of the tree there. */
export interface Mark extends Position {
  readonly root: Digest;
}

const noHead: Digest = '\0'.repeat(32);
export const beginning: Position = {size: 0, bytes: 0, head: noHead, time: '0000-01-01T00:00:00.000Z', frontier: []};

export interface ReaderOptions {
  /** Where to begin. Default: the beginning. */
  readonly from?: Position;
  /** The latest time that a record may have; RFC 3339 in UTC with milliseconds. */
  readonly until: string;
  /** Sizes at which the position is noted down, ascending. */
  readonly marks?: readonly number[];
  /** Whether the Merkle tree is made. Default true; else the positions have no subtrees, and their root is that of no records. */
  readonly withTree?: boolean;
  /** Called for the log's own records; a problem ends the reading. */
  readonly own?: (record: LedgerRecord, offset: number) => Problem | undefined;
  /** Called for each record with its bytes, which are valid only during the call. */
  readonly each?: (line: Uint8Array, leaf: Digest, scanner: LineScanner) => void;
}

const said: Readonly<Partial<Record<ProblemCode, string>>> = {
  'byte-order-mark': 'begins with a byte order mark', 'carriage-return': 'holds a carriage return', nul: 'holds a NUL byte', 'white-space': 'holds white space between its members',
  compressed: 'is compressed data',
  'not-utf-8': 'is not UTF-8', escape: 'holds an escape that is not the shortest form', form: 'does not have the form of a record',
  'number-form': 'holds a number that is not written as a plain whole number',
  'number-size': 'holds a number of more than 53 bits', 'key-form': 'holds a key that is not allowed', 'key-order': 'holds keys that are not sorted',
  'key-twice': 'holds a key twice', depth: 'is nested too deeply',
  'too-long': `has more than ${maxLine} bytes`, identity: 'holds a name that is empty or not plain ASCII', 'time-form': 'holds a time that is not one in UTC with milliseconds',
  version: 'is of an unknown version',
  'unfinished-line': 'does not end with a newline',
};

const pieceLength = 256 * 1024;

/**
 * Reads the log piece by piece and holds each record to its form, its number, its time and the hash of the record before; folds them into the Merkle tree
 * on the way. It stops at the first problem. Needs the memory of one piece, however long the log is.
 */
export class LogReader {
  problem: Problem | undefined;
  readonly marks = new Map<number, Mark>();
  readonly #options: ReaderOptions;
  readonly #scanner = new LineScanner();
  readonly #tree: CompactTree | undefined;
  readonly #marks: number[];
  /** A byte for the leaf's 0 before the first line, the rest of the last piece, and the next piece. */
  readonly #buffer = Buffer.alloc(1 + maxLine + pieceLength);
  #filled = 1;
  #seq: number;
  #bytes: number;
  #head: Digest;
  readonly #headHex = new Uint8Array(64);
  readonly #time = new Uint8Array(timeLength);
  readonly #until: Uint8Array;
  /** What each run's name begins with, once the first record has said which repository the log belongs to. */
  #repository: Uint8Array | undefined;

  constructor(options: ReaderOptions) {
    const {from = beginning, until, marks = [], withTree = true} = options;
    this.#options = options;
    this.#tree = withTree ? new CompactTree(from.size, from.frontier) : undefined;
    this.#seq = from.size;
    this.#bytes = from.bytes;
    this.#head = from.head;
    writeHex(from.head, this.#headHex);
    this.#time.set(Buffer.from(from.time));
    this.#until = Buffer.from(until);
    this.#marks = [...marks];
    this.#mark();
  }

  get position(): Mark {
    const tree = this.#tree;
    return {
      size: this.#seq, bytes: this.#bytes, head: this.#head, time: Buffer.from(this.#time).toString('latin1'), frontier: tree?.frontier ?? [], root: tree?.root() ?? emptyRoot,
    };
  }

  /** The runs of which repository the records may be from: `owner/name`; runs on a laptop always may. */
  set repository(name: string) {
    this.#repository = Buffer.from(`${name}/`);
  }

  push(piece: Uint8Array): void {
    for (let from = 0; from < piece.length && !this.problem; from += pieceLength) this.#take(piece.subarray(from, from + pieceLength));
  }

  /** After the last piece. What is left without a newline is a problem. */
  end(): void {
    if (!this.problem && this.#filled > 1) this.#fail('unfinished-line', this.#bytes + this.#filled - 1);
  }

  #take(piece: Uint8Array): void {
    const buffer = this.#buffer;
    buffer.set(piece, this.#filled);
    const filled = this.#filled + piece.length;
    const last = buffer.subarray(0, filled).lastIndexOf(0x0a);
    let from = 1;
    while (from <= last && !this.problem) from = this.#line(from);
    if (this.problem) return;
    const rest = filled - from;
    if (rest > maxLine) this.#fail('too-long', this.#bytes);
    else buffer.copyWithin(1, from, filled);
    this.#filled = 1 + rest;
  }

  /** Reads the record at `from`; out: where the next one begins. */
  #line(from: number): number {
    const scanner = this.#scanner;
    const buffer = this.#buffer;
    if (!scanner.scan(buffer, from, this.#headHex)) {
      this.#fail(scanner.code, this.#bytes + scanner.at - from);
      return from;
    }
    const next = scanner.at;
    if (next - from > maxLine) this.#fail('too-long', this.#bytes);
    else if (!scanner.follows) this.#fail(this.#seq === 0 ? 'genesis' : 'chain', this.#bytes);
    else if (scanner.seq !== this.#seq) this.#fail('sequence', this.#bytes);
    else this.#judgeTime(scanner.timeFrom);
    if (!this.problem) this.#judgeRun(scanner);
    if (!this.problem && (this.#seq === 0 || this.#isOwn(scanner))) this.problem = this.#options.own?.(recordIn(buffer.subarray(from, next)), this.#bytes);
    if (this.problem) return from;

    const leaf = leafHashIn(buffer, from, next - 1);
    this.#options.each?.(buffer.subarray(from, next), leaf, scanner);
    this.#tree?.append(leaf);
    this.#head = leaf;
    writeHex(leaf, this.#headHex);
    this.#seq++;
    this.#bytes += next - from;
    this.#mark();
    return next;
  }

  #mark(): void {
    while (this.#marks.length > 0 && this.#marks[0]! <= this.#seq) {
      const size = this.#marks.shift()!;
      if (size === this.#seq) this.marks.set(size, this.position);
    }
  }

  /** Times never go back, and none is later than now. Those of one form compare as their bytes do. */
  #judgeTime(from: number): void {
    const buffer = this.#buffer;
    const time = this.#time;
    let i = 0;
    while (i < timeLength && buffer[from + i] === time[i]) i++;
    if (i === timeLength) return;
    if (buffer[from + i]! < time[i]!) {
      this.#fail('time-order', this.#bytes);
      return;
    }
    for (; i < timeLength; i++) time[i] = buffer[from + i]!;
    let j = 0;
    while (j < timeLength && time[j] === this.#until[j]) j++;
    if (j < timeLength && time[j]! > this.#until[j]!) this.#fail('time-future', this.#bytes);
  }

  #judgeRun({runFrom, runTo}: LineScanner): void {
    const name = this.#repository;
    if (!name) return;
    const buffer = this.#buffer;
    let i = 0;
    while (i < name.length && buffer[runFrom + i] === name[i]) i++;
    if (i < name.length && !(runTo - runFrom >= 5 && buffer.toString('latin1', runFrom, runFrom + 5) === 'local')) this.#fail('repository', this.#bytes);
  }

  #isOwn({eventFrom}: LineScanner): boolean {
    const buffer = this.#buffer;
    for (let i = 0; i < ownPrefix.length; i++) if (buffer[eventFrom + i] !== ownPrefix.charCodeAt(i)) return false;
    return true;
  }

  #fail(code: ProblemCode, offset: number): void {
    const seq = this.#seq;
    const messages: Partial<Record<ProblemCode, string>> = {
      genesis: 'The first record is not that of a log\'s beginning: what came before it is gone.',
      chain: `Record ${seq} does not follow record ${seq - 1}: the hash that it names is not that of the record before. One of them was changed, removed or put in.`,
      sequence: `Where record ${seq} should be stands one with another number.`, 'time-order': `Record ${seq} is older than the record before it.`,
      'time-future': `Record ${seq} is from the future.`,
      repository: `Record ${seq} is from a run of another repository.`,
    };
    this.problem = {code, seq, offset, message: messages[code] ?? `Record ${seq} ${said[code]}.`};
  }
}
