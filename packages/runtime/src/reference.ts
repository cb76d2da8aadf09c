import {type Fact, type GithubRead, Refusal, learn} from '#core';
import type {ReferenceWish} from './event.ts';
import {fetchCommit, hasCommit, mergeBase, parentsOf, remoteDefaultBranch} from './ports/repository.ts';

/** The commit against which new and existing are told apart. */
export interface Reference {
  readonly commit: string;
  /** For people: `main`, `v1.7.2`. */
  readonly name: string;
}

interface Options {
  readonly root: string;
  /** The commit that is judged, or that the work tree stands on. */
  readonly head: string;
  readonly clean: boolean;
  /** The head is the merge commit that GitHub makes of a pull request. */
  readonly merged: boolean;
  readonly github: GithubRead;
  readonly repository: string | undefined;
  readonly signal: AbortSignal;
}

const fetchTimeoutMs = 60_000;

/** The branch point in GitHub's answer. Source: docs.github.com, REST API, "Compare two commits". */
function mergeBaseIn(body: unknown): string {
  const sha = (body as {merge_base_commit?: {sha?: unknown}} | null)?.merge_base_commit?.sha;
  if (typeof sha !== 'string' || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(sha)) throw new Error('there is no merge_base_commit.sha in it');
  return sha;
}

/** The branch point of the head and the base: by the parents of GitHub's merge commit, by history, or, in a shallow clone, by GitHub's own comparison. */
async function branchPoint({root, head, merged, github, repository, signal}: Options, base: string): Promise<string> {
  const parents = await parentsOf(root, head, {signal});
  // GitHub's merge commit has the base's tip as its first parent; the tip may have moved on since the event was written.
  if (parents.length === 2 && merged) return parents[0]!;
  if (await hasCommit(root, base, {signal})) {
    const found = await learn('the branch point', () => mergeBase(root, base, head, {signal}));
    if (found.known && found.value !== undefined) return found.value;
  }
  const [owner, repo] = (repository ?? '').split('/');
  const compared = owner && repo ? await github.get('/repos/{owner}/{repo}/compare/{basehead}', {owner, repo, basehead: `${base}...${head}`}, mergeBaseIn, {permission: 'contents: read'}) : undefined;
  if (compared !== undefined) return compared;
  throw new Refusal({code: 'missing', what: 'the branch point of this change', why: 'the clone does not reach back to it', fix: 'Give actions/checkout `fetch-depth: 0`.'});
}

/**
 * Finds the reference that an event wishes for and makes sure that its commit is here, fetching it if the clone lacks it. Out: nothing where everything
 * is judged; a gap where the wish could not be met.
 */
export async function findReference(wish: ReferenceWish, options: Options): Promise<Fact<Reference | undefined>> {
  const {root, head, clean, signal} = options;
  return learn('the commit to compare with', async () => {
    if (wish.kind === 'none') return undefined;
    if (wish.kind === 'default-branch') {
      const branch = await remoteDefaultBranch(root, {signal});
      const point = branch === undefined ? undefined : await mergeBase(root, branch, head, {signal});
      return branch === undefined || point === undefined || (point === head && clean) ? undefined : {commit: point, name: branch};
    }
    if (wish.commit === '') throw new Refusal({code: 'missing', what: 'the base of this change', why: 'the event does not name it', fix: 'Run it on an event of GitHub: pull_request or merge_group.'});
    const commit = wish.kind === 'base' ? await branchPoint(options, wish.commit) : wish.commit;
    if (!(await hasCommit(root, commit, {signal}))) await fetchCommit(root, commit, {timeoutMs: fetchTimeoutMs, signal});
    if (commit === head && clean) {
      throw new Refusal({code: 'missing', what: 'the change', why: 'what is checked out is its base, without the change', fix: 'Check out the change: on pull_request the default of actions/checkout does.'});
    }
    return {commit, name: wish.name};
  });
}
