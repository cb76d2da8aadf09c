import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {type Fault, type Ruling, atLeast, atMost, broken, every, held, none, notApplicable, rulingOf, undecided, withCounts, withGaps} from './ruling.ts';

const fault: Fault = {key: 'k', message: 'm', fix: 'f'};
const gap: Fault = {...fault, key: 'gap', gap: 'unreadable'};
const waived = rulingOf({verdict: 'waived'}, fault);
const rulings: Readonly<Record<string, Ruling>> = {held: held(), broken: broken(fault), undecided: undecided(fault), waived, 'not-applicable': notApplicable('none')};

describe('every', () => {
  test.each<[readonly string[], string]>([
    [[], 'not-applicable'],
    [['held'], 'held'],
    [['not-applicable'], 'not-applicable'],
    [['held', 'not-applicable'], 'held'],
    [['held', 'waived'], 'waived'],
    [['waived', 'not-applicable'], 'waived'],
    [['held', 'undecided'], 'undecided'],
    [['waived', 'undecided'], 'undecided'],
    [['held', 'undecided', 'broken'], 'broken'],
    [['broken', 'waived'], 'broken'],
  ])('%j is %s', (items, state) => {
    expect(every(items, item => rulings[item]!).state).toBe(state);
  });

  test('keeps every fault and counts what was looked at', () => {
    const all = every(['held', 'broken', 'broken', 'undecided'], item => rulings[item]!);
    expect(all).toMatchObject({examined: 3, broken: [fault, fault], undecided: [fault]});
  });

  test('an item that is only counted is not judged, and counting alone never holds', () => {
    const counted = every(['a', 'b', 'a'], name => ({count: name}));
    expect(counted).toMatchObject({state: 'not-applicable', examined: 0, counts: {a: 2, b: 1}, reason: 'nothing of this kind could be judged'});
    expect(every([1, 2], one => (one === 1 ? held() : {count: 'skipped'}))).toMatchObject({state: 'held', examined: 1, counts: {skipped: 1}});
  });

  test('adds up the counts of what is inside', () => {
    const inner = (): Ruling => withCounts(held(), {skipped: 2});
    expect(every([1, 2], inner).counts).toEqual({skipped: 4});
  });

  test('names like those of prototypes are counted as any other', () => {
    expect(Object.entries(every(['__proto__', 'constructor'], name => ({count: name})).counts!)).toEqual([['__proto__', 1], ['constructor', 1]]);
  });

  test('is the worst of its items in any order', () => {
    const order = ['not-applicable', 'held', 'waived', 'undecided', 'broken'];
    fc.assert(fc.property(fc.array(fc.constantFrom(...order), {minLength: 1}), items => {
      const worst = Math.max(...items.map(item => order.indexOf(item)));
      expect(every(items, item => rulings[item]!).state).toBe(order[worst]);
    }));
  });
});

describe('none', () => {
  test('nothing looked at is not applicable, no culprit holds, a culprit breaks', () => {
    expect(none([], 0, () => fault)).toMatchObject({state: 'not-applicable', examined: 0});
    expect(none([], 3, () => fault)).toMatchObject({state: 'held', examined: 3, broken: []});
    expect(none([1, 2], 5, key => ({...fault, key: String(key)}))).toMatchObject({state: 'broken', examined: 5, broken: [{key: '1'}, {key: '2'}]});
    expect(none([1], 0, () => fault)).toMatchObject({state: 'broken', examined: 1});
  });

  test.each([NaN, -1, 1.5, Infinity])('%d is no count, and never reads as held', lookedAt => {
    expect(() => none([], lookedAt, () => fault)).toThrow(RangeError);
  });
});

describe('limits', () => {
  test.each<[string, Ruling, string]>([
    ['at most: below', atMost(1, 2, () => fault), 'held'],
    ['at most: equal', atMost(2, 2, () => fault), 'held'],
    ['at most: above', atMost(3, 2, () => fault), 'broken'],
    ['at least: above', atLeast(3, 2, () => fault), 'held'],
    ['at least: equal', atLeast(2, 2, () => fault), 'held'],
    ['at least: below', atLeast(1, 2, () => fault), 'broken'],
    ['at most: NaN', atMost(NaN, 2, () => fault), 'undecided'],
    ['at most: -Infinity', atMost(-Infinity, 2, () => fault), 'undecided'],
    ['at most: no limit', atMost(1, Infinity, () => fault), 'undecided'],
    ['at most: NaN as limit', atMost(1, NaN, () => fault), 'undecided'],
    ['at least: NaN', atLeast(NaN, 2, () => fault), 'undecided'],
    ['at least: Infinity', atLeast(Infinity, 2, () => fault), 'undecided'],
    ['at least: -Infinity as limit', atLeast(1, -Infinity, () => fault), 'undecided'],
  ])('%s', (_, ruling, state) => {
    expect(ruling.state).toBe(state);
  });

  test('what was measured and what is allowed stand in the ruling and in its fault', () => {
    expect(atMost(3, 2, () => fault)).toMatchObject({examined: 1, observed: 3, expected: 2, broken: [{key: 'k', observed: 3, expected: 2}]});
    expect(atLeast(2, 2, () => fault)).toMatchObject({examined: 1, observed: 2, expected: 2});
  });

  test('a measure that is no number keeps its key and place', () => {
    expect(atMost(NaN, 2, () => ({...fault, at: {path: 'a.json'}})).undecided).toEqual([{key: 'k', fix: 'f', at: {path: 'a.json'},
      message: 'The measure is NaN and its limit 2: that is not a number to judge.'}]);
  });
});

describe('rulingOf', () => {
  test.each([['pass', 'held'], ['waived', 'waived'], ['fail', 'broken'], ['inconclusive', 'undecided'], ['not-run', 'not-applicable']] as const)('%s is %s', (verdict, state) => {
    expect(rulingOf({verdict}, fault).state).toBe(state);
  });
});

describe('withGaps', () => {
  test.each(Object.entries(rulings))('%s with a gap', (state, ruling) => {
    const judged = withGaps(ruling, [gap]);
    expect(judged.state).toBe(state === 'broken' ? 'broken' : 'undecided');
    expect(judged.undecided.at(-1)).toEqual(gap);
    expect(judged.broken).toEqual(ruling.broken);
    expect(withGaps(ruling, [])).toBe(ruling);
  });
});

test('counts of nothing are not shown', () => {
  expect(withCounts(held(), {a: 0})).toEqual(held());
  expect(withCounts(withCounts(held(), {a: 1}), {b: 2}).counts).toEqual({a: 1, b: 2});
});
