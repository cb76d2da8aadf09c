import {isUtf8} from 'node:buffer';
import {type FilesRead, type Gap, type ReadOptions, Refusal, type TreeEntry, gapOf} from '#core';
import {type DigestedFile, ReadLog, sha256} from './digests.ts';
import {textOf} from './file-text.ts';
import {type GitOptions, git} from './git-process.ts';
import {ObjectReader} from './object-reader.ts';
import {isOurs, pathOf} from './path-name.ts';
import {defaultLimit} from './regular-file.ts';
import {type Progress, Slices} from './slices.ts';
import {stopped} from './stopped.ts';
import {type WorkTree, notInTree} from './work-tree.ts';
import type {Listing} from './work-tree-list.ts';

export interface CommitTreeOptions {
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
  /** Keeps the SHA-256 of everything that is read, for `filesRead`. Default: true. */
  readonly digests?: boolean;
  /** A work tree of the same repository: a file that is the same in both is read from there, which is faster and read once for both. */
  readonly sharing?: WorkTree;
  /** How long git may say nothing. Default: 60 s for the list, 30 s for a content. */
  readonly timeoutMs?: number;
}

/** The tree of a commit. `dispose` ends the git process behind it. */
export interface CommitTree extends FilesRead {
  readonly root: string;
  /** What was read through this port, sorted by path. */
  filesRead(): readonly DigestedFile[];
  dispose(): Promise<void>;
}

/** Contents that are asked for ahead of the one that is judged: enough that git never waits, few enough to hold. */
const ahead = 8;
const deepestLinks = 40;
/** Bytes of a link's target. */
const longestTarget = 64 * 1024;

/**
 * The tree of a commit as a port, without a checkout. In: the repository and the full id of the commit. `.shipgate` is left out, as in a work tree. The
 * content of a file is that of the commit, but for a file that stands unchanged in the work tree of `sharing`: it is what stands there, so that a filter
 * (git-lfs, line ends) is the same on both sides. A submodule has no content. Throws a Refusal, for what a shallow or partial clone lacks too.
 */
export function commitTree(root: string, commit: string, options: CommitTreeOptions = {}): CommitTree {
  const {signal, progress, sharing, timeoutMs} = options;
  const log = options.digests === false ? undefined : new ReadLog();
  const objects = new ObjectReader(root, {signal, timeoutMs});
  const origin = `commit ${commit}`;
  let listing: Promise<Listing> | undefined;
  let shared: Promise<Listing | undefined> | undefined;

  const list = (): Promise<Listing> => {
    if (signal?.aborted === true) return Promise.reject(stopped(signal, origin));
    listing ??= readList(root, commit, objects, {signal, timeoutMs});
    return listing;
  };
  /** The list of the work tree; without one, everything comes from the commit. */
  const sharedList = (): Promise<Listing | undefined> => {
    shared ??= sharing ? sharing.snapshot.listing(signal).catch(() => undefined) : Promise.resolve(undefined);
    return shared;
  };
  const inWorkTree = (of: Listing | undefined, entry: TreeEntry): TreeEntry | undefined => {
    const same = of?.byPath.get(entry.path);
    return same?.kind === 'file' && entry.kind === 'file' && same.blob !== undefined && same.blob === entry.blob ? same : undefined;
  };
  const content = async (of: Listing, entry: TreeEntry, limit: number): Promise<Buffer> => {
    const file = entry.kind === 'link' ? behindLink(of, entry, origin) : entry;
    if (file.kind === 'submodule' || file.blob === undefined) {
      throw new Refusal({code: 'unreadable', what: entry.path, why: 'it is another repository (a submodule)', fix: 'Judge that repository by itself.', at: {path: entry.path}});
    }
    return objects.read(file.blob, entry.path, limit);
  };
  const note = (path: string, bytes: Buffer): Buffer => {
    log?.add(path, sha256(bytes));
    return bytes;
  };
  /** Nothing where the work tree does not give it, or not as it was: the commit has it all the same. */
  const fromWorkTree = (of: Listing, entry: TreeEntry, limit: number, keep: boolean): Buffer | undefined => {
    try {
      const bytes = sharing!.snapshot.read(of, entry, limit, keep);
      log?.add(entry.path, sharing!.snapshot.digest(entry.path, bytes));
      return bytes;
    } catch (thrown) {
      if (thrown instanceof Refusal) return undefined;
      throw thrown;
    }
  };
  const bytesOf = async (path: string, {limit = defaultLimit}: ReadOptions = {}): Promise<Buffer | undefined> => {
    const of = await list();
    const entry = of.byPath.get(path);
    if (entry === undefined) return undefined;
    const work = await sharedList();
    const same = inWorkTree(work, entry);
    const bytes = same && fromWorkTree(work!, same, limit, true);
    return bytes ? Buffer.from(bytes) : note(path, await content(of, entry, limit));
  };

  return {
    origin,
    root,
    filesRead: () => log?.files() ?? [],
    list: async () => (await list()).entries,
    bytes: bytesOf,
    text: async (path, reading) => {
      const bytes = await bytesOf(path, reading);
      return bytes && textOf(path, bytes);
    },
    scan: async <T>(paths: readonly string[], fold: (path: string, bytes: Uint8Array) => T, reading: ReadOptions & {readonly unit?: string} = {}) => {
      const {limit = defaultLimit, unit = 'files'} = reading;
      const of = await list();
      const work = await sharedList();
      const items: T[] = [];
      const gaps: Gap[] = [];
      const slices = new Slices(`the ${unit}`, signal, done => progress?.(done, paths.length, unit));
      const asked = new Map<number, Promise<Buffer>>();
      let next = 0;
      const askAhead = (): void => {
        for (; next < paths.length && asked.size < ahead; next++) {
          const entry = of.byPath.get(paths[next]!);
          if (entry === undefined || inWorkTree(work, entry)) continue;
          const answer = content(of, entry, limit);
          // It is awaited below, when its turn comes.
          answer.catch(() => undefined);
          asked.set(next, answer);
        }
      };
      for (const [i, path] of paths.entries()) {
        if (next <= i || asked.size < ahead / 2) askAhead();
        try {
          const entry = of.byPath.get(path);
          if (entry === undefined) throw notInTree(path, origin);
          const answer = asked.get(i);
          const same = answer === undefined ? inWorkTree(work, entry) : undefined;
          asked.delete(i);
          items.push(fold(path, (same && fromWorkTree(work!, same, limit, false)) ?? note(path, await (answer ?? content(of, entry, limit)))));
        } catch (thrown) {
          if (signal?.aborted === true) throw stopped(signal, `the ${unit}`);
          gaps.push({at: {path}, ...gapOf(thrown, path)});
        }
        if (slices.over) await slices.rest(i + 1);
      }
      slices.check();
      return {items, gaps};
    },
    dispose: () => objects.dispose(),
  };
}

const treeRow = /^(\d{6}) ([a-z]+) ([0-9a-f]+)\t(.*)$/s;

async function readList(root: string, commit: string, objects: ObjectReader, options: GitOptions): Promise<Listing> {
  const what = `the files of the commit ${commit}`;
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
    throw new Refusal({code: 'missing', what, why: `${JSON.stringify(commit)} is not the full id of a commit`, fix: 'Give all of its 40 hex digits.'});
  }
  const {stdout} = await git(root, ['ls-tree', '-r', '-z', '--full-tree', commit], {...options, what});
  const utf8 = isUtf8(stdout);
  const byPath = new Map<string, TreeEntry>();
  const raw = new Map<string, Buffer>();
  const links: Promise<void>[] = [];
  for (const row of stdout.toString(utf8 ? 'utf8' : 'latin1').split('\0')) {
    if (row === '') continue;
    const [, mode, type, blob, name] = treeRow.exec(row) ?? [];
    if (mode === undefined || type === undefined || blob === undefined || name === undefined) {
      throw new Refusal({code: 'unreadable', what, why: 'git printed a list of another form', fix: 'Run it with a newer git.'});
    }
    if (isOurs(name)) continue;
    const {path, raw: bytes} = utf8 ? {path: name} : pathOf(Buffer.from(name, 'latin1'));
    if (byPath.has(path)) {
      throw new Refusal({
        code: 'unreadable', what, why: `${JSON.stringify(path)} stands for two files, one of which has a name that is not UTF-8`, fix: 'Rename one of them.', at: {path},
      });
    }
    if (bytes !== undefined) raw.set(path, bytes);
    byPath.set(path, {path, kind: type === 'commit' ? 'submodule' : mode === '120000' ? 'link' : 'file', blob});
    if (mode === '120000') {
      links.push(objects.read(blob, path, longestTarget).then(target => void byPath.set(path, {path, kind: 'link', target: pathOf(target).path, blob})));
    }
  }
  await Promise.all(links);
  return {entries: [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1)), byPath, raw};
}

/** The file to which a link leads within the tree, by way of further links. */
function behindLink({byPath}: Listing, link: TreeEntry, origin: string): TreeEntry {
  const refuse = (code: 'refused' | 'missing' | 'unreadable', why: string): Refusal => new Refusal({
    code, what: link.path, why, fix: 'Correct the link, or replace it by a file.', at: {path: link.path},
  });
  const done: string[] = [];
  let todo = link.path.split('/');
  for (let followed = 0; todo.length > 0;) {
    const [name, ...rest] = todo;
    todo = rest;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (done.length === 0) throw refuse('refused', 'it leads out of the repository');
      done.pop();
      continue;
    }
    const entry = byPath.get([...done, name].join('/'));
    if (entry?.kind !== 'link' || entry.target === undefined) {
      done.push(name!);
      continue;
    }
    if (++followed > deepestLinks) throw refuse('unreadable', 'it is a link that leads in a circle');
    if (entry.target.startsWith('/')) throw refuse('refused', 'it leads out of the repository');
    todo = [...entry.target.split('/'), ...rest];
  }
  const found = byPath.get(done.join('/'));
  if (found === undefined) throw refuse('missing', `it is a link to ${JSON.stringify(link.target)}, and ${origin} has no file there`);
  return found;
}
