import type {Tree} from '../tree.ts';
import type {Elsewhere} from './commands.ts';
import type {Span} from './words.ts';

export type CommandRule = 'cmd.npm' | 'cmd.pnpm' | 'cmd.yarn' | 'cmd.bun' | 'cmd.make' | 'cmd.just' | 'cmd.cargo' | 'cmd.python' | 'cmd.go' | 'cmd.task' | 'cmd.workflow';

/** Why a command is neither known to work nor known to be wrong. */
export type Why = Elsewhere
  | 'hypothetical'          // the text says that it is an example
  | 'placeholder'           // the reader has to fill something in
  | 'computed'              // the document's shell or the manifest computes the name
  | 'made by Kconfig'       // a target of the kernel's or firmware's own makefiles
  | 'no manifest'           // nothing in this repository to look it up in
  | 'manifest unreadable'   // not given, or malformed
  | 'maybe installed'       // a program of a dependency or a plugin could answer
  | 'own program'           // the documents of a tool show its use in the projects of others
  | 'build output'          // made by a build, or ignored by git
  | 'in another folder'     // not in the folder that is meant, but in another one of this repository
  | 'outside the tree';     // behind a link or in a submodule

export interface Suggestion { readonly name: string; readonly path: string; readonly line?: number }

/** What a look-up found. `what` names the missing thing with its kind, for example `npm script "create-package"`; `lookedIn` the file or folder. */
export type Found =
  | {readonly state: 'exists'}
  | {readonly state: 'missing'; readonly what: string; readonly lookedIn: string; readonly suggestion?: Suggestion}
  | {readonly state: 'unknown'; readonly why: Why};

/** One thing that a command names, judged. Unknown is counted and never fails. */
export type Resolution = Found & {readonly rule: CommandRule; readonly span: Span};

/** What is known of the repository. `text` gives the content of a tracked file that was read, and nothing for one that was not. */
export interface Project {
  readonly tree: Tree;
  text(path: string): string | undefined;
  /** The repository's name, or owner and name: a clone of it is this repository. */
  readonly repository?: string;
  /** Whether git ignores the path: what a build makes need not be tracked. */
  ignored?(path: string): boolean;
  /** Folders such as `scripts/` whose files have to exist when a command runs them, even if the folder itself is gone. */
  readonly prefixes?: readonly string[];
}

export const exists: Found = {state: 'exists'};
export const unknown = (why: Why): Found => ({state: 'unknown', why});
export const missing = (what: string, lookedIn: string, suggestion?: Suggestion): Found => ({state: 'missing', what, lookedIn, ...(suggestion && {suggestion})});
