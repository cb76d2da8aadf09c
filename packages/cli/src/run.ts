import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Action, Misconfiguration, type Mode, junitOf, loadModes, loadedMode, sarifOf, terminalOf} from '#core';
import {type Judged, commonInputs, judgeLocally, operationInputs, takeEngine, tokenInput} from '#runtime';
import {suite} from '#suite';
import {modeOf} from './catalog.ts';
import {type Flags, flagsOf, parseFlags} from './flags.ts';
import type {Terminal} from './terminal.ts';
import {workspaceOf} from './workspace.ts';

const formats = ['pretty', 'json', 'sarif', 'junit'] as const;
export type OutputFormat = typeof formats[number];

/** The flags of the command line alone. */
const terminalFlags: Flags = {
  workspace: {about: 'The repository. Default: the folder that you are in.', kind: 'value', value: 'DIR'},
  format: {about: 'What is printed: pretty, json (the report file and nothing else), sarif or junit.', kind: 'value', value: 'FORMAT'},
  event: {about: 'Judge as on this event of GitHub Actions, where the policy depends on it.', kind: 'value', value: 'EVENT'},
  branch: {about: 'Judge as on this branch, where the policy depends on it.', kind: 'value', value: 'BRANCH'},
};

/** Every flag of a mode. */
export function flagsOfMode(mode: Mode): Flags {
  return {...flagsOf({...mode.inputs, ...(mode.kind === 'operation' && operationInputs), ...commonInputs}), ...terminalFlags};
}

/** The secrets of a mode and the token come from the environment, never from a flag that other processes of the machine can read. */
const variableOf = (name: string): string => `SHIPGATE_${name.toUpperCase().replaceAll('-', '_')}`;

/** Judges by a mode that is loaded with the values of flags; what a run that is broken off with Ctrl-C has found out by then is kept. */
export async function judgeWith(action: Action, modeName: string, values: Readonly<Record<string, string>>, at: Terminal): Promise<Judged> {
  const {workspace: _, format: __, event, branch, ...inputs} = values;
  const workspace = workspaceOf(values);
  const mode = loadedMode(action, modeName);
  takeEngine();
  const cancel = new AbortController();
  const stop = (): void => {
    // Whoever asks twice does not want to wait for what is being ended. `exit` still ends what was started, a signal's own effect would not.
    if (cancel.signal.aborted) process.exit(130);
    cancel.abort(new DOMException('the run was cancelled', 'AbortError'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const secrets = Object.fromEntries(Object.keys(mode.secrets).flatMap(name => (process.env[variableOf(name)] ? [[name, process.env[variableOf(name)]!]] : [])));
    const token = process.env[variableOf(tokenInput.name)] ?? process.env['GITHUB_TOKEN'];
    return await judgeLocally({action, mode: modeName, inputs, secrets, token}, suite, {
      workspace, environment: process.env, signal: cancel.signal, progress: at.progress, note: at.warn, event, branch, ref: inputs['ref'],
    });
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** Runs a mode of an action and prints its result in the format asked for. */
export async function run(called: Action, words: readonly string[], at: Terminal): Promise<0 | 1 | 2> {
  const {name, rest} = modeOf(called, words);
  const action = await loadModes(called, [name]);
  const {values} = parseFlags(rest, flagsOfMode(loadedMode(action, name)));
  const format = (values['format'] ?? 'pretty') as OutputFormat;
  if (!formats.includes(format)) throw new Misconfiguration([{message: `there is no format "${format}"`, fix: `Known: ${formats.join(', ')}.`, key: 'format'}]);
  const {record, drawn, root, exitCode} = await judgeWith(action, name, values, at);
  switch (format) {
    case 'json': at.print(drawn.evidence[0]!.content); break;
    case 'sarif': at.print(sarifOf(record)); break;
    case 'junit': at.print(junitOf(record)); break;
    case 'pretty': at.print(terminalOf(record, {color: at.color, width: at.width, source: lineReader(root)}));
  }
  return exitCode;
}

/** Reads single lines of the work tree for excerpts; a file that is not there or too large has none. */
function lineReader(root: string): (path: string, line: number) => string | undefined {
  const read = new Map<string, readonly string[]>();
  return (path, line) => {
    if (!read.has(path)) {
      try {
        const text = readFileSync(join(root, path), 'utf8');
        read.set(path, text.length > 5_000_000 ? [] : text.split(/\r?\n/));
      } catch {
        read.set(path, []);
      }
    }
    return read.get(path)![line - 1];
  };
}
