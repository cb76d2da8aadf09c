import {
  type Action, type LazyAction, type LazyMode, type Mode, type Outcome, type Shape, Misconfiguration, annotationsOf, isLoaded, jsonOf, sayProblem, terminalOf, workflowCommand,
} from '#core';
import {commonInputs, type commonOutputs, operationInputs, tokenInput} from './common-inputs.ts';
import {endProcess} from './end-process.ts';
import {takeEngine} from './engine.ts';
import {readEvent} from './event.ts';
import {defaultText} from './inputs.ts';
import {type Call, judge} from './judge.ts';
import {relative} from 'node:path';
import {maskFor} from './masking.ts';
import {readSurroundings} from './surroundings.ts';
import {appendTo, fileCommand, maskCommands, quietly} from './workflow-commands.ts';

/** The names of the secrets of a mode, loaded or not. */
const secretsOf = (mode: Mode | LazyMode): readonly string[] => (isLoaded(mode) ? Object.keys(mode.secrets) : mode.secrets ?? []);

/** The names of the inputs of an action: of all its modes, the common ones, `mode` where there are several, and its secrets. */
export function inputNames(action: Action): readonly string[] {
  const modes = Object.values(action.modes);
  return [...new Set([
    ...(modes.length > 1 ? ['mode'] : []), ...modes.flatMap(mode => [...Object.keys(mode.inputs ?? {}), ...secretsOf(mode)]), ...Object.keys(commonInputs),
    ...(modes.some(mode => mode.kind === 'operation') ? Object.keys(operationInputs) : []), tokenInput.name,
  ])];
}

/** The inputs that the runner hands over: `INPUT_` and the name in upper case, spaces as `_`. Source: actions/runner, ActionRunner. */
function givenInputs(environment: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith('INPUT_')).map(([name, value]) => [name.slice('INPUT_'.length).toLowerCase(), (value ?? '').trim()]));
}

/** The default of an input as action.yml has it; nothing where the mode does not have the input. */
function defaultOf(mode: Mode | LazyMode, name: string): string | undefined {
  if (!Object.hasOwn(mode.inputs ?? {}, name)) return undefined;
  return isLoaded(mode) ? defaultText(mode.inputs[name]!) : mode.inputs![name];
}

/** Whether an input was left as action.yml has it: the default of a mode that has it, or nothing. The runner hands the inputs of all modes to each of them. */
function isLeftAlone(action: Action, name: string, value: string): boolean {
  const modes = Object.values(action.modes);
  const acting = modes.some(mode => mode.kind === 'operation') ? (operationInputs as Shape)[name] : undefined;
  return value === '' || modes.some(mode => defaultOf(mode, name) === value) || (acting !== undefined && defaultText(acting) === value);
}

/**
 * The call that a step makes. In: the action, and the inputs as the runner hands them over, by their names in lower case. Throws Misconfiguration for a
 * mode that there is none of; inputs that no mode has are left in the call, for its reader to refuse.
 */
export function callOf(action: Action, given: Readonly<Record<string, string>>): Call {
  const {mode: named, [tokenInput.name]: token, ...rest} = given;
  const modeName = named || action.main;
  const mode = Object.hasOwn(action.modes, modeName) ? action.modes[modeName] : undefined;
  if (!mode) throw new Misconfiguration([{message: `there is no mode "${modeName}"`, fix: `Known: ${Object.keys(action.modes).join(', ')}.`, key: 'mode'}]);
  const secretNames = secretsOf(mode);
  const others = new Set(inputNames(action));
  const own = new Set([...Object.keys(commonInputs), ...Object.keys(mode.inputs ?? {}), ...(mode.kind === 'operation' ? Object.keys(operationInputs) : [])]);
  const isForeign = (name: string): boolean => others.has(name) && !own.has(name);
  const inputs = Object.fromEntries(Object.entries(rest).filter(([name, value]) => !secretNames.includes(name) && !(isForeign(name) && isLeftAlone(action, name, value))));
  return {action, mode: modeName, inputs, secrets: Object.fromEntries(secretNames.flatMap(name => (rest[name] ? [[name, rest[name]]] : []))), token: token || undefined};
}

/**
 * Runs an action as a step of GitHub Actions: reads its inputs once, judges, and reports through the runner's files and commands. `deny` is set before
 * anything else, so that a run that is cut off denies. Ends the process, with exit code 0, 1 (blocked) or 2 (the call or the configuration is wrong).
 */
export async function runAction(action: Action, suite: readonly (Action | LazyAction)[] = [action]): Promise<void> {
  takeEngine();
  const write = (text: string): void => void process.stdout.write(text);
  const cancel = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => cancel.abort(new DOMException('the run was cancelled', 'AbortError')));
  const hidden: string[] = [];
  let mask = maskFor(hidden);
  let code: number;
  process.exitCode = 1;
  try {
    const surroundings = readSurroundings(process.env, process.cwd());
    const {github} = surroundings;
    if (!github) throw new Misconfiguration([{message: 'this is a step of GitHub Actions', fix: 'On a laptop use the command: shipgate.', key: 'GITHUB_ACTIONS'}]);
    denyFirst(github.outputFile);
    const call = callOf(action, givenInputs(process.env));
    const {record, drawn, folder, exitCode} = await judge(call, suite, {
      surroundings, event: environment => readEvent(github, environment), signal: cancel.signal,
      progress: () => undefined,
      note: message => write(quietly(mask(message))),
      hide(texts) {
        hidden.push(...texts);
        mask = maskFor(hidden);
        for (const line of texts.flatMap(maskCommands)) write(`${line}\n`);
      },
      mask: text => mask(text),
    });
    const {outcome} = record;
    const attempt = (what: string, report: () => void): void => {
      try {
        report();
      } catch (thrown) {
        write(quietly(`${what} could not be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`));
      }
    };
    write(quietly(mask(terminalOf(record, {color: false, width: 120}))));
    for (const annotation of annotationsOf(record)) write(`${mask(workflowCommand(annotation))}\n`);
    attempt('The summary', () => appendTo(github.summaryFile, mask(drawn.summary)));
    attempt('The outputs', () => {
      for (const [name, value] of Object.entries(outputsOf(outcome, exitCode, relative(surroundings.workspace, `${folder}/${drawn.main}`)))) appendTo(github.outputFile, fileCommand(name, mask(value)));
    });
    code = exitCode;
  } catch (thrown) {
    code = reportFailure(thrown, line => write(`${mask(line)}\n`));
  }
  await endProcess(code);
}

/** Says `deny` before anything else. Throws Misconfiguration where it cannot be said: whoever reads the outputs would then wait for them in vain. */
function denyFirst(file: string | undefined): void {
  try {
    appendTo(file, fileCommand('decision', 'deny'));
  } catch (thrown) {
    throw new Misconfiguration([{
      message: `the file for outputs cannot be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`, key: 'GITHUB_OUTPUT',
      fix: 'Run the step in GitHub Actions, or unset GITHUB_ACTIONS.',
    }], {cause: thrown});
  }
}

function outputsOf(outcome: Outcome, exitCode: number, evidence: string): Readonly<Record<keyof typeof commonOutputs | string, string>> {
  const own = Object.entries(outcome.outputs ?? {}).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(own.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(jsonOf(value))])),
    verdict: outcome.verdict, evidence, decision: exitCode === 0 && outcome.verdict !== 'not-run' ? 'allow' : 'deny',
  };
}

/** What the user did wrong is exit 2 with a place each; anything else is a defect of ours, exit 1, and never green. */
function reportFailure(thrown: unknown, print: (line: string) => void): number {
  if (thrown instanceof Misconfiguration) {
    for (const problem of thrown.problems.slice(0, 10)) {
      print(workflowCommand({level: 'error', title: 'Shipgate: configuration', message: sayProblem(problem), ...(problem.at && {path: problem.at.path, ...(problem.at.line !== undefined && {line: problem.at.line}), ...(problem.at.column !== undefined && {column: problem.at.column})})}));
    }
    if (thrown.problems.length > 10) print(workflowCommand({level: 'error', title: 'Shipgate: configuration', message: `and ${thrown.problems.length - 10} more`}));
    return 2;
  }
  print(workflowCommand({level: 'error', title: 'Shipgate crashed', message: `This is a defect of Shipgate: please report it. ${thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown)}`}));
  return 1;
}
