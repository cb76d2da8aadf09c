import {describe, expect, test} from '@jest/globals';
import {judged} from '../check.fixture.ts';

const action = 'name: Setup\ninputs:\n  node-version:\n    required: true\n  cache:\n    default: npm\n  token:\n    default: ${{ github.token }}\noutputs:\n  cache-hit:\n    value: x\nruns:\n  using: node24\n  main: index.js\n';
const workflow = 'on:\n  workflow_call:\n    inputs:\n      version:\n        type: string\n    outputs:\n      tag:\n        value: x\njobs: {}\n';
const tree = {'action.yml': action, '.github/workflows/release.yml': workflow, '.github/workflows/ci.yml': 'on: push\njobs: {}\n'};
const history = {remotes: ['octo/setup']};
const example = (...lines: readonly string[]): string => ['# Use', '', '```yaml', 'steps:', ...lines.map(line => `  ${line}`), '```'].join('\n');
const use = (name: string, ...inputs: readonly string[]): readonly string[] => [`- uses: ${name}`, ...(inputs.length > 0 ? ['  with:', ...inputs.map(input => `    ${input}`)] : [])];

describe('action.inputs', () => {
  test('inputs and outputs that exist hold, in any case', async () => {
    const readme = example('- uses: Octo/Setup@v1', '  id: s', '  with:', '    Node-Version: 24', '- run: echo ${{ steps.s.outputs.cache-hit }}');
    expect(await judged('action.inputs', {...tree, 'README.md': readme}, {history})).toMatchObject({state: 'held', wrong: []});
  });

  test('a misspelt input is broken where it stands, with the real one and its line', async () => {
    const {wrong, findings} = await judged('action.inputs', {...tree, 'README.md': example(...use('octo/setup@v1', 'node-verison: 24'))}, {history});
    expect(wrong).toEqual(['README.md:7:7 octo/setup@v1 node-verison']);
    expect(findings[0]?.fix).toBe('Did you mean node-version (action.yml:3)?');
  });

  test('an unknown output, a reusable workflow\'s input, and an action that is not there', async () => {
    const readme = `${example('- uses: octo/setup@v1', '  id: s', '- run: echo ${{ steps.s.outputs.cache-hits }}', ...use('octo/setup/gone@v1'))}\n\n\`\`\`yaml\njobs:\n  r:\n    uses: octo/setup/.github/workflows/release.yml@v1\n    with:\n      verson: 1\n\`\`\``;
    const {wrong} = await judged('action.inputs', {...tree, 'README.md': readme}, {history});
    expect(wrong.map(one => one.replace(/^\S+ /, ''))).toEqual(['octo/setup@v1 cache-hits', 'octo/setup/gone@v1 gone', 'octo/setup/.github/workflows/release.yml@v1 verson']);
  });

  test('actions of others, of the reader, and text that is no YAML are no claims', async () => {
    const readme = `${example(...use('actions/checkout@v4', 'fetch-dept: 0'), ...use('./my-action', 'x: 1'))}\n\n\`\`\`yaml\nuses: octo/setup@v1\n  with: [\n\`\`\``;
    const {wrong, doubts} = await judged('action.inputs', {...tree, 'README.md': readme}, {history});
    expect({wrong, doubts}).toEqual({wrong: [], doubts: ['the action may be the reader\'s own']});
  });

  test('tables under Inputs and Outputs are compared', async () => {
    const readme = '## Inputs\n\n| Name | Description | Default |\n|---|---|---|\n| `node-version` | x | |\n| `chache` | x | `npm` |\n\n## Outputs\n\n| Output | About |\n|---|---|\n| `cache-hit` | x |\n';
    const {wrong} = await judged('action.inputs', {...tree, 'README.md': readme}, {history});
    expect(wrong).toEqual(['README.md:6:4 action.yml chache']);
  });
});

describe('action.required', () => {
  test('an example without a required input is only warned of', async () => {
    const {state, wrong} = await judged('action.required', {...tree, 'README.md': example(...use('octo/setup@v1', 'cache: yarn'))}, {history});
    expect({state, wrong}).toEqual({state: 'broken', wrong: ['README.md:5:11 octo/setup@v1 node-version']});
  });

  test('an abbreviated example, and one without with, is not told', async () => {
    const {state, doubts} = await judged('action.required', {...tree, 'README.md': `${example(...use('octo/setup@v1'))}\n\n${example(...use('octo/setup@v1', 'cache: npm', '# ...'))}`}, {history});
    expect({state, doubts}).toEqual({state: 'held', doubts: ['the example is abbreviated']});
  });
});

describe('action.default', () => {
  const table = (value: string): string => `## Inputs\n\n| Input | Default |\n|---|---|\n| cache | ${value} |\n`;

  test('the default of action.yml holds, another is broken', async () => {
    expect((await judged('action.default', {...tree, 'README.md': table('`npm`')}, {history})).state).toBe('held');
    const {wrong, findings} = await judged('action.default', {...tree, 'README.md': table('`pnpm`')}, {history});
    expect({wrong, fix: findings[0]?.fix}).toEqual({wrong: ['README.md:5:3 action.yml cache'], fix: 'Write npm (action.yml:5).'});
  });

  test.each(['', '-', 'none', 'depends on the lock file'])('"%s" gives no default to compare', async value => {
    expect((await judged('action.default', {...tree, 'README.md': table(value)}, {history})).wrong).toEqual([]);
  });
});

test('an output that has the reader\'s own name beside a declared one may be made by the code', async () => {
  const text = '```yaml\n- uses: octo/app@v1\n  id: x\n- run: echo ${{ steps.x.outputs.docs_any_changed }} ${{ steps.x.outputs.any_chnged }}\n```\n';
  const {wrong} = await judged('action.inputs', {'README.md': text, 'action.yml': 'name: x\noutputs:\n  any_changed:\n    description: x\nruns:\n  using: node24\n  main: x.js\n'}, {history: {remotes: ['octo/app']}});
  expect(wrong).toEqual([expect.stringContaining('any_chnged')]);
});
