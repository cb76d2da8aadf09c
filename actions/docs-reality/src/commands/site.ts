import {folderOf, joined} from '../tree.ts';
import type {Command, Where} from './commands.ts';
import {once} from './manifests.ts';
import {unknown} from './resolution.ts';
import type {CommandRule, Found, Project, Resolution, Why} from './resolution.ts';
import {isOwnProgram, isUsersGuide} from './own.ts';
import type {Word} from './words.ts';

/** The folders of this repository in which a command may be meant to run, the plainest reading first. */
export interface Site {
  readonly project: Project;
  readonly folders: readonly string[];
  /** Why a reading leads out of the repository: what is not found is then not known to be missing. */
  readonly doubt?: Why;
  /** The document says which folder is meant: nothing needs to be looked for in others. */
  readonly stated: boolean;
  /** The command stands in a shell block and not just in a sentence. */
  readonly sure: boolean;
  readonly shown: string;
  /** Why nothing may be called missing, wherever it is looked for. */
  readonly excuse?: Why;
}

/** Documents that tell of the past, of plans or of the reader's project, and the pages of a web site about something else. */
const STORIES = /(?:^|\/)(?:blog|_posts|news|tutorials?|codelabs?|workshops?|lessons?|rfcs?|proposals?|plans?)\/|[.-](?:plan|proposal|rfc)\.mdx?$|^content\/(?!.*contribut)/i;

/** In: the command, the document's path, and the folder option (`-C`, `--prefix`), if the command has one. */
export function siteOf(command: Command, project: Project, document: string, into?: Word): Site {
  const starts = startsFor(document, project);
  const folders = new Set<string>();
  let doubt: Why | undefined;
  for (const where of command.where) {
    const found = foldersOf(where, starts, project, into);
    if (typeof found === 'string') doubt ??= found;
    else for (const folder of found) folders.add(folder);
  }
  const stated = into !== undefined || command.where.every(({path}) => path !== '');
  const excuse = excuseOf(command, project, document, stated);
  return {project, folders: [...folders], stated, sure: command.sure, shown: command.shown, ...(excuse && {excuse}), ...(doubt && {doubt})};
}

function excuseOf(command: Command, project: Project, document: string, stated: boolean): Why | undefined {
  if (command.hypothetical || STORIES.test(document)) return 'hypothetical';
  if (isOwnProgram(command, project, document)) return 'own program';
  return !stated && isUsersGuide(command, project, document) ? 'made by the reader' : undefined;
}

/** A document in a package speaks of the package or of the whole repository. */
function startsFor(document: string, project: Project): readonly string[] {
  return once(project, `starts:${folderOf(document)}`, () => {
    const starts = [];
    for (let folder = folderOf(document); folder !== ''; folder = folderOf(folder)) if (project.tree.kind(folder) === 'folder') starts.push(folder);
    return [...starts, ''];
  });
}

function foldersOf({path, clone, elsewhere}: Where, starts: readonly string[], project: Project, into: Word | undefined): readonly string[] | Why {
  if (elsewhere) return elsewhere;
  if (into?.doubt) return into.doubt === 'placeholder' ? 'placeholder' : 'computed';
  if (into && /^(?:[/~\\]|[A-Za-z]:)/.test(into.text)) return 'other directory';
  if (clone !== undefined && !sameRepository(clone, project)) return 'other repository';
  if (path === '' && clone === undefined && !into) return starts;
  const inside = (start: string): string | undefined => {
    const at = joined(start, path);
    return at === undefined || !into ? at : joined(at, into.text);
  };
  const candidates = (clone === undefined ? starts : ['']).map(inside);
  const folders = candidates.filter(folder => folder !== undefined && project.tree.kind(folder) === 'folder') as readonly string[];
  if (folders.length > 0) return folders;
  if (candidates.some(folder => folder !== undefined && project.tree.kind(folder) === 'unknown')) return 'outside the tree';
  const [first, ...rest] = path.split('/');
  if (clone === undefined && !into && first === nameOf(project)) return foldersOf({path: rest.join('/')}, [''], project, into);
  return 'other directory';
}

function nameOf({repository}: Project): string | undefined {
  return repository?.slice(repository.lastIndexOf('/') + 1);
}

function sameRepository(url: string, project: Project): boolean {
  const name = nameOf(project);
  const cloned = /([^/:]+?)(?:\.git)?\/?$/.exec(url.slice(-200))?.[1];
  return name !== undefined && cloned?.toLowerCase() === name.toLowerCase();
}

const LIKELY_PLACEHOLDER = new RegExp(`^(?:${[
  '(?:your|my|some|example|the)[-_:]\\w.*',
  '(?:your|my|some|any|other|task|script|target)[-_]?(?:target|script|command|task|recipe|name|package|test|file|app|project)s?',
  'foo|bar|baz|xxx+|name|script|target|command|example|[A-Z][A-Z0-9_]*',
].join('|')})$`);

/**
 * One named thing, looked for in every folder that may be meant: it exists if it does in one of them, and is missing only if nothing speaks for
 * another reading. `look` gives nothing for a folder that has no say, for example one without a manifest.
 */
export function judged(site: Site, rule: CommandRule, word: Word, look: (folder: string) => Found | undefined): Resolution {
  const found = word.doubt ? unknown(word.doubt === 'placeholder' ? 'placeholder' : 'computed') : best(site, look);
  if (found.state !== 'missing') return {...found, rule, span: word.span};
  const excuse = site.excuse ?? (isShown(site, word.text) ? 'made by the reader' : undefined) ?? (LIKELY_PLACEHOLDER.test(word.text) ? 'placeholder' : site.doubt);
  return {...(excuse ? unknown(excuse) : found), rule, span: word.span};
}

/** Whether the section shows code that defines the name: as a key, a target or a recipe. */
function isShown({shown}: Site, name: string): boolean {
  return shown !== '' && [`"${name}"`, `\n${name}:`, `\n${name} `, ` ${name}:`, `'${name}'`].some(form => shown.includes(form));
}

function best(site: Site, look: (folder: string) => Found | undefined): Found {
  const all: Found[] = [];
  for (const folder of site.folders) {
    const found = look(folder);
    if (found?.state === 'exists') return found;
    if (found) all.push(found);
  }
  return all.find(({state}) => state === 'unknown') ?? all[0] ?? unknown(site.doubt ?? 'no manifest');
}
