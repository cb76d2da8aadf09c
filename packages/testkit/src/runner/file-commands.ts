import {randomUUID} from 'node:crypto';
import {mkdir, readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {linesOf} from './lines.ts';
import {StepFault, type StepLog} from './step-log.ts';

/** Bytes of a step summary that GitHub accepts. Source: actions/runner 2.336.0, src/Runner.Worker/FileCommandManager.cs, `AttachmentSizeLimit`. */
export const summaryLimit = 1024 * 1024;

/** In the order in which the runner reads them (src/Runner.Common/ExtensionManager.cs); the prefix is the file's name in front of a random suffix. */
const prefixes = {path: 'add_path_', env: 'set_env_', step_summary: 'step_summary_', state: 'save_state_', output: 'set_output_'} as const;

export type FileCommand = keyof typeof prefixes;
export type CommandFiles = Readonly<Record<FileCommand, string>>;

/** Makes the empty files of one step under `RUNNER_TEMP`. Out: their paths, each for the variable `GITHUB_<NAME>`. */
export async function createCommandFiles(runnerTemp: string): Promise<CommandFiles> {
  const folder = join(runnerTemp, '_runner_file_commands');
  const suffix = randomUUID();
  await mkdir(folder, {recursive: true});
  const files = Object.fromEntries(Object.entries(prefixes).map(([name, prefix]) => [name, join(folder, prefix + suffix)])) as CommandFiles;
  await Promise.all(Object.values(files).map(file => writeFile(file, '')));
  return files;
}

/**
 * The names and values of a GITHUB_OUTPUT, GITHUB_ENV or GITHUB_STATE file, one by one: what stands before a malformed line has already taken effect when StepFault is thrown.
 * Whichever of `=` and `<<` comes first on a line decides. After `name<<delimiter` the value runs to the line that is exactly the delimiter. Only LF ends a line: CR belongs to
 * the value.
 * Source: actions/runner 2.336.0, src/Runner.Worker/FileCommandManager.cs, EnvFileKeyValuePairs, as built for Linux and macOS.
 */
export function* keyValuePairs(text: string): Generator<readonly [name: string, value: string]> {
  let index = 0;
  while (index < text.length) {
    const [line, next] = lineAt(text, index);
    index = next;
    if (line === '') continue;
    const equals = line.indexOf('=');
    const arrows = line.indexOf('<<');
    if (equals >= 0 && (arrows < 0 || equals < arrows)) {
      yield [line.slice(0, equals), line.slice(equals + 1)];
    } else if (arrows >= 0) {
      const name = line.slice(0, arrows);
      const delimiter = line.slice(arrows + 2);
      if (name === '' || delimiter === '') throw new StepFault(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`);
      const [value, after] = heredocValue(text, index, delimiter);
      index = after;
      yield [name, value];
    } else {
      throw new StepFault(`Invalid format '${line}'`);
    }
  }
}

/** The line at `index` and where the next one begins: after the text when the line has no end. */
function lineAt(text: string, index: number): readonly [line: string, next: number] {
  const end = text.indexOf('\n', index);
  return end < 0 ? [text.slice(index), text.length] : [text.slice(index, end), end + 1];
}

function heredocValue(text: string, start: number, delimiter: string): readonly [value: string, after: number] {
  for (let index = start; index < text.length;) {
    const [line, next] = lineAt(text, index);
    if (line === delimiter) return [text.slice(start, Math.max(start, index - 1)), next];
    if (text[next - 1] !== '\n') throw new StepFault('Invalid value. EOF marker missing new line.');
    index = next;
  }
  throw new StepFault(`Invalid value. Matching delimiter not found '${delimiter}'`);
}

/** The text of a file, without a byte order mark; nothing when the action has deleted it, which the runner takes as empty. */
async function read(file: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await readFile(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StepFault((error as Error).message);
  }
}

async function readPairs(file: string, take: (name: string, value: string) => void): Promise<void> {
  for (const [name, value] of keyValuePairs(await read(file) ?? '')) take(name, value);
}

/** The summary, masked line by line. Nothing when there is none, or when it is too large, which is an error annotation and not a failure. */
async function readSummary(file: string, step: StepLog): Promise<string | undefined> {
  const bytes = await stat(file).then(({size}) => size, () => 0);
  if (bytes > summaryLimit) {
    step.issue('error', `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${summaryLimit / 1024}k, got ${Math.floor(bytes / 1024)}k.`);
    return undefined;
  }
  const text = bytes === 0 ? undefined : await read(file);
  return text === undefined ? undefined : linesOf(text).map(line => `${step.masks.apply(line)}\n`).join('');
}

/**
 * Reads back what the action wrote. Every file is tried, and each that cannot be understood fails the step. Out: the summary; the rest goes into `step`.
 * Source: actions/runner 2.336.0, src/Runner.Worker/FileCommandManager.cs.
 */
export async function readCommandFiles(files: CommandFiles, step: StepLog): Promise<string | undefined> {
  let summary: string | undefined;
  const readers: Readonly<Record<FileCommand, (file: string) => Promise<void>>> = {
    path: async file => { for (const line of linesOf(await read(file) ?? '')) if (line !== '') step.prependPath(line); },
    env: file => readPairs(file, (name, value) => {
      if (name.toUpperCase() === 'NODE_OPTIONS') step.issue('error', 'Can\'t store NODE_OPTIONS output parameter using \'$GITHUB_ENV\' command.');
      else step.setEnv(name, value);
    }),
    step_summary: async file => { summary = await readSummary(file, step); },
    state: file => readPairs(file, (name, value) => {
      step.state.set(name, value);
      step.debug(`Save intra-action state ${name} = ${value}`);
    }),
    output: file => readPairs(file, (name, value) => {
      step.setOutput(name, value);
      step.debug(`Set output ${name} = ${value}`);
    }),
  };
  for (const name of Object.keys(prefixes) as FileCommand[]) {
    try {
      await readers[name](files[name]);
    } catch (error) {
      if (!(error instanceof StepFault)) throw error;
      step.fail(`Unable to process file command '${name}' successfully.`);
      step.fail(error.message);
    }
  }
  return summary;
}
