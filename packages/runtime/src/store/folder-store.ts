import {createHash} from 'node:crypto';
import {type Dirent, existsSync, readdirSync, realpathSync, renameSync, rmSync, rmdirSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {type StoreChange, type StoreChanges, type StoreSnapshot, Refusal, Unclear, canonicalJson, checkStoreChanges, checkStorePaths, chosenOf, isStorePath} from '#core';
import {withLock} from '../folder-lock.ts';
import {FileReader, defaultLimit, fileRefusal} from '../ports/regular-file.ts';
import {makeFolder, syncFolder, writeNew} from './durable.ts';
import {type Patience, updating} from './update.ts';

export interface FolderStoreOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told of each race that was lost. */
  readonly lost?: () => void;
}

/** What `.version` holds: the state of the whole folder, and what of its last change may not be in place yet. */
type Version = {
  readonly version: string;
  /** Each file that changes, and the file in `.pending` that takes its place; `null` removes it. */
  readonly pending: readonly (readonly [path: string, from: string | null])[];
};

const versionName = '.version';
const pendingName = '.pending';
const lockName = '.lock';
const patience: Patience = {attempts: 400, first: 4, longest: 200};

const begin = 'Begin it once: `shipgate init history`.';

function isVersion(value: unknown): value is Version {
  if (typeof value !== 'object' || value === null) return false;
  const {version, pending} = value as Partial<Version>;
  return typeof version === 'string' && /^[0-9a-f]{64}$/.test(version) && Array.isArray(pending)
    && pending.every(entry => Array.isArray(entry) && typeof entry[0] === 'string' && isStorePath(entry[0]) && (entry[1] === null || /^\d+$/.test(String(entry[1]))));
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The version after a change: a chain of digests, so that no state comes twice under one name. */
function versionAfter(version: string, changes: StoreChanges, why: string): string {
  return sha256(canonicalJson({version, why, changes: Object.fromEntries([...changes].map(([path, content]) => [path, content && sha256(content)]))}));
}

/**
 * The store in a folder: its files stand there under their own names. A change is written beside them, is decided by the rename of `.version`, and is then
 * moved into place; a run that was killed in between is completed by the next one. In: the folder, and the one that it must not lead out of.
 */
export function folderStore(root: string, name: string, options: FolderStoreOptions = {}): StoreChange & {begin(): Promise<void>} {
  const folder = join(root, name);
  const place = `the folder ${name}`;
  const versionFile = join(folder, versionName);
  const pendingFolder = join(folder, pendingName);
  const {signal} = options;

  function refusal(thrown: unknown, path: string): Refusal | Unclear {
    if (thrown instanceof Refusal || thrown instanceof Unclear) return thrown;
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === undefined) throw thrown;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      return new Refusal({code: 'refused', what: place, why: `it cannot be written (${code})`, fix: `Give the user who runs this permission to write ${path}.`}, {cause: thrown});
    }
    if (code === 'ENOSPC' || code === 'EDQUOT') return new Refusal({
      code: 'refused', what: place, why: `the disk is full (${code})`,
      fix: 'Make room, and run it again.',
    }, {cause: thrown});
    return fileRefusal(thrown, path);
  }

  /** Where a file lies. Refuses a folder on the way that is a link: a repository could have it read and write elsewhere. */
  function within(path: string): string {
    const file = join(folder, path);
    let above = dirname(file);
    while (!existsSync(above)) above = dirname(above);
    if (realpathSync(above) !== join(realpathSync(root), relative(root, above))) {
      throw new Refusal({code: 'refused', what: place, why: `${relative(root, above)} is a link, or lies behind one`, fix: 'Replace the link by a folder.'});
    }
    return file;
  }

  function versionText(): string {
    for (let attempt = 1; ; attempt++) {
      try {
        return new FileReader().read(within(versionName), `${name}/${versionName}`, defaultLimit).toString('utf8');
      } catch (thrown) {
        if (!existsSync(versionFile)) throw new Refusal({code: 'missing', what: 'the history', why: `nothing was begun in ${place}`, fix: begin});
        // Another run may have put a new one in its place between the look at its size and the reading.
        if (attempt === 20) throw thrown;
      }
    }
  }

  function version(): Version {
    const text = versionText();
    try {
      const value = JSON.parse(text) as unknown;
      if (isVersion(value)) return value;
    } catch {
      // Told below.
    }
    throw new Refusal({
      code: 'unreadable', what: place, why: `${versionName} is not one of ours`,
      fix: 'Restore the folder from a copy, or remove it and begin anew: `shipgate init history`.',
    });
  }

  function replaceVersion(value: Version, decide?: () => void): void {
    makeFolder(pendingFolder);
    const temporary = join(pendingFolder, 'version');
    rmSync(temporary, {force: true});
    writeNew(temporary, Buffer.from(canonicalJson(value)));
    decide?.();
    renameSync(temporary, versionFile);
    syncFolder(folder);
  }

  /** Removes a file, and the folders that it leaves empty: their names are free again. */
  function remove(path: string): void {
    rmSync(within(path), {force: true});
    for (let above = dirname(path); above !== '.'; above = dirname(above)) {
      try {
        rmdirSync(join(folder, above));
      } catch (thrown) {
        const {code} = thrown as NodeJS.ErrnoException;
        if (code !== 'ENOENT') return;
      }
    }
  }

  /** Moves what was decided into place; what is there already has been moved by a run that was killed afterwards. */
  function complete({version: at, pending}: Version): void {
    const folders = new Set<string>();
    for (const [path, from] of pending) {
      const file = within(path);
      if (from === null) {
        remove(path);
      } else if (existsSync(join(pendingFolder, from))) {
        makeFolder(dirname(file));
        renameSync(join(pendingFolder, from), file);
      }
      folders.add(dirname(file));
    }
    for (const each of folders) if (existsSync(each)) syncFolder(each);
    replaceVersion({version: at, pending: []});
  }

  function walk(below = ''): string[] {
    const paths: string[] = [];
    let entries: Dirent[];
    try {
      entries = readdirSync(within(`${below}.`), {withFileTypes: true});
    } catch (thrown) {
      // It was emptied and removed since it was listed.
      if (below !== '' && (thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw thrown;
    }
    for (const entry of entries) {
      const path = `${below}${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) paths.push(...walk(`${path}/`));
      else if (isStorePath(path)) paths.push(path);
    }
    return paths;
  }

  function look(paths: readonly string[], limit: number): Omit<StoreSnapshot, 'version'> {
    const all = walk().sort();
    const reader = new FileReader();
    return {paths: all, files: new Map(chosenOf(all, paths).map(path => [path, Uint8Array.from(reader.read(within(path), `${name}/${path}`, limit))] as const))};
  }

  const alone = <T>(work: () => T): Promise<T> => withLock(join(folder, lockName), async () => work(), {signal});
  const locked = <T>(work: () => T): Promise<T> => alone(() => {
    const found = version();
    if (found.pending.length > 0) complete(found);
    return work();
  });

  const store: Omit<StoreChange, 'update'> = {
    place,
    async snapshot(paths, {limit = defaultLimit} = {}) {
      checkStorePaths(paths, 'asked for');
      try {
        // Without the lock, so that a folder that cannot be written is read; with it when others keep on writing, or were killed while they did.
        for (let attempt = 0; attempt < 3; attempt++) {
          const before = version();
          if (before.pending.length > 0) break;
          let seen: Omit<StoreSnapshot, 'version'> | undefined;
          let failure: unknown;
          try {
            seen = look(paths, limit);
          } catch (thrown) {
            failure = thrown;
          }
          const after = version();
          if (after.version !== before.version || after.pending.length > 0) continue;
          if (seen === undefined) throw failure;
          return {version: before.version, ...seen};
        }
        return await locked(() => ({version: version().version, ...look(paths, limit)}));
      } catch (thrown) {
        throw refusal(thrown, name);
      }
    },
    async commit(expected, changes, why) {
      checkStorePaths(changes.keys(), 'changed');
      let decided = false;
      try {
        version();
        return await locked(() => {
          if (version().version !== expected) return 'lost-race';
          checkStoreChanges(walk(), changes);
          rmSync(pendingFolder, {recursive: true, force: true});
          makeFolder(pendingFolder);
          const pending = [...changes].map(([path, content], i): readonly [string, string | null] => {
            within(path);
            if (content) writeNew(join(pendingFolder, String(i)), content);
            return [path, content && String(i)];
          });
          // What is removed makes room for what is written.
          const removals = pending.filter(([, from]) => from === null);
          const next: Version = {version: versionAfter(expected, changes, why), pending: [...removals, ...pending.filter(([, from]) => from !== null)]};
          syncFolder(pendingFolder);
          replaceVersion(next, () => { decided = true; });
          complete(next);
          return 'written';
        });
      } catch (thrown) {
        const known = refusal(thrown, name);
        throw decided && known instanceof Refusal ? new Unclear(known.gap, {cause: thrown}) : known;
      }
    },
  };

  return {
    ...store,
    update: updating(store, patience, options),
    async begin() {
      try {
        within('.');
        makeFolder(folder);
        within(versionName);
        await alone(() => {
          if (existsSync(versionFile)) throw new Refusal({
            code: 'refused', what: 'the history', why: `it was begun in ${place} before`,
            fix: 'Nothing is to be done: it is used as it is.',
          });
          const found = readdirSync(folder).filter(entry => !entry.startsWith('.'));
          if (found.length > 0) {
            throw new Refusal({
              code: 'refused', what: place, why: `${found[0]!} is in it, and it has no ${versionName}`,
              fix: 'Restore the folder from a copy, or move what is in it elsewhere.',
            });
          }
          replaceVersion({version: sha256(`shipgate history ${new Date().toISOString()}`), pending: []});
        });
      } catch (thrown) {
        throw refusal(thrown, name);
      }
    },
  };
}
