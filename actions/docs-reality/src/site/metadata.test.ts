import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {parse} from 'yaml';
import {metadataOf} from './metadata.ts';

const keys = new Set(['slug', 'aliases', 'date']);
const of = (text: string, format: 'yaml' | 'toml' = 'yaml') => Object.fromEntries([...metadataOf({format, text, line: 1, lastLine: 9}, keys)].map(([key, {values, line}]) => [key, [line, ...values]]));

describe('metadataOf', () => {
  test('one-line values, quoted values, comments and lists of both kinds', () => {
    expect(of('title: x\nslug: "/a b"  # c\naliases:\n  - /one\n  - \'/two\'\ndate: 2026-11-20 # today\n')).toEqual({slug: [3, '/a b'], aliases: [4, '/one', '/two'], date: [7, '2026-11-20']});
    expect(of('aliases: [/one, "/two"]\nslug: x')).toEqual({aliases: [2, '/one', '/two'], slug: [3, 'x']});
  });

  test('TOML', () => {
    expect(of('slug = "x"\naliases = ["/one", "/two"]\n', 'toml')).toEqual({slug: [2, 'x'], aliases: [3, '/one', '/two']});
  });

  test('keys of inner tables are not those of the page', () => {
    expect(of('cover:\n  slug: no\nslug: yes\n')).toEqual({slug: [4, 'yes']});
  });

  test('agrees with a YAML parser on plain texts, and never fails', () => {
    fc.assert(fc.property(fc.stringMatching(/^[A-Za-z/][A-Za-z0-9/_.-]{0,20}$/), value => {
      expect(of(`slug: ${value}\n`)['slug']?.[1]).toBe(String((parse(`slug: ${value}\n`) as {slug: unknown}).slug));
    }));
    fc.assert(fc.property(fc.string(), text => void metadataOf({format: 'yaml', text, line: 1, lastLine: 1}, keys)));
  });
});
