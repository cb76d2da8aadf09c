import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {inLinearTime} from '#testkit';
import {parseDuration, sayDuration} from './duration.ts';

describe('parseDuration', () => {
  test.each<[string, number]>([
    ['0s', 0], ['500ms', 500], ['90s', 90_000], ['30m', 1_800_000], ['12h', 43_200_000], ['90d', 7_776_000_000], ['2w', 1_209_600_000], ['1h30m', 5_400_000], ['1m500ms', 60_500],
    ['PT30M', 1_800_000], ['PT90S', 90_000], ['P90D', 7_776_000_000], ['P2W', 1_209_600_000], ['P1DT12H', 129_600_000], ['PT1H2M3S', 3_723_000], ['PT0S', 0],
  ])('%s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', ' ', '30', '30 m', ' 30m', '30m ', '30m\n', '-30m', '+30m', '1.5h', '1e3s', '30M', '30min', '90days', 'm', 'P', 'PT', 'P1DT', 'P1Y', 'P1M', 'p90d', 'P90',
    'PT1.5H', 'T1H', '٣d', '99999999999999999d', 'P999999999999999W', '30m;12h'])('%j is none', text => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test('whatever the text: nothing or a whole number, in time that grows with its length', async () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9PTDHMSWmsdhw]{0,20}$/)), text => {
      const ms = parseDuration(text);
      expect(ms === undefined || (Number.isSafeInteger(ms) && ms >= 0)).toBe(true);
    }));
    for (const [before, piece, after] of [['', '1', ''], ['', '1m', 'x'], ['P', '1', ''], ['', 'PT', '']] as const) {
      await inLinearTime(200_000, size => before + piece.repeat(size / piece.length) + after, hostile => expect(parseDuration(hostile)).toBeUndefined());
    }
  });
});

test.each<[number, string]>([
  [0, '0 ms'], [999, '999 ms'], [45_000, '45 s'], [1_800_000, '30 min'], [5_400_000, '1 h 30 min'], [43_200_000, '12 h'], [86_400_000, '1 day'], [7_776_000_000, '90 days'],
    [90_000, '1 min 30 s'], [86_400_000 + 3_600_000, '1 day'],
  [-90_000, '-1 min 30 s'],
])('%d ms is said %s', (ms, text) => {
  expect(sayDuration(ms)).toBe(text);
});
