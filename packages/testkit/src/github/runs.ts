import {sha} from './commits.ts';
import {type Operations, found, ok} from './operation.ts';
import {idOf, userBody} from './people.ts';
import {repositoryBody} from './repository.ts';
import type {GithubState} from './state.ts';

export interface WorkflowState {
  readonly name: string;
  readonly path: string;
  readonly state: 'active' | 'deleted' | 'disabled_fork' | 'disabled_inactivity' | 'disabled_manually';
}

type Conclusion = 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | 'stale' | 'startup_failure';

export interface RunState {
  readonly id: number;
  readonly name: string;
  /** `.github/workflows/ci.yml`. */
  readonly path: string;
  readonly head_sha: string;
  readonly head_branch: string | null;
  readonly event: string;
  readonly status: 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
  readonly conclusion: Conclusion | null;
  readonly run_number: number;
  /** From 1; `earlier` holds those before. */
  readonly run_attempt: number;
  readonly actor: string;
  /** Who started this attempt. */
  readonly triggering_actor: string;
  readonly created_at: string;
  readonly updated_at: string;
  /** What was different in earlier attempts, the first one first. */
  readonly earlier: readonly Partial<Pick<RunState, 'status' | 'conclusion' | 'triggering_actor' | 'updated_at'>>[];
}

export function workflow(path: string, more: Partial<WorkflowState> = {}): WorkflowState {
  return {name: path.replace(/^.*\/|\.ya?ml$/g, ''), path, state: 'active', ...more};
}

/** A run of `ci.yml` that succeeded for the commit `aaaa…`, unless told otherwise. A run in progress has no conclusion. */
export function workflowRun(id: number, more: Partial<RunState> = {}): RunState {
  const status = more.status ?? 'completed';
  const path = more.path ?? '.github/workflows/ci.yml';
  const earlier = more.earlier ?? [];
  return {
    id, name: workflow(path).name, path, head_sha: sha('a'), head_branch: 'main', event: 'push', status, conclusion: status === 'completed' ? 'success' : null, run_number: id,
    run_attempt: earlier.length + 1,
    actor: 'octocat', triggering_actor: more.actor ?? 'octocat', created_at: '2026-01-02T00:00:00Z', updated_at: '2026-01-02T00:10:00Z', earlier, ...more,
  };
}

function runBody(state: GithubState, {earlier: _, actor, triggering_actor, ...run}: RunState): Readonly<Record<string, unknown>> {
  const repository = repositoryBody(state);
  return {
    ...run, display_title: run.name, workflow_id: idOf(run.path), check_suite_id: run.id * 10, run_started_at: run.created_at, actor: userBody(actor),
    triggering_actor: userBody(triggering_actor),
    repository, head_repository: repository, head_commit: null, pull_requests: [], referenced_workflows: [],
  };
}

/**
 * Whether a time lies in `2026-01-01`, `>=2026-01-01` or `2026-01-01..2026-02-01`.
 * Source: https://docs.github.com/en/search-github/getting-started-with-searching-on-github/understanding-the-search-syntax#query-for-dates
 */
function isWithin(text: string, range: string): boolean {
  const at = Date.parse(text);
  const [from, to] = range.split('..');
  if (to !== undefined) return (from === '*' || at >= Date.parse(from!)) && (to === '*' || at <= Date.parse(to));
  const [, operator = '', day = ''] = /^(>=|<=|>|<)?(.*)$/.exec(range)!;
  const limit = Date.parse(day);
  return operator === '>=' ? at >= limit : operator === '<=' ? at <= limit : operator === '>' ? at > limit : operator === '<' ? at < limit : at >= limit && at < limit + 86_400_000;
}

const filters: Readonly<Record<string, (run: RunState, value: string) => boolean>> = {
  actor: (run, value) => run.actor.toLowerCase() === value.toLowerCase(),
  branch: (run, value) => run.head_branch === value,
  event: (run, value) => run.event === value,
  status: (run, value) => run.status === value || run.conclusion === value,
  created: (run, value) => isWithin(run.created_at, value),
  head_sha: (run, value) => run.head_sha === value,
  check_suite_id: (run, value) => String(run.id * 10) === value,
};
const filterNames = Object.keys(filters);

function listed(state: GithubState, runs: readonly RunState[], query: URLSearchParams) {
  const asked = filterNames.filter(name => query.has(name));
  const items = runs.filter(run => asked.every(name => filters[name]!(run, query.get(name)!)))
    .sort((a, b) => b.created_at.localeCompare(a.created_at) || b.id - a.id).map(run => runBody(state, run));
  // Source: https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository, "up to 1,000 results for each search".
  return {items, under: 'workflow_runs', ...(asked.length > 0 && {atMost: 1000})};
}

const runWith = ({runs}: GithubState, id: string | undefined): RunState => found(runs.find(run => String(run.id) === id));
const honours = [...filterNames, 'exclude_pull_requests'];
const route = '/repos/{owner}/{repo}/actions';

export const runOperations: Operations = {
  [`GET ${route}/runs`]: {needs: 'actions=read', honours, answer: ({state, query}) => listed(state, state.runs, query)},
  [`GET ${route}/runs/{run_id}`]: {
    needs: 'actions=read', honours: ['exclude_pull_requests'], answer: ({state, parameters}) => ok(runBody(state, runWith(state, parameters['run_id']))),
  },
  [`GET ${route}/runs/{run_id}/attempts/{attempt_number}`]: {
    needs: 'actions=read', honours: ['exclude_pull_requests'],
    answer({state, parameters}) {
      const run = runWith(state, parameters['run_id']);
      const attempt = Number(parameters['attempt_number']);
      if (attempt === run.run_attempt) return ok(runBody(state, run));
      return ok(runBody(state, {...run, ...found(run.earlier[attempt - 1]), run_attempt: attempt}));
    },
  },
  [`GET ${route}/runs/{run_id}/logs`]: {
    needs: 'actions=read',
    answer({state, parameters, elsewhere}) {
      runWith(state, parameters['run_id']);
      return {status: 302, headers: {location: elsewhere}};
    },
  },
  [`GET ${route}/workflows`]: {
    needs: 'actions=read',
    answer: ({state}) => ({items: state.workflows.map(one => ({...one, id: idOf(one.path)})), under: 'workflows'}),
  },
  [`GET ${route}/workflows/{workflow_id}/runs`]: {
    needs: 'actions=read', honours,
    answer({state, parameters, query}) {
      const wanted = parameters['workflow_id'];
      const one = found(state.workflows.find(({path}) => path.endsWith(`/${wanted}`) || String(idOf(path)) === wanted));
      return listed(state, state.runs.filter(run => run.path === one.path), query);
    },
  },
};
