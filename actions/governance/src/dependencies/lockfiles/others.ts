import {parse as parseToml} from 'smol-toml';
import {type Component, type LockContent, type Registry, isTable, member, unreadableLock} from './component.ts';

function packagesOf(path: string, text: string): readonly Readonly<Record<string, unknown>>[] {
  let lock: unknown;
  try {
    lock = parseToml(text);
  } catch (thrown) {
    throw unreadableLock(path, `it is not TOML: ${(thrown as Error).message.split('\n', 1)[0]}`);
  }
  const packages = member(lock, 'package');
  if (Array.isArray(packages)) return packages.filter(isTable);
  if (member(lock, 'version') === undefined && member(lock, 'metadata') === undefined) throw unreadableLock(path, 'it lists no packages');
  return [];
}

function ofTables(path: string, text: string, registry: Registry, own: (table: Readonly<Record<string, unknown>>) => boolean): LockContent {
  const tables = packagesOf(path, text);
  const components = tables.flatMap((table): readonly Component[] => {
    const [name, version, checksum] = [member(table, 'name'), member(table, 'version'), member(table, 'checksum')];
    if (typeof name !== 'string') throw unreadableLock(path, 'a package in it has no name');
    if (own(table)) return [];
    if (typeof version !== 'string') throw unreadableLock(path, `the package ${name} in it has no version`);
    const scope = member(table, 'category') === 'dev' ? 'dev' : member(table, 'optional') === true ? 'optional' : undefined;
    return [{registry, name, version, scope, ...(typeof checksum === 'string' && /^[0-9a-f]{64}$/.test(checksum) && {digest: {algorithm: 'sha256', hex: checksum}})}];
  });
  return {components, total: tables.length};
}

/** Cargo.lock; a package without a source is one of this repository. Source: doc.rust-lang.org/cargo, "Cargo.toml vs Cargo.lock". */
export const readCargoLock = (path: string, text: string): LockContent => ofTables(path, text, 'cargo', table => member(table, 'source') === undefined);

/** uv.lock; what is virtual, editable or a folder is this repository's. Source: docs.astral.sh/uv, "Locking and syncing". */
export const readUvLock = (path: string, text: string): LockContent => ofTables(path, text, 'pypi', table => ['virtual', 'editable', 'directory'].some(kind => member(table, 'source', kind) !== undefined));

/** poetry.lock. Source: python-poetry.org, "Dependency management". */
export const readPoetryLock = (path: string, text: string): LockContent => ofTables(path, text, 'pypi', table => member(table, 'source', 'type') === 'directory');

/** A requirements file in which every package is pinned. Source: pip.pypa.io, "Requirements File Format". */
export function readRequirements(path: string, text: string): LockContent {
  const components: Component[] = [];
  const lines = text.replace(/\\\r?\n/g, ' ').split(/\r?\n/).map(line => line.replace(/(?:^|\s)#.*$/, '').trim()).filter(line => line !== '');
  for (const line of lines) {
    if (/^(?:-r|--requirement|-c|--constraint)\b/.test(line)) throw unreadableLock(path, `it refers to another file: ${line.slice(0, 80)}`);
    // Options, and packages of this repository.
    if (line.startsWith('-') || /^\.{0,2}\//.test(line) || line === '.') continue;
    const [, name, version] = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*={2,3}\s*([^\s;,]+)(?=\s|;|$)/.exec(line) ?? [];
    if (name === undefined || version === undefined || version.includes('*')) throw unreadableLock(path, `"${line.slice(0, 80)}" is not pinned to a version`);
    components.push({registry: 'pypi', name, version, scope: undefined});
  }
  if (components.length === 0) throw unreadableLock(path, 'it lists no packages');
  return {components, total: components.length};
}

/** go.sum: modules whose content was used, not those of which only the go.mod was read. Source: go.dev/ref/mod, "go.sum files". */
export function readGoSum(path: string, text: string): LockContent {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
  const components = lines.flatMap((line): readonly Component[] => {
    const [name, version, hash, ...rest] = line.trim().split(/\s+/);
    if (name === undefined || version === undefined || rest.length > 0 || !/^h1:/.test(hash ?? '')) throw unreadableLock(path, `"${line.slice(0, 80)}" is no line of a go.sum`);
    return version.endsWith('/go.mod') ? [] : [{registry: 'golang', name, version, scope: undefined}];
  });
  return {components, total: components.length};
}
