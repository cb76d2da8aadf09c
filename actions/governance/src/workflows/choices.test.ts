import {describe, expect, test} from '@jest/globals';
import {explore} from './choices.ts';

describe('explore', () => {
  test('tries every combination of what is asked for, and no other', () => {
    const tried: string[] = [];
    const {found, complete} = explore(choose => {
      const a = choose('a', ['1', '2']);
      tried.push(a === '1' ? a : `${a}${choose('b', ['x', 'y', 'z'])}${choose('a', ['other'])}`);
      return undefined;
    }, 100);
    expect(tried).toEqual(['1', '2x2', '2y2', '2z2']);
    expect({found, complete}).toEqual({found: undefined, complete: true});
  });

  test('stops at the first answer, with what it took', () => {
    const {found} = explore(choose => (choose('a', [1, 2, 3]) === 2 ? 'two' : undefined), 100);
    expect(found).toEqual({answer: 'two', assignment: new Map([['a', 2]])});
  });

  test('says when it gave up', () => {
    const table = (most: number) => explore(choose => {
      for (let i = 0; i < 20; i++) choose(`v${i}`, [true, false]);
      return undefined;
    }, most);
    expect(table(1000)).toEqual({complete: false});
  });
});
