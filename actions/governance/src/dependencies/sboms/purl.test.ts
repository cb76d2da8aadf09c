import {describe, expect, test} from '@jest/globals';
import {keysOf, packageOf} from './purl.ts';

describe('a package URL', () => {
  test.each<readonly [string, string]>([
    ['pkg:npm/%40s/b@1.2.3', 'npm @s/b 1.2.3'], ['pkg:npm/@s/b@1.2.3', 'npm @s/b 1.2.3'], ['pkg://npm/a@1.2.3?x=y#z', 'npm a 1.2.3'], ['pkg:npm/a@1.2.3#z@9', 'npm a 1.2.3'], ['pkg:npm/a@1.2.3?x=y@9', 'npm a 1.2.3'],
    ['pkg:PyPI/Typing_Extensions@4.1', 'pypi typing-extensions 4.1'], ['pkg:cargo/serde@1.0.0%2Bbuild', 'cargo serde 1.0.0+build'], ['pkg:golang/github.com/x/y@v1.2.3', 'golang github.com/x/y v1.2.3'], ['pkg:npm/a@%zz', 'npm a %zz'],
  ])('%s names %s', (purl, expected) => {
    const {registry, name, version} = packageOf(purl)!;
    expect(`${registry} ${name} ${version}`).toBe(expected);
  });

  test.each(['pkg:npm/a', 'pkg:npm/@s/a', 'pkg:deb/debian/a@1', 'pkg:npm', 'pkg:npm/', 'x pkg:npm/a@1', 'npm/a@1', '', '@1', 'pkg:constructor/a@1'])('%j names none', purl => expect(packageOf(purl)).toBeUndefined());

  test('a version may stand beside it, and does not win', () => {
    expect([packageOf('pkg:npm/a', '1.2.3')?.version, packageOf('pkg:npm/@s/a', '1.2.3')?.name, packageOf('pkg:npm/a@2.0.0', '1.2.3')?.version]).toEqual(['1.2.3', '@s/a', '2.0.0']);
  });

  test('without one, name and version count in every registry; of another kind, nothing does', () => {
    expect(keysOf({purl: undefined, name: 'A_b', version: '1'})).toHaveLength(4);
    expect([keysOf({purl: 'pkg:deb/debian/a@1', name: 'a', version: '1'}), keysOf({purl: undefined, name: 'a', version: undefined})]).toEqual([[], []]);
    expect(keysOf({purl: 'pkg:npm/a@1', name: 'x', version: '9'})).toEqual(['npm:a@1']);
  });
});
