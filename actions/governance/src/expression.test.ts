import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {inLinearTime} from '#testkit';
import {type Expression, expression} from './expression.ts';

function read(source: string): Expression {
  const found = expression(source);
  if ('problem' in found) throw new Error(found.problem);
  return found;
}

const sources = [
  'abc', 'a|b|', '', '^a', 'a$', '^$', 'a*', 'a+?b', 'a{2,3}', '(a|ab)(c|bcd)(d*)', '(?:ab)*', '[a-c]+', '[^a]', '\\d+\\.\\d+', '(a*)*b', '(a|b)*abb', 'x?y', '.b', '\\bab\\b', '(?<n>b)c', '(a+)+$', 'a{0}b', '[\\w-]+', '\\Ba',
  '(?:a??)b', '[\\]a]', '\\w+', '\\W', '\\D+', '\\S+', '\\s', 'a{2}', 'a{2,}b', '(a|b|c)d', '[A-Z_]+', '[a-]+', '[-a]', '[a\\-c]', '[\\]-b]', '[a-a]', '.+', '[^]', '(a)|(b)c', '(?:a|b){2,3}?c', '\\t|\\n|\\r|\\f|\\v|\\0', '\\b.',
  '[\\t\\n]+', '\\B.', '^a|b$', '(a?)(b?)$',
] as const;

describe('an expression', () => {
  test.each(sources)('%s finds what JavaScript finds', source => {
    const own = read(source);
    const oracle = new RegExp(source);
    fc.assert(fc.property(fc.string({unit: fc.constantFrom('a', 'b', 'c', 'd', 'A', 'Z', '_', '1', '.', '-', ' ', ']', '\n', '\r', '\t', '\f', '\v', '\0', '\u2028', 'é'), maxLength: 12}), text => {
      const [found, expected] = [own.match(text), oracle.exec(text)];
      expect(found && {index: found.index, text: found.text}).toEqual(expected === null ? undefined : {index: expected.index, text: expected[0]});
    }), {numRuns: 150});
  });

  test('groups of an alternative that was not taken are empty', () => {
    expect(read('(a)|(b)').match('b')?.groups).toEqual([undefined, 'b']);
    expect(read('(?:(a)|b)+').match('b')?.groups).toEqual([undefined]);
  });

  test.each([`${'('.repeat(49)}a${')'.repeat(49)}`, 'a'.repeat(1000)])('the largest that is taken: %#', source => expect(read(source).match('a'.repeat(1000))).toBeDefined());

  test('groups beside each other do not add to how deep they stand', () => expect(read('(a)'.repeat(60)).match('a'.repeat(60))?.text).toHaveLength(60));

  test('gives its groups by number and by name', () => {
    expect(read('version = "(?<version>[\\d.]+)"( #.*)?').match('x version = "1.2.3"')).toEqual({index: 2, text: 'version = "1.2.3"', groups: ['1.2.3', undefined], named: {version: '1.2.3'}});
  });

  test.each([
    ['(a', 'a "(" that nothing closes'], ['a)', 'nothing opens'], ['[a', 'a "["'], ['*', 'nothing before'], ['a**', 'repetition of a repetition'], ['(?=a)', 'looking ahead'], ['(?<=a)', 'looking back'], ['(a)\\1', 'reference back'],
    ['\\p{L}', 'not supported'], ['a{3,2}', 'ends before'], ['[z-a]', 'range'], ['\\', 'at the end'], ['(((a{999}){999}){999})', 'too many'], ['('.repeat(60), 'too deep'], ['a'.repeat(1001), 'longer'], ['^*', 'of nothing'], ['(?<a>x)(?<a>y)', 'two groups'],
  ])('%s is refused in words', (source, problem) => {
    expect(expression(source)).toEqual({problem: expect.stringContaining(problem)});
  });

  test.each(['(a+)+$', '(a|a)*b', '(.*)(.*)(.*)(.*)(.*)x', '(a?){30}a{30}'])('%s takes linear time over a hostile text', source => {
    const own = read(source);
    return inLinearTime(20_000, size => `${'a'.repeat(size)}!`, text => own.match(text));
  });
});
