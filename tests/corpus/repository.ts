import {existsSync, lstatSync, readFileSync, readdirSync} from 'node:fs';
import {basename, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';

export type Content = string | Uint8Array;
export type Files = Readonly<Record<string, Content>>;

/** A tree with documents whose claims are taken to be true, unless the gate already objects to them. */
export interface Repository {
  readonly name: string;
  readonly files: Files;
  /** Its `owner/name`. */
  readonly remote: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const samples = fileURLToPath(new URL('repositories/', import.meta.url));
const leftOut = new Set(['node_modules', '.git', '.build', '.tools', '.shipgate']);
/** In this repository: what is made, and what is wrong on purpose. */
const notOwn = /(?:^|\/)dist\/|^tests\/corpus\/repositories\/|^docs\/rules\/|^workflows-examples\/starter\//;
/** Only of these the content matters to the gate; of other files, that they are there. */
const readable = /\.(?:mdx?|markdown|json|jsonc|ya?ml|toml|mk|ini|cfg|py|html|just)$|(?:^|\/)(?:GNUmakefile|[Mm]akefile|[Jj]ustfile|go\.mod)$/;
const any = /(?:)/;
const mostFiles = 30_000;
const mostBytes = 300_000;

function* pathsIn(folder: string): Iterable<string> {
  for (const entry of readdirSync(folder, {withFileTypes: true})) {
    if (leftOut.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* pathsIn(path);
    else if (entry.isFile()) yield path;
  }
}

function filesIn(folder: string, {not = /^$/, read = readable}: {readonly not?: RegExp; readonly read?: RegExp} = {}): Files {
  const files: Record<string, Content> = {};
  let count = 0;
  for (const path of pathsIn(folder)) {
    const name = relative(folder, path).replaceAll('\\', '/');
    if (not.test(name)) continue;
    const small = read.test(path) && lstatSync(path).size <= mostBytes;
    files[name] = small ? readFileSync(path) : '';
    if (++count >= mostFiles) break;
  }
  return files;
}

/** The text of a file of a repository. */
export function textOf(files: Files, path: string): string {
  const content = files[path];
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}

/** The small repositories of many kinds beside this file. */
export function sampleRepositories(): readonly Repository[] {
  return readdirSync(samples).sort().map(name => ({name, files: filesIn(join(samples, name), {read: any}), remote: `acme/${name}`}));
}

/** The documents of this very repository. */
export function ownRepository(): Repository {
  return {name: 'this repository', files: filesIn(root, {not: notOwn}), remote: 'owner/this'};
}

/** A repository in some folder, with the name that its remote gives it. */
export function repositoryAt(folder: string): Repository {
  const config = join(folder, '.git/config');
  const remote = existsSync(config) ? /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?$/m.exec(readFileSync(config, 'utf8'))?.[1] : undefined;
  return {name: basename(folder), files: filesIn(folder), remote: remote ?? `local/${basename(folder)}`};
}

/** Every installed package that brings a README, as a repository of its own. Packages that are installed several times count once. */
export function packageRepositories(): readonly Repository[] {
  const home = join(root, 'node_modules');
  const names = readdirSync(home).flatMap(name => (name.startsWith('@') ? readdirSync(join(home, name)).map(inner => `${name}/${inner}`) : [name]));
  return names.sort().flatMap(name => {
    const folder = join(home, name);
    if (name.startsWith('.') || !existsSync(join(folder, 'package.json')) || !readdirSync(folder).some(file => /^readme\.md$/i.test(file))) return [];
    return [{name, files: filesIn(folder), remote: `packages/${name.replace(/^.*\//, '')}`}];
  });
}
