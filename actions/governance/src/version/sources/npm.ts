import {type FoundVersion, type SourceFile, member, placeOfLine, standingOf, textOf, unreadable} from './source.ts';

export function readJson({path, text}: SourceFile): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw unreadable(path, `it is not JSON: ${(thrown as Error).message}`);
  }
}

const versionLine = /^\s*"version"\s*:/;

/** What a package must have one of to be of use to who installs it. */
const offers = ['main', 'module', 'exports', 'bin', 'browser', 'types', 'typings', 'files', 'publishConfig', 'style', 'sass', 'unpkg', 'jsdelivr', 'engines', 'contributes', 'unity'];

/** package.json. Source: docs.npmjs.com, "package.json". `npm init` begins with 1.0.0. */
export function readPackageJson(file: SourceFile, {isAction = false}: {readonly isAction?: boolean} = {}): readonly FoundVersion[] {
  const manifest = readJson(file);
  const version = textOf(member(manifest, 'version'));
  if (version === undefined) return [];
  const name = textOf(member(manifest, 'name'));
  const useful = name !== undefined && offers.some(key => member(manifest, key) !== undefined);
  const found = standingOf(version, ['1.0.0'], member(manifest, 'private') !== true && !isAction && useful);
  return [{
    path: file.path, version, ...found, ...(isAction && found.standing === 'private' && {why: 'the action is used by its tag'}), ...(name !== undefined && {name}),
    at: placeOfLine(file.path, file.text, versionLine),
  }];
}

/** lerna.json: one version for all packages, or `independent`. Source: lerna.js.org, "Version and Publish". */
export function readLernaJson(file: SourceFile): readonly FoundVersion[] {
  const version = textOf(member(readJson(file), 'version'));
  if (version === undefined) return [];
  const at = placeOfLine(file.path, file.text, versionLine);
  if (version === 'independent') return [{path: file.path, standing: 'elsewhere', why: 'each package has a version of its own', at}];
  return [{path: file.path, version, ...standingOf(version, ['0.0.0']), at}];
}

/** composer.json; its version is optional, because Packagist goes by the tags. Source: getcomposer.org/doc/04-schema.md. */
export function readComposerJson(file: SourceFile): readonly FoundVersion[] {
  const manifest = readJson(file);
  const version = textOf(member(manifest, 'version'));
  const name = textOf(member(manifest, 'name'));
  return version === undefined ? [] : [{
    path: file.path, version, ...standingOf(version, []), ...(name !== undefined && {name}), at: placeOfLine(file.path, file.text, versionLine),
  }];
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter(one => typeof one === 'string') : []);

/** The folders of the packages that a package.json or lerna.json declares, as globs. */
export function workspaceGlobs(manifest: unknown): readonly string[] {
  const workspaces = member(manifest, 'workspaces');
  return [...texts(workspaces), ...texts(member(workspaces, 'packages')), ...texts(member(manifest, 'packages'))];
}
