import {readFileSync} from 'node:fs';
import {Misconfiguration} from '#core';

/** What GitHub Actions tells a step. Source: docs.github.com, "Variables reference", and the runner's command files. */
export interface GithubSurroundings {
  readonly event: string;
  /**
   * Reads the webhook's payload; empty where the runner gave none. Throws Misconfiguration where its file cannot be read: only who asks for it is held up,
   * so that such a run has said `deny` and which gate it is of.
   */
  readonly payload: () => unknown;
  readonly repository: string;
  readonly sha: string;
  readonly ref: string;
  readonly headRef: string;
  readonly baseRef: string;
  readonly actor: string;
  readonly triggeringActor: string;
  readonly runId: string;
  readonly runAttempt: number;
  readonly workflow: string;
  readonly job: string;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly outputFile: string | undefined;
  readonly summaryFile: string | undefined;
}

/** Where the process stands: read once, so that nothing else looks at the environment. */
export interface Surroundings {
  readonly github?: GithubSurroundings;
  readonly workspace: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const maxPayload = 25 * 1024 * 1024;

function payloadAt(path: string | undefined): unknown {
  if (!path) return {};
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length > maxPayload) throw new Error('it is larger than 25 MiB, the limit of GitHub');
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    throw new Misconfiguration([{message: `the event file cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`, fix: 'Run the step in GitHub Actions, or unset GITHUB_ACTIONS.', key: 'GITHUB_EVENT_PATH'}], {cause: thrown});
  }
}

/** Reads the environment of the process. */
export function readSurroundings(environment: Readonly<Record<string, string | undefined>>, directory: string): Surroundings {
  if (environment['GITHUB_ACTIONS'] !== 'true') return {workspace: directory, environment};
  const given = (name: string): string => environment[`GITHUB_${name}`] ?? '';
  return {
    workspace: environment['GITHUB_WORKSPACE'] || directory,
    environment,
    github: {
      event: given('EVENT_NAME'), payload: () => payloadAt(environment['GITHUB_EVENT_PATH']), repository: given('REPOSITORY'), sha: given('SHA'), ref: given('REF'),
      headRef: given('HEAD_REF'), baseRef: given('BASE_REF'), actor: given('ACTOR'), triggeringActor: given('TRIGGERING_ACTOR') || given('ACTOR'),
      runId: given('RUN_ID'), runAttempt: Number(given('RUN_ATTEMPT')) || 1, workflow: given('WORKFLOW'), job: given('JOB'),
      serverUrl: given('SERVER_URL') || 'https://github.com', apiUrl: given('API_URL') || 'https://api.github.com',
      outputFile: given('OUTPUT') || undefined, summaryFile: given('STEP_SUMMARY') || undefined,
    },
  };
}
