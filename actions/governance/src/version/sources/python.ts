import {parse as parseToml} from 'smol-toml';
import {settingsIn} from './settings-lines.ts';
import {type FoundVersion, type Look, type SourceFile, beside, member, placeOfLine, plainName, standingOf, textOf, unreadable} from './source.ts';

export function readToml({path, text}: SourceFile): unknown {
  try {
    return parseToml(text);
  } catch (thrown) {
    const {message, line} = thrown as Error & {line?: number};
    throw unreadable(path, `it is not TOML: ${message.split('\n', 1)[0]}`, line);
  }
}

/** Poetry and uv begin with 0.1.0. */
const beginsWith = ['0.1.0'];
const assignment = /^(?:__version__|VERSION|version)\s*(?::\s*(?:[\w.]+\s*)?)?=\s*(["'])([^"']+)\1\s*(?:[;#].*)?$/;

/** A version that a Python file assigns as a plain text: `__version__ = "1.2.3"`. */
export function assignedVersion(path: string, text: string): {readonly version: string; readonly at: {readonly path: string; readonly line: number}} | undefined {
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const version = assignment.exec(line)?.[2];
    if (version !== undefined) return {version, at: {path, line: i + 1}};
  }
  return undefined;
}

async function firstOf(paths: readonly string[], look: Look): Promise<SourceFile | undefined> {
  for (const path of paths) {
    const text = await look(path);
    if (text !== undefined) return {path, text};
  }
  return undefined;
}

/** The files in which a module can be: `pkg.about` is src/pkg/about.py, or pkg/about/__init__.py. */
function moduleFiles(manifest: string, module: string): readonly string[] {
  const file = module.replaceAll('.', '/');
  return ['', 'src/'].flatMap(root => [`${root}${file}.py`, `${root}${file}/__init__.py`]).map(path => beside(manifest, path));
}

/** Follows `attr: pkg.__version__` and `file: VERSION`. Source: setuptools.pypa.io, "Configuring setuptools using pyproject.toml". */
async function followed(path: string, given: {readonly attr?: string | undefined; readonly files?: readonly string[]}, look: Look): Promise<{readonly version: string; readonly at: FoundVersion['at']} | undefined> {
  if (given.attr !== undefined) {
    const module = given.attr.split('.').slice(0, -1).join('.');
    const file = module === '' ? undefined : await firstOf(moduleFiles(path, module), look);
    return file && assignedVersion(file.path, file.text);
  }
  const file = await firstOf((given.files ?? []).map(name => beside(path, name)), look);
  const version = file && textOf(file.text.split('\n', 1)[0]);
  return file && version !== undefined ? {version, at: {path: file.path, line: 1}} : undefined;
}

const fromTags = 'the tag gives it when the package is built';
const scmTools = /\b(?:setuptools[-_]scm|hatch-vcs|versioningit|versioneer|poetry-dynamic-versioning|uv-dynamic-versioning|setuptools-git-versioning|pdm-backend|miniver|dunamai)\b/;

/** pyproject.toml. Sources: packaging.python.org, "pyproject.toml specification"; the documents of setuptools, hatch, flit, maturin, poetry and uv. */
export async function readPyproject(file: SourceFile, look: Look): Promise<readonly FoundVersion[]> {
  const {path, text} = file;
  const toml = readToml(file);
  const project = member(toml, 'project');
  const poetry = member(toml, 'tool', 'poetry');
  const name = textOf(member(project, 'name')) ?? textOf(member(poetry, 'name'));
  const classifiers = member(project, 'classifiers');
  const published = member(toml, 'tool', 'uv', 'package') !== false && member(poetry, 'package-mode') !== false
    && !(Array.isArray(classifiers) && classifiers.some(one => typeof one === 'string' && one.startsWith('Private ::')));
  const own = (version: string, at: FoundVersion['at'], extra: Partial<FoundVersion> = {}): FoundVersion => ({
    path: at.path, version, ...standingOf(version, beginsWith, published), ...(name !== undefined && {name}), at, ...extra,
  });
  const line = placeOfLine(path, text, /^\s*version\s*=/);
  const written = textOf(member(project, 'version')) ?? (member(poetry, 'version') === '0.0.0' && scmTools.test(text) ? undefined : textOf(member(poetry, 'version')));
  if (written !== undefined) {
    const module = name === undefined ? undefined : await firstOf(moduleFiles(path, plainName(name).replaceAll('-', '_')).filter(one => one.endsWith('__init__.py')), look);
    const assigned = module && assignedVersion(module.path, module.text);
    const twin = `python ${path}`;
    return [own(written, line, assigned ? {twin} : {}), ...(assigned ? [own(assigned.version, assigned.at, {twin})] : [])];
  }
  const dynamic = member(project, 'dynamic');
  if (!(Array.isArray(dynamic) && dynamic.includes('version')) && poetry === undefined) return [];
  const elsewhere = (why: string): readonly FoundVersion[] => [{path, standing: 'elsewhere', why, ...(name !== undefined && {name}), at: line}];
  const setuptools = member(toml, 'tool', 'setuptools', 'dynamic', 'version');
  const named = member(setuptools, 'file');
  const hatch = textOf(member(toml, 'tool', 'hatch', 'version', 'path'));
  const found = await followed(path, {
    attr: textOf(member(setuptools, 'attr')),
    files: [...(typeof named === 'string' ? [named] : Array.isArray(named) ? named.filter(one => typeof one === 'string') : [])],
  }, look)
    ?? (hatch === undefined ? undefined : await look(beside(path, hatch)).then(content => (content === undefined ? undefined : assignedVersion(beside(path, hatch), content))));
  if (found) return [own(found.version, found.at)];
  if (scmTools.test(text) || member(toml, 'tool', 'setuptools_scm') !== undefined || member(toml, 'tool', 'hatch', 'version', 'source') === 'vcs') return elsewhere(fromTags);
  return elsewhere('it is worked out when the package is built');
}

/** setup.cfg. Source: setuptools.pypa.io, "Configuring setuptools using setup.cfg files". */
export async function readSetupCfg({path, text}: SourceFile, look: Look): Promise<readonly FoundVersion[]> {
  const settings = settingsIn(text).filter(({section}) => section === 'metadata');
  const version = settings.find(({key}) => key === 'version');
  const name = settings.find(({key}) => key === 'name')?.value;
  if (!version || version.value === '') return [];
  const attr = /^attr:\s*(\S+)/.exec(version.value)?.[1];
  const file = /^file:\s*([^,]+)/.exec(version.value)?.[1]?.trim();
  const named = {...(name !== undefined && {name})};
  if (attr !== undefined || file !== undefined) {
    const found = await followed(path, {attr, files: file === undefined ? [] : [file]}, look);
    return [found ? {path: found.at.path, version: found.version, ...standingOf(found.version, beginsWith), ...named, at: found.at} : {
      path, standing: 'elsewhere', why: 'it is worked out when the package is built', ...named, at: {path, line: version.line},
    }];
  }
  return [{path, version: version.value, ...standingOf(version.value, beginsWith), ...named, at: {path, line: version.line}}];
}
