import {type Table, isTable, jsonAt, once, tableAt, tomlAt} from './manifests.ts';
import {packageFiles} from './packages.ts';
import {type Tree, folderOf, joined} from '../tree.ts';
import type {Command} from './commands.ts';
import type {Project} from './resolution.ts';

const SCRIPT_RUNNERS = ['npm', 'pnpm', 'yarn', 'bun', 'deno', 'lerna', 'turbo', 'nx'];

/**
 * Whether the command runs a program that this repository itself makes, or one of the same trade: its documents show the use in projects of others, where
 * every name is an example. Guides for contributors show the other programs of the trade as this repository uses them.
 */
export function isOwnProgram({program, through}: Command, project: Project, document: string): boolean {
  const own = ownPrograms(project);
  return own.has(through ?? program) || own.has(program) || (SCRIPT_RUNNERS.includes(program) && !isForContributors(document) && SCRIPT_RUNNERS.some(runner => own.has(runner)));
}

function ownPrograms(project: Project): ReadonlySet<string> {
  return once(project, 'own programs', () => {
    const names = new Set<string>();
    const add = (name: unknown): void => {
      if (typeof name === 'string') names.add(name.slice(name.lastIndexOf('/') + 1));
    };
    add(project.repository);
    for (const path of packageFiles(project)) {
      const {content} = jsonAt(project, path);
      const bin = content?.['bin'];
      if (isTable(bin)) Object.keys(bin).forEach(add);
      else if (typeof bin === 'string') add(content?.['name']);
    }
    for (const path of project.tree.named('Cargo.toml')) {
      const {content} = tomlAt(project, path);
      add(tableAt(content, 'package')['name']);
      const bins = content?.['bin'];
      for (const bin of Array.isArray(bins) ? bins : []) if (isTable(bin)) add(bin['name']);
    }
    for (const path of project.tree.named('pyproject.toml')) {
      for (const names_ of [['project', 'scripts'], ['tool', 'poetry', 'scripts']]) Object.keys(tableAt(tomlAt(project, path).content, ...names_)).forEach(add);
    }
    for (const path of project.tree.named('composer.json')) {
      const {content} = jsonAt(project, path);
      if (Array.isArray(content?.['bin'])) add(content['name']);
    }
    // A Go module is called as its last name, or as one of the folders in cmd/.
    for (const path of project.tree.named('go.mod')) {
      const module = /^module\s+(\S+)/m.exec(project.text(path) ?? '')?.[1]?.replace(/\/v\d+$/, '');
      add(module);
      for (const command of project.tree.children(joined(folderOf(path), 'cmd') ?? 'cmd')) add(command);
    }
    return names;
  });
}

const FOR_CONTRIBUTORS = /(?:^|\/)(?:[\w-]*contribut\w*|develop(?:ment|er|ers|ing)|hacking|maint(?:ain|enance)\w*|releas\w*|internals?|building)(?:[/._-]|$)|(?:^|\/)(?:AGENTS|CLAUDE|GEMINI)\.md$|(?:^|\/)\.cursor\/rules\//i;

/** Whether a document is written for those who work on the repository, or on what it is about. */
export const isForContributors = (document: string): boolean => FOR_CONTRIBUTORS.test(document);

/** Whether a document is written for those who work on the repository itself: the chapter for contributors in the manual of something else is not. */
export function isForContributorsHere({tree}: Pick<Project, 'tree'>, document: string): boolean {
  return isForContributors(document) && !(document.includes('/') && isManual(tree));
}

/** Whether a document speaks of the repository itself: at its root, in .github, beside a manifest, or for contributors. */
export function isOfRepository({tree}: Pick<Project, 'tree'>, document: string): boolean {
  const folder = folderOf(document);
  if (folder === '' || folder.startsWith('.github') || isForContributorsHere({tree}, document)) return true;
  return ['package.json', 'Cargo.toml', 'pyproject.toml', 'go.mod'].some(name => tree.kind(`${folder}/${name}`) === 'file');
}

const PAGES = /\.(?:mdx?|markdown|rst|adoc|ipynb|qmd)$/i;
const SOURCES = /\.(?:[cm]?[jt]sx?|py|go|rs|java|kts?|rb|php|cs|c|cc|cpp|h|hpp|swift|scala|lua|ex|exs|vue|svelte|sh)$/i;

/** Whether the repository is made of pages rather than of code: the manual of something else, whose commands run where that is used. */
export function isManual(tree: Tree): boolean {
  return once(tree, 'is a manual', () => {
    const pages = tree.files.filter(path => PAGES.test(path)).length;
    return pages >= 50 && pages > 3 * tree.files.filter(path => SOURCES.test(path)).length;
  });
}

const RUNTIMES = new Set(['node', 'tsx', 'ts-node']);
/** Where any project has its program: `node src/index.mjs`. */
const READERS_FILE = /^(?:\.\/)?(?:src|app|server|dist|lib|build)\//;

/**
 * Whether a command stands in a guide for users: a guide of a published package speaks of the project in which the package is used, a manual of whatever
 * it is about. What speaks of the repository itself is none.
 */
export function isUsersGuide({program, words}: Command, project: Project, document: string): boolean {
  if (isOfRepository(project, document)) return false;
  if (isManual(project.tree)) return true;
  return (SCRIPT_RUNNERS.includes(program) || RUNTIMES.has(program) && READERS_FILE.test(words[0]?.text ?? '')) && publishes(project);
}

const NOT_PUBLISHED = /(?:^|\/)(?:tests?|examples?|fixtures?|templates?|vendor)\//;

/** Whether a package of the repository is published, so that its guides speak of other projects. */
export function publishes(project: Project): boolean {
  const {tree} = project;
  const isNamed = (path: string, isPublic: (content: Table) => boolean): boolean => {
    const {content} = jsonAt(project, path);
    return content?.['name'] !== undefined && isPublic(content);
  };
  const named = (...names: readonly string[]): readonly string[] => names.flatMap(name => tree.named(name)).filter(path => !NOT_PUBLISHED.test(path));
  return once(project, 'publishes', () => tree.children('').some(name => name.endsWith('.gemspec')) || named('mix.exs').length > 0
    || [...packageFiles(project), ...tree.named('deno.json'), ...tree.named('deno.jsonc')].some(path => isNamed(path, content => content['version'] !== undefined && content['private'] !== true))
    // An application of PHP is a package of the type "project": https://getcomposer.org/doc/04-schema.md#type
    || named('composer.json').some(path => isNamed(path, content => content['type'] !== 'project')));
}
