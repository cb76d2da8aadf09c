import {describe, expect, test} from '@jest/globals';
import {type Answer, rateLimitEnd, refusalOf, retryAfterOf} from './github-answer.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const answer = (headers: Record<string, string>): Answer => ({status: 429, headers: new Headers(headers), text: ''});
const at = (seconds: number): string => new Date(now + seconds * 1000).toUTCString();

describe('when a limit ends', () => {
  test.each<readonly [name: string, headers: Record<string, string>, seconds: number]>([
    ['in seconds', {'retry-after': '30'}, 30], ['at once', {'retry-after': '0'}, 0], ['at a time', {'retry-after': at(30)}, 30], ['at a time that is over', {'retry-after': at(-30)}, 0],
    ['at a time, by a clock that is an hour ahead', {'retry-after': at(3630), date: at(3600)}, 30], ['at a time, by a clock that is behind', {'retry-after': at(-3570), date: at(-3600)}, 30],
    ['at the reset', {'x-ratelimit-reset': String(now / 1000 + 90)}, 90], ['at the reset, by a clock that is an hour behind', {'x-ratelimit-reset': String(now / 1000 - 3510), date: at(-3600)}, 90],
    ['at the reset, by a clock that is no time', {'x-ratelimit-reset': String(now / 1000 + 90), date: 'today'}, 90], ['the time before the reset', {'retry-after': '5', 'x-ratelimit-reset': String(now / 1000 + 90)}, 5],
    ['it does not say', {}, 60], ['nonsense', {'retry-after': 'soon', 'x-ratelimit-reset': 'later'}, 60], ['a word that a lenient reader takes for a time', {'retry-after': 'retry 1'}, 60],
    ['less than nothing', {'retry-after': '-5'}, 60], ['a reset that is over', {'x-ratelimit-reset': String(now / 1000 - 1)}, 60], ['never', {'retry-after': '1e300'}, 60], ['a reset at no time', {'x-ratelimit-reset': '1e300'}, 60],
    ['nonsense, and a reset', {'retry-after': 'soon', 'x-ratelimit-reset': String(now / 1000 + 90)}, 90],
  ])('%s', (_, headers, seconds) => expect(rateLimitEnd(answer(headers), now)).toBe(now + seconds * 1000));

  test('how long to wait is none where it is not said', () => {
    expect([retryAfterOf(answer({}), now), retryAfterOf(answer({'retry-after': 'soon'}), now)]).toEqual([NaN, NaN]);
    expect([retryAfterOf(answer({'retry-after': '2'}), now), retryAfterOf(answer({'retry-after': at(2)}), now)]).toEqual([2000, 2000]);
  });

  test.each([
    [{'retry-after': '3600'}, 'after 3600 s'], [{'retry-after': 'Fri, 20 Nov 2026 13:00:00 GMT'}, 'after 2026-11-20T13:00:00.000Z'], [{'retry-after': 'soon'}, 'Run it again later'],
    [{'retry-after': 'soon', 'x-ratelimit-reset': '4102444800'}, 'after 2100-01-01'], [{'retry-after': '-5'}, 'Run it again later'],
  ])('%j is told as %s', (headers, words) => expect(refusalOf('it', answer(headers), {anonymous: false}).gap.fix).toContain(words));
});
