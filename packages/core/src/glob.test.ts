import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {matchesGlob} from 'node:path';
import {inLinearTime} from '#testkit';
import {glob} from './glob.ts';

type OfSize = (size: number) => string;
type Hostile = readonly [name: string, pattern: OfSize, patternSize: number, path: OfSize, pathSize: number];

describe('glob', () => {
  test.each<[string | readonly string[], readonly string[], readonly string[]]>([
    ['*.md', ['a.md', '.md', '.a.md'], ['docs/a.md', 'a.mdx', 'a']],
    ['**/*.md', ['a.md', 'docs/a.md', '.github/x/y.md'], ['a.txt', 'a.md/b']],
    ['docs/**', ['docs', 'docs/a', 'docs/a/b.md'], ['docsa', 'a/docs/b']],
    ['docs/', ['docs/a', 'docs/a/b.md'], ['docs.md']],
    ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['az', 'a/b/zz']],
    ['a/**/b/**/c', ['a/b/c', 'a/x/b/y/c', 'a/b/b/c'], ['a/c', 'a/c/b']],
    ['a**b', ['ab', 'axxb'], ['a/b']],
    ['v?.?', ['v1.2'], ['v10.2', 'v1']],
    ['?', ['a', '😀'], ['', 'ab', '/']],
    ['[a-c]x', ['ax', 'cx'], ['dx', 'x', 'abx']],
    ['[!a-c]x', ['dx', '-x'], ['ax', 'x']],
    ['[^a]', ['b'], ['a']],
    ['[]a]', [']', 'a'], ['b']],
    ['[a\\]]', [']', 'a'], ['\\']],
    ['[a-]', ['a', '-'], ['b']],
    ['{a,b}/c', ['a/c', 'b/c'], ['c', '{a,b}/c']],
    ['a{,.min}.js', ['a.js', 'a.min.js'], ['a.mi.js']],
    ['{a,{b,c}d}', ['a', 'bd', 'cd'], ['b', 'ad']],
    ['{a/b,c}.md', ['a/b.md', 'c.md'], ['b.md']],
    ['{a}', ['{a}'], ['a']],
    ['{a,b', ['{a,b'], ['a']],
    ['[a', ['[a'], ['a']],
    ['a\\*b', ['a*b'], ['axb']],
    ['a\\{b,c}', ['a{b,c}'], ['ab']],
    ['./a.md', ['a.md'], ['./a.md']],
    ['', [''], ['a']],
    ['!a', ['b', 'a/b'], ['a']],
    [['**/*.md', '!docs/**', 'docs/keep.md'], ['a.md', 'docs/keep.md'], ['docs/a.md', 'a.txt']],
    [['!a', '!b'], ['c'], ['a', 'b']],
    [[], [], ['a', '']],
    ['feature/[x]+(y)', ['feature/x+(y)'], ['feature/xy']],
  ])('%j', (pattern, fitting, others) => {
    expect(fitting.filter(path => !glob(pattern)(path))).toEqual([]);
    expect(others.filter(path => glob(pattern)(path))).toEqual([]);
  });

  test('lists that read alike when they are joined are told apart', () => {
    expect(glob(['a\nb'])('a')).toBe(false);
    expect(glob(['a', 'b'])('a')).toBe(true);
  });

  test('agrees with the globs of Node on plain patterns', () => {
    const name = fc.stringMatching(/^[ab]{1,3}$/);
    const part = fc.oneof(name, fc.constantFrom('*', '**', '*.a', 'a*', '?', '?b', '[ab]', '[^a]b', 'a*b'));
    const path = fc.array(name, {minLength: 1, maxLength: 4}).map(parts => parts.join('/'));
    const pattern = fc.array(part, {minLength: 1, maxLength: 4}).map(parts => parts.join('/'));
    fc.assert(fc.property(pattern, path, (wanted, given) => {
      // A last `/**` stands for no name too, which is not so everywhere.
      fc.pre(!wanted.endsWith('/**'));
      expect([wanted, given, glob(wanted)(given)]).toEqual([wanted, given, matchesGlob(given, wanted)]);
    }), {numRuns: 3000});
  });

  test('never throws, whatever the pattern and the path', () => {
    const text = fc.oneof(fc.string({unit: 'binary', maxLength: 30}), fc.stringMatching(/^[ab/*?[\]{},!\\-]{0,30}$/));
    fc.assert(fc.property(text, text, (pattern, path) => typeof glob(pattern)(path) === 'boolean'), {numRuns: 2000});
  });

  test.each<Hostile>([
    ['stars in a name', n => `${'a*'.repeat(n)}b`, 2000, n => 'a'.repeat(n), 4000],
    ['stars over names', n => `${'**/a/'.repeat(n)}b`, 500, n => 'a/'.repeat(n), 2000],
    ['repeated stars', n => `${'*'.repeat(n)}b`, 10_000, n => 'a'.repeat(n), 4000],
    ['braces', n => `${'{a,b}'.repeat(n)}c`, 30, n => 'a'.repeat(n), 30],
    ['nested braces', n => `${'{a,'.repeat(n)}b${'}'.repeat(n)}`, 2000, n => 'ab'.repeat(n), 1],
    ['open braces', n => '{'.repeat(n), 20_000, n => '{'.repeat(n), 1],
    ['open classes', n => '['.repeat(n), 30_000, n => '['.repeat(n), 1],
  ])('a hostile pattern takes at most the length of the path times its own: %s', async (_, patternOf, patternSize, pathOf, pathSize) => {
    await inLinearTime(patternSize, patternOf, pattern => glob(pattern)(pathOf(pathSize)));
    await inLinearTime(pathSize, pathOf, path => glob(patternOf(patternSize))(path));
  });
});
