import {describe, expect, test} from '@jest/globals';
import {inLinearTime} from '#testkit';
import {nextPageIn, urlOf} from './github-address.ts';

describe('the next page in a Link header', () => {
  test.each<[string | null, string | undefined]>([
    [null, undefined],
    ['', undefined],
    ['<https://h/r?page=2>; rel="next", <https://h/r?page=9>; rel="last"', 'https://h/r?page=2'],
    ['<https://h/r?page=1>; rel="prev", <https://h/r?a=1,2&page=3>; rel="next"', 'https://h/r?a=1,2&page=3'],
    ['<https://h/r?page=1>; rel="first"', undefined],
    ['<https://h/r?page=2>; rel=next', 'https://h/r?page=2'],
    ['<https://h/r?page=2>; title="x"; REL="last Next"', 'https://h/r?page=2'],
    ['<https://h/r?page=2>; rel="nextish"', undefined],
    ['https://h/r?page=2; rel="next"', undefined],
    ['<<<<; rel="next"', undefined],
  ])('%j', (link, expected) => {
    expect(nextPageIn(link)).toBe(expected);
  });

  test.each(['<', '<a>', ';rel="', '<a>;  ', '; rel = '])('a hostile header of %s is read in linear time', part => inLinearTime(16_384, size => part.repeat(size / part.length), nextPageIn));
});

test('an API below a path, as on GitHub Enterprise Server, keeps its path', () => {
  const url = urlOf('https://git.example.com/api/v3/', '/repos/{owner}/{repo}', {owner: 'o', repo: 'r', per_page: '100'}, 'x');
  expect(url.href).toBe('https://git.example.com/api/v3/repos/o/r?per_page=100');
});
