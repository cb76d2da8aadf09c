import {cargo} from './cargo.ts';
import type {Command} from './commands.ts';
import {go} from './go.ts';
import {just} from './just.ts';
import {make} from './make.ts';
import {bun, monorepoRunner, npm, pnpm, yarn} from './npm.ts';
import {python, pythonTask} from './python.ts';
import type {Project, Resolution} from './resolution.ts';
import {compose, composer, denoTask, projectRun, script, task} from './tasks.ts';
import {workflow} from './workflow.ts';

const PYTHON = /^(?:python|py)[\d.]*$/;
const OWN_SCRIPT = /^\.{1,2}\//;

type Resolver = (command: Command, project: Project, document: string) => readonly Resolution[];

const RESOLVERS: ReadonlyMap<string, Resolver> = new Map<string, Resolver>([
  ['npm', npm], ['pnpm', pnpm], ['yarn', yarn], ['yarnpkg', yarn], ['bun', (...given) => [...bun(...given), ...script(...given)]], ['lerna', monorepoRunner],
  ['turbo', monorepoRunner],
  ['make', make], ['gmake', make], ['just', just], ['cargo', cargo], ['go', go], ['gh', workflow],
  ['tox', pythonTask], ['nox', pythonTask], ['hatch', pythonTask],
  ['poetry', projectRun], ['pdm', projectRun], ['rye', projectRun], ['pixi', projectRun],
  ['task', task], ['go-task', task], ['composer', composer], ['deno', (...given) => [...denoTask(...given), ...script(...given)]],
  ['docker', compose], ['docker-compose', compose], ['podman', compose],
  ...['node', 'tsx', 'ts-node', 'bash', 'sh', 'zsh', 'source', 'dotnet', 'ruby', 'perl', 'php', 'pwsh', 'powershell',
    'act'].map((program): [string, Resolver] => [program, script]),
]);

/** Whether a rule may judge what the command names; told from its program alone. */
export function isResolved({program}: Command): boolean {
  return RESOLVERS.has(program) || PYTHON.test(program) || OWN_SCRIPT.test(program);
}

/**
 * Judges what a command names: one resolution for each script, target, package, option or file that it asks for, in the order in which they stand.
 * In: the command, the repository, and the path of the document that has the command. Out: nothing for a command that no rule judges. Never throws.
 */
export function resolve(command: Command, project: Project, document: string): readonly Resolution[] {
  if (PYTHON.test(command.program)) return python(command, project, document);
  if (OWN_SCRIPT.test(command.program)) return script(command, project, document);
  return RESOLVERS.get(command.program)?.(command, project, document) ?? [];
}
