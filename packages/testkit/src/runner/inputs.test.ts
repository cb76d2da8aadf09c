import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {readActionFile} from './action-file.ts';
import {inputVariable} from './environment.ts';
import {evaluateTemplate} from './expression.ts';
import {resolveInputs} from './inputs.ts';
import {StepLog} from './step-log.ts';

const contexts = {github: {token: 'ghs_1', event_name: 'push', event: {repository: {Default_Branch: 'main'}, forced: false, list: [1]}}, runner: {os: 'Linux'}};

describe('expressions', () => {
  test.each([
    ['no expression', 'text', 'text'],
    ['a context', '${{ github.token }}', 'ghs_1'],
    ['text around', 'a-${{github.event_name}}-${{ runner.os }}-b', 'a-push-Linux-b'],
    ['a path, without regard to case', '${{ GitHub.event.repository.default_branch }}', 'main'],
    ['what is not there', '[${{ github.event.pull_request.number }}]', '[]'],
    ['a boolean', '${{ github.event.forced }}', 'false'],
    ['a list', '${{ github.event.list }}', 'Array'],
    ['a quoted text', '${{ \'it\'\'s || so\' }}', 'it\'s || so'],
    ['the first that is not empty', '${{ github.event.nothing || \'\' || runner.os }}', 'Linux'],
    ['an inherited name', '[${{ github.constructor }}]', '[]'],
  ])('%s', (_about, template, expected) => {
    expect(evaluateTemplate(template, contexts)).toBe(expected);
  });

  test.each(['secrets.TOKEN', 'hashFiles(\'x\')', 'github.token && true', '1', '', 'github', 'toString.x'])('"%s" is refused', expression => {
    expect(() => evaluateTemplate(`\${{ ${expression} }}`, contexts)).toThrow(/cannot evaluate '.*'\. This stand-in knows 'text', true, false, github\.name, runner\.name/);
  });

  test('an open expression is refused', () => {
    expect(() => evaluateTemplate('${{ github.token', contexts)).toThrow('has no closing }}');
  });
});

describe('action.yml', () => {
  let folder: string;
  const action = async (text: string): Promise<Awaited<ReturnType<typeof readActionFile>>> => {
    await writeFile(join(folder, 'action.yml'), text);
    return readActionFile(folder);
  };
  const runs = 'runs: {using: node24, main: index.js}\n';

  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'action-')); });
  afterEach(() => rm(folder, {recursive: true}));

  test('inputs, defaults as text', async () => {
    const {inputs, outputs, name} = await action(`name: N
inputs:
  a: {default: true}
  b: {default: 1.50}
  c: {default: }
  d:
  e: {default: 'yes', required: true, deprecationMessage: use a}
outputs: {x: {}}
${runs}`);
    expect(Object.fromEntries([...inputs].map(([key, input]) => [key, input.default]))).toEqual({a: 'true', b: '1.5', c: '', d: '', e: 'yes'});
    expect(inputs.get('e')).toEqual({default: 'yes', required: true, deprecationMessage: 'use a'});
    expect([name, outputs]).toEqual(['N', ['x']]);
  });

  test.each([
    ['no runs', 'name: x\n', '\'runs\' is missing'],
    ['a composite action', 'runs: {using: composite, steps: []}\n', 'runs.using is \'composite\''],
    ['no main', 'runs: {using: node24}\n', 'runs.main is missing'],
    ['YAML that is none', 'runs: {using: [\n', 'action.yml: '],
    ['a key twice', `${runs}${runs}`, 'Map keys must be unique'],
    ['a list as default', `inputs: {a: {default: [1]}}\n${runs}`, 'inputs.a.default must be one value'],
    ['inputs that are no mapping', `inputs: [a]\n${runs}`, 'inputs must be a mapping'],
  ])('%s is refused', async (_about, text, message) => {
    await expect(action(text)).rejects.toThrow(message);
  });

  test('no file at all is refused', async () => {
    await expect(readActionFile(folder)).rejects.toThrow('holds no action.yml');
  });

  test('given inputs win, defaults fill up, nothing is enforced', async () => {
    const definition = await action(`inputs:\n  Token: {default: '\${{ github.token }}'}\n  old: {deprecationMessage: use new}\n  must: {required: true}\n${runs}`);
    const step = new StepLog([], false);
    const inputs = resolveInputs(definition, {token: 'mine', OLD: '1', Stray: '2', odd: '3'}, contexts, step);
    expect(Object.fromEntries(inputs)).toEqual({token: 'mine', OLD: '1', Stray: '2', odd: '3', must: ''});
    expect(step.annotations).toEqual([
      {level: 'warning', message: 'Input \'OLD\' has been deprecated with message: use new'},
      {level: 'warning', message: 'Unexpected input(s) \'Stray\', \'odd\', valid inputs are [\'Token\', \'old\', \'must\']'},
    ]);
    expect(Object.fromEntries(resolveInputs(definition, {}, contexts, step))).toEqual({Token: 'ghs_1', old: '', must: ''});
  });

  test('a default that cannot be evaluated names its place', async () => {
    const definition = await action(`inputs: {a: {default: '\${{ hashFiles("x") }}'}}\n${runs}`);
    expect(() => resolveInputs(definition, {}, contexts, new StepLog([], false))).toThrow(/action\.yml: inputs\.a\.default: cannot evaluate/);
  });

  test('the variable of an input', () => {
    expect(['fail-on', 'two words', 'ä'].map(inputVariable)).toEqual(['INPUT_FAIL-ON', 'INPUT_TWO_WORDS', 'INPUT_Ä']);
  });
});
