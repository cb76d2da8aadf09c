import {closeSync, fsyncSync, linkSync, mkdirSync, openSync, readdirSync, realpathSync, unlinkSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {randomUUID} from 'node:crypto';
import {type EvidenceChange, type FolderFile, Refusal} from '#core';
import {sizeOf} from './file-size.ts';
import {FileReader, defaultLimit, fileRefusal, writeRefusal} from './regular-file.ts';

/** More report files than a release has. */
const mostFiles = 10_000;

function outside(path: string, why: string): Refusal {
  return new Refusal({code: 'refused', what: path, why, fix: 'Name a file of the folder for report files.'});
}

/** The path on disk of what is named below the folder. Refuses names that lead out of it, links among its folders included. */
function placeOf(folder: string, path: string): string {
  const names = path === '' ? [] : path.split('/');
  if (names.some(name => name === '' || name === '.' || name === '..' || name.includes('\\') || name.includes('\0'))) throw outside(path,
    'it is no path below the folder for report files');
  const place = join(folder, ...names);
  let real: string;
  try {
    real = realpathSync.native(names.length === 0 ? folder : dirname(place));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return place;
    throw fileRefusal(thrown, path);
  }
  const expected = join(realpathSync.native(folder), ...names.slice(0, -1));
  if (real !== expected) throw outside(path, 'a link leads out of the folder for report files');
  return place;
}

/** The folder for report files as a port. In: the folder, absolute; it need not be there. Never follows a link, and makes no folder until something is written. */
export function evidenceFolder(folder: string): EvidenceChange {
  const reader = new FileReader();

  async function bytes(path: string, {limit = defaultLimit}: {readonly limit?: number} = {}): Promise<Uint8Array | undefined> {
    const place = placeOf(folder, path);
    if (sizeOf(place, path) === undefined) return undefined;
    return Buffer.from(reader.read(place, path, limit));
  }

  return {
    bytes,
    async list(below) {
      const place = placeOf(folder, below === '' ? '' : `${below}/x`).replace(/\/x$/, '');
      let names: readonly string[];
      try {
        names = readdirSync(place, {withFileTypes: true}).filter(entry => !entry.isDirectory() && !entry.name.startsWith('.')).map(entry => entry.name);
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw fileRefusal(thrown, below);
      }
      if (names.length > mostFiles) {
        throw new Refusal({code: 'too-large', what: `the folder ${below}`, why: `it holds ${names.length} files, and the limit is ${mostFiles}`,
          fix: 'Remove what does not belong there.'});
      }
      return names.toSorted().flatMap((name): readonly FolderFile[] => {
        const path = below === '' ? name : `${below}/${name}`;
        const size = sizeOf(join(place, name), path);
        return size === undefined ? [] : [{path, size}];
      });
    },
    async write(path, content) {
      const place = placeOf(folder, path);
      const there = await bytes(path, {limit: Math.max(content.length, 1)}).catch((thrown: unknown) => {
        if (thrown instanceof Refusal && thrown.gap.code === 'too-large') return null;
        throw thrown;
      });
      const taken = (): Refusal => new Refusal({code: 'refused', what: path, why: 'there is a file of this name with another content',
        fix: 'Keep it apart if it is still needed, and remove it.'});
      if (there === null || (there && !Buffer.from(there).equals(content))) throw taken();
      if (there) return;
      const draft = join(dirname(place), `.${basename(place)}.${randomUUID()}`);
      try {
        mkdirSync(dirname(place), {recursive: true});
        const file = openSync(draft, 'wx', 0o644);
        try {
          writeFileSync(file, content);
          fsyncSync(file);
        } finally {
          closeSync(file);
        }
        // A link and not a rename: of two runs at once, the second must not replace what the first has written.
        linkSync(draft, place);
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') throw taken();
        throw writeRefusal(thrown, path);
      } finally {
        try {
          unlinkSync(draft);
        } catch {
          // It was never made.
        }
      }
    },
  };
}
