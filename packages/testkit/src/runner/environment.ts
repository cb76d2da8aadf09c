import {delimiter} from 'node:path';
import type {GithubFields} from './contexts.ts';
import type {CommandFiles} from './file-commands.ts';

/** GitHub's own services for a job. What is not given is not in the environment: nothing is reached by accident. */
export interface Services {
  readonly runtimeUrl?: string;
  readonly runtimeToken?: string;
  readonly resultsUrl?: string;
  readonly cacheUrl?: string;
  readonly idTokenUrl?: string;
}

type Variables = Readonly<Record<string, string>>;

/** `{run_id: '1'}` as `{PREFIX_RUN_ID: '1'}`; what is undefined is left out. */
function prefixed(prefix: string, values: object): Variables {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined).map(([name, value]) => [`${prefix}_${name.toUpperCase()}`, value as string]));
}

/**
 * The variables that the runner sets anew for every step, whatever the workflow and earlier steps say.
 * Source: actions/runner 2.336.0, src/Runner.Worker/Handlers/NodeScriptActionHandler.cs and GitHubContext.cs, src/Runner.Sdk/ProcessInvoker.cs.
 */
export function fixedVariables(github: GithubFields, runner: Variables, files: CommandFiles, eventPath: string, services: Services): Variables {
  return {
    ...prefixed('GITHUB', {...github, ...files, event_path: eventPath, actions: 'true'}),
    ...prefixed('RUNNER', runner),
    ...prefixed('ACTIONS', {
      runtime_url: services.runtimeUrl,
      runtime_token: services.runtimeToken,
      results_url: services.resultsUrl,
      cache_url: services.cacheUrl,
      id_token_request_url: services.idTokenUrl,
      id_token_request_token: services.idTokenUrl === undefined ? undefined : services.runtimeToken ?? '',
    }),
  };
}

/** The variable in which an action finds an input: spaces become underscores, letters upper case, hyphens stay. Source: src/Runner.Worker/Handlers/Handler.cs. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

/** The whole environment of a step, the later of its parts winning. Source: actions/runner 2.336.0, src/Runner.Worker/ActionRunner.cs and Handlers/Handler.cs. */
export function stepEnvironment(parts: {
  /** What the machine has of itself. */
  readonly machine: Variables;
  /** The workflow's `env:` and what earlier steps wrote to GITHUB_ENV. */
  readonly given: Variables;
  readonly state: Variables;
  readonly inputs: ReadonlyMap<string, string>;
  readonly fixed: Variables;
  /** Put before PATH, in this order. */
  readonly path: readonly string[];
}): Variables {
  const env: Record<string, string> = {
    ...parts.machine,
    CI: 'true',
    ...parts.given,
    ...Object.fromEntries(Object.entries(parts.state).map(([name, value]) => [`STATE_${name}`, value])),
    ...Object.fromEntries([...parts.inputs].map(([name, value]) => [inputVariable(name), value])),
    ...parts.fixed,
  };
  // It would make Node.js look for its locale data elsewhere (https://github.com/actions/runner/issues/795).
  delete env['NODE_ICU_DATA'];
  env['PATH'] = [...parts.path, env['PATH'] ?? ''].join(delimiter);
  return env;
}
