import {parse as parseYaml} from 'yaml';
import {type FactList, type FilesRead, type Gap, Refusal, glob} from '#core';
import {readDotnetProject, readGradleProperties, readPom} from './build-files.ts';
import {cargoWorkspace, readCargoToml} from './cargo.ts';
import {readGodotPresets, readGodotProject, readUnitySettings} from './game.ts';
import {readComposerJson, readJson, readLernaJson, readPackageJson, workspaceGlobs} from './npm.ts';
import {readPyproject, readSetupCfg, readToml} from './python.ts';
import {type Ecosystem, type FoundVersion, type Look, type SourceFile, type VersionSource, beside, folderOf, longestManifest, member} from './source.ts';

/** What every kind of manifest is called, which ecosystem it is of, and how its version is read. */
export interface Kind {
  readonly ecosystem: Ecosystem;
  readonly named: (path: string) => boolean;
  readonly read: (file: SourceFile, look: Look) => Promise<readonly FoundVersion[]> | readonly FoundVersion[];
}

const called = (name: string) => (path: string): boolean => path === name || path.endsWith(`/${name}`);

/** The manifests whose form is known by their name. */
export const kinds: readonly Kind[] = [
  {
    ecosystem: 'npm', named: called('package.json'),
    read: async (file, look) => readPackageJson(file, {isAction: (await look(beside(file.path, 'action.yml'))) !== undefined || (await look(beside(file.path, 'action.yaml'))) !== undefined}),
  },
  {ecosystem: 'lerna', named: called('lerna.json'), read: readLernaJson},
  {ecosystem: 'python', named: called('pyproject.toml'), read: readPyproject},
  {ecosystem: 'python', named: called('setup.cfg'), read: readSetupCfg},
  {ecosystem: 'cargo', named: called('Cargo.toml'), read: readCargoToml},
  {ecosystem: 'unity', named: called('ProjectSettings/ProjectSettings.asset'), read: readUnitySettings},
  {ecosystem: 'godot', named: called('project.godot'), read: readGodotProject},
  {ecosystem: 'godot', named: called('export_presets.cfg'), read: file => readGodotPresets(file, beside(file.path, 'project.godot'))},
  {ecosystem: 'dotnet', named: path => /\.(?:cs|fs|vb)proj$/.test(path) || called('Directory.Build.props')(path), read: readDotnetProject},
  {ecosystem: 'maven', named: called('pom.xml'), read: readPom},
  {ecosystem: 'gradle', named: called('gradle.properties'), read: readGradleProperties},
  {ecosystem: 'composer', named: called('composer.json'), read: readComposerJson},
];

/** Folders whose manifests are samples, copies or inputs of tests. */
const notReleased = /(?:^|\/)(?:node_modules|vendor|third_party|tests?|__tests__|fixtures?|__fixtures__|testdata|e2e|examples?|samples?|demos?|templates?|playgrounds?|benchmarks?|sandbox|docs?|website|\.[^/]+)\//i;

/** More packages than this are not looked at one by one. */
const mostMembers = 1000;

const readText = (files: FilesRead, path: string): Promise<string | undefined> => files.text(path, {limit: longestManifest});

/** The globs of the folders in which packages of the workspaces of the root stand, by the manifest's name. What cannot be read says nothing. */
async function memberGlobs(look: Look): Promise<readonly string[]> {
  const read = async <T>(path: string, parse: (file: SourceFile) => T): Promise<T | undefined> => {
    try {
      const text = await look(path);
      return text === undefined ? undefined : parse({path, text});
    } catch {
      return undefined;
    }
  };
  const inFolders = (folders: readonly string[], manifest: string): readonly string[] => folders.map(folder => {
    const [sign, plain] = folder.startsWith('!') ? ['!', folder.slice(1)] : ['', folder];
    return `${sign}${plain.replace(/^\.\//, '').replace(/\/+$/, '')}/${manifest}`;
  });
  const npm = [await read('package.json', file => workspaceGlobs(readJson(file))), await read('lerna.json', file => workspaceGlobs(readJson(file))), await read('pnpm-workspace.yaml', ({text}) => workspaceGlobs(parseYaml(text)))];
  const cargo = await read('Cargo.toml', cargoWorkspace);
  const uv = await read('pyproject.toml', file => member(readToml(file), 'tool', 'uv', 'workspace', 'members'));
  return [
    ...inFolders(npm.flatMap(one => one ?? []), 'package.json'),
    ...inFolders([...(cargo?.members ?? []), ...(cargo?.excluded ?? []).map(folder => `!${folder}`)], 'Cargo.toml'),
    ...inFolders(Array.isArray(uv) ? uv.filter(one => typeof one === 'string') : [], 'pyproject.toml'),
  ];
}

/** What may stand anywhere, because its own tool says where. */
const anywhere = new Set<Ecosystem>(['unity', 'godot', 'dotnet']);

/**
 * The version sources that a repository has, without any setting: manifests in the root, packages of its workspaces, and projects of Unity, Godot and
 * .NET wherever they stand. A manifest of the root that cannot be read is a gap; one of a member is passed over.
 */
export async function detectSources(files: FilesRead): Promise<FactList<VersionSource>> {
  const paths = (await files.list()).filter(({kind}) => kind === 'file').map(({path}) => path);
  const there = new Set(paths);
  const look: Look = async path => (there.has(path) ? readText(files, path) : undefined);
  const items: VersionSource[] = [];
  const gaps: Gap[] = [];
  const globs = await memberGlobs(look);
  const isMember = globs.length === 0 ? () => false : glob(globs);
  const candidates = paths.flatMap((path): readonly {readonly path: string; readonly kind: Kind; readonly level: VersionSource['level']}[] => {
    const kind = kinds.find(({named}) => named(path));
    if (!kind) return [];
    const home = kind.ecosystem === 'unity' ? folderOf(folderOf(path)) : folderOf(path);
    if (home === '') return [{path, kind, level: 'root'}];
    if (path.split('/').includes('node_modules')) return [];
    return isMember(path) || (anywhere.has(kind.ecosystem) && !notReleased.test(path)) ? [{path, kind, level: 'member'}] : [];
  });
  for (const {path, kind, level} of candidates.slice(0, mostMembers)) {
    try {
      const text = await look(path);
      const found = text === undefined ? [] : await kind.read({path, text}, look);
      items.push(...found.map(one => ({...one, ecosystem: kind.ecosystem, level})));
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      if (level === 'root') gaps.push(thrown.gap);
    }
  }
  return {items: onlyProjects(items), gaps};
}

/** Where the root has no version of its own, the only project in the tree is what the repository releases. */
function onlyProjects(sources: readonly VersionSource[]): readonly VersionSource[] {
  if (sources.some(({level, standing}) => level === 'root' && standing !== 'private')) return sources;
  const projects = new Set(sources.filter(({ecosystem, standing}) => (ecosystem === 'unity' || ecosystem === 'godot') && standing !== 'elsewhere').map(({path, twin}) => twin ?? path));
  if (projects.size !== 1) return sources;
  return sources.map(source => (projects.has(source.twin ?? source.path) ? {...source, level: 'root' as const} : source));
}
