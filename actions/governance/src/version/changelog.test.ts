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

  test.each<readonly [string, readonly string[], string | undefined]>([
    ['## [1.2.3](notes.md "since 1.2.2")2026-01-31\n- x', ['1.2.3'], '2026-01-31'], ['## 1.2.3 https://example.com/?from=1.2.2\n- x', ['1.2.3'], undefined], ['## <a name="=1.2.2"></a>1.2.3\n- x', ['1.2.3'], undefined],
    ['## 1.2.3 2026.01.31 2026.02.01\n- x', ['1.2.3'], '2026.01.31'], ['## 1.2.3 and 1.3.0\n- x', ['1.2.3', '1.3.0'], undefined], ['## What is new 1.2.3\n- x', ['1.2.3'], undefined], ['## 🎉 🎉 🎉 🎉 1.2.3\n- x', ['1.2.3'], undefined],
    ['## 1.2.3 has many words behind it that all of us like\n- x', ['1.2.3'], undefined], ['## 1.2.3 is what we have waited for since 1.2.2\n- x', ['1.2.3', '1.2.2'], undefined], ['## 1.2.3 <!-- no toc -->\n- x', ['1.2.3'], undefined],
    ['\uFEFF## 1.2.3\n- x', ['1.2.3'], undefined], ['## [1.2.3](https://github.com/o/r/releases/tag/v1.2.3)\n- x', ['1.2.3'], undefined], ['1.2.3  \n-----\n- x', ['1.2.3'], undefined], ['## 1.2.3\n-----\n- x', ['1.2.3'], undefined],
  ])('the versions of %j are %j', (text, versions, date) => {
    expect(readChangelog(text).map(entry => [entry.versions, entry.date, entry.filled])).toEqual([[versions, date, true]]);
  });

  test.each(['## A long way to 1.2.3\n', '1.2.3\nwords ---\n', '- x\n  1.2.3\n-----\n', '# CHANGES SINCE 1.2.2\n', '# 1.2.3 and later: https://github.com/o/r/releases\n', '## 1.2.x\n', '- x\n\uFEFF## 1.2.3\n'])('%j has no entry', text => {
    expect(readChangelog(text)).toEqual([]);
  });

  test.each([['## 1.2.3 ##  ', '1.2.3'], ['## 1.2.3 # x', '1.2.3 # x'], ['## 1.2.3  ', '1.2.3'], ['1.2.3  \n=====', '1.2.3']])('the title of %j is %j', (text, title) => expect(one(text).title).toBe(title));

  test.each<readonly [string, boolean]>([
    ['```\n## 1.2.3\n```\n', false], ['```\n~~~\n## 1.2.3\n```\n', false], ['````\n```\n## 1.2.3\n````\n', false], ['```\nx\n````\n## 1.2.3\n', true], ['~~~\nx\n~~~\n## 1.2.3\n', true], ['<!--\n```\n-->\n## 1.2.3\n', true], ['- with ```\n## 1.2.3\n', true],
  ])('a heading in code is none: %j', (text, found) => expect(readChangelog(text)).toHaveLength(found ? 1 : 0));

  test.each<readonly [string, boolean]>([
    ['.. _release-1.0.0:', false], ['* * *', false], ['- - -', false], ['=====', false], ['<a name="x"></a>', false], ['<a name="x">', false], ['  - ', false], ['### One two three', false], ['### One two three  ', false], ['Released on 2026-01-31, today', false], ['<!-- - x -->', false],
    ['### One two three four', true], ['- see [1]: x', true], ['- x .. _y', true], ['- x ---', true], ['--- x', true], ['- [ ] x -', true], ['- <a name="x"></a>', true], ['<a href="x">More</a>', true], ['- x <!-- y -->', true], ['- x <!-- y\n-->', true],
    ['Released on 2026-01-31, Sunday', true],
  ])('whether %j is something: %j', (text, filled) => expect(one(`## 1.0.0\n${text}\n`).filled).toBe(filled));

  test('a date stands in the first three lines, and in a short one', () => {
    const date = (...lines: readonly string[]) => one(`## 1.0.0\n${lines.join('\n')}\n`).date;
    expect(date('- x', '- y', '2026-01-31')).toBe('2026-01-31');
    expect(date('- x', '- y', '- z', '2026-01-31')).toBeUndefined();
    expect(date('2026-01-31', '2026-02-01')).toBe('2026-01-31');
    expect(date(`${'x'.repeat(68)} 2026-01-31`)).toBe('2026-01-31');
    expect(date(`${'x'.repeat(69)} 2026-01-31`)).toBeUndefined();
  });

  test('of two entries of a version the first counts', () => expect(entryOf(readChangelog('# 1.0.0\n# 1.0.0\n'), '1.0.0')?.line).toBe(1));

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
    expect(['2026-01-31', '2026/01/31'].map(date => instantOf(date)?.toISOString())).toEqual(['2026-01-31T00:00:00.000Z', '2026-01-31T00:00:00.000Z']);
    expect(['2026-02-31', '01/02/2026', 'Jan 31, 2026'].map(instantOf)).toEqual([undefined, undefined, undefined]);
  });

  test('a hostile one is read in linear time', () => inLinearTime(200_000, size => `${'## '}${'1.'.repeat(size)}\n${'## 1.2.3-a.b.c\n[['.repeat(size / 10)}${'<!--'.repeat(size / 4)}\n## ${'<'.repeat(size)}\n## ${'jan'.repeat(size)}`, readChangelog));
});
