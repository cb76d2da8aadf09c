import {hash} from 'node:crypto';

/** A file whose content was looked at, and the SHA-256 of what was seen, in lower-case hex. */
export interface DigestedFile {
  readonly path: string;
  readonly sha256: string;
}

export function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** What was read, by path. A file that changes between two readings is listed with what was seen last. */
export class ReadLog {
  readonly #digests = new Map<string, string>();

  add(path: string, digest: string): void {
    this.#digests.set(path, digest);
  }

  /** Sorted by path. */
  files(): readonly DigestedFile[] {
    return [...this.#digests].map(([path, digest]) => ({path, sha256: digest})).sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}
