import {nearest} from '#core';
import {folderOf, joined} from '../tree.ts';
import {isTable, jsonAt, lineOf, nearestFile, once, tableAt} from './manifests.ts';
import {exists, missing, unknown} from './resolution.ts';
import type {Found, Project, Suggestion} from './resolution.ts';

const SET_ASIDE = /(?:^|\/)(?:node_modules|fixtures?|__fixtures__|testdata|templates?)\//;

/** The paths of all package.json files but those of fixtures and templates. */
export function packageFiles(project: Project): readonly string[] {
  return once(project, 'package files', () => project.tree.named('package.json').filter(path => !SET_ASIDE.test(path)));
}

/** The names of a package's scripts; nothing when its package.json cannot be read. */
export function scriptsOf(project: Project, path: string): readonly string[] | undefined {
  const {content} = jsonAt(project, path);
  return content && Object.keys(tableAt(content, 'scripts'));
}

/** Whether a program of this name comes with a dependency that the package or the root declares; undefined when one might bring it. */
export function bringsProgram(project: Project, path: string, program: string): boolean | undefined {
  const declared = [path, 'package.json'].flatMap(at => {
    const {content} = project.tree.kind(at) === 'file' ? jsonAt(project, at) : {};
    return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap(group => Object.keys(tableAt(content, group)));
  });
  if (declared.some(name => name === program || name.endsWith(`/${program}`))) return true;
  if (program.includes(':')) return false;
  const [first, ...others] = program.split(/[-_]/);
  if (!SCRIPT_WORDS.has(first!)) return undefined;
  const telling = others.filter(part => part.length >= 3 && !SCRIPT_WORDS.has(part));
  return declared.some(name => telling.some(part => name.includes(part))) ? undefined : false;
}

/** How scripts are commonly named and programs of packages are not. */
const SCRIPT_WORDS = new Set(`build dev develop start test tests lint format fmt bootstrap clean deploy watch docs doc release typecheck types check e2e coverage
  prepare ci setup generate gen serve preview compile bundle verify validate publish storybook unit integration all fix example examples demo create update sync
  package dist debug prod production local install site website server client web app api bench benchmark migrate seed db schema changelog version`.split(/\s+/));

/** Whether a document says which package is meant. */
export interface Telling { readonly stated: boolean }

/** A script of one package. Unless the package was stated, another package that has the script is a reading too. */
export function scriptIn(project: Project, path: string, name: string, {stated}: Telling): Found {
  const scripts = scriptsOf(project, path);
  if (!scripts) return unknown('manifest unreadable');
  if (scripts.includes(name)) return exists;
  if (/[*{]/.test(name)) return unknown('computed');
  const other = stated ? undefined : packageFiles(project).find(at => at !== path && scriptsOf(project, at)?.includes(name));
  if (other !== undefined) return unknown('in another folder');
  const near = nearest(name, scripts);
  return missing(`npm script "${name}"`, path, near === undefined ? undefined : suggest(project, path, near));
}

function suggest(project: Project, path: string, name: string): Suggestion {
  const text = project.text(path);
  const line = lineOf(text, JSON.stringify(name), Math.max(0, text?.indexOf('"scripts"') ?? 0));
  return {name, path, ...(line && {line})};
}

/** A script that any of the packages has: what `-r`, `--workspaces`, `lerna run` and the like ask for. */
export function scriptAnywhere(project: Project, name: string): Found {
  const all = packageFiles(project);
  if (all.length === 0) return unknown('no manifest');
  if (all.some(path => scriptsOf(project, path)?.includes(name))) return exists;
  if (all.some(path => scriptsOf(project, path) === undefined)) return unknown('manifest unreadable');
  const near = nearest(name, all.flatMap(path => scriptsOf(project, path) ?? []));
  const at = near === undefined ? undefined : all.find(path => scriptsOf(project, path)?.includes(near));
  return missing(`npm script "${name}"`, 'every package.json', near === undefined || at === undefined ? undefined : suggest(project, at, near));
}

/** The package.json of a workspace package, named by its name, its name without the scope, or its folder. */
export function packageNamed(project: Project, folder: string, name: string): string | Found {
  const at = joined(folder, name);
  const path = at === undefined ? undefined : nearestFile(project, at, ['package.json']);
  if (path !== undefined && folderOf(path) === at) return path;
  const names = once(project, 'package names', () => namesOfPackages(project));
  const found = names.get(name) ?? [...names].find(([full]) => full.endsWith(`/${name}`))?.[1];
  if (found !== undefined) return found;
  if (packageFiles(project).length === 0) return unknown('no manifest');
  if (/^(?:[.]{1,2}\/|[\w-]+\/)/.test(name) && at !== undefined && project.tree.kind(at) !== undefined) return unknown('no manifest');
  const near = nearest(name, names.keys());
  return missing(`workspace package "${name}"`, 'every package.json', near === undefined ? undefined : {name: near, path: names.get(near)!});
}

function namesOfPackages(project: Project): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const path of project.tree.named('package.json')) {
    const {content} = jsonAt(project, path);
    const name = isTable(content) ? content['name'] : undefined;
    if (typeof name === 'string' && !names.has(name)) names.set(name, path);
  }
  return names;
}
