import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {inLinearTime} from '#testkit';
import {nearest} from './nearest.ts';

const keys = ['enforcement', 'enforcement-by', 'max-days', 'needs', 'on-failure', 'run'];

describe('nearest', () => {
  test.each<[string, string | undefined]>([
    ['enforcement', 'enforcement'],
    ['enforcment', 'enforcement'],
    ['enfrocement', 'enforcement'],
    ['enforcementBy', 'enforcement-by'],
    ['MAX_DAYS', 'max-days'],
    ['maxdays', 'max-days'],
    ['max.days', 'max-days'],
    ['neds', 'needs'],
    ['rn', 'run'],
    ['ran', 'run'],
    ['xyz', undefined],
    ['onfail', undefined],
    ['completely-different', undefined],
  ])('of %s is %s', (name, meant) => {
    expect(nearest(name, keys)).toBe(meant);
  });

  test('a tie goes to the first, another style beats an edit, and of none there is none', () => {
    expect(nearest('cat', ['bat', 'rat'])).toBe('bat');
    expect(nearest('maxdays', ['maxdayz', 'max-days'])).toBe('max-days');
    expect(nearest('a', [])).toBeUndefined();
  });

  test('is always one of the candidates, and a candidate is its own', () => {
    fc.assert(fc.property(fc.string(), fc.array(fc.string(), {maxLength: 5}), (name, candidates) => {
      const found = nearest(name, candidates);
      expect(found === undefined || candidates.includes(found)).toBe(true);
      if (candidates.includes(name)) expect(found).toBe(name);
    }));
  });

  test('a single edit in a name of six characters is always found', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-m]{6,12}$/), fc.nat(5), fc.stringMatching(/^[n-z]$/), (name, place, letter) => {
      for (const wrong of [name.slice(0, place) + letter + name.slice(place), name.slice(0, place) + name.slice(place + 1),
        name.slice(0, place) + letter + name.slice(place + 1)]) {
        expect(nearest(wrong, [name])).toBe(name);
      }
    }));
  });

  test('long names of strangers take linear time', async () => {
    await inLinearTime(50_000, size => 'a'.repeat(size), name => expect(nearest(name, [`${'b'.repeat(name.length * 0.6)}${'a'.repeat(name.length * 0.4)}`, 'c'.repeat(name.length)])).toBeUndefined());
    await inLinearTime(50_000, size => 'a'.repeat(size), name => expect(nearest(name.toUpperCase(), [name])).toBe(name));
  });
});
