import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {atStart, commandsIn, commandsInSpan, nextSection} from './commands.ts';
import type {Command, Where} from './commands.ts';
import {commandsOf, projectOf} from './project.testing.ts';
import {resolve} from './resolve.ts';

const line = ({name, words}: Command): string => [name, ...words].map(({text}) => text).join(' ');
const lines = (text: string, language?: string): readonly string[] => commandsOf(text, language).map(line);
const place = ({path, clone, elsewhere}: Where): string => elsewhere ? `(${elsewhere})` : clone ? `${clone}:${path}` : path || '.';
const places = (text: string): readonly string[] => commandsOf(text).filter(({program, words}) => program === 'npm' && words[0]?.text === 't').map(({where}) => where.map(place).join('|'));

describe('which lines are commands', () => {
  test.each([
    ['sh', 'npm test\n\n# why\nmake', ['npm test', 'make']],
    ['console', '$ npm test\n> pkg@1.0.0 test\nok 1\n$ make', ['npm test', 'make']],
    ['console', '# in the other repo\n$ npm test', ['npm test']],
    ['bash', '$ npm run \\\n    build\nbuilt', ['npm run build']],
    ['powershell', 'PS C:\\work> npm test\nfine', ['npm test']],
    ['cmd', 'C:\\work> npm test', ['npm test']],
    ['shell', 'user@host:~/work$ npm test', ['npm test']],
    ['console', '(.venv)$ tox -e py', ['tox -e py']],
    ['{.bash title="x"}', 'npm test', ['npm test']],
    ['', 'npm test\nmake', ['npm test', 'make']],
    ['text', 'Some words\nnpm test', []],
    ['', 'make sure that it runs', []],
    ['js', 'npm test', []],
    ['yaml', 'run: npm test', []],
    ['console', 'npm WARN deprecated\nadded 3 packages', []],
  ])('%s: %j', (language, text, expected) => expect(lines(text, language)).toEqual(expected));

  test.each([
    ['npm run build', ['npm run build']], ['make', ['make']], ['make all', ['make all']], ['$ make', ['make']], ['make sure it works', []], ['build', []], ['src/index.ts', []],
    ['cd docs && make html', ['cd docs', 'make html']], ['./run.sh', []], ['./run.sh now', ['./run.sh now']],
  ])('code span %j', (text, expected) => expect(commandsInSpan(text, 1, 1).map(line)).toEqual(expected));
});

describe('what is before the program is taken off', () => {
  test.each([
    'FOO=1 npm run x', 'FOO=1 BAR="a b" npm run x', 'sudo npm run x', 'sudo -E -u me npm run x', 'time npm run x', 'env A=1 npm run x', 'npx cross-env A=1 true; npm run x',
    'cross-env A=1 npm run x',
    'if true; then npm run x; fi', 'echo yes | npm run x', 'corepack npm run x', 'npm.cmd run x', '/usr/bin/npm run x', '! npm run x',
  ])('%s', text => expect(lines(text).at(-1)).toMatch(/^(?:npm|npm\.cmd|\/usr\/bin\/npm) run x$/));

  test.each([
    ['uv run --with a python x.py', 'python', 'uv'], ['poetry run pytest tests', 'pytest', 'poetry'], ['npx lerna run build', 'lerna', 'npx'],
    ['bundle exec rake spec', 'rake', 'bundle'], ['pnpm exec turbo run x', 'turbo', 'pnpm'],
    ['uv run --directory x python y.py', 'uv', undefined], ['npx create-thing a', 'npx', undefined],
  ])('%s runs %s', (text, program, through) => expect(commandsOf(text)[0]).toMatchObject({program, ...(through && {through})}));
});

describe('the folder in which a command runs', () => {
  test.each([
    ['npm t', ['.']],
    ['cd a && npm t', ['a']],
    ['cd a\nnpm t\ncd ../b\nnpm t', ['a', 'b']],
    ['(cd a && npm t); npm t', ['a', '.']],
    ['pushd a; npm t; popd; npm t', ['a', '.']],
    ['cd a/b && cd .. && npm t', ['a']],
    ['cd "$DIR" && npm t', ['(other directory)']],
    ['cd ~/x; npm t; cd y; npm t', ['(other directory)', '(other directory)']],
    ['cd <dir>; npm t', ['(other directory)']],
    ['mkdir x && cd x && npm t && cd .. && npm t', ['(made by the reader)', '.']],
    ['npm init -y; npm t', ['(made by the reader)']],
    ['npm create vite; npm t', ['(made by the reader)']],
    ['npx create-next-app x; cd x; npm t', ['(made by the reader)']],
    ['cargo new x; cd x; npm t', ['(made by the reader)']],
    ['git clone https://host/me/tool.git\ncd tool\nnpm t\ncd sub\nnpm t', ['https://host/me/tool.git:', 'https://host/me/tool.git:sub']],
    ['git clone --depth 1 git@host:me/tool dir && cd dir && npm t', ['git@host:me/tool:']],
    ['git clone https://host/me/tool.git && cd tool/../.. && npm t', ['..']],
    ['ssh host\nnpm t', ['(other machine)']],
    ['docker run -it node bash\nnpm t', ['(other machine)']],
  ])('%j', (text, expected) => expect(places(text)).toEqual(expected));

  test('the next block of a section begins at the start or where the last one ended', () => {
    const block = (text: string): Parameters<typeof commandsIn>[0] => ({language: 'sh', lines: [{text, line: 1, column: 1}]});
    const {after} = commandsIn(block('cd a'));
    expect(commandsIn(block('npm t'), after).commands[0]?.where).toEqual([{path: ''}, {path: 'a'}]);
    expect(nextSection(after)).toEqual(atStart);
    const cloned = nextSection(commandsIn(block('git clone https://host/me/other && cd other/deep')).after);
    expect(commandsIn(block('npm t'), cloned).commands[0]?.where).toEqual([{path: ''}, {path: 'deep', clone: 'https://host/me/other'}]);
    const made = commandsIn(block('npm init -y'), atStart).after;
    expect(commandsIn(block('npm t'), made).commands[0]?.where).toEqual([{path: '', elsewhere: 'made by the reader'}]);
  });
});

test('any text is read and judged without an error, whatever the manifests hold', () => {
  const piece = fc.constantFrom('npm', 'pnpm', 'yarn', 'bun', 'make', 'just', 'cargo', 'python', 'go', 'task', 'gh', 'uv', 'docker', 'compose', 'run', '-C', '-p', '-f', '-m', '--', '--filter', 'a', '../..', './x', 'x.py', '--a=b', '-', '&&', ';', '\n', 'cd', '"', '$(', '<a>', '::', ',', '%', '=', '');
  const text = fc.oneof(fc.string(), fc.array(piece, {maxLength: 30}).map(pieces => pieces.join(' ')));
  const names = ['package.json', 'Makefile', 'justfile', 'Cargo.toml', 'pyproject.toml', 'tox.ini', 'noxfile.py', 'Taskfile.yml', 'deno.json', 'composer.json', 'compose.yaml',
    'go.mod', 'x.py', '.github/workflows/a.yml', 'a/package.json'];
  fc.assert(fc.property(text, fc.array(fc.oneof(fc.string(), fc.json()), {minLength: names.length, maxLength: names.length}), fc.constantFrom('sh', 'console', '', 'powershell', 'cmd'), (block, contents, language) => {
    const project = projectOf(Object.fromEntries(names.map((name, index) => [name, contents[index]!])));
    for (const command of commandsOf(block, language)) for (const {state, span} of resolve(command, project, 'README.md')) {
      expect(['exists', 'missing', 'unknown']).toContain(state);
      expect(span.length).toBeGreaterThanOrEqual(0);
    }
  }), {numRuns: 400});
});
