import {describe, expect, test} from '@jest/globals';
import {judge, messages} from '../judge.fixture.ts';

const schema = (current: string, list: readonly string[] = [current]) => ({'state-schema': {source: {file: 'state.py', pattern: 'schema_version = "(.+)"'}, current, 'backward-compatible': list}});
const at = (code: string, policy: unknown) => judge({tree: {'state.py': `# state\nschema_version = "${code}"\n`}, policy});

test('schema.form', async () => {
  expect((await at('1.3', schema('1.3')))['schema.form'].state).toBe('held');
  expect((await at('v3', schema('v3')))['schema.form'].broken).toEqual([expect.objectContaining({at: {path: 'state.py', line: 2}, observed: 'v3'})]);
  const {'schema.form': form, 'schema.current': current, 'schema.compatible': compatible} = await at('v3', {});
  for (const ruling of [form, current, compatible]) expect(ruling).toMatchObject({state: 'not-applicable', reason: 'off: policy has no state-schema'});
  expect((await at('1.3', schema('1.3')))['schema.form'].observed).toBe('1.3');
});

test('schema.current', async () => {
  expect((await at('1.3', schema('1.3')))['schema.current'].state).toBe('held');
  expect(messages((await at('1.4', schema('1.3')))['schema.current'])).toEqual(['The code writes schema 1.4; policy says 1.3.']);
});

test('schema.compatible', async () => {
  expect((await at('1.3', schema('1.3', ['1.2', '1.3'])))['schema.compatible']).toMatchObject({state: 'held', observed: ['1.2', '1.3']});
  expect((await at('1.3', schema('1.3', ['1.2'])))['schema.compatible'].broken).toMatchObject([{key: 'backward-compatible', observed: ['1.2'], expected: '1.3'}]);
  expect(messages((await at('1.3', schema('1.3', ['1.2'])))['schema.compatible'])).toEqual(['backward-compatible does not hold 1.3, which the code writes.']);
  expect((await at('1.3', schema('1.3', ['1.3', '1.3'])))['schema.compatible'].state).toBe('broken');
  expect((await at('1.3', schema('1.3', [])))['schema.compatible'].state).toBe('broken');
});

test('a schema that cannot be found is undecided for every rule about it', async () => {
  for (const tree of [{}, {'state.py': 'version = 1\n'}, {'state.py': {refusal: {code: 'refused' as const, why: 'no', fix: 'x'}}}]) {
    const found = await judge({tree, policy: schema('1.3')});
    for (const id of ['schema.form', 'schema.current', 'schema.compatible'] as const) expect(found[id].state).toBe('undecided');
  }
  expect(messages((await judge({tree: {}, policy: schema('1.3')}))['schema.form'])).toEqual([expect.stringContaining('there is no such file')]);
  const unmatched = (await judge({tree: {'state.py': 'version = 1\n'}, policy: schema('1.3')}))['schema.form'];
  expect(unmatched.undecided).toMatchObject([{gap: 'unreadable', message: expect.stringContaining('no line matches')}]);
});

describe('policy.files', () => {
  const state = async (tree: Parameters<typeof judge>[0]['tree'], policies: readonly string[]) => (await judge({tree, policy: {policies}}))['policy.files'];
  test('exist and can be read, in every form', async () => {
    expect((await state({'a.json': '{"x": 1}', 'b.yml': 'x: 1\n', 'c.toml': 'x = 1\n', 'd.json': '[1]'}, ['a.json', 'b.yml', 'c.toml', 'd.json'])).state).toBe('held');
  });

  test.each([['a.json', '{"x": }'], ['a.json', '1'], ['a.json', '{}'], ['a.json', ''], ['b.yml', 'x: [1'], ['b.yml', ''], ['b.yml', 'words'], ['c.toml', 'x'], ['a.json', 'null']])('%s with %j is broken', async (path, text) => {
    expect((await state({[path]: text}, [path])).state).toBe('broken');
  });

  test('the last ending says how it is read', async () => {
    expect((await state({'a.json.yml': 'x: 1\n', 'a.toml.yml': 'x: 1\n'}, ['a.json.yml', 'a.toml.yml'])).state).toBe('held');
  });

  test.each([['a.json', '1', /holds no keys and values/], ['a.json', 'null', /holds no keys and values/], ['a.yml', '{}', /it is empty/], ['a.yml', 'x: 1\n  y: [\n', /^[^\n]*it cannot be read: [^\n]+$/]])('of %s with %j it is told what is wrong', async (path, text, why) => {
    expect(messages(await state({[path]: text}, [path]))).toEqual([expect.stringMatching(why)]);
  });

  test('a missing one is broken, an unreadable one undecided, none off', async () => {
    expect(messages(await state({}, ['policies/alerts.json']))).toEqual(['The policy policies/alerts.json does not exist.']);
    expect((await state({'a.json': {refusal: {code: 'refused', why: 'no', fix: 'x'}}}, ['a.json'])).state).toBe('undecided');
    expect(await state({}, [])).toMatchObject({state: 'not-applicable', reason: 'off: policy has no policies'});
    expect((await judge({tree: {}}))['data.files']).toMatchObject({state: 'not-applicable', reason: 'off: policy has no runtime-data'});
  });
});

describe('data.files', () => {
  const state = async (text: string | undefined, kind: string, required = false) => (await judge({tree: text === undefined ? {} : {'d.json': text}, policy: {'runtime-data': {files: [{path: 'd.json', kind, required}]}}}))['data.files'];
  test.each([['object', '{}'], ['array', '[]'], ['events', '[]'], ['events', '{"events": []}']])('%s: %s is right', async (kind, text) => expect((await state(text, kind)).state).toBe('held'));
  test.each([['object', '[]'], ['object', 'null'], ['array', '{}'], ['array', '{"events": []}'], ['events', '{"events": {}}'], ['events', '{}'], ['object', '{'], ['object', '']])('%s: %s is broken', async (kind, text) => expect((await state(text, kind)).state).toBe('broken'));

  test.each([
    ['object', '{', /it is not JSON/], ['object', '[]', /it is no object/], ['array', '{}', /it is no list/], ['events', '{}', /it is neither a list nor an object with a list "events"/],
  ])('%s: of %s it is told what is wrong', async (kind, text, why) => expect(messages(await state(text, kind))).toEqual([expect.stringMatching(why)]));

  test('hole of today: which files, and which of them are required, policy says', async () => {
    expect(await state(undefined, 'object', true)).toMatchObject({state: 'broken', broken: [{message: 'The data file d.json does not exist.'}]});
    expect(await state(undefined, 'object')).toMatchObject({state: 'not-applicable', counts: {'absent, and not required': 1}});
  });

  test('one that cannot be read is undecided', async () => {
    expect((await judge({tree: {'d.json': {refusal: {code: 'too-large', why: 'x', fix: 'y'}}}, policy: {'runtime-data': {files: [{path: 'd.json', kind: 'object'}]}}}))['data.files'].state).toBe('undecided');
  });
});
