import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {pathText} from './claim.ts';

describe('pathText', () => {
  test.each([
    ['src/a.ts', 'src/a.ts'], ['src/a.ts:12', 'src/a.ts'], ['src/a.ts:12:3', 'src/a.ts'], ['src/a.ts#L3-L9', 'src/a.ts'], ['tests/x.py::TestA::test_b', 'tests/x.py'], ['src/a.py:Parser.read', 'src/a.py'], ['./a/b', './a/b'], ['docs/', 'docs/'], ['docs/a.md.', 'docs/a.md'],
  ])('%s is %s', (text, path) => {
    expect(pathText(text)).toEqual({path});
  });

  test('the value of a variable is a path', () => {
    expect(pathText('ROSTER_FILE=security/oncall.json')).toEqual({path: 'security/oncall.json', offset: 12});
    expect(pathText('A=B=C/d')).toBeUndefined();
  });

  test.each(['a.ts', 'npm run x/y', 'https://a.b/c', '@scope/name', '--x=a/b', '/etc', 'a/b@1.2', '~/a/b', 'GET/POST', '1/2', 'f()/g', 'x'.repeat(400) + '/'])('%s is no path', text => {
    expect(pathText(text)).toBeUndefined();
  });

  test.each([['src/<name>.ts', 'it holds a placeholder'], ['src/{a,b}.ts', undefined], ['src/your-thing.ts', 'it holds a placeholder'], ['src/*.ts', 'it is a pattern'], ['src/.../a.ts', 'it holds a placeholder'], ['content/LANG_ID/a.md', 'it holds a placeholder'], ['.github/workflows/test_x.yml', 'it holds a placeholder'], ['src/test_xy.ts', undefined], ['docs/doc-to-be-edited.mdx', 'it holds a placeholder'], ['docs/newly-created-doc.mdx', 'it holds a placeholder'], ['docs/to-be.md', undefined], ['chapters/chapterXX.md', 'it holds a placeholder']])('%s: %s', (text, doubt) => {
    expect(pathText(text)?.doubt).toBe(doubt);
  });

  test('never fails', () => {
    fc.assert(fc.property(fc.string(), text => void pathText(text)));
  });
});
