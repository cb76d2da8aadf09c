import {describe, expect, test} from '@jest/globals';
import {targetOf} from './target.ts';

describe('targetOf', () => {
  test.each([
    ['docs/a%20b.md?raw=1#x%20y', {kind: 'local', path: 'docs/a b.md', query: 'raw=1', fragment: 'x y'}], ['#top', {kind: 'local', path: '', query: '', fragment: 'top'}], ['a.md#100%', {kind: 'local', path: 'a.md', query: '', fragment: '100%'}],
    ['https://github.com/Octo/App/blob/main/a%20b.md#L3', {kind: 'repository', repository: 'octo/app', view: 'blob', branch: 'main', path: 'a b.md', fragment: 'L3'}], ['https://github.com/octo/app/tree/main', {kind: 'repository', repository: 'octo/app', view: 'tree', branch: 'main', path: '', fragment: undefined}],
    ['https://raw.githubusercontent.com/octo/app/refs/heads/main/x.png', {kind: 'repository', repository: 'octo/app', view: 'raw', branch: 'main', path: 'x.png', fragment: undefined}],
    ['{{< ref "a.md#x" >}}', {kind: 'reference', by: 'hugo', path: 'a.md', fragment: 'x'}], ['{{% relref "/docs/a" %}}', {kind: 'reference', by: 'hugo', path: '/docs/a', fragment: undefined}], ['{% link _docs/a.md %}#x', {kind: 'reference', by: 'jekyll', path: '_docs/a.md', fragment: 'x'}],
  ])('%s', (written, expected) => {
    expect(targetOf(written)).toEqual(expected);
  });

  test.each(['https://example.com/a.md', 'mailto:a@b.c', '//cdn.example.com/x', 'tel:1', 'vscode:x', 'data:image/png;base64,x', 'https://github.com/octo/app/issues/1'])('%s leads elsewhere', written => {
    expect(targetOf(written)).toEqual({kind: 'elsewhere'});
  });

  test.each(['', '{{ x }}', '<%= x %>', '${X}/a.md', 'a/:id/b', '%zz.md', 'https://github.com/octo/app/blob/main/{{ x }}.md', '[x]/a.md'])('%s is unclear', written => {
    expect(targetOf(written).kind).toBe('unclear');
  });
});
