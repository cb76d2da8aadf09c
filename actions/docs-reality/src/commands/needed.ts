import {joined} from '../tree.ts';
import type {Tree} from '../tree.ts';
import type {Command} from './commands.ts';
import {pathsIn} from './paths.ts';

const MOST_FILES = 5_000;
const MANIFEST = new RegExp(`(?:^|/)(?:${[
  'package\\.json', 'lerna\\.json', 'turbo\\.jsonc?', 'GNUmakefile', '[Mm]akefile[^/]*', '[^/]+\\.(?:mk|mak|make|just)', '\\.?justfile', '\\.?Justfile', '\\.?JUSTFILE',
  'Cargo\\.(?:toml|lock)', '\\.cargo/config(?:\\.toml)?', 'pyproject\\.toml', 'pixi\\.toml', 'hatch\\.toml', 'tox\\.(?:ini|toml)', 'setup\\.cfg', 'noxfile\\.py', 'go\\.mod',
  '[Tt]askfile[^/]*\\.ya?ml', 'deno\\.jsonc?', 'composer\\.json', '(?:docker-)?compose[^/]*\\.ya?ml', '\\.github/workflows/[^/]+\\.ya?ml',
].join('|')})$`);

const FILE_OPTION = /^(?:-f|--file|-t|--taskfile|--justfile)$/;

/** The manifests that resolving needs: those nearest to the root first, at most 5,000. What is left out is unknown when asked for, never missing. */
export function filesNeeded(tree: Tree): readonly string[] {
  const depth = (path: string): number => path.split('/').length;
  return tree.files.filter(path => MANIFEST.test(path) && !path.includes('node_modules/')).sort((a, b) => depth(a) - depth(b)).slice(0, MOST_FILES);
}

/** The scripts and included files that the commands themselves name and whose text is read in a second pass: Python scripts, makefiles and the like given with `-f`. */
export function filesFor(commands: Iterable<{readonly command: Command; readonly document: string}>, tree: Tree): readonly string[] {
  const files = new Set<string>();
  for (const {command, document} of commands) {
    const given = command.words.filter((word, index) => !word.doubt && FILE_OPTION.test(command.words[index - 1]?.text ?? ''));
    const names = [...pathsIn(command), ...given].map(({text}) => text);
    const module = command.words.findIndex(({text}) => text === '-m');
    const dotted = module < 0 ? undefined : command.words[module + 1]?.text.replaceAll('.', '/');
    if (dotted !== undefined) names.push(`${dotted}.py`, `${dotted}/__main__.py`, `src/${dotted}.py`, `src/${dotted}/__main__.py`);
    if (names.length === 0) continue;
    const folders = foldersAbove(document);
    for (const name of names) for (const path of readings(command, folders, name)) if (tree.kind(path) === 'file' && files.size < MOST_FILES) files.add(path);
  }
  return [...files];
}

/** From the root down. */
function foldersAbove(document: string): readonly string[] {
  const folders = [''];
  for (let slash = document.indexOf('/'); slash >= 0; slash = document.indexOf('/', slash + 1)) folders.push(document.slice(0, slash));
  return folders;
}

function readings(command: Command, folders: readonly string[], name: string): readonly string[] {
  return folders.flatMap(folder => command.where.flatMap(({path}) => joined(folder, `${path}/${name}`.replace(/^\//, '')) ?? []));
}
