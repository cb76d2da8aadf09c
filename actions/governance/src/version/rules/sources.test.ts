import {describe, expect, test} from '@jest/globals';
import {judge, messages} from '../judge.fixture.ts';

const npm = (version: string, more = ''): string => `{"name": "app",\n  "version": "${version}", "main": "a.js"${more}}`;

describe('version.form', () => {
  test('is held by what the ecosystem takes', async () => {
    for (const tree of [{'package.json': npm('1.2.3')}, {'pyproject.toml': '[project]\nname = "a"\nversion = "1.2rc1"\n'}, {'gradle.properties': 'version=1.2\n'}]) {
      expect((await judge({tree}))['version.form'].state).toBe('held');
    }
  });

  test('is broken by what its tools refuse, with the place', async () => {
    const found = (await judge({tree: {'package.json': npm('1.2')}}))['version.form'];
    expect(found.broken).toEqual([expect.objectContaining({message: 'package.json gives "1.2", which is not a semantic version.', at: {path: 'package.json', line: 2}, observed: '1.2'})]);
    expect((await judge({tree: {'pyproject.toml': '[project]\nname = "a"\nversion = "1.2.3-final"\n'}}))['version.form'].state).toBe('broken');
  });

  test.each<readonly [string, string, boolean]>([
    ['Cargo.toml', '[package]\nname = "a"\nversion = "VERSION"\n', false], ['lerna.json', '{"version": "VERSION"}', false], ['pyproject.toml', '[project]\nname = "a"\nversion = "VERSION"\n', true],
    ['gradle.properties', 'version=VERSION\n', true],
  ])('%s takes what its tools take', async (path, text, loose) => {
    const state = async (version: string) => (await judge({tree: {[path]: text.replace('VERSION', version)}}))['version.form'].state;
    expect([await state('1.2.3'), await state('1.2')]).toEqual(['held', loose ? 'held' : 'broken']);
    expect(await state('1.2-final')).toBe(path === 'gradle.properties' ? 'held' : 'broken');
  });

  test('what is in code or found by an expression is a version of any kind', async () => {
    const named = async (version: string) => (await judge({tree: {'v.h': `V ${version}\n`}, policy: {sources: [{file: 'v.h', pattern: 'V (.+)'}]}}))['version.form'];
    expect([(await named('1.2-final')).state, (await named('5')).state, (await named('1.2.3')).state]).toEqual(['held', 'held', 'held']);
    expect((await named('main-line')).broken).toMatchObject([{key: 'v.h main-line', message: 'v.h gives "main-line", which is not a version.', fix: 'Write it like 1.2.3.'}]);
    expect((await judge({tree: {'package.json': npm('1.2')}}))['version.form'].broken).toMatchObject([{key: 'app 1.2', fix: 'Write it like 1.2.3.'}]);
    const code = await judge({tree: {'pyproject.toml': '[project]\nname = "a"\nversion = "1.2.3"\n', 'a/__init__.py': '__version__ = "1.2.3-final"\n'}});
    expect(code['version.form'].state).toBe('held');
  });

  test('counts what is not published or set elsewhere', async () => {
    expect((await judge({tree: {'package.json': npm('1.2', ', "private": true')}}))['version.form']).toMatchObject({state: 'not-applicable', counts: {'not published': 1}});
    expect((await judge({tree: {'package.json': npm('0.0.0-semantically-released')}}))['version.form']).toMatchObject({state: 'not-applicable', counts: {'set when it is released': 1}});
    expect((await judge({tree: {'package.json': npm('1.2.3', ', "private": true')}}))['version.form'].state).toBe('held');
  });

  test('is undecided about a manifest that cannot be read', async () => {
    expect((await judge({tree: {'package.json': '{"version"'}}))['version.form']).toMatchObject({state: 'undecided', undecided: [{gap: 'unreadable'}]});
    expect((await judge({tree: {'package.json': {refusal: {code: 'refused', why: 'no', fix: 'x'}}}}))['version.form'].state).toBe('undecided');
  });
});

describe('version.agree', () => {
  const state = async (tree: Record<string, string>, policy?: unknown) => (await judge({tree, policy}))['version.agree'];
  const cargo = (version: string, name = 'app'): string => `[package]\nname = "${name}"\nversion = "${version}"\n`;

  test('one package in two manifests', async () => {
    expect((await state({'package.json': npm('1.2.3'), 'Cargo.toml': cargo('1.2.3')})).state).toBe('held');
    expect(messages(await state({'package.json': npm('1.2.3'), 'Cargo.toml': cargo('1.2.2')}))).toEqual(['package.json says 1.2.3; Cargo.toml says 1.2.2.']);
  });

  test('the two places of a Python package, however each is written', async () => {
    const pyproject = '[project]\nname = "my-app"\nversion = "1.2.0rc1"\n';
    expect((await state({'pyproject.toml': pyproject, 'my_app/__init__.py': '__version__ = "1.2.0-rc.1"\n'})).state).toBe('held');
    expect(messages(await state({'pyproject.toml': pyproject, 'my_app/__init__.py': '__version__ = "1.1.0"\n'}))).toEqual(['my_app/__init__.py says 1.1.0; pyproject.toml says 1.2.0rc1.']);
  });

  test('export presets of a game', async () => {
    const tree = {'project.godot': '[application]\nconfig/version="1.8.0"\n', 'export_presets.cfg': '[preset.0.options]\napplication/file_version="1.8.0.0"\n[preset.1.options]\napplication/file_version="1.7.0.0"\n'};
    expect((await state(tree)).broken).toEqual([expect.objectContaining({message: 'export_presets.cfg says 1.7.0.0; export_presets.cfg says 1.8.0.0.', at: {path: 'export_presets.cfg', line: 4}})]);
  });

  test('what most say is right, and the odd one is told by file and name', async () => {
    const three = {'a.h': 'V 1.2.2\n', 'b.h': 'V 1.2.3\n', 'package.json': npm('1.2.3')};
    const sources = [{file: 'a.h', pattern: 'V (.+)'}, {file: 'b.h', pattern: 'V (.+)'}, 'package.json'];
    expect((await state(three, {sources})).broken).toMatchObject([{key: 'a.h', message: 'a.h says 1.2.2; b.h says 1.2.3.', observed: '1.2.2', expected: '1.2.3'}]);
    expect((await state({...three, 'a.h': 'V 1.2.3\n', 'package.json': npm('1.2.4')}, {sources})).broken).toMatchObject([{key: 'package.json app', message: 'package.json says 1.2.4; a.h says 1.2.3.'}]);
  });

  test('what is private, set at release time, or of no name is compared with nothing', async () => {
    expect((await state({'package.json': npm('1.2.3', ', "private": true'), 'Cargo.toml': cargo('3.0.0')})).reason).toBe('no two files give the version of one thing');
    expect((await state({'package.json': npm('0.0.0-development'), 'Cargo.toml': cargo('3.0.0')})).reason).toBe('Cargo.toml alone gives a version: there is nothing to compare');
    expect((await state({'gradle.properties': 'version=1.2.3\n', 'pom.xml': '<project><version>2.0.0</version></project>'})).state).toBe('not-applicable');
  });

  test('packages of a monorepo, tools of another name and new projects may differ', async () => {
    for (const tree of [
      {'package.json': '{"private": true, "version": "9.0.0", "name": "root", "workspaces": ["p/*"]}', 'p/a/package.json': '{"name": "a", "version": "1.2.3", "main": "a.js"}', 'p/b/package.json': '{"name": "b", "version": "4.0.0", "main": "a.js"}'},
      {'package.json': npm('1.0.0'), 'Cargo.toml': cargo('3.2.1')}, {'package.json': '{"name": "docs-tools", "version": "2.0.0", "main": "a.js"}', 'pyproject.toml': '[project]\nname = "app"\nversion = "3.0.0"\n'},
      {'package.json': npm('1.2.3'), 'Cargo.toml': cargo('0.0.0')}, {'package.json': npm('1.2.3')}, {},
    ]) {
      expect((await state(tree as Record<string, string>)).state).toBe('not-applicable');
    }
    expect((await state({'package.json': npm('1.2.3')})).reason).toBe('package.json alone gives a version: there is nothing to compare');
  });

  test('policy names what must agree, by file, by expression and in several lists', async () => {
    const tree = {'package.json': npm('1.2.3', ', "private": true'), 'src/version.h': '// 9.9.9\n#define VERSION "1.2.3"\n', 'api/VERSION.txt': 'api 2.0.0\n', 'api/Cargo.toml': cargo('2.0.1', 'x')};
    expect((await state(tree, {sources: ['package.json', {file: 'src/version.h', pattern: '#define VERSION "(.+)"'}]})).state).toBe('held');
    const lists = {sources: {app: ['package.json', {file: 'src/version.h', pattern: 'VERSION "(.+)"'}], api: ['api/Cargo.toml', {file: 'api/VERSION.txt', pattern: 'api (?<version>.*)'}]}};
    expect(messages(await state(tree, lists))).toEqual(['api/VERSION.txt says 2.0.0; api/Cargo.toml says 2.0.1.']);
  });

  test('what policy names and is not there, or gives no version, is undecided', async () => {
    const sources = ['package.json', 'Cargo.toml'];
    expect((await state({'package.json': npm('1.2.3')}, {sources})).undecided).toEqual([expect.objectContaining({gap: 'missing', at: {path: 'Cargo.toml'}})]);
    expect((await state({'package.json': '{"private": true}', 'Cargo.toml': cargo('1.0.0')}, {sources})).state).toBe('undecided');
    expect((await state({'notes.md': '1.2.3'}, {sources: ['notes.md']})).undecided[0]?.fix).toContain('pattern');
    expect((await state({'a.h': 'x'}, {sources: [{file: 'a.h', pattern: 'VERSION (.*)'}]})).state).toBe('undecided');
  });
});

describe('version.expected', () => {
  const state = async (tree: Record<string, string>, policy: unknown) => (await judge({tree, policy}))['version.expected'];

  test('holds the files to the version that policy was written for', async () => {
    expect((await state({'package.json': npm('1.2.3')}, {'app-version': '1.2.3'})).state).toBe('held');
    expect(messages(await state({'package.json': npm('1.3.0')}, {'app-version': '1.2.3'}))).toEqual(['package.json says 1.3.0; policy was written for 1.2.3.']);
    expect((await state({'package.json': npm('1.3.0')}, {})).state).toBe('not-applicable');
  });

  test('of the root alone, or of what policy names; not of what is set at release time', async () => {
    const tree = {'package.json': '{"name": "app", "version": "1.2.3", "main": "a.js", "workspaces": ["p/*"]}', 'p/a/package.json': '{"name": "a", "version": "4.0.0", "main": "a.js"}'};
    expect((await state(tree, {'app-version': '1.2.3'}))).toMatchObject({state: 'held', examined: 1});
    expect(messages(await state(tree, {'app-version': '1.2.3', sources: ['package.json', 'p/a/package.json']}))).toEqual(['p/a/package.json says 4.0.0; policy was written for 1.2.3.']);
    expect((await state({...tree, 'Cargo.toml': '[package]\nname = "x"\nversion = "0.0.0"\n'}, {'app-version': '1.2.3'}))).toMatchObject({state: 'held', examined: 1});
    expect((await state({'package.json': npm('1.2.3', ', "private": true')}, {'app-version': '1.2.3'})).state).toBe('held');
  });

  test('hole of today: an empty version in the policy is no agreement', async () => {
    expect((await state({'readme.md': ''}, {'app-version': '1.2.3'})).state).toBe('broken');
    await expect(state({}, {'app-version': ''})).rejects.toThrow('must not be empty');
  });

  test('is undecided where a file cannot be read', async () => expect((await state({'package.json': '{'}, {'app-version': '1.2.3'})).undecided).toHaveLength(1));
});

describe('version.changes-with', () => {
  const before = 'b'.repeat(40);
  const at = async (changed: readonly string[], policy: unknown, texts: Record<string, string | null> = {}) => (await judge({
    tree: {'package.json': npm('1.3.0'), 'state.py': 'schema_version = "1.3"\n'}, policy, facts: {reference: before},
    history: {changed: {[before]: changed.map(path => ({path, kind: 'changed' as const}))}, texts: Object.fromEntries(Object.entries({'package.json': npm('1.2.0'), 'state.py': 'schema_version = "1.2"\n', ...texts}).flatMap(([path, text]) => (text === null ? [] : [[`${before}:${path}`, text]])))},
  }))['version.changes-with'];
  const schema = {source: {file: 'state.py', pattern: 'schema_version = "(.+)"'}, current: '1.3', 'backward-compatible': ['1.3']};

  test('hole of today: code and policy agree, and nobody looked at the policy in this change', async () => {
    expect(messages(await at(['package.json'], {'app-version': '1.3.0'}))).toEqual(['The version in package.json changed from 1.2.0 to 1.3.0, and none of the files that change with it did.']);
    expect(messages(await at(['state.py'], {'state-schema': schema}))).toEqual(['The schema in state.py changed from 1.2 to 1.3, and none of the files that change with it did.']);
  });

  test('is held when the policy, or what it names, changes too', async () => {
    expect((await at(['package.json', '.github/shipgate.yml'], {'app-version': '1.3.0'})).state).toBe('held');
    expect((await at(['package.json', 'docs/policy.md'], {'changes-with': ['docs/policy.md']})).state).toBe('held');
    expect((await at(['package.json', '.github/shipgate.yml'], {'changes-with': ['docs/policy.md']})).state).toBe('broken');
  });

  test.each(['.github/shipgate.yaml', '.github/shipgate.json', '.github/shipgate/governance.yml', '.github/shipgate/governance.yaml', '.github/shipgate/governance.json'])('%s is policy', async path => {
    expect((await at(['package.json', path], {'app-version': '1.3.0'})).state).toBe('held');
  });

  test('a file that is renamed changes under both names', async () => {
    const state = async (from: string) => (await judge({
      tree: {'package.json': npm('1.3.0')}, policy: {'changes-with': ['docs/policy.md']}, facts: {reference: before},
      history: {changed: {[before]: [{path: 'package.json', kind: 'changed'}, {path: 'docs/new.md', from, kind: 'renamed'}]}, texts: {[`${before}:package.json`]: npm('1.2.0')}},
    }))['version.changes-with'].state;
    expect([await state('docs/policy.md'), await state('docs/other.md')]).toEqual(['held', 'broken']);
  });

  test('what policy names by an expression is read by it then, too', async () => {
    const tree = {'a.h': '// 7.0.0\nA 1.3.0\n', 'b.h': '// 8.0.0\nB 1.3.0\n'};
    const found = (await judge({
      tree, policy: {'app-version': '1.3.0', sources: [{file: 'a.h', pattern: 'A (.+)'}, {file: 'b.h', pattern: 'B (.+)'}]}, facts: {reference: before},
      history: {changed: {[before]: ['a.h', 'b.h'].map(path => ({path, kind: 'changed'}))}, texts: {[`${before}:a.h`]: '// 9.0.0\nA 1.3.0\n', [`${before}:b.h`]: '// 9.0.0\nB 1.2.0\n'}},
    }))['version.changes-with'];
    expect(messages(found)).toEqual(['The version in b.h changed from 1.2.0 to 1.3.0, and none of the files that change with it did.']);
  });

  test('each of several places in one file is compared with what stood there', async () => {
    const presets = (one: string, two: string) => [one, two].map((version, i) => `[preset.${i}.options]\napplication/file_version="${version}"\n`).join('');
    const atPresets = async (one: string, two: string) => messages((await judge({
      tree: {'project.godot': '[application]\nconfig/version="1.8.0"\n', 'export_presets.cfg': presets('1.8.0.0', '1.7.0.0')}, policy: {'changes-with': ['docs/policy.md']}, facts: {reference: before},
      history: {changed: {[before]: [{path: 'export_presets.cfg', kind: 'changed'}]}, texts: {[`${before}:export_presets.cfg`]: presets(one, two), [`${before}:project.godot`]: ''}},
    }))['version.changes-with']);
    expect(await atPresets('1.8.0.0', '1.7.0.0')).toEqual([]);
    expect(await atPresets('1.6.0.0', '1.7.0.0')).toEqual(['The version in export_presets.cfg changed from 1.6.0.0 to 1.8.0.0, and none of the files that change with it did.']);
  });

  test('a schema that cannot be read is for the rules about it', async () => {
    const found = (await judge({
      tree: {'state.py': 'schema = ?\n'}, policy: {'state-schema': schema}, facts: {reference: before},
      history: {changed: {[before]: [{path: 'state.py', kind: 'changed'}]}, texts: {[`${before}:state.py`]: 'schema_version = "1.2"\n'}},
    }));
    expect([found['version.changes-with'].state, found['schema.form'].state]).toEqual(['not-applicable', 'undecided']);
  });

  test('has nothing to judge where the file changed and the version did not, or nothing is asked', async () => {
    expect((await at(['package.json'], {'app-version': '1.3.0'}, {'package.json': npm('1.3.0', ', "x": 1')})).state).toBe('not-applicable');
    expect((await at(['package.json'], {})).state).toBe('not-applicable');
    expect((await at(['state.py'], {'state-schema': schema}, {'state.py': '# Older\nschema_version = "1.3"\n'})).state).toBe('not-applicable');
  });

  test('what is new, or was not touched, has not changed', async () => {
    expect((await at(['package.json'], {'app-version': '1.3.0'}, {'package.json': null})).state).toBe('not-applicable');
    expect((await at(['state.py'], {'state-schema': schema}, {'state.py': null})).state).toBe('not-applicable');
    expect((await at(['state.py'], {'state-schema': schema}, {'state.py': 'schema_version = none\n'})).state).toBe('not-applicable');
    expect((await at(['README.md'], {'app-version': '1.3.0', 'state-schema': schema})).state).toBe('not-applicable');
  });

  test('is undecided where the history is missing', async () => {
    const {Refusal} = await import('#core');
    const refusal = new Refusal({code: 'missing', what: 'what changed', why: 'the clone is shallow', fix: 'fetch-depth: 0'});
    expect((await judge({tree: {'package.json': npm('1.3.0')}, policy: {'app-version': '1.3.0'}, facts: {reference: before}, history: {refusal}}))['version.changes-with']).toMatchObject({state: 'undecided', undecided: [{gap: 'missing'}]});
  });
});
