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

  test('is what the definition says, read letter by letter', () => {
    // Optimal string alignment, whole table, no limits.
    const edits = (a: string, b: string): number => {
      const table = Array.from({length: a.length + 1}, (_, i) => Array.from({length: b.length + 1}, (__, j) => (i === 0 ? j : j === 0 ? i : 0)));
      for (let i = 1; i <= a.length; i++) {
        for (let j = 1; j <= b.length; j++) {
          const turned = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? table[i - 2]![j - 2]! + 1 : Infinity;
          table[i]![j] = Math.min(table[i - 1]![j]! + 1, table[i]![j - 1]! + 1, table[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), turned);
        }
      }
      return table[a.length]![b.length]!;
    };
    const plain = (text: string): string => text.toLowerCase().replace(/[-_. ]/g, '');
    const slowly = (name: string, candidates: readonly string[]): string | undefined => {
      if (candidates.includes(name)) return name;
      const costs = candidates.map(candidate => (plain(candidate) === plain(name) ? 0 : edits(name.toLowerCase(), candidate.toLowerCase())));
      const least = Math.min(...costs);
      return least <= Math.max(1, Math.floor(name.length / 3)) ? candidates[costs.indexOf(least)] : undefined;
    };
    const word = fc.string({unit: fc.constantFrom('a', 'b', 'C', 'n', '-', '_', '.', ' ', '1', '\u00e4'), maxLength: 9});
    fc.assert(fc.property(word, fc.array(word, {maxLength: 6}), (name, candidates) => expect(nearest(name, candidates)).toBe(slowly(name, candidates))), {numRuns: 2000});
  });

  test('long names of strangers take linear time', async () => {
    await inLinearTime(50_000, size => 'a'.repeat(size), name => expect(nearest(name, [`${'b'.repeat(name.length * 0.6)}${'a'.repeat(name.length * 0.4)}`, 'c'.repeat(name.length)])).toBeUndefined());
    await inLinearTime(50_000, size => 'a'.repeat(size), name => expect(nearest(name.toUpperCase(), [name])).toBe(name));
  });
});
