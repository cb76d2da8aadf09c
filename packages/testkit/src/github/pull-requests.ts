import {type CommitState, type FileState, commitBody, fileBody, sha} from './commits.ts';
import {labelBody, milestoneNamed} from './issues.ts';
import {type Operations, found, ok} from './operation.ts';
import {idOf, teamBody, userBody} from './people.ts';
import {repositoryBody} from './repository.ts';
import type {GithubState} from './state.ts';

export interface ReviewState {
  readonly user: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
  readonly commit_id: string;
  readonly submitted_at: string;
  readonly body: string;
}

export interface PullRequestState {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: 'open' | 'closed';
  readonly draft: boolean;
  readonly user: string;
  /** `repo` is `owner/name` of a fork, or `null` when the fork is gone. */
  readonly head: {readonly ref: string; readonly sha: string; readonly repo?: string | null};
  readonly base: {readonly ref: string; readonly sha: string};
  readonly labels: readonly string[];
  readonly milestone: string | null;
  readonly author_association: string;
  readonly created_at: string;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly mergeable: boolean | null;
  readonly mergeable_state: string;
  readonly requested_reviewers: readonly string[];
  readonly requested_teams: readonly string[];
  readonly reviews: readonly ReviewState[];
  readonly commits: readonly CommitState[];
  readonly files: readonly FileState[];
}

/** An open pull request of `octocat` from the branch `feature` to `main`, unless told otherwise. */
export function pullRequest(number: number, more: Partial<PullRequestState> = {}): PullRequestState {
  return {
    number, title: `Change ${number}`, body: null, state: 'open', draft: false, user: 'octocat', head: {ref: 'feature', sha: sha('c')}, base: {ref: 'main', sha: sha('a')},
    labels: [], milestone: null,
    author_association: 'MEMBER', created_at: '2026-01-02T00:00:00Z', merged_at: null, merge_commit_sha: null, mergeable: true, mergeable_state: 'clean', requested_reviewers: [],
    requested_teams: [],
    reviews: [], commits: [], files: [], ...more,
  };
}

export function review(user: string, state: ReviewState['state'], more: Partial<ReviewState> = {}): ReviewState {
  return {user, state, commit_id: sha('c'), submitted_at: '2026-01-03T00:00:00Z', body: '', ...more};
}

function listBody(state: GithubState, one: PullRequestState): Readonly<Record<string, unknown>> {
  const {owner} = state.repository;
  const own = repositoryBody(state);
  const {repo} = one.head;
  const [forkOwner = owner, forkName] = (repo ?? '').split('/');
  const head = repo === undefined ? own : repo === null ? null : {...own, id: idOf(repo), name: forkName, full_name: repo, fork: true, owner: userBody(forkOwner)};
  const {number, title, body, draft, author_association, created_at, merged_at, merge_commit_sha} = one;
  return {
    id: 1_000_000 + number, number, title, body, state: one.state, draft, author_association, created_at, updated_at: merged_at ?? created_at, merged_at, merge_commit_sha,
    user: userBody(one.user),
    closed_at: one.state === 'closed' ? merged_at ?? created_at : null, labels: one.labels.map(labelBody), milestone: milestoneNamed(state, one.milestone),
    head: {label: `${repo ? forkOwner : owner}:${one.head.ref}`, ref: one.head.ref, sha: one.head.sha, user: repo === null ? null : userBody(repo ? forkOwner : owner), repo: head},
    base: {label: `${owner}:${one.base.ref}`, ref: one.base.ref, sha: one.base.sha, user: userBody(owner), repo: own},
    requested_reviewers: one.requested_reviewers.map(userBody), requested_teams: one.requested_teams.map(slug => teamBody(slug)),
  };
}

function wholeBody(state: GithubState, one: PullRequestState): Readonly<Record<string, unknown>> {
  const {commits, files, mergeable, mergeable_state, merged_at} = one;
  const sum = (count: (changed: FileState) => number): number => files.reduce((total, changed) => total + count(changed), 0);
  return {
    ...listBody(state, one), requested_teams: one.requested_teams.map(slug => teamBody(slug, 'simple')), merged: merged_at !== null, mergeable, mergeable_state,
    commits: commits.length, changed_files: files.length,
    additions: sum(changed => changed.additions), deletions: sum(changed => changed.deletions),
  };
}

const numbered = ({pullRequests}: GithubState, number: string | undefined): PullRequestState => found(pullRequests.find(one => String(one.number) === number));
const route = '/repos/{owner}/{repo}/pulls';

export const pullRequestOperations: Operations = {
  [`GET ${route}`]: {
    needs: 'pull_requests=read', honours: ['state', 'head', 'base', 'sort', 'direction'],
    answer({state, query}) {
      const wanted = query.get('state') ?? 'open';
      const head = query.get('head');
      const oldestFirst = query.get('direction') === 'asc';
      const items = state.pullRequests.filter(one => wanted === 'all' || one.state === wanted).filter(one => query.get('base') === null || one.base.ref === query.get('base'))
        .map(one => listBody(state, one)).filter(body => head === null || (body['head'] as {label: string}).label === head)
        .sort((a, b) => (oldestFirst ? 1 : -1) * (Number(a['number']) - Number(b['number'])));
      return {items};
    },
  },
  [`GET ${route}/{pull_number}`]: {needs: 'pull_requests=read', answer: ({state, parameters}) => ok(wholeBody(state, numbered(state, parameters['pull_number'])))},
  // GitHub lists at most 250 commits and 3000 files. Source: https://docs.github.com/en/rest/pulls/pulls
  [`GET ${route}/{pull_number}/commits`]: {
    needs: 'pull_requests=read', answer: ({state, parameters}) => ({items: numbered(state, parameters['pull_number']).commits.map(commitBody), atMost: 250}),
  },
  [`GET ${route}/{pull_number}/files`]: {
    needs: 'pull_requests=read', answer: ({state, parameters}) => ({items: numbered(state, parameters['pull_number']).files.map(fileBody), atMost: 3000}),
  },
  [`GET ${route}/{pull_number}/reviews`]: {
    needs: 'pull_requests=read',
    answer({state, parameters}) {
      const {reviews} = numbered(state, parameters['pull_number']);
      return {items: reviews.map((one, i) => ({...one, id: i + 1, user: userBody(one.user), author_association: 'MEMBER'}))};
    },
  },
  [`GET ${route}/{pull_number}/requested_reviewers`]: {
    needs: 'pull_requests=read',
    answer({state, parameters}) {
      const {requested_reviewers, requested_teams} = numbered(state, parameters['pull_number']);
      return ok({users: requested_reviewers.map(userBody), teams: requested_teams.map(slug => teamBody(slug))});
    },
  },
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': {
    needs: 'pull_requests=read',
    answer({state, parameters}) {
      const hash = parameters['commit_sha']!;
      const brought = (one: PullRequestState): boolean => one.merge_commit_sha === hash || one.head.sha === hash || one.commits.some(commit => commit.sha === hash);
      return {items: state.pullRequests.filter(one => brought(one) && (one.state === 'open' || one.merged_at !== null)).map(one => listBody(state, one))};
    },
  },
};
