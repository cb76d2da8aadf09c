import {nearest} from '#core';
import {folderOf, joined} from '../tree.ts';
import {argumentsOf, has, valueOf} from './arguments.ts';
import type {Command} from './commands.ts';
import {once} from './manifests.ts';
import {exists, missing, unknown} from './resolution.ts';
import type {Found, Project, Resolution} from './resolution.ts';
import {judged, siteOf} from './site.ts';

interface Justfile {
  readonly recipes: ReadonlyMap<string, {readonly path: string; readonly line: number}>;
  readonly modules: ReadonlyMap<string, string | undefined>;
  readonly fallback: boolean;
  readonly incomplete: boolean;
}

const IS_JUSTFILE = /^\.?justfile$/i;
const MOST_IMPORTS = 100;
const VALUES = new Set(['-f', '--justfile', '-d', '--working-directory', '--set', '--shell', '--shell-arg', '--color', '--dotenv-path', '--dotenv-filename', '-E',
  '--command-color', '--tempdir', '--timestamp-format']);
const NO_RECIPE = ['-l', '--list', '--summary', '--choose', '--init', '--edit', '-e', '--evaluate', '--variables', '--dump', '--fmt', '--version', '-V', '--help', '-h',
  '--groups', '--completions', '--man', '-s', '--show', '-c', '--command'];

/** `just RECIPE`, also in modules (`a::b`, `a b`) and with `-f`. Source: https://just.systems/man/en/ */
export function just(command: Command, project: Project, document: string): readonly Resolution[] {
  const given = argumentsOf(command.words, VALUES, true);
  const [first, second] = given.rest.filter(({text}) => !/^[A-Za-z_][\w-]*=/.test(text));
  if (!first || has(given, ...NO_RECIPE)) return [];
  const site = siteOf(command, project, document, valueOf(given, '-d', '--working-directory'));
  const file = valueOf(given, '-f', '--justfile');
  return [judged(site, 'cmd.just', first, folder => {
    if (file?.doubt) return unknown('computed');
    const slash = first.text.lastIndexOf('/');
    const start = slash < 0 ? folder : joined(folder, first.text.slice(0, slash));
    const path = file ? joined(folder, file.text) : start === undefined ? undefined : above(project, start);
    if (path === undefined || project.tree.kind(path) !== 'file') return undefined;
    const names = first.text.slice(slash + 1).split('::').filter(name => name !== '');
    return recipeIn(project, path, names, second?.doubt ? undefined : second?.text);
  })];
}

function above(project: Project, folder: string): string | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    const name = project.tree.children(at).find(child => IS_JUSTFILE.test(child));
    if (name !== undefined) return at === '' ? name : `${at}/${name}`;
    if (at === '') return undefined;
  }
}

function recipeIn(project: Project, path: string, [name, ...inner]: readonly string[], next: string | undefined): Found {
  const justfile = justfileAt(project, path);
  if (!justfile || name === undefined) return unknown('manifest unreadable');
  if (justfile.modules.has(name)) {
    const module = justfile.modules.get(name);
    const rest = inner.length > 0 ? inner : next === undefined ? [] : [next];
    return rest.length === 0 ? exists : module === undefined ? unknown('manifest unreadable') : recipeIn(project, module, rest, undefined);
  }
  if (justfile.recipes.has(name)) return exists;
  if (justfile.incomplete) return unknown('manifest unreadable');
  const parent = folderOf(path);
  const higher = justfile.fallback && parent !== '' ? above(project, folderOf(parent)) : undefined;
  if (higher !== undefined) return recipeIn(project, higher, [name, ...inner], next);
  const near = nearest(name, justfile.recipes.keys());
  return missing(`just recipe "${name}"`, path, near === undefined ? undefined : {name: near, ...justfile.recipes.get(near)!});
}

function justfileAt(project: Project, path: string): Justfile | undefined {
  return once(project, `justfile:${path}`, () => {
    if (project.text(path) === undefined) return undefined;
    const recipes = new Map<string, {path: string; line: number}>();
    const modules = new Map<string, string | undefined>();
    const found = {recipes, modules, fallback: false, incomplete: false};
    const queue = [path];
    const read = new Set<string>();
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      if (read.has(at)) continue;
      read.add(at);
      const text = read.size > MOST_IMPORTS ? undefined : project.text(at);
      if (text === undefined) found.incomplete = true;
      else for (const imported of readLines(project, at, text, found)) queue.push(imported);
    }
    return found;
  });
}

interface Reading extends Justfile {
  recipes: Map<string, {path: string; line: number}>;
  modules: Map<string, string | undefined>;
  fallback: boolean;
  incomplete: boolean;
}

function readLines(project: Project, path: string, text: string, found: Reading): readonly string[] {
  const imports: string[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    if (/^[\s#]/.test(raw) || raw === '') return;
    const line = raw.slice(0, 2000);
    const at = {path, line: index + 1};
    const imported = /^import(\?)?\s+(?:'([^']+)'|"([^"]+)")/.exec(line);
    const module = /^mod(\?)?\s+([A-Za-z_][\w-]*)(?:\s+(?:'([^']+)'|"([^"]+)"))?\s*(?:#.*)?$/.exec(line);
    if (imported) {
      const file = joined(folderOf(path), imported[2] ?? imported[3]!);
      if (file !== undefined && project.tree.kind(file) === 'file') imports.push(file);
      else found.incomplete = true;
    } else if (module) found.modules.set(module[2]!, moduleFile(project, folderOf(path), module[2]!, module[3] ?? module[4]));
    else if (/^set\s+fallback\s*(?:$|:=\s*true|#)/.test(line)) found.fallback = true;
    else if (!/^(?:set|export|unexport)\s/.test(line)) {
      const alias = /^alias\s+([A-Za-z_][\w-]*)\s*:=/.exec(line);
      const recipe = /^@?([A-Za-z_][\w-]*)(?!\s*:=)(?![\w-])/.exec(line);
      const name = alias?.[1] ?? (line.includes(':') ? recipe?.[1] : undefined);
      if (name !== undefined) found.recipes.set(name, at);
    }
  });
  return imports;
}

function moduleFile(project: Project, folder: string, name: string, stated: string | undefined): string | undefined {
  const is = (path: string | undefined): path is string => path !== undefined && project.tree.kind(path) === 'file';
  if (stated !== undefined) {
    const at = joined(folder, stated);
    return is(at) ? at : at === undefined ? undefined : justfileIn(project, at);
  }
  const direct = joined(folder, `${name}.just`);
  if (is(direct)) return direct;
  const inside = joined(folder, name) ?? name;
  return is(`${inside}/mod.just`) ? `${inside}/mod.just` : justfileIn(project, inside);
}

function justfileIn(project: Project, folder: string): string | undefined {
  const name = project.tree.children(folder).find(child => IS_JUSTFILE.test(child));
  return name === undefined ? undefined : `${folder}/${name}`;
}
