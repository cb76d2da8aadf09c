import {nearest} from '#core';
import {folderOf, joined} from '../tree.ts';
import {argumentsOf, has, partsOf, valueOf} from './arguments.ts';
import type {Arguments} from './arguments.ts';
import type {Command} from './commands.ts';
import {isTable, nearestFile, once, stringsOf, tableAt, tomlAt} from './manifests.ts';
import type {Table} from './manifests.ts';
import {exists, missing, unknown} from './resolution.ts';
import type {Found, Project, Resolution} from './resolution.ts';
import {judged, siteOf} from './site.ts';
import type {Site} from './site.ts';
import type {Word} from './words.ts';

interface Crate {
  readonly path: string;
  readonly name: string;
  readonly targets: Readonly<Record<Target, ReadonlySet<string>>>;
  readonly features: ReadonlySet<string>;
}
type Target = 'bin' | 'example' | 'test' | 'bench';

const TARGETS: readonly Target[] = ['bin', 'example', 'test', 'bench'];
const FOLDERS: Readonly<Record<Target, string>> = {bin: 'src/bin', example: 'examples', test: 'tests', bench: 'benches'};
const BUILDING = new Set(['run', 'r', 'build', 'b', 'test', 't', 'bench', 'check', 'c', 'doc', 'd', 'clippy', 'rustc', 'rustdoc', 'nextest', 'fix', 'publish', 'package',
  'miri', 'watch', 'flamegraph', 'llvm-cov', 'hack', 'fuzz']);
const PLAIN = new Set(['run', 'r', 'build', 'b', 'test', 't', 'bench', 'check', 'c', 'doc', 'd', 'clippy']);
const VALUES = new Set(['-p', '--package', '--exclude', '--bin', '--example', '--test', '--bench', '-F', '--features', '--target', '--target-dir', '--profile', '-j', '--jobs',
  '--manifest-path',
  '--message-format', '--color', '--config', '-Z', '-C', '--out-dir', '--artifact-dir', '--path', '--root', '--git', '--branch', '--tag', '--rev', '--registry', '--index',
  '--vers', '--version']);

/** `cargo run --bin X -p Y --features a,b` against the repository's Cargo.toml files. Source: https://doc.rust-lang.org/cargo/reference/cargo-targets.html */
export function cargo(command: Command, project: Project, document: string): readonly Resolution[] {
  const words = command.words[0]?.text.startsWith('+') ? command.words.slice(1) : command.words;
  const given = argumentsOf(words, VALUES);
  const [verb] = given.rest;
  if (!verb || verb.doubt || has(given, '--git', '--index', '--registry')) return [];
  const site = siteOf(command, project, document, valueOf(given, '-C'));
  const manifest = valueOf(given, '--manifest-path');
  const found: Resolution[] = [];
  if (manifest) found.push(judged(site, 'cmd.cargo', manifest, folder => manifestNamed(project, folder, manifest.text)));
  if (!BUILDING.has(verb.text)) return found.length > 0 ? found : aliasOnly(site, project, verb);
  if (!PLAIN.has(verb.text)) return found;
  return [...found, ...selections(given, site, project)];
}

function manifestNamed(project: Project, folder: string, name: string): Found {
  const path = joined(folder, name);
  if (path === undefined) return unknown('other directory');
  const kind = project.tree.kind(path);
  if (kind === 'unknown') return unknown('outside the tree');
  const near = project.tree.near(path);
  return kind ? exists : missing(`file "${name}"`, folder || '.', near === undefined ? undefined : {name: near, path: near});
}

/** A subcommand that is not cargo's own is an alias of the repository, or a plugin that may be installed. */
function aliasOnly(site: Site, project: Project, verb: Word): readonly Resolution[] {
  if (!/^[a-z][\w-]*$/.test(verb.text)) return [];
  const defined = site.folders.some(folder => {
    const path = nearestFile(project, folder, ['.cargo/config.toml', '.cargo/config']);
    return path !== undefined && Object.hasOwn(tableAt(tomlAt(project, path).content, 'alias'), verb.text);
  });
  return defined ? [{...exists, rule: 'cmd.cargo', span: verb.span}] : [];
}

function selections(given: Arguments, site: Site, project: Project): readonly Resolution[] {
  const crates = cratesOf(project);
  const named = given.options.flatMap(({name, value}) => value && (name === '-p' || name === '--package') ? [value] : []);
  const judge = (word: Word, look: (all: readonly Crate[]) => Found): Resolution =>
    judged(site, 'cmd.cargo', word, folder => inRepository(project, folder) && (crates ? look(crates) : unknown('manifest unreadable')));
  const found = named.map(word => judge(word, all => packageIn(project, all, word.text)));
  const chosen = crates?.filter(({name}) => named.length === 0 || named.some(({text}) => text === name)) ?? [];
  if (named.length > 0 && chosen.length === 0) return found;
  for (const {name, value} of given.options) {
    const target = TARGETS.find(kind => name === `--${kind}`);
    if (target && value) found.push(judge(value, () => targetIn(chosen, target, value.text)));
    if ((name !== '--features' && name !== '-F') || !value) continue;
    for (const word of partsOf({...value, text: value.text.replaceAll(/\s/g, ',')})) {
      found.push(judge(word, all => featureIn(chosen, all, word.text)));
    }
  }
  return found;
}

/** Nothing to look up in a folder without a Cargo.toml in or above it. */
function inRepository(project: Project, folder: string): undefined | true {
  return nearestFile(project, folder, ['Cargo.toml']) === undefined ? undefined : true;
}

function packageIn(project: Project, crates: readonly Crate[], asked: string): Found {
  const name = asked.replace(/^.*#/, '').replace(/[@:][\d.]+$/, '');
  if (/[*?[\]/]/.test(name) || crates.some(crate => crate.name === name)) return /[*?[\]/]/.test(name) ? unknown('computed') : exists;
  const lock = project.tree.named('Cargo.lock').some(path => project.text(path)?.includes(`name = "${name}"`) ?? true);
  if (lock || dependsOn(project, name)) return lock ? exists : unknown('maybe installed');
  return missingAmong(`cargo package "${name}"`, crates, name, ({name: known}) => [known]);
}

function dependsOn(project: Project, name: string): boolean {
  return project.tree.named('Cargo.toml').some(path => project.text(path)?.includes(name));
}

function targetIn(crates: readonly Crate[], target: Target, name: string): Found {
  if (/[*?[\]]/.test(name)) return unknown('computed');
  return crates.some(({targets}) => targets[target].has(name)) ? exists : missingAmong(`cargo ${target} target "${name}"`, crates, name, ({targets}) => targets[target]);
}

function featureIn(chosen: readonly Crate[], crates: readonly Crate[], asked: string): Found {
  const slash = asked.indexOf('/');
  const name = slash < 0 ? asked : asked.slice(slash + 1);
  const owner = slash < 0 ? undefined : asked.slice(0, slash).replace(/\?$/, '');
  const among = owner === undefined ? chosen : crates.filter(crate => crate.name === owner);
  if (owner !== undefined && among.length === 0) return unknown('maybe installed');
  return among.some(({features}) => features.has(name)) ? exists : missingAmong(`cargo feature "${name}"`, among, name, ({features}) => features);
}

function missingAmong(what: string, crates: readonly Crate[], name: string, of: (crate: Crate) => Iterable<string>): Found {
  const near = nearest(name, crates.flatMap(crate => [...of(crate)]));
  const at = near === undefined ? undefined : crates.find(crate => [...of(crate)].includes(near))?.path;
  const lookedIn = crates.length === 1 ? crates[0]!.path : 'every Cargo.toml';
  return missing(what, lookedIn, near === undefined || at === undefined ? undefined : {name: near, path: at});
}

/** All crates of the repository; nothing when one of the manifests cannot be read. */
function cratesOf(project: Project): readonly Crate[] | undefined {
  return once(project, 'crates', () => {
    const crates: Crate[] = [];
    for (const path of project.tree.named('Cargo.toml')) {
      const {content} = tomlAt(project, path);
      if (!content) return undefined;
      const name = tableAt(content, 'package')['name'];
      if (typeof name === 'string') crates.push({path, name, targets: targetsOf(project, path, content, name), features: featuresOf(content)});
    }
    return crates;
  });
}

function targetsOf(project: Project, path: string, content: Table, name: string): Crate['targets'] {
  const folder = folderOf(path);
  const {tree} = project;
  const at = (inside: string): string => folder === '' ? inside : `${folder}/${inside}`;
  const of = (target: Target): ReadonlySet<string> => {
    const names = new Set<string>();
    const declared = content[target];
    for (const entry of Array.isArray(declared) ? declared : []) if (isTable(entry) && typeof entry['name'] === 'string') names.add(entry['name']);
    for (const child of tree.children(at(FOLDERS[target]))) {
      if (child.endsWith('.rs')) names.add(child.slice(0, -3));
      else if (tree.kind(at(`${FOLDERS[target]}/${child}/main.rs`)) === 'file') names.add(child);
    }
    if (target === 'bin' && tree.kind(at('src/main.rs')) !== undefined) names.add(name);
    return names;
  };
  return {bin: of('bin'), example: of('example'), test: of('test'), bench: of('bench')};
}

function featuresOf(content: Table): ReadonlySet<string> {
  const features = new Set(['default', ...Object.keys(tableAt(content, 'features'))]);
  const tables = [content, ...Object.values(tableAt(content, 'target'))].filter(isTable);
  for (const table of tables) {
    for (const group of ['dependencies', 'build-dependencies']) {
      for (const [name, dependency] of Object.entries(tableAt(table, group))) if (isTable(dependency) && dependency['optional'] === true) features.add(name);
    }
  }
  for (const feature of Object.values(tableAt(content, 'features')).flatMap(stringsOf)) if (!/[:/]/.test(feature)) features.add(feature);
  return features;
}
