import {describe, expect, test} from '@jest/globals';
import {files, inLinearTime} from '#testkit';
import {detectSources} from './detect.ts';
import {settingsIn} from './settings-lines.ts';
import {xmlTexts} from './xml.ts';

async function found(tree: Record<string, string>) {
  const {items, gaps} = await detectSources(files(tree));
  return {all: items.map(({path, version, standing, level}) => [path, version, standing, level]), gaps};
}

describe('what gives a version', () => {
  test.each<readonly [string, Record<string, string>, readonly (readonly unknown[])[]]>([
    ['npm', {'package.json': '{"name": "a", "version": "1.2.3", "main": "a.js"}'}, [['package.json', '1.2.3', 'released', 'root']]],
    ['npm, private', {'package.json': '{"private": true, "version": "1.2.3"}'}, [['package.json', '1.2.3', 'private', 'root']]],
    ['npm, as npm init writes it', {'package.json': '{"name": "a", "version": "1.0.0", "main": "index.js"}'}, [['package.json', '1.0.0', 'untouched', 'root']]],
    ['npm, of no use to who installs it', {'package.json': '{"name": "a", "version": "2.0.0", "devDependencies": {}}'}, [['package.json', '2.0.0', 'private', 'root']]],
    ['npm, owned by a tool', {'package.json': '{"name": "a", "version": "0.0.0-development"}'}, [['package.json', '0.0.0-development', 'elsewhere', 'root']]],
    ['npm, without a version', {'package.json': '{"name": "a"}'}, []],
    ['npm, a JavaScript action', {'package.json': '{"name": "a", "version": "3.1.0"}', 'action.yml': 'name: x\n'}, [['package.json', '3.1.0', 'private', 'root']]],
    ['npm workspaces', {'package.json': '{"private": true, "workspaces": ["packages/*"]}', 'packages/b/package.json': '{"name": "@s/b", "version": "2.0.0", "bin": "b.js"}', 'packages/b/node_modules/c/package.json': '{"version": "9.9.9"}', 'test/x/package.json': '{"version": "8.8.8"}'}, [['packages/b/package.json', '2.0.0', 'released', 'member']]],
    ['pnpm', {'package.json': '{"private": true}', 'pnpm-workspace.yaml': 'packages:\n  - "libs/**"\n  - "!libs/old/**"\n', 'libs/x/y/package.json': '{"name": "y", "version": "2.0.0", "exports": {}}', 'libs/old/package.json': '{"name": "o", "version": "1.1.0"}'}, [['libs/x/y/package.json', '2.0.0', 'released', 'member']]],
    ['lerna', {'lerna.json': '{"version": "4.5.6", "packages": ["p/*"]}', 'p/a/package.json': '{"name": "a", "version": "4.5.0", "files": []}'}, [['lerna.json', '4.5.6', 'released', 'root'], ['p/a/package.json', '4.5.0', 'released', 'member']]],
    ['lerna, independent', {'lerna.json': '{"version": "independent"}'}, [['lerna.json', undefined, 'elsewhere', 'root']]],
    ['pyproject', {'pyproject.toml': '[project]\nname = "a"\nversion = "1.2.3rc1"\n'}, [['pyproject.toml', '1.2.3rc1', 'released', 'root']]],
    ['pyproject, with its module', {'pyproject.toml': '[project]\nname = "My-App"\nversion = "1.2.3"\n', 'src/my_app/__init__.py': '"""Doc."""\n__version__ = \'1.2.2\'\n'}, [['pyproject.toml', '1.2.3', 'released', 'root'], ['src/my_app/__init__.py', '1.2.2', 'released', 'root']]],
    ['pyproject, dynamic by attribute', {'pyproject.toml': '[project]\nname = "a"\ndynamic = ["version"]\n[tool.setuptools.dynamic]\nversion = {attr = "a.about.VERSION"}\n', 'a/about.py': 'VERSION: str = "3.4.5"  # raised by hand\n'}, [['a/about.py', '3.4.5', 'released', 'root']]],
    ['pyproject, dynamic by file', {'pyproject.toml': '[project]\nname = "a"\ndynamic = ["version"]\n[tool.setuptools.dynamic]\nversion = {file = ["VERSION"]}\n', VERSION: '3.4.5\n'}, [['VERSION', '3.4.5', 'released', 'root']]],
    ['pyproject, hatch', {'pyproject.toml': '[project]\nname = "a"\ndynamic = ["version"]\n[tool.hatch.version]\npath = "src/a/__about__.py"\n', 'src/a/__about__.py': '__version__ = "0.9"\n'}, [['src/a/__about__.py', '0.9', 'released', 'root']]],
    ['pyproject, from tags', {'pyproject.toml': '[build-system]\nrequires = ["setuptools-scm"]\n[project]\nname = "a"\ndynamic = ["version"]\n'}, [['pyproject.toml', undefined, 'elsewhere', 'root']]],
    ['pyproject, not published', {'pyproject.toml': '[project]\nname = "a"\nversion = "1.2.3"\nclassifiers = ["Private :: Do Not Upload"]\n'}, [['pyproject.toml', '1.2.3', 'private', 'root']]],
    ['poetry', {'pyproject.toml': '[tool.poetry]\nname = "a"\nversion = "1.2.3"\n'}, [['pyproject.toml', '1.2.3', 'released', 'root']]],
    ['poetry, from tags', {'pyproject.toml': '[tool.poetry]\nname = "a"\nversion = "0.0.0"\n[build-system]\nrequires = ["poetry-dynamic-versioning"]\n'}, [['pyproject.toml', undefined, 'elsewhere', 'root']]],
    ['pyproject, tools only', {'pyproject.toml': '[tool.black]\nline-length = 100\n'}, []],
    ['uv workspace', {'pyproject.toml': '[tool.uv.workspace]\nmembers = ["libs/*"]\n', 'libs/x/pyproject.toml': '[project]\nname = "x"\nversion = "2.1"\n'}, [['libs/x/pyproject.toml', '2.1', 'released', 'member']]],
    ['setup.cfg', {'setup.cfg': '[metadata]\nname = a\nversion = 1.2.3\n'}, [['setup.cfg', '1.2.3', 'released', 'root']]],
    ['setup.cfg, by attribute', {'setup.cfg': '[metadata]\nname = a\nversion = attr: a.__version__\n', 'a/__init__.py': '__version__ = "1.2.4"\n'}, [['a/__init__.py', '1.2.4', 'released', 'root']]],
    ['setup.cfg, by an attribute that is computed', {'setup.cfg': '[metadata]\nversion = attr: a.__version__\n', 'a/__init__.py': 'VERSION = (1, 2)\n__version__ = ".".join(map(str, VERSION))\n'}, [['setup.cfg', undefined, 'elsewhere', 'root']]],
    ['cargo', {'Cargo.toml': '[package]\nname = "a"\nversion = "1.2.3"\n\n[dependencies]\nserde = {version = "1"}\n'}, [['Cargo.toml', '1.2.3', 'released', 'root']]],
    ['cargo workspace with one version', {
      'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nexclude = ["crates/old"]\n[workspace.package]\nversion = "1.2.3"\n', 'crates/a/Cargo.toml': '[package]\nname = "a"\nversion.workspace = true\n', 'crates/b/Cargo.toml': '[package]\nname = "b"\nversion = "0.3.0"\npublish = false\n', 'crates/old/Cargo.toml': '[package]\nname = "o"\nversion = "7.0.0"\n',
    }, [['Cargo.toml', '1.2.3', 'released', 'root'], ['crates/b/Cargo.toml', '0.3.0', 'private', 'member']]],
    ['unity', {'ProjectSettings/ProjectSettings.asset': '%YAML 1.1\n%TAG !u! tag:unity3d.com,2011:\n--- !u!129 &1\nPlayerSettings:\n  m_ObjectHideFlags: 0\n  bundleVersion: 1.8.0\n  preloadedAssets: []\n'}, [['ProjectSettings/ProjectSettings.asset', '1.8.0', 'released', 'root']]],
    ['unity below the root', {'game/ProjectSettings/ProjectSettings.asset': 'PlayerSettings:\n  bundleVersion: 1.8.0\n'}, [['game/ProjectSettings/ProjectSettings.asset', '1.8.0', 'released', 'root']]],
    ['unity beside a package of the root', {'package.json': '{"name": "com.x.y", "version": "2.0.0", "unity": "2022.3"}', 'Test~/ProjectSettings/ProjectSettings.asset': 'PlayerSettings:\n  bundleVersion: 1.8.0\n'}, [['Test~/ProjectSettings/ProjectSettings.asset', '1.8.0', 'released', 'member'], ['package.json', '2.0.0', 'released', 'root']]],
    ['unity as the editor makes it', {'ProjectSettings/ProjectSettings.asset': 'PlayerSettings:\n  bundleVersion: 0.1\n'}, [['ProjectSettings/ProjectSettings.asset', '0.1', 'untouched', 'root']]],
    ['godot', {
      'project.godot': '; Engine\nconfig_version=5\n\n[application]\n\nconfig/name="Game"\nconfig/version="1.8.0"\n', 'export_presets.cfg': '[preset.0]\n\nname="Windows"\n\n[preset.0.options]\n\napplication/file_version="1.7.0"\napplication/product_version=""\nversion/name="1.0"\n',
    }, [['export_presets.cfg', '1.7.0', 'released', 'root'], ['export_presets.cfg', '1.0', 'untouched', 'root'], ['project.godot', '1.8.0', 'released', 'root']]],
    ['.NET', {'src/A/A.csproj': '<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup>\n    <Version>1.2.3</Version>\n  </PropertyGroup>\n</Project>\n', 'tests/A/A.Tests.csproj': '<Project><PropertyGroup><Version>9.0.0</Version></PropertyGroup></Project>'}, [['src/A/A.csproj', '1.2.3', 'released', 'member']]],
    ['.NET, prefix and suffix', {'Directory.Build.props': '<Project><PropertyGroup><VersionPrefix>1.2.3</VersionPrefix><VersionSuffix>beta.1</VersionSuffix></PropertyGroup></Project>'}, [['Directory.Build.props', '1.2.3-beta.1', 'released', 'root']]],
    ['.NET, on a condition', {'A.csproj': '<Project><PropertyGroup Condition="\'$(CI)\' == \'true\'"><Version>1.2.3</Version></PropertyGroup></Project>'}, [['A.csproj', undefined, 'elsewhere', 'root']]],
    ['.NET, of packages', {'a/A.fsproj': '<Project><PropertyGroup><PackageVersion>2.1.0</PackageVersion></PropertyGroup></Project>', 'b/B.vbproj': '<Project><PropertyGroup><Version>1.0.0</Version></PropertyGroup></Project>', 'c/C.csproj': '<Project><PropertyGroup><Version>3.0.0</Version><IsPackable>False</IsPackable></PropertyGroup></Project>', 'd/D.csproj': '<Project><PropertyGroup/></Project>'}, [['a/A.fsproj', '2.1.0', 'released', 'member'], ['b/B.vbproj', '1.0.0', 'untouched', 'member'], ['c/C.csproj', '3.0.0', 'private', 'member']]],
    ['.NET, a version and a suffix of its own', {'A.csproj': '<Project><PropertyGroup><Version>1.2.3</Version><VersionSuffix>beta</VersionSuffix></PropertyGroup></Project>'}, [['A.csproj', '1.2.3', 'released', 'root']]],
    ['.NET, a suffix on a condition', {'A.csproj': '<Project><PropertyGroup><VersionPrefix>1.2.3</VersionPrefix></PropertyGroup><PropertyGroup Condition="x"><VersionSuffix>beta</VersionSuffix></PropertyGroup></Project>'}, [['A.csproj', '1.2.3', 'released', 'root']]],
    ['.NET, from tags', {'A.csproj': '<Project><PropertyGroup><Version>1.2.3</Version></PropertyGroup><ItemGroup><PackageReference Include="MinVer" /></ItemGroup></Project>'}, [['A.csproj', undefined, 'elsewhere', 'root']]],
    ['maven, as the archetype writes it', {'pom.xml': '<project><version>1.0</version></project>'}, [['pom.xml', '1.0', 'untouched', 'root']]],
    ['maven, by a property that is not there, and in a text', {'pom.xml': '<project><version>${revision}</version></project>', 'x/pom.xml': ''}, [['pom.xml', '${revision}', 'elsewhere', 'root']]],
    ['gradle, of a section, and an empty one', {'gradle.properties': '[x]\nversion=1.2.3\n'}, []],
    ['gradle, empty', {'gradle.properties': 'version=\n'}, []],
    ['cargo, as cargo new writes it', {'Cargo.toml': '[package]\nname = "a"\nversion = "0.1.0"\n'}, [['Cargo.toml', '0.1.0', 'untouched', 'root']]],
    ['cargo, a workspace with a package of its own', {'Cargo.toml': '[workspace]\nmembers = ["b", 7]\n[workspace.package]\nversion = "2.0.0"\n[package]\nname = "a"\nversion = "1.2.3"\n', 'b/Cargo.toml': '[package]\nname = "b"\nversion = "3.0.0"\n', 'c/Cargo.toml': '[package]\nname = "c"\nversion = "4.0.0"\n'}, [['Cargo.toml', '2.0.0', 'released', 'root'], ['Cargo.toml', '1.2.3', 'released', 'root'], ['b/Cargo.toml', '3.0.0', 'released', 'member']]],
    ['unity, quoted', {'ProjectSettings/ProjectSettings.asset': "PlayerSettings:\n  bundleVersion: '1.8.0'\n"}, [['ProjectSettings/ProjectSettings.asset', '1.8.0', 'released', 'root']]],
    ['unity, empty', {'ProjectSettings/ProjectSettings.asset': 'PlayerSettings:\n  bundleVersion: \n'}, []],
    ['unity, what only looks like it', {'ProjectSettings/ProjectSettings.asset': 'PlayerSettings:\n  androidBundleVersion: 1\n         bundleVersion: 2.0.0\nbundleVersion: 3.0.0\n'}, []],
    ['godot, each key of an export preset, and no other', {
      'export_presets.cfg': `[preset.0.options]\n${['application/file_version', 'application/product_version', 'application/short_version', 'application/version', 'version/name'].map((key, i) => `${key}="2.0.${i}"\n`).join('')}version/code=7\n[preset.0]\nversion/name="9.9.9"\n[preset.0.options.x]\nversion/name="9.9.8"\n`,
    }, [0, 1, 2, 3, 4].map(i => ['export_presets.cfg', `2.0.${i}`, 'released', 'root'])],
    ['godot, of another section, and empty', {'project.godot': '[other]\nconfig/version="1.8.0"\n[application]\nconfig/version=""\nconfig/name="2.0.0"\n'}, []],
    ['npm, each reason to be installed', {'package.json': '{"private": true, "workspaces": {"packages": ["p/*"]}}', ...Object.fromEntries(['main', 'module', 'exports', 'bin', 'browser', 'types', 'typings', 'files', 'publishConfig', 'style', 'sass', 'unpkg', 'jsdelivr', 'engines', 'contributes', 'unity'].map(key => [`p/${key}/package.json`, `{"name": "${key}", "version": "2.0.0", "${key}": "x"}`]))}, ['bin', 'browser', 'contributes', 'engines', 'exports', 'files', 'jsdelivr', 'main', 'module', 'publishConfig', 'sass', 'style', 'types', 'typings', 'unity', 'unpkg'].map(key => [`p/${key}/package.json`, '2.0.0', 'released', 'member'])],
    ['npm, without a name', {'package.json': '{"version": "2.0.0", "main": "a.js"}'}, [['package.json', '2.0.0', 'private', 'root']]],
    ['npm, an action by its other name', {'package.json': '{"name": "a", "version": "3.1.0", "main": "a.js"}', 'action.yaml': ''}, [['package.json', '3.1.0', 'private', 'root']]],
    ['lerna, as lerna init writes it', {'lerna.json': '{"version": "0.0.0"}'}, [['lerna.json', '0.0.0', 'elsewhere', 'root']]],
    ['lerna and composer, without a version', {'lerna.json': '{}', 'composer.json': '{"name": "a/b"}'}, []],
    ['maven', {'pom.xml': '<?xml version="1.0"?>\n<!-- <version>0</version> -->\n<project>\n  <parent><version>5.0.0</version></parent>\n  <artifactId>a</artifactId>\n  <version>1.2.3</version>\n  <dependencies><dependency><version>9</version></dependency></dependencies>\n</project>'}, [['pom.xml', '1.2.3', 'released', 'root']]],
    ['maven, by a property', {'pom.xml': '<project><version>${revision}</version><properties><revision>1.2.3</revision></properties></project>'}, [['pom.xml', '1.2.3', 'released', 'root']]],
    ['maven, a snapshot', {'pom.xml': '<project><version>1.2.3-SNAPSHOT</version></project>'}, [['pom.xml', '1.2.3-SNAPSHOT', 'elsewhere', 'root']]],
    ['maven, by its parent', {'pom.xml': '<project><parent><version>5.0.0</version></parent></project>'}, []],
    ['gradle', {'gradle.properties': '# x\norg.gradle.jvmargs=-Xmx2g\nversion=1.2.3\n'}, [['gradle.properties', '1.2.3', 'released', 'root']]],
    ['composer', {'composer.json': '{"name": "a/b", "version": "1.2.3"}'}, [['composer.json', '1.2.3', 'released', 'root']]],
  ])('%s', async (_, tree, expected) => {
    const {all, gaps} = await found(tree);
    expect(all).toEqual(expected);
    expect(gaps).toEqual([]);
  });

  test.each([['package.json', '{"version": '], ['pyproject.toml', '[project\nversion'], ['Cargo.toml', 'version = = 1'], ['pom.xml', '<project><version>1</project>'], ['composer.json', 'no'], ['A.csproj', '<Project><PropertyGroup>']])('a %s of the root that cannot be read is a gap', async (path, text) => {
    expect(await found({[path]: text})).toMatchObject({all: [], gaps: [{code: 'unreadable', at: {path}}]});
  });

  test('a member that cannot be read is passed over: it may be a template', async () => {
    expect(await found({'package.json': '{"workspaces": ["p/*"]}', 'p/a/package.json': '{{name}}', 'pnpm-workspace.yaml': '}{'})).toEqual({all: [], gaps: []});
  });

  test('what it is called, and where it stands', async () => {
    const named = async (tree: Record<string, string>) => (await detectSources(files(tree))).items.map(({name, at, why}) => [name, at.line, why]);
    const props = (inner: string): string => `<Project>\n<PropertyGroup>\n${inner}<Version>2.0.0</Version>\n</PropertyGroup>\n</Project>`;
    expect(await named({'src/My.App.csproj': props('')})).toEqual([['My.App', 3, undefined]]);
    expect(await named({'A.csproj': props('<AssemblyName>Asm</AssemblyName>')})).toEqual([['Asm', 3, undefined]]);
    expect(await named({'A.csproj': props('<AssemblyName>Asm</AssemblyName><PackageId>Pkg</PackageId>')})).toEqual([['Pkg', 3, undefined]]);
    expect(await named({'pom.xml': '<project>\n<parent><artifactId>p</artifactId></parent>\n<artifactId>art</artifactId>\n<version>2.0.0</version></project>'})).toEqual([['art', 4, undefined]]);
    expect(await named({'pom.xml': '<project>\n<version>${rev}</version>\n<properties><other>1</other>\n<rev>2.0.0</rev></properties></project>'})).toEqual([[undefined, 4, undefined]]);
    expect(await named({'Cargo.toml': '# x\n[workspace.package]\nversion = "2.0.0"\n[package]\nname = "n"\nversion.workspace = true\n'})).toEqual([['n', 3, undefined]]);
    expect(await named({'composer.json': '{\n"name": "a/b",\n"version": "2.0.0"}'})).toEqual([['a/b', 3, undefined]]);
    expect(await named({'package.json': '{"name": "a", "version": "3.1.0"}', 'action.yml': ''})).toEqual([['a', undefined, 'the action is used by its tag']]);
    expect(await named({'package.json': '{"name": "a", "private": true, "version": "0.0.0"}', 'action.yml': ''})).toEqual([['a', undefined, expect.stringContaining('stands for')]]);
    expect(await named({'lerna.json': '{\n"version": "independent"}'})).toEqual([[undefined, 2, 'each package has a version of its own']]);
    expect(await named({'gradle.properties': 'a=b\nversion = 2.0.0\n'})).toEqual([[undefined, 2, undefined]]);
  });

  test('names of the prototype are no members', async () => {
    expect((await found({'package.json': '{"__proto__": {"version": "1.2.3"}, "constructor": {"version": "2.0.0"}}'})).all).toEqual([]);
  });
});

describe('XML', () => {
  test('entities, comments, CDATA and processing instructions', () => {
    expect(xmlTexts('a.xml', '<?x y?><!DOCTYPE a [<!ENTITY b "c">]><a x="1">\n<b>1 &amp; <![CDATA[<2>]]></b><c/><!-- <d>3</d> --></a>').map(({path, text, line}) => [path, text, line])).toEqual([['a/b', '1 & <2>', 2]]);
  });

  test('hostile files are read in linear time', async () => {
    await inLinearTime(300_000, size => '<a>'.repeat(size), text => expect(() => xmlTexts('a.xml', text)).toThrow('deeper than 100'));
    await inLinearTime(300_000, size => '<'.repeat(size), text => expect(() => xmlTexts('a.xml', text)).toThrow('not XML'));
    await inLinearTime(100_000, size => `<a>${'<b>x</b>\n'.repeat(size)}</a>`, text => xmlTexts('a.xml', text));
  });
});

test('settings in lines', () => {
  expect(settingsIn('a=1\n[s]\n# c\nb : "two" \n  continued = x\nc=\n=d\n')).toEqual([{section: '', key: 'a', value: '1', line: 1}, {section: 's', key: 'b', value: 'two', line: 4}, {section: 's', key: 'c', value: '', line: 6}]);
});
