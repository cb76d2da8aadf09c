import {describe, expect, test} from '@jest/globals';
import {helpCommands} from './help.ts';
import {filesFor, filesNeeded} from './needed.ts';
import {pathsIn} from './paths.ts';
import {commandsOf, projectOf} from './project.testing.ts';

describe('the files that commands read', () => {
  test.each([
    ['node scripts/x.js out.json', ['scripts/x.js']], ['python -u a/b.py c.txt', ['a/b.py']], ['python -m a.b', []], ['bash -c x.sh', []], ['./run.sh now', ['./run.sh']],
    ['source env/x.sh', ['env/x.sh']],
    ['cat a.md b.txt > c.md', ['a.md', 'b.txt']], ['cp src/a.env.example .env', ['src/a.env.example']], ['cp a.json b.json dist/', ['a.json', 'b.json']], ['mkdir -p a/b', []],
    ['touch a.md', []], ['curl -o a.sh x', []],
    ['pytest -k name tests/a.py::test_b tests/c', ['tests/a.py', 'tests/c']], ['npm test -- packages/x --watch', ['packages/x']], ['npm test packages/x', []],
    ['pip install -r requirements.txt x', ['requirements.txt']],
    ['go run a/main.go', ['a/main.go']], ['node <file>.js', []], ['node $X/a.js', []], ['cat ~/a.md /etc/hosts', []], ['kubectl apply -f k8s/a.yaml', ['k8s/a.yaml']],
    ['kubectl apply -f https://host/a.yaml', []],
  ])('%s', (text, expected) => expect(commandsOf(text).flatMap(pathsIn).map(word => word.text)).toEqual(expected));

  test('each with its place', () => expect(commandsOf('pytest tests/a.py::b').flatMap(pathsIn)[0]?.span).toEqual({line: 1, column: 8, length: 10}));
});

test('the manifests to read beforehand, those near the root first', () => {
  const {tree} = projectOf({'a/b/package.json': '', 'package.json': '', 'README.md': '', 'Makefile.am': '', 'x.mk': '', 'node_modules/a/package.json': '', '.github/workflows/a.yml': '', 'docs/justfile': ''});
  expect(filesNeeded(tree)).toEqual(['package.json', 'Makefile.am', 'x.mk', 'docs/justfile', 'a/b/package.json', '.github/workflows/a.yml']);
});

test('the scripts that commands name', () => {
  const {tree} = projectOf({'tools/a.py': '', 'docs/b.py': '', 'src/pkg/run.py': '', 'other.mk': ''});
  const commands = commandsOf('cd tools && python a.py\ncd ..\npython b.py\npython -m pkg.run\nmake -f other.mk x').map(command => ({command, document: 'docs/guide.md'}));
  expect([...filesFor(commands, tree)].sort()).toEqual(['docs/b.py', 'other.mk', 'src/pkg/run.py', 'tools/a.py']);
});

test('only commands of the allow-list are called for help, in its own words', () => {
  const commands = commandsOf('python scripts/a.py --now; python scripts/a.py; python scripts/b.py; python $X');
  const found = helpCommands(commands, [['python', 'scripts/a.py'], ['python', 'scripts/gone.py'], [], ['python', '$X']]);
  expect(found.map(({argv}) => argv)).toEqual([['python', 'scripts/a.py', '--help']]);
});
