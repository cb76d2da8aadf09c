import {folderOf, joined} from '../tree.ts';
import type {Command} from './commands.ts';
import {once} from './manifests.ts';
import {exists, missing, unknown} from './resolution.ts';
import type {Found, Project, Resolution} from './resolution.ts';
import {judged, siteOf} from './site.ts';

const VERBS = new Set(['run', 'build', 'test', 'install', 'vet', 'generate', 'list', 'fmt']);

/** `go run ./cmd/x`, `go test ./x/...`, and `go install MODULE/cmd/x@latest` of a module of this repository: the package's folder has Go files. */
export function go(command: Command, project: Project, document: string): readonly Resolution[] {
  const [verb, ...words] = command.words;
  if (!verb || !VERBS.has(verb.text)) return [];
  const stop = verb.text === 'run' ? words.findIndex(({text}) => !text.startsWith('-')) + 1 || words.length : words.length;
  const site = siteOf(command, project, document);
  return words.slice(0, stop).flatMap(word => {
    if (/^\.{1,2}\/.+/.test(word.text)) return [judged(site, 'cmd.go', word, folder => packageAt(project, folder, word.text))];
    const module = /^([\w.-]+\.[\w.-]+\/[^@]+)@latest$/.exec(word.text)?.[1];
    const at = module === undefined ? undefined : withinModule(project, module);
    return at === undefined ? [] : [judged(site, 'cmd.go', word, () => packageAt(project, '', at))];
  });
}

function packageAt(project: Project, folder: string, name: string): Found {
  const deep = name.endsWith('/...');
  const path = joined(folder, deep ? name.slice(0, -4) : name);
  if (path === undefined) return unknown('other directory');
  if (/\.\.\./.test(deep ? name.slice(0, -4) : name)) return unknown('computed');
  const kind = project.tree.kind(path);
  if (kind === 'file') return exists;
  if (kind === 'unknown') return unknown('outside the tree');
  if (kind === 'folder' && (deep || project.tree.children(path).some(child => child.endsWith('.go')))) return exists;
  if (kind === 'folder') return unknown('computed');
  const parent = folderOf(path);
  if (!project.tree.files.some(file => file.endsWith('.go'))) return unknown('no manifest');
  if (project.tree.kind(parent) !== 'folder') return topFolderTracked(project, folder, path) ? absent(project, name, folder, path) : unknown('made by the reader');
  return parent === folder ? unknown('made by the reader') : absent(project, name, folder, path);
}

function topFolderTracked(project: Project, folder: string, path: string): boolean {
  const inside = folder === '' ? path : path.slice(folder.length + 1);
  return project.tree.kind(joined(folder, inside.split('/')[0]!) ?? '') === 'folder';
}

function absent(project: Project, name: string, folder: string, path: string): Found {
  const near = project.tree.near(path);
  return missing(`Go package "${name}"`, folder === '' ? 'the repository' : folder, near === undefined ? undefined : {name: near, path: near});
}

/** The folder of a package address, when one of the repository's own modules holds it. */
function withinModule(project: Project, address: string): string | undefined {
  const modules = once(project, 'go modules', () => project.tree.named('go.mod').flatMap(path => {
    const name = /^module\s+"?([^\s"]+)/m.exec(project.text(path) ?? '')?.[1];
    return name === undefined ? [] : [{name, folder: folderOf(path)}];
  }).sort((a, b) => b.name.length - a.name.length));
  const found = modules.find(({name}) => address === name || address.startsWith(`${name}/`));
  return found && (joined(found.folder, address.slice(found.name.length + 1)) ?? found.folder);
}
