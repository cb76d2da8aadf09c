import {createHash} from 'node:crypto';
import {readFileSync, readdirSync, realpathSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {Candidate, ContextFacts} from '#core';
import type {GithubSurroundings} from './surroundings.ts';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The W3C trace id of a run: the same for every file that it leaves. On a laptop, where there is no run, it is of the moment. */
export function correlationIdOf(github: GithubSurroundings | undefined, startedAt: Date, root: string): string {
  const parts = github ? ['run', github.repository, github.runId, String(github.runAttempt)] : ['local', root, startedAt.toISOString(), String(process.pid)];
  return sha256(parts.join('|')).slice(0, 32);
}

/** The candidate: the tag, else the branch, and the commit. */
export function candidateOf({tag, branch, commit}: ContextFacts, changed: boolean): Candidate {
  const name = (tag ?? branch ?? 'untagged').replace(/[^A-Za-z0-9._+-]+/g, '-');
  const version = tag === undefined ? undefined : /^(?:.*@)?v?(\d+\.\d+.*)$/.exec(tag)?.[1];
  return {
    id: `rc-${name}-${commit?.slice(0, 12) ?? 'uncommitted'}${changed ? '-changed' : ''}`,
    ...(tag !== undefined && {tag}), ...(version !== undefined && {version}),
  };
}

/** The digest of the bundle that runs, all of its files, so that evidence names the very code that judged. In: the script that was started. */
export function toolDigest(script: string | undefined): string {
  try {
    const folder = dirname(realpathSync(script ?? ''));
    const names = readdirSync(folder).filter(name => name.endsWith('.js')).sort();
    return sha256(names.map(name => `${sha256(readFileSync(join(folder, name)))}  ${name}\n`).join(''));
  } catch {
    return sha256('');
  }
}
