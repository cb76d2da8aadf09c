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
    expect((await at({tag: 'v1.3.0', subjects: []}))['bump.commits'].state).toBe('not-applicable');
  });
});
