import {describe, expect, test} from '@jest/globals';
import {Refusal, Unclear, gapOf, gapsIn, known, learn, learnEach} from './fact.ts';

const refusal = new Refusal({code: 'refused', what: 'the tag', why: '403', fix: 'Give the token contents: read.', at: {path: 'a'}});

describe('known', () => {
  test('a value is known, also where it is nothing', () => {
    for (const value of [0, -1.5, '', false, null, undefined, []]) expect(known(value)).toEqual({known: true, value});
  });
  test.each([NaN, Infinity, -Infinity])('%d is a gap', value => {
    expect(known(value)).toMatchObject({known: false, code: 'not-a-number'});
  });
});

describe('learn', () => {
  test('a refusal is its own gap', async () => {
    expect(await learn('x', () => Promise.reject(refusal))).toEqual({known: false, code: 'refused', what: 'the tag', why: '403', fix: 'Give the token contents: read.',
      at: {path: 'a'}});
    expect(refusal.message).toBe('the tag: 403');
  });
  test('what is unclear is its own gap, and no refusal', async () => {
    const unclear = new Unclear({code: 'timed-out', what: 'PUT /x', why: 'no answer', fix: 'Look whether it has happened.'});
    expect(await learn('x', () => Promise.reject(unclear))).toEqual({known: false, code: 'timed-out', what: 'PUT /x', why: 'no answer', fix: 'Look whether it has happened.'});
    expect(unclear).not.toBeInstanceOf(Refusal);
    expect(unclear.message).toBe('PUT /x: no answer');
  });
  test('a number that is none is a gap', async () => {
    expect(await learn('x', async () => NaN)).toMatchObject({known: false, code: 'not-a-number'});
  });
  test.each<[string, unknown, string, string]>([
    ['an error', new Error('boom'), 'crashed', 'Shipgate crashed: boom'],
    ['a text', 'boom', 'crashed', 'Shipgate crashed: boom'],
    ['nothing', undefined, 'crashed', 'Shipgate crashed: undefined'],
    ['an object that has no text', Object.create(null), 'crashed', 'Shipgate crashed: something without a message (object)'],
    ['a symbol', Symbol('s'), 'crashed', 'Shipgate crashed: Symbol(s)'],
    ['an aborted signal', AbortSignal.abort().reason, 'cancelled', 'the run was cancelled'],
    ['a time limit', new DOMException('late', 'TimeoutError'), 'timed-out', 'the time limit was reached'],
  ])('%s that was thrown is a gap', async (_, thrown, code, why) => {
    expect(await learn('the thing', () => Promise.reject(thrown))).toMatchObject({known: false, code, what: 'the thing', why});
    expect(gapOf(thrown, 'the thing').fix).not.toBe('');
  });
  test('a throw before the promise is a gap too', async () => {
    expect(await learn('x', () => { throw new Error('early'); })).toMatchObject({code: 'crashed'});
  });
});

test('of many subjects one gap loses no other', async () => {
  const list = await learnEach([1, 2, 3, 4], one => `number ${one}`, async one => {
    if (one === 2) throw refusal;
    return one === 3 ? NaN : one * 10;
  });
  expect(list.items).toEqual([10, 40]);
  expect(list.gaps.map(gap => gap.code)).toEqual(['refused', 'not-a-number']);
});

test('gapsIn finds what is not known', () => {
  expect(gapsIn(known(1))).toEqual([]);
  expect(gapsIn(refusal.gap)).toEqual([refusal.gap]);
  expect(gapsIn({items: [1], gaps: [refusal.gap]})).toEqual([refusal.gap]);
});
