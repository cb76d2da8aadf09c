import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {Tree, folderOf, joined} from './tree.ts';

describe('what stands at a path', () => {
  const tree = new Tree(['README.md', 'docs/guide/setup.md', 'docs/guide/use.md', 'src/Main.ts', 'lib/engine', 'latest', 'outside', 'loop'], {
    links: new Map([['latest', 'docs/guide'], ['outside', '../elsewhere'], ['loop', 'loop'], ['docs/guide/use.md', '../../src/Main.ts']]),
    submodules: ['lib/engine'],
  });

  test.each([
    ['README.md', 'file'], ['docs', 'folder'], ['docs/guide', 'folder'], ['', 'folder'], ['docs/guide/gone.md', undefined], ['constructor', undefined],
    ['latest', 'folder'], ['latest/setup.md', 'file'], ['latest/gone.md', undefined], ['latest/use.md', 'file'], ['outside', 'unknown'], ['outside/x', 'unknown'],
    ['loop/x', 'unknown'], ['lib/engine', 'folder'], ['lib/engine/readme.md', 'unknown'],
  ])('%s is %s', (path, kind) => expect(tree.kind(path)).toBe(kind));

  test('the real spelling is found, and only for another spelling', () => {
    expect(tree.sameButCase('readme.MD')).toBe('README.md');
    expect(tree.sameButCase('SRC/main.ts')).toBe('src/Main.ts');
    expect(tree.sameButCase('README.md')).toBeUndefined();
    expect(tree.sameButCase('nothing')).toBeUndefined();
  });

  test('suggests another case, then the same name elsewhere, then the nearest sibling', () => {
    expect(tree.near('Docs/guide')).toBe('docs/guide');
    expect(tree.near('guide/setup.md')).toBe('docs/guide/setup.md');
    expect(tree.near('docs/guide/setpu.md')).toBe('docs/guide/setup.md');
    expect(tree.near('docs/guide/quite-another.md')).toBeUndefined();
  });

  test('does not choose between files of the same name', () => {
    expect(new Tree(['a/x.md', 'b/x.md']).near('c/x.md')).toBeUndefined();
  });

  test('lists children and matches globs', () => {
    expect(tree.children('docs/guide')).toEqual(['setup.md', 'use.md']);
    expect(tree.children('nowhere')).toEqual([]);
    expect(tree.matches('docs/**/*.md')).toEqual(['docs/guide/setup.md', 'docs/guide/use.md']);
    expect(tree.named('setup.md')).toEqual(['docs/guide/setup.md']);
  });
});

test('paths are read from a folder and never lead out of the root', () => {
  expect(joined('docs/guide', '../../src/a.ts')).toBe('src/a.ts');
  expect(joined('docs', '..')).toBe('');
  expect(joined('', './a/')).toBe('a');
  expect(joined('docs', '../..')).toBeUndefined();
  expect(joined('docs', '/etc')).toBeUndefined();
  expect(folderOf('a/b/c')).toBe('a/b');
  expect(folderOf('a')).toBe('');
});

test('every listed path is a file and every folder of it a folder', () => {
  const name = fc.stringMatching(/^[a-z]{1,4}\.x$/);
  const folder = fc.array(fc.stringMatching(/^[a-z]{1,4}$/), {maxLength: 4});
  fc.assert(fc.property(fc.array(fc.tuple(folder, name)), paths => {
    const tree = new Tree(paths.map(([folders, last]) => [...folders, last].join('/')));
    for (const [folders, last] of paths) {
      expect(tree.kind([...folders, last].join('/'))).toBe('file');
      for (let i = 0; i <= folders.length; i++) expect(tree.kind(folders.slice(0, i).join('/'))).toBe('folder');
    }
  }));
});
