import {expect, test} from '@jest/globals';
import {at, isTree, leaves, merge, put} from './json-tree.ts';

test('a tree is keys and values, and nothing else', () => {
  expect([{}, {a: 1}].every(isTree)).toBe(true);
  expect([null, undefined, [], 'a', 1, true].some(isTree)).toBe(false);
});

test('merging goes key by key; lists and single values are replaced whole', () => {
  expect(merge({a: {b: 1, c: [1]}, d: 1}, {a: {c: [2]}, e: null})).toEqual({a: {b: 1, c: [2]}, d: 1, e: null});
  expect(merge({a: 1}, undefined)).toEqual({a: 1});
  expect(merge(undefined, {a: 1})).toEqual({a: 1});
  expect(merge({a: {b: 1}}, {a: 'off'})).toEqual({a: 'off'});
  expect(merge({a: 'off'}, {a: {b: 1}})).toEqual({a: {b: 1}});
});

test('keys with the names of methods are keys like any other', () => {
  expect(merge({toString: 'a', valueOf: {x: 1}}, {b: 1})).toEqual({toString: 'a', valueOf: {x: 1}, b: 1});
  expect(merge({b: 1}, {toString: {x: 1}})).toEqual({b: 1, toString: {x: 1}});
  expect(put({}, ['toString', 'x'], 1)).toEqual({toString: {x: 1}});
  expect(at({}, ['toString'])).toBeUndefined();
});

test('at and put go by a path', () => {
  const value = {a: {b: [{c: 1}]}};
  expect(at(value, [])).toBe(value);
  expect(at(value, ['a', 'b', 0, 'c'])).toBe(1);
  for (const path of [['x'], ['a', 'b', 1], ['a', 'b', 'length'], ['a', 'b', 0, 'c', 'd']]) expect(at(value, path)).toBeUndefined();
  expect(put(value, ['a', 'd'], 2)).toEqual({a: {b: [{c: 1}], d: 2}});
  expect(put('text', ['a', 'b'], 2)).toEqual({a: {b: 2}});
  expect(put({a: 'text'}, ['a', 'b'], 2)).toEqual({a: {b: 2}});
  expect(put(value, [], 2)).toBe(2);
  expect(value).toEqual({a: {b: [{c: 1}]}});
});

test('leaves are single values, lists and empty trees', () => {
  expect(leaves({a: {b: 1, c: [1, 2]}, d: {}})).toEqual([[['a', 'b'], 1], [['a', 'c'], [1, 2]], [['d'], {}]]);
});
