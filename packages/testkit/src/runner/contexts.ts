import {dirname} from 'node:path';
import type {WorkflowEvent} from '../events.ts';

/** The `github` context of a step, but for `event` and the files; each member is also the variable `GITHUB_<NAME>`, except the token. */
export interface GithubFields {
  readonly action: string;
  readonly action_ref: string;
  readonly action_repository: string;
  readonly actor: string;
  readonly actor_id: string;
  readonly api_url: string;
  readonly base_ref: string;
  readonly event_name: string;
  readonly graphql_url: string;
  readonly head_ref: string;
  readonly job: string;
  readonly ref: string;
  readonly ref_name: string;
  readonly ref_protected: string;
  readonly ref_type: string;
  readonly repository: string;
  readonly repository_id: string;
  readonly repository_owner: string;
  readonly repository_owner_id: string;
  readonly retention_days: string;
  readonly run_attempt: string;
  readonly run_id: string;
  readonly run_number: string;
  readonly server_url: string;
  readonly sha: string;
  readonly triggering_actor: string;
  readonly workflow: string;
  readonly workflow_ref: string;
  readonly workflow_sha: string;
  readonly workspace: string;
}

/** The short name and the type of a ref: `refs/heads/a/b` is the branch `a/b`, `refs/tags/v1` the tag `v1`, `refs/pull/7/merge` the branch `7/merge`. */
function refParts(ref: string): {readonly ref_name: string; readonly ref_type: string} {
  const [, kind, name] = /^refs\/(heads|tags|pull)\/(.+)$/s.exec(ref) ?? [];
  if (kind === undefined || name === undefined) throw new Error(`'${ref}' is not a full ref: write refs/heads/NAME, refs/tags/NAME or refs/pull/NUMBER/merge.`);
  return {ref_name: name, ref_type: kind === 'tags' ? 'tag' : 'branch'};
}

/**
 * The `github` context that an event gives, with `overrides` on top; what follows from a member (`ref_name` from `ref`) follows from the overridden one.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context and actions/runner 2.336.0, src/Runner.Worker/GitHubContext.cs.
 */
export function githubContext(event: WorkflowEvent, workspace: string, overrides: Partial<GithubFields>): GithubFields {
  const {repository, sender} = event.payload;
  const actor = overrides.actor ?? event.actor;
  const ref = overrides.ref ?? event.ref;
  const sha = overrides.sha ?? event.sha;
  const name = overrides.repository ?? repository.full_name;
  const api = overrides.api_url ?? 'https://api.github.com';
  return {
    action: '__self',
    action_ref: '',
    action_repository: '',
    actor,
    actor_id: String(sender?.id ?? repository.owner.id),
    api_url: api,
    base_ref: event.baseRef,
    event_name: event.name,
    graphql_url: api.endsWith('/api/v3') ? `${api.slice(0, -'/v3'.length)}/graphql` : `${api}/graphql`,
    head_ref: event.headRef,
    job: 'gate',
    ref,
    ...refParts(ref),
    ref_protected: 'false',
    repository: name,
    repository_id: String(repository.id),
    repository_owner: name.split('/')[0]!,
    repository_owner_id: String(repository.owner.id),
    retention_days: '90',
    run_attempt: '1',
    run_id: '16000000001',
    run_number: '1',
    server_url: 'https://github.com',
    sha,
    triggering_actor: actor,
    workflow: 'Release',
    workflow_ref: `${name}/.github/workflows/release.yml@${ref}`,
    workflow_sha: sha,
    workspace,
    ...overrides,
  };
}

const systems: Readonly<Partial<Record<NodeJS.Platform, string>>> = {linux: 'Linux', darwin: 'macOS', win32: 'Windows'};
const architectures: Readonly<Partial<Record<NodeJS.Architecture, string>>> = {x64: 'X64', arm64: 'ARM64', arm: 'ARM', ia32: 'X86'};

/** The `runner` context: each member is also the variable `RUNNER_<NAME>`. Source: actions/runner 2.336.0, src/Runner.Worker/JobRunner.cs and JobExtension.cs. */
export function runnerContext(folders: {readonly temp: string; readonly tools: string; readonly workspace: string}, debug: boolean): Readonly<Record<string, string>> {
  return {
    os: systems[process.platform] ?? process.platform,
    arch: architectures[process.arch] ?? process.arch.toUpperCase(),
    name: 'GitHub Actions 1',
    environment: 'github-hosted',
    tool_cache: folders.tools,
    temp: folders.temp,
    workspace: dirname(folders.workspace),
    ...(debug && {debug: '1'}),
  };
}
