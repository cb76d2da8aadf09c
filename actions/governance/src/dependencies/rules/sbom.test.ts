import {createHash} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {judge, look, messages} from './judge.fixture.ts';

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
    ['hole of today: a text that contains spdxVersion', 'spdxVersion', 'it is not JSON'], ['hole of today: an object', {spdxVersion: 'SPDX-2.3'}, 'dataLicense'], ['none of both', {components: []}, 'neither CycloneDX nor SPDX'], ['XML', '<?xml version="1.0"?><bom/>', 'it is XML'],
    ['SPDX 3', {'@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': []}, 'sbom.json is not valid SPDX 3: SPDX 2.2 and 2.3 are read'], ['another JSON-LD', {'@context': 'https://schema.org', '@graph': []}, 'neither CycloneDX nor SPDX'], ['empty', '', 'not JSON'],
    ['a version that does not exist', cyclone(all, {specVersion: '9.9'}), 'specVersion'], ['no components', cyclone(undefined, {components: undefined}), 'components'], ['a component without a name', cyclone([{type: 'library', name: ''}]), 'components.0.name'], ['a type that does not exist', cyclone([{type: 'thing', name: 'x'}]), 'components.0.type'],
    ['a digest that is none', cyclone([component('a', '1.2.3', {hashes: [{alg: 'SHA-512', content: 'zz'}]})]), 'hexadecimal'], ['one reference twice', cyclone([all[0], all[0]]), 'two components have the bom-ref a@1.2.3'], ['a serial number of another form', cyclone(all, {serialNumber: 'x'}), 'urn:uuid'],
    ['no creators', spdx(undefined, {creationInfo: {created: '2026-11-20T10:00:00Z', creators: []}}), 'creators'], ['an SPDXID twice', spdx([spdxPackage('a', '1'), spdxPackage('a', '1')]), 'SPDXID'], ['a package without an origin', spdx([{SPDXID: 'SPDXRef-a', name: 'a'}]), 'downloadLocation'], ['a date that is none', spdx(undefined, {creationInfo: {created: 'today', creators: ['Tool: x']}}), 'time of creation'],
    ['a nest', `${'{"components":['.repeat(5000)}${']}'.repeat(5000)}`, 'deeper than'],
  ])('%s', async (_, document, why) => {
    const found = (await at(document))['sbom.valid'];
    expect(found.state).toBe('broken');
    expect(messages(found).join('\n')).toContain(why);
  });

  const types = ['application', 'framework', 'library', 'container', 'platform', 'operating-system', 'device', 'device-driver', 'firmware', 'file', 'machine-learning-model', 'data', 'cryptographic-asset'];
  const creation = (creators: readonly string[]) => spdx(undefined, {creationInfo: {created: '2026-11-20T10:00:00Z', creators}});
  const hashed = (content: string) => cyclone([component('a', '1.2.3', {hashes: [{alg: 'MD5', content}]})]);
  test.each<readonly [string, unknown]>([
    ['every type of component', cyclone(types.map(type => ({type, name: 'x'})))], ['the shortest and the longest digest', cyclone([component('a', '1', {hashes: [{alg: 'MD5', content: 'A'.repeat(32)}, {alg: 'x', content: 'f'.repeat(128)}]})])],
    ['the oldest version', cyclone(all, {specVersion: '1.2'})], ['the newest version', cyclone(all, {specVersion: '1.7', version: 1})], ['names of one letter', cyclone([{type: 'file', name: 'x', 'bom-ref': 'x'}])],
    ['components without a reference', cyclone([{type: 'file', name: 'x'}, {type: 'file', name: 'y'}])], ['a namespace in capitals', spdx(undefined, {documentNamespace: 'URN:x', name: 'x'})], ['people and organizations', creation(['Person: Ana', 'Organization:Acme'])],
    ['an origin of one letter', spdx([{SPDXID: 'SPDXRef-x', name: 'x', downloadLocation: 'x'}])], ['as deep as is allowed', `{"x": ${'['.repeat(99)}1${']'.repeat(99)}, ${JSON.stringify(cyclone()).slice(1)}`],
  ])('%s', async (_, document) => expect((await at(document))['sbom.valid'].state).toBe('held'));

  test.each<readonly [string, unknown]>([
    ...['1.1', '1.8', '11.5', '1.50'].map(specVersion => ['specVersion: a specVersion that is none of 1.2 to 1.7', cyclone(all, {specVersion})] as const),
    ...['a'.repeat(31), 'a'.repeat(129), `g${'a'.repeat(32)}`, `${'a'.repeat(32)}g`].map(content => ['components.0.hashes.0.content: a digest that is not hexadecimal', hashed(content)] as const),
    ...['x urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79', 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79 x'].map(serialNumber => ['serialNumber: a serialNumber that is no urn:uuid', cyclone(all, {serialNumber})] as const),
    ...['xSPDXRef-a', 'SPDXRef-a b', 'SPDXRef-'].map(SPDXID => ['packages.0.SPDXID: an SPDXID of another form', spdx([spdxPackage('a', '1', {SPDXID})])] as const),
    ...['xSPDX-2.3', 'SPDX-2.30', 'SPDX-3.0'].map(spdxVersion => ['spdxVersion: an spdxVersion that is none of SPDX-2.2, SPDX-2.3', spdx(undefined, {spdxVersion})] as const),
    ...['/urn:x', 'urn:x#y', 'urn:x y', 'urn:'].map(documentNamespace => ['documentNamespace: a documentNamespace that is no URI', spdx(undefined, {documentNamespace})] as const),
    ['creationInfo.created: a time of creation that is none', spdx(undefined, {creationInfo: {created: '20 November', creators: ['Tool: x']}})],
  ])('%s', async (problem, document) => {
    const format = 'bomFormat' in (document as object) ? 'CycloneDX' : 'SPDX';
    expect(messages((await at(document))['sbom.valid'])).toEqual([`sbom.json is not valid ${format}: ${problem}.`]);
  });

  test.each<readonly [string, unknown]>([
    ['components.0.purl', cyclone([{...component('a', '1'), purl: 'x pkg:npm/a@1'}])], ['components.0.bom-ref', cyclone([component('a', '1', {'bom-ref': ''})])], ['version', cyclone(all, {version: 0})],
    ['components.0.components.0.name', cyclone([{type: 'file', name: 'x', components: [{type: 'file', name: ''}]}])], ['creationInfo.creators.0', creation(['by Tool: x'])], ['creationInfo.creators.0', creation(['Tool: '])],
    ['name', spdx(undefined, {name: ''})], ['packages.0.name', spdx([spdxPackage('a', '1', {name: ''})])], ['packages.0.downloadLocation', spdx([spdxPackage('a', '1', {downloadLocation: ''})])],
  ])('a problem of %s is told', async (path, document) => expect(messages((await at(document))['sbom.valid'])).toEqual([expect.stringContaining(`: ${path}: `)]));

  test('of many problems the first ten are told', async () => {
    const found = messages((await at(cyclone(Array.from({length: 12}, () => ({type: 'file', name: ''})))))['sbom.valid']);
    expect(found.map(message => /components\.\d+/.exec(message)![0])).toEqual(Array.from({length: 10}, (_, i) => `components.${i}`));
  });

  test.each([['null', 'it is neither'], ['"bomFormat"', 'it is neither'], ['[]', 'it is neither'], ['  <bom/>', 'it is XML'], ['a <b', 'it is not JSON']])('%s is none', async (text, why) => {
    expect(messages((await at(text))['sbom.valid'])).toEqual([expect.stringContaining(`sbom.json is not valid: ${why}`)]);
  });

  test.each<readonly [string, string, number]>([['a level more than is allowed', '[', 101], ['objects', '{"a":', 101], ['so many that a recursion would not end', '[', 200_000]])('too deep: %s', async (_, open, times) => {
    const text = `${open.repeat(times)}${open === '[' ? '' : '1'}${(open === '[' ? ']' : '}').repeat(times)}`;
    expect(messages((await at(text))['sbom.valid'])).toEqual(['sbom.json is not valid: it is deeper than 50 levels.']);
  });

  test('which format and which bytes it has is told', async () => {
    for (const [document, format] of [[cyclone(), 'CycloneDX 1.5'], [spdx(), 'SPDX 2.3']] as const) {
      const text = JSON.stringify(document);
      const {sboms} = await look({tree: {'package-lock.json': lock, 'sbom.json': text}, policy: {sbom: [{file: 'sbom.json', lockfiles: ['package-lock.json']}]}});
      expect(sboms.items).toMatchObject([{format, sha256: createHash('sha256').update(text).digest('hex')}]);
    }
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

  test('parts of components, and packages under another name than that of their package URL, count', async () => {
    expect((await at(cyclone([{type: 'application', name: 'app', components: [all[0], {...all[1], components: [all[2]]}]}])))['sbom.covers']).toMatchObject({state: 'held', examined: 3});
    const [reference] = spdxPackage('c', '3.0.0').externalRefs;
    const renamed = spdxPackage('see', 'three', {externalRefs: [{referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:a:c:c:3.0.0'}, reference]});
    expect((await at(spdx([spdxPackage('a', '1.2.3'), spdxPackage('@s/b', '2.0.0'), renamed])))['sbom.covers'].state).toBe('held');
  });

  test('a package URL may leave the version to the component, and SPDX may give several', async () => {
    const beside = (version: string) => ({type: 'library', name: 'x', version, purl: 'pkg:npm/%40s/b'});
    expect((await at(cyclone([all[0], beside('2.0.0'), all[2]])))['sbom.covers'].state).toBe('held');
    expect((await at(cyclone([all[0], {...beside('2.0.0'), purl: 'pkg:npm/@s/b'}, all[2]])))['sbom.covers'].state).toBe('held');
    expect(messages((await at(cyclone([all[0], beside('2.0.1'), all[2]])))['sbom.covers'])).toEqual(['sbom.json does not list @s/b 2.0.0 of package-lock.json.']);
    expect((await at(cyclone([all[0], {type: 'library', name: 'x', purl: 'pkg:npm/%40s/b'}, all[2]])))['sbom.covers'].state).toBe('broken');
    const [a] = spdxPackage('a', '1.2.3').externalRefs;
    const [c] = spdxPackage('c', '3.0.0').externalRefs;
    expect((await at(spdx([spdxPackage('a', '1.2.3', {externalRefs: [a, c]}), spdxPackage('@s/b', '2.0.0')])))['sbom.covers'].state).toBe('held');
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

  test.each<readonly [string, string, number]>([['sha1', 'SHA-1', 20], ['sha256', 'SHA-256', 32], ['sha512', 'SHA-512', 64]])('by %s, in capitals too', async (algorithm, alg, bytes) => {
    const tree = {'package-lock.json': JSON.stringify({lockfileVersion: 3, packages: {'': {}, 'node_modules/a': {version: '1.2.3', integrity: `${algorithm}-${Buffer.alloc(bytes, 0xab).toString('base64')}`}}})};
    const state = async (content: string, ...more: readonly object[]) => (await judge({
      tree: {...tree, 'sbom.json': JSON.stringify(cyclone([component('a', '1.2.3', {hashes: [{alg, content}]}), ...more]))}, policy: {sbom: [{file: 'sbom.json', lockfiles: ['package-lock.json']}], 'require-digests': true},
    }))['sbom.digests'].state;
    expect(await state('AB'.repeat(bytes))).toBe('held');
    expect(await state('AC'.repeat(bytes))).toBe('broken');
    expect(await state('ab'.repeat(bytes), component('a', '1.2.3', {'bom-ref': 'again'}))).toBe('held');
  });

  test('of a package that is listed twice, both', async () => {
    const twice = cyclone([...all, component('a', '1.2.3', {'bom-ref': 'again', hashes: [{alg: 'SHA-512', content: hex(9)}]})]);
    expect((await at(twice))['sbom.digests'].broken).toMatchObject([{key: 'a@1.2.3', observed: hex(9), expected: hex(1)}]);
  });

  test('of a package that SPDX lists twice', async () => {
    const packages = [spdxPackage('a', '1.2.3', {checksums: [{algorithm: 'SHA512', checksumValue: hex(1)}]}), spdxPackage('a', '1.2.3', {SPDXID: 'SPDXRef-again'}), spdxPackage('@s/b', '2.0.0', {checksums: [{algorithm: 'SHA512', checksumValue: hex(2)}]}), spdxPackage('c', '3.0.0')];
    expect((await at(spdx(packages), {}, {'require-digests': true}))['sbom.digests']).toMatchObject({state: 'held', examined: 2});
  });

  test('may be required', async () => {
    const bare = cyclone([component('a', '1.2.3'), ...all.slice(1)]);
    expect((await at(bare))['sbom.digests'].state).toBe('held');
    expect(messages((await at(bare, {}, {'require-digests': true}))['sbom.digests'])).toEqual(['sbom.json has no sha512 of a 1.2.3.']);
    expect((await at(cyclone(), {lockfiles: ['go.sum']}))['sbom.digests'].state).toBe('undecided');
  });
});
