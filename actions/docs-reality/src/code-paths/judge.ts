import {posix} from 'node:path';
import {glob} from '#core';
import {isForContributors, isForContributorsHere, isManual, isOfRepository} from '../commands/own.ts';
import type {Site} from '../site/site.ts';
import {type Tree, folderOf, joined} from '../tree.ts';
import {isAboutOthers, isHypotheticalAt, tellsOfAbsence, tellsToAdd} from '../page/hints.ts';
import type {PathText} from './claim.ts';

/** A path in code that stands for a file or folder, and what surrounds it. */
export interface PathClaim extends PathText {
  readonly document: string;
  /** The code span as it stands there, and the text around it up to the end of the sentence. */
  readonly text: string;
  readonly line: string;
  /** The headings that it stands under, asked for only where it matters. */
  titles(): readonly string[];
  readonly site: Site | undefined;
}

export type PathJudgement =
  | {readonly state: 'right'}
  | {readonly state: 'not-ours'}
  | {readonly state: 'doubt'; readonly why: string}
  | {readonly state: 'missing'; readonly path: string; readonly near?: string; readonly other?: 'case'; /** Policy says that such paths must exist. */ readonly sure: boolean};

const made = /(?:^|\/)(?:dist|build|out|output|outputs|target|bin|obj|coverage|node_modules|tmp|temp|logs?|cache|\.cache|\.next|\.nuxt|\.turbo|\.venv|venv|generated|__generated__|gen|_site|site|public\/build|artifacts?|results?|reports?|data|checkpoints?|models?|downloads?|uploads?|secrets?|\.git|storage|test-results)(?:\/|$)|\.local(?:\.\w+)?$/;
const extension = /\.([A-Za-z][A-Za-z0-9]{0,9})$/;
/** Names that folders have in any project. */
export const commonFolders: ReadonlySet<string> = new Set(['src', 'app', 'pages', 'components', 'public', 'static', 'config', 'configs', 'lib', 'libs', 'test', 'tests', 'server', 'client', 'content', 'docs', 'styles', 'assets', 'api', 'routes', 'plugins', 'layouts', 'middleware', 'i18n', 'data', 'blog', 'examples', 'packages', 'apps', 'modules', 'types', 'utils', 'hooks', 'themes', 'archetypes', 'templates', '.github']);
/** Names that files have in any project: one elsewhere does not tell that it was meant. */
const anyName = /^(?:index|main|mod|app|config|settings|types|utils?|server|client|__init__)\./i;
/** Further names that say little: a folder of one of them may be in the project of any reader. */
const plainFolders: ReadonlySet<string> = new Set(`source sources scripts tools pkg cmd internal core common shared main web www frontend backend resources bin workflows views models controllers services
  store stores context contexts images img icons fonts css sass scss js ts java python kotlin deploy build ci spec specs mocks migrations db locale locales lang includes include partials helpers actions
  admin user users auth _includes _layouts _sass _data _posts _docs _pages theme layout plugin page guide guides`.split(/\s+/));
const sitesOfScripts = new Set(['docusaurus', 'astro', 'vitepress', 'nextra', 'hugo', 'jekyll', 'other']);
const manifests = ['package.json', 'pyproject.toml', 'Cargo.toml', 'go.mod', 'composer.json', 'pom.xml', 'build.gradle', 'Makefile'];
/** Documents that are read on GitHub and speak of the repository itself. */
export const githubPage = /(?:^|\/)(?:README|CONTRIBUTING|AGENTS|CLAUDE|DEVELOPMENT|DEVELOPING|HACKING|ARCHITECTURE|MAINTAINING|RELEASING|SECURITY|copilot-instructions)(?:[._-][\w-]+)?\.md$/i;

/** Why a path of a guide is left open. */
export const mayBeReaders = 'it may belong to the reader\'s project';

/** What readers are told to write step by step. */
const lesson = /(?:^|\/)(?:tutorials?|codelabs?|workshops?|lessons?)\//;

/** What is thought of and need not be there yet. */
const design = /(?:^|\/)(?:rfcs?|proposals?|plans?|designs?|design-docs?)\//;

/** Instructions for agents that are of use in any project. */
const skill = /(?:^|\/)(?:SKILL\.md$|skills\/|\.(?:claude|cursor|codex|agents)\/)/;

/** What the judgement looks at. */
export interface PathGround {
  readonly tree: Tree;
  readonly prefixes: readonly string[];
  readonly ignored: readonly string[];
  readonly extensions: ReadonlySet<string>;
  /** A package of the repository is published: its guides speak of other projects. */
  readonly published: boolean;
  /** Paths in the repositories of others: the defaults of this one's action inputs. */
  readonly readers: ReadonlySet<string>;
}

/** The extensions of the files of a tree: a name that ends in one of them is the name of a file here. */
export function extensionsOf(files: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of files) {
    const match = extension.exec(file);
    if (match) found.add(match[1]!.toLowerCase());
  }
  return found;
}

/** The folders from which a document may count its paths: its own, those above it, the root. */
function basesOf(document: string): readonly string[] {
  const bases: string[] = [];
  for (let folder = folderOf(document); ; folder = folderOf(folder)) {
    bases.push(folder);
    if (folder === '') return bases;
  }
}

/** Of those folders the ones that a path is likely to be counted from: the document's own, those of a package, the root. */
function likelyBases(tree: Tree, document: string, bases: readonly string[]): readonly string[] {
  return bases.filter(base => base === '' || base === folderOf(document) || manifests.some(name => tree.kind(`${base}/${name}`) === 'file'));
}

/** A file that a compiler makes of one in the tree: `lib/a.js` of `lib/a.ts`. */
function isCompiled(tree: Tree, path: string): boolean {
  const match = /^(.*?)(?:\.d)?\.([cm]?)(?:js|ts)$/.exec(path);
  return match !== null && [`.${match[2]}ts`, '.tsx', '.jsx', '.vue'].some(ending => tree.kind(match[1]! + ending) === 'file');
}

/** Whether some file or folder of the tree ends with the path: documents leave out where a package lies. */
function standsElsewhere(tree: Tree, path: string): boolean {
  const bare = path.replace(/\/$/, '');
  const name = posix.basename(bare);
  if (tree.named(name).some(file => file.endsWith(`/${bare}`))) return true;
  if (extension.test(name)) return false;
  return tree.files.some(file => file.includes(`/${bare}/`));
}

/**
 * Whether a path in code exists. It is this repository's if it begins with a folder that is tracked, and missing only if it also looks like a file or folder
 * of it: a known extension, or a folder that is there. Beginnings that policy names are judged always. Words around it that tell of examples, of other
 * projects, or of things made later leave it open.
 */
export function judgePath(ground: PathGround, claim: PathClaim): PathJudgement {
  const {tree, prefixes} = ground;
  const {document, path: written, doubt} = claim;
  const path = written.replace(/^\.\//, '');
  const named = prefixes.some(prefix => path.startsWith(prefix));
  const bases = basesOf(document);
  const first = path.split('/')[0]!;
  if (doubt !== undefined) return doubtful(ground, claim, path, first, named);
  for (const base of bases) {
    const at = joined(base, path);
    if (at !== undefined && tree.kind(at) !== undefined) return {state: 'right'};
  }
  const relative = written.startsWith('../');
  const base = named ? '' : likelyBases(tree, document, bases).find(folder => tree.kind(joined(folder, first) ?? '') === 'folder');
  if (path.startsWith('/') || relative || base === undefined) return {state: 'not-ours'};
  if (tree.kind(joined(base, first)!) === 'unknown') return {state: 'doubt', why: 'it leads into a submodule or out of the repository'};
  const whole = joined(base, path);
  if (whole === undefined) return {state: 'not-ours'};
  if (ground.ignored.length > 0 && glob(ground.ignored)(path)) return {state: 'doubt', why: 'policy leaves it out'};
  if (tree.kind(whole) === undefined && isCompiled(tree, whole)) return {state: 'right'};
  if (standsElsewhere(tree, path)) return {state: 'right'};
  if (!named && !extension.test(whole) && tree.children(folderOf(whole)).some(name => name.replace(extension, '') === posix.basename(whole))) return {state: 'doubt', why: 'it leaves out the extension of a file'};
  const why = named ? undefined : reasonForDoubt(ground, claim, path, base);
  if (why !== undefined) return why === '' ? {state: 'not-ours'} : {state: 'doubt', why};
  const real = tree.sameButCase(whole);
  if (real !== undefined) return {state: 'missing', path: whole, near: real, other: 'case', sure: named};
  const near = tree.near(whole);
  const tells = near !== undefined && (!anyName.test(posix.basename(near)) || folderOf(near) === folderOf(whole));
  if (!tells && !named && (claim.site !== undefined || ground.published || isManual(tree)) && !isOfRepository(ground, document) && !isOwnFolder(tree, path, base)) return {state: 'doubt', why: mayBeReaders};
  return near === undefined ? {state: 'missing', path: whole, sure: named} : {state: 'missing', path: whole, near, sure: named};
}

/** A path with a pattern or a placeholder: a pattern under a beginning that policy names must match something. */
function doubtful({tree}: PathGround, {doubt, path: written}: PathClaim, path: string, first: string, named: boolean): PathJudgement {
  if (named && doubt === 'it is a pattern') return tree.matches(path.replace(/\/$/, '/**')).length > 0 ? {state: 'right'} : {state: 'missing', path, sure: true};
  return tree.kind(first) === 'folder' && !written.startsWith('..') ? {state: 'doubt', why: doubt!} : {state: 'not-ours'};
}

const source = /\.(?:sh|bash|py|[cm]?[jt]sx?|go|rs|rb|pl|ps1)$/;

/** Whether other sources of the same kind are tracked beside it: a `bin/` with scripts in it is not made by a build. */
function hasKin(tree: Tree, path: string): boolean {
  const ending = source.exec(path)?.[0];
  return ending !== undefined && tree.children(folderOf(path)).some(name => name.endsWith(ending));
}

/** Two letters, of a language or not, say little. */
const shortName = /^[a-z]{2}(?:[-_][A-Za-z]{2,4})?$/;

/** Whether the folder of a path is there and has a name on the way to it that no other project would have. */
function isOwnFolder(tree: Tree, path: string, base: string): boolean {
  const folders = folderOf(path.replace(/\/$/, '')).split('/');
  return folders.length >= 2 && folders.some(name => !name.startsWith('.') && !commonFolders.has(name) && !plainFolders.has(name) && !shortName.test(name)) && tree.kind(joined(base, folders.join('/')) ?? '') === 'folder';
}

/** Why a path that is not there cannot be called missing; `''` where it is hardly a path at all. */
function reasonForDoubt({tree, extensions, readers}: PathGround, {document, text, line, titles, site}: PathClaim, path: string, base: string): string | undefined {
  const parts = path.replace(/\/$/, '').split('/');
  const ending = extension.exec(parts.at(-1)!)?.[1]?.toLowerCase();
  const isFile = ending !== undefined && extensions.has(ending);
  const deep = parts.length >= 3 && tree.kind(joined(base, parts.slice(0, -1).join('/')) ?? '') === 'folder';
  const isPage = site !== undefined && !githubPage.test(document) && !isForContributorsHere({tree}, document);
  if (!isFile && !deep) return path.endsWith('/') && parts.length >= 2 ? 'it may not be a path of this repository' : '';
  if (!isFile && ending === undefined && parts.length < 4 && !path.endsWith('/')) return 'it may not be a path of this repository';
  if (readers.has(path)) return 'it is a default in the reader\'s repository';
  if (made.test(path) && !hasKin(tree, joined(base, path) ?? path)) return 'it is made by a build or at run time';
  if (isPage && (!deep || sitesOfScripts.has(site.kind) && !isOwnFolder(tree, path, base) && commonFolders.has(parts[0]!))) return mayBeReaders;
  if (lesson.test(document)) return mayBeReaders;
  if (design.test(document)) return 'it may be planned';
  if (skill.test(document) && commonFolders.has(parts[0]!)) return mayBeReaders;
  if (base !== '' && base !== folderOf(document) && commonFolders.has(parts[0]!)) return mayBeReaders;
  if (base === '' && folderOf(document) !== '' && /(?:^|\/)readme\.md$/i.test(document) && !isOwnFolder(tree, path, base) && tree.kind(folderOf(path)) === undefined) return mayBeReaders;
  if (!isForContributors(document) && tellsToAdd(line, text)) return mayBeReaders;
  if (titles().some(isAboutOthers)) return 'the section is about other projects or times';
  if (isHypotheticalAt(line, text)) return 'the text gives it as an example';
  if (tellsOfAbsence(line, text)) return 'the text may tell of something that is not there';
  return undefined;
}
