import {describe, expect, test} from '@jest/globals';
import {releaseTools} from './release-tool.ts';

/** The tools of a tree, as `name (path)`. */
async function toolsOf(tree: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const found = await releaseTools(Object.keys(tree), async path => {
    if (tree[path] === 'unreadable') throw new Error('it cannot be read');
    return tree[path];
  });
  return found.map(({name, path}) => `${name} (${path})`);
}

describe('a tool that raises versions is told', () => {
  test.each([
    ['.changeset/config.json', 'changesets'],
    ...['release-please-config.json', '.release-please-manifest.json', '.github/release-please-config.json', '.github/.release-please-manifest.json', '.github/release-please.yml', '.github/release-please.yaml'].map(path => [path, 'release-please'] as const),
    ...['.releaserc', '.releaserc.json', '.releaserc.yaml', '.releaserc.yml', '.releaserc.js', '.releaserc.cjs', '.releaserc.mjs', 'release.config.js', 'release.config.cjs', 'release.config.mjs', 'release.config.ts'].map(path => [path, 'semantic-release'] as const),
  ])('by %s: %s', async (path, name) => expect(await toolsOf({[path]: '', 'README.md': ''})).toEqual([`${name} (${path})`]));

  test.each([
    ['package.json', '{"release": {}}'], ['package.json', '{"devDependencies": {"semantic-release": "24"}}'], ['pyproject.toml', '[project]\n[tool.semantic_release]\n'],
    ['.github/workflows/r.yml', 'uses: cycjimmy/semantic-release-action@v4'], ['.github/workflows/r.yaml', 'uses: "python-semantic-release/python-semantic-release@v9"'],
    ['.github/workflows/r.yml', 'steps:\n  - run: npx semantic-release@24\n'], ['.github/workflows/r.yml', 'run: semantic-release'],
  ])('by %s with %j: semantic-release', async (path, text) => expect(await toolsOf({[path]: text})).toEqual([`semantic-release (${path})`]));

  test.each(['googleapis/release-please-action@v4', 'google-github-actions/release-please-action@v3', "'googleapis/release-please-action@v4'"])('by a workflow that uses %s', async uses => {
    expect(await toolsOf({'.github/workflows/r.yml': `uses: ${uses}\n`})).toEqual(['release-please (.github/workflows/r.yml)']);
  });

  test.each([
    ['package.json', '{"dependencies": {"semantic-release": "24"}}'], ['package.json', '{"devDependencies": {}}'], ['package.json', 'unreadable'], ['package.json', '{'], ['pyproject.toml', '# [tool.semantic_release]\n'],
    ['pyproject.toml', 'unreadable'], ['.github/workflows/r.yml', 'unreadable'], ['.github/workflows/r.yml', '# run: semantic-release\n'], ['.github/workflows/r.yml', 'run: semantic-releases\n'],
    ['.github/workflows/sub/r.yml', 'uses: googleapis/release-please-action@v4\n'], ['docs/.github/workflows/r.yml', 'uses: googleapis/release-please-action@v4\n'],
    ['.github/workflows/r.yml.old', 'uses: googleapis/release-please-action@v4\n'], ['sub/.releaserc', ''], ['README.md', 'uses: googleapis/release-please-action@v4\n'],
  ])('not by %s with %j', async (path, text) => expect(await toolsOf({[path]: text})).toEqual([]));

  test('once each, at the likeliest file', async () => {
    expect(await toolsOf({
      '.changeset/config.json': '', '.release-please-manifest.json': '', 'release-please-config.json': '', 'release.config.js': '', '.releaserc': '', 'package.json': '{"release": {}}',
      '.github/workflows/r.yml': 'uses: googleapis/release-please-action@v4\nrun: npx semantic-release\n',
    })).toEqual(['changesets (.changeset/config.json)', 'release-please (release-please-config.json)', 'semantic-release (.releaserc)']);
  });
});
