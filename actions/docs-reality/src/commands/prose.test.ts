import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {inLinearTime} from '#testkit';
import {commandsIn} from './commands.ts';
import {commandsOf, projectOf, told} from './project.testing.ts';
import {runsElsewhere, speaksOfElsewhere} from './prose.ts';
import {resolve} from './resolve.ts';

describe('a text that leads away from the repository', () => {
  test.each([
    'run the following in the operator repo', 'run `make deploy` in the `docs` submodule', 'in your project', 'From inside the client folder, run',
    'run it inside `packages/svelte`',
    'For example, if your package has a script foo', 'Some repos ship a script (e.g. `pnpm x`)', 'Add it to your `package.json`:',
    'You can check out receptor and build it like this:', 'in awx-operator repo on the branch you want to use',
  ])('%s', text => expect(speaksOfElsewhere(text)).toBe(true));

  test.each(['Run the tests:', 'From the root of this repository, run', 'In the root directory, run', 'Then start the server.', 'in the main repository',
    'Available from the repository root:', 'Install the dependencies of the project', 'In another terminal, run', 'Clone the repository:', 'Check out our guide.',
    ''])('not: %s', text => expect(speaksOfElsewhere(text)).toBe(false));

  test('is read in linear time', async () => {
    for (const piece of ['in ', 'in a ', '`', 'in the `a/', 'a'.repeat(500)]) await inLinearTime(100_000, size => piece.repeat(size), speaksOfElsewhere);
    fc.assert(fc.property(fc.string(), text => typeof speaksOfElsewhere(text) === 'boolean'));
  });
});

describe('a command that runs elsewhere', () => {
  test.each(['run `make x` in the `docs` submodule', 'Run `make x` from the client folder.', 'In the `docs` folder, run `make x`.', 'from inside `packages/web`: `make x`', 'In the operator repo, you can use `make x`', 'go to the `py/docs` directory and run `make x`'])('%s', text => {
    expect(runsElsewhere(text, 'make x')).toBe(true);
  });

  test.each(['`make x` builds what is in the docs folder', 'run `make x` in the root directory', 'Run `make x` in this repository', 'The code in the `src` folder is built by `make x`', '`make x` reads it; it stands in `src/a.ts`.', 'make y in the docs folder'])('not: %s', text => {
    expect(runsElsewhere(text, 'make x')).toBe(false);
  });

  test('is read in linear time', () => {
    fc.assert(fc.property(fc.string(), text => typeof runsElsewhere(`${text}\`make x\`${text}`, 'make x') === 'boolean'));
    for (const piece of ['in ', 'in the `a/', 'in a folder ']) expect(typeof runsElsewhere(`${piece.repeat(50_000)}make x${piece.repeat(50_000)}`, 'make x')).toBe('boolean');
  });
});

test('a comment moves the reader, and a paragraph makes an example', () => {
  const project = projectOf({Makefile: 'build:\n'});
  expect(told(project, 'make gone1\n# in the operator repo\nmake gone2')).toBe('missing: make target "gone1", unknown: other directory');
  const {commands} = commandsIn({language: 'sh', lines: [{text: 'make gone1; make build', line: 1, column: 1}], prose: 'In your project, run:'});
  expect(commands.flatMap(command => resolve(command, project, 'README.md')).map(({state}) => state)).toEqual(['unknown', 'exists']);
});

test('what the section shows the reader to write is the reader\'s', () => {
  const project = projectOf({'package.json': '{"scripts": {}}', Makefile: 'build:\n'});
  const lines = '{\n  "scripts": {"generate": "x"}\n}\ndeploy: build'.split('\n').map((text, index) => ({text, line: index + 1, column: 1}));
  const {after} = commandsIn({language: 'jsonc', lines});
  const {commands} = commandsIn({language: 'sh', lines: [{text: 'npm run generate; make deploy; npm run other1', line: 9, column: 1}]}, after);
  expect(commands.flatMap(command => resolve(command, project, 'README.md')).map(({state}) => state)).toEqual(['unknown', 'unknown', 'missing']);
  expect(commandsOf('make deploy').flatMap(command => resolve(command, project, 'README.md')).map(({state}) => state)).toEqual(['missing']);
});
