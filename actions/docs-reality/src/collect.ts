import {type ContextRead, type ExecRead, type FactList, type FilesRead, type Gap, type GitRead, type Place, glob, known, learn, learnEach} from '#core';
import {actionFilesIn} from './action-files/action-file.ts';
import {surveyActions} from './action-files/survey.ts';
import {needsUnread, surveyCommands} from './command-claims/survey.ts';
import {mayBeReaders} from './code-paths/judge.ts';
import {helpCommands} from './commands/index.ts';
import {isOfRepository} from './commands/own.ts';
import {environmentReads} from './environment/reads.ts';
import {surveyEnvironment} from './environment/survey.ts';
import type {CodePathFault, DocumentFacts, EncodingFacts, Facts, HelpMode, HelpRun, Orphan, StatementFacts} from './facts.ts';
import {freshnessFacts} from './freshness/collect.ts';
import {type LinkSurvey, surveyLinks} from './links/survey.ts';
import type {Page} from './page/page.ts';
import type {Policy} from './policy.ts';
import {type Repository, followLinks, ignoredOf, lookAround, manifestName, readPages, readScripts} from './repository.ts';
import {siteConfigs} from './site/kinds.ts';
import {type Survey, Tally} from './survey.ts';
import type {Tree} from './tree.ts';
import {surveyVersions} from './versions/survey.ts';

/** The ports of `check`. */
export interface CheckPorts {
  readonly files: FilesRead;
  readonly git: GitRead;
  readonly exec: ExecRead;
  readonly context: ContextRead;
}

/** Looks at the documents and at what they speak of. `wants` tells which facts some rule needs; the others are cheap answers of nothing. */
export async function collect(ports: CheckPorts, {policy, wants}: {readonly policy: Policy; readonly wants: (fact: string) => boolean}): Promise<Facts> {
  const {files, git} = ports;
  const repository = await lookAround(ports, policy);
  const {items: pages, gaps} = await readPages(ports, repository, policy);
  const {tree, project, repositories, actionFiles} = repository;
  const unread = [...repository.unread, ...await readScripts(ports, repository, pages)];
  const commands = pages.flatMap(({path, commands: all, defined}) => all.map(command => ({command, document: path, defined})));
  const surveyed = surveyCommands(commands, project);

  const {unread: refused} = repository;
  const refusedOf = (is: (path: string) => boolean): Gap | undefined => refused.find(({at}) => at !== undefined && is(at.path));
  const configs = refused.length === 0 ? [] : siteConfigs(tree, policy.site);
  const links = refusedOf(path => configs.includes(path)) ?? await learn('the links of the documents', async (): Promise<LinkSurvey> => {
    const {landed, ignored, anchored} = await followLinks(ports, repository, pages);
    return surveyLinks(landed, pages, ignored, anchored);
  });
  const help = await runHelp(ports, policy, commands);
  const actionTags = pages.some(({pins}) => pins.some(({way}) => way === 'action'));

  return {
    pages: {items: pages.map(({path, role}) => ({path, role})), gaps},
    documents: await learn('the required documents', () => documentFacts(files, repository, pages, policy)),
    links,
    codePaths: await learn('the paths in code', () => surveyPaths(git, tree, pages, surveyed.arguments)),
    commands: needsUnread(surveyed) ? unread[0] ?? known(surveyed) : known(surveyed),
    helpMode: known(help.mode), helpRuns: help.runs,
    environment: policy.env && (wants('environment')) ? await environmentFacts(files, repository, pages, policy.env) : known('off' as const),
    actionUse: refusedOf(path => actionFilesIn([path]).length > 0) ?? known(surveyActions(pages.map(({path, uses, documentedNames}) => ({document: path, uses, names: documentedNames})), actionFiles, tree, repositories)),
    versions: refusedOf(path => manifestName.test(path)) ?? await learn('the tags', async () => surveyVersions(pages.flatMap(({path, pins}) => pins.map(pin => ({document: path, pin}))), repository.versions, actionTags ? (await git.tags()).map(({name}) => name) : [])),
    encoding: known(encodingFacts(pages)),
    freshness: policy.fresh && wants('freshness') ? await learn('the history of the described files', () => freshnessFacts(git, repository, pages, policy.fresh!)) : known('off' as const),
    statements: known(statementFacts(pages, tree.files, policy)),
    coChange: await learn('the changes since the last commit that was judged', () => coChangeFacts(ports, policy)),
    orphans: links.known ? known(surveyOrphans(repository, pages, links.value, policy)) : links,
  };
}

async function documentFacts(files: FilesRead, {documents, tree}: Repository, pages: readonly Page[], {include, docs}: Policy): Promise<DocumentFacts> {
  const empty = new Map(pages.map(page => [page.path, page.empty]));
  const required: DocumentFacts['required'][number][] = [];
  for (const path of docs.required) {
    const near = tree.kind(path) === 'file' ? undefined : tree.near(path);
    const content = tree.kind(path) !== 'file' ? undefined : empty.has(path) ? (empty.get(path) ? new Uint8Array() : Uint8Array.of(1)) : await files.bytes(path);
    const state = content === undefined ? 'missing' : content.every(byte => byte === 32 || (byte >= 9 && byte <= 13)) ? 'empty' : 'present';
    required.push({path, state, ...(near !== undefined && {near})});
  }
  return {count: documents.length, expected: include !== undefined || docs.required.some(path => /\.mdx?$/.test(path)), required};
}

const enoughPages = 3;

/** Folders that are not there and that several guides speak of as their reader's: those of the project that is their running example. */
function foldersOfReaders(tree: Tree, pages: readonly Page[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const {paths} of pages) {
    const said = paths.unclear.filter(({why}) => why === mayBeReaders).map(({subject}) => subject);
    const folders = new Set(said.flatMap(path => (tree.gapIn(path) === path ? [] : tree.gapIn(path) ?? [])));
    for (const folder of folders) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= enoughPages).map(([folder]) => folder));
}

/** The paths in code and in commands; what git ignores may be made by a build. */
async function surveyPaths(git: GitRead, tree: Tree, pages: readonly Page[], inCommands: ReturnType<typeof surveyCommands>['arguments']): Promise<Survey<CodePathFault>> {
  const tally = new Tally<CodePathFault>();
  const missing = pages.flatMap(({paths}) => paths.misses.map(({miss}) => miss.path));
  const ignored = await ignoredOf(git, missing.filter(path => !path.includes('*')));
  const readers = foldersOfReaders(tree, pages);
  for (const {path: document, paths} of pages) {
    for (let count = 0; count < paths.right; count++) tally.right();
    for (const {why, subject, at} of paths.unclear) tally.doubt(why, subject, {path: document, ...at});
    for (const {written, at, miss} of paths.misses) {
      if (ignored.has(miss.path)) tally.doubt('git ignores it, so a build may make it', written, {path: document, ...at});
      else if (!miss.sure && readers.has(tree.gapIn(miss.path) ?? '') && !isOfRepository({tree}, document)) tally.doubt(mayBeReaders, written, {path: document, ...at});
      else tally.wrong({document, at, written, otherCase: miss.other === 'case', ...(miss.near !== undefined && {near: miss.near})});
    }
  }
  const {judged, wrong, doubts} = inCommands;
  for (const {document, at, written, command, near} of wrong) tally.wrong({document, at, written, command, otherCase: false, ...(near !== undefined && {near})});
  const own = tally.survey;
  return {judged: own.judged + judged - wrong.length, wrong: own.wrong, doubts: [...own.doubts, ...doubts]};
}

/** Runs what policy allows, where a document has it. Never for a change from outside, and not when the tree that is judged is not the one that is there. */
async function runHelp({files, exec, context}: CheckPorts, {commands: {help, 'help-timeout': timeoutMs}}: Policy, commands: readonly {readonly command: Page['commands'][number]; readonly document: string}[]): Promise<{readonly mode: HelpMode; readonly runs: FactList<HelpRun>}> {
  const none: FactList<HelpRun> = {items: [], gaps: []};
  if (help.length === 0) return {mode: {state: 'off', undocumented: []}, runs: none};
  if (context.facts().untrusted) return {mode: {state: 'untrusted', undocumented: []}, runs: none};
  if (files.origin !== 'work tree') return {mode: {state: 'other-commit', undocumented: []}, runs: none};
  const allowed = help.map(entry => entry.trim().split(/\s+/));
  const documents = new Map(commands.map(({command, document}) => [command, document]));
  const found = helpCommands(documents.keys(), allowed);
  const runs = await learnEach(found, ({argv}) => argv.join(' '), async ({argv, command}): Promise<HelpRun> => {
    const [program, ...words] = argv;
    const {exitCode, output} = await exec.run({argv: [program ?? '', ...words], timeoutMs});
    const at: Place = {path: documents.get(command) ?? '', line: command.name.span.line, column: command.name.span.column};
    return {command: argv.join(' '), at, exitCode, lastLine: output.trimEnd().split('\n').at(-1)?.trim().slice(0, 200) ?? ''};
  });
  const documented = new Set(found.map(({argv}) => argv.slice(0, -1).join(' ')));
  return {mode: {state: 'ran', undocumented: allowed.map(entry => entry.join(' ')).filter(entry => !documented.has(entry))}, runs};
}

async function environmentFacts(files: FilesRead, {files: all}: Repository, pages: readonly Page[], {sources, ignore, documents}: NonNullable<Policy['env']>): Promise<Facts['environment']> {
  const isSource = glob(sources);
  const isDocument = glob(documents);
  const {items, gaps} = await files.scan(all.filter(path => isSource(path) && !isDocument(path)), (path, bytes) => ({path, value: environmentReads(path, new TextDecoder().decode(bytes))}), {unit: 'sources'});
  if (gaps[0]) return gaps[0];
  return known(surveyEnvironment(pages.map(({path, variables}) => ({path, value: variables})), items, ignore));
}

function encodingFacts(pages: readonly Page[]): EncodingFacts {
  const remarkable = pages.flatMap(({path, encoding}) => (encoding.defects.length > 0 || encoding.mojibake.length > 0 ? [{path, ...encoding}] : []));
  return {files: pages.length, remarkable};
}

function statementFacts(pages: readonly Page[], files: readonly string[], {docs}: Policy): StatementFacts {
  const there = new Set(docs['must-mention'].length === 0 ? [] : files);
  const mentions = docs['must-mention'].map(({doc}, index): StatementFacts['mentions'][number] => {
    const said = pages.find(({path}) => path === doc)?.mentions.get(index);
    return {index, state: said ? 'said' : said === undefined && !there.has(doc) ? 'no-document' : 'unsaid'};
  });
  const forbidden = docs.forbidden.map((_, index): StatementFacts['forbidden'][number] => {
    const looked = pages.filter(page => page.forbidden.has(index));
    return {index, looked: looked.length, found: looked.flatMap(({path, forbidden: places}) => places.get(index)!.map(at => ({path, ...at})))};
  });
  return {mentions, forbidden};
}

async function coChangeFacts({git, context}: CheckPorts, {docs}: Policy): Promise<{changes: Awaited<ReturnType<GitRead['changedSince']>> | undefined}> {
  const {reference} = context.facts();
  return {changes: docs['co-change'].length === 0 || reference === undefined ? undefined : await git.changedSince(reference)};
}

const entrance = /(?:^|\/)(?:README|index|_index|SUMMARY|_sidebar|_navbar|_toctree)\.(?:md|mdx|markdown)$/i;
const navigates: ReadonlySet<string> = new Set(['docusaurus', 'astro', 'hugo', 'jekyll', 'nextra', 'docfx', 'other']);
const navigation = /(?:^|\/)(?:mkdocs\.ya?ml|_toc\.yml|toc\.ya?ml|sidebars?[^/]*\.(?:json|[cm]?[jt]s)|config\.[cm]?[jt]s|_sidebar\.md|SUMMARY\.md)$/;

/** The documents that policy wants linked, and those that nothing links to. A navigation that names a page counts as a link. */
function surveyOrphans({sites, texts}: Repository, pages: readonly Page[], {reached}: LinkSurvey, {docs}: Policy): Survey<Orphan> {
  const tally = new Tally<Orphan>();
  if (docs.orphans.length === 0) return tally.survey;
  const wanted = glob(docs.orphans);
  const named = [...texts].filter(([path]) => navigation.test(path)).map(([, text]) => text).join('\n');
  for (const {path, role} of pages) {
    if (role !== 'living' || !wanted(path)) continue;
    const site = sites.find(one => one.content.some(({folder}) => folder !== '' && path.startsWith(`${folder}/`)));
    const content = site?.content.find(({folder}) => path.startsWith(`${folder}/`));
    const short = content ? path.slice(content.folder.length + 1).replace(/\.[^.]+$/, '') : undefined;
    if (reached.has(path) || entrance.test(path) || (short !== undefined && named.includes(short))) tally.right();
    else if (site && (navigates.has(site.kind) || (site.kind === 'mkdocs' && !/^nav\s*:/m.test(named)))) tally.doubt('the site draws its navigation from the folders', path, {path});
    else tally.wrong({path});
  }
  return tally.survey;
}

