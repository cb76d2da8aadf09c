import {describe, expect, test} from '@jest/globals';
import {inLinearTime} from '#testkit';
import {projectOf, resolved, told} from './project.testing.ts';
import {flagsOf} from './python.ts';

const project = projectOf({
  'tools/build.py': 'import argparse\np = argparse.ArgumentParser()\np.add_argument("-o", "--out-dir")\np.add_argument(\n    "--verbose", action="store_true")\np.add_argument("--color", action=argparse.BooleanOptionalAction)\n',
  'tools/open.py': 'import argparse\nfrom shared import add\np = argparse.ArgumentParser()\nadd(p)\np.add_argument("--known")\n',
  'tools/plain.py': 'print(1)\n', 'src/pkg/__init__.py': '', 'src/pkg/__main__.py': '', 'src/pkg/run.py': '', 'main.py': '',
  'tox.ini': '[tox]\nenvlist = py{310,311}, lint\n[testenv:docs]\ncommands = x\n',
  'noxfile.py': 'import nox\n@nox.session\ndef tests(session): pass\n@nox.session(name="build-docs")\ndef docs(session): pass\n',
  'pyproject.toml': '[project.scripts]\nmytool = "pkg:main"\n[tool.hatch.envs.docs.scripts]\nbuild = "x"\n',
  'lib/a.py': '', 'lib/native.pyx': '',
});

describe('scripts and modules', () => {
  test.each([
    ['python tools/build.py --out-dir x --verbose', 'exists, exists, exists'], ['python3.12 ./tools/build.py --out=x', 'exists, exists'], ['uv run tools/build.py', ''],
    ['uv run python tools/build.py', 'exists'],
    ['python tools/build.py --no-color --help', 'exists, exists, exists'], ['python tools/build.py --colour', 'exists, missing: option "--colour"'],
    ['python tools/build.py --out_dir x', 'exists, exists'],
    ['python tools/open.py --gone --known', 'exists, unknown: computed, exists'], ['python tools/plain.py --gone', 'exists, unknown: computed'],
    ['python tools/gone.py', 'missing: file "tools/gone.py"'], ['python gone.py', 'unknown: made by the reader'], ['python nowhere/gone.py', 'unknown: made by the reader'],
    ['python tools/<name>.py', ''], ['cd tools && python build.py; python gone.py', 'exists, missing: file "gone.py"'],
    ['python -c "print(1)"', ''], ['python manage.py runserver', 'unknown: made by the reader'],
    ['python -m pkg', 'exists'], ['python -m pkg.run', 'exists'], ['python -m pkg.gone', 'missing: Python module "pkg.gone"'], ['python -m pip install x', ''],
    ['python -m lib.native', 'unknown: computed'],
  ])('%s: %s', (text, expected) => expect(told(project, text)).toBe(expected));

  test('a missing option stands where it is written, with the one that was meant', () => {
    expect(resolved(project, 'python tools/build.py --verbos3=1')[1]).toEqual({
      state: 'missing', what: 'option "--verbos3"', lookedIn: 'tools/build.py', suggestion: {name: '--verbose', path: 'tools/build.py', line: 5}, rule: 'cmd.python', span: {line: 1, column: 23, length: 9},
    });
  });

  test('folders that policy names are looked into even when they are gone', () => {
    expect(told(projectOf({'README.md': ''}, {prefixes: ['scripts/']}), 'python scripts/release.py; ./scripts/x.sh; python other/x.py')).toBe('missing: file "scripts/release.py", missing: file "./scripts/x.sh", unknown: made by the reader');
  });
});

describe('options are complete only when literals tell them all', () => {
  test.each([
    ['click', 'import click\n@click.command()\n@click.option("--a/--no-a")\ndef f(): pass\n', ['--a', '--no-a'], true],
    ['a prefix put together', 'p = ArgumentParser()\np.add_argument("--" + name)\n', [], false],
    ['a parent parser', 'p = ArgumentParser(parents=[q])\np.add_argument("--a")\n', ['--a'], false],
    ['handed to a function of this file', 'p = ArgumentParser()\ndef add(q): pass\nadd(p)\np.add_argument("--a")\n', ['--a'], true],
    ['handed to a function of another file', 'p = ArgumentParser()\nother.add(p)\np.add_argument("--a")\n', ['--a'], false],
    ['made from signatures', 'import typer\n', [], false],
    ['absl', 'from absl import flags\nflags.DEFINE_string("a", "", "")\n', ['--a'], false],
    ['no parser', 'print("--a")\n', ['--a'], false],
  ])('%s', (_, text, flags, complete) => {
    const found = flagsOf(text)!;
    expect([[...found.flags], found.complete]).toEqual([flags, complete]);
  });
});

test.each(['a', 'a.', 'def ', 'a(', 'a.add_', 'p.add_arg', 'ArgumentParser(', 'set_defaults(', '"--', 'a = ', 'add_argument( ', 'a\t'])('a script of %j without end is read in linear time', async piece => {
  await inLinearTime(100_000, size => `p = ArgumentParser()\np.add_argument("--a")\n${piece.repeat(size)}`, flagsOf);
});

describe('tox, nox and hatch', () => {
  test.each([
    ['tox -e docs', 'exists'], ['tox -e docs,lint', 'exists, exists'], ['tox -e py310', 'exists'], ['tox -e gone', 'missing: tox environment "gone"'], ['tox', ''],
    ['nox -s tests', 'exists'], ['nox -s tests-3.12', 'exists'], ['nox -s build-docs', 'exists'], ['nox -s test5', 'missing: nox session "test5"'],
    ['hatch run docs:build', 'exists'], ['hatch run docs:mkdocs', 'unknown: maybe installed'], ['hatch run dcos:build', 'missing: hatch environment "dcos"'],
    ['hatch run pytest', ''],
    ['poetry run mytool', 'exists'], ['poetry run other', 'unknown: maybe installed'],
  ])('%s: %s', (text, expected) => expect(told(project, text)).toBe(expected));
});
