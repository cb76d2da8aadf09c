import type {ContextFacts} from '#core';
import type {GithubSurroundings} from './surroundings.ts';

/** Against which commit new and existing problems are told apart, as the event says it. */
export type ReferenceWish =
  | {readonly kind: 'none'}
  /** The branch point of the pull request's base, whose tip is given. */
  | {readonly kind: 'base'; readonly commit: string; readonly name: string}
  /** Exactly this commit. */
  | {readonly kind: 'commit'; readonly commit: string; readonly name: string}
  /** On a laptop: the branch point from the default branch. */
  | {readonly kind: 'default-branch'};

export interface EventReading {
  readonly facts: Omit<ContextFacts, 'reference' | 'commit'>;
  readonly wish: ReferenceWish;
  /** A pull request or a merge queue: the base's policy counts too. */
  readonly proposed: boolean;
  /** The merge commit that GitHub made of a pull request. */
  readonly merge?: string;
}

function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key) ? (inner as Record<string, unknown>)[key] : undefined), value);
}

const sha = (value: unknown): string | undefined => (typeof value === 'string' && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(value) && !/^0+$/.test(value) ? value : undefined);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * What an event means. Pull requests and merge groups are judged against their base, a push to a branch against what stood there before; a tag, a
 * dispatch and a schedule judge everything. Throws Misconfiguration where the event file cannot be read. Source: docs.github.com, "Events that trigger
 * workflows" and "Webhook events and payloads".
 */
export function readEvent(github: GithubSurroundings, environment: string | undefined): EventReading {
  const {event, ref, repository, actor, triggeringActor, runId, runAttempt} = github;
  const payload = github.payload();
  const tag = ref.startsWith('refs/tags/') ? ref.slice('refs/tags/'.length) : undefined;
  const common = {event, ...(repository && {repository}), ...(actor && {actor}), ...(triggeringActor && {triggeringActor}), ...(repository && runId && {run: `${repository}/${runId}/${runAttempt}`}), ...(environment && {environment})};
  if (event === 'pull_request' || event === 'pull_request_target') {
    const base = sha(member(payload, 'pull_request', 'base', 'sha'));
    const name = text(member(payload, 'pull_request', 'base', 'ref')) ?? github.baseRef;
    const number = member(payload, 'pull_request', 'number');
    const from = text(member(payload, 'pull_request', 'head', 'repo', 'full_name'));
    const untrusted = from?.toLowerCase() !== repository.toLowerCase() || actor === 'dependabot[bot]' || text(member(payload, 'pull_request', 'user', 'login')) === 'dependabot[bot]';
    return {
      facts: {...common, scope: 'change', untrusted, ...(Number.isSafeInteger(number) && {pullRequest: number as number}), ...(github.baseRef && {branch: github.baseRef})},
      wish: base ? {kind: 'base', commit: base, name: name || base.slice(0, 7)} : {kind: 'base', commit: '', name},
      proposed: true,
      ...(event === 'pull_request' && /^refs\/pull\/\d+\/merge$/.test(ref) && {merge: github.sha}),
    };
  }
  if (event === 'merge_group') {
    const base = sha(member(payload, 'merge_group', 'base_sha'));
    const branch = text(member(payload, 'merge_group', 'base_ref'))?.replace(/^refs\/heads\//, '');
    return {facts: {...common, scope: 'change', untrusted: false, ...(branch && {branch})}, wish: {kind: 'commit', commit: base ?? '', name: branch ?? 'the base'}, proposed: true};
  }
  if (event === 'push' && tag === undefined) {
    const branch = ref.replace(/^refs\/heads\//, '');
    const before = sha(member(payload, 'before'));
    return {facts: {...common, scope: 'change', untrusted: false, branch}, wish: before ? {kind: 'commit', commit: before, name: 'the push before'} : {kind: 'none'}, proposed: false};
  }
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
  return {facts: {...common, scope: 'release', untrusted: false, ...(tag !== undefined && {tag}), ...(branch !== undefined && {branch})}, wish: {kind: 'none'}, proposed: false};
}
