import {posix} from 'node:path';
import {glob, nearest} from '#core';

/** What stands at a path. 'unknown': the path leads out of what was listed, through a link to the outside or into a submodule. */
export type Kind = 'file' | 'folder' | 'unknown';

/** Where a list of paths stops telling the whole story. All paths are relative to the root, POSIX, without a trailing slash. */
export interface Boundaries {
  /** Symbolic links and their targets as stored: relative to the link's folder, or absolute. */
  readonly links?: ReadonlyMap<string, string>;
  /** Folders whose content belongs to another repository. */
  readonly submodules?: Iterable<string>;
}

const MOST_LINKS_FOLLOWED = 8;

/** The folder that holds a path; the root is the empty string. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** Has a part that is empty, `.` or `..`. */
const unusual = /(?:^|\/)\.{0,2}(?:\/|$)|\0/;

/**
 * A path read from a folder, both relative to the root. Out: the normalised path, '' for the root, or nothing when it leads out of the repository
 * or is absolute.
 */
export function joined(folder: string, path: string): string | undefined {
  if (path === '') return folder;
  if (!unusual.test(path)) return folder === '' ? path : `${folder}/${path}`;
  if (path.startsWith('/') || path.includes('\0')) return undefined;
  const normal = posix.normalize(posix.join(folder, path)).replace(/\/$/, '');
  if (normal === '.' || normal === '') return '';
  return normal === '..' || normal.startsWith('../') ? undefined : normal;
}

/** The nearest folder, that of a path or one above it, in which a file of a name stands, such as the manifest of a package. */
export function folderWith(tree: Tree, path: string, name: string): string | undefined {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (tree.kind(folder === '' ? name : `${folder}/${name}`) === 'file') return folder;
    if (folder === '') return undefined;
  }
}

/** Whether a path stands beneath such a folder. */
export const isBeneath = (tree: Tree, path: string, name: string): boolean => folderWith(tree, path, name) !== undefined;

/** Paths by something that several may share; those without it are left out. */
function byKey(paths: readonly string[], keyOf: (path: string) => string | undefined): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const key = keyOf(path);
    if (key === undefined) continue;
    const same = groups.get(key);
    if (same) same.push(path);
    else groups.set(key, [path]);
  }
  return groups;
}

/** The files and folders of one commit or work tree. Built in one pass; the indexes for suggestions are made when first asked for. */
export class Tree {
  readonly files: readonly string[];
  readonly #kinds = new Map<string, 'file' | 'folder'>([['', 'folder']]);
  readonly #children = new Map<string, string[]>([['', []]]);
  readonly #links: ReadonlyMap<string, string>;
  readonly #submodules: ReadonlySet<string>;
  #folded: ReadonlyMap<string, string> | undefined;
  #named: ReadonlyMap<string, readonly string[]> | undefined;
  #linked: ReadonlyMap<string, readonly string[]> | undefined;

  /** In: the paths of all files (links and submodules included, in any order), and what is known about links and submodules. */
  constructor(paths: Iterable<string>, {links = new Map(), submodules = []}: Boundaries = {}) {
    this.files = [...new Set(paths)].filter(path => path !== '');
    this.#links = links;
    this.#submodules = new Set(submodules);
    for (const path of this.files) this.#add(path, this.#submodules.has(path) ? 'folder' : 'file');
    for (const path of this.#submodules) this.#add(path, 'folder');
  }

  #add(path: string, kind: 'file' | 'folder'): void {
    let at = path;
    let is = kind;
    while (!this.#kinds.has(at)) {
      this.#kinds.set(at, is);
      if (is === 'folder') this.#children.set(at, this.#children.get(at) ?? []);
      const folder = folderOf(at);
      const siblings = this.#children.get(folder);
      const name = at.slice(folder === '' ? 0 : folder.length + 1);
      if (siblings) siblings.push(name);
      else this.#children.set(folder, [name]);
      at = folder;
      is = 'folder';
    }
  }

  /** What stands at a normalised path, links followed inside the repository; nothing when it does not exist. */
  kind(path: string): Kind | undefined {
    let at = path;
    for (let hop = 0; hop <= MOST_LINKS_FOLLOWED; hop++) {
      const next = this.#step(at);
      if (typeof next !== 'object') return next;
      if (next.path === undefined) return 'unknown';
      at = next.path;
    }
    return 'unknown';
  }

  #step(path: string): Kind | undefined | {readonly path: string | undefined} {
    if (this.#links.size === 0 && this.#submodules.size === 0) return this.#kinds.get(path);
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const head = end < 0 ? path : path.slice(0, end);
      if (end >= 0 && this.#submodules.has(head)) return 'unknown';
      const target = this.#links.get(head);
      if (target !== undefined) {
        const led = joined(folderOf(head), target);
        return {path: led === undefined || end < 0 ? led : joined(led, path.slice(end + 1))};
      }
      if (end < 0) return this.#kinds.get(path);
    }
  }

  /** The first part of a path that is not there: `docs/ht` of `docs/ht/index.md` where there is a docs. Nothing for a path that is there whole. */
  gapIn(path: string): string | undefined {
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const head = end < 0 ? path : path.slice(0, end);
      if (this.kind(head) === undefined) return head;
      if (end < 0) return undefined;
    }
  }

  /** The names directly inside a folder, in the order of the list; empty when it is no folder. */
  children(folder: string): readonly string[] {
    return this.#children.get(folder) ?? [];
  }

  /** The real spelling of a path that exists only when upper and lower case are taken as the same. */
  sameButCase(path: string): string | undefined {
    if (this.#kinds.has(path)) return undefined;
    this.#folded ??= new Map([...this.#kinds.keys()].map(known => [known.toLowerCase(), known]));
    return this.#folded.get(path.toLowerCase());
  }

  /** The path that was most likely meant: another case, the only file of that name elsewhere, or the sibling with the nearest name. */
  near(path: string): string | undefined {
    const cased = this.sameButCase(path);
    if (cased !== undefined) return cased;
    const name = posix.basename(path);
    const twins = this.named(name);
    if (twins.length === 1) return twins[0];
    const folder = folderOf(path);
    const siblings = this.children(folder);
    const sibling = nearest(name, siblings.includes(name) ? siblings.filter(child => child !== name) : siblings);
    if (sibling === undefined) return undefined;
    return folder === '' ? sibling : `${folder}/${sibling}`;
  }

  /** The symbolic links whose target is a path. */
  linksTo(path: string): readonly string[] {
    this.#linked ??= byKey([...this.#links.keys()], link => joined(folderOf(link), this.#links.get(link)!));
    return this.#linked.get(path) ?? [];
  }

  /** The files of one name, wherever they are. */
  named(name: string): readonly string[] {
    this.#named ??= byKey(this.files, path => path.slice(path.lastIndexOf('/') + 1));
    return this.#named.get(name) ?? [];
  }

  /** The files that a glob matches, dot files included, in the order of the list. */
  matches(pattern: string): readonly string[] {
    return this.files.filter(glob(pattern));
  }
}
