import {createHash} from 'node:crypto';
import {type Dirent, existsSync, readdirSync, realpathSync, statSync} from 'node:fs';
import {type FileHandle, open as openFile} from 'node:fs/promises';
import {join, relative, sep} from 'node:path';
import {type BuiltRead, type FolderFile, Refusal, glob} from '#core';
import {sizeOf} from './file-size.ts';
import {isOurs} from './path-name.ts';
import {FileReader, changing, defaultLimit, fileRefusal, isUntouched, readOnly} from './regular-file.ts';

/** More than the largest builds have. */
const mostFiles = 500_000;

/** The folder below which everything lies that a pattern can name: what stands before its first wildcard. */
function startOf(pattern: string): string {
  const names = pattern.replace(/^(?:\.\/)+/, '').split('/');
  const wild = names.findIndex(name => /[*?[{\\]/.test(name));
  return names.slice(0, wild === -1 ? names.length : wild).filter(name => name !== '').join('/');
}

/** Built files of a workspace as a port. In: the workspace's folder, absolute, and the signal that ends the run. */
export function builtFiles(root: string, signal?: AbortSignal): BuiltRead {
  const reader = new FileReader();
  const realRoot = (): string => realpathSync.native(root);

  /** Where a path really is. Refuses what is not there and what leads out of the workspace. */
  function realPlace(path: string): string {
    let real: string;
    try {
      real = realpathSync.native(join(root, path));
    } catch (thrown) {
      throw fileRefusal(thrown, path);
    }
    const inside = relative(realRoot(), real);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isOurs(inside)) {
      throw new Refusal({code: 'refused', what: path, why: 'it leads out of the workspace', fix: 'Replace the link by a file, or leave it out of what is named.', at: {path}});
    }
    return real;
  }

  function walk(start: string, fits: (path: string) => boolean, found: Map<string, number>): void {
    const open = [start];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      signal?.throwIfAborted();
      let entries: readonly Dirent[];
      try {
        entries = readdirSync(join(root, folder), {withFileTypes: true});
      } catch (thrown) {
        const {code} = thrown as NodeJS.ErrnoException;
        if (code === 'ENOENT') continue;
        if (code !== 'ENOTDIR') throw fileRefusal(thrown, folder);
        if (fits(folder) && existsSync(join(root, folder))) add(folder, found);
        continue;
      }
      for (const entry of entries) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (isOurs(path)) continue;
        if (entry.isDirectory()) open.push(path);
        else if (fits(path)) add(path, found);
      }
    }
  }

  function add(path: string, found: Map<string, number>): void {
    const stats = statSync(realPlace(path));
    if (stats.isDirectory()) return;
    if (!stats.isFile()) throw new Refusal({code: 'unreadable', what: path, why: 'it is no regular file', fix: 'Leave it out of what is named.', at: {path}});
    found.set(path, stats.size);
    if (found.size > mostFiles) {
      throw new Refusal({code: 'too-large', what: 'the built files', why: `the patterns name more than ${mostFiles} files`,
        fix: 'Name fewer: an archive, or the folder that is shipped.'});
    }
  }

  return {
    async list(patterns) {
      const fits = glob(patterns);
      const found = new Map<string, number>();
      for (const start of new Set(patterns.filter(pattern => !pattern.startsWith('!')).map(startOf))) {
        if (start === '' || !isOurs(start)) {
          if (start !== '' && start.split('/').includes('..')) throw new Refusal({code: 'refused', what: start, why: 'it leads out of the workspace',
            fix: 'Name a path inside the workspace.'});
          walk(start, fits, found);
        }
      }
      return [...found].map(([path, size]): FolderFile => ({path, size})).sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    async digest(path) {
      const hash = createHash('sha256');
      let size = 0;
      const place = realPlace(path);
      sizeOf(place, path);
      let file: FileHandle | undefined;
      try {
        file = await openFile(place, readOnly);
        const before = await file.stat();
        const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
        for (let count = 1; count > 0 && size <= before.size; size += count) {
          signal?.throwIfAborted();
          count = (await file.read(buffer)).bytesRead;
          hash.update(buffer.subarray(0, count));
        }
        if (size !== before.size || !isUntouched(before, await file.stat())) throw changing(path, 'was written to while it was read');
      } catch (thrown) {
        if (signal?.aborted) throw thrown;
        throw fileRefusal(thrown, path);
      } finally {
        await file?.close();
      }
      return {sha256: hash.digest('hex'), size};
    },
    async bytes(path, {limit = defaultLimit} = {}) {
      try {
        return Buffer.from(reader.read(realPlace(path), path, limit));
      } catch (thrown) {
        if (thrown instanceof Refusal && thrown.gap.code === 'missing') return undefined;
        throw thrown;
      }
    },
  };
}
