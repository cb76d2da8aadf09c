import {describe, expect, test} from '@jest/globals';
import {Refusal} from '#core';
import {head, judge, messages, tagged} from '../judge.fixture.ts';

const npm = (version: string, more = ''): string => `{"name": "app", "version": "${version}", "main": "a.js"${more}}`;
const root = {'package.json': npm('1.2.3')};
const monorepo = {
  'package.json': '{"name": "mono", "private": true, "version": "0.0.0", "workspaces": ["packages/*"]}', 'packages/a/package.json': '{"name": "@s/a", "version": "1.2.3", "main": "a.js"}', 'packages/b/package.json': '{"name": "@s/b", "version": "4.0.0", "main": "a.js"}',
};
const on = (tag: string, tree: Record<string, string> = root, policy?: unknown) => judge({tree, policy, facts: tagged(tag)});

describe('tag.version', () => {
  test.each<readonly [string, Record<string, string>]>([
    ['v1.2.3', root], ['1.2.3', root], ['release-1.2.3', root], ['app@1.2.3', root], ['@s/a@1.2.3', monorepo], ['a@1.2.3', monorepo], ['a-v1.2.3', monorepo], ['packages/b/v4.0.0', monorepo],
    ['v1.2.0rc1', {'pyproject.toml': '[project]\nname = "a"\nversion = "1.2.0rc1"\n'}], ['v1.2.3', {...root, 'Cargo.toml': '[package]\nname = "other"\nversion = "5.0.0"\n'}], ['v1.0.0', {'package.json': npm('1.0.0'), 'x': ''}],
  ])('%s agrees', async (tag, tree) => {
    const found = await on(tag, tree);
    expect([found['tag.version'].state, found['tag.likely'].state]).toContain('held');
    expect([...messages(found['tag.version']), ...messages(found['tag.likely'])]).toEqual([]);
  });

  test('a tag of another version is broken, at the file that says so', async () => {
    expect((await on('v1.2.4'))['tag.version'].broken).toEqual([expect.objectContaining({message: 'The tag is v1.2.4; package.json says 1.2.3.', at: {path: 'package.json'}, observed: '1.2.3', expected: 'v1.2.4'})]);
    expect(messages((await on('@s/b@4.0.1', monorepo))['tag.version'])).toEqual(['The tag is @s/b@4.0.1; packages/b/package.json says 4.0.0.']);
    expect((await on('v1.2.4-rc.1'))['tag.version'].state).toBe('broken');
    expect((await on('v1.2.3-rc.1'))['tag.version'].state).toBe('held');
  });

  test.each<readonly [string, Record<string, string>, string]>([
    ['nightly', root, 'nightly names no version'], ['v1', root, 'v1 names no version'], ['v1.2', root, 'v1.2 stands for all versions that begin like it'], ['v3.0.0', {...monorepo, 'package.json': '{"private": true, "workspaces": ["packages/*"]}'}, 'each package has a version of its own'],
    ['curl-8.4.0', root, 'nothing here is called curl'], ['v3.0.0', {}, 'no file gives a version'], ['v3.0.0', {'package.json': npm('0.0.0-development')}, '0.0.0-development stands for'],
    ['v3.0.0', {'pyproject.toml': '[build-system]\nrequires = ["setuptools_scm"]\n[project]\nname = "a"\ndynamic = ["version"]\n'}, 'the tag gives it'],
    ['v3.0.0', {'package.json': npm('2.1.0'), '.releaserc': '{}'}, 'semantic-release sets it'],
  ])('%s is not judged: %#', async (tag, tree, reason) => {
    const found = (await on(tag, tree))['tag.version'];
    expect(found.state).toBe('not-applicable');
    expect(found.reason).toContain(reason);
  });

  test('semantic-release with its git plugin writes the version, so that it is judged', async () => {
    const settings = (plugin: string) => `{"name": "app", "version": "2.9.0", "main": "a.js", "release": {"plugins": ["${plugin}"]}}`;
    const states = await Promise.all(['@semantic-release/git', '@semantic-release/exec', '@semantic-release/npm'].map(async plugin => (await on('v3.0.0', {'package.json': settings(plugin)}))['tag.version'].state));
    expect(states).toEqual(['broken', 'broken', 'not-applicable']);
    expect((await on('v3.0.0', {'package.json': npm('2.9.0'), '.releaserc': '{"plugins": ["@semantic-release/git"]}'}))['tag.version'].state).toBe('broken');
  });

  test('a list of policy is held in full, whatever is private', async () => {
    const tree = {'package.json': npm('1.2.3', ', "private": true'), 'Cargo.toml': '[package]\nname = "x"\nversion = "1.2.2"\n'};
    expect(messages((await on('v1.2.3', tree, {sources: ['package.json', 'Cargo.toml']}))['tag.version'])).toEqual(['The tag is v1.2.3; Cargo.toml says 1.2.2.']);
    expect((await on('nightly', tree, {sources: ['package.json', 'tag']}))['tag.version'].state).toBe('broken');
    expect((await on('api@1.2.3', tree, {sources: {app: ['package.json'], api: ['Cargo.toml']}}))['tag.version'].state).toBe('broken');
    expect((await on('v1.2.3', tree, {sources: {app: ['package.json'], api: ['Cargo.toml']}}))['tag.version']).toMatchObject({state: 'not-applicable', reason: 'version.sources has no list named ""'});
  });

  test('one of several places that agrees is what is released; of a list of policy none may differ', async () => {
    const tree = {'package.json': npm('1.2.3'), 'composer.json': '{"name": "x/other", "version": "0.9.0"}'};
    expect((await on('v1.2.3', tree))['tag.version']).toMatchObject({state: 'held', observed: 'v1.2.3', expected: 'v1.2.3'});
    expect((await on('v1.2.3', tree, {sources: ['package.json', 'composer.json', 'tag']}))['tag.version'].state).toBe('broken');
    expect((await on('nightly', tree, {sources: ['package.json']}))['tag.version'].state).toBe('not-applicable');
  });

  test('without a tag there is nothing to judge; with an unreadable file it is undecided', async () => {
    expect((await judge({tree: root}))['tag.version']).toMatchObject({state: 'not-applicable', reason: 'no tag is judged'});
    expect((await on('v1.2.3', {'package.json': '{'}))['tag.version'].undecided).toHaveLength(1);
  });
});

describe('a file that nobody keeps', () => {
  const released = (texts: Record<string, string>) => ({tags: ['1', '2', '3'].map(n => ({name: `v1.0.${n}`, commit: n.repeat(40), annotated: true})), texts: Object.fromEntries(Object.entries(texts).map(([n, version]) => [`${n.repeat(40)}:package.json`, npm(version)]))});
  const at = (tag: string, history: object, policy?: unknown) => judge({tree: root, policy, facts: tagged(tag), history});

  test('disagreed with the releases before, and is only warned of', async () => {
    const found = await at('v1.2.4', released({1: '0.9.0', 2: '0.9.0', 3: '0.9.0'}));
    expect([found['tag.version'].state, found['tag.likely'].state]).toEqual(['not-applicable', 'broken']);
  });

  test('agreed with one of them, and is held to the tag, however far it is', async () => {
    expect((await at('v10.2.3', released({1: '0.9.0', 2: '1.0.2', 3: '0.9.0'})))['tag.version'].state).toBe('broken');
  });

  test('without a history: a step away is a slip, more may have nothing to do with it', async () => {
    expect((await at('v1.3.0', {}))['tag.version'].state).toBe('broken');
    expect((await at('v2.0.0', {}))['tag.version'].state).toBe('broken');
    expect((await at('v10.2.3', {}))['tag.version'].state).toBe('not-applicable');
    expect((await at('v1.9.0', {tags: ['v1.0.0']}))['tag.version'].state).toBe('not-applicable');
    expect((await at('v10.2.3', {}))['tag.likely'].state).toBe('broken');
  });

  test('is held in full where policy names it', async () => {
    expect((await at('v10.2.3', released({1: '0.9.0', 2: '0.9.0', 3: '0.9.0'}), {sources: ['package.json']}))['tag.version'].state).toBe('broken');
  });
});

describe('tag.likely', () => {
  test.each<readonly [string, Record<string, string>]>([
    ['a private app', {'package.json': npm('1.8.0', ', "private": true')}], ['a version that was never raised', {'package.json': npm('1.0.0')}], ['the only package of a monorepo', {'package.json': '{"workspaces": ["p/*"]}', 'p/a/package.json': '{"name": "a", "version": "1.1.0", "main": "a.js"}'}],
    ['an action', {'package.json': npm('3.1.0'), 'action.yml': ''}],
  ])('%s only warns', async (_, tree) => {
    const found = await on('v2.0.0', tree);
    expect(found['tag.version'].state).toBe('not-applicable');
    expect(found['tag.likely'].state).toBe('broken');
    expect((await on('v2.0.0', {...tree, x: ''}))['tag.likely'].broken).toHaveLength(1);
  });

  test('a package below a root that is not released may be what the tag is for', async () => {
    const tree = (member: string) => ({'Cargo.toml': '[workspace]\nmembers = ["a", "b"]\n', 'a/Cargo.toml': `[package]\nname = "a"\nversion = "${member}"\n`, 'package.json': npm('1.0.0'), 'b/Cargo.toml': '[package]\nname = "b"\nversion = "3.1.0"\n'});
    expect((await on('v1.8.0', tree('1.8.0')))['tag.likely'].state).toBe('held');
    expect(messages((await on('v1.8.0', tree('1.7.0')))['tag.likely'])).toEqual(['The tag is v1.8.0; package.json says 1.0.0.']);
    expect(messages((await on('app@1.8.0', tree('1.8.0')))['tag.likely'])).toEqual(['The tag is app@1.8.0; package.json says 1.0.0.']);
  });

  test('one of several that agrees is enough; of several that do not the first is told; with published ones nothing is judged', async () => {
    const tree = (one: string, two: string) => ({'package.json': npm(one, ', "private": true'), 'Cargo.toml': `[package]\nname = "x"\nversion = "${two}"\npublish = false\n`});
    expect((await on('v1.8.0', tree('1.8.0', '0.3.0')))['tag.likely']).toMatchObject({state: 'held', observed: 'v1.8.0', expected: 'v1.8.0'});
    expect((await on('v1.8.0', tree('1.7.0', '0.3.0')))['tag.likely']).toMatchObject({state: 'broken', examined: 1, broken: [{key: expect.stringContaining('v1.8.0 ')}]});
    expect((await on('v1.2.3'))['tag.likely']).toMatchObject({state: 'not-applicable', reason: 'published files are compared with the tag'});
    expect((await on('curl-8.4.0'))['tag.likely']).toMatchObject({state: 'not-applicable', reason: 'nothing here is called curl'});
    expect((await on('nightly'))['tag.likely'].reason).toBe('nightly names no version');
  });

  test('is held where they agree', async () => expect((await on('v1.8.0', {'package.json': npm('1.8.0', ', "private": true')}))['tag.likely'].state).toBe('held'));

  test('is undecided where a file cannot be read', async () => expect((await on('v1.8.0', {'pom.xml': '<project>'}))['tag.likely'].state).toBe('undecided'));
});

describe('tag.format', () => {
  const state = async (tag: string, format: string) => (await on(tag, root, {tag: {format}}))['tag.format'];
  test('compares the whole name', async () => {
    expect((await state('v1.2.3', 'v{version}')).state).toBe('held');
    expect((await state('app@1.2.3', '{name}@{version}')).state).toBe('held');
    expect((await state('1.2.3', 'v{version}')).broken[0]?.fix).toBe('Tag it v1.2.3.');
    expect((await state('nightly', 'v{version}')).state).toBe('broken');
    expect((await on('1.2.3'))['tag.format'].reason).toBe('off: policy has no tag.format');
    expect((await state('V1.2.3', 'v{version}')).broken[0]?.fix).toBe('Tag it v1.2.3.');
    expect((await state('nightly', 'v{version}')).broken[0]?.fix).toBe('Tag it like v{version}.');
    expect((await state('app-v1.2.3-rev1', '{name}-{version}')).broken[0]?.fix).toBe('Tag it app-1.2.3-rev1.');
    expect((await judge({tree: root, policy: {tag: {format: 'v{version}'}}}))['tag.format'].reason).toBe('no tag is judged');
    await expect(state('v1', 'v')).rejects.toThrow('{version}');
  });
});

describe('the tag itself', () => {
  const policy = {tag: {annotated: true, message: 'Release {tag}'}};
  const annotated = {refs: {'refs/tags/v1.2.3': head}, messages: {'v1.2.3': 'Release v1.2.3\n\nMore.'}};
  const light = {refs: {'refs/tags/v1.2.3': head}};
  const at = (history: Parameters<typeof judge>[0]['history'], more: Partial<Parameters<typeof judge>[0]> = {}) => judge({tree: root, policy, history: history ?? {}, facts: tagged('v1.2.3'), ...more});

  test('annotated, with its message, on the judged commit', async () => {
    const found = await at(annotated);
    expect([found['tag.annotated'].state, found['tag.message'].state, found['tag.commit'].state]).toEqual(['held', 'held', 'held']);
  });

  test('what is not asked, or is no tag of a version, is not judged', async () => {
    const off = await at(annotated, {policy: {}});
    expect([off['tag.annotated'].reason, off['tag.message'].reason]).toEqual(['off: policy has no tag.annotated', 'off: policy has no tag.message']);
    for (const more of [{facts: {}}, {facts: tagged('nightly')}]) {
      const found = await at(annotated, more);
      for (const id of ['tag.annotated', 'tag.message', 'tag.commit'] as const) expect(found[id]).toMatchObject({state: 'not-applicable', reason: 'no tag of a version is judged'});
    }
  });

  test('its message may name the version, as it is written without v', async () => {
    const on = async (message: string, given: string) => (await at({...annotated, messages: {'v1.2.3': given}}, {policy: {tag: {message}}}))['tag.message'];
    expect((await on('Release {version} ({tag})', ' Release 1.2.3 (v1.2.3) \n')).state).toBe('held');
    expect((await on('Release {version}', 'Release v1.2.3')).state).toBe('broken');
    expect((await at(light))['tag.message'].broken).toMatchObject([{message: 'The tag v1.2.3 has no message: it is lightweight.', observed: '', expected: 'Release v1.2.3', fix: 'Set it with the message "Release v1.2.3".'}]);
    expect((await at(light))['tag.annotated'].broken).toMatchObject([{observed: 'lightweight', expected: 'annotated'}]);
  });

  test('lightweight, with another message, on another commit', async () => {
    const found = await at(light);
    expect([found['tag.annotated'].state, found['tag.message'].state]).toEqual(['broken', 'broken']);
    expect(messages((await at({...annotated, messages: {'v1.2.3': 'v1.2.3'}}))['tag.message'])).toEqual(['The tag v1.2.3 says "v1.2.3".']);
    expect(messages((await at({...annotated, refs: {'refs/tags/v1.2.3': 'c'.repeat(40)}}))['tag.commit'])).toEqual([`The tag v1.2.3 is on cccccccccccc; aaaaaaaaaaaa is judged.`]);
  });

  test('in a workflow GitHub is asked, since the checkout takes an annotated tag for a lightweight one', async () => {
    const calls: string[] = [];
    const github = {get: async <T>(route: string, parameters: Readonly<Record<string, string>>, read: (body: unknown) => T) => {
      calls.push(`${route} ${parameters['ref'] ?? parameters['tag_sha']}`);
      return read(route.includes('/git/ref/') ? {ref: 'refs/tags/v1.2.3', object: {type: 'tag', sha: 't1'}} : {tag: 'v1.2.3', message: 'Release v1.2.3\n', object: {type: 'commit', sha: head}});
    }};
    const found = await at(light, {github, facts: tagged('v1.2.3', {repository: 'o/r'})});
    expect([found['tag.annotated'].state, found['tag.message'].state, found['tag.commit'].state]).toEqual(['held', 'held', 'held']);
    expect(calls).toEqual(['/repos/{owner}/{repo}/git/ref/{ref} tags/v1.2.3', '/repos/{owner}/{repo}/git/tags/{tag_sha} t1']);
  });

  test('a refusal of GitHub is undecided, with the permission', async () => {
    const found = await at(light, {facts: tagged('v1.2.3', {repository: 'o/r'})});
    for (const id of ['tag.annotated', 'tag.message', 'tag.commit'] as const) expect(found[id]).toMatchObject({state: 'undecided', undecided: [{gap: 'refused', fix: 'Give the token contents: read.'}]});
  });

  test('where policy asks nothing, a clone without the tag is not held against anybody', async () => {
    const refusal = new Refusal({code: 'missing', what: 'x', why: 'shallow', fix: 'y'});
    const found = await at({refusal}, {policy: {}});
    expect(['tag.annotated', 'tag.message', 'tag.commit'].map(id => found[id as 'tag.commit'].state)).toEqual(['not-applicable', 'not-applicable', 'not-applicable']);
    expect((await at({refusal}))['tag.annotated'].state).toBe('undecided');
  });
});
