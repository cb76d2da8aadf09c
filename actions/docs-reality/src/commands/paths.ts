import {posix} from 'node:path';
import {joined} from '../tree.ts';
import {argumentsOf, valueOf} from './arguments.ts';
import type {Command} from './commands.ts';
import {exists, missing, unknown} from './resolution.ts';
import type {Found, Project} from './resolution.ts';
import type {Word} from './words.ts';

const KNOWN_EXTENSION = new RegExp(`\\.(?:${[
  '[cm]?[jt]sx?|py|sh|bash|zsh|ps1|rb|pl|php|go|rs|lua|r|jl|sql|gradle|kts?|java|cs|csproj|sln|proto|tf|tfvars|bat|cmd|ipynb|dockerfile',
  'json[c5]?|ya?ml|toml|ini|cfg|conf|md|mdx|rst|txt|env\\.example|lock|html|css|xml|csv',
].join('|')})$`, 'i');
const INTERPRETERS = /^(?:node|tsx|ts-node|deno|bun|python[\d.]*|py|bash|sh|zsh|dash|ksh|ruby|perl|php|rscript|julia|lua|pwsh|powershell|source)$/;
const VALUES: Readonly<Record<string, ReadonlySet<string>>> = {
  node: new Set(['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions', '--env-file']),
  python: new Set(['-W', '-X', '-Q']),
  pytest: new Set(['-k', '-m', '-n', '-p', '-c', '-o', '-W', '-r', '--maxfail', '--tb', '--cov', '--durations', '--rootdir', '--ignore', '--junitxml', '--cov-report',
    '--basetemp', '--timeout', '--numprocesses']),
};
/** Options of compose and dotnet that name a file to be read. */
const FILE_OPTIONS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^dotnet$/, ['--project']],
  [/^act$/, ['-W', '--workflows']],
  [/^pip3?$/, ['-r', '--requirement', '-c', '--constraint']],
  [/^kubectl$/, ['-f', '--filename', '-k']],
  [/^(?:docker-compose|docker|podman)$/, ['-f', '--file', '--env-file']],
];

/** The words by which a command names files that it only reads: a script that is run, tests, requirements, the sources of a copy. Never an output. */
export function pathsIn(command: Command): readonly Word[] {
  const {program, words, name} = command;
  if (/^\.\.?\//.test(program)) return plain([name]);
  const python = /^(?:python|py)[\d.]*$/.test(program);
  const values = VALUES[python ? 'python' : program] ?? new Set<string>();
  if (INTERPRETERS.test(program)) {
    if (words[0] && ['-c', '-m', '-e', '-p', '--eval', '--test', 'install', 'task', 'add', 'x', 'init', 'create'].includes(words[0].text)) return [];
    const given = argumentsOf(words, values, true);
    if (given.options.some(({name: option}) => ['-c', '-e', '-p', '-m', '--eval', '--print', '-ec', '-lc', '-xc'].includes(option))) return [];
    const script = given.rest[['deno', 'bun'].includes(program) && given.rest[0]?.text === 'run' ? 1 : 0];
    return script && (program !== 'deno' || given.rest[0]?.text === 'run') ? plain([script]) : [];
  }
  const file = FILE_OPTIONS.find(([pattern]) => pattern.test(program))?.[1];
  if (file) return plain(argumentsOf(words, new Set(file)).options.flatMap(({name: option, value}) => value && file.includes(option) ? [value] : []));
  if (program === 'pytest') return plain(argumentsOf(words, values).rest.map(withoutTestId));
  if (program === 'cp') {
    const given = argumentsOf(words, new Set(['-t']));
    return plain(valueOf(given, '-t') ? given.rest : given.rest.slice(0, -1));
  }
  if (program === 'cat' || program === 'less' || program === 'chmod') return plain(argumentsOf(words, values).rest);
  if (program === 'go' && words[0]?.text === 'run') return plain(words.slice(1).filter(({text}) => text.endsWith('.go')));
  if (/^(?:npm|pnpm|yarn)$/.test(program)) {
    const {passed} = argumentsOf(words, values);
    return plain(passed.filter(({text}) => !text.startsWith('-')).map(withoutTestId));
  }
  return [];
}

/** `tests/x.py::test_one` names the file before the colons. */
function withoutTestId(word: Word): Word {
  const colons = word.text.indexOf('::');
  return colons < 0 ? word : {...word, text: word.text.slice(0, colons), span: {...word.span, length: Math.min(colons, word.span.length)}};
}

function plain(words: readonly Word[]): readonly Word[] {
  return words.filter(({text, doubt}) => !doubt && /^[\w.+][\w.@+\-/]*$/.test(text) && (text.includes('/') || KNOWN_EXTENSION.test(text)));
}

const OUTPUT_FOLDERS = new Set(['dist', 'build', 'out', 'output', 'target', 'bin', 'obj', 'lib', 'node_modules', 'coverage', '.venv', 'venv', 'vendor', '.next', '_build',
  'site', 'generated', 'artifacts', 'tmp', 'dist-ssr', 'release', 'debug']);

/** Below a folder that builds usually make and that is not tracked here. */
function isOutput(path: string, {tree}: Project): boolean {
  const parts = path.split('/').slice(0, -1);
  return parts.some((part, index) => OUTPUT_FOLDERS.has(part) && tree.kind(parts.slice(0, index + 1).join('/')) === undefined);
}

/** The readings from which the path's first folder is there, if it is there from any: a script in `bin/` is meant from where there is a `bin`. */
export function fromLikelyFolders<S extends {readonly project: Project; readonly folders: readonly string[]}>(site: S, {text}: Word): S {
  const [first, ...rest] = text.replace(/^(?:\.\/)+/, '').split('/');
  const likely = rest.length === 0 ? [] : site.folders.filter(folder => site.project.tree.kind(joined(folder, first!) ?? '\0') === 'folder');
  return likely.length === 0 ? site : {...site, folders: likely};
}

/**
 * A file that a command reads, looked for from a folder. Missing only where the document can hardly mean a file of the reader's own: the first folder of
 * the path is tracked, or is one that policy names, or the folder was stated and holds files of that kind; elsewhere it is unknown.
 */
export function fileFound(project: Project, folder: string, word: Word, stated = false): Found {
  const path = joined(folder, word.text);
  if (path === undefined) return unknown('other directory');
  const kind = project.tree.kind(path);
  if (kind === 'unknown') return unknown('outside the tree');
  if (kind) return exists;
  if (project.ignored?.(path) || isOutput(path, project)) return unknown('build output');
  const [first, ...rest] = path.slice(folder === '' ? 0 : folder.length + 1).split('/');
  const at = joined(folder, first!) ?? '';
  const under = project.prefixes?.some(prefix => path.startsWith(prefix)) ?? false;
  const kin = stated && rest.length === 0 && project.tree.named(posix.basename(path)).length === 0 && project.tree.children(folder).some(child => posix.extname(child) === posix.extname(path) && child.includes('.', 1));
  if (!under && !kin && (rest.length === 0 || project.tree.kind(at) !== 'folder')) return unknown('made by the reader');
  if (!under && !KNOWN_EXTENSION.test(path)) return unknown('made by the reader');
  const near = project.tree.near(path);
  return missing(`file "${word.text}"`, folder === '' ? 'the repository' : folder, near === undefined ? undefined : {name: near, path: near});
}

