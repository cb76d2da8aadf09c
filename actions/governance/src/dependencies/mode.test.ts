import {expect, test} from '@jest/globals';
import {dependencies} from './mode.ts';
import {look, ruleIds} from './rules/judge.fixture.ts';

test('every rule is there, explains itself and is tried by the tests beside it', () => {
  expect(dependencies.rules.map(({id}) => id)).toEqual([...ruleIds]);
  expect(dependencies.rules.filter(({help, about}) => help.length < 100 || !/\*\*To fix it\*\*/.test(help) || !about.endsWith('.')).map(({id}) => id)).toEqual([]);
});

test('every fact is judged by a rule', async () => {
  const judged = new Set(dependencies.rules.flatMap(rule => (rule as unknown as {readonly on: readonly string[]}).on));
  expect(Object.keys(await look({tree: {}})).filter(fact => !judged.has(fact))).toEqual([]);
});
