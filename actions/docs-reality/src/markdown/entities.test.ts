import {describe, expect, test} from '@jest/globals';
import {decodeEntities, unescapeText} from './entities.ts';

describe('character references', () => {
  test('names and numbers; what is none stays', () => {
    expect(decodeEntities('&amp;&lt;&nbsp;&yuml;&eacute;&#35;&#x1F680;&mdash; &nosuch; &amp &; &#; &#x;')).toBe('&<\u00a0ÿé#🚀— &nosuch; &amp &; &#; &#x;');
  });

  test('numbers that are no character', () => {
    expect(decodeEntities('&#0;&#xD800;&#9999999;&#x110000;')).toBe('\ufffd\ufffd\ufffd\ufffd');
  });

  test('escapes end before an entity begins', () => {
    expect(unescapeText('a\\_b\\c\\\\ \\&amp; &amp;\\')).toBe('a_b\\c\\ &amp; &\\');
  });
});
