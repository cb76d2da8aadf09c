import {type Dirent, lstatSync, readdirSync, readlinkSync} from 'node:fs';
import {isUtf8} from 'node:buffer';
import {Refusal, type TreeEntry} from '#core';
import {type GitAnswer, type GitOptions, git, refusalOf, saysNoRepository} from './git-process.ts';
import {ownSettings} from './git-settings.ts';
import {isOurs, pathOf} from './path-name.ts';
import {type SystemPath, fileRefusal} from './regular-file.ts';
import {Slices} from './slices.ts';

/** What is in a work tree. */
export interface Listing {
  /** Sorted by path. */
  readonly entries: readonly TreeEntry[];
  readonly byPath: ReadonlyMap<string, TreeEntry>;
  /** The names that are not UTF-8, by the path that stands for them. */
  readonly raw: ReadonlyMap<string, Buffer>;
}

const what = 'the files of the work tree';
const mostEntries = 1_000_000;
const deepest = 256;

class ListingBuilder {
  readonly byPath = new Map<string, TreeEntry>();
  readonly raw = new Map<string, Buffer>();
  readonly #root: Buffer;
  /** Names in UTF-8 that could be taken for the percent form of another. */
  readonly #percent = new Set<string>();

  constructor(root: string) {
    this.#root = Buffer.from(root);
  }

  system(name: Buffer): Buffer {
    return Buffer.concat([this.#root, Buffer.from('/'), name]);
  }

  /** The path under which a name is listed. */
  name(bytes: Buffer): string {
    const {path, raw} = pathOf(bytes);
    if (raw !== undefined) this.raw.set(path, raw);
    else if (path.includes('%')) this.#percent.add(path);
    // A file that is really called `caf%E9` beside one whose name has that byte: one of the two could not be named.
    if (this.#percent.has(path) && this.raw.has(path)) {
      throw new Refusal({
        code: 'unreadable', what, why: `${JSON.stringify(path)} stands for two files, one of which has a name that is not UTF-8`, fix: 'Rename one of them.', at: {path},
      });
    }
    return path;
  }

  add(entry: TreeEntry): void {
    if (this.byPath.size >= mostEntries) {
      throw new Refusal({
        code: 'too-large', what, why: `there are more than ${mostEntries} files`, fix: 'Run it in a smaller folder, or let git ignore what is not part of the project.',
      });
    }
    this.byPath.set(entry.path, entry);
  }

  /** Adds what stands there now. What is gone is not in the tree; pipes, sockets and devices are no content. */
  look(file: SystemPath, path: string): void {
    let stats;
    try {
      stats = lstatSync(file, {throwIfNoEntry: false});
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOTDIR') return;
      // It is listed all the same: reading it will say what is wrong, whereas a file that is left out would read as absent.
      this.add({path, kind: 'file'});
      return;
    }
    if (stats?.isSymbolicLink() === true) this.add(this.link(file, path));
    else if (stats?.isFile() === true) this.add({path, kind: 'file'});
  }

  link(file: SystemPath, path: string, blob?: string): TreeEntry {
    try {
      return {path, kind: 'link', target: pathOf(readlinkSync(file, 'buffer')).path, ...(blob !== undefined && {blob})};
    } catch (thrown) {
      const {code} = thrown as NodeJS.ErrnoException;
      // Not a link: with `core.symlinks=false` git writes a file that holds the target.
      if (code === 'EINVAL' || code === 'UNKNOWN') return {path, kind: 'file', ...(blob !== undefined && {blob})};
      throw fileRefusal(thrown, path);
    }
  }

  done(): Listing {
    const entries = [...this.byPath.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    return {entries, byPath: this.byPath, raw: this.raw};
  }
}

/**
 * Lists a work tree: what git tracks and what it does not ignore, as it stands on disk, with the object ids of files that are committed as they stand (one
 * process for the repository's settings, one for the list). Without git, outside a repository or with a broken one, everything in the folder. Never in
 * it: `.git`, `.shipgate`, deleted files. A file that a sparse checkout left out is listed. Throws a Refusal.
 */
export async function listWorkTree(root: string, options: GitOptions): Promise<Listing> {
  const answer = await askGit(root, options);
  return answer === undefined ? walk(root, options) : listingOf(root, answer);
}

async function askGit(root: string, options: GitOptions): Promise<GitAnswer | undefined> {
  try {
    const {harmless} = await ownSettings(root, options);
    const answer = await git(root, ['ls-files', '-z', '-v', '--stage', '--cached', '--others', '--deleted', '--modified', '--exclude-standard'], {
      ...options, what, settings: harmless, answers: [0, 128],
    });
    if (answer.exitCode === 0) return answer;
    if (saysNoRepository(answer.stderr)) return undefined;
    throw refusalOf(root, what, answer);
  } catch (thrown) {
    // Everything that is there is more than git would list, so nothing can hide behind a git that does not work.
    const code = thrown instanceof Refusal ? thrown.gap.code : undefined;
    if (code === 'missing' || code === 'unreadable') return undefined;
    throw thrown;
  }
}

/** `git ls-files -v`: a letter, then for what is tracked its mode, object id and stage. Lower case: git was told not to look whether it has changed. */
const trackedRow = /^([A-Za-z]) (\d{6}) ([0-9a-f]+) (\d)\t(.*)$/s;

function listingOf(root: string, answer: GitAnswer): Listing {
  const closed = /^warning: could not open directory '(.*)'/m.exec(answer.stderr);
  if (closed) {
    throw new Refusal({
      code: 'refused', what, why: `the folder ${JSON.stringify(closed[1])} cannot be opened`,
      fix: 'Give the user who runs this permission to read it, or let git ignore it.', at: {path: closed[1]!},
    });
  }
  const builder = new ListingBuilder(root);
  const utf8 = isUtf8(answer.stdout);
  const rows = answer.stdout.toString(utf8 ? 'utf8' : 'latin1').split('\0');
  const bytesOf = (name: string): Buffer => Buffer.from(name, utf8 ? 'utf8' : 'latin1');
  const pathFor = (name: string): string => (utf8 ? name : builder.name(bytesOf(name)));
  /** What does not stand on disk as git recorded it. */
  const changed = new Set<string>();
  for (const row of rows) {
    const tag = row[0];
    if (tag === 'C' || tag === 'R' || tag === 'c' || tag === 'r') changed.add(row.slice(row.indexOf('\t') + 1));
  }
  for (const row of rows) {
    if (row === '') continue;
    if (row.startsWith('? ')) {
      const name = row.slice(2);
      // Another repository within this one, of which git only tells that it is there.
      if (name.endsWith('/')) builder.add({path: pathFor(name.slice(0, -1)), kind: 'submodule'});
      else if (!isOurs(name)) builder.look(builder.system(bytesOf(name)), pathFor(name));
      continue;
    }
    const [, tag, mode, blob, stage, name] = trackedRow.exec(row) ?? [];
    if (tag === undefined || name === undefined || mode === undefined || blob === undefined) {
      throw new Refusal({code: 'unreadable', what, why: 'git printed a list of another form', fix: 'Run it with a newer git.'});
    }
    if (isOurs(name)) continue;
    const path = pathFor(name);
    if (mode === '160000') {
      if (!changed.has(name)) builder.add({path, kind: 'submodule', blob});
      else if (lstatSync(builder.system(bytesOf(name)), {throwIfNoEntry: false})?.isDirectory() === true) builder.add({path, kind: 'submodule'});
    } else if (stage !== '0' || changed.has(name) || tag !== 'H') {
      builder.look(builder.system(bytesOf(name)), path);
      // Left out by a sparse checkout: part of the tree, and reading it says that it is not here.
      if (tag === 'S' && !builder.byPath.has(path)) builder.add({path, kind: mode === '120000' ? 'link' : 'file', blob});
    } else {
      builder.add(mode === '120000' ? builder.link(builder.system(bytesOf(name)), path, blob) : {path, kind: 'file', blob});
    }
  }
  return builder.done();
}

/** Every file below a folder; links are not followed. */
async function walk(root: string, options: GitOptions): Promise<Listing> {
  const builder = new ListingBuilder(root);
  const slices = new Slices(what, options.signal, () => undefined);
  const folders: (readonly [name: Buffer | undefined, depth: number])[] = [[undefined, 0]];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const [above, depth] = folder;
    const path = above === undefined ? '' : pathOf(above).path;
    if (depth > deepest) throw new Refusal({code: 'too-large', what, why: `the folders are more than ${deepest} deep`, fix: 'Run it in a smaller folder.', at: {path}});
    let found: Dirent<Buffer>[];
    try {
      found = readdirSync(above === undefined ? root : builder.system(above), {withFileTypes: true, encoding: 'buffer'});
    } catch (thrown) {
      const {gap} = fileRefusal(thrown, path === '' ? '.' : path);
      throw new Refusal({...gap, what, why: `the folder ${JSON.stringify(path === '' ? root : path)} cannot be listed: ${gap.why}`}, {cause: thrown});
    }
    for (const entry of found) {
      const name = above === undefined ? entry.name : Buffer.concat([above, Buffer.from('/'), entry.name]);
      if (entry.name.equals(gitFolder) || (above === undefined && entry.name.equals(ownFolder))) continue;
      if (entry.isDirectory()) folders.push([name, depth + 1]);
      else builder.look(builder.system(name), builder.name(name));
      if (slices.over) await slices.rest(builder.byPath.size);
    }
  }
  return builder.done();
}

const gitFolder = Buffer.from('.git');
const ownFolder = Buffer.from('.shipgate');
