import {nearest} from '#core';
import {folderOf, joined} from '../tree.ts';
import {argumentsOf, valueOf} from './arguments.ts';
import type {Command} from './commands.ts';
import {fileIn, once} from './manifests.ts';
import {exists, missing, unknown} from './resolution.ts';
import type {Found, Project, Resolution} from './resolution.ts';
import {judged, siteOf} from './site.ts';

/** What a makefile and all that it includes can make. */
export interface Makefile {
  /** Where each plain target is defined. */
  readonly targets: ReadonlyMap<string, {readonly path: string; readonly line: number}>;
  readonly patterns: readonly {readonly target: string; readonly needs: readonly string[]}[];
  /** Targets exist that reading alone does not show: `$(eval)`, computed names, an include that is not in the repository. */
  readonly computed: boolean;
  /** What is known of names that are computed in part, `bin/$(NAME).o`: how they begin and end. */
  readonly partly: readonly {readonly before: string; readonly after: string}[];
}

const NAMES = ['GNUmakefile', 'makefile', 'Makefile'];
const GENERATORS = ['CMakeLists.txt', 'configure', 'configure.ac', 'configure.in', 'Makefile.am', 'Makefile.in', 'Makefile.PL', 'meson.build', 'Makefile.tmpl'];
/** How makefiles commonly name the repository's root. */
const TOP_LEVEL = '$(shell git rev-parse --show-toplevel)';
const MOST_INCLUDES = 200;
const MOST_EXPANSIONS = 200;
const MOST_CHARACTERS = 20_000;
const MOST_EXPANDED = 20_000_000;

const VALUES = new Set(['-C', '--directory', '-f', '--file', '--makefile', '-I', '--include-dir', '-o', '--old-file', '-W', '--what-if', '--eval', '-E']);

/** Targets that Linux, Buildroot, U-Boot, BusyBox and others bring, in whose folder make then runs. https://docs.kernel.org/kbuild/kconfig.html */
const kconfig = /^(?:[\w-]+-)?(?:(?:menu|n|x|g|old|def|savedef|silentold|randold|allyes|allno|allmod|alldef|rand|listnew|localmod|localyes|tinyn?)config|olddefconfig|update-(?:def)?config)$|^[\w.-]+_defconfig$/;

/** `make TARGET…`, with `-C`, `-f` and variables. Source: GNU make manual, 3 Writing Makefiles and 10.5 Pattern Rules. */
export function make(command: Command, project: Project, document: string): readonly Resolution[] {
  const given = argumentsOf(command.words, VALUES);
  const site = siteOf(command, project, document, valueOf(given, '-C', '--directory'));
  const file = valueOf(given, '-f', '--file', '--makefile');
  const goals = [...given.rest, ...given.passed].filter(({text}) => !/^[^/:]*(?:[:?+!]{0,3})=/.test(text) && !/^\d+$/.test(text));
  return goals.map(goal => judged(site, 'cmd.make', goal, folder => {
    const path = file ? joined(folder, file.text) : fileIn(project, folder, NAMES);
    if (file?.doubt) return unknown('computed');
    if (path === undefined || project.tree.kind(path) !== 'file') return generated(project, folder) ? unknown('computed') : undefined;
    return targetIn(project, path, folder, goal.text, site.stated);
  }));
}

function generated(project: Project, folder: string): boolean {
  return fileIn(project, folder, GENERATORS) !== undefined || fileIn(project, folderOf(folder), GENERATORS) !== undefined;
}

function targetIn(project: Project, path: string, folder: string, goal: string, stated: boolean): Found {
  const makefile = makefileAt(project, path, folder);
  if (!makefile) return unknown('manifest unreadable');
  if (makes(makefile, project, folder, goal, 0)) return exists;
  if (makefile.computed || mayMake(makefile, goal) || makefile.targets.has('.DEFAULT')) return unknown('computed');
  const sources = project.tree.children(folder).some(name => name.startsWith(`${goal}.`));
  if (sources || generated(project, folder)) return unknown('computed');
  const beside = project.tree.children(folder).filter(name => /^(?:GNU)?[Mm]akefile[._-]\w+$/.test(name)).map(name => joined(folder, name)!).filter(other => other !== path);
  if (beside.some(other => hasTarget(makefileAt(project, other, folder), goal))) return unknown('in another folder');
  if (!stated && otherMakefiles(project, path).some(other => makefileAt(project, other, folderOf(other))?.targets.has(goal))) return unknown('in another folder');
  if (kconfig.test(goal)) return unknown('made by Kconfig');
  const near = nearest(goal, [...makefile.targets.keys()].filter(name => !name.startsWith('.')));
  const at = near === undefined ? undefined : makefile.targets.get(near);
  return missing(`make target "${goal}"`, path, near === undefined || !at ? undefined : {name: near, ...at});
}

/** Whether a makefile may have a target: one that is not known may have any. */
const hasTarget = (makefile: Makefile | undefined, goal: string): boolean => makefile === undefined || makefile.computed || makefile.targets.has(goal) || mayMake(makefile, goal);

function otherMakefiles(project: Project, path: string): readonly string[] {
  return NAMES.flatMap(name => project.tree.named(name)).filter(other => other !== path).slice(0, MOST_INCLUDES);
}

function makes(makefile: Makefile, project: Project, folder: string, goal: string, depth: number): boolean {
  const plain = goal.replace(/^\.\//, '');
  if (makefile.targets.has(goal) || makefile.targets.has(plain)) return true;
  const at = joined(folder, goal);
  // A folder of that name is up to date, whatever is in it: without a rule nothing is made.
  if (at !== undefined && at !== '' && project.tree.kind(at) !== undefined && (depth > 0 || project.tree.kind(at) !== 'folder')) return true;
  return depth < 4 && makefile.patterns.some(({target, needs}) => {
    const stem = stemOf(target, plain);
    return stem !== undefined && needs.every(need => !need.includes('%') || makes(makefile, project, folder, need.replace('%', () => stem), depth + 1));
  });
}

/** What `%` stands for when a pattern makes the goal. */
function stemOf(pattern: string, goal: string): string | undefined {
  const [before, after] = pattern.split('%') as [string, string];
  const fits = goal.startsWith(before) && goal.endsWith(after) && goal.length > before.length + after.length;
  return fits ? goal.slice(before.length, goal.length - after.length) : undefined;
}

/** Whether a name computed in part could be the goal, or what a pattern needs for it. */
function mayMake({partly, patterns}: Makefile, goal: string): boolean {
  const may = (name: string): boolean => partly.some(({before, after}) => name.startsWith(before) && name.endsWith(after));
  return may(goal) || patterns.some(({target, needs}) => {
    const stem = stemOf(target, goal);
    return stem !== undefined && needs.some(need => may(need.replace('%', () => stem)));
  });
}

/** Reads a makefile as it is when make runs in the folder; nothing when its text is not known. */
function makefileAt(project: Project, path: string, folder: string): Makefile | undefined {
  return once(project, `makefile:${folder}:${path}`, () => {
    if (project.text(path) === undefined) return undefined;
    const reader = new MakefileReader(project, folder);
    reader.read(path);
    return reader;
  });
}

class MakefileReader implements Makefile {
  readonly targets = new Map<string, {path: string; line: number}>();
  readonly patterns: {target: string; needs: readonly string[]}[] = [];
  computed = false;
  readonly partly: {before: string; after: string}[] = [];
  #conditions = 0;
  #budget = MOST_EXPANDED;
  readonly #variables = new Map<string, string>();
  /** Set within a condition: their value depends on where make runs. */
  readonly #varying = new Set<string>();
  readonly #read = new Set<string>();
  readonly #project: Project;
  readonly #folder: string;

  constructor(project: Project, folder: string) {
    this.#project = project;
    this.#folder = folder;
    this.#variables.set('CURDIR', '.').set('PWD', '.').set('MAKEFILE_LIST', '');
  }

  read(path: string): void {
    const text = this.#project.text(path);
    if (text === undefined || this.#read.size >= MOST_INCLUDES) this.computed = true;
    if (text === undefined || this.#read.has(path) || this.#read.size >= MOST_INCLUDES) return;
    this.#read.add(path);
    let defining = 0;
    for (const {line, number} of logicalLines(text)) {
      if (/^\s*(?:override\s+)?define\b/.test(line)) defining++;
      else if (/^\s*endef\b/.test(line)) defining = Math.max(0, defining - 1);
      else if (defining === 0 && !line.startsWith('\t')) this.#line(withoutComment(line), path, number);
    }
  }

  #line(line: string, path: string, number: number): void {
    const trimmed = line.trim();
    if (trimmed === '' || /^(?:ifeq|ifneq|ifdef|ifndef|else|endif|export|unexport|vpath|undefine)\b(?!\s*:)/.test(trimmed)) {
      if (trimmed.startsWith('if')) this.#conditions++;
      if (trimmed.startsWith('endif')) this.#conditions = Math.max(0, this.#conditions - 1);
      const exported = /^export\s+(.*=.*)$/.exec(trimmed);
      return exported ? this.#line(exported[1]!, path, number) : undefined;
    }
    const include = /^(-?include|sinclude)\s+(.*)$/.exec(trimmed);
    if (include) return this.#include(include[2]!);
    const assigned = /^(?:override\s+|private\s+)?([^\s:#=+?!$]+)\s*(\+|\?|:{1,3}|!)?=\s*(.*)$/.exec(trimmed);
    if (assigned) return this.#assign(assigned[1]!, assigned[2] ?? '', assigned[3]!);
    const colon = colonOf(trimmed);
    if (colon < 0) {
      if (trimmed.includes('$(')) this.computed = this.computed || !/^\$\((?:info|warning|error|shell)\b/.test(trimmed);
      return;
    }
    this.#rule(trimmed.slice(0, colon), trimmed.slice(colon + 1).replace(/^:/, ''), path, number);
  }

  #assign(name: string, operator: string, value: string): void {
    if (this.#conditions > 0) this.#varying.add(name);
    if (operator === '!') this.#variables.delete(name);
    else if (operator === '?' && this.#variables.has(name)) return;
    else if (operator === '+' && this.#variables.has(name)) this.#variables.set(name, `${this.#variables.get(name)} ${value}`.slice(0, MOST_CHARACTERS));
    else if (value.trim() === TOP_LEVEL) this.#variables.set(name, this.#folder.split('/').map(part => part === '' ? '.' : '..').join('/'));
    else this.#variables.set(name, operator.startsWith(':') ? this.#expand(value).text : value);
  }

  #rule(left: string, right: string, path: string, number: number): void {
    const needs = this.#words(right.split(';', 1)[0]!);
    const isStatic = colonOf(right) >= 0;
    for (const name of this.#words(left)) {
      if (name.text === '.PHONY') for (const need of needs) this.#define(need, path, number);
      else if (name.text.includes('%') && !isStatic) this.patterns.push({target: name.text, needs: needs.filter(({known}) => known).map(({text}) => text)});
      else this.#define(name, path, number);
    }
  }

  #define({text, known}: {readonly text: string; readonly known: boolean}, path: string, line: number): void {
    if (known) return this.#remember(text, path, line);
    const added = /^\$\((addprefix|addsuffix)\s+([^\s,$]+)\s*,/.exec(text.slice(0, 200));
    const last = Math.max(text.lastIndexOf(')'), text.lastIndexOf('}'));
    const before = added ? (added[1] === 'addprefix' ? added[2]! : '') : text.slice(0, text.indexOf('$'));
    const after = added ? (added[1] === 'addsuffix' ? added[2]! : '') : text.slice(last + 1);
    if (before === '' && after === '') this.computed = true;
    else this.partly.push({before, after});
  }

  /** The words of a line; those with variables that have no one value stay as they are written. */
  #words(line: string): readonly {readonly text: string; readonly known: boolean}[] {
    return wordsOf(line).flatMap((written): readonly {readonly text: string; readonly known: boolean}[] => {
      const {text, known} = this.#expand(written);
      if (!known) return [{text, known}];
      return text.split(/\s+/).filter(name => !['', '&', '|'].includes(name)).map(name => ({text: name, known}));
    });
  }

  #remember(name: string, path: string, line: number): void {
    if (name !== '' && !this.targets.has(name)) this.targets.set(name, {path, line});
  }

  #include(files: string): void {
    for (const {text: name, known} of this.#words(files)) {
      if (!known) this.computed = true;
      if (!known || /(?:^|\/)\.env[\w.-]*$|\.env$|\.d$|\.dep$/.test(name)) continue;
      const path = joined(this.#folder, name);
      const found = path === undefined ? [] : /[*?[]/.test(path) ? this.#project.tree.matches(path) : this.#project.tree.kind(path) === 'file' ? [path] : [];
      for (const file of found) this.read(file);
      if (found.length === 0 && !/[*?[]/.test(name)) this.computed = true;
    }
  }

  /** The text with its simple variables put in; not known when functions or variables without one value are left over. */
  #expand(text: string): {readonly text: string; readonly known: boolean} {
    let expanded = text;
    let from = 0;
    for (let step = 0; step < MOST_EXPANSIONS && expanded.length <= MOST_CHARACTERS && this.#budget > 0; step++) {
      this.#budget -= expanded.length;
      const at = expanded.indexOf('$', from);
      if (at < 0) return {text: expanded, known: from === 0};
      const inner = /^\$(?:\(([\w.-]+)\)|\{([\w.-]+)\})/.exec(expanded.slice(at, at + 120));
      const name = inner?.[1] ?? inner?.[2] ?? '';
      const value = this.#varying.has(name) ? undefined : this.#variables.get(name);
      if (inner && value !== undefined) expanded = expanded.slice(0, at) + value + expanded.slice(at + inner[0].length);
      else from = at + 1;
    }
    return {text: expanded, known: false};
  }
}

function logicalLines(text: string): readonly {line: string; number: number}[] {
  const lines: {line: string; number: number}[] = [];
  let parts: string[] = [];
  let begun = 0;
  text.split(/\r?\n/).forEach((raw, index) => {
    if (parts.length === 0) begun = index + 1;
    const continued = raw.endsWith('\\');
    parts.push(continued ? raw.slice(0, -1) : raw);
    if (continued) return;
    lines.push({line: parts.join(' '), number: begun});
    parts = [];
  });
  if (parts.length > 0) lines.push({line: parts.join(' '), number: begun});
  return lines;
}

function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) if (line[at - 1] !== '\\') return line.slice(0, at);
  return line;
}

/** The first colon outside `$(…)` that parts targets from what they need. */
function colonOf(line: string): number {
  let depth = 0;
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (char === '(' || char === '{') depth++;
    else if (char === ')' || char === '}') depth--;
    else if (char === ':' && depth <= 0 && line[i - 1] !== '\\') return i;
  }
  return -1;
}

/** Splits at white space outside `$(…)`. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i <= line.length; i++) {
    const char = line[i];
    if (char === '(' || char === '{') depth++;
    else if (char === ')' || char === '}') depth--;
    if (char !== undefined && (depth > 0 || !/\s/.test(char))) continue;
    if (i > from) words.push(line.slice(from, i));
    from = i + 1;
  }
  return words;
}
