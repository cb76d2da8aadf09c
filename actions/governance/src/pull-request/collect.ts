import * as z from 'zod';
import {type ContextRead, type Fact, type GitRead, type GithubRead, Refusal, known, learn} from '#core';
import {type RepositoryName, repositoryOf} from '../repository.ts';
import {isTeamMember, seeTeam} from '../teams.ts';
import type {Approvals, CommitMessage, Facts, Off, OpenPull, PullRequest, Subject} from './facts.ts';
import {isHotfix} from './hotfix.ts';
import type {Policy} from './policy.ts';

export interface PullRequestPorts {
  readonly git: Pick<GitRead, 'branch' | 'changedSince' | 'commits' | 'head' | 'remotes' | 'resolve'>;
  readonly github: Pick<GithubRead, 'get' | 'list'>;
  readonly context: ContextRead;
}

const sha = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);
const account = z.object({login: z.string().min(1)});
const listed = z.object({number: z.int(), title: z.string(), user: account.nullable(), head: z.object({ref: z.string(), sha})});
const pullRequest = listed.extend({body: z.string().nullable(), base: z.object({ref: z.string()}), commits: z.int().nonnegative()});
const commit = z.object({sha, commit: z.object({message: z.string()}), parents: z.array(z.object({sha}))});
const comparison = z.object({behind_by: z.int().nonnegative()});
const review = z.object({user: account.nullable(), state: z.string(), commit_id: sha.nullable()});
const branch = z.object({commit: z.object({sha})});

const pulls = '/repos/{owner}/{repo}/pulls';
const reading = {permission: 'pull-requests: read'} as const;
/** GitHub lists no more commits of a pull request. Source: https://docs.github.com/en/rest/pulls/pulls#list-commits-on-a-pull-request */
const mostCommits = 250;

const off = known<Off>('off') as Fact<Off>;

/** What GitHub and the clone say of one pull request or branch. */
class Looking {
  readonly #ports: PullRequestPorts;
  readonly #policy: Policy;
  #repository: Promise<RepositoryName> | undefined;

  constructor(ports: PullRequestPorts, policy: Policy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  #name(): Promise<RepositoryName> {
    return (this.#repository ??= repositoryOf(this.#ports));
  }

  async subject(begin: boolean): Promise<Subject> {
    const {event, pullRequest: number} = this.#ports.context.facts();
    if (number !== undefined) return {kind: 'pull request', pull: await this.#pull(number)};
    if (event !== 'local') return {kind: 'nothing', why: `${event} is about no pull request`};
    const current = await this.#ports.git.branch();
    if (begin) return {kind: 'begin', branch: current};
    return current === this.#policy.base ? {kind: 'nothing', why: `${current} is checked out; --begin tells whether a task may be begun`} : {kind: 'branch', branch: current};
  }

  async #pull(number: number): Promise<PullRequest> {
    const found = (await this.#ports.github.get(`${pulls}/{pull_number}`, {...await this.#name(), pull_number: String(number)}, body => pullRequest.parse(body), reading))!;
    return {
      number, title: found.title, body: found.body ?? '', author: found.user?.login ?? '', branch: found.head.ref, base: found.base.ref, head: found.head.sha,
      commits: found.commits,
    };
  }

  async commitsOf({number, commits}: PullRequest): Promise<readonly CommitMessage[]> {
    const found = await this.#ports.github.list(
      `${pulls}/{pull_number}/commits`, {...await this.#name(), pull_number: String(number)}, body => commit.parse(body), {...reading, limit: mostCommits}
    );
    if (found!.length < commits) {
      throw new Refusal({
        code: 'too-large', what: 'the commits of the pull request', why: `GitHub lists ${found!.length} of its ${commits}`, fix: 'Split the pull request, or set `commits: off`.',
      });
    }
    return found!.map(one => ({sha: one.sha, message: one.commit.message, parents: one.parents.length}));
  }

  /** On a laptop: what the branch has beyond its base, as the remote was last seen. */
  async ownCommits(): Promise<readonly CommitMessage[]> {
    const {git} = this.#ports;
    const {base} = this.#policy;
    const since = await git.resolve(`refs/remotes/origin/${base}`) ?? await git.resolve(`refs/heads/${base}`);
    if (since === undefined) throw new Refusal({
      code: 'missing', what: 'the commits of the branch', why: `there is no ${base} here`, fix: 'Fetch it, or name the branch under `base`.',
    });
    const found = await git.commits({since, limit: mostCommits + 1});
    if (found.length > mostCommits) throw new Refusal({
      code: 'too-large', what: 'the commits of the branch', why: `it has more than ${mostCommits} beyond ${base}`, fix: `Bring the branch up to date with ${base}.`,
    });
    return found.map(one => ({sha: one.sha, message: `${one.subject}\n\n${one.body}`, parents: one.parents.length}));
  }

  async behind({base, head}: PullRequest): Promise<number> {
    // Files are on the first page, and with them megabytes.
    const parameters = {...await this.#name(), basehead: `${base}...${head}`, page: '2', per_page: '1'};
    return (await this.#ports.github.get('/repos/{owner}/{repo}/compare/{basehead}', parameters, body => comparison.parse(body), {permission: 'contents: read'}))!.behind_by;
  }

  async open(author: string): Promise<{readonly author: string; readonly pulls: readonly OpenPull[]}> {
    const found = await this.#ports.github.list(pulls, {...await this.#name(), state: 'open'}, body => listed.parse(body), reading);
    return {author, pulls: found!.map(({number, title, user, head}) => ({number, title, author: user?.login ?? '', branch: head.ref}))};
  }

  /** Whose token it is. */
  async owner(): Promise<string> {
    try {
      return (await this.#ports.github.get('/user', {}, body => account.parse(body)))!.login;
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || thrown.gap.code !== 'refused') throw thrown;
      throw new Refusal({...thrown.gap, what: 'your open pull requests', fix: 'Set SHIPGATE_TOKEN to a token of your own that may read pull requests.'}, {cause: thrown});
    }
  }

  /** The newest word of each reviewer counts, and an approval only for the commit that is there now. */
  async approvals({number, author, head}: PullRequest, {team, approvals}: NonNullable<Policy['hotfix']>): Promise<Approvals> {
    const {github} = this.#ports;
    const name = await this.#name();
    const found = await github.list(`${pulls}/{pull_number}/reviews`, {...name, pull_number: String(number)}, body => review.parse(body), reading);
    const last = new Map(
      found!.filter(({state}) => ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'].includes(state)).flatMap(one => (one.user ? [[one.user.login.toLowerCase(), one] as const] : []))
    );
    const approving = [...last].filter(([login, {state}]) => state === 'APPROVED' && login !== author.toLowerCase());
    const current = approving.filter(([, one]) => one.commit_id === head).map(([login]) => login);
    const [org, slug] = team.includes('/') ? team.split('/') as [string, string] : [name.owner, team];
    const at = {org, team_slug: slug};
    if (current.length > 0) await seeTeam(github, at);
    const seniors: string[] = [];
    const others: string[] = [];
    for (const login of current) {
      if (seniors.length >= approvals) break;
      ((await isTeamMember(github, at, login)) ? seniors : others).push(login);
    }
    return {seniors, others, outdated: approving.filter(([, one]) => one.commit_id !== head).map(([login]) => login)};
  }

  async changed(): Promise<readonly string[]> {
    const head = await this.#ports.git.head();
    return head === undefined ? [] : (await this.#ports.git.changedSince(head.sha)).map(({path}) => path);
  }

  async tips(): Promise<{readonly here: string | undefined; readonly there: string}> {
    const {base} = this.#policy;
    const found = await this.#ports.github.get(
      '/repos/{owner}/{repo}/branches/{branch}', {...await this.#name(), branch: base}, body => branch.parse(body), {permission: 'contents: read'}
    );
    return {here: await this.#ports.git.resolve(`refs/heads/${base}`), there: found!.commit.sha};
  }
}

/** Whether policy asks for anything at all. */
export const asksForSomething = (policy: Policy): boolean =>
  policy['task-prefix'] !== undefined || policy.branch !== undefined || policy.title !== undefined || policy['up-to-date']
  || policy['merge-commits'] === 'forbidden' || policy.hotfix !== undefined;

/** Looks at the pull request, or on a laptop at the branch or at the start of a task; only at what policy asks for. */
export async function collect(
  ports: PullRequestPorts, {inputs, policy, wants}: {readonly inputs: {readonly begin?: boolean}; readonly policy: Policy; readonly wants: (fact: string) => boolean}
): Promise<Facts> {
  const looking = new Looking(ports, policy);
  const begin = inputs.begin === true;
  const subject = begin || asksForSomething(policy)
    ? await learn('the pull request', () => looking.subject(begin))
    : known<Subject>({kind: 'nothing', why: 'nothing is set for pull requests'});
  const on = async <T>(fact: keyof Facts, what: string, read: (() => Promise<T>) | undefined): Promise<Fact<T | Off>> => {
    if (!wants(fact) || !read) return off;
    return learn<T | Off>(what, read);
  };
  // Without the pull request nothing of it can be told.
  if (!subject.known) return {subject, commits: subject, behind: subject, open: subject, approvals: subject, changed: off, tips: off};
  const {value} = subject;
  const pull = value.kind === 'pull request' ? value.pull : undefined;
  const prefix = policy['task-prefix'];
  const commits = (
    prefix === undefined || policy.commits === 'off'
  ) && policy['merge-commits'] === 'allowed' ? undefined : pull ? () => looking.commitsOf(pull) : value.kind === 'branch' ? () => looking.ownCommits() : undefined;
  const open = prefix === undefined ? undefined : pull ? () => looking.open(pull.author) : value.kind === 'begin' ? async () => looking.open(await looking.owner()) : undefined;
  return {
    subject,
    commits: await on('commits', 'the commits', commits),
    behind: await on('behind', 'how far the branch is behind', pull && policy['up-to-date'] ? () => looking.behind(pull) : undefined),
    open: await on('open', 'the open pull requests', open),
    approvals: await on('approvals', 'the approvals', pull && isHotfix(pull, policy) ? () => looking.approvals(pull, policy.hotfix!) : undefined),
    changed: await on('changed', 'the work tree', value.kind === 'begin' ? () => looking.changed() : undefined),
    tips: await on('tips', `where ${policy.base} stands`, value.kind === 'begin' ? () => looking.tips() : undefined),
  };
}
