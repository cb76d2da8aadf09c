import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {dayOf, parseInstant} from './instant.ts';

test.each<[string, string]>([
  ['2026-11-20', '2026-11-20T00:00:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ['2026-11-20T10:30:00Z', '2026-11-20T10:30:00.000Z'],
  ['2026-11-20T10:30:00.250Z', '2026-11-20T10:30:00.250Z'],
  ['2026-11-20T00:30:00+02:00', '2026-11-19T22:30:00.000Z'],
  ['2026-11-20T23:30:00-01:00', '2026-11-21T00:30:00.000Z'],
])('%s', (text, iso) => {
  expect(parseInstant(text)?.toISOString()).toBe(iso);
});

test.each([
  '', '2026', '2026-11', '2026-1-2', '20261120', '2026-02-30', '2027-02-29', '2026-13-01', '2026-00-10', '2026-11-00', '2026-11-31', '20-11-2026', '2026/11/20', ' 2026-11-20',
    '2026-11-20 ', '2026-11-20\n',
  '2026-11-20 10:30:00Z', '2026-11-20T10:30Z', '2026-11-20T10:30:00', '2026-11-20t10:30:00z', '2026-11-20T24:00:00Z', '2026-11-20T10:60:00Z', '2026-11-20T10:30:61Z',
    '2026-11-20T10:30:00+99:99', '2026-11-20T10:30:00.Z', 'tomorrow', '1763596800',
])('%j is no date', text => {
  expect(parseInstant(text)).toBeUndefined();
});

test('every day reads back, and no text throws', () => {
  fc.assert(fc.property(fc.date({min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true}), date => {
    expect(dayOf(parseInstant(dayOf(date))!)).toBe(dayOf(date));
    expect(parseInstant(date.toISOString())?.getTime()).toBe(date.getTime());
  }));
  fc.assert(fc.property(fc.string({unit: 'binary'}), text => {
    const instant = parseInstant(text);
    return instant === undefined || !Number.isNaN(instant.getTime());
  }));
});
