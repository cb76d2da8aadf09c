import {userBody} from './people.ts';

/** A commit as lists of commits show it. */
export interface CommitState {
  readonly sha: string;
  readonly message: string;
  /** The login; `null` where GitHub knows nobody by the address. */
  readonly author: string | null;
  readonly date: string;
  readonly parents: readonly string[];
}

/** A commit hash that means nothing: the digits, repeated. */
export const sha = (digits: string): string => digits.repeat(40).slice(0, 40);

export function commit(hash: string, message: string, more: Partial<CommitState> = {}): CommitState {
  return {sha: hash.length === 40 ? hash : sha(hash), message, author: 'octocat', date: '2026-01-01T00:00:00Z', parents: [], ...more};
}

export function commitBody({sha: hash, message, author, date, parents}: CommitState): Readonly<Record<string, unknown>> {
  const who = {name: author ?? 'Somebody', email: `${author ?? 'somebody'}@users.noreply.github.com`, date};
  const user = author === null ? null : userBody(author);
  return {sha: hash, commit: {message, author: who, committer: who}, author: user, committer: user, parents: parents.map(parent => ({sha: parent}))};
}

/** A file that a pull request or a comparison changes. */
export interface FileState {
  readonly filename: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  readonly previous_filename?: string;
  readonly additions: number;
  readonly deletions: number;
}

export function file(filename: string, status: FileState['status'] = 'modified', more: Partial<FileState> = {}): FileState {
  return {filename, status, additions: 1, deletions: status === 'modified' ? 1 : 0, ...more};
}

export const fileBody = (one: FileState): Readonly<Record<string, unknown>> => ({...one, changes: one.additions + one.deletions, sha: sha('f')});
