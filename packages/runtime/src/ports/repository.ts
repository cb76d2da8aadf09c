import {existsSync, readFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {type Commit, Refusal, type Tag} from '#core';
import {readCommitObject} from './commit-object.ts';
import {type GitOptions, NoRepository, git, lacking} from './git-process.ts';
import {type OwnSettings, ownSettings} from './git-settings.ts';
import {isOurs, pathOf} from './path-name.ts';

/**
 * What git says, or `undefined` where there is no repository: then nothing is asked of git, not even that it is installed. `ask` must ask something that git
 * answers in a repository alone.
 */
export async function insideRepository<T>(folder: string, what: string, ask: () => Promise<T>): Promise<T | undefined> {
  if (!hasRepository(folder)) return undefined;
  try {
    return await ask();
  } catch (thrown) {
    if (!(thrown instanceof NoRepository)) throw thrown;
    throw new Refusal({
      code: 'unreadable', what, why: 'there is a .git, but git takes it for no repository: it is damaged',
      fix: 'Clone the repository again, or run `git fsck` and correct what it reports.',
    }, {cause: thrown});
  }
}

/** Whether a folder, or one above it, has a `.git`. */
function hasRepository(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (dirname(at) === at) return false;
  }
}

/** The top folder of the work tree in which a folder is; `undefined` outside git. */
export function repositoryRoot(folder: string, options: GitOptions = {}): Promise<string | undefined> {
  const what = 'the repository';
  return insideRepository(folder, what, async () => {
    const {stdout} = await git(folder, ['rev-parse', '--show-toplevel'], {...options, what});
    return stdout.toString('utf8').replace(/\n$/, '');
  });
}

/**
 * The paths that differ from the last commit: changed, staged, deleted and untracked ones, sorted. Shipgate's own folder and what git ignores are left
 * out. Empty outside git. A submodule counts by the commit that it is on.
 */
export async function statusOf(root: string, options: GitOptions = {}): Promise<readonly string[]> {
  const what = 'what has changed since the last commit';
  const paths = await insideRepository(root, what, async () => {
    const {harmless} = await ownSettings(root, options);
    const form = ['--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=dirty', '--no-ahead-behind'];
    const {stdout} = await git(root, ['status', ...form], {...options, what, settings: harmless});
    return nameList(stdout).map(line => line.slice(3).replace(/\/$/, '')).filter(path => !isOurs(path)).sort();
  });
  return paths ?? [];
}

/** The NUL-ended texts of an output, those that are not UTF-8 in their percent form. */
export function nameList(output: Buffer): string[] {
  const names: string[] = [];
  let from = 0;
  for (let end = output.indexOf(0); end !== -1; end = output.indexOf(0, from)) {
    names.push(pathOf(output.subarray(from, end)).path);
    from = end + 1;
  }
  return names;
}

/**
 * A commit by a name that git understands: as it is written, with all its parents, even where a shallow clone has none of them. `undefined` when the name
 * stands for nothing.
 */
export async function readCommit(root: string, name: string, options: GitOptions = {}): Promise<Commit | undefined> {
  const what = `the commit ${name}`;
  // A line feed would be a second question.
  if (/[\n\0]/.test(name)) return undefined;
  const {stdout} = await git(root, ['cat-file', '--batch'], {...options, what, stdin: `${name}^{commit}\n`});
  const end = stdout.indexOf(0x0a);
  const [, sha, size] = /^([0-9a-f]+) commit (\d+)$/.exec(stdout.subarray(0, end).toString('utf8')) ?? [];
  if (sha === undefined) return undefined;
  return {sha, ...readCommitObject(stdout.subarray(end + 1, end + 1 + Number(size)))};
}

/** The parents of a commit as it names them itself; a shallow clone may have none of them. */
export async function parentsOf(root: string, commit: string, options: GitOptions = {}): Promise<readonly string[]> {
  const found = await readCommit(root, commit, options);
  if (found === undefined) throw lacking(`the commit ${commit}`, 'the clone does not have it');
  return found.parents;
}

/** Whether a commit is in the clone. Never asks a remote. */
export async function hasCommit(root: string, sha: string, options: GitOptions = {}): Promise<boolean> {
  return (await readCommit(root, sha, options)) !== undefined;
}

/** The commits at which a shallow clone ends; empty in a complete one. */
export async function shallowBoundary(root: string, options: GitOptions = {}): Promise<ReadonlySet<string>> {
  const what = 'whether the clone is shallow';
  const {stdout} = await git(root, ['rev-parse', '--is-shallow-repository', '--git-path', 'shallow'], {...options, what});
  const [shallow, path] = stdout.toString('utf8').replace(/\n$/, '').split(/\n(.*)/s);
  if (shallow !== 'true' || path === undefined) return new Set();
  try {
    return new Set(readFileSync(resolve(root, path), 'utf8').split('\n').filter(line => line !== ''));
  } catch (thrown) {
    throw new Refusal({code: 'unreadable', what, why: `${path} cannot be read`, fix: 'Clone the repository again.'}, {cause: thrown});
  }
}

/**
 * Fetches one commit from `origin` by its id, without tags, submodules, prompts and branches. A shallow clone gets that commit alone, so that its history
 * stays short; a complete one gets its history too, since a depth would cut what is there. Does nothing when the clone has the commit.
 */
export async function fetchCommit(root: string, sha: string, options: GitOptions): Promise<void> {
  const what = `the commit ${sha}`;
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha)) throw lacking(what, 'only a full commit id can be fetched');
  if (await hasCommit(root, sha, options)) return;
  const {harmless} = await ownSettings(root, options);
  const shallow = (await shallowBoundary(root, options)).size > 0;
  await fetching(what, () => git(root, [
    'fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-auto-maintenance', '--no-write-fetch-head', '--upload-pack=git-upload-pack',
    ...(shallow ? ['--depth=1'] : []), '--', 'origin', sha,
  ], {...options, what, network: true, settings: harmless}));
  if (!(await hasCommit(root, sha, options))) throw lacking(what, 'the remote did not send it');
}

/** A failed talk with the remote in words that say so; time limits and cancellations stay what they are. */
async function fetching<T>(what: string, talk: () => Promise<T>): Promise<T> {
  try {
    return await talk();
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.gap.code === 'timed-out' || thrown.gap.code === 'cancelled') throw thrown;
    throw new Refusal({
      code: 'missing', what, why: `it is not in the clone, and the remote did not give it: ${thrown.gap.why}`,
      fix: 'Give actions/checkout `fetch-depth: 0` (and leave `persist-credentials` on), or run `git fetch origin` yourself.',
    }, {cause: thrown});
  }
}

/** The tags that `origin` has, without fetching anything: a depth-1 clone has none. Tags of something else than a commit are among them. */
export async function remoteTags(root: string, options: GitOptions): Promise<readonly Tag[]> {
  const what = 'the tags of the remote';
  const {harmless} = await ownSettings(root, options);
  const list = ['ls-remote', '--quiet', '--tags', '--upload-pack=git-upload-pack', '--', 'origin'];
  const {stdout} = await fetching(what, () => git(root, list, {...options, what, network: true, settings: harmless}));
  const tags = new Map<string, Tag>();
  for (const line of stdout.toString('utf8').split('\n')) {
    const [, commit, ref, peeled] = /^([0-9a-f]+)\trefs\/tags\/(.*?)(\^\{\})?$/.exec(line) ?? [];
    if (commit !== undefined && ref !== undefined) tags.set(ref, {name: ref, commit, annotated: peeled !== undefined});
  }
  return [...tags.values()];
}

/** The best common ancestor of two commits; `undefined` when they have none. Refuses where a shallow clone may hide it. */
export async function mergeBase(root: string, a: string, b: string, options: GitOptions = {}): Promise<string | undefined> {
  const what = `the common ancestor of ${a} and ${b}`;
  const {exitCode, stdout} = await git(root, ['merge-base', '--end-of-options', a, b], {...options, what, answers: [0, 1]});
  if (exitCode === 0) return stdout.toString('utf8').trim();
  if ((await shallowBoundary(root, options)).size > 0) throw lacking(what, 'the clone is shallow and does not reach back to it');
  return undefined;
}

/** The remote's default branch as this clone knows it, `origin/main`; `undefined` when it was never told (actions/checkout does not). Never asks the remote. */
export async function remoteDefaultBranch(root: string, options: GitOptions = {}): Promise<string | undefined> {
  const what = 'the default branch of the remote';
  const {exitCode, stdout} = await git(root, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'], {...options, what, answers: [0, 1]});
  if (exitCode !== 0) return undefined;
  const name = stdout.toString('utf8').trim();
  return (await hasCommit(root, name, options)) ? name : undefined;
}

/** The names of the repository on its hosts, `owner/name` in lower case, from the addresses of the remotes in its settings. Nothing else of an address is given out: it may hold credentials. */
export function remoteNames(own: OwnSettings['own']): readonly string[] {
  const names = own.filter(([key]) => /^remote\..*\.url$/s.test(key)).flatMap(([, url]) => {
    const path = /^(?:https?|ssh|git):\/\/[^/]+\/(.*)$/s.exec(url)?.[1] ?? /^(?:[^@/\s]+@)?[^:/\s]+:(?!\/\/)(.*)$/s.exec(url)?.[1];
    const parts = path?.replace(/\/+$/, '').replace(/\.git$/, '').split('/').filter(part => part !== '') ?? [];
    return parts.length >= 2 ? [parts.slice(-2).join('/').toLowerCase()] : [];
  });
  return [...new Set(names)].sort();
}

