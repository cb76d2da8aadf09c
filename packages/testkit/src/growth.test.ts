import {describe, expect, test} from '@jest/globals';
import {inLinearTime, type Meter} from './growth.ts';

/** Steps instead of time: what is told of a growth is then the same on every machine. A thousand steps cost one. */
let steps = 0;
function spend(n: number): void {
  steps += n;
}
const counted: Meter = async run => {
  const before = steps;
  await run();
  return (steps - before) / 1000;
};
const same = (size: number): number => size;

describe('in order', () => {
  test('linear time', () => inLinearTime(5_000_000, same, spend, counted));
  test('n·log n', () => inLinearTime(300_000, same, n => spend(n * Math.log2(n)), counted));
  test('work that is asynchronous', () => inLinearTime(5_000_000, same, async n => {
    await Promise.resolve();
    spend(n);
  }, counted));
  test('work that is quadratic but costs nothing at that size', () => inLinearTime(100, same, n => spend(n ** 2), counted));

  test('a machine that stalls now and then', async () => {
    let long = 0;
    await inLinearTime(5_000_000, same, n => spend(n === 5_000_000 && ++long < 4 ? 8 * n : n), counted);
    expect(long).toBe(4);
  });

  test('linear time of this machine', () => inLinearTime(1_000_000, n => 'a'.repeat(n), text => text.replace(/a/g, 'b')));
});

describe('not in order', () => {
  test('quadratic time', () => expect(inLinearTime(3200, same, n => spend(n ** 2), counted)).rejects.toThrow(
    'This takes more than linear time: 10240.0 ms of CPU for a size of 3200, 1280.0 ms for 8 of 400.'));
  test('quadratic time that is asynchronous', () => expect(inLinearTime(3200, same, async n => {
    await Promise.resolve();
    spend(n ** 2);
  }, counted)).rejects.toThrow('more than linear time'));
  test('exponential time', () => expect(inLinearTime(23, same, n => spend(2 ** n), counted)).rejects.toThrow('more than linear time'));

  // Large enough that the fastest machine feels it: a third of a billion steps.
  test('quadratic time of a regular expression on this machine', () => expect(inLinearTime(25_000, n => `${' '.repeat(n)}x`, text => / +$/.test(text))).rejects.toThrow('more than linear time'));
  test('what the work throws', () => expect(inLinearTime(10, same, () => {
    throw new Error('a defect');
  })).rejects.toThrow('a defect'));
});
