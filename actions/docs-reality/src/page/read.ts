import {posix} from 'node:path';
import {glob} from '#core';
import {documentedNames} from '../action-files/table.ts';
import {usesIn} from '../action-files/uses.ts';
import {pathText} from '../code-paths/claim.ts';
import {type PathGround, githubPage, judgePath} from '../code-paths/judge.ts';
import {type Command, type Project, type Standing, atStart, commandsIn, commandsInSpan, isResolved, nextSection, pathsIn, runsElsewhere} from '../commands/index.ts';
import type {Document, Role} from '../documents.ts';
import {isForContributors} from '../commands/own.ts';
import {examineEncoding} from '../encoding/examine.ts';
import {type NamedVariable, variablesIn, variablesOfDotenv} from '../environment/names.ts';
import {type Marker, markerInLine, markerInMetadata, markerKeys, mayHoldMarker} from '../freshness/marker.ts';
import {referencesOf} from '../links/references.ts';
import {shortcodesIn} from '../links/shortcode.ts';
import {leadsElsewhere, targetOf} from '../links/target.ts';
import {type CodeLine, type MarkdownPage, type Position, headingPath, scanMarkdown} from '../markdown/index.ts';
import type {Policy} from '../policy.ts';
import {metadataOf} from '../site/metadata.ts';
import {withoutShownCode} from '../site/shown-code.ts';
import {type Site, siteOfPage} from '../site/site.ts';
import {forbiddenIn, mentions} from '../statements/statements.ts';
import {isBeneath} from '../tree.ts';
import {type OwnNames, type Pin, mayHoldPin, nodeDemand, pinsIn} from '../versions/pins.ts';
import {anchoredOf} from './anchored.ts';
import {copied} from '../copied.ts';
import {encodingOf} from './encoding.ts';
import {asksToMake, denies, isHypothetical, upToSentence} from './hints.ts';
import {includedIn} from './included.ts';
import {Lines} from './lines.ts';
import type {Page, PageLink, PathMiss, Unclear} from './page.ts';
import {Scope, definedIn} from './scope.ts';

/** What reading a document needs to know of the repository. */
export interface Reading {
  readonly policy: Policy;
  readonly project: Project;
  readonly paths: PathGround;
  readonly sites: readonly Site[];
  readonly own: OwnNames;
  /** Folders that hold an action.yml: their README is compared with it. */
  readonly actionFolders: ReadonlySet<string>;
}

const isMarkdown = /\.(?:md|mdx|markdown|qmd)$/i;
const generated = /auto-?generated|generated (?:by|from|automatically|file|with)|do not (?:edit|modify)|this file (?:is|was) generated/i;
/** A mark of one part of a page, such as a table of contents that a program keeps. */
const partly = /\b(?:below|section|start|begin|toc|table|block|part|between|badges?)\b/i;
const shellNames = new Set(['', 'sh', 'bash', 'shell', 'zsh', 'console', 'dotenv', 'env', 'ini', 'properties', 'yaml', 'yml', 'dockerfile', 'docker', 'powershell', 'toml', 'json', 'text', 'txt', 'fish']);
const addressKeys = ['slug', 'id', 'permalink', 'url', 'aliases', 'redirect_from'];
const reviewKeys = ['sources', ...markerKeys];
/** Info strings of shells, and none at all; which of them is one is decided where commands are read. */
const mayBeShell = /^\s*(?:\{?\s*\.?(?:[a-z-]*sh[a-z-]*|console|terminal|text|txt|plain|plaintext|none|ps1?|cmd|bat|batch|dos)\b|\{|$)/i;
/** The programs that are judged. A document without any of them in its blocks has nothing for a rule. */
const judged = /(?:^|[\s;&|(`])(?:npm|npx|pnpm|yarn|bun|deno|node|tsx|ts-node|lerna|turbo|make|gmake|just|cargo|go|gh|act|python[\d.]*|py|tox|nox|hatch|poetry|pdm|rye|pixi|uv|pytest|pip3?|task|go-task|composer|docker|docker-compose|podman|kubectl|bash|sh|zsh|source|pwsh|powershell|dotnet|ruby|perl|php|bundle|rake|cp|cat|less|chmod|\.)(?=[\s;]|$)|(?:^|[\s;&|(])\.{1,2}\//;
/** The words that say where a command runs, or that the reader makes a project. */
const moves = /(?:^|[\s;&|(`])(?:cd|pushd|popd|mkdir|md|chdir)(?=[\s;]|$)|\b(?:init|create|new|startproject|clone|ssh|vagrant)\b/;
const mayBeCommand = /^(?:[$%] +)?(?:[A-Z_]{1,40}=\S{0,80} )?[a-z.][\w./-]* \S/;

/** A file named by its path, with nothing to fill in. */
const plainFile = /^[\w-][\w.-]*(?:\/[\w.-]+)+\.[A-Za-z]\w{0,5}$/;

/** The column at which the text of a code line stands in its document. */
const columnsOf = (lines: Lines) => ({text, line}: CodeLine): number => Math.max(0, lines.text(line).indexOf(text.trimEnd())) + 1;

const unread: Omit<Page, 'path' | 'role' | 'empty' | 'encoding'> = {
  metadata: new Map(), anchored: {open: true}, links: [], unclearLinks: [], included: [], references: {right: 0, wrong: [], unclear: []}, paths: {right: 0, misses: [], unclear: []}, commands: [], defined: new Set(), uses: [], documentedNames: [], pins: [], variables: [],
  sources: [], mentions: new Map(), forbidden: new Map(),
};

/** Reads documents, one at a time, down to what has to be compared. Pure: bytes in, claims out. */
export class PageReader {
  readonly #reading: Reading;
  readonly #limits: {readonly minHintCount: number; readonly minHintRatio: number};
  readonly #documentsEnvironment: (path: string) => boolean;
  readonly #forbiddenIn: readonly ((path: string, role: Role) => boolean)[];
  readonly #names: ReadonlySet<string>;
  readonly #keys: ReadonlySet<string>;
  readonly #siteFolders: Map<string, Site | undefined> = new Map();

  constructor(reading: Reading) {
    const {policy} = reading;
    this.#reading = reading;
    this.#names = new Set([...reading.own.repositories].flatMap(name => [name, name.slice(name.indexOf('/') + 1)]));
    this.#keys = new Set(policy.fresh ? [...addressKeys, ...reviewKeys] : addressKeys);
    this.#limits = {minHintCount: policy.encoding['min-hint-count'], minHintRatio: policy.encoding['min-hint-ratio']};
    this.#documentsEnvironment = policy.env ? glob(policy.env.documents) : () => false;
    this.#forbiddenIn = policy.docs.forbidden.map(({documents}) => (documents ? glob(documents) : (_, role) => role === 'living'));
  }

  /** In: a document and its bytes. Out: what it claims. */
  read({path, role: given}: Document, bytes: Uint8Array): Page {
    const report = examineEncoding(bytes);
    const {text} = report;
    const empty = text.trim() === '';
    const variables = this.#documentsEnvironment(path) && !isMarkdown.test(path) ? variablesOfDotenv(text) : [];
    if (!isMarkdown.test(path)) {
      const none = {headings: [], codeSpans: [], fences: []};
      return {path, role: given, empty, ...unread, encoding: encodingOf(report, undefined, this.#limits), variables, ...this.#statements(path, given, text, none)};
    }
    const site = this.#siteOf(path);
    const body = withoutShownCode(text, site?.kind);
    const page = scanMarkdown(body, {mdx: path.endsWith('.mdx')});
    const lines = new Lines(text, page.lineStarts);
    const metadata = page.frontMatter ? metadataOf(page.frontMatter, this.#keys) : new Map<string, {values: readonly string[]; line: number}>();
    const marker = this.#reading.policy.fresh ? markerOf(page, text, lines, metadata) : undefined;
    const role = given === 'living' && generated.test(`${text.slice(0, 600)}`) && isGenerated(page, lines) ? 'frozen' : given === 'living' && isChangelog(page) ? 'history' : given;
    const living = role === 'living';
    const scope = new Scope(page, lines, text, this.#names);
    const commands = living ? this.#commandsOf(path, page, lines, scope) : [];
    return {
      path, role, empty, ...unread,
      encoding: encodingOf(report, page, this.#limits), metadata, anchored: anchoredOf(page, site),
      included: includedIn(text, page.lineStarts),
      ...(role !== 'frozen' && {...linksOf(page, body, lines, site), references: referencesOf(page, path, text, lines, {site, inCrate: isBeneath(this.#reading.project.tree, path, 'Cargo.toml')})}),
      ...(living && {
        paths: this.#pathsOf(path, page, text, lines, site, scope), commands, ...(commands.length > 0 && {defined: definedIn(page)}), pins: this.#pinsOf(path, page, lines), uses: usesOf(page, lines, scope),
        documentedNames: this.#reading.actionFolders.has(posix.dirname(path).replace(/^\.$/, '')) && /(?:^|\/)README\.md$/i.test(path) ? documentedNames(page.headings, lines) : [],
      }),
      variables: this.#documentsEnvironment(path) ? variablesOf(page, lines) : [], ...(marker && {marker}), sources: metadata.get('sources')?.values ?? [],
      ...this.#statements(path, role, text, page),
    };
  }

  #siteOf(path: string): Site | undefined {
    const folder = posix.dirname(path);
    if (!this.#siteFolders.has(folder)) this.#siteFolders.set(folder, siteOfPage(this.#reading.sites, path));
    return this.#siteFolders.get(folder);
  }

  #pathsOf(document: string, page: MarkdownPage, all: string, lines: Lines, site: Site | undefined, scope: Scope): Page['paths'] {
    let right = 0;
    const misses: PathMiss[] = [];
    const unclear: Unclear[] = [];
    const excused = new Set<string>();
    /** The lines that also name a file of some other project. */
    const foreign = new Set<number>();
    const isHeading = (line: number): boolean => page.headings.some(heading => heading.line === line);
    const cloned = all.includes('git clone') ? this.#otherClone(page) : Infinity;
    const {tree} = this.#reading.paths;
    for (const {text, line, column, inLink} of page.codeSpans) {
      const claim = inLink ? undefined : pathText(text);
      if (!claim) continue;
      const at = {line, column: column + 1 + (claim.offset ?? 0)};
      const judged = judgePath(this.#reading.paths, {...claim, document, text, line: upToSentence(lines.sentence(line), text), titles: () => scope.titles(line), site});
      if (judged.state === 'right') right++;
      else if (judged.state === 'not-ours' && plainFile.test(claim.path) && tree.gapIn(claim.path) === claim.path.slice(0, claim.path.indexOf('/'))) foreign.add(line);
      else if (judged.state === 'doubt') {
        unclear.push({why: judged.why, subject: copied(claim.path), at});
        excused.add(claim.path).add(tree.gapIn(claim.path) ?? claim.path);
      }
      else if (judged.state === 'missing' && !judged.sure && isHeading(line) && !isForContributors(document)) unclear.push({why: 'a heading names what the reader writes', subject: copied(claim.path), at});
      // Developers are those of the project itself, or those who build on it: what a page of a site has them write into a file that nothing here is like may be theirs.
      else if (judged.state === 'missing' && !judged.sure && (!isForContributors(document) || site !== undefined && judged.near === undefined && !isOfRoot(document)) && isCaption(lines, line, text)) {
        unclear.push({why: 'it names a listing that follows', subject: copied(claim.path), at});
        excused.add(tree.gapIn(judged.path) ?? '');
      }
      else if (judged.state === 'missing' && !judged.sure && asksToMake(lines.introduction(line))) unclear.push({why: 'the list is of what its reader makes', subject: copied(claim.path), at});
      else if (judged.state === 'missing' && !judged.sure && (scope.isElsewhere(line) || line > cloned && judged.near === undefined)) unclear.push({why: 'the text is about another repository', subject: copied(claim.path), at});
      else if (judged.state === 'missing') misses.push({written: copied(claim.path), at, miss: judged});
    }
    const excuseOf = ({written, miss, at}: PathMiss): string | undefined => {
      if (excused.has(tree.gapIn(miss.path) ?? '') || excused.has(written)) return 'the text tells elsewhere why it is not there';
      return !miss.sure && miss.near === undefined && foreign.has(at.line) ? 'it stands beside a file of another project' : undefined;
    };
    const wrong = misses.filter(miss => {
      const why = excuseOf(miss);
      if (why !== undefined) unclear.push({why, subject: miss.written, at: miss.at});
      return why === undefined;
    });
    return {right, misses: wrong, unclear};
  }

  /** The line from which on the page has the reader work in a clone of another repository. */
  #otherClone(page: MarkdownPage): number {
    for (const {lines: code} of page.fences) {
      for (const {text, line} of code) {
        const name = /\bgit clone\s(?:[^\n]{0,200}[/:])?([\w.-]{1,100}?)(?:\.git)?\/?(?:\s|$)/.exec(text)?.[1]?.toLowerCase();
        if (name !== undefined && this.#names.size > 0 && !this.#names.has(name) && page.fences.some(({lines: other}) => other.some(entry => entry.line >= line && entry.text.toLowerCase().includes(`cd ${name}`)))) return line;
      }
    }
    return Infinity;
  }

  #commandsOf(document: string, page: MarkdownPage, lines: Lines, scope: Scope): readonly Command[] {
    const {project} = this.#reading;
    const kept: Command[] = [];
    /** What the text around commands says of them is asked only where there are some. */
    const keep = (commands: readonly Command[], areExamples: () => boolean): void => {
      const judged = commands.filter(command => isResolved(command) || pathsIn(command).length > 0);
      const hypothetical = judged.length > 0 && areExamples();
      for (const command of judged) kept.push(hypothetical ? {...command, hypothetical} : command);
    };
    const columnOf = columnsOf(lines);
    let standing: Standing = atStart;
    let section: unknown;
    const shells = page.fences.filter(({info}) => mayBeShell.test(info));
    const isJudged = shells.some(({source}) => judged.test(source));
    for (const fence of isJudged ? shells : []) {
      if (!judged.test(fence.source) && !moves.test(fence.source)) continue;
      const heading = headingPath(page, fence.line).at(-1);
      if (section !== heading) standing = nextSection(standing);
      section = heading;
      const {commands, after} = commandsIn({language: fence.info, lines: fence.lines.map(line => ({text: line.text, line: line.line, column: columnOf(line)}))}, standing);
      standing = after;
      keep(commands, () => isHypothetical(lines.above(fence.line)) || scope.isHypothetical(fence.line));
    }
    let away: unknown;
    for (const span of page.codeSpans) {
      if (span.inLink || !mayBeCommand.test(span.text)) continue;
      const sectionOf = (): unknown => headingPath(page, span.line).at(-1) ?? page;
      const folder = /^cd (?:\.\/)?([\w./-]+)$/.exec(span.text)?.[1];
      if (folder !== undefined && project.tree.kind(folder.replace(/\/$/, '')) === undefined && !document.includes('/')) away = sectionOf();
      const isAway = away !== undefined && away === sectionOf();
      keep(commandsInSpan(span.text, span.line, span.column + 1), () => {
        const prose = upToSentence(lines.text(span.line), span.text);
        return isAway || scope.isHypothetical(span.line, span.text) || denies(prose) || runsElsewhere(prose, span.text);
      });
    }
    return kept;
  }

  #pinsOf(document: string, page: MarkdownPage, lines: Lines): Page['pins'] {
    const {own} = this.#reading;
    // A guide from one version to the next names both.
    if (/migrat|upgrad|updat(?:e|ing)|changes/i.test(document)) return [];
    const columnOf = columnsOf(lines);
    const pins: Pin[] = [];
    for (const fence of page.fences) if (mayHoldPin(fence.source)) for (const line of fence.lines) for (const pin of pinsIn(line.text, line.line, columnOf(line), own)) pins.push(pin);
    for (const {text, line, column} of page.codeSpans) if (mayHoldPin(text) && !isHypothetical(lines.text(line))) for (const pin of pinsIn(text, line, column + 1, own)) pins.push(pin);
    if (/(?:^|\/)(?:README|CONTRIBUTING|DEVELOPMENT|INSTALL)\.md$/i.test(document)) {
      const inFence = new Set(page.fences.flatMap(({lines: code}) => code.map(({line}) => line)));
      for (let line = 1; line <= Math.min(lines.count, 400); line++) {
        const demand = inFence.has(line) ? undefined : nodeDemand(lines.text(line));
        if (demand && !lines.text(line).startsWith('#') && !isHypothetical(lines.text(line))) pins.push({name: 'Node.js', version: demand.major, way: 'engine', at: {line, column: demand.offset + 1}});
      }
    }
    return pins;
  }

  #statements(path: string, role: Role, text: string, page: Pick<MarkdownPage, 'headings' | 'codeSpans' | 'fences'>): Pick<Page, 'mentions' | 'forbidden'> {
    const {docs} = this.#reading.policy;
    if (docs['must-mention'].length === 0 && docs.forbidden.length === 0) return {mentions: unread.mentions, forbidden: unread.forbidden};
    const said = docs['must-mention'].flatMap((mention, index) => (mention.doc === path ? [[index, mentions(text, page, mention)] as const] : []));
    const found = docs.forbidden.flatMap((statement, index) => (this.#forbiddenIn[index]!(path, role) ? [[index, forbiddenIn(text, statement)] as const] : []));
    return {mentions: new Map(said), forbidden: new Map(found)};
  }
}

/** Whether the page says above its text, in a comment, quotation or front matter, that a program wrote it. */
function isGenerated(page: MarkdownPage, lines: Lines): boolean {
  const last = Math.min(page.headings[1]?.line ?? 12, 12);
  const isMark = (mark: string): boolean => generated.test(mark) && !partly.test(mark);
  for (let line = 1; line <= last; line++) if (/^\s*(?:<!--|>|#|\[\/\/\]|\*|_|:::|!!!)/.test(lines.text(line)) && isMark(lines.text(line))) return true;
  return page.comments.some(({line, text}) => line <= last && isMark(text));
}

const isOfRoot = (document: string): boolean => !document.includes('/') || githubPage.test(document);
const mostCaptionLines = 4;
const mostLinesBetween = 3;

/** Whether the next thing below a line, comments aside, is a block of code. */
function isAboveBlock(lines: Lines, line: number): boolean {
  let next = line + 1;
  while (next < line + mostLinesBetween && /^\s*(?:<!--.*-->\s*)?$/.test(lines.text(next))) next++;
  return /^ {0,3}(?:```|~~~)/.test(lines.text(next));
}

const isWritten = /\b(?:add|append|configure|copy|create|define|implement|insert|paste|place|put|save|store|write|use (?:this|the following))\b/i;

/**
 * Whether a path is the caption of a block below it: it begins the paragraph, or ends a line that has it written (`put this into a/b.js:`). Or it begins one that comes after a line about examples.
 * What it names is shown, and may be the reader's to write.
 */
function isCaption(lines: Lines, line: number, path: string): boolean {
  const text = lines.text(line).trimEnd();
  if (text.endsWith(`\`${path}\`:`) && isWritten.test(text)) return isAboveBlock(lines, line);
  if (lines.text(line - 1).trim() !== '' || !text.replace(/^[\s([*_]{1,8}/, '').startsWith(`\`${path}\``)) return false;
  if (/\bexamples?\b/i.test(lines.above(line))) return true;
  let last = line;
  while (last < line + mostCaptionLines && lines.text(last + 1).trim() !== '') last++;
  return /:\)?\s*$/.test(lines.text(last)) && isAboveBlock(lines, last);
}

const enoughVersions = 5;
const versionHeading = /^(?:release |version )?\[?v?\d+\.\d+(?:\.\d+)?(?:\b|$)/i;

/** Whether the page tells of one version after the other, whatever its name. */
function isChangelog(page: MarkdownPage): boolean {
  const top = page.headings.reduce((least, {level, text}) => (level < least && versionHeading.test(text) ? level : least), Infinity);
  const versions = page.headings.filter(({level, text}) => level === top && versionHeading.test(text));
  return versions.length >= enoughVersions && versions.length * 2 > page.headings.filter(({level}) => level <= top).length;
}

/** Where the list of contributors stands that a tool writes, with anchors that lead nowhere. https://allcontributors.org/docs/en/bot/usage */
function isCredit(page: MarkdownPage): (line: number) => boolean {
  const marks = page.comments.filter(({text}) => text.includes('ALL-CONTRIBUTORS-'));
  const start = marks.find(({text}) => text.includes('LIST:START'))?.line;
  const end = marks.find(({text}) => text.includes('LIST:END'))?.line;
  const badge = marks.find(({text}) => text.includes('BADGE:START'))?.line;
  return line => (start !== undefined && line >= start && line <= (end ?? start)) || (badge !== undefined && line > badge && line <= badge + 2);
}

/** Whether a tag holds a picture and nothing else: badges are given `#badge` where they lead nowhere. */
const isAroundPicture = (text: string, at: number): boolean => /^<a\s[^<>]{0,300}>\s{0,80}<img\s[^<>]{0,1000}>\s{0,80}<\/a>/i.test(text.slice(at, at + 1500));

/** Whether a tag runs a script when it is clicked: its address need not lead anywhere. */
const runsScript = (text: string, at: number): boolean => /^<a\s(?:[^<>"']|"[^"]{0,500}"|'[^']{0,500}'){0,1000}?\s(?:onclick|@click[\w.]{0,40})\s*=/i.test(text.slice(at, at + 1500));

function linksOf(page: MarkdownPage, text: string, lines: Lines, site: Site | undefined): {readonly links: readonly PageLink[]; readonly unclearLinks: readonly Unclear[]} {
  const links: PageLink[] = [];
  const unclearLinks: Unclear[] = [];
  const credit = isCredit(page);
  for (const {target: destination, kind, line, column} of page.links) {
    if (destination.startsWith('#') && credit(line)) continue;
    if (leadsElsewhere(destination)) continue;
    // The parts of a target are views of what they are cut from, and kept.
    const written = copied(destination);
    const target = targetOf(written);
    if (target.kind === 'elsewhere') continue;
    if (kind === 'html' && destination.startsWith('#')) {
      const start = page.lineStarts[line - 1]! + column - 1;
      const why = isAroundPicture(text, start) ? 'a picture has it for want of an address' : runsScript(text, start) ? 'a script runs when it is clicked' : undefined;
      if (why !== undefined) {
        unclearLinks.push({why, subject: written, at: {line, column}});
        continue;
      }
    }
    if (target.kind === 'unclear') {
      unclearLinks.push({why: target.why, subject: written, at: {line, column}});
      continue;
    }
    const found: Position | undefined = kind === 'reference' ? undefined : lines.find(destination, {line, column});
    links.push({target, written, at: found ?? {line, column}, exact: found !== undefined});
  }
  for (const {target: destination, at} of site?.kind === 'hugo' || site?.kind === 'jekyll' ? shortcodesIn(text, page, lines) : []) {
    const written = copied(destination);
    const target = targetOf(written);
    if (target.kind === 'unclear') unclearLinks.push({why: target.why, subject: written, at});
    else if (target.kind !== 'elsewhere') links.push({target, written, at, exact: false});
  }
  return {links, unclearLinks};
}

function usesOf(page: MarkdownPage, lines: Lines, scope: Scope): Page['uses'] {
  const columnOf = columnsOf(lines);
  return page.fences.filter(fence => /^(?:ya?ml|)$/.test(fence.language) && fence.source.includes('uses:') && !isHypothetical(lines.above(fence.line)) && !scope.isElsewhere(fence.line))
    .flatMap(fence => usesIn(fence.lines, columnOf));
}

function variablesOf(page: MarkdownPage, lines: Lines): readonly NamedVariable[] {
  const columnOf = columnsOf(lines);
  const found = page.codeSpans.flatMap(({text, line, column}) => variablesIn(text, line, column + 1));
  for (const fence of page.fences) if (shellNames.has(fence.language)) for (const line of fence.lines) for (const one of variablesIn(line.text, line.line, columnOf(line))) found.push(one);
  return found;
}

/** The marker of front matter, else of the first line that has one outside of code. */
function markerOf(page: MarkdownPage, text: string, lines: Lines, metadata: Parameters<typeof markerInMetadata>[0]): Marker | undefined {
  const strong = markerInMetadata(new Map([...metadata].filter(([key]) => key !== 'date' && key !== 'updated')));
  if (strong || !mayHoldMarker.test(text)) return strong ?? markerInMetadata(metadata);
  const inCode = (line: number): boolean => page.fences.some(({line: first, lines: code}) => line >= first && line <= (code.at(-1)?.line ?? first) + 1);
  for (let line = page.frontMatter?.lastLine ?? 1; line <= lines.count; line++) {
    const found = mayHoldMarker.test(lines.text(line)) && !inCode(line) ? markerInLine(lines.text(line), line) : undefined;
    if (found) return found;
  }
  return markerInMetadata(metadata);
}
