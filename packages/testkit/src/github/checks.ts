import {sha} from './commits.ts';
import type {Operations} from './operation.ts';
import {idOf, userBody} from './people.ts';
import type {GithubState} from './state.ts';

export interface CheckRunState {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  readonly status: 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | null;
  /** The app that reported it. */
  readonly app: string;
  readonly started_at: string;
}

/** A check that succeeded for the commit `aaaa…`, unless told otherwise. */
export function checkRun(id: number, name: string, more: Partial<CheckRunState> = {}): CheckRunState {
  const status = more.status ?? 'completed';
  return {id, name, head_sha: sha('a'), status, conclusion: status === 'completed' ? 'success' : null, app: 'github-actions', started_at: '2026-01-02T00:00:00Z', ...more};
}

const checkBody = ({app, ...check}: CheckRunState): Readonly<Record<string, unknown>> => ({
  ...check, completed_at: check.status === 'completed' ? check.started_at : null, app: {id: idOf(app), slug: app, name: app, owner: userBody('octo-org')},
  check_suite: {id: check.id * 10}, pull_requests: [],
});

/** The commit that a name stands for: a branch, a tag, or a hash itself. */
const commitNamed = ({branches, tags}: GithubState, name: string): string =>
  branches.find(branch => branch.name === name.replace(/^(?:refs\/)?heads\//, ''))?.sha ?? tags.find(tag => tag.name === name.replace(/^(?:refs\/)?tags\//, ''))?.sha ?? name;

export const checkOperations: Operations = {
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': {
    needs: 'checks=read', honours: ['check_name', 'status', 'filter', 'app_id'],
    answer({state, parameters, query}) {
      const hash = commitNamed(state, parameters['ref']!);
      const newest = (query.get('filter') ?? 'latest') === 'latest';
      const own = state.checkRuns.filter(check => check.head_sha === hash).sort((a, b) => b.started_at.localeCompare(a.started_at) || b.id - a.id);
      const items = own.filter((check, i) => !newest || own.findIndex(other => other.name === check.name && other.app === check.app) === i)
        .filter(check => [check.name, null].includes(query.get('check_name'))).filter(check => [check.status, null].includes(query.get('status') as typeof check.status | null))
        .filter(check => [String(idOf(check.app)), null].includes(query.get('app_id'))).map(checkBody);
      return {items, under: 'check_runs'};
    },
  },
};
