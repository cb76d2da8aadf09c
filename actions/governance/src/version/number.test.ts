import {describe, expect, test} from '@jest/globals';
import {bumpBetween, compareVersions, isPartOf, isPythonVersion, isSemver, isStable, releases, sameVersion, versionNumber} from './number.ts';

const read = (text: string) => versionNumber(text)!;

describe('a version', () => {
  test.each([
    ['1.2.3', 'v1.2.3'], ['1.2', '1.2.0'], ['1.0.0rc1', '1.0.0-rc.1'], ['1.0.0-alpha', '1.0.0a0'], ['1.2.3+build.5', '1.2.3'], ['01.02.03', '1.2.3'], ['1.2.3.0', '1.2.3'], ['1.0.0-beta.2', '1.0b2'], ['1.0-preview1', '1.0.0rc1'],
    ['1.0.post1', '1.0.0-post.1'], [' 1.2.3\n', '1.2.3'], ['main ', ' main'],
  ])('%s is %s', (a, b) => expect(sameVersion(a, b)).toBe(true));

  test.each([['1.2.3', '1.2.4'], ['0.1.0', '10.1.0'], ['1.0.0-rc.1', '1.0.0'], ['1.0.0-rc.1', '1.0.0-rc.2'], ['1.2.3', '1.2.3.4'], ['1.2.3', 'main'], ['1.0.0-xb1', '1.0.0-xbeta1'], ['1.0.0-xc1', '1.0.0-xrc1'], ['1.100.0', '1.10.0'], ['main', 'next'], ['main', '1.2.3']])('%s is not %s', (a, b) => expect(sameVersion(a, b)).toBe(false));

  test.each(['', 'v1', '7', 'main', '1.2.3 and more', '1..2', `1.${'2'.repeat(99)}`, '1.2.3/4', '1.2.3-', '1.2.x', 'v0.6.x-last'])('"%s" is none', text => expect(versionNumber(text)).toBeUndefined());

  test('of a hundred characters at most', () => expect(versionNumber(`1.${'2'.repeat(98)}`)).toBeDefined());

  test('a huge number is compared, not rounded', () => expect(sameVersion('1.2.9007199254740993', '1.2.9007199254740992')).toBe(false));

  test('pre-releases and nightlies are not stable; revisions and post-releases are', () => {
    expect(['1.2.3', '1.2', '1.2.3.post1', '1.2.3-1'].map(text => isStable(read(text)))).toEqual([true, true, true, true]);
    expect(['1.2.3-rc.1', '1.2.3a1', '1.2.3-nightly.20240101', '1.2.3.dev0', '1.2.3-SNAPSHOT', '1.2.3-1rc', '1.2.3-1.alpha'].map(text => isStable(read(text)))).toEqual([false, false, false, false, false, false, false]);
  });

  test('a shorter one stands for all that begin like it', () => {
    expect(isPartOf(read('v1.2'), read('1.2.3'))).toBe(true);
    expect(isPartOf(read('1.2'), read('1.3.0'))).toBe(false);
    expect(isPartOf(read('1.2.3'), read('1.2.3'))).toBe(false);
    expect(isPartOf(read('1.2-rc'), read('1.2.3'))).toBe(false);
  });

  test('a candidate may be tagged on what says the release, and no release on what says the candidate', () => {
    expect([releases('v1.2.3-rc.1', '1.2.3'), releases('v1.2.3', '1.2.3'), releases('v1.2.3', '1.2.3-rc.1'), releases('v1.2.3-rc.1', '1.2.4'), releases('v1.2.3-rc.2', '1.2.3-rc.1'), releases('v1.2.3.post1', '1.2.3')]).toEqual([true, true, false, false, false, false]);
    expect([releases('v1.2.3', 'main'), releases('main', '1.2.3'), releases('main', 'main')]).toEqual([false, false, true]);
  });

  test('order', () => {
    const sorted = ['1.0.0-alpha', '1.0.0-rc.1', '1.0.0', '1.0.1', '1.2.0', '1.10.0', '2.0.0'];
    expect([...sorted].reverse().sort((a, b) => compareVersions(read(a), read(b)))).toEqual(sorted);
    for (const same of ['1.2.3.4', '1.2.3.post1', '1.2.3-1', '1.2.3-r1']) expect(compareVersions(read(same), read('1.2.3'))).toBe(0);
    expect(compareVersions(read('1.2.3-1rc'), read('1.2.3'))).toBeLessThan(0);
  });

  test('what was raised', () => {
    expect(['1.2.4', '1.3.0', '2.0.0', '1.2.3', '1.2.2', '2.0.0-rc.1'].map(text => bumpBetween(read('1.2.3'), read(text)))).toEqual(['patch', 'minor', 'major', 'none', undefined, 'major']);
  });
});

test('semver exactly', () => {
  expect(['1.2.3', '1.2.3-rc.1+b'].map(isSemver)).toEqual([true, true]);
  expect(['1.2', 'v1.2.3', ' 1.2.3', '1.2.3.4', '01.2.3', '=1.2.3', '1.2.3-01'].map(isSemver)).toEqual([false, false, false, false, false, false, false]);
});

test('versions of Python', () => {
  expect(['1.2', '1!1.2.3rc1.post2.dev3+local.1', 'v1.0', '2024.1', '1.0-1', '1.0.0-alpha.1', '5', '1.0RC1', ' 1.0 '].map(isPythonVersion)).toEqual([true, true, true, true, true, true, true, true, true]);
  expect(['1.2.3-nightly', '1.x', '', '1.0+', '1.0..1'].map(isPythonVersion)).toEqual([false, false, false, false, false]);
});
