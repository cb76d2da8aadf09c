import {createHash} from 'node:crypto';
import * as fs from 'node:fs';
import {dirname, join} from 'node:path';
import {type LedgerChange, type LedgerFile, type LedgerView, type LedgerWrite, Refusal, Unclear} from '#core';
import {withLock} from '../folder-lock.ts';
import {kindOf} from '../ports/regular-file.ts';

/** The calls to the file system that a change is made of; a test puts itself between them. */
export type Disk = Pick<
  typeof fs,
  'openSync' | 'writeSync' | 'readSync' | 'fdatasyncSync' | 'fsyncSync' | 'ftruncateSync' | 'closeSync' | 'renameSync' | 'mkdirSync' | 'fstatSync' | 'lstatSync'
>;

const names: readonly LedgerFile[] = ['state.json', 'checkpoint', 'prefix', 'intent'];
const logName = 'log.ndjson';
const pieceLength = 256 * 1024;
const largestFile = 16 * 1024 * 1024;
const {O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY} = fs.constants;
/** No link is followed, and a named pipe is not waited for. */
const safely = O_NOFOLLOW | O_NONBLOCK;

const codeOf = (thrown: unknown): string => (thrown as NodeJS.ErrnoException | undefined)?.code ?? '';

/** Whether the system refused a call, rather than that the code did. */
const fromDisk = (thrown: unknown): boolean => codeOf(thrown) !== '' && 'syscall' in (thrown as object);

const said: Readonly<Record<string, readonly [why: string, fix: string]>> = {
  ENOSPC: ['the disk is full', 'Make room, then run it again.'], EDQUOT: ['the quota of the disk is used up', 'Make room, then run it again.'], EROFS: [
    'the file system is read-only', 'Run it where the folder can be written to.',
  ],
  EACCES: ['there is no permission', 'Give the user who runs this permission to the folder.'], EPERM: [
    'there is no permission', 'Give the user who runs this permission to the folder.',
  ],
  ELOOP: ['it is a link', 'Replace the link by the file itself: links are not followed here.'], EIO: ['the disk reports an error', 'Look at the health of the disk.'],
};

function refusalOf(thrown: unknown, what: string): Refusal {
  if (thrown instanceof Refusal) return thrown;
  const [why, fix] = said[codeOf(thrown)] ?? [thrown instanceof Error ? thrown.message : String(thrown), 'Look at the folder and at the disk.'];
  return new Refusal({code: codeOf(thrown) === 'ENOENT' ? 'missing' : 'refused', what, why, fix}, {cause: thrown});
}

/**
 * The audit log in a folder: `log.ndjson`, its state and signatures, and what crashes tore off in `torn/`. A change is on disk when it returns. In order:
 * what is torn is copied away, the intent is noted down, the log is written at once and flushed, and the state takes its new place by a rename; so that a
 * crash between any two calls leaves something that the intent explains. `place` names the folder in messages.
 */
export function folderLedger(folder: string, {place = folder, disk = fs}: {readonly place?: string; readonly disk?: Disk} = {}): LedgerChange {
  const inFolder = (name: string): string => join(folder, name);

  function synced(path: string): void {
    const handle = disk.openSync(path, O_RDONLY);
    try {
      disk.fsyncSync(handle);
    } finally {
      disk.closeSync(handle);
    }
  }

  function writeWhole(handle: number, content: Uint8Array, at: number): void {
    for (let done = 0; done < content.length;) done += disk.writeSync(handle, content, done, content.length - done, at + done);
  }

  function replace(path: string, content: Uint8Array): void {
    const temporary = `${path}.new`;
    const handle = disk.openSync(temporary, O_WRONLY | O_CREAT | O_TRUNC | safely, 0o644);
    try {
      writeWhole(handle, content, 0);
      disk.fsyncSync(handle);
    } finally {
      disk.closeSync(handle);
    }
    disk.renameSync(temporary, path);
  }

  function readFrom(handle: number, from: number, to: number, fold: (piece: Uint8Array) => void): void {
    const buffer = Buffer.alloc(Math.min(pieceLength, Math.max(1, to - from)));
    for (let at = from; at < to;) {
      const count = disk.readSync(handle, buffer, 0, Math.min(buffer.length, to - at), at);
      if (count === 0) throw new Refusal({code: 'unreadable', what: place, why: 'the log became shorter while it was read', fix: 'Find out what changes it, then run it again.'});
      fold(buffer.subarray(0, count));
      at += count;
    }
  }

  /** Opens a file that is no link; undefined where there is none. */
  function opened<T>(name: string, read: (handle: number, size: number) => T): T | undefined {
    let handle: number;
    try {
      handle = disk.openSync(inFolder(name), O_RDONLY | safely);
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR') return undefined;
      throw refusalOf(thrown, `${place}/${name}`);
    }
    try {
      const stats = disk.fstatSync(handle);
      if (!stats.isFile()) throw new Refusal({code: 'refused', what: `${place}/${name}`, why: `it is ${kindOf(stats)} and no file`, fix: 'Put the file back.'});
      return read(handle, stats.size);
    } finally {
      disk.closeSync(handle);
    }
  }

  function look(): LedgerView {
    const there = disk.lstatSync(folder, {throwIfNoEntry: false});
    if (there && !there.isDirectory()) throw new Refusal({
      code: 'refused', what: place, why: there.isSymbolicLink() ? 'it is a link' : 'it is no folder', fix: 'Put the folder itself there: links are not followed here.',
    });
    const files = new Map(names.map(name => [name, opened(name, (handle, size) => {
      if (size > largestFile) throw new Refusal({code: 'too-large', what: `${place}/${name}`, why: `it has ${size} bytes`, fix: 'Find out who wrote it.'});
      const parts: Buffer[] = [];
      readFrom(handle, 0, size, piece => void parts.push(Buffer.from(piece)));
      return Buffer.concat(parts);
    })]));
    return {
      bytes: opened(logName, (_, size) => size),
      file: async name => files.get(name),
      async read(from, to, fold) {
        const found = opened(logName, handle => {
          readFrom(handle, from, to, fold);
          return true;
        });
        if (!found && to > from) throw new Refusal({code: 'missing', what: place, why: 'the log is gone', fix: 'Find out what removed it, then run it again.'});
      },
    };
  }

  function keepTorn(view: LedgerView, from: number): void {
    if ((view.bytes ?? 0) <= from) return;
    disk.mkdirSync(inFolder('torn'), {recursive: true});
    const parts: Buffer[] = [];
    opened(logName, handle => readFrom(handle, from, view.bytes!, piece => void parts.push(Buffer.from(piece))));
    const torn = Buffer.concat(parts);
    replace(inFolder(`torn/${from}-${createHash('sha256').update(torn).digest('hex').slice(0, 16)}`), torn);
    synced(inFolder('torn'));
  }

  /** Appends at `from`; when that fails halfway, takes back what was written. */
  function append({from, append: batch}: LedgerWrite, size: number): void {
    const handle = disk.openSync(inFolder(logName), O_RDWR | O_CREAT | safely, 0o644);
    try {
      if (size > from) disk.ftruncateSync(handle, from);
      try {
        writeWhole(handle, batch, from);
        disk.fdatasyncSync(handle);
      } catch (thrown) {
        disk.ftruncateSync(handle, from);
        throw thrown;
      }
    } finally {
      disk.closeSync(handle);
    }
  }

  function carryOut(view: LedgerView, write: LedgerWrite): void {
    let wrote = false;
    try {
      if (write.intent) {
        keepTorn(view, write.from);
        replace(inFolder('intent'), write.intent);
        synced(folder);
        append(write, view.bytes ?? 0);
        wrote = true;
      }
      for (const {name, content} of write.files) {
        replace(inFolder(name), content);
        // Each before the next, so that a loss of power leaves none ahead of the one before it.
        synced(folder);
      }
    } catch (thrown) {
      const {gap} = refusalOf(thrown, place);
      if (wrote && write.append.length > 0) throw new Unclear({...gap, why: `the records are written, and their state is not: ${gap.why}`}, {cause: thrown});
      throw refusalOf(thrown, place);
    }
  }

  async function locked<T>(work: () => Promise<T>): Promise<T> {
    return withLock(inFolder('lock'), work);
  }

  return {
    place,
    async view() {
      if (!disk.lstatSync(folder, {throwIfNoEntry: false})?.isDirectory()) return look();
      try {
        return await locked(async () => look());
      } catch (thrown) {
        // Where nothing can be written nobody else is writing either.
        if (['EROFS', 'EACCES', 'EPERM', 'ENOSPC'].includes(codeOf(thrown))) return look();
        throw fromDisk(thrown) ? refusalOf(thrown, place) : thrown;
      }
    },
    async change(next) {
      try {
        if (!disk.lstatSync(folder, {throwIfNoEntry: false})) {
          disk.mkdirSync(folder, {recursive: true});
          synced(dirname(folder));
        }
      } catch (thrown) {
        throw refusalOf(thrown, place);
      }
      const work = async (): Promise<void> => {
        const view = look();
        for (const write of await next(view)) carryOut(view, write);
      };
      try {
        await locked(work);
      } catch (thrown) {
        throw fromDisk(thrown) ? refusalOf(thrown, place) : thrown;
      }
    },
  };
}
