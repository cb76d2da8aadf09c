import {randomBytes} from 'node:crypto';
import {setTimeout as wait} from 'node:timers/promises';
import {type StoreChange, type StoreChanges, Refusal, Unclear, checkStoreChanges, checkStorePaths, chosenOf, isStorePath} from '#core';
import {type GitAnswer, git} from '../ports/git-process.ts';
import {ownSettings} from '../ports/git-settings.ts';
import {ObjectReader} from '../ports/object-reader.ts';
import {defaultLimit} from '../ports/regular-file.ts';
import {shallowBoundary} from '../ports/repository.ts';
import {importStream} from './import-stream.ts';
import {contends, readPush, refusalOfFetch, saysNoBranch} from './remote-answer.ts';
import {type Patience, updating} from './update.ts';

export interface BranchStoreOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told of each race that was lost. */
  readonly lost?: () => void;
  /** The longest time for one talk with the remote, in milliseconds. */
  readonly timeoutMs?: number;
}

/** Stands in the root of the branch, so that no other branch is taken for one: a wrong name in the policy cannot write into code. */
const marker = '.shipgate-history';
const markerText = 'This branch is kept by Shipgate: what its runs remember. It holds no code. See docs/history.md of Shipgate.\n';

const patience: Patience = {attempts: 150, first: 100, longest: 3000};
const tries = 8;

/** An entry of the branch's tree. */
interface Entry {
  readonly path: string;
  readonly blob: string;
}

/**
 * The store in a branch of its own, without a common ancestor with the code. Looks by fetching the branch, writes by a push that the remote carries out only
 * where the branch is still what was looked at. In the clone it makes objects and one ref, `refs/shipgate/<branch>`; the work tree, the index and the
 * branches stay as they are.
 */
export function branchStore(root: string, branch: string, options: BranchStoreOptions = {}): StoreChange & {begin(): Promise<void>} {
  const place = `the branch ${branch}`;
  const ref = `refs/heads/${branch}`;
  const kept = `refs/shipgate/${branch}`;
  const {signal, timeoutMs = 120_000} = options;
  const call = {what: place, signal, timeoutMs};
  let fetching: Promise<string | undefined> | undefined;

  async function remote(): Promise<{readonly harmless: readonly string[]; readonly there: boolean}> {
    const {own, harmless} = await ownSettings(root, {signal});
    return {harmless, there: own.some(([key]) => key === 'remote.origin.url')};
  }

  /** Fetches the branch: its tip, or nothing when the remote has no such branch. */
  async function fetch(): Promise<string | undefined> {
    const {harmless, there} = await remote();
    // A complete clone stays complete: a depth would mark it as shallow.
    const shallow = (await shallowBoundary(root, {signal})).size > 0;
    const words = [
      'fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-auto-maintenance', '--no-write-fetch-head', '--no-filter', '--refmap=',
      '--upload-pack=git-upload-pack', ...(shallow ? ['--depth=1'] : []),
      '--', 'origin', `+${ref}:${kept}`,
    ];
    let answer: GitAnswer;
    for (let attempt = 1; ; attempt++) {
      answer = await git(root, words, {...call, network: true, settings: harmless, answers: [0, 1, 128]});
      if (answer.exitCode === 0 || attempt === tries || !contends(answer.stderr)) break;
      // Another run in this clone fetches too.
      await wait(Math.random() * 50 * 2 ** attempt);
    }
    if (answer.exitCode === 0) return (await git(root, ['rev-parse', '--verify', '--end-of-options', kept], call)).stdout.toString('utf8').trim();
    if (saysNoBranch(answer.stderr)) return undefined;
    throw refusalOfFetch(place, answer, there);
  }

  /** The tip of the branch. Runs that ask at the same time share one fetch. */
  async function tip(): Promise<string> {
    fetching ??= fetch().finally(() => { fetching = undefined; });
    const found = await fetching;
    if (found === undefined) throw new Refusal({code: 'missing', what: 'the history', why: `the remote has no branch ${branch}`, fix: 'Begin it once: `shipgate init history`.'});
    return found;
  }

  async function entriesOf(commit: string): Promise<readonly Entry[]> {
    const {stdout} = await git(root, ['ls-tree', '-r', '-z', '--full-tree', commit], call);
    const lines = stdout.toString('utf8').split('\0').flatMap(line => {
      const [, mode, blob, path] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
      return mode === undefined ? [] : [{mode, blob: blob!, path: path!}];
    });
    if (!lines.some(({path}) => path === marker)) {
      throw new Refusal({
        code: 'refused', what: place, why: `it is no history of Shipgate: it has no ${marker}`,
        fix: 'Name another branch in the policy (`history-branch`) and begin it: `shipgate init history`.',
      });
    }
    return lines.filter(({mode, path}) => mode === '100644' && isStorePath(path));
  }

  /** The commit that makes the changes, in this clone alone. */
  async function commitOf(parent: string | undefined, changes: StoreChanges, why: string): Promise<string> {
    const format = parent === undefined ? (await git(root, ['rev-parse', '--show-object-format'], call)).stdout.toString('utf8').trim() : undefined;
    const nothing = '0'.repeat(parent?.length ?? (format === 'sha256' ? 64 : 40));
    const stream = importStream({...(parent !== undefined && {parent}), changes, why, at: new Date(), id: randomBytes(16).toString('hex'), nothing});
    const {stdout} = await git(root, ['fast-import', '--quiet', '--done', '--date-format=raw'], {...call, stdin: stream});
    return stdout.toString('utf8').trim();
  }

  /** Whether the remote's branch holds a commit; undefined where that cannot be told. */
  async function arrived(commit: string, expected: string | undefined): Promise<boolean | undefined> {
    try {
      const now = await fetch();
      if (now === commit) return true;
      // Still under way, perhaps.
      if (now === expected) return undefined;
      if (now === undefined) return false;
      const {exitCode} = await git(root, ['merge-base', '--is-ancestor', commit, now], {...call, answers: [0, 1]});
      if (exitCode === 0) return true;
      return (await shallowBoundary(root, {signal})).has(now) ? undefined : false;
    } catch {
      return undefined;
    }
  }

  async function push(commit: string, expected: string | undefined): Promise<'written' | 'lost-race'> {
    const {harmless, there} = await remote();
    const words = [
      'push', '--porcelain', '--no-verify', '--no-follow-tags', '--recurse-submodules=no', '--no-signed', '--receive-pack=git-receive-pack',
      `--force-with-lease=${ref}:${expected ?? ''}`, '--', 'origin', `${commit}:${ref}`,
    ];
    let why: string;
    let cause: unknown;
    try {
      const result = readPush(place, await git(root, words, {...call, network: true, settings: harmless, answers: [0, 1, 128]}), there);
      if (typeof result === 'string') return result;
      if ('refused' in result) throw new Refusal(result.refused);
      why = result.unknown;
    } catch (thrown) {
      // It was ended by the time limit or by a signal while it spoke.
      if (!(thrown instanceof Refusal) || (thrown.gap.code !== 'timed-out' && thrown.gap.code !== 'cancelled' && thrown.gap.code !== 'unreadable')) throw thrown;
      why = thrown.gap.why;
      cause = thrown;
    }
    const is = await arrived(commit, expected);
    if (is !== undefined) return is ? 'written' : 'lost-race';
    throw new Unclear({code: 'refused', what: place, why: `nobody knows whether the push has arrived: ${why}`, fix: 'Run it again: it looks first at what has arrived.'}, {cause});
  }

  const store: Omit<StoreChange, 'update'> = {
    place,
    async snapshot(paths, {limit = defaultLimit} = {}) {
      checkStorePaths(paths, 'asked for');
      const version = await tip();
      const entries = await entriesOf(version);
      const blobs = new Map(entries.map(({path, blob}) => [path, blob]));
      const all = [...blobs.keys()].sort();
      const wanted = chosenOf(all, paths);
      if (wanted.length === 0) return {version, paths: all, files: new Map()};
      const reader = new ObjectReader(root, {signal});
      try {
        const files = await Promise.all(wanted.map(async path => [path, Uint8Array.from(await reader.read(blobs.get(path)!, `${branch}:${path}`, limit))] as const));
        return {version, paths: all, files: new Map(files)};
      } finally {
        await reader.dispose();
      }
    },
    async commit(version, changes, why) {
      checkStoreChanges((await entriesOf(version)).map(({path}) => path), changes);
      fetching = undefined;
      return push(await commitOf(version, changes, why), version);
    },
  };

  return {
    ...store,
    update: updating(store, patience, options),
    async begin() {
      const begun = (): Refusal => new Refusal({
        code: 'refused', what: 'the history', why: `the remote has a branch ${branch} already`,
        fix: 'Nothing is to be done where it is a history; else name another branch: `history-branch`.',
      });
      if (await fetch() !== undefined) throw begun();
      const commit = await commitOf(undefined, new Map([[marker, Buffer.from(markerText)]]), 'Begin the history');
      if (await push(commit, undefined) === 'lost-race') throw begun();
    },
  };
}
