import {type Stats, lstatSync, statSync} from 'node:fs';
import {join, posix} from 'node:path';
import {type FilesRead, Misconfiguration, Refusal, type TreeEntry, baselineMebibytes, possiblePaths} from '#core';
import {fileRefusal, kindOf} from './ports/regular-file.ts';

/** What stands where a file of the configuration could be, and is none that can be read. */
interface Obstacle {
  readonly path: string;
  readonly why: string;
  readonly fix: string;
}

const replaceIt = 'Replace it by a file, or remove it.';

/** The folders above a path, from the top. */
const foldersAbove = (path: string): readonly string[] => path.split('/').slice(0, -1).map((_, i, names) => names.slice(0, i + 1).join('/'));

const topOf = (path: string): string => path.split('/', 1)[0]!;

function statsAt(root: string, path: string, stat: typeof lstatSync): Stats | undefined {
  try {
    return stat(join(root, path), {throwIfNoEntry: false});
  } catch (thrown) {
    throw fileRefusal(thrown, path);
  }
}

/** In a work tree, whose list leaves out all that is no content, and what git ignores. */
function obstacleOnDisk(root: string, path: string): Obstacle | undefined {
  for (const folder of foldersAbove(path)) {
    const stats = statsAt(root, folder, lstatSync);
    if (!stats) return undefined;
    if (!stats.isDirectory() && statsAt(root, folder, statSync)?.isDirectory() !== true) {
      return {path: folder, why: `it is ${kindOf(stats)} and not a folder`, fix: 'Replace it by a folder, or remove it.'};
    }
  }
  const stats = statsAt(root, path, lstatSync);
  if (!stats) return undefined;
  return stats.isFile()
    ? {path, why: 'it is there and no part of the repository: git ignores it, or it lies behind a link', fix: `Let git track it (git add -f ${path}), or remove it.`}
    : {path, why: `it is ${kindOf(stats)} and not a file`, fix: replaceIt};
}

/** In a commit, whose list has everything; `near` is what of it could be on the way. */
function obstacleInCommit(entries: readonly TreeEntry[], near: readonly TreeEntry[], path: string): Obstacle | undefined {
  for (const folder of foldersAbove(path)) {
    const entry = near.find(one => one.path === folder);
    if (!entry) continue;
    const target = entry.target === undefined ? undefined : posix.join(posix.dirname(folder), entry.target);
    const behind = target === undefined ? [] : entries.filter(one => one.path.startsWith(`${target}/`));
    if (behind.length === 0) return {path: folder, why: `it is a ${entry.kind} and not a folder`, fix: 'Replace it by a folder, or remove it.'};
    if (behind.some(one => one.path === `${target}${path.slice(folder.length)}`)) return {path, why: `it lies behind the link ${folder}`, fix: 'Replace the link by a folder.'};
  }
  return near.some(one => one.path.startsWith(`${path}/`)) ? {path, why: 'it is a folder and not a file', fix: replaceIt} : undefined;
}

/** Where a configuration is looked for. */
export interface ConfigurationPlace {
  /** The policy file that was named by the user. */
  readonly config?: string | undefined;
  /** The folder that `files` is the list of, where it is a work tree; without it, `files` is a commit. */
  readonly root?: string | undefined;
}

/**
 * The texts of the files that the configuration is made of, by path. Whatever stands in the place of one and is no file that can be read is never taken
 * for none. Throws a Refusal for it; and Misconfiguration where it was named by the user, or was committed so: then the change that repairs it must not be
 * held up by it.
 */
export async function configurationTexts(files: FilesRead, {config, root}: ConfigurationPlace): Promise<ReadonlyMap<string, string>> {
  const entries = await files.list();
  const there = new Set(entries.map(entry => entry.path));
  const paths = possiblePaths(config);
  const tops = new Set(paths.map(topOf));
  const near = entries.filter(({path}) => tops.has(topOf(path)));
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = there.has(path) ? await files.text(path, {limit: baselineMebibytes * 1024 * 1024}) : undefined;
    if (text !== undefined) {
      texts.set(path, text);
      continue;
    }
    const obstacle = root === undefined ? obstacleInCommit(entries, near, path) : obstacleOnDisk(root, path);
    if (!obstacle) continue;
    const {path: at, why, fix} = obstacle;
    if (root === undefined || path === config) throw new Misconfiguration([{message: `the configuration cannot be read: ${why}`, fix, at: {path: at}}]);
    throw new Refusal({code: 'unreadable', what: at, why, fix, at: {path: at}});
  }
  return texts;
}
