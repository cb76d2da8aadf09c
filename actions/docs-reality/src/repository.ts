import {type ContextRead, type FactList, type FilesRead, type Gap, type GitRead, Refusal, type TreeEntry, glob} from '#core';
import {type ActionFile, actionFileOf, actionFilesIn} from './action-files/action-file.ts';
import {type PathGround, extensionsOf} from './code-paths/judge.ts';
import {type Project, filesFor, filesNeeded} from './commands/index.ts';
import {publishes} from './commands/own.ts';
import {type Document, documentsIn} from './documents.ts';
import type {Anchored} from './links/anchor.ts';
import {type Landed, filesToAsk, landLinks, missingPaths} from './links/survey.ts';
import type {Ground} from './links/resolve.ts';
import {readAnchored} from './page/anchored.ts';
import {PageReader} from './page/read.ts';
import type {Page} from './page/page.ts';
import type {Policy} from './policy.ts';
import {siteConfigs, sitesIn} from './site/kinds.ts';
import {Addresses, type Site, siteOfPage} from './site/site.ts';
import {Tree, folderOf} from './tree.ts';
import {type OwnVersion, ownNames, ownVersions} from './versions/survey.ts';

/** The looking ports that a reading of the documents needs. */
export interface LookingPorts {
  readonly files: FilesRead;
  readonly git: GitRead;
  readonly context: ContextRead;
}

/** The repository as far as documents speak of it, before any of them is read. */
export interface Repository {
  readonly tree: Tree;
  /** Files proper: no links, no submodules. */
  readonly files: readonly string[];
  readonly documents: readonly Document[];
  /** Further text files that policy names. */
  readonly further: readonly Document[];
  readonly sites: readonly Site[];
  readonly project: Project;
  /** Scripts and manifests that were read, by path. */
  readonly texts: Map<string, string>;
  /** Why some of them could not be read. */
  readonly unread: readonly Gap[];
  readonly repositories: ReadonlySet<string>;
  readonly versions: readonly OwnVersion[];
  readonly actionFiles: ReadonlyMap<string, ActionFile>;
  readonly paths: PathGround;
}

const utf8 = (_: string, bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const isPage = /\.(?:md|mdx|markdown|qmd)$/;
const mostTextOfLinked = 2 * 1024 * 1024;
export const manifestName = /(?:^|\/)(?:package\.json|pyproject\.toml|Cargo\.toml)$/;
const notOwn = /(?:^|\/)(?:node_modules|vendor|third_party|fixtures|__fixtures__|testdata|tests?|__tests__|e2e|examples?|templates?|playgrounds?|benchmarks?)\//;

export function treeOf(entries: readonly TreeEntry[]): Tree {
  const links = new Map(entries.flatMap(({path, kind, target}) => (kind === 'link' && target !== undefined ? [[path, target] as const] : [])));
  return new Tree(entries.map(({path}) => path), {links, submodules: entries.filter(({kind}) => kind === 'submodule').map(({path}) => path)});
}

/** Reads texts into a map. Out: why files could not be read; they stay out of the map. */
async function readTexts(files: FilesRead, paths: readonly string[], into: Map<string, string>): Promise<readonly Gap[]> {
  const {items, gaps} = await files.scan(paths.filter(path => !into.has(path)), (path, bytes) => [path, utf8(path, bytes)] as const);
  for (const [path, text] of items) into.set(path, text);
  return gaps;
}

/** Files that are no documents and whose text policy wants to be looked at. */
function furtherFiles(files: readonly string[], documents: readonly Document[], {encoding, docs, env, fresh}: Policy): readonly Document[] {
  const globs = [...encoding.roots, ...docs['must-mention'].map(({doc}) => doc), ...docs.forbidden.flatMap(one => one.documents ?? []), ...(env?.documents ?? []), ...(fresh?.documents ?? [])];
  if (globs.length === 0) return [];
  const wanted = glob(globs);
  const known = new Set(documents.map(({path}) => path));
  return files.filter(path => wanted(path) && !known.has(path)).map(path => ({path, role: 'frozen'}));
}

/** Looks at everything but the documents themselves: the tree, the sites, the manifests, the action files. Throws a Refusal where the tree cannot be listed. */
export async function lookAround({files, git, context}: LookingPorts, policy: Policy): Promise<Repository> {
  const entries = await files.list();
  const tree = treeOf(entries);
  const plain = entries.filter(({kind}) => kind === 'file').map(({path}) => path);
  const documents = documentsIn(plain, tree, policy);
  const configs = siteConfigs(tree, policy.site);
  const actionPaths = actionFilesIn(plain);
  const texts = new Map<string, string>();
  const unread = await readTexts(files, [...new Set([...filesNeeded(tree), ...configs.filter(path => tree.kind(path) === 'file'), ...actionPaths])], texts);
  const here = context.facts().repository;
  const repositories = new Set([...await git.remotes(), ...(here === undefined ? [] : [here])].map(name => name.toLowerCase()));
  const [repository] = here === undefined ? repositories : [here];
  const sites = sitesIn(tree, configs, path => texts.get(path));
  const project: Project = {tree, text: path => texts.get(path), prefixes: policy.paths.prefixes, ...(repository !== undefined && {repository})};
  const actions = actionPaths.flatMap(path => actionFileOf(path, texts.get(path) ?? '') ?? []);
  return {
    tree, files: plain, documents, further: furtherFiles(plain, documents, policy), sites, texts, unread, repositories,
    project,
    versions: ownVersions(new Map([...texts].filter(([path]) => manifestName.test(path) && !notOwn.test(path)))),
    actionFiles: new Map(actions.map(action => [action.path, action])),
    paths: {tree, prefixes: policy.paths.prefixes, ignored: policy.paths.ignore, extensions: extensionsOf(plain), published: publishes(project), readers: new Set(actions.flatMap(({inputs}) => [...inputs.values()].flatMap(input => input.default ?? [])))},
  };
}

/** Reads every document once, down to its claims. */
export async function readPages({files}: Pick<LookingPorts, 'files'>, repository: Repository, policy: Policy): Promise<FactList<Page>> {
  const {documents, further, project, paths, sites, versions, repositories, actionFiles} = repository;
  const reader = new PageReader({
    policy, project, paths, sites, own: ownNames(versions, repositories),
    actionFolders: new Set([...actionFiles.values()].filter(({kind}) => kind === 'action').map(({path}) => folderOf(path))),
  });
  const roles = new Map([...documents, ...further].map(({path, role}) => [path, role]));
  return files.scan([...roles.keys()], (path, bytes) => reader.read({path, role: roles.get(path) ?? 'frozen'}, bytes), {unit: 'documents'});
}

/** Reads the scripts that the commands of the pages name, so that their options can be looked up. Out: why some could not be read. */
export async function readScripts({files}: Pick<LookingPorts, 'files'>, {tree, texts}: Repository, pages: readonly Page[]): Promise<readonly Gap[]> {
  const commands = pages.flatMap(({path, commands: all}) => all.map(command => ({command, document: path})));
  return readTexts(files, filesFor(commands, tree), texts);
}

/** Those of the paths that git ignores. A path that is not there may be meant as a folder, of which an ignore file may name only what is inside. */
export async function ignoredOf(git: GitRead, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const asked = new Map([...new Set(paths)].flatMap(path => [[path, path], [`${path.replace(/\.md$/, '')}/_`, path]] as const));
  return new Set([...await git.ignored([...asked.keys()])].map(path => asked.get(path)!));
}

/** Where the links of the pages lead, and what is needed to judge them. */
export interface LandedLinks {
  readonly landed: readonly Landed[];
  readonly ignored: ReadonlySet<string>;
  readonly anchored: (path: string) => Anchored | undefined;
}

/**
 * Follows every link: through the tree, the sites' addresses, what git ignores, and the anchors of files that are no documents. Throws a Refusal where one
 * of them cannot be read, or a document cannot be read again.
 */
export async function followLinks({files, git}: Pick<LookingPorts, 'files' | 'git'>, {tree, sites, repositories}: Repository, pages: readonly Page[]): Promise<LandedLinks> {
  const addresses = new Map<Site, Addresses>();
  for (const site of sites) addresses.set(site, new Addresses(site, pagesOf(site, sites, tree, pages)));
  const ground: Ground = {tree, sites, addresses, repositories, branch: await git.head() === undefined ? undefined : await git.branch()};
  const landed = landLinks(ground, pages);
  const missing = missingPaths(landed);
  const ignored = await ignoredOf(git, missing.filter(path => path !== '' && !path.startsWith('/')));
  const known = new Map(pages.filter(({path}) => isPage.test(path)).map(({path, anchored}) => [path, anchored]));
  const asked = filesToAsk(landed, path => known.get(path)).filter(path => tree.kind(path) === 'file');
  const anchoredOf = (path: string, bytes: Uint8Array) => [path, readAnchored(path, bytes, siteOfPage(sites, path))] as const;
  const documents = await files.scan(asked.filter(path => known.has(path)), anchoredOf);
  const others = await files.scan(asked.filter(path => !known.has(path)), anchoredOf, {limit: mostTextOfLinked});
  // Silence would take a link to what was refused for one that nobody can tell. Of what is large and no document, nothing was wanted.
  const refused = [...documents.gaps, ...others.gaps.filter(({code}) => code !== 'too-large')][0];
  if (refused) throw new Refusal(refused);
  for (const [path, anchored] of [...documents.items, ...others.items]) known.set(path, anchored);
  return {landed, ignored, anchored: path => known.get(path)};
}

const addressed = /\.(?:mdx?|markdown|qmd|rst|ipynb|astro|html|adoc|vue|[jt]sx)$/;
const nothing: ReadonlyMap<string, {values: readonly string[]}> = new Map();

/** Everything that has an address on a site: the documents with what they say about it, and pages of other kinds. */
function* pagesOf(site: Site, sites: readonly Site[], tree: Tree, pages: readonly Page[]): Iterable<{path: string; metadata: Page['metadata']}> {
  const read = new Map(pages.map(({path, metadata}) => [path, metadata]));
  for (const path of tree.files) if (addressed.test(path) && siteOfPage(sites, path) === site) yield {path, metadata: read.get(path) ?? nothing};
}
