import {describe, expect, test} from '@jest/globals';
import {files, inLinearTime} from '#testkit';
import {digestOfIntegrity, identity} from './component.ts';
import {readLockfile} from './index.ts';

async function read(path: string, text: string) {
  const {components, total} = await readLockfile(files({[path]: text}), path);
  return {all: components.map(one => `${identity(one)}${one.scope === undefined ? '' : ` ${one.scope}`}`), total, components};
}

const sha = Buffer.alloc(64, 7).toString('base64');

describe('a lockfile', () => {
  test('package-lock 3: nested, scoped, aliased and bundled packages; no links and no packages of its own', async () => {
    const found = await read('package-lock.json', JSON.stringify({lockfileVersion: 3, packages: {
      '': {name: 'app', version: '1.0.0'}, 'node_modules/a': {version: '1.2.3', integrity: `sha512-${sha}`}, 'node_modules/@s/b': {version: '2.0.0', dev: true}, 'node_modules/@s/b/node_modules/a': {version: '1.0.0', optional: true, dev: true},
      'node_modules/alias': {name: 'real', version: '3.0.0', peer: true}, 'packages/own': {name: 'own', version: '1.0.0'}, 'node_modules/own': {resolved: 'packages/own', link: true},
    }}));
    expect(found).toMatchObject({all: ['npm:a@1.2.3', 'npm:@s/b@2.0.0 dev', 'npm:a@1.0.0 dev', 'npm:real@3.0.0 peer'], total: 6});
    expect(found.components[0]).toMatchObject({node: 'node_modules/a', digest: {algorithm: 'sha512', hex: '07'.repeat(64)}});
  });

  test('package-lock 1', async () => {
    const found = await read('web/npm-shrinkwrap.json', JSON.stringify({lockfileVersion: 1, dependencies: {a: {version: '1.2.3', dependencies: {b: {version: '0.1.0', dev: true}}}, c: {version: 'npm:real@2.0.0'}, own: {version: 'file:own'}}}));
    expect(found).toMatchObject({all: ['npm:a@1.2.3', 'npm:b@0.1.0 dev', 'npm:real@2.0.0'], total: 4});
    expect(found.components[1]?.node).toBe('node_modules/a/node_modules/b');
    expect((await read('package-lock.json', '{"lockfileVersion": 1}')).total).toBe(0);
  });

  test('yarn.lock 1', async () => {
    const found = await read('yarn.lock', `# yarn lockfile v1\n\n\n"@s/a@^1.0.0", "@s/a@^1.2.0":\n  version "1.2.3"\n  resolved "https://registry/x"\n  integrity sha512-${sha}\n  dependencies:\n    version "9"\n\nb@2:\n  version "2.0.0"\n\nalias@npm:real@^3:\n  version "3.0.0"\n\nown@file:own:\n  version "0.0.0"\n`);
    expect(found).toMatchObject({all: ['npm:@s/a@1.2.3', 'npm:b@2.0.0', 'npm:real@3.0.0'], total: 4});
    expect(found.components[0]?.digest?.algorithm).toBe('sha512');
  });

  test('yarn.lock of later versions', async () => {
    expect(await read('yarn.lock', '__metadata:\n  version: 8\n  cacheKey: 10\n\n"@s/a@npm:^1.0.0, @s/a@npm:^1.2.0":\n  version: 1.2.3\n  resolution: "@s/a@npm:1.2.3"\n  checksum: 10c0/abc\n  languageName: node\n  linkType: hard\n\n"app@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "app@workspace:."\n  languageName: unknown\n  linkType: soft\n')).toMatchObject({all: ['npm:@s/a@1.2.3'], total: 2});
  });

  test.each([
    ['5', '  /@s/a/1.2.3_react@18.0.0:\n    resolution: {integrity: sha512-x}\n    dev: true\n\n  /b/2.0.0:\n    resolution: {integrity: sha512-x}\n'], ['6', '  /@s/a@1.2.3(react@18.0.0):\n    resolution: {integrity: sha512-x}\n    dev: true\n\n  /b@2.0.0:\n    resolution: {integrity: sha512-x}\n    dev: false\n'],
  ])('pnpm-lock %s', async (version, packages) => {
    expect((await read('pnpm-lock.yaml', `lockfileVersion: ${version}\n\nimporters:\n  .:\n    dependencies:\n      b:\n        version: 2.0.0\n\npackages:\n\n${packages}`)).all).toEqual(['npm:@s/a@1.2.3 dev', 'npm:b@2.0.0']);
  });

  test('pnpm-lock 9', async () => {
    const found = await read('pnpm-lock.yaml', `lockfileVersion: '9.0'\n\npackages:\n\n  '@s/a@1.2.3':\n    resolution: {integrity: sha512-${sha}}\n    engines: {node: '>=10'}\n\n  c@https://codeload/x:\n    resolution: {tarball: x}\n\nsnapshots:\n\n  '@s/a@1.2.3': {}\n`);
    expect(found).toMatchObject({all: ['npm:@s/a@1.2.3'], total: 2});
    expect(found.components[0]?.digest?.hex).toBe('07'.repeat(64));
  });

  test('Cargo.lock', async () => {
    expect(await read('Cargo.lock', `version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n\n[[package]]\nname = "serde"\nversion = "1.0.1"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${'a'.repeat(64)}"\n`)).toMatchObject({all: ['cargo:serde@1.0.1'], total: 2, components: [{digest: {algorithm: 'sha256', hex: 'a'.repeat(64)}}]});
  });

  test('uv.lock and poetry.lock', async () => {
    expect((await read('uv.lock', 'version = 1\n[[package]]\nname = "app"\nversion = "0.1.0"\nsource = { editable = "." }\n[[package]]\nname = "Typing_Extensions"\nversion = "4.1"\nsource = { registry = "https://pypi.org/simple" }\n')).all).toEqual(['pypi:typing-extensions@4.1']);
    expect((await read('poetry.lock', '[[package]]\nname = "a"\nversion = "1.0"\noptional = false\n[[package]]\nname = "b"\nversion = "2.0"\ncategory = "dev"\noptional = false\n[metadata]\nlock-version = "2.0"\n')).all).toEqual(['pypi:a@1.0', 'pypi:b@2.0 dev']);
  });

  test('requirements.txt', async () => {
    expect((await read('api/requirements-prod.txt', '# made by pip-compile\n--index-url https://x\n-e .\nA_b.c==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nd[x,y]==2.0 ; python_version < "3.12"  # via a\n')).all).toEqual(['pypi:a-b-c@1.0', 'pypi:d@2.0']);
  });

  test('go.sum', async () => {
    expect((await read('go.sum', 'github.com/x/y v1.2.3 h1:abc=\ngithub.com/x/y v1.2.3/go.mod h1:def=\ngithub.com/x/z v0.1.0/go.mod h1:def=\n')).all).toEqual(['golang:github.com/x/y@v1.2.3']);
  });

  test.each([
    ['package-lock.json', '{'], ['package-lock.json', '{}'], ['package-lock.json', '[]'], ['yarn.lock', 'no lockfile'], ['yarn.lock', 'a@1:\n  resolved "x"\n'], ['yarn.lock', ''], ['pnpm-lock.yaml', 'packages:\n'], ['Cargo.lock', 'x'], ['Cargo.lock', ''], ['Cargo.lock', '[[package]]\nversion = "1"\nsource = "x"\n'],
    ['uv.lock', 'a = ['], ['requirements.txt', 'a>=1\n'], ['requirements.txt', 'a\n'], ['requirements.txt', 'a==1.*\n'], ['requirements.txt', '-r other.txt\n'], ['requirements.txt', '# nothing\n'], ['go.sum', 'words\n'], ['Gemfile.lock', 'x'],
  ])('%s with %j is refused, and never read as empty', async (path, text) => {
    await expect(read(path, text)).rejects.toMatchObject({gap: {code: 'unreadable', at: {path}}});
  });

  test('scopes of npm, and what is neither a package nor linked', async () => {
    const entries = {dev: {dev: true, optional: true}, optional: {optional: true, peer: true}, devOptional: {devOptional: true}, peer: {peer: true}, plain: {dev: false, optional: false, peer: false}};
    const packages = Object.fromEntries(Object.entries(entries).map(([name, flags]) => [`node_modules/${name}`, {version: '1.0.0', ...flags}]));
    expect((await read('package-lock.json', JSON.stringify({packages: {...packages, 'node_modules/none': {dev: true}, 'tools/x': {version: '9.0.0'}}}))).all).toEqual([
      'npm:dev@1.0.0 dev', 'npm:optional@1.0.0 optional', 'npm:devOptional@1.0.0 optional', 'npm:peer@1.0.0 peer', 'npm:plain@1.0.0',
    ]);
    expect((await read('package-lock.json', JSON.stringify({lockfileVersion: 1, dependencies: {a: {version: '1.0.0', integrity: `sha512-${sha}`}, own: {version: 'file:../own'}, odd: {version: 3}, named: {version: 'npm:@s/real@2.0.0'}}}))).components).toMatchObject([
      {name: 'a', digest: {hex: '07'.repeat(64)}}, {name: '@s/real', version: '2.0.0'},
    ]);
  });

  test('of Cargo, uv and poetry: scopes, digests that are none, what is this repository\'s', async () => {
    const crate = (checksum: string) => `version = 4\n[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry"\nchecksum = "${checksum}"\n`;
    for (const wrong of ['x', 'a'.repeat(63), `${'a'.repeat(64)}b`, `x${'a'.repeat(64)}`]) expect((await read('Cargo.lock', crate(wrong))).components[0]).not.toHaveProperty('digest');
    const own = (kind: string) => `version = 1\n[[package]]\nname = "app"\nversion = "0.1.0"\nsource = { ${kind} = "." }\n[[package]]\nname = "b"\nversion = "1"\noptional = true\n`;
    for (const kind of ['virtual', 'editable', 'directory']) expect((await read('uv.lock', own(kind))).all).toEqual(['pypi:b@1 optional']);
    expect((await read('uv.lock', own('registry'))).all).toEqual(['pypi:app@0.1.0', 'pypi:b@1 optional']);
    expect((await read('poetry.lock', '[[package]]\nname = "own"\nversion = "1"\n[package.source]\ntype = "directory"\nurl = "x"\n[[package]]\nname = "far"\nversion = "1"\n[package.source]\ntype = "git"\nurl = "x"\n')).all).toEqual(['pypi:far@1']);
    for (const [path, text] of [['Cargo.lock', 'version = 4\n'], ['poetry.lock', '[metadata]\nlock-version = "2.0"\n']] as const) expect(await read(path, text)).toMatchObject({all: [], total: 0});
    await expect(read('Cargo.lock', '[[package]]\nname = "a"\nsource = "x"\n')).rejects.toMatchObject({gap: {why: expect.stringContaining('no version')}});
  });

  test('of requirements and go.sum: every form of a line', async () => {
    expect((await read('requirements.txt', 'a==1.0 \\\r\n  --hash=sha256:aa \\\r\n  --hash=sha256:bb\r\n.\n./own\n../own\n/srv/own\n  b === 2.0\nc==3.0;x\n#d==4.0\n')).all).toEqual(['pypi:a@1.0', 'pypi:b@2.0', 'pypi:c@3.0']);
    for (const line of ['-c limits.txt', '--requirement x.txt', '--constraint x.txt']) await expect(read('requirements.txt', `a==1\n${line}\n`)).rejects.toMatchObject({gap: {why: expect.stringContaining('another file')}});
    for (const line of ['a @ https://x/a.zip', '!a==1', 'git+https://x/y']) await expect(read('requirements.txt', `b==1\n${line}\n`)).rejects.toMatchObject({gap: {code: 'unreadable'}});
    for (const line of ['x v1', 'x v1 h2:a', 'x v1 h1:a more', 'x v1 ah1:b', 'x']) await expect(read('go.sum', `y v1 h1:a\n${line}\n`)).rejects.toMatchObject({gap: {code: 'unreadable'}});
    expect((await read('go.sum', '  y v1 h1:a  \n\n')).all).toEqual(['golang:y@v1']);
  });

  test.each(['my-package-lock.json', 'package-lock.json.bak', 'xyarn.lock', 'yarn.lockx', 'Cargo.lock.old', 'my-go.sum', 'go.sums', 'xuv.lock', 'poetry.locks'])('%s is no lockfile', async path => {
    await expect(read(path, '{"packages": {"node_modules/a": {"version": "1"}}}')).rejects.toMatchObject({gap: {code: 'unreadable'}});
  });

  test('a missing one is refused', async () => expect(readLockfile(files({}), 'go.sum')).rejects.toMatchObject({gap: {code: 'missing'}}));

  test('names of the prototype are no packages', async () => {
    expect((await read('package-lock.json', '{"packages": {"__proto__": {"version": "1.0.0"}, "node_modules/constructor": {"version": "1.0.0"}}}')).all).toEqual(['npm:constructor@1.0.0']);
  });

  test('hostile ones are read in linear time', async () => {
    await inLinearTime(3000, size => `{"dependencies": ${'{"a": {"version": "1", "dependencies": '.repeat(size)}{}${'}}'.repeat(size)}}`, text => read('package-lock.json', text));
    await inLinearTime(100_000, size => `# yarn lockfile v1\n"${'a@1, '.repeat(size)}a@2":\n  version "1"\n`, text => read('yarn.lock', text));
  });
});

test('integrity: the strongest digest', () => {
  expect(digestOfIntegrity('sha1-AAAA sha512-BwcH')).toEqual({algorithm: 'sha512', hex: '070707'});
  expect(digestOfIntegrity('sha1-AAAA sha256-BwcH')?.algorithm).toBe('sha256');
  expect(digestOfIntegrity('sha1-BwcH sha1-AAAA')).toEqual({algorithm: 'sha1', hex: '070707'});
  expect([undefined, 'md5-xx', 3].map(digestOfIntegrity)).toEqual([undefined, undefined, undefined]);
});
