import {expect, test} from '@jest/globals';
import {freshness} from './freshness.ts';

const now = new Date('2026-11-20T12:00:00Z');
const hour = 3_600_000;
const ruled = (madeAt: Date, maxAge: number) => freshness(madeAt, maxAge, now, () => ({key: 'k', message: 'The report', fix: 'Run it again.'}));

test.each<[string, number, string]>([
  ['now', 0, 'held'], ['at the limit', hour, 'held'], ['a millisecond over it', hour + 1, 'broken'], ['five minutes ahead', -300_000, 'held'],
    ['more than five minutes ahead', -300_001, 'broken'],
])('made %s', (_, age, state) => {
  expect(ruled(new Date(now.getTime() - age), hour).state).toBe(state);
});

test('a time or a limit that is no number is undecided', () => {
  expect(ruled(new Date(NaN), hour)).toMatchObject({state: 'undecided', undecided: [{key: 'k', message: 'The report: its date cannot be read.', fix: 'Run it again.'}]});
  expect(ruled(now, NaN).state).toBe('undecided');
  expect(ruled(now, Infinity).state).toBe('undecided');
});

test('says how old it is and what is allowed', () => {
  expect(ruled(new Date(now.getTime() - 2 * hour), hour).broken[0]).toMatchObject({message: 'The report: it is 2 h old, 1 h is allowed.', observed: '2 h old',
    expected: 'at most 1 h old'});
  expect(ruled(new Date(now.getTime() + hour), hour).broken[0]).toMatchObject({message: 'The report: it is dated 2026-11-20T13:00:00.000Z, in the future.', observed: '1 h ahead'});
});
