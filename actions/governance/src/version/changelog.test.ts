import {describe, expect, test} from '@jest/globals';
import {inLinearTime} from '#testkit';
import {entryOf, instantOf, readChangelog} from './changelog.ts';

const one = (text: string) => readChangelog(text)[0]!;

describe('a changelog', () => {
  test.each([
    ['## [1.2.3] - 2026-01-31\n\n### Fixed\n- a bug\n', '2026-01-31'],
    ['## [1.2.3](https://github.com/o/r/compare/v1.2.2...v1.2.3) (2026-01-31)\n\n* fix\n', '2026-01-31'],
    ['# pkg@1.2.3\n\nWords.\n', undefined], ['## v1.2.3 / 2026-01-31\n* x\n', '2026-01-31'], ['Version 1.2.3\n-------------\n\nReleased 31 January 2026\n\n- x\n', '31 January 2026'],
    ['1.2.3 (2026-01-31)\n==================\n\n* x\n', '2026-01-31'], ['### <a name="1.2.3"></a>1.2.3 (Jan 31, 2026)\n- x', 'Jan 31, 2026'], ['## **1.2.3** _2026/01/31_\nx', '2026/01/31'], ['## Release 1.2.3 🎉\nx', undefined],
    ['## 1.2.3 #\n2026-01-31\n- x', '2026-01-31'], ['## 1.2.3\r\n\r\n- x\r\n', undefined],
  ])('%j', (text, date) => {
    expect(one(text)).toMatchObject({versions: expect.arrayContaining([expect.stringContaining('1.2.3')]), filled: true, open: false});
    expect(one(text).date).toBe(date);
    expect(entryOf(readChangelog(text), '1.2.3')).toBeDefined();
  });

  test('a version within another, in a sentence, in code and in a comment is no entry', () => {
    const text = '# Changelog\n\n## 10.1.0\n- goes on from 0.1.0\n\n```\n## 0.1.0\n```\n\n<!--\n## 0.1.0\n-->\n<!-- ## 0.1.0 -->\n    ## 0.1.0\n';
    expect(entryOf(readChangelog(text), '0.1.0')).toBeUndefined();
    expect(entryOf(readChangelog(text), '10.1.0')).toBeDefined();
  });

  test('a heading without content is empty, whatever headings, links and comments follow', () => {
    for (const text of ['## 1.0.0\n', '## 1.0.0\n\n### Added\n\n### Fixed\n', '## 1.0.0\n\n[1.0.0]: https://x\n', '## 1.0.0\n<!-- write here\n- nothing\n-->\n', '## 1.0.0\n2026-01-31\n', '## 1.0.0\n\n-\n', '1.0.0\n=====\n\nAdded\n-----\n']) {
      expect(one(text).filled).toBe(false);
    }
    expect(one('## 1.0.0\n\n## Added\n\n- x\n').filled).toBe(true);
    expect(one('## 1.0.0\n### Update the addition for macOS 15.4 [#1](https://x)\n\n## 0.9.0\n').filled).toBe(true);
  });

  test('a heading about the way from another version is part of its entry', () => {
    const entries = readChangelog('# V7.15.3\n\n## Release Highlights\n\n## Changes since v7.15.2\n\n- x\n\n# V7.15.2\n## Upgrading from 7.14.0\n\n# V7.15.1\n- y\n');
    expect(entries.map(({versions, filled}) => [versions[0], filled])).toEqual([['V7.15.3', true], ['V7.15.2', false], ['V7.15.1', true]]);
  });

  test('a heading that points to the releases page is no entry', () => {
    expect(readChangelog('# From v0.13.0 on see https://github.com/o/r/releases\n- x\n\n## 0.12.3\n- y\n').map(({versions}) => versions)).toEqual([['0.12.3']]);
  });

  test('an entry ends where the next version begins', () => {
    const entries = readChangelog('# Changelog\n## Unreleased\n## 1.1.0\n## 1.0.0\n- x\n');
    expect(entries.map(({versions, filled, open, line}) => [versions[0], filled, open, line])).toEqual([[undefined, false, true, 2], ['1.1.0', false, false, 3], ['1.0.0', true, false, 4]]);
  });

  test('what is not out yet says so', () => {
    expect(['## 1.2.3 (unreleased)', '## 1.2.3 - TBD', '## 1.2.3 - YYYY-MM-DD', '## 1.2.3 (2026-??-??)', '## [Unreleased] 1.2.3'].map(text => one(text).open)).toEqual([true, true, true, true, true]);
  });

  test('dates that can be read in one way only', () => {
    expect(instantOf('2026-01-31')?.toISOString()).toBe('2026-01-31T00:00:00.000Z');
    expect(['2026-02-31', '01/02/2026', 'Jan 31, 2026'].map(instantOf)).toEqual([undefined, undefined, undefined]);
  });

  test('a hostile one is read in linear time', () => inLinearTime(200_000, size => `${'## '}${'1.'.repeat(size)}\n${'## 1.2.3-a.b.c\n[['.repeat(size / 10)}${'<!--'.repeat(size / 4)}`, readChangelog));
});
