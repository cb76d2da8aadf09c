import {describe, expect, test} from '@jest/globals';
import {documentsIn, rolesIn} from './documents.ts';
import {Tree} from './tree.ts';

const paths = ['README.md', 'docs/a.mdx', 'src/a.ts', 'tests/README.md', 'tests/deep/a.md', 'packages/x/test/fixtures/a.md', 'node_modules/y/README.md', 'templates/new/README.md', '.github/pull_request_template.md', 'vendor/z.md'];
const in_ = (policy: {include?: string[]; exclude?: string[]}) => documentsIn(paths, new Tree(paths), {include: undefined, exclude: [], ...policy}).map(({path}) => path);

describe('documentsIn', () => {
  test('every Markdown file but those of dependencies, fixtures, templates and forms', () => {
    expect(in_({})).toEqual(['README.md', 'docs/a.mdx', 'tests/README.md']);
  });

  test('policy narrows, leaves out, and takes back in', () => {
    expect(in_({include: ['docs/**']})).toEqual(['docs/a.mdx']);
    expect(in_({exclude: ['docs/**']})).toEqual(['README.md', 'tests/README.md']);
    expect(in_({exclude: ['!tests/deep/**']})).toEqual(['README.md', 'docs/a.mdx', 'tests/README.md', 'tests/deep/a.md']);
  });
});

describe('rolesIn', () => {
  const tree = new Tree(['docs/en/a.md', 'docs/de/a.md', 'de/a.md', 'docs/is/a.md']);

  test.each([
    ['README.md', 'living'], ['CHANGELOG.md', 'history'], ['packages/x/CHANGELOG-v2.md', 'history'], ['blog/2026/a.md', 'history'], ['notes/app-1.0.3.md', 'history'], ['notes/v1.0.3.md', 'history'], ['docs/adobe-1.0.md', 'living'], ['docs/adr/0001.md', 'frozen'], ['archive/a.md', 'frozen'], ['docs/_includes/a.md', 'frozen'],
    ['docs/de/a.md', 'frozen'], ['docs/zh-hant/a.md', 'frozen'], ['docs/en/a.md', 'living'], ['de/a.md', 'living'], ['website/versioned_docs/version-1/a.md', 'frozen'], ['docs/x.plan.md', 'frozen'], ['docs/x.m4.md', 'frozen'], ['docs/changes-in-behaviour/a.md', 'living'],
  ])('%s is %s', (path, role) => {
    expect(rolesIn(tree)(path)).toBe(role);
  });
});
