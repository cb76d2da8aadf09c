import {randomUUID} from 'node:crypto';
import {existsSync, lstatSync} from 'node:fs';
import {resolve as resolvePath} from 'node:path';
import {type Change, type Commit, type GitRead, Refusal, type Tag} from '#core';
import {CommitLog, commitFormat} from './commit-object.ts';
import {textOf} from './file-text.ts';
import {type GitOptions, NoRepository, git, lacking} from './git-process.ts';
import {ownSettings} from './git-settings.ts';
import {isOurs} from './path-name.ts';
import {tooLarge} from './regular-file.ts';
import {insideRepository, nameList, readCommit, remoteNames, shallowBoundary} from './repository.ts';

export interface HistoryOptions extends GitOptions {
  /** The commit that is judged; the work tree on top of HEAD unless given. */
  readonly commit?: string;
  /** The tags that the remote has, where the clone was made without them. */
  readonly remoteTags?: readonly Tag[];
}

/** With more paths than this a walk looks at all files: comparing each with each path would take longer. */
const mostPathsToLimit = 64;
const longestText = 1024 * 1024;

const diffSafely = ['--no-ext-diff', '--no-textconv', '--no-color'];
const logPlainly = ['--literal-pathspecs', 'log', '-z', '--no-mailmap', '--no-notes', ...diffSafely];
const tagFormat = '--format=%(refname:strip=2)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)';
const messageFormat = '--format=%(refname:strip=2)%00%(objecttype)%00%(contents:subject)%00%(contents:body)%00';

/**
 * The history as a port. In: the top folder of the repository. Every method refuses outside git but `head` (`undefined`), `ignored` (nothing is) and
 * `remotes` (there are none), and is empty before the first commit. What a shallow clone lacks is a Refusal. HEAD and the remotes are read once, so
 * that everything is told of the same commit; whether there still is a repository is looked at each time.
 *
 * `commits`: `since` is a commit, whose history is left out; a merge commit counts as substantive when it differs from all of its parents. `lastChanged`
 * counts a merge the same way. `ignored` goes by the ignore files of the work tree, whatever commit is judged.
 */
export function gitHistory(root: string, options: HistoryOptions = {}): GitRead {
  const {signal, timeoutMs, commit: judged} = options;
  const limits: GitOptions = {signal, timeoutMs};

  const readHead = askedOnce(async (): Promise<Commit | undefined> => {
    const found = await readCommit(root, judged ?? 'HEAD', limits);
    if (found !== undefined) return found;
    if (judged !== undefined) throw lacking(`the commit ${judged}`, 'the clone does not have it');
    // HEAD names a branch without a commit, or a commit that is not here.
    const {exitCode} = await git(root, ['rev-parse', '--quiet', '--verify', 'HEAD'], {...limits, what: 'the commit that is judged', answers: [0, 1]});
    if (exitCode === 0) {
      throw new Refusal({
        code: 'unreadable', what: 'the commit that is judged', why: 'HEAD names a commit that the repository does not have', fix: 'Run `git fsck`, or clone the repository again.',
      });
    }
    await refuseDamagedBranch();
    return undefined;
  });

  function head(): Promise<Commit | undefined> {
    return insideRepository(root, 'the commit that is judged', readHead);
  }

  /** git takes a branch whose file is damaged for one without a commit. */
  async function refuseDamagedBranch(): Promise<void> {
    const what = 'the commit that is judged';
    const {stdout} = await git(root, ['symbolic-ref', 'HEAD'], {...limits, what});
    const name = stdout.toString('utf8').trim();
    const {stdout: path} = await git(root, ['rev-parse', '--git-path', name], {...limits, what});
    if (!existsSync(resolvePath(root, path.toString('utf8').replace(/\n$/, '')))) return;
    throw new Refusal({code: 'unreadable', what, why: `the branch ${name} is damaged`, fix: 'Run `git fsck`, or clone the repository again.'});
  }

  async function branch(): Promise<string | undefined> {
    const what = 'the branch that is checked out';
    await start(what);
    if (judged !== undefined) return undefined;
    const {exitCode, stdout} = await git(root, ['symbolic-ref', '--quiet', '--short', 'HEAD'], {...limits, what, answers: [0, 1]});
    return exitCode === 0 ? stdout.toString('utf8').trim() : undefined;
  }

  /** The judged commit; `undefined` before the first. */
  async function start(what: string): Promise<string | undefined> {
    const found = await insideRepository(root, what, async () => ({commit: await head()}));
    if (found === undefined) throw new NoRepository(what);
    return found.commit?.sha;
  }

  /** Ends of a shallow clone that a walk reaches, with the times of their commits. */
  async function reachedEnds(what: string, range: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const ends = await shallowBoundary(root, limits);
    if (ends.size === 0) return new Map();
    const {stdout} = await git(root, ['log', '--max-parents=0', '--format=tformat:%H %ct', ...range, '--'], {...limits, what});
    const roots = stdout.toString('utf8').split('\n').filter(line => line !== '').map(line => line.split(' '));
    return new Map(roots.flatMap(([sha, seconds]) => (sha !== undefined && ends.has(sha) ? [[sha, Number(seconds) * 1000] as const] : [])));
  }

  const tooShallow = (what: string): Refusal => lacking(what, 'the clone is shallow and ends before the answer');

  /** Paths go in by standard input, where there is no limit; but a line feed ends one there. */
  const pathInput = (range: readonly string[], paths: readonly string[]): {readonly args: readonly string[]; readonly stdin: string} => ({
    args: ['--stdin', '--', ...paths.filter(path => path.includes('\n'))],
    stdin: [...range, '--', ...paths.filter(path => !path.includes('\n')), ''].join('\n'),
  });

  async function resolve(name: string): Promise<string | undefined> {
    const what = `the commit ${JSON.stringify(name)}`;
    await start(what);
    if (name === '' || name.includes('\0')) return undefined;
    const {exitCode, stdout} = await git(root, ['rev-parse', '--quiet', '--verify', '--end-of-options', `${name}^{commit}`], {...limits, what, answers: [0, 1, 128]});
    const sha = stdout.toString('utf8').trim();
    // `^main` is a name too, of everything but main.
    if (exitCode === 0) return /^[0-9a-f]+$/.test(sha) ? sha : undefined;
    const remote = options.remoteTags?.find(tag => tag.name === name || `refs/tags/${tag.name}` === name);
    if (remote) return remote.commit;
    const allTags = options.remoteTags !== undefined && name.startsWith('refs/tags/');
    if (!allTags && (await shallowBoundary(root, limits)).size > 0) throw lacking(what, 'the clone is shallow: it has few branches and tags, and this is none of them');
    return undefined;
  }

  /** Which of some merges differ from all of their parents. */
  async function changingMerges(what: string, merges: readonly Commit[], paths: readonly string[]): Promise<ReadonlySet<string>> {
    const changing = new Set<string>();
    if (merges.length === 0) return changing;
    const mark = randomUUID();
    const log = new CommitLog(mark, () => true, (_, commit) => {
      changing.add(commit.sha);
      return true;
    });
    await git(root, ['--literal-pathspecs', 'diff-tree', '--stdin', '-r', '-c', '--name-only', '--no-renames', '-z', ...diffSafely, commitFormat(mark), '--', ...paths], {
      ...limits, what, stdin: `${merges.map(merge => merge.sha).join('\n')}\n`, take: log.take,
    });
    return changing;
  }

  async function commits({paths = [], since, limit, substantive = false}: Parameters<GitRead['commits']>[0]): Promise<readonly Commit[]> {
    const what = paths.length === 0 ? 'the history' : `the history of ${paths.length === 1 ? paths[0] : `${paths.length} paths`}`;
    const from = await start(what);
    if (from === undefined || limit <= 0) return [];
    const range = [from];
    if (since !== undefined) {
      const base = await resolve(since);
      if (base === undefined) {
        throw new Refusal({
          code: 'missing', what, why: `there is no commit ${JSON.stringify(since)}`, fix: 'Correct the name, or fetch it: git fetch --tags origin.',
        });
      }
      range.push(`^${base}`);
    }
    const found: Commit[] = [];
    const touching = new Set<string>();
    let counted = 0;
    const mark = randomUUID();
    const log = new CommitLog(mark, commit => {
      if (!substantive && found.length === limit) return false;
      if (substantive && counted >= limit) return false;
      found.push(commit);
      return true;
    }, (_, commit) => {
      if (!touching.has(commit.sha)) {
        touching.add(commit.sha);
        counted++;
      }
      return true;
    });
    const {args, stdin} = pathInput(range, paths);
    const changes = substantive ? ['--numstat', '--ignore-all-space', '--ignore-blank-lines', '--no-renames'] : [];
    await git(root, [...logPlainly, ...changes, commitFormat(mark), ...args], {...limits, what, stdin, take: log.take});
    let answer: readonly Commit[] = found;
    if (substantive) {
      const merges = await changingMerges(what, found.filter(commit => commit.parents.length > 1), paths);
      answer = found.filter(commit => (commit.parents.length > 1 ? merges.has(commit.sha) : touching.has(commit.sha))).slice(0, limit);
    }
    const ends = await reachedEnds(what, range);
    if (ends.size === 0) return answer;
    const selective = paths.length > 0 || substantive;
    const last = answer.at(-1)?.at.getTime() ?? -Infinity;
    // At its end a shallow clone knows neither what a commit changed nor what came before it.
    if (answer.length < limit || [...ends.values()].some(at => at > last) || (selective && answer.some(commit => ends.has(commit.sha)))) throw tooShallow(what);
    return Promise.all(answer.map(async commit => (ends.has(commit.sha) ? (await readCommit(root, commit.sha, limits)) ?? commit : commit)));
  }

  async function lastChanged(paths: readonly string[]): Promise<ReadonlyMap<string, Commit>> {
    const what = 'when files were last changed';
    const from = await start(what);
    const missing = new Set(paths);
    const found = new Map<string, Commit>();
    if (from === undefined || missing.size === 0) return found;
    const ends = await reachedEnds(what, [from]);
    const mark = randomUUID();
    const log = new CommitLog(mark, ({sha}) => {
      if (missing.size === 0) return false;
      if (ends.has(sha)) throw tooShallow(what);
      return true;
    }, (path, commit) => {
      if (missing.delete(path)) found.set(path, commit);
      return missing.size > 0;
    });
    const {args, stdin} = pathInput([from], missing.size <= mostPathsToLimit && ends.size === 0 ? [...missing] : []);
    await git(root, [...logPlainly, '-c', '--name-only', '--no-renames', '--full-history', commitFormat(mark), ...args], {...limits, what, stdin, take: log.take});
    return found;
  }

  async function changedSince(commit: string): Promise<readonly Change[]> {
    const what = `what changed since ${commit}`;
    await start(what);
    const base = await resolve(commit);
    if (base === undefined) {
      throw new Refusal({
        code: 'missing', what, why: `there is no commit ${JSON.stringify(commit)}`, fix: 'Correct the name, or fetch it: git fetch origin.',
      });
    }
    const form = ['--name-status', '-z', '--find-renames', '--no-relative', ...diffSafely];
    const changes: Change[] = [];
    if (judged === undefined) {
      const {harmless} = await ownSettings(root, limits);
      const {stdout} = await git(root, ['diff', ...form, '--ignore-submodules=dirty', base, '--'], {...limits, what, settings: [...harmless, 'diff.renames=true']});
      changes.push(...readChanges(stdout, what));
      const others = await git(root, ['ls-files', '-z', '--others', '--exclude-standard'], {...limits, what});
      changes.push(...nameList(others.stdout).map(path => ({path: path.replace(/\/$/, ''), kind: 'added' as const})));
    } else {
      changes.push(...readChanges((await git(root, ['diff-tree', '-r', ...form, base, judged, '--'], {...limits, what})).stdout, what));
    }
    return changes.filter(({path}) => !isOurs(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async function ignored(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const what = 'which files git ignores';
    const answer = await insideRepository(root, what, async () => {
      const links = new Map<string, boolean>();
      const asked = paths.filter(path => path !== '' && !path.includes('\0') && !path.startsWith('/') && !path.split('/').includes('..') && !beyondLink(root, path, links));
      if (asked.length === 0) return new Set<string>();
      // `./` keeps a leading colon from being read as a pattern's magic.
      const {stdout} = await git(root, ['check-ignore', '-z', '--stdin', '--no-index'], {...limits, what, stdin: asked.map(path => `./${path}\0`).join(''), answers: [0, 1]});
      return new Set(nameList(stdout).map(path => path.slice(2)));
    });
    return answer ?? new Set();
  }

  /** The commit of a tag of a tag; nothing where it is of something else, or of a commit that a shallow clone lacks. */
  async function behindTags(name: string): Promise<string | undefined> {
    try {
      return await resolve(`refs/tags/${name}`);
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.gap.code === 'missing') return undefined;
      throw thrown;
    }
  }

  async function tags(): Promise<readonly Tag[]> {
    const what = 'the tags';
    await start(what);
    const {stdout} = await git(root, ['for-each-ref', tagFormat, 'refs/tags'], {...limits, what});
    const found = new Map((options.remoteTags ?? []).map(tag => [tag.name, tag]));
    for (const line of stdout.toString('utf8').split('\n')) {
      const [name, type, id, innerType, inner] = line.split('\0');
      if (name === undefined || name === '' || id === undefined) continue;
      const commit = type === 'commit' ? id : innerType === 'commit' ? inner : innerType === 'tag' ? await behindTags(name) : undefined;
      if (commit !== undefined) found.set(name, {name, commit, annotated: type === 'tag'});
    }
    if (found.size === 0 && options.remoteTags === undefined && (await shallowBoundary(root, limits)).size > 0) {
      throw new Refusal({
        code: 'missing', what, why: 'the clone is shallow and was made without tags',
        fix: 'Give actions/checkout `fetch-tags: true` or `fetch-depth: 0`, or run `git fetch --tags`.',
      });
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async function tagMessage(name: string): Promise<string | undefined> {
    const what = `the message of the tag ${name}`;
    await start(what);
    // A name with a wildcard or a NUL is none that git allows.
    if (/[\0*?[\\]/.test(name)) return undefined;
    const {stdout} = await git(root, ['for-each-ref', messageFormat, `refs/tags/${name}`], {...limits, what});
    // The pattern stands for everything below it too: `v1` for `v1/docs`.
    const [found, type, subject = '', body = ''] = stdout.toString('utf8').split('\0');
    return found === name && type === 'tag' ? `${subject}\n\n${body}`.trim() : undefined;
  }

  async function textAt(commit: string, path: string): Promise<string | undefined> {
    const what = `${path} at ${commit.slice(0, 12)}`;
    await start(what);
    const {stdout: entry} = await git(root, ['--literal-pathspecs', 'ls-tree', '-z', '--end-of-options', `${commit}^{commit}`, '--', path], {...limits, what});
    const [, kind, blob] = /^\d+ (\w+) ([0-9a-f]+)\t/.exec(entry.toString('latin1')) ?? [];
    if (kind !== 'blob' || blob === undefined) return undefined;
    const {stdout} = await git(root, ['cat-file', 'blob', blob], {...limits, what});
    if (stdout.length > longestText) throw tooLarge(path, stdout.length, longestText);
    return textOf(path, stdout);
  }

  const readRemotes = askedOnce(async () => {
    const {own} = await ownSettings(root, limits);
    // git gives settings, the user's own, outside of a repository too. One that has none of its own must say that it is one.
    if (own.length === 0) await git(root, ['rev-parse', '--git-dir'], {...limits, what: 'the remotes of the repository'});
    return remoteNames(own);
  });

  async function remotes(): Promise<readonly string[]> {
    return (await insideRepository(root, 'the remotes of the repository', readRemotes)) ?? [];
  }

  return {head, branch, resolve, commits, lastChanged, changedSince, ignored, tags, tagMessage, textAt, remotes};
}

/** A question whose answer is kept. A refusal is none: it is asked again. */
function askedOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => {
    if (kept === undefined) {
      const asked = ask();
      kept = asked;
      asked.catch(() => {
        kept = undefined;
      });
    }
    return kept;
  };
}

/** Reads `--name-status -z`. Source: https://git-scm.com/docs/git-diff, "raw output format". */
function readChanges(output: Buffer, what: string): Change[] {
  const kinds: Readonly<Record<string, Change['kind']>> = {A: 'added', D: 'deleted', M: 'changed', T: 'changed', U: 'changed', X: 'changed'};
  const tokens = nameList(output);
  const changes: Change[] = [];
  for (let i = 0; i < tokens.length; i += 2) {
    const status = tokens[i]![0]!;
    const path = tokens[i + 1];
    const kind = kinds[status];
    if (status === 'R' || status === 'C') {
      const to = tokens[i + 2];
      if (to !== undefined && path !== undefined) changes.push(status === 'R' ? {path: to, kind: 'renamed', from: path} : {path: to, kind: 'added'});
      i++;
    } else if (kind !== undefined && path !== undefined) {
      changes.push({path, kind});
    } else {
      throw new Refusal({code: 'unreadable', what, why: `git reports a change of the unknown kind ${JSON.stringify(status)}`, fix: 'Run it with a newer git.'});
    }
  }
  return changes;
}

/** Whether a folder on the way to a path is a link: git takes what is behind it for no part of the repository, and fails at such a question. */
function beyondLink(root: string, path: string, known: Map<string, boolean>): boolean {
  const end = path.lastIndexOf('/');
  if (end <= 0) return false;
  const folder = path.slice(0, end);
  let answer = known.get(folder);
  if (answer === undefined) {
    answer = beyondLink(root, folder, known) || isLink(`${root}/${folder}`);
    known.set(folder, answer);
  }
  return answer;
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file, {throwIfNoEntry: false})?.isSymbolicLink() === true;
  } catch {
    return false;
  }
}
