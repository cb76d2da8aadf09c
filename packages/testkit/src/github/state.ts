import type {CodeAlertState, DependencyAlertState, SecretAlertState} from './alerts.ts';
import {type BranchState, branch} from './branches.ts';
import type {CheckRunState} from './checks.ts';
import type {DeploymentState} from './deployments.ts';
import type {ComparisonState, ContentsState} from './history.ts';
import type {IssueState, MilestoneState} from './issues.ts';
import type {PersonState, TeamState} from './people.ts';
import type {PullRequestState} from './pull-requests.ts';
import {type RepositoryState, defaultRepository} from './repository.ts';
import type {RulesetState} from './rulesets.ts';
import type {RunState, WorkflowState} from './runs.ts';
import type {ReleaseState, TagState} from './tags.ts';

/** One repository as GitHub has it, in GitHub's own words; calls that change something change it. */
export interface GithubState {
  readonly repository: RepositoryState;
  readonly branches: BranchState[];
  readonly rulesets: RulesetState[];
  readonly people: PersonState[];
  /** Logins that nobody has any more. Everybody else has an account. */
  readonly gone: string[];
  readonly teams: TeamState[];
  readonly pullRequests: PullRequestState[];
  readonly issues: IssueState[];
  /** Labels beside those that issues and pull requests have. */
  readonly labels: string[];
  readonly milestones: MilestoneState[];
  readonly workflows: WorkflowState[];
  readonly runs: RunState[];
  readonly checkRuns: CheckRunState[];
  /** `off` and `never run` are refusals, never an empty list. */
  readonly codeAlerts: CodeAlertState[] | 'off' | 'never run';
  readonly secretAlerts: SecretAlertState[] | 'off';
  readonly dependencyAlerts: DependencyAlertState[] | 'off';
  readonly tags: TagState[];
  readonly releases: ReleaseState[];
  readonly comparisons: ComparisonState[];
  readonly contents: ContentsState;
  readonly deployments: DeploymentState[];
}

/** What a test says of a repository; the rest is an open repository with one branch and nothing in it. */
export type GithubWish = {
  readonly [K in Exclude<keyof GithubState, 'repository'>]?: GithubState[K] extends (infer T)[] ? readonly T[] : GithubState[K];
} & {readonly repository?: Partial<RepositoryState>};

export function stateOf(wish: GithubWish = {}): GithubState {
  const alerts = <T>(list: readonly T[] | 'off' | undefined): T[] | 'off' => (list === 'off' ? list : [...list ?? []]);
  return {
    repository: {...defaultRepository, ...wish.repository},
    // Changed in place by calls, so that a test's own object stays as it is.
    branches: (wish.branches ?? [branch('main')]).map(one => ({...one})), rulesets: (wish.rulesets ?? []).map(one => ({...one})),
    people: [...wish.people ?? []], gone: [...wish.gone ?? []], teams: [...wish.teams ?? []], pullRequests: [...wish.pullRequests ?? []], issues: [...wish.issues ?? []], labels: [...wish.labels ?? []],
    milestones: [...wish.milestones ?? []],
    workflows: [...wish.workflows ?? []], runs: [...wish.runs ?? []], checkRuns: [...wish.checkRuns ?? []],
    codeAlerts: wish.codeAlerts === 'never run' ? wish.codeAlerts : alerts(wish.codeAlerts), secretAlerts: alerts(wish.secretAlerts),
    dependencyAlerts: alerts(wish.dependencyAlerts),
    tags: [...wish.tags ?? []], releases: [...wish.releases ?? []], comparisons: [...wish.comparisons ?? []], contents: wish.contents ?? {main: {}},
    deployments: [...wish.deployments ?? []],
  };
}
