import {Denied, type Operations} from './operation.ts';
import {idOf, userBody} from './people.ts';
import type {PullRequestState} from './pull-requests.ts';
import type {GithubState} from './state.ts';
import {may} from './tokens.ts';

export interface IssueState {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: 'open' | 'closed';
  readonly state_reason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null;
  readonly user: string;
  readonly assignees: readonly string[];
  readonly labels: readonly string[];
  /** The title of a milestone. */
  readonly milestone: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly closed_at: string | null;
}

export interface MilestoneState {
  readonly number: number;
  readonly title: string;
  readonly state: 'open' | 'closed';
  readonly due_on: string | null;
}

/** An open issue of `octocat`, unless told otherwise. */
export function issue(number: number, more: Partial<IssueState> = {}): IssueState {
  const closed = more.state === 'closed';
  return {
    number, title: `Issue ${number}`, body: null, state: 'open', state_reason: closed ? 'completed' : null, user: 'octocat', assignees: [], labels: [], milestone: null,
    created_at: '2026-01-02T00:00:00Z', updated_at: '2026-01-02T00:00:00Z', closed_at: closed ? '2026-01-03T00:00:00Z' : null, ...more,
  };
}

export function milestone(number: number, title: string, more: Partial<MilestoneState> = {}): MilestoneState {
  return {number, title, state: 'open', due_on: null, ...more};
}

export const labelBody = (name: string): Readonly<Record<string, unknown>> => ({id: idOf(name), name, color: 'ededed', default: false, description: ''});

/** GitHub's issues are issues and pull requests. */
type Entry =
  | IssueState & {readonly pull?: undefined}
  | Pick<IssueState, 'number' | 'title' | 'body' | 'state' | 'user' | 'labels' | 'milestone' | 'created_at'> & {readonly pull: PullRequestState};

const entriesOf = ({issues, pullRequests}: GithubState): readonly Entry[] => [...issues, ...pullRequests.map(pull => ({...pull, pull}))];

function milestoneBody(state: GithubState, one: MilestoneState): Readonly<Record<string, unknown>> {
  const within = entriesOf(state).filter(entry => entry.milestone === one.title);
  const open = within.filter(entry => entry.state === 'open').length;
  return {
    id: 1000 + one.number, ...one, description: null, creator: userBody('octocat'), open_issues: open, closed_issues: within.length - open,
    closed_at: one.state === 'closed' ? '2026-01-03T00:00:00Z' : null,
  };
}

/** What other bodies show of a milestone. */
export function milestoneNamed(state: GithubState, title: string | null): Readonly<Record<string, unknown>> | null {
  if (title === null) return null;
  const known = state.milestones.find(one => one.title === title);
  if (!known) throw new Error(`there is no milestone '${title}' in the state`);
  return milestoneBody(state, known);
}

function issueBody(state: GithubState, one: Entry): Readonly<Record<string, unknown>> {
  const {number, title, body, created_at} = one;
  const {owner, name} = state.repository;
  const shared = {
    id: 2_000_000 + number, number, title, body, state: one.state, created_at, user: userBody(one.user), labels: one.labels.map(labelBody),
    milestone: milestoneNamed(state, one.milestone), comments: 0, locked: false,
  };
  if (one.pull) {
    const {draft, merged_at} = one.pull;
    const closed = one.state === 'closed' ? merged_at ?? created_at : null;
    const url = `https://api.github.com/repos/${owner}/${name}/pulls/${number}`;
    return {
      ...shared, assignee: null, assignees: [], updated_at: created_at, closed_at: closed, draft, pull_request: {url, html_url: url, diff_url: url, patch_url: url, merged_at},
    };
  }
  const {assignees, state_reason, updated_at, closed_at} = one;
  return {...shared, assignee: assignees[0] === undefined ? null : userBody(assignees[0]), assignees: assignees.map(userBody), state_reason, updated_at, closed_at};
}

function inMilestone(state: GithubState, wanted: string | null): (entry: Entry) => boolean {
  if (wanted === null) return () => true;
  if (wanted === '*') return entry => entry.milestone !== null;
  if (wanted === 'none') return entry => entry.milestone === null;
  const named = state.milestones.find(one => String(one.number) === wanted);
  if (!named) throw new Denied(422, 'Validation Failed', [{resource: 'Issue', field: 'milestone', code: 'invalid'}]);
  return entry => entry.milestone === named.title;
}

export const issueOperations: Operations = {
  'GET /repos/{owner}/{repo}/issues': {
    needs: 'issues=read', honours: ['state', 'labels', 'milestone', 'creator', 'since', 'sort', 'direction'],
    answer({state, query, token}) {
      const wanted = query.get('state') ?? 'open';
      const labels = (query.get('labels') ?? '').split(',').map(label => label.trim().toLowerCase()).filter(label => label !== '');
      const fits = inMilestone(state, query.get('milestone'));
      const creator = query.get('creator');
      const since = Date.parse(query.get('since') ?? '1970-01-01');
      const sortBy = query.get('sort') === 'updated' ? 'updated_at' : 'created_at';
      const direction = query.get('direction') === 'asc' ? 1 : -1;
      // GitHub leaves out, without a word, what the token may not see. Source: https://github.com/cli/cli/issues/5986
      const items = entriesOf(state).filter(entry => !entry.pull || may(token, 'pull_requests=read'))
        .filter(entry => wanted === 'all' || entry.state === wanted).filter(fits).filter(entry => creator === null || entry.user.toLowerCase() === creator.toLowerCase())
        .filter(entry => labels.every(label => entry.labels.some(own => own.toLowerCase() === label)))
        .map(entry => issueBody(state, entry)).filter(body => Date.parse(String(body['updated_at'])) >= since)
        .sort((a, b) => direction * (String(a[sortBy]).localeCompare(String(b[sortBy])) || Number(a['number']) - Number(b['number'])));
      return {items};
    },
  },
  'GET /repos/{owner}/{repo}/labels': {
    needs: 'issues=read; pull_requests=read',
    answer: ({state}) => ({items: [...new Set([...state.labels, ...entriesOf(state).flatMap(({labels}) => labels)])].map(labelBody)}),
  },
  'GET /repos/{owner}/{repo}/milestones': {
    needs: 'issues=read; pull_requests=read', honours: ['state'],
    answer({state, query}) {
      const wanted = query.get('state') ?? 'open';
      return {items: state.milestones.filter(one => wanted === 'all' || one.state === wanted).map(one => milestoneBody(state, one))};
    },
  },
};
