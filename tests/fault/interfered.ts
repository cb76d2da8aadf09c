import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {GitRepository} from '#testkit';
import {preloaded} from './preloaded.ts';

/** Something that happens to the disk while a program runs. */
export interface Interference {
  /** At which calls of node:fs. */
  readonly calls: readonly string[];
  /** About which files: a regular expression. */
  readonly path: string;
  /** At which of these calls, counted from 1; at each of them unless told. */
  readonly nth?: number;
  /** The error that comes in place of the call. */
  readonly error?: string;
  /** What a shell does before the call. */
  readonly command?: string;
  /** Of `readSync`: the first half of the file is read, then the command runs, and what comes after is read with the next call. */
  readonly halfway?: boolean;
}

const markOf = (repository: Pick<GitRepository, 'path'>): string => join(repository.path, '../interference');

/** The environment in which all this happens to a program of Node. */
export function interfering(repository: Pick<GitRepository, 'path'>, ...list: readonly Interference[]): Readonly<Record<string, string>> {
  return {...preloaded('interference.ts'), INTERFERENCE: JSON.stringify({mark: markOf(repository), list})};
}

/** The calls at which it has happened, one a line; none where it has not. */
export const interferedWith = (repository: Pick<GitRepository, 'path'>): string => (existsSync(markOf(repository)) ? readFileSync(markOf(repository), 'utf8') : '');
