import {describe, expect, test} from '@jest/globals';
import {Refusal} from '#core';
import {exec} from '#testkit';
import {check, checkOf, judged} from '../check.fixture.ts';

const tree = {
  'package.json': '{\n  "name": "app",\n  "scripts": {\n    "new-package": "x",\n    "test": "x"\n  }\n}',
  Makefile: 'test:\n\ttrue\nlint: test\n',
  justfile: 'release:\n  true\n',
  'scripts/build.py': 'import argparse\np = argparse.ArgumentParser()\np.add_argument("--fast")\np.parse_args()\n',
  'scripts/release.sh': '',
  'cmd/server/main.go': 'package main',
  'go.mod': 'module example.com/app',
  'Cargo.toml': '[package]\nname = "app"\n', 'src/main.rs': '', 'examples/basic.rs': '',
  '.github/workflows/release.yml': 'name: Release\non: push\n',
};
const documented = (...lines: readonly string[]): Readonly<Record<string, string>> => ({...tree, 'README.md': ['```sh', ...lines, '```'].join('\n')});

describe('cmd.*', () => {
  test.each([
    ['cmd.npm', 'npm test', 'npm run create-package'], ['cmd.pnpm', 'pnpm run test', 'pnpm run lint:all'], ['cmd.yarn', 'yarn run test', 'yarn run lint:all'], ['cmd.bun', 'bun run test', 'bun run lint:all'],
    ['cmd.make', 'make test', 'make tests'], ['cmd.just', 'just release', 'just relase'], ['cmd.cargo', 'cargo run --example basic', 'cargo run --example basics'], ['cmd.python', 'python scripts/build.py --fast', 'python scripts/built.py'],
    ['cmd.go', 'go run ./cmd/server', 'go run ./cmd/sever'], ['cmd.task', './scripts/release.sh', './scripts/deploy.sh'], ['cmd.workflow', 'gh workflow run release.yml', 'gh workflow run relase.yml'],
  ])('%s: `%s` holds and `%s` is broken', async (rule, right, wrong) => {
    expect(await judged(rule, documented(right))).toMatchObject({state: 'held', wrong: []});
    const red = await judged(rule, documented(right, wrong));
    expect(red).toMatchObject({state: 'broken', wrong: [expect.stringMatching(/^README\.md:3:/)]});
    expect(red.findings[0]?.key).toBe(wrong);
  });

  test('the near name and its line are given', async () => {
    const {findings} = await judged('cmd.npm', documented('npm run new-pakage'));
    expect(findings[0]).toMatchObject({message: 'npm run new-pakage: package.json has no npm script "new-pakage".', fix: 'Did you mean "new-package" (package.json:4)?', observed: 'npm script "new-pakage"', expected: 'new-package'});
  });

  test.each([
    ['## In your project\n\n```sh\nnpm run gone\n```'], ['Run this in your project:\n\n```sh\nnpm run gone\n```'], ['From the `acme/tool` repository:\n\n```sh\nnpm run gone\n```'],
    ['```json\n{"scripts": {"gone": "x"}}\n```\n\n```sh\nnpm run gone\n```'], ['```sh\ncd ../elsewhere && npm run gone\n```'],
  ])('%j is not told', async text => {
    const {wrong, doubts} = await judged('cmd.npm', {...tree, 'README.md': text});
    expect(wrong).toEqual([]);
    expect(doubts).toHaveLength(1);
  });

  test('commands in sentences are read, those of a changelog are not', async () => {
    const {wrong} = await judged('cmd.npm', {...tree, 'README.md': 'Then `npm run gone`, please.', 'CHANGELOG.md': '`npm run old`'});
    expect(wrong).toEqual(['README.md:1:15 npm run gone']);
  });

  test('a sentence may say where its command runs', async () => {
    const {wrong} = await judged('cmd.make', {...tree, 'README.md': 'Run `make gone` in the `pages` submodule.\n\nRun `make gone` in this repository.'});
    expect(wrong).toEqual(['README.md:3:11 make gone']);
  });

  test('a prompt in a code span is none of the command', async () => {
    expect((await judged('cmd.npm', {...tree, 'README.md': 'Then `$ npm run gone`.'})).wrong).toEqual(['README.md:1:17 npm run gone']);
  });

  test('a guide of a published package is about the project of its user; notes for contributors and agents are not, wherever they are', async () => {
    const text = 'Run `npm run gone`.';
    const published = {'package.json': '{"name": "app", "version": "1.0.0", "scripts": {}}', 'docs/use.md': text, 'docs/MAINTENANCE.md': text, 'docs/i18nContribution.md': text, '.cursor/rules/AGENTS.md': text};
    expect((await judged('cmd.npm', published)).wrong.map(one => one.split(':')[0])).toEqual(['.cursor/rules/AGENTS.md', 'docs/MAINTENANCE.md', 'docs/i18nContribution.md']);
  });

  test('the chapter for contributors in the manual of something else is about that; notes at the root of the manual are about the manual', async () => {
    const text = 'Run `npm run gone`, and see `.github/workflows/gone.yml`.';
    const pages = Object.fromEntries(Array.from({length: 50}, (_, index) => [`site/pages/${index}.md`, 'x']));
    const manual = {...pages, 'site/_config.yml': 'title: x\n', 'package.json': '{"scripts": {}}', '.github/workflows/ci.yml': '', 'CONTRIBUTING.md': text, 'site/contributors/index.md': text};
    expect((await judged('cmd.npm', manual)).wrong).toEqual(['CONTRIBUTING.md:1:14 npm run gone']);
    expect((await judged('code.path', manual)).wrong).toEqual(['CONTRIBUTING.md:1:30 .github/workflows/gone.yml']);
  });

  test('max-command-failures tolerates so many over all kinds', async () => {
    const outcome = await check(documented('npm run gone', 'make gone'), {policy: {'max-command-failures': 2}});
    expect([checkOf(outcome, 'cmd.npm'), checkOf(outcome, 'cmd.make')].map(({state, counts}) => [state, counts])).toEqual([['held', {'wrong, and within max-command-failures': 1}], ['held', {'wrong, and within max-command-failures': 1}]]);
    expect((await judged('cmd.npm', documented('npm run gone', 'make gone'), {policy: {'max-command-failures': 1}})).state).toBe('broken');
  });
});

describe('cmd.help', () => {
  const policy = {commands: {help: ['python scripts/build.py', 'python scripts/other.py']}};
  const readme = documented('python scripts/build.py --fast');

  test('runs the words of policy, and nothing else', async () => {
    const port = exec(() => ({exitCode: 0}));
    expect(await judged('cmd.help', readme, {policy, exec: port})).toMatchObject({state: 'held', doubts: ['in no document']});
    expect(port.requests.map(({argv, timeoutMs}) => [argv, timeoutMs])).toEqual([[['python', 'scripts/build.py', '--help'], 30_000]]);
  });

  test('another exit is broken and shows the last line', async () => {
    const {state, findings} = await judged('cmd.help', readme, {policy, exec: exec(() => ({exitCode: 1, output: 'Traceback\nImportError: no x\n'}))});
    expect({state, message: findings[0]?.message, at: findings[0]?.at}).toEqual({state: 'broken', message: 'python scripts/build.py --help ended with 1: ImportError: no x.', at: {path: 'README.md', line: 2, column: 1}});
  });

  test('a program that is not there is not told', async () => {
    expect((await judged('cmd.help', readme, {policy, exec: exec(() => new Refusal({code: 'missing', what: 'python', why: 'there is no such program', fix: 'Install it.'}))})).state).toBe('undecided');
  });

  test.each([
    ['policy allows nothing', {}], ['the change is from outside', {policy, context: {untrusted: true}}], ['another commit is judged', {policy, origin: 'abc123'}],
  ])('nothing is run when %s', async (_, given) => {
    const port = exec(() => ({exitCode: 0}));
    expect((await judged('cmd.help', readme, {...given, exec: port})).state).toBe('not-applicable');
    expect(port.requests).toEqual([]);
  });
});

describe('commands of other projects', () => {
  const manifest = JSON.stringify({scripts: {build: 'x'}});
  test.each([
    ['Remove `npm run publish-it` from the workflow.', 0], ['See the samples repo\'s README for `npm run publish-it`.', 0], ['- __other__: at commit `b0d845f`, run\n  ```sh\n  npm run publish-it\n  ```', 0],
    ['You want it to call `npm run publish-it` then.', 0], ['Run `npm run publish-it` from the root.', 1],
  ])('%s', async (text, count) => {
    expect((await judged('cmd.npm', {'README.md': text, 'package.json': manifest})).wrong).toHaveLength(count);
  });

  test('guides of a published Deno package speak of the projects of its readers', async () => {
    const given = (own: object): Readonly<Record<string, string>> => ({'deno.json': JSON.stringify({tasks: {test: 'x'}}), 'packages/a/deno.json': JSON.stringify(own), 'docs/start.md': '```sh\ndeno task start\n```\n'});
    expect((await judged('cmd.task', given({name: '@o/a', version: '1.0.0'}))).wrong).toEqual([]);
    expect((await judged('cmd.task', given({}))).wrong).toHaveLength(1);
  });

  test('a guide of a published package runs the program of its reader, and makes a script of its own runnable', async () => {
    const tree = (own: object): Readonly<Record<string, string>> => ({'package.json': JSON.stringify({name: 'a', version: '1.0.0', ...own}), 'src/a.ts': 'x', 'docs/use.md': '```sh\nnode src/index.mjs\n```\n'});
    expect((await judged('cmd.task', tree({}))).wrong).toEqual([]);
    expect((await judged('cmd.task', tree({private: true}))).wrong).toHaveLength(1);
    expect((await judged('code.path', {'README.md': '```sh\nchmod +x ./script.mjs\n```\n', 'a.mjs': 'x'})).wrong).toEqual([]);
  });
});
