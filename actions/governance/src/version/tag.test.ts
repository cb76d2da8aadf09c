import {expect, test} from '@jest/globals';
import {inLinearTime} from '#testkit';
import {versionTag} from './tag.ts';

test.each([
  ['v1.2.3', '', '1.2.3', true], ['1.2.3', '', '1.2.3', true], ['V2.0', '', '2.0', true], ['release-1.2.3', '', '1.2.3', true], ['release/v1.2.3', '', '1.2.3', true], ['version_1.2.3', '', '1.2.3', true],
  ['pkg@1.2.3', 'pkg', '1.2.3', true], ['@scope/pkg@1.2.3-beta.0', '@scope/pkg', '1.2.3-beta.0', false], ['component-v1.2.3', 'component', '1.2.3', true], ['my-lib-2-v1.0.0', 'my-lib-2', '1.0.0', true],
  ['sub/module/v1.2.3', 'sub/module', '1.2.3', true], ['v1.2.3-rc.1', '', '1.2.3-rc.1', false], ['v1.2.3-nightly.20240101', '', '1.2.3-nightly.20240101', false], ['curl-8.4.0', 'curl', '8.4.0', true], ['2024.01.02', '', '2024.01.02', true],
  ['rust-v1.0.0-alpha.1', 'rust', '1.0.0-alpha.1', false],
])('%s names %s at %s', (tag, name, version, stable) => {
  const found = versionTag(tag);
  expect(found).toMatchObject({name, stable});
  expect(found?.version.text.replace(/^v/i, '')).toBe(version);
});

test.each(['nightly', 'v1', 'latest', '2024-01-31', 'nightly-2024-01-31', '', '@', 'main@', 'x/y', 'v1.2.3 and more'])('"%s" names no version', tag => expect(versionTag(tag)).toBeUndefined());

test('a hostile tag is read in linear time', () => inLinearTime(30_000, size => `${'-1.'.repeat(size)}x`, versionTag));
