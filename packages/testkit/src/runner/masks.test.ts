import {describe, expect, test} from '@jest/globals';
import {Masks} from './masks.ts';

describe('masks', () => {
  test.each([
    ['itself', 'pass"word&1', 'pass"word&1'],
    ['base64', 'hunter22', Buffer.from('hunter22').toString('base64')],
    ['in JSON', 'a"b\\c', JSON.stringify('a"b\\c').slice(1, -1)],
    ['in a URL', 'a b!c', 'a%20b%21c'],
    ['in XML', 'a<b&c', 'a&lt;b&amp;c'],
    ['in an expression', 'it\'s', 'it\'\'s'],
    ['without its quotes', '"quoted-secret"', 'quoted-secret'],
    ['the half that PowerShell shows', 'first1&second', 'first1&'],
  ])('a secret %s', (_about, secret, shown) => {
    expect(new Masks([secret]).apply(`<${shown}>`)).toBe('<***>');
  });

  test.each(['u:hunter22', 'us:hunter22', 'use:hunter22'])('basic authorization %s', credentials => {
    const text = new Masks(['hunter22']).apply(Buffer.from(credentials).toString('base64'));
    expect(text).toContain('***');
    expect(Buffer.from(text.replace('***', ''), 'base64').toString()).not.toContain('hunter');
  });

  test('secrets that overlap or touch become one', () => {
    expect(new Masks(['abcd', 'cdef', 'gh']).apply('-abcdefgh-')).toBe('-***-');
    expect(new Masks(['ab']).apply('ab.ab')).toBe('***.***');
  });

  test('nothing masks nothing', () => {
    expect(new Masks(['']).apply('text')).toBe('text');
  });
});
