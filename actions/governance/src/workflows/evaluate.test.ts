import {describe, expect, test} from '@jest/globals';
import {type Value, type World, domainsOf, evaluate, isTrue} from './evaluate.ts';
import {parseExpression} from './parse-expression.ts';

/** What an expression can come to: every combination of what is not known, as texts. */
function outcomes(source: string, known: Readonly<Record<string, Value>> = {}, results: readonly string[] = []): readonly string[] {
  const expression = parseExpression(source);
  const found = new Set<string>();
  const walk = (decided: ReadonlyMap<string, unknown>): void => {
    let asked: {readonly name: string; readonly options: readonly unknown[]} | undefined;
    const world: World = {
      read: path => known[path.join('.')], status: name => name === 'always', results: () => results, domains: domainsOf([expression]), scopes: {job: 'job: ', workflow: 'flow: '},
      choose(name, options) {
        if (decided.has(name)) return decided.get(name) as (typeof options)[number];
        asked ??= {name, options};
        return options[0]!;
      },
    };
    const value = evaluate(expression, world);
    if (asked) for (const option of asked.options) walk(new Map([...decided, [asked.name, option]]));
    else found.add('value' in value ? JSON.stringify(value.value) : 'another');
  };
  walk(new Map());
  return [...found].sort();
}
const truths = (source: string, ...more: [known?: Readonly<Record<string, Value>>, results?: readonly string[]]): string => outcomes(`!!(${source})`, ...more).join(' or ');

describe('what is known', () => {
  test.each<readonly [string, string]>([
    ["'a' == 'A'", 'true'], ["'a' != 'b'", 'true'], ["'a' == 'b'", 'false'], ["1 == '1'", 'true'], ["1 == '2'", 'false'], ["'' == 0", 'true'], ["' ' == 0", 'true'], ["'x' == 0", 'false'], ["true == 1", 'true'], ["true == 'true'", 'false'],
    ["null == 0", 'true'], ["null == ''", 'true'], ["false == ''", 'true'], ["'true' == 'TRUE'", 'true'], ["1 == 1.0", 'true'],
    ["startsWith('Refs/tags', 'refs/')", 'true'], ["startsWith('x', 'y')", 'false'], ["endsWith('a.YML', '.yml')", 'true'], ["endsWith('yml.a', 'yml')", 'false'], ["contains('abc', 'B')", 'true'], ["contains('abc', 'd')", 'false'],
    ["startsWith(12, '1')", 'true'], ["contains('a', null)", 'true'], ["startsWith(null, 'n')", 'false'], ["contains(fromJSON('[\"a\", \"b\"]'), 'B')", 'true'], ["contains(fromJSON('[\"a\"]'), 'b')", 'false'],
    ['always()', 'true'], ['cancelled()', 'false'], ["'a' && 'b'", 'true'], ["'' || 0 || null || false", 'false'], ["'' || 'x'", 'true'], ["0 && x", 'false'], ["1 || x", 'true'],
  ])('%s is %s', (source, expected) => expect(truths(source)).toBe(expected));

  test('&& and || give one of their sides', () => {
    expect([outcomes("'a' && 'b'"), outcomes("'' && 'b'"), outcomes("'' || 'b'"), outcomes("'a' || 'b'")]).toEqual([['"b"'], ['""'], ['"b"'], ['"a"']]);
  });

  test('truth is that of GitHub', () => {
    expect(['', 0, null, false, NaN].map(value => isTrue({value}))).toEqual([false, false, false, false, false]);
    expect(['x', '0', 'false', 1, -1, true].map(value => isTrue({value}))).toEqual([true, true, true, true, true, true]);
    expect(isTrue({unlike: 'x'})).toBe(true);
  });

  test('the results of the jobs that are needed', () => {
    expect([truths("contains(needs.*.result, 'FAILURE')", {}, ['success', 'failure']), truths("contains(needs.*.result, 'failure')", {}, ['success'])]).toEqual(['true', 'false']);
    expect(truths("contains(needs.*.result, x)", {}, ['success'])).toBe('false or true');
  });
});

describe('what is not known', () => {
  test.each<readonly [string, string]>([
    ["a == 'x'", 'false or true'], ["'x' == a", 'false or true'], ["a == 'x' && a == 'y'", 'false'], ["a == 'x' || a != 'x'", 'true'], ["'x' == a && 'y' == a", 'false'], ['a', 'false or true'], ['!a', 'false or true'], ['a && !a', 'false'],
    ['a || !a', 'true'], ["a == '' && a", 'false'], ["a == 'x' && !a", 'false'], ['a == b', 'false or true'], ['a != b', 'false or true'], ['a == b && a != b', 'false'], ['a == b || a != b', 'true'], ["a == 'x' && b == 'x' && a == b", 'false or true'], ['a == a', 'true'], ['a > 1', 'false or true'], ['a > 1 && !(a > 1)', 'false'], ['1 < 2', 'false or true'],
    ["a == 'x' && b == 'x' && a != b", 'false'], ["a == 'x' && b == 'y' && a == b", 'false'], ['f(a)', 'false or true'], ['f(a) && !f(a)', 'false'], ['!f(a)', 'false or true'],
    ["contains(a, 'x') && !contains(a, 'x')", 'false'], ["contains(a, 'x')", 'false or true'], ["startsWith(a, b)", 'false or true'], ["a.*.b == 'x'", 'false or true'], ["contains(fromJSON(a), 'x')", 'false or true'],
    ["contains(fromJSON('[1]'), 1)", 'false or true'], ["contains(fromJSON('{'), 1)", 'false or true'], ["contains(fromJSON('[\"1\", 2]'), '1')", 'false or true'], ["contains(fromJSON('\"abc\"'), 'b')", 'false or true'],
    ["contains(toJSON('[\"a\"]'), 'a')", 'false or true'], ["contains(fromJSON(1), 'a')", 'false or true'],
  ])('%s is %s', (source, expected) => expect(truths(source)).toBe(expected));

  test('a beginning that is known', () => {
    const ref = {'github.ref': {unlike: 'github.ref', prefix: 'refs/tags/'}};
    const about = (source: string): string => truths(source, ref);
    expect([about("startsWith(github.ref, 'refs/')"), about("startsWith(github.ref, 'refs/heads/')"), about("startsWith(github.ref, 'refs/tags/v')"), about("startsWith(github.ref, 'tags/')")]).toEqual(['true', 'false', 'false or true', 'false']);
    expect([about("contains(github.ref, 'tags')"), about("contains(github.ref, 'rc')"), about("endsWith(github.ref, 'refs/tags/')"), about("endsWith(github.ref, '/tags/')")]).toEqual(['true', 'false or true', 'false or true', 'false or true']);
    expect(about("github.ref == 'refs/tags/v1'")).toBe('false');
    expect(truths("startsWith(github.ref, 'x')", {'github.ref': {unlike: 'github.ref'}})).toBe('false or true');
  });

  test('what is unlike one thing and what is unlike another may be the same', () => {
    const known = {x: {unlike: 'x'}, y: {unlike: 'y'}, z: {unlike: 'x'}, one: {value: 1}};
    expect([truths('x == y', known), truths('x == z', known), truths('x != z', known), truths("x == 'a'", known), truths("'a' == x", known), truths('x == one', known), truths('one == x', known)]).toEqual([
      'false or true', 'true', 'false', 'false', 'false', 'false or true', 'false or true',
    ]);
  });
});

test('the values that each unknown is compared with, on either side', () => {
  const {literals, bare} = domainsOf([parseExpression("a == 'x' || 'y' == a || b == c"), parseExpression('!d && e')]);
  expect(new Map([...literals].map(([name, values]) => [name, [...values]]))).toEqual(new Map([['a', ['x', 'y']]]));
  for (const name of ['d', 'e', '!d']) expect(bare.has(name)).toBe(true);
  expect(bare.has('b')).toBe(false);
});
