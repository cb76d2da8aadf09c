import {describe, expect, test} from '@jest/globals';
import {Refusal} from '#core';
import {type Located, isList, isMapping, readLocated, textOf} from './located-yaml.ts';

const at = (located: Located, ...path: readonly (string | number)[]): Located => path.reduce((inner, key) => {
  const {value} = inner;
  const found = isMapping(value) ? value.get(String(key))?.content : isList(value) ? value[Number(key)] : undefined;
  if (!found) throw new Error(`nothing at ${key}`);
  return found;
}, located);

function refusal(source: string): string {
  try {
    readLocated('a.yml', source);
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.gap.code === 'unreadable') return `${thrown.gap.at?.line}:${thrown.gap.at?.column} ${thrown.gap.why}`;
    throw thrown;
  }
  throw new Error('it was read');
}

describe('readLocated', () => {
  test('values have their places, and keep the words that YAML 1.1 would change', () => {
    const {root} = readLocated('a.yml', 'on: push\njobs:\n  a:\n    steps:\n      - run: |\n          x\n        if: yes\n');
    expect(textOf(at(root, 'on'))).toBe('push');
    expect(at(root, 'jobs', 'a', 'steps', 0).at).toEqual({path: 'a.yml', line: 5, column: 9});
    expect(at(root, 'jobs', 'a', 'steps', 0, 'if')).toMatchObject({value: 'yes', at: {line: 7, column: 13}});
    expect(textOf(at(root, 'jobs', 'a', 'steps', 0, 'run'))).toBe('x\n');
  });

  test('an alias is what it names, the newest anchor of that name before it', () => {
    const {root} = readLocated('a.yml', 'a: &x 1\nb: *x\nc: &x 2\nd: *x\n');
    expect(['b', 'd'].map(key => at(root, key).value)).toEqual([1, 2]);
  });

  test.each([
    ['a: [', /^1:\d+ /],
    ['a: 1\nb: 2\na: 3\n', /^3:1 line 3, column 1: the key "a" stands twice$/],
    ['? [a]\n: 1\n', /^1:\d+ .*a key that is no text$/],
    ['a: *b\n', /^1:4 .*b/],
    ['a: &x [*x]\n', /^1:\d+ .*x/],
    ['a: 1\n---\nb: 2\n', /documents/],
  ])('refuses %j with its place', (source, expected) => expect(refusal(source)).toMatch(expected));

  test('a few aliases that stand for more than a computer holds are refused', () => {
    const bomb = `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from({length: 20}, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`).join('\n')}\n`;
    expect(refusal(bomb)).toContain('aliases counted');
  });

  test('what is too deep is refused and does not exhaust the stack', () => {
    expect(refusal(`a: ${'['.repeat(80)}${']'.repeat(80)}\n`)).toContain('deeper than 64 levels');
    expect(() => readLocated('a.yml', '['.repeat(20_000))).toThrow(Refusal);
  });
});
