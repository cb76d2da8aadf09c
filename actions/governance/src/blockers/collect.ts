import * as z from 'zod';
import {type ContextRead, type Fact, type GitRead, type GithubRead, Refusal, learn, nearest} from '#core';
import {type RepositoryName, repositoryOf} from '../repository.ts';
import {versionTag} from '../version/tag.ts';
import {sameLabel} from './label.ts';
import type {Policy} from './policy.ts';

/** An open issue or pull request. */
export interface Issue {
  readonly number: number;
  readonly kind: 'issue' | 'pull request';
  readonly title: string;
  readonly url: string;
  readonly labels: readonly string[];
}

/** What is open: in the milestone, or anywhere where policy names none. */
export interface OpenIssues {
  /** The milestone's title. */
  readonly milestone?: string;
  readonly issues: readonly Issue[];
}

export interface Facts {
  /** The labels as GitHub writes them; a gap where one of them does not exist. */
  readonly labels: Fact<readonly string[]>;
  readonly open: Fact<OpenIssues>;
}

interface Ports {
  readonly github: Pick<GithubRead, 'get' | 'list'>;
  readonly context: ContextRead;
  readonly git: Pick<GitRead, 'remotes'>;
}

const milestoneBody = z.object({number: z.int(), title: z.string(), open_issues: z.int()});
type Milestone = z.output<typeof milestoneBody>;
const labelBody = z.object({name: z.string()});
const issueBody = z.object({
  number: z.int(), title: z.string(), html_url: z.string(), state: z.string(), labels: z.array(z.union([z.string(), z.object({name: z.string().nullish()})])),
  pull_request: z.object({}).optional(), milestone: z.object({number: z.int()}).nullable(),
});

const permission = 'issues: read';

/** The title that policy means for this release. */
function titleOf(written: string, tag: string | undefined): string {
  const missing = (why: string): Refusal => new Refusal(
    {code: 'missing', what: `the milestone ${written}`, why, fix: 'Judge a tag, or name the milestone by its title in governance.blockers.milestone.'}
  );
  return written.replace(/\{(?:version|tag)\}/g, name => {
    if (tag === undefined) throw missing('no tag is judged that would tell the version');
    if (name === '{tag}') return tag;
    const found = versionTag(tag);
    if (!found) throw missing(`the tag ${tag} names no version`);
    return found.version.text.replace(/^v/i, '');
  });
}

/** Asks for the labels, the milestone and what is open. A label or milestone that does not exist is a gap: nothing has it, and that proves nothing. */
export async function collect({github, context, git}: Ports, {policy}: {readonly policy: Policy}): Promise<Facts> {
  let name: Promise<RepositoryName> | undefined;
  const repository = (): Promise<RepositoryName> => (name ??= repositoryOf({context, git}));

  async function labels(): Promise<readonly string[]> {
    const known = (await github.list('/repos/{owner}/{repo}/labels', {...await repository()}, body => labelBody.parse(body).name, {permission}))!;
    return policy.labels.map(wanted => {
      const found = known.find(one => sameLabel(one, wanted));
      if (found !== undefined) return found;
      const meant = nearest(wanted, known);
      throw new Refusal(
        {
          code: 'missing', what: `the label ${wanted}`, why: 'the repository has no such label',
          fix: `${meant === undefined ? '' : `Did you mean "${meant}"? `}Correct governance.blockers.labels, or create the label.`,
        }
      );
    });
  }

  async function milestoneNamed(title: string): Promise<Milestone> {
    const all = (await github.list('/repos/{owner}/{repo}/milestones', {...await repository(), state: 'all'}, body => milestoneBody.parse(body), {permission}))!;
    const found = all.find(one => one.title === title);
    if (found) return found;
    const meant = nearest(title, all.map(one => one.title));
    throw new Refusal(
      {
        code: 'missing', what: `the milestone ${title}`, why: 'the repository has no such milestone',
        fix: `${meant === undefined ? '' : `Did you mean "${meant}"? `}Correct governance.blockers.milestone, or create the milestone.`,
      }
    );
  }

  /**
   * Refused where the token may not see pull requests. GitHub then leaves them out of the list of issues without a word, and one that blocks would be
   * taken for none.
   */
  async function seePullRequests(): Promise<void> {
    await github.get('/repos/{owner}/{repo}/pulls', {...await repository(), per_page: '1'}, body => z.array(z.unknown()).parse(body), {permission: 'pull-requests: read'});
  }

  async function open(): Promise<OpenIssues> {
    const milestone = policy.milestone === undefined ? undefined : await milestoneNamed(titleOf(policy.milestone, context.facts().tag));
    const filter = milestone ? {milestone: String(milestone.number)} : {labels: policy.labels.join(',')};
    await seePullRequests();
    const found = (await github.list('/repos/{owner}/{repo}/issues', {...await repository(), state: 'open', ...filter}, body => issueBody.parse(body), {permission}))!;
    const own = found.filter(({state, milestone: at}) => state === 'open' && (!milestone || at?.number === milestone.number));
    if (milestone && own.length < milestone.open_issues) {
      throw new Refusal({
        code: 'refused', what: `what is open in the milestone ${milestone.title}`, why: `GitHub counts ${milestone.open_issues} and shows ${own.length}`,
        fix: 'Give a token that sees all of them, or run it again.',
      });
    }
    return {
      ...(milestone && {milestone: milestone.title}),
      issues: own.map(({number, title, html_url: url, labels: worn, pull_request: pull}) => ({
        number, title, url, kind: pull ? 'pull request' : 'issue', labels: worn.flatMap(one => (typeof one === 'string' ? one : one.name ?? [])),
      })),
    };
  }

  return {labels: await learn('the labels', labels), open: await learn('open issues', open)};
}
