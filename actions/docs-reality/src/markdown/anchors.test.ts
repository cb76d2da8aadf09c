import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import GithubSlugger, {slug as sluggerSlug} from 'github-slugger';
import {anchorsFor} from './anchors.ts';
import type {AnchorFlavour} from './anchors.ts';
import {scanMarkdown} from './scan.ts';
import {slugOf} from './slug.ts';

const anchors = (flavour: AnchorFlavour, ...lines: readonly string[]): readonly string[] => [...anchorsFor(scanMarkdown(lines.join('\n')), flavour)];

describe('slugs of GitHub', () => {
  test.each([
    ['The `--dry-run` flag', 'the---dry-run-flag'], ['C++ & C#', 'c--c'], ['1. Start', '1-start'], ['snake_case', 'snake_case'], ['Über Größe', 'über-größe'], ['🚀 Launch',
      '-launch'], [':rocket: Launch', 'rocket-launch'],
    ['![logo](l.png) Name', '-name'], ['What\'s new?', 'whats-new'], ['日本語 の見出し', '日本語-の見出し'], ['Array<T>', 'array'], ['`Array<T>`', 'arrayt'], ['a/b.c', 'abc'],
      ['[1.0.0] - 2026', '100---2026'], ['A  B', 'a--b'],
  ])('%s', (heading, slug) => {
    expect(anchors('github', `# ${heading}`)).toEqual([slug]);
  });

  test('equal github-slugger, whatever the text', () => {
    fc.assert(fc.property(fc.string({unit: 'grapheme', maxLength: 30}), (text) => {
      expect(slugOf(text)).toBe(sluggerSlug(text));
    }));
  });

  test('number repetitions as github-slugger does', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', 'a-1', 'a-2', 'b', 'a-1-1', '!'), {maxLength: 12}), (texts) => {
      const slugger = new GithubSlugger();
      expect(anchors('github', ...texts.map((text) => `# ${text}`))).toEqual(texts.map((text) => slugger.slug(text)));
    }));
  });
});

describe('anchors of a page', () => {
  const page = ['# Über uns', '## Part 1. `a_b` & c', '## Part {#own}', '<h2>Raw</h2>', '', '<a name="old"></a> text[^N] and[^N]', '', '[^N]: note', '', '## Part', '## Part',
    '## 日本'];

  test.each<[AnchorFlavour, readonly string[]]>([
    ['github', ['own', 'old', 'über-uns', 'part-1-a_b--c', 'part', 'raw', 'part-1', 'part-2', '日本', 'fn-N', 'user-content-fn-N', 'fnref-N', 'user-content-fnref-N', 'fnref-N-2',
      'user-content-fnref-N-2']],
    ['docusaurus', ['own', 'old', 'über-uns', 'part-1-a_b--c', 'part', 'part-1', '日本', 'fn-N', 'user-content-fn-N', 'fnref-N', 'user-content-fnref-N', 'fnref-N-2',
      'user-content-fnref-N-2']],
    ['python-markdown', ['own', 'old', 'uber-uns', 'part-1-a_b-c', 'part', 'part_1', '_1', 'fn:N', 'fnref:N', 'fnref:N:2']],
    ['hugo', ['own', 'old', 'über-uns', 'part-1-a_b--c', 'part', 'part-1', '日本', 'fn:N', 'fnref:N', 'fnref:N:2']],
    ['vitepress', ['own', 'old', 'uber-uns', 'part-1-a-b-c', 'part', 'part-1', '日本', 'fnN', 'fnrefN', 'fnrefN:2']],
    ['kramdown', ['own', 'old', 'über-uns', 'part-1-a_b--c', 'part', 'part-1', '日本', 'fn:N', 'fnref:N', 'fnref:N:2']],
  ])('by %s', (flavour, expected) => {
    expect([...anchors(flavour, ...page)].sort()).toEqual([...expected].sort());
  });

  test('what only one generator does', () => {
    expect(anchors('vitepress', '# 1. Start', '# v-model & "x"')).toEqual(['_1-start', 'v-model-x']);
    expect(anchors('python-markdown', '# a_1', '# a_1', '# 日本', '# 中国', '# A -- B')).toEqual(['a_1', 'a_2', '_1', '_2', 'a-b']);
    expect(anchors('hugo', '# !', '# !', '# e\u0301t\u0301')).toEqual(['heading', 'heading-1', 'et']);
    expect(anchors('kramdown', '# a -- b', '# a--b---c')).toEqual(['a--b', 'abc']);
    expect(anchors('github', '# a -- b')).toEqual(['a----b']);
  });
});
