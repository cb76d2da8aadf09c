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
    expect((await judge({'ci.yml': gate('if: always()', 'pull_request')})).ruling('merge-group')).toMatchObject({
      state: 'not-applicable', reason: 'no `required-checks` are named',
    });
    expect((await judge({'ci.yml': gate('if: always()'), 'r.yml': gate('if: always()', 'push')}, required)).ruling('merge-group')).toMatchObject({state: 'held', examined: 1});
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

  test('one that is skipped with a job which it needs is told where it stands', async () => {
    const tree = workflow("  pre:\n    if: github.actor == 'x'\n    steps: []\n  all-green: {needs: pre, steps: []}\n");
    expect((await judge({'ci.yml': tree}, required)).said('required-skipped')).toEqual([expect.stringMatching(/^6:3 .*can be skipped on a pull request/)]);
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
    expect((await judge({'ci.yml': gate('name: x')})).ruling('required-skipped')).toMatchObject({state: 'not-applicable', reason: 'no `required-checks` are named'});
    const wide = Array.from({length: 14}, (_, i) => `(a.b${i} || a.c${i})`).join(' && ');
    const after = workflow(`  big:\n    if: ${wide}\n    steps: []\n  all-green:\n    needs: big\n    if: "always() && needs.big.result != 'x'"\n    steps: []\n`);
    expect((await judge({'ci.yml': after}, required)).ruling('required-skipped')).toMatchObject({
      state: 'undecided', undecided: [{message: 'The required check "all-green" depends on more conditions than can be tried'}],
    });
    const late = workflow(`  big: {steps: []}\n  all-green:\n    needs: big\n    if: "!cancelled() && (needs.big.result == 'success' || (${wide}) || true)"\n    steps: []\n`);
    expect((await judge({'ci.yml': late}, required)).ruling('required-skipped').state).toBe('undecided');
    const many = Array.from({length: 14}, (_, i) => `(a.b${i} || a.c${i} || true)`).join(' && ');
    expect((await judge({'ci.yml': gate(`if: always() && ${many}`)}, required)).ruling('required-skipped').state).toBe('undecided');
    expect((await judge({'b.yml': '{', 'ci.yml': gate('if: always()')}, required)).ruling('required-skipped').state).toBe('undecided');
  });
});
