import {describe, expect, test} from '@jest/globals';
import {judge, messages} from './judge.fixture.ts';

const hex = (n: number): string => n.toString(16).padStart(2, '0').repeat(64);
const integrity = (n: number): string => `sha512-${Buffer.alloc(64, n).toString('base64')}`;
const lock = JSON.stringify({lockfileVersion: 3, packages: {'': {}, 'node_modules/a': {version: '1.2.3', integrity: integrity(1)}, 'node_modules/@s/b': {version: '2.0.0', integrity: integrity(2)}, 'node_modules/c': {version: '3.0.0', dev: true}}});

const component = (name: string, version: string, more: object = {}) => ({type: 'library', name, version, purl: `pkg:npm/${name.replace('@', '%40')}@${version}`, 'bom-ref': `${name}@${version}`, ...more});
const all = [component('a', '1.2.3', {hashes: [{alg: 'SHA-512', content: hex(1)}]}), component('@s/b', '2.0.0', {hashes: [{alg: 'SHA-512', content: hex(2)}]}), component('c', '3.0.0')];
const cyclone = (components: unknown = all, more: object = {}) => ({bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79', metadata: {timestamp: '2026-11-20T10:00:00Z'}, components, ...more});
const spdxPackage = (name: string, version: string, more: object = {}) => ({SPDXID: `SPDXRef-${name.replace(/\W/g, '-')}`, name, versionInfo: version, downloadLocation: 'NOASSERTION', externalRefs: [{referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: `pkg:npm/${name.replace('@', '%40')}@${version}`}], ...more});
const spdx = (packages: unknown = [spdxPackage('a', '1.2.3', {checksums: [{algorithm: 'SHA512', checksumValue: hex(1)}]}), spdxPackage('@s/b', '2.0.0'), spdxPackage('c', '3.0.0')], more: object = {}) => ({
  spdxVersion: 'SPDX-2.3', dataLicense: 'CC0-1.0', SPDXID: 'SPDXRef-DOCUMENT', name: 'app', documentNamespace: 'https://example.com/app-1', creationInfo: {created: '2026-11-20T10:00:00Z', creators: ['Tool: npm/cli-11.6.0']}, packages, ...more,
});
const at = (document: unknown, settings: object = {}, policy: object = {}) => judge({
  tree: {'package-lock.json': lock, ...(document !== undefined && {'sbom.json': typeof document === 'string' ? document : JSON.stringify(document)})}, policy: {sbom: [{file: 'sbom.json', lockfiles: ['package-lock.json'], ...settings}], ...policy},
});

describe('sbom.valid', () => {
  test.each<readonly [string, unknown]>([['CycloneDX', cyclone()], ['SPDX', spdx()], ['SPDX as npm writes it', spdx([spdxPackage('a', '1', {SPDXID: 'SPDXRef-Package-string_decoder-1.3.0'})])], ['SPDX 2.2', spdx(undefined, {spdxVersion: 'SPDX-2.2'})], ['CycloneDX with nested components', cyclone([{type: 'application', name: 'app', components: all}])]])('%s', async (_, document) => {
    expect((await at(document))['sbom.valid'].state).toBe('held');
  });

  test.each<readonly [string, unknown, string]>([
    ['hole of today: a text that contains spdxVersion', 'spdxVersion', 'it is not JSON'], ['hole of today: an object', {spdxVersion: 'SPDX-2.3'}, 'dataLicense'], ['none of both', {components: []}, 'neither CycloneDX nor SPDX'], ['XML', '<?xml version="1.0"?><bom/>', 'it is XML'], ['empty', '', 'not JSON'],
    ['a version that does not exist', cyclone(all, {specVersion: '9.9'}), 'specVersion'], ['no components', cyclone(undefined, {components: undefined}), 'components'], ['a component without a name', cyclone([{type: 'library', name: ''}]), 'components.0.name'], ['a type that does not exist', cyclone([{type: 'thing', name: 'x'}]), 'components.0.type'],
    ['a digest that is none', cyclone([component('a', '1.2.3', {hashes: [{alg: 'SHA-512', content: 'zz'}]})]), 'hexadecimal'], ['one reference twice', cyclone([all[0], all[0]]), 'two components have the bom-ref a@1.2.3'], ['a serial number of another form', cyclone(all, {serialNumber: 'x'}), 'urn:uuid'],
    ['no creators', spdx(undefined, {creationInfo: {created: '2026-11-20T10:00:00Z', creators: []}}), 'creators'], ['an SPDXID twice', spdx([spdxPackage('a', '1'), spdxPackage('a', '1')]), 'SPDXID'], ['a package without an origin', spdx([{SPDXID: 'SPDXRef-a', name: 'a'}]), 'downloadLocation'], ['a date that is none', spdx(undefined, {creationInfo: {created: 'today', creators: ['Tool: x']}}), 'time of creation'],
    ['a nest', `${'{"components":['.repeat(5000)}${']}'.repeat(5000)}`, 'deeper than'],
  ])('%s', async (_, document, why) => {
    const found = (await at(document))['sbom.valid'];
    expect(found.state).toBe('broken');
    expect(messages(found).join('\n')).toContain(why);
  });

  test('a missing one is broken, an unreadable one undecided', async () => {
    expect(messages((await at(undefined))['sbom.valid'])).toEqual([expect.stringContaining('There is no bill of materials sbom.json')]);
    const unreadable = await judge({tree: {'package-lock.json': lock, 'sbom.json': {refusal: {code: 'too-large', why: 'x', fix: 'y'}}}, policy: {sbom: [{file: 'sbom.json', lockfiles: ['package-lock.json']}]}});
    expect(unreadable['sbom.valid'].state).toBe('undecided');
    expect((await judge({tree: {}}))['sbom.valid'].state).toBe('not-applicable');
  });
});

describe('sbom.covers', () => {
  test.each<readonly [string, unknown]>([['CycloneDX', cyclone()], ['SPDX', spdx()], ['by name and version where there is no package URL', cyclone([{type: 'library', name: 'a', version: '1.2.3'}, {type: 'library', group: '@s', name: 'b', version: '2.0.0'}, {type: 'library', name: 'c', version: '3.0.0'}])]])('%s lists everything', async (_, document) => {
    expect((await at(document))['sbom.covers']).toMatchObject({state: 'held', examined: 3});
  });

  test('hole of today: one component deleted', async () => {
    for (const [i, name] of ['a 1.2.3', '@s/b 2.0.0', 'c 3.0.0'].entries()) {
      expect(messages((await at(cyclone(all.filter((_, n) => n !== i))))['sbom.covers'])).toEqual([`sbom.json does not list ${name} of package-lock.json.`]);
    }
  });

  test('another version, and a package of another registry, do not count', async () => {
    expect((await at(cyclone([component('a', '1.2.4'), all[1], all[2]])))['sbom.covers'].state).toBe('broken');
    expect((await at(cyclone([{...component('a', '1.2.3'), purl: 'pkg:pypi/a@1.2.3'}, all[1], all[2]])))['sbom.covers'].state).toBe('broken');
  });

  test('what is not shipped may be left out', async () => expect((await at(cyclone(all.slice(0, 2)), {omit: ['dev']}))['sbom.covers'].state).toBe('held'));

  test('a lockfile that cannot be read is undecided; an invalid document is said once', async () => {
    expect((await at(cyclone(), {lockfiles: ['Cargo.lock']}))['sbom.covers']).toMatchObject({state: 'undecided', undecided: [{gap: 'missing'}]});
    expect((await at('{}'))['sbom.covers'].state).toBe('not-applicable');
  });
});

describe('sbom.digests', () => {
  test('the same as those of the lockfile', async () => {
    expect((await at(cyclone()))['sbom.digests']).toMatchObject({state: 'held', examined: 2, counts: {'without a digest in the lockfile': 1}});
    expect((await at(spdx()))['sbom.digests']).toMatchObject({state: 'held', examined: 1});
  });

  test('hole of today: another package under the same name', async () => {
    expect((await at(cyclone([component('a', '1.2.3', {hashes: [{alg: 'SHA-512', content: hex(9)}]}), ...all.slice(1)])))['sbom.digests'].broken).toEqual([expect.objectContaining({message: 'sbom.json has another sha512 of a 1.2.3 than the lockfile.', observed: hex(9), expected: hex(1)})]);
  });

  test('may be required', async () => {
    const bare = cyclone([component('a', '1.2.3'), ...all.slice(1)]);
    expect((await at(bare))['sbom.digests'].state).toBe('held');
    expect(messages((await at(bare, {}, {'require-digests': true}))['sbom.digests'])).toEqual(['sbom.json has no sha512 of a 1.2.3.']);
    expect((await at(cyclone(), {lockfiles: ['go.sum']}))['sbom.digests'].state).toBe('undecided');
  });
});
