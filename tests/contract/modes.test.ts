import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {type LazyMode, isLoaded, kernelRuleOf, loadActions, loadWhole, partOf} from '#core';
import {defaultText} from '#runtime';
import {suite} from '#suite';

const root = join(import.meta.dirname, '../..');
const lazy = (await loadActions(suite)).filter(({modes}) => Object.values(modes).some(mode => !isLoaded(mode)));

describe('actions whose modes are loaded when something names them', () => {
  test('there are some', () => {
    expect(lazy.map(({id}) => id)).toEqual(['evidence', 'governance']);
  });

  test.each(lazy.map(action => [action.id, action] as const))('%s declares each mode as it is', async (_, action) => {
    const whole = await loadWhole(action);
    const declared = Object.entries(action.modes as Readonly<Record<string, LazyMode>>).map(([name, {kind, inputs = {}, secrets = [], part = name}]) => ({name, kind, inputs, secrets, part}));
    expect(declared).toEqual(Object.entries(whole.modes).map(([name, {kind, inputs, secrets}]) =>
      ({name, kind, inputs: Object.fromEntries(Object.entries(inputs).map(([input, type]) => [input, defaultText(type)])), secrets: Object.keys(secrets), part: partOf(whole, name)})));
  });

  test.each(lazy.map(({id}) => [id]))('%s brings none of them along: its definition imports the kernel alone', id => {
    const text = readFileSync(join(root, 'actions', id, 'src/action.ts'), 'utf8');
    expect([...text.matchAll(/^(?:import\b[^'"]*|export\b[^'"]*\bfrom\s+)['"]([^'"]+)['"]/gm)].map(match => match[1])).toEqual(['#core']);
  });
});

test('no rule of an action has the name of a check of Shipgate itself', async () => {
  const actions = await Promise.all((await loadActions(suite)).map(loadWhole));
  const names = actions.flatMap(action => Object.values(action.modes).flatMap(mode => mode.rules.map(rule => `${action.id}/${rule.id}`)));
  expect(names.filter(name => kernelRuleOf(name) !== undefined)).toEqual([]);
});
