import {Tree} from '../tree.ts';
import type {Boundaries} from '../tree.ts';
import {atStart, commandsIn} from './commands.ts';
import type {Command} from './commands.ts';
import type {Project, Resolution} from './resolution.ts';
import {resolve} from './resolve.ts';

/** A repository in memory. */
export function projectOf(files: Readonly<Record<string, string>>, more: Boundaries & Partial<Pick<Project, 'repository' | 'prefixes' | 'ignored'>> = {}): Project {
  const {links, submodules, ...rest} = more;
  const tree = new Tree(Object.keys(files), {...(links && {links}), ...(submodules && {submodules})});
  return {tree, text: path => Object.hasOwn(files, path) ? files[path] : undefined, ...rest};
}

/** The commands of a shell block. */
export function commandsOf(text: string, language: string | undefined = 'sh'): readonly Command[] {
  return commandsIn({language, lines: text.split('\n').map((line, index) => ({text: line, line: index + 1, column: 1}))}, atStart).commands;
}

/** What the commands of a shell block come to. */
export function resolved(project: Project, text: string, document = 'README.md'): readonly Resolution[] {
  return commandsOf(text).flatMap(command => resolve(command, project, document));
}

/** In short: `exists`, `unknown: why` or `missing: what`, joined by commas. */
export function told(project: Project, text: string, document?: string): string {
  const short = (found: Resolution): string => found.state === 'missing' ? `missing: ${found.what}` : found.state === 'unknown' ? `unknown: ${found.why}` : 'exists';
  return resolved(project, text, document).map(short).join(', ');
}
