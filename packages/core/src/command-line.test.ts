import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {inLinearTime} from '#testkit';
import {splitCommand} from './command-line.ts';

test.each<[string, readonly string[]]>([
  ['npm test', ['npm', 'test']],
  ['  npm   run  build ', ['npm', 'run', 'build']],
  ['node -e "a b" \'c d\'', ['node', '-e', 'a b', 'c d']],
  ['a""b \'\' ""', ['ab', '', '']],
  ['echo \'$HOME | *\'', ['echo', '$HOME | *']],
  ['echo "it\'s"', ['echo', 'it\'s']],
  ['make\tall', ['make', 'all']],
])('%s', (line, words) => {
  expect(splitCommand(line)).toEqual(words);
});

test.each(['', '   ', "''", '"" a', 'a "b', "a 'b", 'a | b', 'a && b', 'a; b', 'a > f', 'a < f', 'a $B', 'a "$B"', 'a `b`', 'a *.js', 'a ?', 'a [b]', 'a {b,c}', '~/a', 'a !b',
  'a # b', 'a\nb', 'a \\ b', '(a)'])('%j needs a shell, or is no command', line => {
  expect(splitCommand(line)).toBeUndefined();
});

test('words that are quoted come back, whatever is in them', () => {
  fc.assert(fc.property(fc.array(fc.string().filter(word => !word.includes("'")), {minLength: 1, maxLength: 5}).filter(([first]) => first !== ''), words => {
    expect(splitCommand(words.map(word => `'${word}'`).join(' '))).toEqual(words);
  }));
});

test('any text is split or refused, in time that grows with its length', async () => {
  fc.assert(fc.property(fc.string({unit: 'binary'}), line => {
    const words = splitCommand(line);
    return words === undefined || words[0] !== '';
  }));
  await inLinearTime(200_000, size => 'a '.repeat(size), line => expect(splitCommand(line)).toHaveLength(line.length / 2));
  await inLinearTime(400_000, size => `"${'a'.repeat(size)}`, line => expect(splitCommand(line)).toBeUndefined());
});
