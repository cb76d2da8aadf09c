import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {parse} from 'yaml';
import {Misconfiguration, loadActions} from '#core';
import {commonInputs, operationInputs, parseInputs} from '#runtime';
import {suite} from '#suite';
import {allActions} from '../../packages/cli/src/catalog.ts';
import {callOf} from '../../packages/runtime/src/github-side.ts';

const root = join(import.meta.dirname, '../..');
const actions = await allActions();
/** As a step has them: with modes that are not loaded. */
const declared = await loadActions(suite);

/** What the runner hands to a step that says nothing: the defaults of action.yml. */
function defaultsOf(id: string): Readonly<Record<string, string>> {
  const {inputs} = parse(readFileSync(join(root, 'actions', id, 'action.yml'), 'utf8')) as {readonly inputs: Readonly<Record<string, {readonly default?: string}>>};
  return Object.fromEntries(Object.entries(inputs).map(([name, {default: value = ''}]) => [name, String(value)]));
}

/** The names of the inputs of a step that are refused. */
function refusedIn(id: string, given: Readonly<Record<string, string>>): readonly (string | undefined)[] {
  const action = actions.find(one => one.id === id)!;
  const {mode: name, inputs} = callOf(declared.find(one => one.id === id) ?? action, given);
  const mode = action.modes[name]!;
  try {
    parseInputs({...commonInputs, ...(mode.kind === 'operation' && operationInputs), ...mode.inputs}, inputs);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof Misconfiguration)) throw thrown;
    // What a mode requires has no default.
    return thrown.problems.filter(({message}) => message !== 'it is required').map(({key}) => key);
  }
}

const modes = actions.flatMap(action => Object.keys(action.modes).map(mode => [action.id, mode] as const));

describe.each(modes)('%s, mode %s', (id, mode) => {
  const plain = {...defaultsOf(id), ...('mode' in defaultsOf(id) && {mode})};

  test('takes the defaults of action.yml, which are those of every mode', () => {
    expect(refusedIn(id, plain)).toEqual([]);
  });

  test('refuses an input of another mode that was given, and one that no mode has', () => {
    const action = actions.find(one => one.id === id)!;
    const own = new Set([...Object.keys(action.modes[mode]!.inputs), ...Object.keys(action.modes[mode]!.secrets)]);
    const foreign = Object.values(action.modes).flatMap(other => [...Object.keys(other.inputs), ...Object.keys(other.secrets)]).filter(name => !own.has(name));
    for (const name of [...foreign, 'bogus']) expect(refusedIn(id, {...plain, [name]: 'given by somebody'})).toEqual([name]);
  });
});

test('there are actions with several modes, and inputs with a default that not every mode has', () => {
  expect(modes.length).toBeGreaterThan(actions.length);
  expect(defaultsOf('audit-chain')['data']).toBe('{}');
});
