import {nearest} from '#core';
import {joined} from '../tree.ts';
import {argumentsOf, partsOf} from './arguments.ts';
import type {Command} from './commands.ts';
import {fileIn, lineOf, nearestFile, once, tableAt, tomlAt} from './manifests.ts';
import {fileFound, fromLikelyFolders, pathsIn} from './paths.ts';
import {exists, missing, unknown} from './resolution.ts';
import type {Found, Project, Resolution} from './resolution.ts';
import {judged, siteOf} from './site.ts';
import type {Site} from './site.ts';
import type {Word} from './words.ts';

/** `python path/x.py --flag` and `python -m package.module --flag`, where the module is the repository's. */
export function python(command: Command, project: Project, document: string): readonly Resolution[] {
  const site = siteOf(command, project, document);
  const module = command.words.findIndex(({text}) => text === '-m');
  if (module >= 0 && command.words.slice(0, module).every(({text}) => text.startsWith('-'))) {
    const name = command.words[module + 1];
    return name ? moduleRun(site, name, command.words.slice(module + 2)) : [];
  }
  const [script] = pathsIn(command);
  if (!script?.text.endsWith('.py')) return [];
  const found = judged(fromLikelyFolders(site, script), 'cmd.python', script, folder => fileFound(project, folder, script, site.stated));
  const path = found.state === 'exists' ? site.folders.map(folder => joined(folder, script.text)).find(at => at !== undefined && project.tree.kind(at) === 'file') : undefined;
  const index = command.words.findIndex(({span}) => span.column === script.span.column && span.line === script.span.line);
  return [found, ...path === undefined ? [] : flagsIn(site, path, command.words.slice(index + 1))];
}

function moduleRun(site: Site, name: Word, words: readonly Word[]): readonly Resolution[] {
  if (name.doubt || !/^[A-Za-z_][\w.]*$/.test(name.text)) return [];
  const {project} = site;
  const parts = name.text.split('.');
  const roots = site.folders.flatMap(folder => [folder, joined(folder, 'src')]).filter(folder => folder !== undefined);
  const home = roots.find(root => isPackage(project, joined(root, parts[0]!)!));
  const single = roots.map(root => joined(root, `${parts[0]}.py`)!).find(path => project.tree.kind(path) === 'file');
  if (home === undefined) return parts.length === 1 && single !== undefined ? [{...exists, rule: 'cmd.python', span: name.span}, ...flagsIn(site, single, words)] : [];
  const path = joined(home, parts.join('/'))!;
  const candidates = [`${path}.py`, `${path}/__main__.py`];
  const file = candidates.find(at => project.tree.kind(at) === 'file');
  const found = judged(site, 'cmd.python', name, () => {
    if (file !== undefined) return exists;
    const compiled = project.tree.children(path.slice(0, path.lastIndexOf('/'))).some(child => child.startsWith(`${parts.at(-1)}.`));
    if (compiled || project.tree.kind(path) !== undefined) return unknown('computed');
    const near = project.tree.near(`${path}.py`);
    return missing(`Python module "${name.text}"`, home === '' ? 'the repository' : home, near === undefined ? undefined : {name: near, path: near});
  });
  return [found, ...file === undefined ? [] : flagsIn(site, file, words)];
}

function isPackage(project: Project, folder: string): boolean {
  return project.tree.children(folder).some(name => name.endsWith('.py'));
}

function flagsIn(site: Site, path: string, words: readonly Word[]): readonly Resolution[] {
  const {options} = argumentsOf(words, new Set());
  return options.filter(({name}) => /^--[A-Za-z]/.test(name)).map(({name, word}) => {
    const written: Word = {...word, text: name, span: {...word.span, length: Math.min(name.length, word.span.length)}};
    return judged(site, 'cmd.python', written, () => flag(site.project, path, name));
  });
}

function flag(project: Project, path: string, name: string): Found {
  const parser = once(project, `flags:${path}`, () => flagsOf(project.text(path)));
  if (!parser) return unknown('manifest unreadable');
  const {flags, complete} = parser;
  const folded = (text: string): string => text.replaceAll('_', '-');
  const isKnown = [...flags].some(known => known.startsWith(name) || folded(known) === folded(name) || known === `--${name.slice(5)}`);
  if (isKnown || name === '--help' || name === '--version') return exists;
  if (!complete) return unknown('computed');
  const near = nearest(name, flags);
  const line = near === undefined ? undefined : lineOf(project.text(path), near);
  return missing(`option "${name}"`, path, near === undefined ? undefined : {name: near, path, ...(line && {line})});
}

/**
 * The long options that a script's literals define. `complete` only when all parsers are made in this file and are given nothing but literals:
 * argparse without `parents`, not handed to other functions than the file's own, and no parser of a kind that makes options out of signatures.
 */
export function flagsOf(text: string | undefined): {readonly flags: ReadonlySet<string>; readonly complete: boolean} | undefined {
  if (text === undefined) return undefined;
  const flags = new Set<string>();
  for (const [, name] of text.matchAll(/["'](--[A-Za-z][\w-]*)/g)) flags.add(name!);
  for (const [, name] of text.matchAll(/\/(--[A-Za-z][\w-]*)/g)) flags.add(name!);
  for (const [, name] of text.matchAll(/\bDEFINE_\w+\(\s*["']([A-Za-z]\w*)["']/g)) flags.add(`--${name}`);
  const isArgparse = /\bArgumentParser\(/.test(text) && /\badd_argument\(/.test(text);
  const isClick = /@(?:\w+\.)?(?:command|group)\b/.test(text) && /@click\.option\(|@option\(/.test(text);
  const isOther = SIGNATURES.test(text) || OPEN_ENDED.test(text);
  const computed = /add_argument\(\s*(?!["'\n]|#)[^\s)]/.test(text)
    || /\.option\(\s*(?!["'\n])[^\s)]/.test(text) || /add_argument\(\s*(?:f["']|["'][^"'\n]*["']\s*[+%.])/.test(text);
  return {flags, complete: (isArgparse || isClick) && !isOther && !computed && !handsOn(text) && !(isClick && /^@(?!click\.|option|\w+\.(?:command|group))/m.test(text))};
}

const SIGNATURES = /\b(?:typer|fire|docopt|absl|HfArgumentParser|tyro|simple_parsing|jsonargparse|hydra|configargparse|draccus|cyclopts)\b/;
const OPEN_ENDED = /parse_known_args|ArgumentParser\([^()]{0,500}\bparents\s*=|ignore_unknown_options|sys\.argv|REMAINDER|entry_points|set_defaults\([^()\n]{0,200}\*\*/;
const MAKES_PARSER = /\b(\w+)\s*(?::\s*[\w.]+\s*)?=\s*[\w.]*(?:ArgumentParser|add_(?:argument_group|mutually_exclusive_group|subparsers|parser))\(/g;
const HANDED = /([\w.]{1,80})\(\s{0,40}(\w{1,80})\s{0,40}[,)]/g;

/** Whether a parser is given to a function of another file, which may add options. */
function handsOn(text: string): boolean {
  const parsers = new Set([...text.matchAll(MAKES_PARSER)].map(([, name]) => name!));
  const own = new Set([...text.matchAll(/\bdef\s+(\w+)\s*\(/g)].map(([, name]) => name!));
  for (const [, called, argument] of text.matchAll(HANDED)) if (parsers.has(argument!) && !own.has(called!) && called !== 'isinstance') return true;
  return /\w\.add_\w{0,40}arg\w{0,40}s\(\s{0,40}\w/.test(text);
}

/** `tox -e X`, `nox -s X` and `hatch run ENV:SCRIPT`. */
export function pythonTask(command: Command, project: Project, document: string): readonly Resolution[] {
  const site = siteOf(command, project, document);
  if (command.program === 'tox') return options(command.words, ['-e'], new Set(['-e', '-c', '--workdir',
    '-p'])).flatMap(word => partsOf(word).map(name => judged(site, 'cmd.python', name, folder => toxEnvironment(project, folder, name.text))));
  if (command.program === 'nox') return options(command.words, ['-s', '-e', '--session', '--sessions'], new Set(['-s', '-e', '--session', '--sessions', '-f', '-p', '--noxfile',
    '-t', '--tags', '-k'])).map(name => judged(site, 'cmd.python', name, folder => noxSession(project, folder, name.text)));
  const [verb, first] = argumentsOf(command.words, new Set(['-e', '--env', '-p', '--project'])).rest;
  if (verb?.text !== 'run' || !first || !/^[\w.-]+:[\w:-]+$/.test(first.text)) return [];
  return [judged(site, 'cmd.python', first, folder => hatchScript(project, folder, first.text))];
}

function options(words: readonly Word[], names: readonly string[], values: ReadonlySet<string>): readonly Word[] {
  return argumentsOf(words, values).options.flatMap(({name, value}) => value && names.includes(name) ? [value] : []);
}

function toxEnvironment(project: Project, folder: string, name: string): Found | undefined {
  const path = nearestFile(project, folder, ['tox.ini', 'tox.toml']) ?? nearestFile(project, folder, ['setup.cfg', 'pyproject.toml']);
  if (path === undefined) return undefined;
  const text = project.text(path);
  if (text === undefined) return unknown('manifest unreadable');
  if (!/\.ini$|tox\.toml$/.test(path) && !/\btox\b/.test(text)) return undefined;
  const words = new Set(text.split(/[^\w.-]+/));
  const whole = words.has(name) || name === 'ALL' || name === 'py';
  const factors = new Set([...words].flatMap(word => word.split('-')));
  if (whole) return exists;
  if (/\{|\[base\]|plugins|requires\s*=/.test(text) && name.split('-').some(part => factors.has(part) || /^(?:py|pypy)\d*/.test(part))) return exists;
  if (name.split('-').some(part => factors.has(part) || /^(?:py|pypy|\d)[\d.]*/.test(part))) return unknown('computed');
  const names = [...text.matchAll(/^\[testenv:([\w.-]+)\]/gm)].map(([, known]) => known!);
  const near = nearest(name, names);
  return missing(`tox environment "${name}"`, path, near === undefined ? undefined : {name: near, path});
}

/** Sessions may come from what is imported, unless it is of the standard library. */
const IMPORTS_MORE = /^(?:from|import)\s+(?!(?:nox|os|sys|pathlib|shutil|re|json|typing|__future__|argparse|tempfile|glob|subprocess)\b)/m;

function noxSession(project: Project, folder: string, asked: string): Found | undefined {
  const path = fileIn(project, folder, ['noxfile.py']) ?? nearestFile(project, folder, ['noxfile.py']);
  if (path === undefined) return undefined;
  const text = project.text(path);
  if (text === undefined) return unknown('manifest unreadable');
  const name = asked.replace(/\(.*$/, '').replace(/-(?:\d[\d.]*|pypy[\d.]*)$/, '');
  const defined = [...text.matchAll(/\bdef\s+(\w+)\s*\(/g)].map(([, known]) => known!);
  if (defined.includes(name) || new Set(text.split(/[^\w.-]+/)).has(name)) return exists;
  if (IMPORTS_MORE.test(text) || /nox\.session\(\s*name\s*=\s*[^"'\s]|register/.test(text)) return unknown('computed');
  const near = nearest(name, defined);
  return missing(`nox session "${name}"`, path, near === undefined ? undefined : {name: near, path});
}

function hatchScript(project: Project, folder: string, asked: string): Found | undefined {
  const own = nearestFile(project, folder, ['hatch.toml']);
  const path = own ?? nearestFile(project, folder, ['pyproject.toml']);
  if (path === undefined) return undefined;
  const {content} = tomlAt(project, path);
  if (!content) return unknown('manifest unreadable');
  const environments_ = own === undefined ? tableAt(content, 'tool', 'hatch', 'envs') : tableAt(content, 'envs');
  const [environment = '', script = ''] = asked.split(':');
  const names = Object.keys(environments_);
  if (names.length === 0) return undefined;
  const known = names.find(name => name === environment || environment.startsWith(`${name}.`));
  if (known !== undefined) return Object.hasOwn(tableAt(environments_, known, 'scripts'), script) ? exists : unknown('maybe installed');
  if (environment.startsWith('hatch-') || environment.startsWith('+') || ['default', 'system'].includes(environment)) return unknown('maybe installed');
  const near = nearest(environment, names);
  return missing(`hatch environment "${environment}"`, path, near === undefined ? undefined : {name: near, path});
}
