import {expect, test} from '@jest/globals';
import {Tree} from '../tree.ts';
import {commandsIn} from './commands.ts';
import {isOwnProgram} from './own.ts';
import type {Project} from './resolution.ts';

function project(files: Readonly<Record<string, string>>): Project {
  return {tree: new Tree(Object.keys(files)), text: path => files[path]};
}
const own = (line: string, files: Readonly<Record<string, string>>): boolean => isOwnProgram(commandsIn({language: 'sh', lines: [{text: line, line: 1, column: 1}]}).commands[0]!, project(files), 'README.md');

test.each([
  ['a Go module, by its last name', 'task build', {'go.mod': 'module github.com/go-task/task/v3\n'}, true],
  ['a Go module, by its folder of commands', 'just build', {'go.mod': 'module example.org/tools\n', 'cmd/just/main.go': 'package main\n'}, true],
  ['a package of Composer with a program', 'composer run-script x', {'composer.json': '{"name": "composer/composer", "bin": ["bin/composer"]}'}, true],
  ['a package of Composer without one', 'composer run-script x', {'composer.json': '{"name": "acme/composer"}'}, false],
  ['another Go module', 'task build', {'go.mod': 'module github.com/acme/app\n', 'Taskfile.yml': 'version: "3"\n'}, false],
])('%s', (_name, line, files, expected) => {
  expect(own(line, files)).toBe(expected);
});
