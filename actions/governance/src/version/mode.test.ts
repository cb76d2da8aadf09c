import {expect, test} from '@jest/globals';
import {judge, look, ruleIds} from './judge.fixture.ts';
import {version} from './mode.ts';

test('every rule is there, explains itself and is tried by the tests beside it', async () => {
  expect(version.rules.map(({id}) => id)).toEqual([...ruleIds]);
  expect(version.rules.filter(({help, about}) => help.length < 100 || !/\*\*To fix it\*\*/.test(help) || !about.endsWith('.')).map(({id}) => id)).toEqual([]);
});

test('every fact is judged by a rule', async () => {
  const facts = Object.keys(await look({tree: {}}));
  const judged = new Set(version.rules.flatMap(rule => (rule as unknown as {readonly on: readonly string[]}).on));
  expect(facts.filter(fact => !judged.has(fact))).toEqual([]);
});

test('an empty repository breaks nothing and leaves nothing open', async () => {
  const states = Object.values(await judge({tree: {}})).map(({state}) => state);
  expect(new Set(states)).toEqual(new Set(['not-applicable']));
});

test.each<readonly [unknown, boolean]>([
  [{}, false], [{sources: ['package.json']}, true], [{'app-version': '1.0.0'}, true], [{'state-schema': {source: {file: 'state.py', pattern: '(.+)'}, current: '1', 'backward-compatible': ['1']}}, true],
  [{policies: ['a.json']}, true], [{'runtime-data': {files: [{path: 'd.json', kind: 'object'}]}}, true], [{bump: 'conventional-commits'}, true], [{changelog: 'off'}, false],
])('whether %j asks for anything: %j', async (policy, asked) => {
  expect((await look({tree: {}, policy})).release).toMatchObject({value: {asked}});
});
