import {describe, expect, test} from '@jest/globals';
import {inLinearTime} from './growth.ts';

let sum = 0;
function spend(steps: number): void {
  for (let i = 0; i < steps; i++) sum = (sum + i) % 1_000_003;
}
const same = (size: number): number => size;

describe('in order', () => {
  test('linear time', () => inLinearTime(5_000_000, same, spend));
  test('n·log n', () => inLinearTime(300_000, same, n => spend(n * Math.log2(n))));
  test('work that is asynchronous', () => inLinearTime(5_000_000, same, async n => {
    await Promise.resolve();
    spend(n);
  }));
  test('work that is quadratic but costs nothing at that size', () => inLinearTime(100, same, n => spend(n ** 2)));

  test('a machine that stalls now and then', async () => {
    let long = 0;
    await inLinearTime(5_000_000, same, n => spend(n === 5_000_000 && ++long < 4 ? 8 * n : n));
    expect(long).toBe(4);
  });
});

describe('not in order', () => {
  test('quadratic time', () => expect(inLinearTime(3200, same, n => spend(n ** 2))).rejects.toThrow(/more than linear time: \d+\.\d ms of CPU for a size of 3200, \d+\.\d ms for 8 of 400/));
  test('quadratic time that is asynchronous', () => expect(inLinearTime(3200, same, async n => {
    await Promise.resolve();
    spend(n ** 2);
  })).rejects.toThrow('more than linear time'));
  test('exponential time', () => expect(inLinearTime(23, same, n => spend(2 ** n))).rejects.toThrow('more than linear time'));
  test('quadratic time of a regular expression', () => expect(inLinearTime(6000, n => `${' '.repeat(n)}x`, text => / +$/.test(text))).rejects.toThrow('more than linear time'));
  test('what the work throws', () => expect(inLinearTime(10, same, () => {
    throw new Error('a defect');
  })).rejects.toThrow('a defect'));
});
