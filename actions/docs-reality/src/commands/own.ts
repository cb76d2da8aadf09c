import {isTable, jsonAt, once, tableAt, tomlAt} from './manifests.ts';
import {packageFiles} from './packages.ts';
import {folderOf} from '../tree.ts';
import type {Command} from './commands.ts';
import type {Project} from './resolution.ts';

const SCRIPT_RUNNERS = ['npm', 'pnpm', 'yarn', 'bun', 'lerna', 'turbo', 'nx'];

/**
 * Whether the command runs a program that this repository itself makes, or one of the same trade: its documents show the use in projects of others, where
 * every name is an example.
 */
export function isOwnProgram({program, through}: Command, project: Project): boolean {
  const own = ownPrograms(project);
  return own.has(through ?? program) || own.has(program) || (SCRIPT_RUNNERS.includes(program) && SCRIPT_RUNNERS.some(runner => own.has(runner)));
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
    return names;
  });
}

const FOR_CONTRIBUTORS = /contribut|develop|hacking|maintain|releas|internal|building/i;

/**
 * Whether a script runner's command stands in the guide of a published package: such a guide speaks of the project in which the package is used. What
 * stands beside a package.json, at the root, in .github or in a document for contributors speaks of the repository itself.
 */
export function isUsersGuide({program}: Command, project: Project, document: string): boolean {
  const folder = folderOf(document);
  if (!SCRIPT_RUNNERS.includes(program) || folder === '' || folder.startsWith('.github') || FOR_CONTRIBUTORS.test(document)) return false;
  if (project.tree.kind(`${folder}/package.json`) === 'file') return false;
  return once(project, 'publishes', () => packageFiles(project).some(path => {
    const {content} = jsonAt(project, path);
    return content?.['name'] !== undefined && content['version'] !== undefined && content['private'] !== true;
  }));
}
