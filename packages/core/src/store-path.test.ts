import {describe, expect, test} from '@jest/globals';
import type {StoreChanges} from './ports.ts';
import {checkStoreChanges, checkStorePaths, chosenOf, isStorePath} from './store-path.ts';

const content = new Uint8Array();
const changes = (...entries: readonly [string, Uint8Array | null][]): StoreChanges => new Map(entries);

describe('a name in the store', () => {
  test.each(['a', 'a/b.json', 'A-1/b_2+c', 'x'.repeat(200)])('%s', name => expect(isStorePath(name)).toBe(true));
  test.each(['', '/', '/a', 'a/', 'a//b', '.', '..', 'a/../b', '.hidden', 'a/.git', 'a b', 'a\\b', 'é', 'x'.repeat(201), `${'abc/'.repeat(250)}abc`])('never %j', name => expect(isStorePath(name)).toBe(false));

  test('a folder may be asked for, and not be changed', () => {
    expect(() => checkStorePaths(['a/'], 'asked for')).not.toThrow();
    expect(() => checkStorePaths(['a/'], 'changed')).toThrow('"a/" is no name for a file of the store');
  });
});

test('what is asked for: a file by its name, a folder with everything below it', () => {
  expect(chosenOf(['a', 'a/b', 'ab/c', 'd/e/f'], ['a', 'd/'])).toEqual(['a', 'd/e/f']);
});

describe('no name is that of a file and of a folder', () => {
  test.each<[string, readonly string[], StoreChanges]>([
    ['a file below one that is there', ['a'], changes(['a/b', content])],
    ['a file above one that is there', ['a/b/c'], changes(['a', content])],
    ['a file two folders above', ['a/b/c'], changes(['a/b', content])],
    ['both in one change', [], changes(['a', content], ['a/b', content])],
  ])('%s', (_, there, made) => expect(() => checkStoreChanges(there, made)).toThrow('would be a file and a folder of the store'));

  test.each<[string, readonly string[], StoreChanges]>([
    ['where the file goes as the folder comes', ['a'], changes(['a', null], ['a/b', content])],
    ['where a name only begins alike', ['a'], changes(['ab/c', content])],
    ['where a file is written again', ['a/b'], changes(['a/b', content])],
  ])('fine %s', (_, there, made) => expect(() => checkStoreChanges(there, made)).not.toThrow());
});
