import {describe, expect, test} from '@jest/globals';
import {inLinearTime} from '#testkit';
import {maskFor} from './masking.ts';

const token = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a';

describe('maskFor', () => {
  test('replaces a secret wherever it stands, and leaves the rest alone', () => {
    expect(maskFor([token])(`a ${token} b ${token}`)).toBe('a *** b ***');
    expect(maskFor([token])('nothing to see')).toBe('nothing to see');
  });

  test('knows no empty secret', () => {
    expect(maskFor([])('text')).toBe('text');
    expect(maskFor(['', ' \n'])('te \nxt')).toBe('te \nxt');
    expect(maskFor(['abcd\n'])('abcd\nx abcdx')).toBe('***\nx ***x');
  });

  test('replaces each line of a secret, but not its brackets', () => {
    const mask = maskFor(['{\r\n  "private_key": "abc"\r\n}']);
    expect(mask('{ and "private_key": "abc" }')).toBe('{ and *** }');
  });

  test.each([0, 1, 2, 3, 4, 5])('finds base64 behind %d bytes of something else', before => {
    for (const after of ['', 'x', 'xy', 'xyz']) {
      const encoded = Buffer.from(`${'u'.repeat(before)}${token}${after}`).toString('base64');
      const masked = maskFor([token])(encoded);
      expect(masked).toContain('***');
      const left = masked.split('***');
      expect(left.join('').length).toBeLessThanOrEqual(Math.ceil((before + after.length) * 8 / 6) + 6);
    }
  });

  test.each([
    ['percent', 'p@ss w/rd+1', 'p%40ss%20w%2Frd%2B1'],
    ['percent in lower case', 'P@ss w/rd+1', 'P%40ss%20w%2frd%2b1'],
    ['form', 'p@ss w/rd+1', 'p%40ss+w%2Frd%2B1'],
    ['JSON', 'a"b\\c"d', 'a\\"b\\\\c\\"d'],
    ['base64url', '\u{fb}\u{ff}?>~~~secret', Buffer.from('\u{fb}\u{ff}?>~~~secret').toString('base64url')],
  ])('finds the form in %s', (_, secret, form) => {
    expect(maskFor([secret])(`<${form}>`)).toBe('<***>');
  });

  test('one secret within another, and secrets that overlap, leave nothing behind', () => {
    expect(maskFor(['abcd', 'abcdefgh'])('xabcdefghx abcdx')).toBe('x***x ***x');
    expect(maskFor(['abcdef', 'defghi'])('-abcdefghi-')).toBe('-***-');
    expect(maskFor(['bcd', 'abcdX', 'abcdY'])('abcdZ')).toBe('a***Z');
    expect(maskFor(['cc', 'abccd'])('abccd')).toBe('***');
  });

  test('a lone surrogate does no harm', () => {
    expect(maskFor(['\ud800secret'])('x\ud800secretx')).toBe('x***x');
  });

  test('stays linear where the text almost is the secret', async () => {
    const secret = `${'a'.repeat(20_000)}b`;
    const mask = maskFor([secret, ...Array.from({length: 50}, (_, i) => `${'a'.repeat(500)}${i}b`)]);
    await inLinearTime(800_000, size => 'a'.repeat(size), text => expect(mask(text) === text).toBe(true));
  });
});
