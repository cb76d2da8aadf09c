import {describe, expect, test} from '@jest/globals';
import {judge} from './judge.fixture.ts';

const required = {'required-checks': ['all-green']};
const workflow = (jobs: string, on = '[pull_request, merge_group]'): string => `on: ${on}\njobs:\n${jobs}`;
const gate = (lines: string, on?: string): string => workflow(`  test: {steps: []}\n  all-green:\n    needs: test\n    ${lines}\n    steps: []\n`, on);

describe('workflows.merge-group', () => {
  test('a required check of a pull request runs in the merge queue too', async () => {
    expect((await judge({'ci.yml': gate('if: always()')}, required)).ruling('merge-group').state).toBe('held');
    expect((await judge({'ci.yml': gate('if: always()', '{pull_request: }')}, required)).said('merge-group')).toEqual([
      '1:6 The required check "all-green" does not run on merge_group: a merge queue waits for it in vain',
    ]);
  });

  test('other checks need not; none named, nothing judged; unreadable, undecided', async () => {
    expect((await judge({'ci.yml': gate('if: always()', 'pull_request')}, {'required-checks': ['other']})).ruling('merge-group').state).toBe('not-applicable');
    expect((await judge({'ci.yml': gate('if: always()', 'pull_request')})).ruling('merge-group').state).toBe('not-applicable');
    expect((await judge({'b.yml': '{', 'ci.yml': gate('if: always()')}, required)).ruling('merge-group').state).toBe('undecided');
  });

  test.each([
    ['test (ubuntu, 24)', 'test: {steps: []}'], ['Test on linux', 'test: {name: "Test on ${{ matrix.os }}", steps: []}'], ['Test', 'test: {name: Test, steps: []}'],
    ['call / inner', 'call: {uses: ./.github/workflows/called.yml}'], ['call / Inner (1)', 'call: {uses: ./.github/workflows/called2.yml}'],
  ])('the check %s is made by %s', async (name, job) => {
    const tree = {
      'ci.yml': workflow(`  ${job}\n`, 'pull_request'), 'called.yml': 'on: workflow_call\njobs:\n  inner: {steps: []}\n',
      'called2.yml': 'on: workflow_call\njobs:\n  i: {name: Inner, steps: []}\n',
    };
    expect((await judge(tree, {'required-checks': [name]})).said('merge-group')).toHaveLength(1);
    expect((await judge(tree, {'required-checks': [`${name}x`]})).said('merge-group')).toEqual(name === 'Test on linux' ? [expect.any(String)] : []);
  });
});

describe('workflows.required-skipped', () => {
  test('a required check that is skipped when what it needs fails counts as a success', async () => {
    expect((await judge({'ci.yml': gate('name: all-green')}, required)).said('required-skipped')).toEqual([
      '4:3 The required check "all-green" is skipped when "test" fails, which counts as a success',
    ]);
    expect((await judge({'ci.yml': gate('if: always()')}, required)).ruling('required-skipped').state).toBe('held');
    expect((await judge({'ci.yml': gate('if: "!cancelled()"')}, required)).ruling('required-skipped').state).toBe('held');
    expect((await judge({'ci.yml': gate('name: all-green')}, {'required-checks': ['all-green', 'test']})).ruling('required-skipped').state).toBe('held');
  });

  test('its own condition may be false on a pull request', async () => {
    const alone = (condition: string, on?: string): string => workflow(`  all-green:\n    if: ${condition}\n    steps: []\n`, on);
    expect((await judge({'ci.yml': alone('github.actor != \'x\'')}, required)).said('required-skipped')).toEqual([
      '4:9 The required check "all-green" can be skipped on a pull request, which counts as a success, '
        + 'for example where github.event_name is "pull_request" and github.actor is "x"',
    ]);
    expect((await judge({'ci.yml': alone('github.event_name != \'push\'', '[pull_request, push]')}, required)).ruling('required-skipped').state).toBe('held');
    expect((await judge({'ci.yml': alone('github.event_name == \'merge_group\'')}, required)).ruling('required-skipped').state).toBe('broken');
    expect((await judge({'ci.yml': alone('github.event_name == \'push\'', '[pull_request, push]')}, required)).ruling('required-skipped').state).toBe('broken');
  });

  test('nothing named: not judged; too many conditions, and an unreadable file: undecided', async () => {
    expect((await judge({'ci.yml': gate('name: x')})).ruling('required-skipped').state).toBe('not-applicable');
    const many = Array.from({length: 14}, (_, i) => `(a.b${i} || a.c${i} || true)`).join(' && ');
    expect((await judge({'ci.yml': gate(`if: always() && ${many}`)}, required)).ruling('required-skipped').state).toBe('undecided');
    expect((await judge({'b.yml': '{', 'ci.yml': gate('if: always()')}, required)).ruling('required-skipped').state).toBe('undecided');
  });
});
