import {join} from 'node:path';
import {governance} from '../../actions/governance/src/action.ts';
import {preflight} from '../../actions/preflight/src/action.ts';
import {loadWhole} from '#core';
import {type Judged, judgeLocally} from '#runtime';
import {type GitRepository, type GithubStandIn, type StepOptions, type StepResult, type TokenPermissions, gitEnvironment, runStep} from '#testkit';

const {modes} = await loadWhole(governance);

export interface Asked {
  /** Default: what the mode declares. */
  readonly permissions?: TokenPermissions;
  /** Whose token it is. Default: nobody's, as a workflow's. */
  readonly login?: string;
  readonly ref?: string;
  readonly event?: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** A mode of governance, or preflight, as the command runs it against the stand-in, with a token that has what the mode declares. */
export function judgeOnGithub(repository: Pick<GitRepository, 'path'>, standIn: GithubStandIn, mode: string, {permissions, login, ref, event, inputs = {}}: Asked = {}): Promise<Judged> {
  const single = mode === 'preflight' ? undefined : modes[mode]!;
  const given = {...inputs, ...(ref !== undefined && {ref})};
  return judgeLocally({
    action: single ? governance : preflight, mode: single ? mode : 'judge', inputs: single ? inputs : given, secrets: {},
    token: standIn.token(permissions ?? single?.permissions ?? {}, login === undefined ? 'installation' : 'user', login),
  }, [governance], {
    workspace: repository.path, environment: {...process.env, GITHUB_API_URL: standIn.url}, signal: new AbortController().signal, progress: () => undefined, note: () => undefined,
    repository: 'octo-org/octo-app', ...(ref !== undefined && {ref}), ...(event !== undefined && {event}),
  });
}

const root = join(import.meta.dirname, '../..');

/** A mode of governance as a step on GitHub, from its sources: who starts it is in the runner's environment. */
export function stepOnGithub(
  repository: Pick<GitRepository, 'path'>, standIn: GithubStandIn, mode: string, {permissions, ...options}: Partial<StepOptions> & {readonly permissions?: TokenPermissions}
): Promise<StepResult> {
  return runStep({
    action: join(root, 'actions/governance'), script: join(root, 'actions/governance/src/index.ts'), workspace: repository.path, timeoutMs: 300_000,
    token: standIn.token(permissions ?? modes[mode]!.permissions),
    ...options, inputs: {mode, ...options.inputs}, env: {...gitEnvironment(), NODE_OPTIONS: '--conditions=source --no-warnings', ...options.env},
    github: {api_url: standIn.url, repository: 'octo-org/octo-app', ...options.github},
  });
}
