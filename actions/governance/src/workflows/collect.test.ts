import {describe, expect, test} from '@jest/globals';
import {judge, onTag} from './judge.fixture.ts';
import {workflows} from './mode.ts';

const job = '  a: {steps: [{run: x}]}\n';
const why = async (tree: Parameters<typeof judge>[0]) => (await judge(tree)).facts.workflows.gaps.map(
  ({code, at, why: reason}) => `${code} ${at?.path}:${at?.line ?? ''} ${reason}`
);

describe('collect', () => {
  test('workflow files are those directly in .github/workflows; one of comments alone is none', async () => {
    const {facts} = await judge({
      'a.yml': onTag(job), 'b.yaml': onTag(job), 'c.json': '{', '.github/workflows/deep/d.yml': '{', 'e.yml': '# later\n\n', '.github/workflows/link.yml': {link: '../x'},
    });
    expect(facts.workflows).toMatchObject({items: [{path: '.github/workflows/a.yml'}, {path: '.github/workflows/b.yaml'}], gaps: []});
  });

  test('one that cannot be read loses no other', async () => {
    const {facts} = await judge({'a.yml': onTag(job), 'b.yml': '{', 'c.yml': {refusal: {code: 'unreadable', why: 'it is not UTF-8', fix: 'Save it as UTF-8.'}}});
    expect(facts.workflows.items).toHaveLength(1);
    expect(facts.workflows.gaps.map(({code, at}) => `${code} ${at?.path}`)).toEqual(['unreadable .github/workflows/b.yml', 'unreadable .github/workflows/c.yml']);
  });

  test('a call of a workflow that is not there, or that calls back, is told at the call', async () => {
    expect(await why({'a.yml': onTag('  a: {uses: ./.github/workflows/none.yml}\n')})).toEqual([
      'missing .github/workflows/a.yml:5 ./.github/workflows/none.yml is not in the repository',
    ]);
    const circle = await why({
      'a.yml': 'on: workflow_call\njobs:\n  a: {uses: ./.github/workflows/b.yml}\n', 'b.yml': 'on: workflow_call\njobs:\n  a: {uses: $/.github/workflows/a.yml}\n',
    });
    expect(circle).toEqual(
      [
        expect.stringContaining('unreadable .github/workflows/b.yml:3 workflows call each other in a circle'),
        expect.stringContaining('unreadable .github/workflows/a.yml:3 workflows call each other in a circle'),
      ]
    );
  });

  test('134 million calls are not followed to the end', async () => {
    const levels = Array.from(
      {length: 9}, (_, i) => [`w${i}.yml`, `on: workflow_call\njobs:\n${Array.from({length: 8}, (__, j) => `  j${j}: {uses: ./.github/workflows/w${i + 1}.yml}\n`).join('')}`]
    );
    expect((await why({...Object.fromEntries(levels), 'w9.yml': onTag(job)}))[0]).toContain('too-large');
  });

  test('local actions: composite ones are followed, within each other too; others and absent ones are not', async () => {
    const {facts, ruling} = await judge({
      'a.yml': onTag('  a:\n    steps:\n      - uses: ./one\n      - uses: ./node\n      - uses: ./made-by-a-step\n      - uses: ./\n'),
      'one/action.yaml': 'runs:\n  using: composite\n  steps:\n    - uses: ./two/\n', 'two/action.yml': 'runs:\n  using: composite\n  steps:\n    - run: x\n    - uses: ./one\n',
      'node/action.yml': 'runs: {using: node24, main: x.js}\n', 'action.yml': 'runs: {using: docker, image: x}\n',
    });
    expect(
      facts.workflows.items[0]!.jobs[0]!.steps.map(({inner}) => inner?.map(step => step.inner?.map(({run}) => run?.text)))
    ).toEqual([[['x', undefined]], undefined, undefined, undefined]);
    expect(facts.surroundings.value.notFollowed.map(({text}) => text)).toEqual(['./one', './made-by-a-step']);
    expect(ruling('readable')).toMatchObject({state: 'held', examined: 1, counts: {'local actions not in the repository, not followed': 2}});
  });

  test('a composite action that cannot be read makes its workflow a gap, with the place in the action', async () => {
    expect(
      await why({'a.yml': onTag('  a: {steps: [{uses: ./x}]}\n'), 'x/action.yml': 'runs:\n  using: composite\n  steps: 1\n'})
    ).toEqual(['unreadable x/action.yml:3 line 3, column 10: `steps` must be a list']);
  });
});

describe('workflows.readable', () => {
  test('held, not applicable, undecided', async () => {
    expect((await judge({'a.yml': onTag(job)})).ruling('readable').state).toBe('held');
    expect((await judge({})).ruling('readable')).toMatchObject({state: 'not-applicable', reason: 'there are no workflows'});
    expect((await judge({'a.yml': onTag(job), 'b.yml': 'on: push\njobs:\n  a: {needs: b, steps: []}\n'})).ruling('readable')).toMatchObject({
      state: 'undecided', undecided: [{gap: 'unreadable', at: {path: '.github/workflows/b.yml', line: 3, column: 14}}],
    });
  });
});

test('of the rules those that policy asks for are enforced; what no list of known problems may hide', () => {
  const named = (which: (rule: (typeof workflows.rules)[number]) => boolean): readonly string[] => workflows.rules.filter(which).map(({id}) => id.slice('workflows.'.length));
  expect(named(({enforcement}) => enforcement === 'enforce')).toEqual(['readable', 'sequence', 'must-run', 'required-skipped']);
  expect(named(({baseline}) => !baseline)).toEqual(['sequence', 'must-run', 'required-skipped']);
});
