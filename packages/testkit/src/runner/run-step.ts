import {randomUUID} from 'node:crypto';
import {access, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {pushToBranch, type WorkflowEvent} from '../events.ts';
import {readActionFile} from './action-file.ts';
import type {Annotation, AnnotationLevel} from './annotations.ts';
import {type ChildEnd, type Grace, killOrphans, runChild, runnerGrace, trackingVariable} from './child.ts';
import {type GithubFields, githubContext, runnerContext} from './contexts.ts';
import {fixedVariables, type Services, stepEnvironment} from './environment.ts';
import {createCommandFiles, readCommandFiles} from './file-commands.ts';
import {resolveInputs} from './inputs.ts';
import {type LogGroup, logGroups} from './log-groups.ts';
import {StepFault, StepLog} from './step-log.ts';
import {WorkflowCommands} from './workflow-commands.ts';

export interface StepOptions {
  /** The folder that holds `action.yml`. */
  readonly action: string;
  /** Which of the action's scripts to run: `main`, unless told. */
  readonly stage?: 'pre' | 'main' | 'post';
  /** A script to run in place of the one that `action.yml` names. */
  readonly script?: string;
  /** The folder in which the step runs: `GITHUB_WORKSPACE`. */
  readonly workspace: string;
  /** What `with:` says, already evaluated. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** What has started the workflow: a push to `main`, unless told. */
  readonly event?: WorkflowEvent;
  /** Members of the `github` context that differ from what the event gives. */
  readonly github?: Partial<GithubFields>;
  /** `${{ github.token }}`: masked, and no variable, just as in a real job. */
  readonly token?: string;
  /** Values that the workflow takes from `secrets`: masked from the first line on. */
  readonly secrets?: readonly string[];
  /** What `env:` says, and what earlier steps wrote to GITHUB_ENV. */
  readonly env?: Readonly<Record<string, string>>;
  /** What earlier steps wrote to GITHUB_PATH, the first to be searched first. */
  readonly path?: readonly string[];
  /** What an earlier stage of the same action saved. */
  readonly state?: Readonly<Record<string, string>>;
  readonly services?: Services;
  /** The Node.js program that runs the action: the one that runs this, unless told. */
  readonly node?: string;
  /** As with `ACTIONS_STEP_DEBUG`: debug messages stand in the log. */
  readonly debug?: boolean;
  /** `timeout-minutes`, in milliseconds: one minute, unless told. */
  readonly timeoutMs?: number;
  /** Aborted when somebody cancels the workflow run. */
  readonly cancel?: AbortSignal;
  /** How long the action has after SIGINT and after SIGTERM: as on GitHub, unless told. */
  readonly grace?: Grace;
  /** Sees each line of output as it comes: to cancel at a certain point, for instance. */
  readonly onLine?: (line: string) => void;
}

export interface StepResult {
  readonly conclusion: 'success' | 'failure' | 'cancelled';
  /** 128 plus the signal's number when a signal ended the process; -1 when the runner gave up on it. */
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  /** What later steps get through GITHUB_ENV. */
  readonly env: Readonly<Record<string, string>>;
  /** Names written to GITHUB_ENV without effect, because the runner sets them anew for every step. */
  readonly shadowedEnv: readonly string[];
  /** Folders put before PATH for later steps, the first to be searched first. */
  readonly path: readonly string[];
  /** As GitHub gets it: masked. Nothing when there is none, or when it was too large. */
  readonly summary: string | undefined;
  /** The first ten of each level. */
  readonly annotations: readonly Annotation[];
  /** How many annotations of each level were too many. */
  readonly dropped: Readonly<Record<AnnotationLevel, number>>;
  /** Debug messages, whether or not the log shows them. */
  readonly debug: readonly string[];
  /** What `::add-mask::` was called with. */
  readonly masks: readonly string[];
  /** Standard output and standard error as GitHub shows them: commands carried out, secrets masked. Begins with the action's own first line or a warning about its inputs. */
  readonly log: string;
  /** The same lines as the action wrote them. */
  readonly rawLog: string;
  readonly groups: readonly LogGroup[];
  /** The runner's own errors: each fails the step whatever the exit code. */
  readonly errors: readonly string[];
  /** Command lines of processes that the action left running. They have been killed. */
  readonly orphans: readonly string[];
}

async function requireAt(path: string, problem: string): Promise<void> {
  await access(path).catch(() => { throw new Error(problem); });
}

/**
 * Runs one step that `uses:` a JavaScript action, as GitHub's runner does, and reads back all that the action can leave there. The environment is made from nothing: PATH is taken
 * over, HOME is an empty folder, the rest is what the runner sets. All its files are in one temporary folder that is gone afterwards, and nothing that was started is left
 * running.
 *
 * Resolves whatever the action does. Rejects when the test itself is wrong: no such action, workspace or script, a default that cannot be evaluated, a problem matcher, an error
 * in `onLine`.
 *
 * Not stood in for: `if:`, `continue-on-error`, permissions, containers, composite actions, problem matchers, GITHUB_ARTIFACTS, limits of a whole job.
 * Source: actions/runner 2.336.0, src/Runner.Worker/ActionRunner.cs, StepsRunner.cs and Handlers/NodeScriptActionHandler.cs.
 */
export async function runStep(options: StepOptions): Promise<StepResult> {
  const action = await readActionFile(options.action);
  const stage = options.stage ?? 'main';
  const script = options.script ?? action.runs[stage];
  if (script === undefined) throw new Error(`${action.path} has no runs.${stage}.`);
  const scriptPath = resolve(options.action, script);
  await requireAt(scriptPath, `${scriptPath} does not exist: ${action.path} names it as runs.${stage}. Build it first.`);
  const workspace = resolve(options.workspace);
  await requireAt(workspace, `The workspace ${workspace} does not exist.`);

  const root = await mkdtemp(join(tmpdir(), 'runner-'));
  const trackingId = `github_${randomUUID()}`;
  try {
    const [home, temp, tools] = await Promise.all(['home', '_temp', '_tool'].map(async name => {
      const folder = join(root, name);
      await mkdir(folder);
      return folder;
    })) as [string, string, string];
    const event = options.event ?? pushToBranch();
    const eventPath = join(temp, '_github_workflow', 'event.json');
    await mkdir(join(temp, '_github_workflow'));
    await writeFile(eventPath, JSON.stringify(event.payload));
    const files = await createCommandFiles(temp);

    const debug = options.debug ?? false;
    const services = options.services ?? {};
    const secrets = [options.token, services.runtimeToken, ...(options.secrets ?? [])].filter(value => value !== undefined);
    const step = new StepLog(secrets, debug);
    const github = githubContext(event, workspace, options.github ?? {});
    const runner = runnerContext({temp, tools, workspace}, debug);
    const contexts = {github: {...github, token: options.token, event: event.payload, event_path: eventPath}, runner, job: {status: 'success'}};
    const inputs = resolveInputs(action, options.inputs ?? {}, contexts, step);
    const given = options.env ?? {};
    const fixed = fixedVariables(github, runner, files, eventPath, services);
    const env = stepEnvironment({
      machine: {PATH: process.env['PATH'] ?? '', HOME: home},
      given, state: options.state ?? {}, inputs, fixed: {...fixed, [trackingVariable]: trackingId}, path: options.path ?? [],
    });

    const commands = new WorkflowCommands(step, workspace, given);
    let end: ChildEnd | undefined;
    let fault: StepFault | undefined;
    let orphans: string[] = [];
    try {
      end = await runChild({
        file: options.node ?? process.execPath, args: [scriptPath], cwd: workspace, env,
        take: line => {
          commands.take(line);
          options.onLine?.(line);
        },
        timeoutMs: options.timeoutMs ?? 60_000, cancel: options.cancel, grace: options.grace ?? runnerGrace,
      });
    } catch (error) {
      if (!(error instanceof StepFault)) throw error;
      fault = error;
    } finally {
      orphans = await killOrphans(trackingId, end?.group);
    }

    const summary = await readCommandFiles(files, step);
    if (fault !== undefined) step.fail(fault.message);
    if (end?.stopped === 'timed-out') step.fail(`The action '${action.name}' has timed out after ${(options.timeoutMs ?? 60_000) / 60_000} minutes.`);
    if (end?.stopped === 'cancelled') step.issue('error', 'The operation was canceled.');
    const exitCode = end?.exitCode ?? -1;
    const failed = exitCode !== 0 || step.errors.length > 0;
    return {
      conclusion: end?.stopped === 'cancelled' ? 'cancelled' : failed ? 'failure' : 'success',
      exitCode,
      outputs: step.outputs.toRecord(),
      state: step.state.toRecord(),
      env: Object.fromEntries([...step.env].filter(([name]) => !Object.hasOwn(fixed, name))),
      shadowedEnv: [...step.env.keys()].filter(name => Object.hasOwn(fixed, name)),
      path: step.path,
      summary,
      // GitHub shows no annotation without a message. Source: src/Sdk/RSWebApi/Contracts/IssueExtensions.cs.
      annotations: step.annotations.filter(annotation => annotation.message.trim() !== ''),
      dropped: step.dropped,
      debug: step.debugLines,
      masks: step.addedMasks,
      log: step.lines.join('\n'),
      rawLog: step.rawLines.join('\n'),
      groups: logGroups(step.lines),
      errors: step.errors,
      orphans,
    };
  } finally {
    await rm(root, {recursive: true, force: true, maxRetries: 3});
  }
}
