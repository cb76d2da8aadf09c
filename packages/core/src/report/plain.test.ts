import {describe, expect, test} from '@jest/globals';
import {clip, manyLines, oneLine, visible} from './plain.ts';

describe('a text that is cut', () => {
  test.each([
    ['as long as may be', 'abcd', 4, 'abcd'],
    ['one longer', 'abcde', 4, 'abc…'],
    ['through a character of two units', 'ab😀cd', 4, 'ab…'],
  ])('%s', (_, given, max, shown) => {
    expect(clip(given, max)).toBe(shown);
  });
});

describe('what cannot be seen is shown', () => {
  test('its length stays', () => {
    expect(visible('a\u202eb\u{e0041}c')).toBe('a�b��c');
    expect(visible('a\ud800b')).toBe('a�b');
  });

  test('in one line: white space becomes one space, controls stand out', () => {
    expect(oneLine('  plain words ')).toBe('plain words');
    expect(oneLine('a\r\n\tb\u2028c')).toBe('a b c');
    expect(oneLine('a\u001b[31mb\u200bc')).toBe('a�[31mb�c');
    expect(oneLine('plain words', 6)).toBe('plain…');
    expect(oneLine('a\tlong one', 6)).toBe('a lon…');
  });

  test('in several lines: line ends and tabs stay, whatever the line ends were', () => {
    expect(manyLines('a\r\nb\rc\u2028d\u2029e')).toBe('a\nb\nc\nd\ne');
    expect(manyLines('a:\tb\u0007\n')).toBe('a:\tb�\n');
    expect(manyLines('a:\tb\n', 3)).toBe('a:…');
  });
});
