import {createHash} from 'node:crypto';
import {type FactList, type FilesChange, type Gap, type ReadOptions, Refusal, type TreeEntry} from '#core';

/** What stands at a path: content, a symbolic link, a submodule, or something that cannot be read. */
export type FakeFile = string | Uint8Array | {readonly link: string} | {readonly submodule: true} | {readonly refusal: Omit<Gap, 'known' | 'what'>};

/** A tree in memory. It counts what is read, and really replaces. */
export interface FakeFiles extends FilesChange {
  readonly reads: readonly string[];
  readonly replaced: readonly string[];
  /** The content as it stands now; fails when there is none. */
  textOf(path: string): string;
}

const defaultLimit = 10 * 1024 * 1024;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function entryOf(path: string, file: FakeFile): TreeEntry {
  if (typeof file === 'string' || file instanceof Uint8Array || 'refusal' in file) return {path, kind: 'file'};
  return 'link' in file ? {path, kind: 'link', target: file.link} : {path, kind: 'submodule'};
}

/** The `files` port over contents by path. Texts are UTF-8; everything of the interface's promises that can be kept in memory is kept. */
export function files(tree: Readonly<Record<string, FakeFile>>, origin = 'work tree'): FakeFiles {
  const content = new Map<string, FakeFile>(Object.entries(tree));
  const reads: string[] = [];
  const replaced: string[] = [];

  function read(path: string, {limit = defaultLimit}: ReadOptions = {}): Uint8Array | undefined {
    const file = content.get(path);
    if (file === undefined) return undefined;
    reads.push(path);
    if (typeof file === 'object' && 'refusal' in file) throw new Refusal({what: path, at: {path}, ...file.refusal});
    if (typeof file === 'object' && 'submodule' in file) throw new Refusal({code: 'refused', what: path, why: 'it is a submodule', fix: 'Look at its own repository.'});
    if (typeof file === 'object' && 'link' in file) throw new Refusal({code: 'refused', what: path, why: 'it is a link', fix: 'Read what it points to.'});
    const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
    if (bytes.length > limit) throw new Refusal({code: 'too-large', what: path, why: `it has ${bytes.length} bytes, ${limit} are read`, fix: 'Exclude it.', at: {path}});
    return bytes;
  }

  return {
    origin, reads, replaced,
    textOf(path) {
      const file = content.get(path);
      if (typeof file === 'string') return file;
      if (file instanceof Uint8Array) return new TextDecoder('utf-8', {ignoreBOM: true}).decode(file);
      throw new Error(`${path} has no content`);
    },
    async list() {
      return [...content].map(([path, file]) => entryOf(path, file)).sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    async bytes(path, options) {
      return read(path, options);
    },
    async text(path, options) {
      const bytes = read(path, options);
      if (!bytes) return undefined;
      try {
        return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
      } catch {
        throw new Refusal({code: 'unreadable', what: path, why: 'it is not UTF-8', fix: 'Save it as UTF-8.', at: {path}});
      }
    },
    async scan<T>(paths: readonly string[], fold: (path: string, bytes: Uint8Array) => T, options?: ReadOptions): Promise<FactList<T>> {
      const items: T[] = [];
      const gaps: Gap[] = [];
      for (const path of paths) {
        try {
          const bytes = read(path, options);
          if (!bytes) throw new Refusal({code: 'missing', what: path, why: 'it is not in the tree', fix: 'Add it.', at: {path}});
          items.push(fold(path, bytes));
        } catch (thrown) {
          if (!(thrown instanceof Refusal)) throw thrown;
          gaps.push(thrown.gap);
        }
      }
      return {items, gaps};
    },
    async replace(path, bytes, expected) {
      const now = read(path);
      if (!now || sha256(now) !== expected.sha256) throw new Refusal({code: 'stale', what: path, why: 'it changed since it was looked at', fix: 'Run it again.', at: {path}});
      content.set(path, bytes.slice());
      replaced.push(path);
    },
  };
}
