import {readToml} from './python.ts';
import {type FoundVersion, type SourceFile, member, placeOfLine, standingOf, textOf} from './source.ts';

/** `cargo new` begins with 0.1.0. */
const beginsWith = ['0.1.0'];

/** What a workspace gives to its members. Source: doc.rust-lang.org/cargo, "Workspaces". */
export interface CargoWorkspace {
  readonly path: string;
  readonly version?: string;
  readonly members: readonly string[];
  readonly excluded: readonly string[];
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter(one => typeof one === 'string') : []);

export function cargoWorkspace(file: SourceFile): CargoWorkspace | undefined {
  const workspace = member(readToml(file), 'workspace');
  if (workspace === undefined) return undefined;
  const version = textOf(member(workspace, 'package', 'version'));
  return {path: file.path, members: texts(member(workspace, 'members')), excluded: texts(member(workspace, 'exclude')), ...(version !== undefined && {version})};
}

/** Cargo.toml: its own version, the workspace's, or one inherited from it, which is the workspace's and therefore no source of its own. */
export function readCargoToml(file: SourceFile): readonly FoundVersion[] {
  const {path, text} = file;
  const toml = readToml(file);
  const at = placeOfLine(path, text, /^\s*version\s*=/);
  const name = textOf(member(toml, 'package', 'name'));
  const shared = textOf(member(toml, 'workspace', 'package', 'version'));
  const own = textOf(member(toml, 'package', 'version'));
  const published = member(toml, 'package', 'publish') !== false;
  const found: FoundVersion[] = [];
  if (shared !== undefined) found.push({path, version: shared, ...standingOf(shared, beginsWith), ...(name !== undefined && own === undefined && {name}), at});
  if (own !== undefined) found.push({path, version: own, ...standingOf(own, beginsWith, published), ...(name !== undefined && {name}), at});
  return found;
}
