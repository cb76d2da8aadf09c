import {createHash} from 'node:crypto';
import {type BuiltRead, type EvidenceChange, type FolderFile, Refusal, glob} from '#core';

type Content = string | Uint8Array;

const bytesOf = (content: Content): Uint8Array => (typeof content === 'string' ? new TextEncoder().encode(content) : content);
const defaultLimit = 10 * 1024 * 1024;

function limited(path: string, content: Content | undefined, limit = defaultLimit): Uint8Array | undefined {
  const bytes = content === undefined ? undefined : bytesOf(content);
  if (bytes && bytes.length > limit) throw new Refusal({code: 'too-large', what: path, why: `it has ${bytes.length} bytes, ${limit} are read`, fix: 'Leave it out.', at: {path}});
  return bytes;
}

/** The folder for report files in memory, by path below it. */
export interface FakeEvidence extends EvidenceChange {
  readonly files: ReadonlyMap<string, Content>;
}

/** The `evidence` port over contents by path. Like the real one it never replaces what is there with something else. */
export function evidenceFiles(contents: Readonly<Record<string, Content>> = {}): FakeEvidence {
  const files = new Map<string, Content>(Object.entries(contents));
  return {
    files,
    async list(folder) {
      const below = folder === '' ? '' : `${folder}/`;
      return [...files].filter(([path]) => path.startsWith(below) && !path.slice(below.length).includes('/')).map(([path, content]): FolderFile =>
        ({path, size: bytesOf(content).length}))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    async bytes(path, {limit} = {}) {
      return limited(path, files.get(path), limit);
    },
    async write(path, content) {
      const there = files.get(path);
      if (there !== undefined && !Buffer.from(bytesOf(there)).equals(content)) throw new Refusal({code: 'refused', what: path,
        why: 'there is a file of this name with another content', fix: 'Remove it.'});
      files.set(path, content.slice());
    },
  };
}

/** The `built` port over contents by path. */
export function builtFiles(contents: Readonly<Record<string, Content>> = {}): BuiltRead {
  const files = new Map<string, Content>(Object.entries(contents));
  return {
    async list(patterns) {
      return [...files].filter(([path]) => glob(patterns)(path)).map(([path, content]): FolderFile => ({path, size: bytesOf(content).length})).sort((a, b) =>
        (a.path < b.path ? -1 : 1));
    },
    async digest(path) {
      const content = files.get(path);
      if (content === undefined) throw new Refusal({code: 'missing', what: path, why: 'it is not there', fix: 'Build it.', at: {path}});
      const bytes = bytesOf(content);
      return {sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length};
    },
    async bytes(path, {limit} = {}) {
      return limited(path, files.get(path), limit);
    },
  };
}
