import {expect, test} from '@jest/globals';
import {projectOf, resolved, told} from './project.testing.ts';

const project = projectOf({
  justfile: `set shell := ["bash", "-c"]
version := "1"
import 'more.just'
mod docs
mod? tools 'tools/just.just'
alias b := build
# comment: x
[group('ci')]
@build target='a:b' *rest: (clean "x")
    echo body: x
_private:
clean what:
`,
  'more.just': 'extra:\n', 'docs/mod.just': 'html:\n', 'tools/just.just': 'sharpen:\n', 'sub/Justfile': 'set fallback\ninner:\n', 'closed/.justfile': 'inner:\n',
  'broken/justfile': 'import "gone.just"\n',
});

test.each([
  ['just', ''], ['just --list', ''], ['just build', 'exists'], ['just b', 'exists'], ['just build x y', 'exists'], ['just v=2 build', 'exists'], ['just _private', 'exists'],
  ['just extra', 'exists'],
  ['just version', 'missing: just recipe "version"'], ['just comment', 'missing: just recipe "comment"'], ['just echo', 'missing: just recipe "echo"'],
  ['just docs html', 'exists'], ['just docs::html', 'exists'], ['just docs::pdf', 'missing: just recipe "pdf"'], ['just tools sharpen', 'exists'], ['just docs', 'exists'],
  ['cd sub && just inner build', 'exists'], ['cd sub && just build', 'exists'], ['cd closed && just build', 'missing: just recipe "build"'], ['just sub/inner', 'exists'],
  ['just -f closed/.justfile inner', 'exists'],
  ['cd broken && just anything', 'unknown: manifest unreadable'], ['just <recipe>', 'unknown: placeholder'],
])('%s: %s', (text, expected) => expect(told(project, text)).toBe(expected));

test('suggests the nearest recipe', () => expect(resolved(project, 'just biuld')[0]).toMatchObject({suggestion: {name: 'build', path: 'justfile', line: 9}, rule: 'cmd.just'}));
test('without a justfile nothing is missing', () => expect(told(projectOf({a: ''}), 'just build')).toBe('unknown: no manifest'));
