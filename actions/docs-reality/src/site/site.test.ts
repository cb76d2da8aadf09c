import {describe, expect, test} from '@jest/globals';
import {judged} from '../check.fixture.ts';

/** Links of a site that are right for its readers, whatever GitHub makes of them, and one that leads nowhere. */
const sites: readonly {readonly name: string; readonly tree: Readonly<Record<string, string>>; readonly page: string; readonly right: readonly string[]; readonly wrong: readonly string[]; readonly open: readonly string[]}[] = [
  {
    name: 'Docusaurus', page: 'site/docs/guide/a.md',
    tree: {'site/docusaurus.config.js': 'module.exports = {baseUrl: "/"}', 'site/docs/guide/02-b.md': 'x', 'site/docs/c.mdx': '---\nslug: /see\n---\nx', 'site/static/img/x.png': '', 'site/blog/2026-01-01-p.md': 'x', 'site/src/pages/about.js': ''},
    right: ['./02-b.md', 'b', '../c.mdx', '/docs/guide/b', '/docs/see', '/img/x.png', '@site/static/img/x.png', '/about', 'pathname:///x'], wrong: ['./gone.md', '../d.mdx'], open: ['/docs/gone', '@theme/x'],
  },
  {
    name: 'Hugo', page: 'content/docs/guide/a.md',
    tree: {'hugo.toml': 'baseURL = "https://example.com/"', 'content/docs/guide/b.md': 'x', 'content/docs/guide/_index.md': 'x', 'content/docs/c/index.md': '---\naliases: [/old-c/]\nurl: /new-c/\n---\nx', 'static/img/x.png': ''},
    right: ['/docs/guide/b/', '../b/', '../', '/docs/guide/', '/docs/c/', '/new-c/', '/old-c', '/img/x.png', '{{< ref "b.md" >}}', '{{< relref "/docs/c" >}}', 'b.md'], wrong: ['gone.md', '{{< ref "gone.md" >}}'], open: ['/docs/gone/', '../gone/'],
  },
  {
    name: 'VitePress', page: 'docs/guide/a.md',
    tree: {'docs/.vitepress/config.ts': 'export default {base: "/app/"}', 'docs/guide/b.md': 'x', 'docs/index.md': 'x', 'docs/public/x.png': ''},
    right: ['./b', './b.md', './b.html', '/guide/b', '/app/guide/b', '/', '/x.png', '../'], wrong: ['/guide/gone', './gone', './gone.md'], open: [],
  },
  {
    name: 'MkDocs', page: 'docs/guide/a.md',
    tree: {'mkdocs.yml': 'site_name: x\n', 'docs/guide/b.md': 'x', 'docs/index.md': 'x', 'docs/assets/x.png': ''},
    right: ['b.md', '../index.md', '../b/', '../assets/x.png', '../../assets/x.png'], wrong: ['gone.md', '../gone.png'], open: ['../gone/'],
  },
  {
    name: 'Jekyll', page: 'docs/a.md',
    tree: {'_config.yml': 'title: x\n', 'docs/b.md': '---\npermalink: /see/\n---\nx', '_posts/2026-01-02-hello.md': 'x'},
    right: ['b.md', 'b.html', '/see/', '/docs/b', '{% link docs/b.md %}', '{% post_url 2026-01-02-hello %}'], wrong: ['gone.md', '{% link docs/gone.md %}', '{% post_url 2026-01-02-gone %}'], open: ['/gone/', '{{site.baseurl}}/x'],
  },
  {
    name: 'Starlight', page: 'src/content/docs/guides/a.mdx',
    tree: {'astro.config.mjs': 'export default {}', 'src/content/docs/guides/B c.mdx': 'x', 'src/content/docs/index.mdx': 'x', 'public/x.png': ''},
    right: ['/guides/b-c/', '../b-c/', '/', '/x.png'], wrong: ['./gone.mdx'], open: ['/guides/gone/'],
  },
  {
    name: 'mdBook', page: 'book/src/ch/a.md',
    tree: {'book/book.toml': '[book]\ntitle = "x"\n', 'book/src/SUMMARY.md': '[a](ch/a.md)', 'book/src/ch/b.md': 'x'},
    right: ['b.md', 'b.html', '../SUMMARY.md'], wrong: ['gone.md', '../gone.md'], open: ['/gone'],
  },
  {
    name: 'Zola', page: 'site/content/docs/a.md',
    tree: {'site/config.toml': 'base_url = "https://a.example"\n', 'site/content/docs/b.md': 'x', 'site/content/docs/c/index.md': '+++\npath = "see"\n+++\nx', 'site/static/x.png': ''},
    right: ['b.md', '@/docs/b.md', '@/docs/c/index.md', '/x.png', '/docs/b/', 'c'], wrong: ['gone.md', '@/docs/gone.md', 'gone.png', 'LICENSE'], open: ['/docs/gone/', 'gone'],
  },
  {
    name: 'Sphinx', page: 'docs/a.md',
    tree: {'docs/conf.py': '', 'docs/index.rst': '', 'docs/b.rst': '', 'docs/c.md': 'x'},
    right: ['b', 'c', 'b.html', 'c.md', 'b.rst'], wrong: ['gone.md'], open: ['gone', 'api/gone.html'],
  },
];

describe.each(sites)('$name', ({tree, page, right, wrong, open}) => {
  const linking = (target: string): Readonly<Record<string, string>> => ({...tree, [page]: `---\ntitle: x\n---\n[x](<${target}>)\n`});
  const withTag = (target: string): Readonly<Record<string, string>> => ({...tree, [page]: `---\ntitle: x\n---\n[x](${target})\n`});
  const of = (target: string): Readonly<Record<string, string>> => (target.includes('{') ? withTag(target) : linking(target));

  test.each(right)('%s leads somewhere', async target => {
    expect((await judged('link.path', of(target))).wrong).toEqual([]);
  });

  test.each(wrong)('%s leads nowhere', async target => {
    expect((await judged('link.path', of(target))).wrong).toHaveLength(1);
  });

  if (open.length > 0) {
    test.each(open)('%s is not told', async target => {
      const {wrong: found, doubts} = await judged('link.path', of(target));
      expect({found, told: doubts.length > 0}).toEqual({found: [], told: true});
    });
  }
});

test('a relative address means one page for GitHub and another for the site: an anchor of either will do', async () => {
  const tree = {'hugo.toml': '', 'content/docs/_index.md': '# Docs', 'content/docs/guide/_index.md': '# Guide', 'content/docs/guide/a.md': '[x](../#guide) [y](../#docs) [z](../#gone)'};
  expect((await judged('link.anchor', tree)).wrong).toEqual(['content/docs/guide/a.md:1:34 ../#gone']);
});

test('what Liquid shows as it is written is an example', async () => {
  const page = '{% raw %}\n- {% post_url 2026-03-20-hello %}\n{% endraw %}\n{% link gone.md %}\n{%- raw -%}\n{% link docs/x.md %}\n';
  expect((await judged('link.path', {'_config.yml': 'title: x\n', 'docs/a.md': page})).wrong).toEqual(['docs/a.md:4:1 {% link gone.md %}']);
});

test('headings that the scripts of a VitePress site write into pages have anchors; those of other scripts have none', async () => {
  const tree = {
    'docs/.vitepress/config/index.ts': 'export default {pwa: {srcDir: ".vitepress/"}}', 'docs/.vitepress/plugins/types.ts': 'const code = `\n## Type Declarations\n\n${x}`;\nconst more = "\\n### See also\\n";\n', 'scripts/x.ts': '`\n## Elsewhere\n`',
    'docs/a.md': '# A\n\n[x](#type-declarations) [y](b.md#see-also) [z](#elsewhere)', 'docs/b.md': '# B',
  };
  expect((await judged('link.anchor', tree)).wrong).toEqual(['docs/a.md:3:48 #elsewhere']);
});

test('redirections of Learn lead on', async () => {
  const tree = {'docs/docfx.json': '{}', '.openpublishing.redirection.json': '{"redirections": [{"source_path": "docs/old.md", "redirect_url": "/x"}]}', 'docs/a.md': '[o](old.md) [g](gone.md)'};
  expect((await judged('link.path', tree)).wrong).toEqual(['docs/a.md:1:17 gone.md']);
});

test('policy can say that there is no site', async () => {
  const tree = {'docs/.vitepress/config.ts': '', 'docs/a.md': '[x](/guide/gone)'};
  expect((await judged('link.path', tree)).wrong).toHaveLength(1);
  expect((await judged('link.path', tree, {policy: {site: 'none'}})).doubts).toEqual(['it is an address, and no site is known']);
});
