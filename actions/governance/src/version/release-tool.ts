import {readJson} from './sources/npm.ts';
import {type Look, member} from './sources/source.ts';

/** A tool that raises versions and writes changelogs by itself. */
export interface ReleaseTool {
  readonly name: 'changesets' | 'release-please' | 'semantic-release';
  /** The file that says so. */
  readonly path: string;
}

const semanticReleaseFiles = ['.releaserc', '.releaserc.json', '.releaserc.yaml', '.releaserc.yml', '.releaserc.js', '.releaserc.cjs', '.releaserc.mjs', 'release.config.js', 'release.config.cjs', 'release.config.mjs', 'release.config.ts'];
const releasePleaseFiles = ['release-please-config.json', '.release-please-manifest.json', '.github/release-please-config.json', '.github/.release-please-manifest.json', '.github/release-please.yml', '.github/release-please.yaml'];
const workflow = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/**
 * The tools that own versions and changelogs here. In: the paths of the tree, and how to read one. Sources: the documents of changesets
 * (`.changeset/config.json`), release-please (manifest, action) and semantic-release (configuration, Python's in pyproject.toml).
 */
export async function releaseTools(paths: readonly string[], look: Look): Promise<readonly ReleaseTool[]> {
  const there = new Set(paths);
  const tools: ReleaseTool[] = [];
  const add = (name: ReleaseTool['name'], path: string | undefined): void => {
    if (path !== undefined && !tools.some(tool => tool.name === name)) tools.push({name, path});
  };
  add('changesets', ['.changeset/config.json'].find(path => there.has(path)));
  add('release-please', releasePleaseFiles.find(path => there.has(path)));
  add('semantic-release', semanticReleaseFiles.find(path => there.has(path)));
  const manifest = there.has('package.json') ? await quietly(async () => readJson({path: 'package.json', text: (await look('package.json')) ?? ''})) : undefined;
  if (member(manifest, 'release') !== undefined || member(manifest, 'devDependencies', 'semantic-release') !== undefined) add('semantic-release', 'package.json');
  const pyproject = there.has('pyproject.toml') ? await quietly(() => look('pyproject.toml')) : undefined;
  if (/^\[tool\.semantic_release/m.test(pyproject ?? '')) add('semantic-release', 'pyproject.toml');
  for (const path of paths.filter(one => workflow.test(one))) {
    const text = (await quietly(() => look(path))) ?? '';
    if (/uses:\s*["']?(?:googleapis|google-github-actions)\/release-please-action\b/.test(text)) add('release-please', path);
    if (/uses:\s*["']?(?:cycjimmy\/semantic-release-action|python-semantic-release\/python-semantic-release)\b|^[^#]*\bsemantic-release(?:@\S+)?(?:\s|$)/m.test(text)) add('semantic-release', path);
  }
  return tools;
}

/** What cannot be read says nothing about tools; whoever judges the file itself reports it. */
async function quietly<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
