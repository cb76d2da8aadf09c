import {pathText} from '../code-paths/claim.ts';
import {commonFolders, githubPage} from '../code-paths/judge.ts';
import type {Position} from '../markdown/index.ts';
import {type Survey, Tally} from '../survey.ts';
import {folderOf, joined} from '../tree.ts';
import {type Command, type CommandRule, type Project, type Suggestion, pathsIn, resolve, siteOf} from '../commands/index.ts';

/** A documented command that names something that is not there. */
export interface CommandFault {
  readonly rule: CommandRule;
  readonly document: string;
  readonly at: Position;
  /** The command line as far as it is kept: program and words. */
  readonly command: string;
  /** The missing word, as written. */
  readonly written: string;
  readonly what: string;
  readonly lookedIn: string;
  readonly suggestion?: Suggestion;
}

/** A path that a command reads and that is not there. */
export interface ArgumentFault {
  readonly document: string;
  readonly at: Position;
  readonly written: string;
  readonly command: string;
  readonly near?: string;
}

export interface CommandSurvey {
  readonly byRule: ReadonlyMap<CommandRule, Survey<CommandFault>>;
  readonly arguments: Survey<ArgumentFault>;
}

const sayCommand = ({name, words}: Command): string => [name, ...words].map(({text}) => text).join(' ').slice(0, 200);
const knownFile = /\.[A-Za-z][A-Za-z0-9]{0,7}$/;

/** A command and the document that has it, with the scripts and targets that the document's own examples define. */
export interface DocumentedCommand {
  readonly command: Command;
  readonly document: string;
  readonly defined: ReadonlySet<string>;
}

/** Whether a command could not be told for want of a manifest or script. Where one of those was refused, and not only malformed, nothing is known of the commands. */
export const needsUnread = ({byRule}: CommandSurvey): boolean => [...byRule.values()].some(({doubts}) => doubts.some(({reason}) => reason === 'manifest unreadable'));

/** Judges every documented command. In: the commands with their documents, once the manifests and scripts that they name were read. */
export function surveyCommands(commands: readonly DocumentedCommand[], project: Project): CommandSurvey {
  const tallies = new Map<CommandRule, Tally<CommandFault>>();
  const paths = new Tally<ArgumentFault>();
  for (const {command, document, defined} of commands) {
    const resolutions = resolve(command, project, document);
    for (const resolution of resolutions) {
      const {rule, span} = resolution;
      const tally = tallies.get(rule) ?? new Tally<CommandFault>();
      tallies.set(rule, tally);
      const at = {line: span.line, column: span.column};
      if (resolution.state === 'exists') tally.right();
      else if (resolution.state === 'unknown') tally.doubt(resolution.why, sayCommand(command), {path: document, ...at});
      else {
        const {what, lookedIn, suggestion} = resolution;
        const written = [command.name, ...command.words].find(word => word.span.line === span.line && word.span.column === span.column)?.text ?? /"([^"]*)"/.exec(what)?.[1] ?? what;
        if (defined.has(written)) tally.doubt('the document defines it itself', sayCommand(command), {path: document, ...at});
        else tally.wrong({rule, document, at, command: sayCommand(command), written, what, lookedIn, ...(suggestion && {suggestion})});
      }
    }
    if (resolutions.length === 0) surveyArguments(command, document, project, paths);
  }
  return {byRule: new Map([...tallies].map(([rule, tally]) => [rule, tally.survey])), arguments: paths.survey};
}

/** The files that a command only reads: missing where their folder is there and nothing else than this repository can be meant. */
function surveyArguments(command: Command, document: string, project: Project, tally: Tally<ArgumentFault>): void {
  const {tree, prefixes = []} = project;
  const site = siteOf(command, project, document);
  for (const {text, span} of pathsIn(command)) {
    const at = {line: span.line, column: span.column};
    const places = site.folders.flatMap(folder => joined(folder, text) ?? []);
    if (places.some(path => tree.kind(path) !== undefined)) {
      tally.right();
      continue;
    }
    const path = places.find(place => prefixes.some(prefix => place.startsWith(prefix))) ?? (text.replace(/^\.\//, '').includes('/') ? places.find(place => tree.kind(folderOf(place)) === 'folder' && knownFile.test(place)) : undefined);
    const common = commonFolders.has(text.split('/')[0]!) && text.split('/').length < 3 && !githubPage.test(document);
    if (path === undefined || common || pathText(text)?.doubt !== undefined || site.excuse || site.doubt) tally.doubt('the file may be the reader\'s own', text, {path: document, ...at});
    else {
      const near = tree.near(path);
      tally.wrong({document, at, written: text, command: sayCommand(command), ...(near !== undefined && {near})});
    }
  }
}
