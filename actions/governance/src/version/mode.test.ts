import {expect, test} from '@jest/globals';
import {idle} from './conclude.ts';
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

test.each<readonly [string, Readonly<Record<string, string>>, string | undefined]>([
  ['no file', {}, 'no file gives a version'],
  ['a version that is set later, and one that nobody publishes and no tool reads', {'package.json': '{"name": "a", "private": true, "version": "0.0.0", "workspaces": ["apps/*"]}', 'apps/web/package.json': '{"name": "w", "private": true, "version": "v2.9.3"}'}, 'apps/web/package.json: it is not published'],
  ['a branch in place of a version', {'pyproject.toml': '[project]\nname = "a"\nversion = "0.0.0"\n', 'a/__init__.py': '__version__ = "develop"\n'}, 'pyproject.toml: 0.0.0 stands for a version that is filled in at release time'],
  ['a private version of the right form', {'package.json': '{"name": "a", "private": true, "version": "1.2.3"}'}, undefined],
  ['a large manifest', {'package.json': `{"name": "a", "version": "1.2.3", "x": "${'x'.repeat(1_100_000)}"}`}, undefined],
])('what leaves nothing to judge: %s', async (_, tree, why) => {
  const facts = await look({tree});
  expect(facts.sources.gaps).toEqual([]);
  expect(idle(facts)).toBe(why);
});
