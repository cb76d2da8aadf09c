import type {Position} from '../markdown/index.ts';
import type {MissingReference, Page, PageLink} from '../page/page.ts';
import {type Survey, Tally} from '../survey.ts';
import {type AnchorLanding, type Anchored, anchorLanding, lastLineOf, spelledOtherwise} from './anchor.ts';
import {type Ground, type Landing, inVersions, landing} from './resolve.ts';
import {githubPage} from '../code-paths/judge.ts';
import {siteOfPage} from '../site/site.ts';
import {folderOf, joined} from '../tree.ts';

/** A link that leads nowhere. */
export interface LinkFault {
  readonly document: string;
  readonly at: Position;
  /** The destination as it stands in the document. */
  readonly written: string;
  readonly exact: boolean;
}
export interface PathFault extends LinkFault {
  /** The path in the repository that it leads to. */
  readonly path: string;
  readonly near?: string;
}
export interface CaseFault extends LinkFault {
  readonly real: string;
}
export interface AnchorFault extends LinkFault {
  readonly fragment: string;
  /** The page that was looked at. */
  readonly page: string;
  readonly near?: string;
  /** The length of the file, where a line was named. */
  readonly lines?: number;
}

export interface ReferenceFault extends MissingReference {
  readonly document: string;
}

export interface LinkSurvey {
  readonly paths: Survey<PathFault>;
  readonly cases: Survey<CaseFault>;
  readonly anchors: Survey<AnchorFault>;
  readonly references: Survey<ReferenceFault>;
  /** The documents that some other document links to. */
  readonly reached: ReadonlySet<string>;
}

/** A link and where it leads, as far as the tree alone tells. */
export interface Landed {
  readonly document: string;
  readonly link: PageLink;
  readonly landing: Landing;
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const tellsOfPast = 'the document tells of the past';

/** Looks every link up in the tree and on the sites. Links to other places are left out. */
export function landLinks(ground: Ground, pages: readonly Page[]): readonly Landed[] {
  const landed: Landed[] = [];
  const takers = includers(ground, pages);
  for (const {path: document, links} of pages) {
    const taking = takers.get(document) ?? [];
    const places = [...taking, ...ground.tree.linksTo(document)];
    for (const link of links) {
      const found = landing(ground, document, link.target);
      if (found !== 'elsewhere') landed.push({document, link, landing: fromOthers(ground, link, byTakers(found, link, taking), places)});
    }
  }
  return landed;
}

/** The pages that take up each page: what stands in it is read there too. */
function includers({tree, sites}: Ground, pages: readonly Page[]): ReadonlyMap<string, readonly string[]> {
  const takers = new Map<string, string[]>();
  for (const {path, included} of pages) {
    for (const written of included) {
      const root = siteOfPage(sites, path)?.root ?? '';
      const places = written.startsWith('@site/') ? [joined(root, written.slice(6))] : [joined(folderOf(path), written), joined(root, written.replace(/^\.?\//, '')), joined('', written.replace(/^\.?\//, ''))];
      const page = places.find(place => place !== undefined && tree.kind(place) === 'file');
      if (page !== undefined) takers.set(page, [...takers.get(page) ?? [], path]);
    }
  }
  return takers;
}

/** The fragments of a page that takes up a document are those of the document too. */
function byTakers(found: Landing, {target}: PageLink, takers: readonly string[]): Landing {
  return found.state === 'found' && target.kind === 'local' && target.path === '' ? {state: 'found', paths: [...found.paths, ...takers]} : found;
}

/** A link that leads somewhere from another place at which its document is shown is right there. In: the pages that take it up, and symbolic links to it. */
function fromOthers(ground: Ground, {target}: PageLink, found: Landing, places: readonly string[]): Landing {
  if (found.state !== 'missing' || target.kind !== 'local') return found;
  for (const place of places) {
    const there = landing(ground, place, target);
    if (there !== 'elsewhere' && there.state === 'found') return there;
  }
  return found;
}

/** The missing paths, which git may know as made by a build. */
export function missingPaths(landed: readonly Landed[]): readonly string[] {
  return [...new Set(landed.flatMap(({landing: found}) => (found.state === 'missing' ? [found.path] : [])))];
}

/**
 * The files that have to be read for the sake of their anchors or lines: those that are no documents, and documents that have an anchor that is asked for
 * by no heading. In: the links, and what the documents are known to have.
 */
export function filesToAsk(landed: readonly Landed[], known: (path: string) => Anchored | undefined): readonly string[] {
  const files = new Set<string>();
  for (const {link, landing: found} of landed) {
    const {fragment} = link.target;
    if (fragment === undefined || fragment === '' || found.state !== 'found') continue;
    for (const path of found.paths) {
      const file = known(path);
      if (file ? anchorLanding(fragment, file).state !== 'found' : lastLineOf(fragment) !== undefined || /\.(?:md|mdx|markdown)$/.test(path)) files.add(path);
    }
  }
  return [...files];
}

/**
 * Judges what was looked up. In: the links with where they lead, the paths that git ignores, and what the fragments of a file can lead to. A link without
 * a fault counts once as a path, and once more as an anchor if it has one.
 */
export function surveyLinks(landed: readonly Landed[], pages: readonly Page[], ignored: ReadonlySet<string>, anchored: (path: string) => Anchored | undefined): LinkSurvey {
  const paths = new Tally<PathFault>();
  const cases = new Tally<CaseFault>();
  const anchors = new Tally<AnchorFault>();
  const reached = new Set<string>();
  for (const {path, unclearLinks} of pages) for (const {why, subject, at} of unclearLinks) paths.doubt(why, subject, {path, ...at});
  const versioned = versionedFolders(landed);
  const addressed = addressedFolders(landed);
  const assembled = assemblies(landed);
  const elsewhere = foldersPublishedElsewhere(landed);
  const asked = askedAnchors(landed, anchored);
  const published = publishedFolders(asked.values());
  const strange = strangePages(asked.values());
  const partial = partialPages(asked.values());
  const isComputed = computedAnchors(asked.values());
  const past = new Set(pages.filter(({role}) => role === 'history').map(({path}) => path));
  for (const {document, link, landing: found} of landed) {
    const {written, at, exact} = link;
    const place = {path: document, ...at};
    const fault: LinkFault = {document, at, written, exact};
    if (found.state === 'unclear') paths.doubt(found.why, written, place);
    else if (past.has(document) && link.target.kind === 'repository') paths.doubt(tellsOfPast, written, place);
    else if (found.state === 'other-case') cases.wrong({...fault, real: found.real});
    else if (found.state === 'missing') {
      if (versioned.has(folderOf(document)) || found.fromAddress && addressed.has(folderOf(document)) || isBarePage(link, found) && elsewhere.has(folderOf(document))) paths.doubt('its folder is made into a site by means that are not known', written, place);
      else if (isAssembled(assembled, document)) paths.doubt('the book is put together by a build', written, place);
      else if (ignored.has(found.path)) paths.doubt('git ignores it, so a build may make it', written, place);
      else paths.wrong({...fault, path: found.path, ...(found.near !== undefined && {near: found.near})});
    } else {
      const {fragment} = link.target;
      if (link.target.kind !== 'local' || link.target.path !== '') {
        paths.right();
        cases.right();
      }
      if (link.target.kind !== 'local' || link.target.path !== '') for (const path of found.paths) if (path !== document) reached.add(path);
      if (fragment === undefined || fragment === '') continue;
      if (past.has(document) && !found.paths.includes(document)) {
        anchors.doubt(tellsOfPast, written, place);
        continue;
      }
      const {page, judged} = asked.get(link)!;
      if (judged.state === 'missing' && (published.has(folderOf(page)) || strange.has(page) && page !== document || isComputed(fragment))) {
        anchors.doubt('a generator that is not known makes the anchors', written, place);
        continue;
      }
      if (judged.state === 'missing' && page === document && partial(page)) {
        anchors.doubt('the page is a part of a larger one', written, place);
        continue;
      }
      if (judged.state === 'found') anchors.right();
      else if (judged.state === 'unclear') anchors.doubt(judged.why, written, place);
      else anchors.wrong({...fault, fragment, page, ...(judged.state === 'beyond' ? {lines: judged.lines} : judged.near !== undefined && {near: judged.near})});
    }
  }
  return {paths: paths.survey, cases: cases.survey, anchors: anchors.survey, references: surveyReferences(pages), reached};
}

function surveyReferences(pages: readonly Page[]): Survey<ReferenceFault> {
  const tally = new Tally<ReferenceFault>();
  for (const {path: document, references: {right, wrong, unclear}} of pages) {
    for (let count = 0; count < right; count++) tally.right();
    for (const {why, subject, at} of unclear) tally.doubt(why, subject, {path: document, ...at});
    for (const missing of wrong) tally.wrong({...missing, document});
  }
  return tally.survey;
}

/** A fragment that a link asks for, and the page that was looked at. */
interface Asked {
  readonly document: string;
  readonly fragment: string;
  readonly page: string;
  readonly judged: AnchorLanding;
}

/** Every fragment judged once, over the files that its link may mean: one that has it will do. */
function askedAnchors(landed: readonly Landed[], anchored: (path: string) => Anchored | undefined): ReadonlyMap<PageLink, Asked> {
  const asked = new Map<PageLink, Asked>();
  for (const {document, link, landing: found} of landed) {
    const {fragment} = link.target;
    if (fragment === undefined || fragment === '' || found.state !== 'found') continue;
    const all = found.paths.map((page): Asked => ({document, fragment, page, judged: anchorLanding(fragment, anchored(page))}));
    const best = all.find(({judged}) => judged.state === 'found') ?? all.find(({judged}) => judged.state === 'unclear') ?? all[0];
    asked.set(link, best ?? {document, fragment, page: '', judged: {state: 'unclear', why: 'a folder has no anchors of its own'}});
  }
  return asked;
}

const enoughToTell = 3;

/** Pages whose anchors are not those of their headings: several different ones are linked from other pages, and not one of them is found; where a folder has several such pages, one will do. */
function strangePages(asked: Iterable<Asked>): ReadonlySet<string> {
  const pages = new Map<string, {missing: Set<string>; found: boolean}>();
  for (const {document, fragment, page, judged: {state}} of asked) {
    if (page === document) continue;
    const known = pages.get(page) ?? {missing: new Set<string>(), found: false};
    pages.set(page, known);
    if (state === 'missing') known.missing.add(fragment);
    else if (state === 'found') known.found = true;
  }
  const unfound = [...pages].filter(([, {missing, found}]) => !found && missing.size > 0);
  const strange = unfound.filter(([, {missing}]) => missing.size >= enoughToTell).map(([page]) => page);
  const inFolder = (folder: string): number => strange.filter(page => folderOf(page) === folder).length;
  return new Set([...strange, ...unfound.map(([page]) => page).filter(page => inFolder(folderOf(page)) >= enoughToTell)]);
}

const manyParts = 5;

/**
 * Pages that are put together into one, whose headings they link to as if they stood in each: on a page not one of several such links is found, or on many
 * pages of a folder. A README is read as it is.
 */
function partialPages(asked: Iterable<Asked>): (page: string) => boolean {
  const pages = new Map<string, {missing: Set<string>; found: boolean}>();
  for (const {document, fragment, page, judged: {state}} of asked) {
    if (page !== document || githubPage.test(page)) continue;
    const known = pages.get(page) ?? {missing: new Set<string>(), found: false};
    pages.set(page, known);
    if (state === 'missing') known.missing.add(fragment);
    else if (state === 'found') known.found = true;
  }
  const unfound = [...pages].filter(([, {missing, found}]) => !found && missing.size > 0);
  const parts = new Set(unfound.filter(([, {missing}]) => missing.size >= enoughToTell).map(([page]) => page));
  const counts = new Map<string, number>();
  for (const [page] of unfound) counts.set(folderOf(page), (counts.get(folderOf(page)) ?? 0) + 1);
  return page => parts.has(page) || (counts.get(folderOf(page)) ?? 0) >= manyParts;
}

const dotted = /[a-z]\.[a-z]/i;

/**
 * Fragments that no heading makes: names with dots, such as those of options or symbols, of which many are linked from several pages and not one is found.
 * What begins as they do is one of them.
 */
function computedAnchors(asked: Iterable<Asked>): (fragment: string) => boolean {
  const missing = new Set<string>();
  const documents = new Set<string>();
  for (const {document, fragment, judged: {state}} of asked) {
    if (!dotted.test(fragment)) continue;
    if (state === 'found') return () => false;
    if (state !== 'missing') continue;
    missing.add(fragment);
    documents.add(document);
  }
  if (missing.size < manyParts || documents.size < enoughToTell) return () => false;
  const beginnings = new Set([...missing].flatMap(fragment => /^[a-z]+-/i.exec(fragment)?.[0] ?? []));
  return fragment => dotted.test(fragment) || [...beginnings].some(beginning => fragment.startsWith(beginning));
}

/** The folders in whose documents several links are right only from the address of the page. */
function addressedFolders(landed: readonly Landed[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const {document, landing: found} of landed) if (found.state === 'missing' && found.fromAddress) counts.set(folderOf(document), (counts.get(folderOf(document)) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count >= enoughToTell).map(([folder]) => folder));
}

/** Whether a missing link names a page beside its document, which has no nearest namesake elsewhere. */
function isBarePage({target}: PageLink, found: Landing): boolean {
  return found.state === 'missing' && target.kind === 'local' && /^[\w-]+\.(?:md|mdx|markdown)$/.test(target.path) && (found.near === undefined || baseOf(found.near) !== target.path);
}

/** Folders that are published together with pages from elsewhere: several documents there agree on pages beside them that are not there, on one after the other. */
function foldersPublishedElsewhere(landed: readonly Landed[]): ReadonlySet<string> {
  const naming = new Map<string, Set<string>>();
  for (const {document, link, landing: found} of landed) {
    if (found.state !== 'missing' || !isBarePage(link, found)) continue;
    naming.set(found.path, (naming.get(found.path) ?? new Set()).add(document));
  }
  const counts = new Map<string, number>();
  for (const [path, documents] of naming) if (documents.size > 1) counts.set(folderOf(path), (counts.get(folderOf(path)) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count >= enoughToTell).map(([folder]) => folder));
}

/** What a build puts together: the folder of the list of pages, and the folders that its pages come from. */
interface Assembly {
  readonly folder: string;
  readonly sources: ReadonlySet<string>;
}

/**
 * Books that are put together before they are made: the list of pages names several that are not there, and each stands in one other folder as it would
 * stand in the book. What their pages lead to is known to the build alone. https://rust-lang.github.io/mdBook/format/summary.html
 */
function assemblies(landed: readonly Landed[]): readonly Assembly[] {
  const found = new Map<string, Map<string, Set<string>>>();
  for (const {document, landing: miss} of landed) {
    if (miss.state !== 'missing' || miss.near === undefined || baseOf(document) !== 'SUMMARY.md') continue;
    const {path, near} = miss;
    const folder = folderOf(document);
    if (folder === '' || !path.startsWith(`${folder}/`)) continue;
    const inBook = path.slice(folder.length + 1);
    if (near.endsWith(path) || !`/${near}`.endsWith(`/${inBook}`)) continue;
    const from = near.slice(0, near.length - inBook.length);
    const bySource = found.get(folder) ?? new Map<string, Set<string>>();
    found.set(folder, bySource.set(from, (bySource.get(from) ?? new Set()).add(near)));
  }
  return [...found].flatMap(([folder, bySource]) => [...bySource.values()].filter(pages => pages.size >= enoughToTell).map(pages => ({folder, sources: new Set([...pages].map(folderOf))})));
}

/** Whether a link belongs to a book that is put together: its document is in the book or where the book comes from. */
function isAssembled(all: readonly Assembly[], document: string): boolean {
  return all.some(({folder, sources}) => document.startsWith(`${folder}/`) || sources.has(folderOf(document)));
}

const manyVersions = 5;

/** The folders whose documents link to pages that are there in versions only. */
function versionedFolders(landed: readonly Landed[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const {document, landing: found} of landed) if (found.state === 'unclear' && found.why === inVersions) counts.set(folderOf(document), (counts.get(folderOf(document)) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count >= manyVersions).map(([folder]) => folder));
}

const manySpellings = 5;

/** The folders to whose pages several links are spelled as some other generator would: it decides about all anchors there. */
function publishedFolders(asked: Iterable<Asked>): ReadonlySet<string> {
  const spelled = new Map<string, Set<string>>();
  for (const {fragment, page, judged} of asked) {
    if (judged.state !== 'unclear' || judged.why !== spelledOtherwise) continue;
    const folder = folderOf(page);
    spelled.set(folder, (spelled.get(folder) ?? new Set()).add(`${page}#${fragment}`));
  }
  return new Set([...spelled].filter(([, anchors]) => anchors.size >= manySpellings).map(([folder]) => folder));
}
