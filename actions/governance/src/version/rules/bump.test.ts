import {describe, expect, test} from '@jest/globals';
import {Refusal} from '#core';
import {commit} from '#testkit';
import {judge, messages, tagged} from '../judge.fixture.ts';

const released = 'c'.repeat(40);
const tags = (...names: readonly string[]) => names.map(name => ({name, commit: released, annotated: true}));
const commits = (...subjects: readonly string[]) => subjects.map((subject, i) => ({...commit(`${i + 1}`, '2026-11-01', {subject: subject.split('\n\n')[0]!, body: subject.split('\n\n')[1] ?? ''}), paths: ['a']}));

interface Case {
  readonly tag?: string;
  readonly version?: string;
  readonly since?: readonly string[];
  readonly subjects?: readonly string[];
  readonly policy?: object;
  readonly texts?: Readonly<Record<string, string>>;
}
const at = ({tag, version = '1.3.0', since = ['v1.2.0'], subjects = ['fix: x'], policy = {bump: 'conventional-commits'}, texts = {}}: Case) => judge({
  tree: {'package.json': `{"name": "app", "version": "${version}", "main": "a.js"}`, 'state.py': 'schema = "2.0"\n'}, policy, facts: tag === undefined ? {} : tagged(tag), history: {tags: tags(...since), commits: commits(...subjects), texts},
});

describe('bump.kind', () => {
  test.each<readonly [Case, string]>([
    [{tag: 'v1.2.1', subjects: ['fix: x', 'docs: y']}, 'patch'], [{tag: 'v1.3.0', subjects: ['feat: x', 'fix: y']}, 'minor'], [{tag: 'v2.0.0', subjects: ['feat!: x']}, 'major'], [{tag: 'v2.0.0', subjects: ['fix: x']}, 'more than needed'],
    [{tag: 'v0.3.0', since: ['v0.2.9'], subjects: ['feat!: x']}, 'breaking before 1.0.0'], [{tag: 'v0.2.10', since: ['v0.2.9'], subjects: ['feat: x']}, 'a feature before 1.0.0'], [{tag: 'v1.0.0', since: ['v0.2.9'], subjects: ['feat!: x']}, 'the first stable one'],
    [{tag: 'v1.3.0-rc.1', subjects: ['feat: x']}, 'a pre-release'], [{version: '1.3.0', subjects: ['feat: x']}, 'a change that raises the version'],
  ])('%o: %s', async given => expect((await at(given))['bump.kind'].state).toBe('held'));

  test.each<readonly [Case, string]>([
    [{tag: 'v1.2.1', subjects: ['feat!: x']}, 'From v1.2.0 to v1.2.1 is a patch release; 1000000 (feat!: x) asks for major.'],
    [{tag: 'v1.2.1', subjects: ['fix: x\n\nBREAKING CHANGE: gone']}, 'asks for major'], [{tag: 'v1.2.1', subjects: ['fix: y', 'feat: x']}, '2000000 (feat: x) asks for minor'],
    [{tag: 'v0.2.10', since: ['v0.2.9'], subjects: ['feat!: x']}, 'asks for minor'], [{version: '1.2.1', subjects: ['feat: x']}, 'asks for minor'],
    [{tag: 'v1.3.0', subjects: ['fix: x'], policy: {bump: {rules: {fix: 'major'}}}}, 'asks for major'],
  ])('%o is broken: %s', async (given, message) => expect(messages((await at(given))['bump.kind'])).toEqual([expect.stringContaining(message)]));

  test('a pre-release, a nightly and a tag of another package are no baselines', async () => {
    const since = ['v1.2.0', 'v1.3.0-rc.1', 'v1.3.0-nightly.20261101', 'nightly', 'other@1.2.9', 'v1'];
    expect(messages((await at({tag: 'v1.2.1', since, subjects: ['feat: x']}))['bump.kind'])).toEqual([expect.stringContaining('From v1.2.0 to')]);
    expect((await at({tag: 'v1.2.0', since: ['v1.3.0-rc.1', 'other@1.0.0']}))['bump.kind'].reason).toBe('there is no release before this one');
  });

  test('a hotfix is compared with the release that it is made of, not with the newest', async () => {
    expect((await at({tag: 'v1.2.1', since: ['v1.2.0', 'v1.3.0', 'v2.0.0'], subjects: ['fix: x']}))['bump.kind'].state).toBe('held');
  });

  test('a release that no longer reads the data of the last one breaks something', async () => {
    const policy = {bump: 'conventional-commits', 'state-schema': {source: {file: 'state.py', pattern: 'schema = "(.+)"'}, current: '2.0', 'backward-compatible': ['2.0']}};
    const texts = {[`${released}:state.py`]: 'schema = "1.9"\n'};
    expect(messages((await at({tag: 'v1.3.0', subjects: ['feat: x'], policy, texts}))['bump.kind'])).toEqual(['From v1.2.0 to v1.3.0 is a minor release; schema 1.9 can no longer be read asks for major.']);
    const reads = {...policy, 'state-schema': {...policy['state-schema'], 'backward-compatible': ['1.9', '2.0']}};
    expect((await at({tag: 'v1.3.0', subjects: ['feat: x'], policy: reads, texts}))['bump.kind'].state).toBe('held');
  });

  test('a package of several is raised by the commits in its folder alone', async () => {
    const tree = {
      'package.json': '{"private": true, "workspaces": ["p/*"]}', 'p/a/package.json': '{"name": "a", "version": "1.2.1", "main": "a.js"}', 'p/b/package.json': '{"name": "b", "version": "1.2.1", "main": "a.js"}',
    };
    const touching = (...paths: readonly string[]) => [{...commit('1', '2026-11-01', {subject: 'feat!: x'}), paths}, {...commit('2', '2026-11-01', {subject: 'fix: y'}), paths: ['p/a']}];
    const kind = async (tag: string, paths: readonly string[]) => (await judge({tree, policy: {bump: 'conventional-commits'}, facts: tagged(tag), history: {tags: tags('a@1.2.0', 'v1.2.0'), commits: touching(...paths)}}))['bump.kind'];
    expect((await kind('a@1.2.1', ['p/b'])).state).toBe('held');
    expect(messages(await kind('a@1.2.1', ['p/a']))).toEqual(['From a@1.2.0 to 1.2.1 is a patch release; 1000000 (feat!: x) asks for major.']);
    expect((await kind('v1.2.1', ['p/b'])).state).toBe('broken');
    expect((await kind('c@1.2.1', ['p/b'])).reason).toBe('there is no release before this one');
  });

  test('without a tag: the list of policy names the releases, and several tags may stand beside that of this one', async () => {
    const listed = (since: readonly string[]) => judge({
      tree: {'package.json': '{"name": "app", "version": "1.2.1", "main": "a.js"}'}, policy: {bump: 'conventional-commits', sources: {core: ['package.json']}}, history: {tags: tags(...since), commits: commits('feat: x')},
    });
    expect(messages((await listed(['core@1.2.0', 'v1.2.1', 'v1.1.0', 'core@1.0.0']))['bump.kind'])).toEqual([expect.stringContaining('From core@1.2.0 to 1.2.1')]);
    expect((await listed(['core@1.2.0', 'core@1.2.1', 'core@1.0.0']))['bump.kind'].reason).toBe('1.2.1 has been released already');
    expect((await judge({tree: {}, policy: {bump: 'conventional-commits'}}))['bump.kind'].reason).toBe('no file gives a version');
  });

  test('the tag is the version, whatever the files say; that of a commit of its own counts for a tag', async () => {
    expect((await at({tag: 'v1.3.0', version: '1.2.1', subjects: ['feat: x']}))['bump.kind']).toMatchObject({state: 'held', observed: 'minor', expected: 'minor'});
    expect((await at({tag: 'v1.2.1', since: ['v1.2.0', 'v1.2.1'], subjects: ['feat: x']}))['bump.kind'].state).toBe('broken');
  });

  test('merges say nothing, whatever they are called, and the first cause is told', async () => {
    const merge = {...commit('9', '2026-11-01', {subject: 'feat!: merged', parents: ['a', 'b']}), paths: ['a']};
    const found = await judge({tree: {}, policy: {bump: 'conventional-commits'}, facts: tagged('v1.2.1'), history: {tags: tags('v1.2.0'), commits: [merge, ...commits('feat: a', 'feat: b')]}});
    expect(messages(found['bump.kind'])).toEqual([expect.stringContaining('1000000 (feat: a) asks for minor')]);
  });

  test('more commits than are looked at are undecided', async () => {
    const many = (count: number) => Array.from({length: count}, (_, i) => ({...commit(String(i), '2026-11-01', {subject: 'fix: x'}), paths: ['a']}));
    const state = async (count: number) => (await judge({tree: {}, policy: {bump: 'conventional-commits'}, facts: tagged('v1.2.1'), history: {tags: tags('v1.2.0'), commits: many(count)}}))['bump.kind'];
    expect(await state(10_000)).toMatchObject({state: 'undecided', undecided: [{gap: 'too-large'}]});
    expect((await state(9999)).state).toBe('held');
  });

  test('a schema that did not change, was not there, or is still read, breaks nothing', async () => {
    const policy = {bump: 'conventional-commits', 'state-schema': {source: {file: 'state.py', pattern: 'schema = "(.+)"'}, current: '2.0', 'backward-compatible': [] as string[]}};
    const state = async (texts: Readonly<Record<string, string>>, own: object = policy) => (await at({tag: 'v1.3.0', subjects: ['feat: x'], policy: own, texts}))['bump.kind'].state;
    expect(await state({[`${released}:state.py`]: 'schema = "2.0"\n'})).toBe('held');
    expect([await state({}), await state({[`${released}:state.py`]: 'none\n'})]).toEqual(['held', 'held']);
    expect(await state({[`${released}:state.py`]: 'schema = "1.0"\n'}, {bump: 'conventional-commits'})).toBe('held');
    const gone = await judge({tree: {}, policy, facts: tagged('v1.3.0'), history: {tags: tags('v1.2.0'), commits: commits('feat: x'), texts: {[`${released}:state.py`]: 'schema = "1.0"\n'}}});
    expect([gone['bump.kind'].state, gone['schema.form'].state]).toEqual(['held', 'undecided']);
  });

  test('has nothing to judge: off, the first release, not raised yet', async () => {
    expect((await at({tag: 'v1.2.1', policy: {}}))['bump.kind'].reason).toContain('off');
    expect((await at({tag: 'v1.0.0', since: []}))['bump.kind'].reason).toBe('there is no release before this one');
    expect((await at({version: '1.2.0'}))['bump.kind'].reason).toBe('1.2.0 has been released already');
  });

  test('a shallow clone is undecided, and says what to do', async () => {
    const refusal = new Refusal({code: 'missing', what: 'the history', why: 'the clone is shallow', fix: 'Give actions/checkout `fetch-depth: 0`.'});
    const found = await judge({tree: {'package.json': '{"name": "a", "version": "1.2.1", "main": "a.js"}'}, policy: {bump: 'conventional-commits'}, facts: tagged('v1.2.1'), history: {tags: tags('v1.2.0'), refusal}});
    for (const id of ['bump.kind', 'bump.commits'] as const) expect(found[id]).toMatchObject({state: 'undecided', undecided: [{gap: 'missing', fix: expect.stringContaining('fetch-depth')}]});
  });
});

describe('bump.commits', () => {
  const state = async (subjects: readonly string[], policy: object = {bump: 'conventional-commits'}) => (await at({tag: 'v1.3.0', subjects, policy}))['bump.commits'];
  test('each says what it is', async () => {
    expect((await state(['fix: x', 'Merge branch \'b\'', 'feat: y'])).state).toBe('held');
    expect((await state(['fix: x', 'Fixed the thing'])).broken).toEqual([expect.objectContaining({key: '2'.padEnd(40, '0'), message: '2000000 is no conventional commit: "Fixed the thing".'})]);
  });

  test('policy may count them', async () => {
    expect((await state(['Fixed the thing'], {bump: {unconventional: 'patch'}})).state).toBe('held');
    expect((await at({tag: 'v1.3.0', subjects: []}))['bump.commits']).toMatchObject({state: 'not-applicable', reason: 'there are no commits since the last release'});
    expect((await state(['x'.repeat(300)])).broken).toMatchObject([{message: `1000000 is no conventional commit: "${'x'.repeat(100)}".`, observed: 'x'.repeat(200)}]);
  });
});
