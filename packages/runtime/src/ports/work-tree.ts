import {randomUUID} from 'node:crypto';
import {closeSync, fchmodSync, fsyncSync, lstatSync, openSync, realpathSync, renameSync, unlinkSync, writeSync} from 'node:fs';
import {dirname, sep} from 'node:path';
import {type FilesChange, type Gap, type ReadOptions, Refusal, type TreeEntry, gapOf} from '#core';
import {type DigestedFile, ReadLog, sha256} from './digests.ts';
import {textOf} from './file-text.ts';
import {isOurs} from './path-name.ts';
import {FileReader, type SystemPath, changing, defaultLimit, fileRefusal, tooLarge, writeRefusal} from './regular-file.ts';
import {type Progress, Slices} from './slices.ts';
import {type Listing, listWorkTree} from './work-tree-list.ts';

export interface WorkTreeOptions {
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
  /** Keeps the SHA-256 of everything that is read, for `filesRead`. Default: true. Costs about a millisecond for a megabyte. */
  readonly digests?: boolean;
  /** Another port on the same folder: list and contents are read once for both. */
  readonly sharing?: WorkTree;
}

/** The work tree of a repository, or a folder without git. */
export interface WorkTree extends FilesChange {
  readonly root: string;
  /** What was read through this port, sorted by path. */
  filesRead(): readonly DigestedFile[];
  /** What every port on the folder shares. */
  readonly snapshot: Snapshot;
}

/** Contents asked for one by one are kept, since several gates ask for the same: up to this many bytes in all, each no larger than the second number. */
const keptInAll = 16 * 1024 * 1024;
const keptEach = 1024 * 1024;

/** A work tree as it was first seen in this process: its list, and the digests of what was read, so that every gate of a run judges the same bytes or none. */
export class Snapshot {
  readonly root: string;
  readonly #realRoot: string;
  readonly #reader = new FileReader();
  readonly #contents = new Map<string, Buffer>();
  /** Kept contents whose digest is known. */
  readonly #digested = new WeakSet<Buffer>();
  readonly #digests = new Map<string, string>();
  /** Folders of which it is known that no link leads out of the root on the way to them. */
  readonly #inside = new Set<string>();
  #room = keptInAll;
  #listing: Promise<Listing> | undefined;

  constructor(root: string) {
    this.root = root;
    try {
      this.#realRoot = realpathSync.native(root);
    } catch (thrown) {
      throw new Refusal({
        code: 'missing', what: 'the folder that is judged', why: `${root} cannot be opened (${(thrown as NodeJS.ErrnoException).code ?? String(thrown)})`,
        fix: 'Name a folder that is there.',
      }, {cause: thrown});
    }
  }

  listing(signal: AbortSignal | undefined): Promise<Listing> {
    if (this.#listing === undefined) {
      const listing = listWorkTree(this.root, {signal});
      this.#listing = listing;
      // One gate's end must not be that of the others.
      listing.catch(() => {
        if (this.#listing === listing) this.#listing = undefined;
      });
    }
    return this.#listing;
  }

  /** The content of an entry, valid until the next call. Keeps it for the next time if told to. Throws a Refusal. */
  read(listing: Listing, entry: TreeEntry, limit: number, keep: boolean): Buffer {
    const {path} = entry;
    let bytes = this.#contents.get(path);
    if (bytes === undefined) {
      const read = this.#reader.read(this.#place(listing, entry), path, limit);
      if (!keep || read.length > keptEach || read.length > this.#room) return read;
      bytes = Buffer.from(read);
      this.#contents.set(path, bytes);
      this.#room -= bytes.length;
    }
    if (bytes.length > limit) throw tooLarge(path, bytes.length, limit);
    return bytes;
  }

  /** The SHA-256 of a content that `read` has just given. Throws a Refusal when the file was read before and was another. */
  digest(path: string, bytes: Buffer): string {
    const before = this.#digests.get(path);
    if (before !== undefined && this.#digested.has(bytes)) return before;
    const digest = sha256(bytes);
    if (before !== undefined && before !== digest) throw changing(path, 'has changed since this run first read it');
    this.#digests.set(path, digest);
    if (this.#contents.get(path) === bytes) this.#digested.add(bytes);
    return digest;
  }

  /** Reads past what is kept and known: what stands on disk now, where no link leads out of the root by now. */
  readAgain(listing: Listing, entry: TreeEntry, limit: number): Buffer {
    this.#inside.clear();
    return this.#reader.read(this.#place(listing, entry), entry.path, limit);
  }

  /** Forgets a file that this process has changed; git no longer has it as it stands. */
  async changed(path: string): Promise<void> {
    this.#room += this.#contents.get(path)?.length ?? 0;
    this.#contents.delete(path);
    this.#digests.delete(path);
    const listing = await this.listing(undefined);
    const entry: TreeEntry = {path, kind: 'file'};
    this.#listing = Promise.resolve({
      entries: listing.entries.map(each => (each.path === path ? entry : each)), byPath: new Map(listing.byPath).set(path, entry), raw: listing.raw,
    });
  }

  /** Where an entry is on disk. Refuses what leads out of the root. */
  #place({raw}: Listing, entry: TreeEntry): SystemPath {
    const {path} = entry;
    const bytes = raw.get(path);
    const file = bytes === undefined ? `${this.root}/${path}` : Buffer.concat([Buffer.from(`${this.root}/`), bytes]);
    if (entry.kind === 'submodule') {
      throw new Refusal({code: 'unreadable', what: path, why: 'it is another repository (a submodule)', fix: 'Judge that repository by itself.', at: {path}});
    }
    if (entry.kind === 'link') return this.#behind(file, entry);
    const folder = dirname(path);
    if (!this.#inside.has(folder)) {
      this.#realPath(folderOf(file), path);
      this.#inside.add(folder);
    }
    return file;
  }

  #behind(file: SystemPath, {path, target}: TreeEntry): Buffer {
    try {
      return this.#realPath(file, path);
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || thrown.gap.code !== 'missing') throw thrown;
      throw new Refusal({
        code: 'missing', what: path, why: target === undefined ? 'it was not checked out' : `it is a link to ${JSON.stringify(target)}, and nothing is there`,
        fix: 'Correct the link, or remove it.', at: {path},
      }, {cause: thrown});
    }
  }

  #realPath(file: SystemPath, path: string): Buffer {
    let real: Buffer;
    try {
      real = realpathSync.native(file, 'buffer');
    } catch (thrown) {
      throw fileRefusal(thrown, path);
    }
    const text = real.toString('latin1');
    const top = Buffer.from(this.#realRoot).toString('latin1');
    const below = text === top ? '' : text.startsWith(top === sep ? sep : top + sep) ? text.slice(top === sep ? 1 : top.length + 1) : undefined;
    if (below === undefined || isOurs(below) || /\/\.git(?:\/|$)/.test(below)) {
      throw new Refusal({
        code: 'refused', what: path, why: below === undefined ? 'it leads out of the folder that is judged' : 'it leads into a folder that is no part of the tree',
        fix: 'Replace the link by a file.', at: {path},
      });
    }
    return real;
  }
}

/**
 * The work tree as a port. In: the folder, which is the root of every path. `list` and the contents are read once and shared by all ports that are made
 * with `sharing`; a content counts as part of the tree only when the list has it, so a file that git ignores is `undefined`.
 *
 * What `scan` hands to its fold is a view into a buffer that is used again for the next file: the fold makes of it what it needs and keeps none of it.
 * `replace` changes files that the tree has; it makes no new one. Throws a Refusal when the folder is not there.
 */
export function workTree(root: string, options: WorkTreeOptions = {}): WorkTree {
  const {signal, progress} = options;
  const snapshot = options.sharing?.snapshot ?? new Snapshot(root);
  const log = options.digests === false ? undefined : new ReadLog();
  const listing = (): Promise<Listing> => {
    new Slices('the files of the work tree', signal, () => undefined).check();
    return snapshot.listing(signal);
  };
  const read = (of: Listing, entry: TreeEntry, limit: number, keep: boolean): Buffer => {
    const bytes = snapshot.read(of, entry, limit, keep);
    log?.add(entry.path, snapshot.digest(entry.path, bytes));
    return bytes;
  };
  const bytesOf = async (path: string, {limit = defaultLimit}: ReadOptions = {}): Promise<Buffer | undefined> => {
    const of = await listing();
    const entry = of.byPath.get(path);
    // A copy: the reader's buffer is used again.
    return entry && Buffer.from(read(of, entry, limit, true));
  };

  return {
    origin: 'work tree',
    root,
    snapshot,
    filesRead: () => log?.files() ?? [],
    list: async () => (await listing()).entries,
    bytes: bytesOf,
    text: async (path, reading) => {
      const bytes = await bytesOf(path, reading);
      return bytes && textOf(path, bytes);
    },
    scan: async <T>(paths: readonly string[], fold: (path: string, bytes: Uint8Array) => T, reading: ReadOptions & {readonly unit?: string} = {}) => {
      const {limit = defaultLimit, unit = 'files'} = reading;
      const of = await listing();
      const items: T[] = [];
      const gaps: Gap[] = [];
      const slices = new Slices(`the ${unit}`, signal, done => progress?.(done, paths.length, unit));
      for (const [i, path] of paths.entries()) {
        try {
          const entry = of.byPath.get(path);
          if (entry === undefined) throw notInTree(path, 'the work tree');
          items.push(fold(path, read(of, entry, limit, false)));
        } catch (thrown) {
          gaps.push({at: {path}, ...gapOf(thrown, path)});
        }
        if (slices.over) await slices.rest(i + 1);
      }
      slices.check();
      return {items, gaps};
    },
    replace: async (path, content, expected) => {
      const of = await listing();
      const entry = of.byPath.get(path);
      if (entry === undefined) throw notInTree(path, 'the work tree');
      if (entry.kind !== 'file') {
        throw new Refusal({
          code: 'refused', what: path, why: `it is a ${entry.kind} and not a file`, fix: 'Change the file that it stands for.', at: {path},
        });
      }
      const unchanged = (): boolean => sha256(snapshot.readAgain(of, entry, Number.MAX_SAFE_INTEGER)) === expected.sha256;
      const bytes = of.raw.get(path);
      replaceFile(bytes === undefined ? `${root}/${path}` : Buffer.concat([Buffer.from(`${root}/`), bytes]), path, content, unchanged);
      await snapshot.changed(path);
    },
  };
}

/** What is asked for by name and is in no list. */
export function notInTree(path: string, origin: string): Refusal {
  return new Refusal({code: 'missing', what: path, why: `${origin} has no such file`, fix: 'Add the file, or correct its name.', at: {path}});
}

function folderOf(file: SystemPath): Buffer {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  return bytes.subarray(0, bytes.lastIndexOf(0x2f));
}

/** Writes beside a file and renames, so that nobody ever sees half of it, after a last look whether it still is what it was. */
function replaceFile(file: SystemPath, path: string, content: Uint8Array, unchanged: () => boolean): void {
  const stale = (): Refusal => new Refusal({
    code: 'stale', what: path, why: 'it has changed since the change was planned', fix: 'Run it again, so that the change is planned for what stands there now.', at: {path},
  });
  if (!unchanged()) throw stale();
  const draft = Buffer.concat([folderOf(file), Buffer.from(`/.shipgate-${randomUUID()}.tmp`)]);
  let descriptor: number | undefined;
  try {
    const {mode} = lstatSync(file);
    descriptor = openSync(draft, 'wx', 0o600);
    for (let at = 0; at < content.length;) at += writeSync(descriptor, content, at, content.length - at);
    fchmodSync(descriptor, mode & 0o7777);
    fsyncSync(descriptor);
    closeSync(descriptor);
    descriptor = undefined;
    if (!unchanged()) throw stale();
    renameSync(draft, file);
  } catch (thrown) {
    if (descriptor !== undefined) closeSync(descriptor);
    try {
      unlinkSync(draft);
    } catch {
      // It was never made.
    }
    throw writeRefusal(thrown, path, path);
  }
}
