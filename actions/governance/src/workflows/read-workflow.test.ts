import {describe, expect, test} from '@jest/globals';
import {Refusal} from '#core';
import {readCompositeAction, readWorkflow} from './read-workflow.ts';

const read = (source: string) => readWorkflow('w.yml', source);

function refusal(source: string): string {
  try {
    read(source);
  } catch (thrown) {
    if (thrown instanceof Refusal) return `${thrown.gap.code} ${thrown.gap.why}`;
    throw thrown;
  }
  throw new Error('it was read');
}

describe('readWorkflow', () => {
  test('triggers in their three forms', () => {
    expect([...read('on: push\njobs: {}').triggers.keys()]).toEqual(['push']);
    expect([...read('on: [push, pull_request]\njobs: {}').triggers.keys()]).toEqual(['push', 'pull_request']);
    expect(
      [...read('on:\n  push:\n    tags: [v1]\n  workflow_dispatch:\njobs: {}').triggers].map(([name, {filters}]) => [name, [...filters]])
    ).toEqual([['push', ['tags']], ['workflow_dispatch', []]]);
  });

  test('jobs, steps and what they say of themselves', () => {
    const {jobs: [job]} = read('on: push\njobs:\n  a:\n    name: A\n    if: ${{ always() }}\n    continue-on-error: true\n    permissions: write-all\n'
      + '    concurrency: {group: g, cancel-in-progress: true}\n    outputs: {x: "${{ 1 }}"}\n    steps:\n      - id: s\n        uses: o/a@v1\n'
      + '        with: {n: 1}\n      - run: echo ${{ a.b }}\n');
    expect(job).toMatchObject(
      {
        id: 'a', name: 'A', at: {line: 3, column: 3}, if: {mixed: false, expression: {kind: 'call', name: 'always'}}, continueOnError: {expression: {value: true}},
        permissions: 'all', concurrency: {cancels: {expression: {value: true}}},
      }
    );
    expect(job!.outputs.get('x')!.text).toBe('${{ 1 }}');
    expect(job!.steps).toMatchObject([{id: 's', uses: {text: 'o/a@v1', at: {line: 12, column: 15}}}, {run: {embedded: [{text: 'a.b', at: {line: 14, column: 19}}]}}]);
    expect(job!.steps[0]!.with.get('n')!.text).toBe('1');
  });

  test('steps side by side: background, wait, wait-all, cancel, parallel', () => {
    const {jobs: [job]} = read('on: push\njobs:\n  a:\n    steps:\n      - {run: x, id: x, background: true}\n      - wait: x\n'
      + '      - wait: [x, y]\n      - wait-all:\n      - cancel: x\n      - parallel:\n          - run: y\n');
    expect(job!.steps).toMatchObject([{concurrent: 'background'}, {waits: ['x']}, {waits: ['x', 'y']}, {waits: 'all'}, {}, {concurrent: 'parallel', inner: [{run: {text: 'y'}}]}]);
  });

  test('an expression beside other text, be it a line break, is told', () => {
    const mixed = (condition: string): boolean => read(`on: push\njobs:\n  a:\n    if: ${condition}\n    steps: []\n`).jobs[0]!.if!.mixed;
    expect(['"${{ a }} == b"', '"!${{ a }}"', '|\n      ${{ a }}\n', 'x${{ a }}'].map(mixed)).toEqual([true, true, true, true]);
    expect(['${{ a }}', 'a', '|-\n      ${{ a }}\n', '|\n      a &&\n      b\n', "${{ '}}' == a }}"].map(mixed)).toEqual([false, false, false, false, false]);
  });

  test.each([
    ['[]', 'a workflow must be keys and values'],
    ['jobs: {}', 'there is no `on`'],
    ['on: push', 'there are no `jobs`'],
    ['on: push\njobs: []', '`jobs` must be keys and values'],
    ['on: push\njobs:\n  a: 1', 'line 3, column 6: the job a must be keys and values'],
    ['on: push\njobs:\n  a: {}', 'the job a has neither `steps` nor `uses`, or both'],
    ['on: push\njobs:\n  a: {uses: x, steps: []}', 'or both'],
    ['on: push\njobs:\n  a: {steps: {}}', '`steps` must be a list'],
    ['on: push\njobs:\n  a: {steps: [{name: x}]}', 'line 3, column 15: a step is one of'],
    ['on: push\njobs:\n  a: {steps: [{run: x, uses: y}]}', 'a step is one of'],
    ['on: push\njobs:\n  a: {steps: [], needs: b}', 'line 3, column 25: the job a needs "b", which does not exist'],
    ['on: push\njobs:\n  a: {steps: [], needs: {b: 1}}', '`needs` must be a text or a list of texts'],
    ['on: push\njobs:\n  a: {steps: [], needs: b}\n  b: {steps: [], needs: [a]}', 'need each other in a circle'],
    ['on: push\njobs:\n  a: {steps: [], needs: a}', 'in a circle'],
    ['on: push\njobs:\n  a: {steps: [], if: "a =="}', 'line 3, column 22: `if`: '],
    ['on: push\njobs:\n  a: {steps: [], if: [a]}', '`if` must be a text'],
    ['on: push\njobs:\n  a: {steps: [], if: "x ${{ a == }}"}', '`if`: '],
  ])('%j is unreadable, with its place', (source, why) => {
    expect(refusal(source)).toMatch(/^unreadable line \d+, column \d+: /);
    expect(refusal(source)).toContain(why);
  });
});

test('of actions only composite ones have steps', () => {
  expect(readCompositeAction('action.yml', 'runs:\n  using: composite\n  steps:\n    - run: x\n')).toMatchObject([{run: {text: 'x'}}]);
  expect(readCompositeAction('action.yml', 'runs: {using: node24, main: x.js}')).toBeUndefined();
});
