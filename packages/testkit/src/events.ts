/** Somebody who acts on GitHub. */
export interface Account {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot' | 'Organization';
}

export interface RepositoryInfo {
  readonly id: number;
  readonly name: string;
  readonly full_name: string;
  readonly private: boolean;
  readonly fork: boolean;
  readonly default_branch: string;
  readonly owner: Account;
  readonly html_url: string;
  readonly clone_url: string;
}

/** What every payload here has. */
export interface EventPayload {
  readonly repository: RepositoryInfo;
  readonly sender?: Account;
}

/** An event as a workflow run gets it: the payload, and what GitHub derives from it for the `github` context. An empty `baseRef` and `headRef` mean that there is none. */
export interface WorkflowEvent<P extends EventPayload = EventPayload> {
  readonly name: string;
  readonly payload: P;
  readonly ref: string;
  readonly sha: string;
  readonly baseRef: string;
  readonly headRef: string;
  readonly actor: string;
}

export interface CommitInfo {
  readonly id: string;
  readonly message: string;
  readonly timestamp: string;
  readonly author: {readonly name: string; readonly email: string};
}

export interface PushPayload extends EventPayload {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly created: boolean;
  readonly deleted: boolean;
  readonly forced: boolean;
  readonly base_ref: string | null;
  readonly compare: string;
  readonly commits: readonly CommitInfo[];
  readonly head_commit: CommitInfo;
  readonly pusher: {readonly name: string; readonly email: string};
  readonly sender: Account;
}

interface PullRequestSide {
  readonly label: string;
  readonly ref: string;
  readonly sha: string;
  readonly user: Account;
  readonly repo: RepositoryInfo;
}

export interface PullRequestPayload extends EventPayload {
  readonly action: string;
  readonly number: number;
  readonly pull_request: {
    readonly number: number;
    readonly state: 'open' | 'closed';
    readonly draft: boolean;
    readonly merged: boolean;
    readonly title: string;
    readonly body: string | null;
    readonly user: Account;
    readonly labels: readonly {readonly name: string}[];
    readonly author_association: string;
    readonly merge_commit_sha: string;
    readonly head: PullRequestSide;
    readonly base: PullRequestSide;
    readonly html_url: string;
  };
  readonly sender: Account;
}

export interface MergeGroupPayload extends EventPayload {
  readonly action: 'checks_requested';
  readonly merge_group: {readonly head_sha: string; readonly head_ref: string; readonly base_sha: string; readonly base_ref: string; readonly head_commit: CommitInfo};
  readonly sender: Account;
}

export interface WorkflowDispatchPayload extends EventPayload {
  readonly inputs: Readonly<Record<string, string>> | null;
  readonly ref: string;
  readonly workflow: string;
  readonly sender: Account;
}

export interface SchedulePayload extends EventPayload {
  readonly schedule: string;
  readonly workflow: string;
}

export interface RepositoryDispatchPayload extends EventPayload {
  readonly action: string;
  readonly branch: string;
  readonly client_payload: Readonly<Record<string, unknown>>;
  readonly sender: Account;
}

/** What any event may say: where it happens and who did it. */
export interface EventOptions {
  /** `owner/name`. */
  readonly repository?: string;
  readonly defaultBranch?: string;
  readonly private?: boolean;
  readonly actor?: string;
  /** The commit that the workflow runs on. */
  readonly sha?: string;
}

const workflowPath = '.github/workflows/release.yml';
const absentSha = '0'.repeat(40);
const dependabot: Account = {login: 'dependabot[bot]', id: 49699333, type: 'Bot'};

/** A commit hash that means nothing: one hexadecimal digit, forty times. */
const shaOf = (digit: string): string => digit.repeat(40);

function account(login: string, id: number): Account {
  return {login, id, type: login.endsWith('[bot]') ? 'Bot' : 'User'};
}

function repositoryInfo(options: EventOptions, fork?: string): RepositoryInfo {
  const fullName = fork ?? options.repository ?? 'octo-org/octo-app';
  const [owner, name, ...rest] = fullName.split('/');
  if (!owner || !name || rest.length > 0) throw new Error(`'${fullName}' is not a repository: write OWNER/NAME.`);
  return {
    id: fork === undefined ? 1296269 : 2296270,
    name,
    full_name: fullName,
    private: options.private ?? false,
    fork: fork !== undefined,
    default_branch: options.defaultBranch ?? 'main',
    owner: {login: owner, id: fork === undefined ? 6811672 : 7811673, type: fork === undefined ? 'Organization' : 'User'},
    html_url: `https://github.com/${fullName}`,
    clone_url: `https://github.com/${fullName}.git`,
  };
}

function commitInfo(id: string, message: string, author: string): CommitInfo {
  return {id, message, timestamp: '2026-01-01T00:00:00Z', author: {name: author, email: `${author}@users.noreply.github.com`}};
}

export interface PushOptions extends EventOptions {
  /** The commit that the ref was on; forty zeros when it is new. */
  readonly before?: string;
  readonly forced?: boolean;
  readonly message?: string;
}

function pushTo(ref: string, options: PushOptions & {readonly baseRef?: string}): WorkflowEvent<PushPayload> {
  const repository = repositoryInfo(options);
  const sender = account(options.actor ?? 'octocat', 583231);
  const sha = options.sha ?? shaOf('a');
  const before = options.before ?? (ref.startsWith('refs/tags/') ? absentSha : shaOf('b'));
  const created = before === absentSha;
  const commit = commitInfo(sha, options.message ?? 'Change something', sender.login);
  const payload: PushPayload = {
    ref,
    before,
    after: sha,
    created,
    deleted: false,
    forced: options.forced ?? false,
    base_ref: options.baseRef ?? null,
    compare: `${repository.html_url}/compare/${created ? ref.replace(/^refs\/(?:heads|tags)\//, '') : `${before.slice(0, 12)}...${sha.slice(0, 12)}`}`,
    commits: ref.startsWith('refs/tags/') ? [] : [commit],
    head_commit: commit,
    pusher: {name: sender.login, email: `${sender.login}@users.noreply.github.com`},
    repository,
    sender,
  };
  return {name: 'push', payload, ref, sha, baseRef: '', headRef: '', actor: sender.login};
}

/** A push to a branch: the default one, unless told. Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#push */
export function pushToBranch(options: PushOptions & {readonly branch?: string} = {}): WorkflowEvent<PushPayload> {
  return pushTo(`refs/heads/${options.branch ?? options.defaultBranch ?? 'main'}`, options);
}

/** A push of a new tag. GitHub lists no commits, and names the branch in `base_ref` only when the tag is at its tip. */
export function pushOfTag(options: PushOptions & {readonly tag: string; readonly baseRef?: string}): WorkflowEvent<PushPayload> {
  return pushTo(`refs/tags/${options.tag}`, options);
}

export interface PullRequestOptions extends EventOptions {
  readonly number?: number;
  /** `opened`, `synchronize` (unless told), `labeled`, `closed`, … */
  readonly action?: string;
  readonly base?: string;
  readonly baseSha?: string;
  readonly head?: string;
  readonly headSha?: string;
  readonly title?: string;
  readonly body?: string;
  readonly draft?: boolean;
  readonly labels?: readonly string[];
}

/** What the three kinds of pull request differ in. */
interface PullRequestOrigin {
  readonly author: Account;
  readonly head: string;
  readonly repository: RepositoryInfo;
  readonly association: string;
}

function pullRequestFrom(options: PullRequestOptions, from: PullRequestOrigin): WorkflowEvent<PullRequestPayload> {
  const repository = repositoryInfo(options);
  const number = options.number ?? 7;
  const merge = options.sha ?? shaOf('c');
  const sender = options.actor === undefined ? from.author : account(options.actor, 583231);
  const side = (repo: RepositoryInfo, ref: string, sha: string): PullRequestSide => ({label: `${repo.owner.login}:${ref}`, ref, sha, user: repo.owner, repo});
  const base = side(repository, options.base ?? repository.default_branch, options.baseSha ?? shaOf('b'));
  const head = side(from.repository, options.head ?? from.head, options.headSha ?? shaOf('a'));
  const payload: PullRequestPayload = {
    action: options.action ?? 'synchronize',
    number,
    pull_request: {
      number,
      state: options.action === 'closed' ? 'closed' : 'open',
      draft: options.draft ?? false,
      merged: false,
      title: options.title ?? 'Change something',
      body: options.body ?? null,
      user: from.author,
      labels: (options.labels ?? []).map(name => ({name})),
      author_association: from.association,
      merge_commit_sha: merge,
      head,
      base,
      html_url: `${repository.html_url}/pull/${number}`,
    },
    repository,
    sender,
  };
  return {name: 'pull_request', payload, ref: `refs/pull/${number}/merge`, sha: merge, baseRef: base.ref, headRef: head.ref, actor: sender.login};
}

/**
 * A pull request from a branch of the same repository. `sha` is the test merge that GitHub checks out, `headSha` the branch's own commit.
 * Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
 */
export function pullRequest(options: PullRequestOptions = {}): WorkflowEvent<PullRequestPayload> {
  return pullRequestFrom(options, {author: account('octocat', 583231), head: 'feature', repository: repositoryInfo(options), association: 'MEMBER'});
}

/** A pull request from somebody's fork: the run has a read-only token and no secrets. */
export function forkPullRequest(options: PullRequestOptions & {readonly fork?: string} = {}): WorkflowEvent<PullRequestPayload> {
  const repository = repositoryInfo(options, options.fork ?? `stranger/${repositoryInfo(options).name}`);
  return pullRequestFrom(options, {author: account(repository.owner.login, repository.owner.id), head: 'patch-1', repository, association: 'FIRST_TIME_CONTRIBUTOR'});
}

/** Dependabot's pull request: a branch of the same repository, yet with a read-only token and no secrets but Dependabot's own. */
export function dependabotPullRequest(options: PullRequestOptions = {}): WorkflowEvent<PullRequestPayload> {
  return pullRequestFrom({title: 'Bump left-pad from 1.2.0 to 1.3.0', ...options},
    {author: dependabot, head: 'dependabot/npm_and_yarn/left-pad-1.3.0', repository: repositoryInfo(options), association: 'CONTRIBUTOR'});
}

/** A merge queue asks for its checks. `sha` is the queue's own commit. Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group */
export function mergeGroup(options: EventOptions & {readonly base?: string; readonly baseSha?: string; readonly number?: number} = {}): WorkflowEvent<MergeGroupPayload> {
  const repository = repositoryInfo(options);
  const sha = options.sha ?? shaOf('d');
  const base = options.base ?? repository.default_branch;
  const baseSha = options.baseSha ?? shaOf('b');
  const ref = `refs/heads/gh-readonly-queue/${base}/pr-${options.number ?? 7}-${baseSha}`;
  const sender = account(options.actor ?? 'github-merge-queue[bot]', 118344674);
  const head_commit = commitInfo(sha, `Merge pull request #${options.number ?? 7}`, sender.login);
  const merge_group = {head_sha: sha, head_ref: ref, base_sha: baseSha, base_ref: `refs/heads/${base}`, head_commit};
  return {name: 'merge_group', payload: {action: 'checks_requested', merge_group, repository, sender}, ref, sha, baseRef: '', headRef: '', actor: sender.login};
}

/**
 * Somebody pressed *Run workflow*. Inputs are text in the payload, booleans and numbers too; there are none (null) when the workflow declares none.
 * Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_dispatch
 */
export function workflowDispatch(options: EventOptions & {readonly ref?: string; readonly inputs?: Readonly<Record<string, string>>} = {}): WorkflowEvent<WorkflowDispatchPayload> {
  const repository = repositoryInfo(options);
  const sender = account(options.actor ?? 'octocat', 583231);
  const ref = options.ref ?? `refs/heads/${repository.default_branch}`;
  return {
    name: 'workflow_dispatch', payload: {inputs: options.inputs ?? null, ref, workflow: workflowPath, repository, sender},
    ref, sha: options.sha ?? shaOf('a'), baseRef: '', headRef: '', actor: sender.login,
  };
}

/** The clock struck: always on the default branch, and in the name of whoever last changed the cron line. */
export function schedule(options: EventOptions & {readonly cron?: string} = {}): WorkflowEvent<SchedulePayload> {
  const repository = repositoryInfo(options);
  return {
    name: 'schedule', payload: {schedule: options.cron ?? '0 3 * * *', workflow: workflowPath, repository},
    ref: `refs/heads/${repository.default_branch}`, sha: options.sha ?? shaOf('a'), baseRef: '', headRef: '', actor: options.actor ?? 'octocat',
  };
}

/** Another system called the API: always on the default branch. Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#repository_dispatch */
export function repositoryDispatch(
  options: EventOptions & {readonly type: string; readonly payload?: Readonly<Record<string, unknown>>},
): WorkflowEvent<RepositoryDispatchPayload> {
  const repository = repositoryInfo(options);
  const sender = account(options.actor ?? 'octocat', 583231);
  return {
    name: 'repository_dispatch', payload: {action: options.type, branch: repository.default_branch, client_payload: options.payload ?? {}, repository, sender},
    ref: `refs/heads/${repository.default_branch}`, sha: options.sha ?? shaOf('a'), baseRef: '', headRef: '', actor: sender.login,
  };
}
