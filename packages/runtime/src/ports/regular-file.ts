import {type Stats, closeSync, constants, fstatSync, lstatSync, openSync, readSync} from 'node:fs';
import {type GapCode, Refusal} from '#core';

export type SystemPath = string | Buffer;

/** Bytes; what is larger is `too-large` unless the reader of a file says otherwise. */
export const defaultLimit = 10 * 1024 * 1024;

const reasons: Readonly<Record<string, readonly [code: GapCode, why: string, fix: string]>> = {
  ENOENT: ['missing', 'it is listed and is not there any more', 'Restore it, or run it again when nothing changes the files.'],
  ENOTDIR: ['missing', 'a folder above it is not a folder any more', 'Restore it, or run it again when nothing changes the files.'],
  EACCES: ['refused', 'no permission to read it', 'Give the user who runs this permission to read it.'],
  EPERM: ['refused', 'no permission to read it', 'Give the user who runs this permission to read it.'],
  ELOOP: ['unreadable', 'it is a link that leads in a circle, or became a link while it was read', 'Correct the link, or remove it.'],
  EISDIR: ['unreadable', 'it is a folder and not a file', 'Name a file.'],
  ENAMETOOLONG: ['unreadable', 'its name is longer than the file system allows', 'Shorten the name.'],
  EIO: ['unreadable', 'the disk reports an error (EIO)', 'Look at the health of the disk.'],
  EMFILE: ['unreadable', 'too many files are open (EMFILE)', 'Raise the limit of open files (`ulimit -n`).'],
  ENFILE: ['unreadable', 'the machine has too many open files (ENFILE)', 'Raise the limit of open files.'],
};

/** The refusal that an error of the file system stands for. `path` as it is known in the tree. */
export function fileRefusal(thrown: unknown, path: string): Refusal {
  if (thrown instanceof Refusal) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code ?? '';
  const [gap, why, fix] = reasons[code] ?? ['unreadable', `it could not be read (${code || String(thrown)})`, 'Look at the file and at the disk.'];
  return new Refusal({code: gap, what: path, why, fix, at: {path}}, {cause: thrown});
}

const room = 'Free some room on the disk.';
const fixesOfWriting: Readonly<Record<string, string>> = {ENOSPC: room, EDQUOT: room, EIO: 'Look at the health of the disk.'};

/**
 * The refusal for a file that could not be written. In: what was thrown, how the file is called for the user, and its place in the tree, if it has one.
 * What is `refused` has not happened; after an error of the disk, which is `unreadable`, nobody knows.
 */
export function writeRefusal(thrown: unknown, what: string, path?: string): Refusal {
  if (thrown instanceof Refusal) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
  return new Refusal({
    code: code === 'EIO' ? 'unreadable' : 'refused', what, why: `it could not be written (${code})`,
    fix: fixesOfWriting[code] ?? 'Give the user who runs this permission to write there.', ...(path !== undefined && {at: {path}}),
  }, {cause: thrown});
}

export function tooLarge(path: string, size: number, limit: number): Refusal {
  return new Refusal({
    code: 'too-large', what: path, why: `it has ${size} bytes, and the limit is ${limit}`, fix: 'Make it smaller, or leave it out of what is looked at.', at: {path},
  });
}

/** The refusal for a file to which something was done while it was read, or between two readings. */
export function changing(path: string, how: string): Refusal {
  return new Refusal({code: 'unreadable', what: path, why: `it ${how}`, fix: 'Run it again when nothing writes to the file.', at: {path}});
}

/**
 * Whether a file is still the one that was looked at before, with nothing written to it since. The time of its last change of status says too much: it
 * moves when another file takes the name, and what is open is whole all the same.
 */
export function isUntouched(before: Stats, after: Stats): boolean {
  return before.ino === after.ino && before.size === after.size && before.mtimeMs === after.mtimeMs;
}

/** What has a name and is no file, in words. */
export function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isSymbolicLink()) return 'a link';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

function notRegular(path: string, stats: Stats): Refusal {
  return new Refusal({
    code: 'unreadable', what: path, why: `it is ${kindOf(stats)} and not a file`, fix: 'Replace it by a file, or leave it out of what is looked at.', at: {path},
  });
}

/** How a file is opened to be read. A named pipe would wait for somebody at its other end, unless told not to. They are 0 where they do not exist. */
export const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** What is kept between files; a larger one gets a buffer of its own. */
const largestKept = 4 * 1024 * 1024;

/** Reads whole regular files, one after the other, into one buffer. */
export class FileReader {
  #buffer = Buffer.allocUnsafeSlow(128 * 1024);

  /**
   * The content of a regular file, valid until the next call. Never opens a link, a pipe, a socket or a device. In: where it is, how it is called in the
   * tree, and the most bytes that are read. Throws a Refusal, also for a file that shrinks, grows or is written to while it is read: half of it could be
   * of before and half of after.
   */
  read(file: SystemPath, path: string, limit: number): Buffer {
    let descriptor: number | undefined;
    try {
      const before = lstatSync(file);
      if (!before.isFile()) throw notRegular(path, before);
      if (before.size > limit) throw tooLarge(path, before.size, limit);
      descriptor = openSync(file, readOnly);
      return this.#readAll(descriptor, path, before);
    } catch (thrown) {
      throw fileRefusal(thrown, path);
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  #readAll(descriptor: number, path: string, before: Stats): Buffer {
    const {size} = before;
    // One byte more than there should be shows that the file has grown.
    const buffer = this.#roomFor(size + 1);
    let length = 0;
    while (length < Math.max(size, 1)) {
      const count = readSync(descriptor, buffer, length, size + 1 - length, null);
      if (count === 0) break;
      length += count;
    }
    // Something else may have taken the name since it was looked at.
    const after = fstatSync(descriptor);
    if (!after.isFile()) throw notRegular(path, after);
    if (length !== size) throw changing(path, `${length > size ? 'grew' : 'shrank'} while it was read`);
    if (!isUntouched(before, after)) throw changing(path, 'was written to or replaced while it was read');
    return buffer.subarray(0, size);
  }

  #roomFor(size: number): Buffer {
    if (size > largestKept) return Buffer.allocUnsafeSlow(size);
    if (size > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(size)));
    return this.#buffer;
  }
}
