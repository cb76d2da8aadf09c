import {describe, expect, test} from '@jest/globals';
import {judge, onTag} from './judge.fixture.ts';

describe('workflows.condition', () => {
  const job = (lines: string): string => onTag(`  a:\n    outputs: {ok: x}\n    steps: [{run: x}]\n  b:\n    needs: a\n    ${lines}\n`);

  test.each([
    ["if: needs.a.outputs.ok == 'true'\n    steps: []", []],
    ["if: needs.A.outputs.OK == 'true'\n    steps: []", []],
    ["if: ${{ github.ref }} == 'refs/heads/main'\n    steps: []", ['10:9 The condition of "b" is always true: something stands beside ${{ }}']],
    ["if: |\n      ${{ github.ref == 'refs/heads/main' }}\n    steps: []", ['10:9 The condition of "b" is always true: something stands beside ${{ }}']],
    ["if: needs.c.outputs.ok == 'true'\n    steps: []", ['10:9 The condition of "b" asks for needs.c.outputs.ok, and the job does not need "c": it is always empty']],
    ["if: needs.a.outputs.ko == 'true'\n    steps: []", ['10:9 The condition of "b" asks for needs.a.outputs.ko, and "a" has no such output: it is always empty']],
    ["steps:\n      - {run: x, if: \"steps.s.outcome == 'success'\"}", ['11:22 The condition of "x" asks for steps.s.outcome, and no step has the id "s": it is always empty']],
    ["steps:\n      - {id: S, run: x}\n      - {run: x, if: \"steps.s.outcome == 'success'\"}", []],
    ["if: contains(toJSON(needs), 'x') && toJSON(steps) != ''\n    steps: []", []],
    ["if: needs.a.outputs && needs.a.result == 'success'\n    steps: []", []],
    ["if: job.status == 'x' && inputs.steps && steps.s.outcome\n    steps: []", []],
    ["steps:\n      - {run: x, if: contains(toJSON(steps), 'x')}", []],
    ["steps:\n      - {run: x, if: env.steps == 'x'}", []],
  ])('%j', async (lines, expected) => expect((await judge({'r.yml': job(lines)})).said('condition')).toEqual(expected));

  test('one of several outputs, and the way out of text beside an expression', async () => {
    const two = job("if: needs.a.outputs.ok\n    steps: []").replace('{ok: x}', '{other: y, ok: x}');
    expect((await judge({'r.yml': two})).said('condition')).toEqual([]);
    const fix = async (lines: string) => (await judge({'r.yml': job(lines)})).ruling('condition').broken[0]?.fix;
    expect(await fix("if: ${{ github.ref }} == 'x'\n    steps: []")).toBe('Put the whole condition within one ${{ }}, or leave it out.');
    expect(await fix('if: |\n      ${{ a }}\n    steps: []')).toBe('Write `|-` or `>-` in place of `|`, so that no line break follows.');
  });

  test('the outputs of a called workflow are not in the file', async () => {
    expect(
      (await judge({'r.yml': onTag('  a: {uses: o/r/.github/workflows/x.yml@v1}\n  b:\n    needs: a\n    if: needs.a.outputs.any\n    steps: []\n')})).ruling('condition').state
    ).toBe('held');
  });

  test('a called workflow is told once, however often it is called', async () => {
    const tree = {
      'a.yml': 'on: push\njobs:\n  x: {uses: ./.github/workflows/c.yml}\n  y: {uses: ./.github/workflows/c.yml}\n',
      'c.yml': 'on: [workflow_call, push]\njobs:\n  z:\n    if: ${{ a }} && b\n    steps: []\n',
    };
    expect((await judge(tree)).said('condition')).toHaveLength(1);
  });

  test('no conditions: right; no workflows: nothing to judge; unreadable: undecided', async () => {
    expect((await judge({'r.yml': onTag('  a: {steps: []}\n')})).ruling('condition').state).toBe('held');
    expect((await judge({})).ruling('condition').state).toBe('not-applicable');
    expect((await judge({'r.yml': onTag('  a: {steps: []}\n'), 'b.yml': '{'})).ruling('condition').state).toBe('undecided');
  });
});
