import {describe, expect, test} from '@jest/globals';
import {commit} from '#testkit';
import {judged} from '../check.fixture.ts';

const code = 'export const a = 1;\nexport const b = 2;\n';

describe('link.path', () => {
  test('links to files, folders, images and from the root hold', async () => {
    const tree = {'README.md': '[a](docs/a.md) [b](docs/) ![c](img/c%20d.png?raw=true) [r](/docs/a.md) <a href="docs/a.md#x">x</a>', 'docs/a.md': '<a id="x"></a> [up](../README.md) [o](../../issues)', 'img/c d.png': ''};
    expect(await judged('link.path', tree)).toMatchObject({state: 'held', wrong: [], doubts: ['it leads out of the repository']});
  });

  test('a file that is gone is broken, at its destination, with the file that moved as a suggestion', async () => {
    const {state, wrong, findings} = await judged('link.path', {'README.md': '# A\n\nSee [the setup](docs/setup.md#x "t").\n', 'guide/setup.md': 'x'});
    expect({state, wrong}).toEqual({state: 'broken', wrong: ['README.md:3:17 docs/setup.md#x']});
    expect(findings[0]?.fix).toBe('Did you mean guide/setup.md (guide/setup.md)?');
  });

  test('the suggestion is written as the document has to write it', async () => {
    const {findings} = await judged('link.path', {'docs/deep/a.md': '[x](instal.md)', 'docs/deep/install.md': 'x', 'docs/y.md': '[z](deep/b/c.md)', 'other/c.md': ''});
    expect(findings.map(({fix}) => fix)).toEqual(['Did you mean install.md (docs/deep/install.md)?', 'Did you mean ../other/c.md (other/c.md)?']);
  });

  test.each([
    ['{{ base }}/x.md', 'a template fills it in'], ['docs/{name}.md', 'a template fills it in'], ['%E0%A4%A.md', 'its percent-encoding is broken'], ['build/out.css', 'git ignores it, so a build may make it'],
    ['your-file.md', 'it looks like a placeholder'], ['/guide', 'it is an address, and no site is known'], ['example.org/a.html', 'it may be an address without its scheme'], ['@theme/x.css', 'it begins with an alias'], ['page', 'it may be an address'], ['api/index.html', 'a build may make it'],
  ])('%s is not told: %s', async (target, why) => {
    const {state, doubts} = await judged('link.path', {'README.md': `[x](<${target}>) [y](b.md)`, 'b.md': 'x'}, {history: {ignored: ['build']}});
    expect({state, doubts}).toEqual({state: 'held', doubts: [why]});
  });

  test('links in code, comments and to other places are no claims', async () => {
    expect((await judged('link.path', {'README.md': '`[x](no.md)`\n\n    [x](no.md)\n\n<!-- [x](no.md) -->\n\n[x](https://example.com/no.md) [m](mailto:a@b.c)'})).state).toBe('not-applicable');
  });

  test('links below a symbolic link to a folder and into a submodule', async () => {
    const tree = {'README.md': '[a](latest/a.md) [b](sub/b.md)', 'v1/a.md': 'x', latest: {link: 'v1'}, sub: {submodule: true}} as const;
    expect(await judged('link.path', tree)).toMatchObject({state: 'held', wrong: [], doubts: ['it leads into a submodule or out of the repository']});
  });

  test('this repository\'s own pages on GitHub are paths, those of others are not', async () => {
    const own = (path: string): string => `[x](https://github.com/Octo/App/${path})`;
    const text = [own('blob/main/a.md'), own('tree/HEAD/docs'), own('blob/main/gone.md'), own('blob/v1/gone.md'), '[r](https://raw.githubusercontent.com/octo/app/main/gone.png)', '[y](https://github.com/octo/other/blob/main/gone.md)'].join('\n\n');
    const {wrong, doubts} = await judged('link.path', {'README.md': text, 'a.md': 'x', 'docs/b.md': 'x'}, {history: {remotes: ['octo/app']}});
    expect(wrong).toEqual(['README.md:5:5 https://github.com/Octo/App/blob/main/gone.md', 'README.md:9:5 https://raw.githubusercontent.com/octo/app/main/gone.png']);
    expect(doubts).toEqual(['it names another branch or tag']);
  });

  test('a missing path within max-missing-paths is counted and holds; one more breaks', async () => {
    const tree = {'README.md': '[a](a.md) [b](b.md)', 'c.md': '[r](README.md)'};
    expect(await judged('link.path', tree, {policy: {'max-missing-paths': 2}})).toMatchObject({state: 'held', doubts: ['wrong, and within max-missing-paths']});
    expect((await judged('link.path', tree, {policy: {'max-missing-paths': 1}})).wrong).toHaveLength(2);
  });

  test('a document that cannot be read makes the rule undecided, whatever the others say', async () => {
    const unreadable = {refusal: {code: 'unreadable', why: 'permission denied', fix: 'Make it readable.'}} as const;
    expect((await judged('link.path', {'README.md': '[a](a.md)', 'a.md': unreadable})).state).toBe('undecided');
  });

  test('archives, decision records and translations are not judged; a changelog is', async () => {
    const link = '[x](gone.md)';
    const {wrong} = await judged('link.path', {'archive/a.md': link, 'docs/adr/1.md': link, 'docs/de/a.md': link, 'docs/en/a.md': '[y](../../CHANGELOG.md)', 'node_modules/x/README.md': link, 'test/fixtures/a.md': link, 'CHANGELOG.md': link});
    expect(wrong).toEqual(['CHANGELOG.md:1:5 gone.md']);
  });

  test('a bare address of this repository is a link, however GitHub is written', async () => {
    const text = 'See https://github.com/octo/app/blob/main/gone.md and <https://GitHub.com/octo/app/blob/main/gone.md>, not https://example.org/octo/app/blob/main/gone.md.';
    expect((await judged('link.path', {'README.md': text}, {history: {remotes: ['octo/app']}})).wrong).toHaveLength(2);
  });

  test('DocC finds the images of a catalog', async () => {
    const tree = {'Sources/A/A.docc/A.md': '![x](repeat.png) ![y](gone.png) ![z](other.png)', 'Sources/A/A.docc/Images/repeat.png': '', 'other.png': ''};
    const {wrong, doubts} = await judged('link.path', tree);
    expect({wrong, doubts}).toEqual({wrong: ['Sources/A/A.docc/A.md:1:23 gone.png', 'Sources/A/A.docc/A.md:1:38 other.png'], doubts: ['DocC finds pages and images by their names']});
  });

  test('the README of a crate may name items of Rust', async () => {
    const items = '[a](Field) [b](struct@form::Form) [c](include!) [d](gone) [e](Gone.md)';
    expect((await judged('link.path', {'a/Cargo.toml': '[package]\nname = "a"\n', 'a/README.md': `${items} [f](gone/)`})).wrong).toEqual(['a/README.md:1:53 gone', 'a/README.md:1:63 Gone.md', 'a/README.md:1:76 gone/']);
    expect((await judged('link.path', {'a/README.md': items})).wrong).toContain('a/README.md:1:5 Field');
  });

  test('guides that ExDoc lays side by side are found by their names, and their images under another folder; a README is read on GitHub', async () => {
    const tree = {'mix.exs': '', 'guides/core/a.md': '[f](faq.md) ![i](assets/i.png) [g](gone.md)', 'guides/advanced/faq.md': 'x', 'resources/i.png': '', 'README.md': '[f](faq.md)'};
    const {wrong, doubts} = await judged('link.path', tree);
    expect({wrong, doubts}).toEqual({wrong: ['README.md:1:5 faq.md', 'guides/core/a.md:1:36 gone.md'], doubts: ['ExDoc finds pages and images by their names']});
  });

  test('links of one folder that are right from the address of each page show a site; one alone does not', async () => {
    const tree = {'docs/a.md': '![x](../x.png) ![y](../y.png)', 'docs/b.md': '![x](../x.png) [gone](../z.png)', 'docs/x.png': '', 'docs/y.png': '', 'guide/c.md': '![w](../w.png)', 'guide/w.png': ''};
    const {wrong, doubts} = await judged('link.path', tree);
    expect({wrong, doubts}).toEqual({wrong: ['docs/b.md:1:23 ../z.png', 'guide/c.md:1:6 ../w.png'], doubts: ['its folder is made into a site by means that are not known']});
  });

  test('a folder that a build copies to a site is read from there, where several of its links tell so', async () => {
    const pages = (count: number) => Object.fromEntries(Array.from({length: count}, (_, i) => [`src/rules/r${i}.md`, '[x](../fix.md) [y](../gone.md)']));
    const site = {'mkdocs.yml': 'site_name: x\n', 'docs/fix.md': '# Fix'};
    const gone = (count: number) => Array.from({length: count}, (_, i) => `src/rules/r${i}.md:1:20 ../gone.md`);
    expect(await judged('link.path', {...site, ...pages(3)})).toMatchObject({wrong: gone(3), doubts: ['its folder is made into a site by means that are not known']});
    expect((await judged('link.path', {...site, ...pages(2)})).wrong).toHaveLength(4);
    expect((await judged('link.path', {'docs/fix.md': '# Fix', ...pages(3)})).wrong).toHaveLength(6);
  });

  test('a book is put together by a build where its list names pages that stand elsewhere in the same folders; a few are not enough', async () => {
    const pages = {'docs/notes/a.md': '[use](../use.md)', 'docs/notes/b.md': 'x', 'docs/guide/c.md': '[made](made.md)', 'docs/book/use.md': '[a](notes/a.md)'};
    const list = '- [a](notes/a.md)\n- [b](./notes/b.md)\n- [c](guide/c.md)\n- [made](made.md)';
    expect(await judged('link.path', {'docs/book/SUMMARY.md': list, ...pages})).toMatchObject({wrong: [], doubts: ['the book is put together by a build']});
    expect((await judged('link.path', {'docs/book/SUMMARY.md': list.replace('guide/c.md', 'use.md'), ...pages})).wrong).toHaveLength(6);
    expect((await judged('link.path', {'docs/book/other.md': list, ...pages})).wrong).toHaveLength(7);
  });

  test('topics of Writerside are found by their names, those of other repositories too', async () => {
    expect(await judged('link.path', {'docs/writerside.cfg': '', 'docs/topics/a.md': '![i](i.png) [x](exceptions.md)', 'docs/images/a/i.png': ''})).toMatchObject({wrong: [], doubts: ['Writerside finds pages and images by their names']});
  });

  test('pages beside the documents that several of them agree on stand where they are published', async () => {
    const link = (...names: readonly string[]): string => names.map(name => `[x](${name}.md)`).join(' ');
    const tree = {'doc/a.md': link('install', 'support', 'manual', 'lone'), 'doc/b.md': link('install', 'support', 'manual'), 'doc/c.md': '[x](deep/lone.md)'};
    expect(await judged('link.path', tree)).toMatchObject({wrong: ['doc/c.md:1:5 deep/lone.md'], doubts: ['its folder is made into a site by means that are not known']});
    expect((await judged('link.path', {...tree, 'doc/b.md': link('install', 'support')})).wrong).toHaveLength(7);
  });

  test('a template of a page is not judged', async () => {
    expect((await judged('link.path', {'a.m4.md': '[x](gone.md)', 'b.md': '[a](a.m4.md)'})).wrong).toEqual([]);
  });

  test('a page that a program wrote is not judged', async () => {
    expect((await judged('link.path', {'a.md': '<!-- This file is auto-generated. Do not edit. -->\n\n[x](gone.md)', 'b.md': '[a](a.md)'})).wrong).toEqual([]);
  });
});

describe('link.case', () => {
  test('another case is broken and repaired with the real name', async () => {
    const {state, wrong, findings} = await judged('link.case', {'README.md': '[a](Docs/Setup.md)', 'docs/setup.md': 'x'});
    expect({state, wrong, fix: findings[0]?.fix}).toEqual({state: 'broken', wrong: ['README.md:1:5 Docs/Setup.md'], fix: 'Write docs/setup.md.'});
  });

  test('the right case holds, and a site that does not mind the case is content', async () => {
    expect((await judged('link.case', {'README.md': '[a](a.md)', 'a.md': 'x'})).state).toBe('held');
    expect((await judged('link.case', {'docs/docfx.json': '{}', 'docs/a.md': '[b](B.md)', 'docs/b.md': 'x'})).wrong).toEqual([]);
  });
});

describe('link.reference', () => {
  test('full and collapsed references without a definition are broken, with the nearest label; brackets alone are not', async () => {
    const {state, wrong, findings} = await judged('link.reference', {'README.md': '[a][guide] [b][guid] [Set up][] ![logo][] [x] [ ] `[c][d]`\n\n[guide]: https://a.example/\n'});
    expect({state, wrong}).toEqual({state: 'broken', wrong: ['README.md:1:12 guid', 'README.md:1:22 Set up', 'README.md:1:33 logo']});
    expect(findings.map(({fix}) => fix)).toEqual(['Did you mean [guide]?', 'Add [Set up]: with where it leads, or remove the brackets.', 'Add [logo]: with where it leads, or remove the brackets.']);
  });

  test('a badge in a link counts for both', async () => {
    const {wrong} = await judged('link.reference', {'README.md': '[![npm][npm-image]][npm-url] [![ci][ci-image]][ci-url]\n\n[npm-image]: https://a.example/x.svg\n[ci-url]: https://a.example/\n'});
    expect(wrong).toEqual(['README.md:1:1 npm-url', 'README.md:1:31 ci-image']);
  });

  test.each([
    ['[Page][site.pages.Page]', 'a tool that documents code may answer to it'], ['[f][crate::f]', 'a tool that documents code may answer to it'], ['[press][press]', undefined], ['[tab][tab]', 'it may be no link'], ['[1][2]', 'it may be no link'],
    ['[a][page]\n\n[page]: {% link b.md %}', 'a template completes its definition'], ['{% include links.md %}\n[a][page]', 'the page includes text from elsewhere'],
  ])('%s is not told', async (text, why) => {
    const {wrong, doubts} = await judged('link.reference', {'README.md': text});
    expect({wrong, doubts}).toEqual({wrong: [], doubts: [why ?? 'it may be no link']});
  });

  test.each(['matrix[i][j]', '\\[a][b]', '[[umkdir][tests] get umask](https://a.example)', '[a][b](https://a.example)', '$\\ce{<=>[+ 2OH-][+ 2H+]}$', 'map[string][]byte', '[^1][^2]'])('%s is no reference', async text => {
    expect(await judged('link.reference', {'README.md': text})).toMatchObject({wrong: [], doubts: []});
  });

  test('what stands in a crate may be a symbol; commits of a changelog begin with brackets; a site may add definitions', async () => {
    const symbol = 'See [`Router`][Router] and [a router][Router guide].';
    expect((await judged('link.reference', {'Cargo.toml': '[package]\nname = "x"\n', 'README.md': symbol})).wrong).toEqual(['README.md:1:28 Router guide']);
    expect((await judged('link.reference', {'README.md': symbol})).wrong).toHaveLength(2);
    expect((await judged('link.reference', {'CHANGELOG.md': '* [no-call][no-access] is better', 'HISTORY.md': '[a][b]', 'changelog/fix_it.md': '* Fix it. ([@some-one][])'})).wrong).toEqual([]);
    const mkdocs = {'mkdocs.yml': 'site_name: x\nmarkdown_extensions:\n  - pymdownx.snippets:\n      auto_append: [links.md]\n', 'docs/a.md': '[a][b]'};
    expect((await judged('link.reference', mkdocs)).doubts).toEqual(['the page includes text from elsewhere']);
  });

  test('a plugin of MkDocs answers to the headings of every page', async () => {
    const site = (plugins: string) => ({'mkdocs.yml': `site_name: x\nplugins:\n${plugins}`, 'docs/a.md': '- [one-rule][]'});
    for (const plugins of ['  - autorefs\n', '- mkdocstrings:\n    handlers: {}\n']) expect((await judged('link.reference', site(plugins))).wrong).toEqual([]);
    expect((await judged('link.reference', site('  - search\n  # - autorefs\n'))).wrong).toEqual(['docs/a.md:1:3 one-rule']);
  });
});

describe('link.anchor', () => {
  test('a part of a larger page links to headings of the whole; a README is a page of its own', async () => {
    const contents = '[a](#a) [b](#b) [c](#c)';
    expect(await judged('link.anchor', {'doc/toc.md': contents, 'doc/a.md': '# A'})).toMatchObject({wrong: [], doubts: ['the page is a part of a larger one']});
    expect((await judged('link.anchor', {'doc/toc.md': `# A\n\n${contents}`})).wrong).toHaveLength(2);
    expect((await judged('link.anchor', {'README.md': contents})).wrong).toHaveLength(3);
    const parts = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map(name => [`commands/${name}.md`, '[q](#queries)']));
    expect((await judged('link.anchor', {...parts, 'commands/f.md': '# F\n\n[f](#f) [q](#queries)'})).wrong).toEqual([]);
    expect((await judged('link.anchor', {'commands/f.md': '# F\n\n[f](#f) [q](#queries)', 'commands/a.md': '[q](#queries)'})).wrong).toHaveLength(2);
  });

  test('names with dots that no page has are made by a generator, and what begins as they do; a few are not enough', async () => {
    const page = (text: string): string => `# X\n\n[x](#x) ${text}`;
    const tree = {'doc/a.md': page('[o](#opt-a.b) [o](#opt-c.d)'), 'doc/b.md': page('[o](#opt-e.f) [o](#opt-g.h) [o](#opt-plain)'), 'doc/c.md': page('[o](#opt-i.j) [o](#other)')};
    expect(await judged('link.anchor', tree)).toMatchObject({wrong: ['doc/c.md:3:27 #other'], doubts: ['a generator that is not known makes the anchors']});
    expect((await judged('link.anchor', {...tree, 'doc/d.md': '# 1\n\n<a id="ver.x"></a> [v](#ver.x)'})).wrong).toHaveLength(7);
  });

  test('books that are shown side by side name each other\'s pages; what a book has itself is told', async () => {
    const tree = {'doc/book/book.toml': '[book]\ntitle = "x"\n', 'doc/book/src/SUMMARY.md': '[a](ref/a.md)', 'doc/book/src/ref/a.md': '[other](../../nomicon/ffi.md) [own](../gone.md) [file](../../../gone.rs)', 'doc/x.md': 'x'};
    const {wrong, doubts} = await judged('link.path', tree);
    expect({wrong: wrong.map(one => one.split(' ').find(word => word.includes('gone'))), doubts}).toEqual({wrong: ['../gone.md', '../../../gone.rs'], doubts: ['another book may stand there']});
  });

  test('a page of a site without any text stands for one that is generated', async () => {
    const tree = {'mkdocs.yml': 'site_name: x\n', 'docs/a.md': '# A\n\n[b](b.md#far) [c](c.md#far)', 'docs/b.md': '---\ntitle: B\n---\n\n<!-- made by a program of ours -->\n', 'docs/c.md': 'See `x`.'};
    expect((await judged('link.anchor', tree)).wrong).toEqual(['docs/a.md:3:19 c.md#far']);
  });

  test('headings, identifiers, numbered twins, lines and the top hold', async () => {
    const page = '# Set *up* `it`!\n\n## A\n\n## A\n\n<a name="named"></a>\n\n[x](#set-up-it) [y](#a-1) [z](#named) [t](#top) [c](a.ts#L2) [d](a.ts#L1-L2) [U](#A) [title](## "for its title alone")';
    expect(await judged('link.anchor', {'README.md': page, 'a.ts': code})).toMatchObject({state: 'held', wrong: []});
  });

  test('a heading that was reworded is broken, with the nearest one; a line beyond the end too', async () => {
    const {wrong, findings} = await judged('link.anchor', {'README.md': '[x](b.md#instalation) [y](a.ts#L3)', 'b.md': '# Installation', 'a.ts': code});
    expect(wrong).toEqual(['README.md:1:5 b.md#instalation', 'README.md:1:27 a.ts#L3']);
    expect(findings.map(({fix}) => fix)).toEqual(['Did you mean #installation?', 'Link to a heading that is there.']);
  });

  test('a page that includes others, and files of other kinds, are not told', async () => {
    const tree = {'mkdocs.yml': 'site_name: x\n', 'docs/a.md': '[b](b.md#far) [c](c.html#far)', 'docs/b.md': '# B\n\n{% include "x.md" %}', 'docs/c.html': '<p>'};
    expect(await judged('link.anchor', tree)).toMatchObject({state: 'not-applicable', doubts: ['the page includes text from elsewhere', 'the anchors of this kind of file are not known']});
  });

  test('what Jekyll and Hugo show as code is none of the page', async () => {
    const shown = (open: string, close: string): string => `${open}\n[a](gone.md)\n${close}\n\n[b](lost.md)`;
    const jekyll = {'_config.yml': 'title: x\n', 'a.md': `${shown('{% highlight markdown %}', '{% endhighlight %}')}\n\n${shown('  {%- comment -%}', '{%- endcomment -%}')}`};
    expect((await judged('link.path', jekyll)).wrong).toEqual(['a.md:5:5 lost.md', 'a.md:11:5 lost.md']);
    const hugo = {'hugo.toml': '', 'content/a.md': shown('{{< highlight markdown >}}', '{{< /highlight >}}')};
    expect((await judged('link.path', hugo)).wrong).toEqual(['content/a.md:5:5 lost.md']);
    expect((await judged('link.path', {'a.md': jekyll['a.md']})).wrong).toHaveLength(4);
    expect((await judged('link.anchor', {'_config.yml': 'title: x\n', 'a.md': '{% highlight sh %}\n# Far\n{% endhighlight %}\n\n[b](#far)'})).wrong).toEqual(['a.md:5:5 #far']);
    const reference = '{{< highlight md >}}\n{{< ref "gone.md" >}}\n{{< /highlight >}}\n\n{{< ref "lost.md" >}}';
    expect((await judged('link.path', {'hugo.toml': '', 'content/a.md': reference})).wrong).toEqual(['content/a.md:5:1 {{< ref "lost.md" >}}']);
  });

  test('tags of Liquid that bring no text from elsewhere leave the anchors of a page known', async () => {
    const tree = {'_config.yml': 'title: x\n', 'a.md': '{% highlight sh %}\nx\n{% endhighlight %}\n{%- raw -%}x{% endraw %}{% if page.x %}y{% endif %}\n\n[b](#far)', 'b.md': '{% include x.md %}\n\n[b](#far)'};
    expect(await judged('link.anchor', tree)).toMatchObject({wrong: ['a.md:6:5 #far'], doubts: ['the page includes text from elsewhere']});
  });

  test('a link that runs a script need not lead anywhere', async () => {
    const {wrong} = await judged('link.anchor', {'README.md': '<a href="#far" class="x" onclick="open(\'y\')">x</a> <a href="#gone" title=" onclick=1">y</a>'});
    expect(wrong).toEqual(['README.md:1:61 #gone']);
  });

  test('a script may show the page that a fragment names by its path', async () => {
    const {wrong} = await judged('link.anchor', {'sidebar.md': '# A\n\n[i](#docs/intro) [j](#/docs/intro) [g](#docs/gone) [a](#a)', 'docs/intro.md': 'x'});
    expect(wrong).toEqual(['sidebar.md:3:40 #docs/gone']);
  });

  test('a part of a file that a regular expression names is not told', async () => {
    expect(await judged('link.anchor', {'a.md': '<embed src="b.md#RE-/---[^]+/"></embed>', 'b.md': '# B'})).toMatchObject({wrong: [], doubts: ['a script or template answers to it']});
  });

  test('anchors of files that are no documents are read', async () => {
    expect((await judged('link.anchor', {'README.md': '[x](vendor/b.md#far)', 'vendor/b.md': '# Near'})).wrong).toEqual(['README.md:1:5 vendor/b.md#far']);
  });
});

describe('what is right on some site', () => {
  const wrongs = async (rule: string, tree: Parameters<typeof judged>[1], given: Parameters<typeof judged>[2] = {}): Promise<readonly string[]> => (await judged(rule, tree, given)).wrong;

  test('a page that another one takes up is also read from there', async () => {
    const tree = {
      'mkdocs.yml': 'site_name: x\n', 'docs/guide/tests.md': '# Tests\n\n## Order\n\n{!./docs_src/notes/en/one.md!}\n', 'docs/setup.md': '# Setup\n',
      'docs_src/notes/en/one.md': '[right](../setup.md) [order](#order) [wrong](../gone.md) [none](#nothing)\n', 'docs_src/notes/en/two.md': '[alone](../setup.md)\n',
    };
    expect(await wrongs('link.path', tree)).toEqual([expect.stringContaining('one.md:1:46 ../gone.md'), expect.stringContaining('two.md:1:9 ../setup.md')]);
    expect(await wrongs('link.anchor', tree)).toEqual([]);
    const plain = {'CHANGES-ALL.md': '[a](#label) [b](#nothing)\n', 'all.md': '# Label\n\n```{include} ./CHANGES-ALL.md\n```\n'};
    expect(await wrongs('link.anchor', plain)).toEqual(['CHANGES-ALL.md:1:17 #nothing']);
  });

  test('pages of a skill count paths from its folder', async () => {
    const skill = {'skills/x/SKILL.md': 'x', 'skills/x/references/a.md': '[b](references/b.md) [c](references/c.md)', 'skills/x/references/b.md': 'x', 'docs/a.md': '[b](references/b.md)'};
    expect(await judged('link.path', skill)).toMatchObject({wrong: ['docs/a.md:1:5 references/b.md', 'skills/x/references/a.md:1:26 references/c.md'], doubts: ['agents read it from the folder of the skill']});
  });

  test('a document is also read where a symbolic link to it stands', async () => {
    const tree = {'packages/a/README.md': '[l](LICENSE) [m](gone.md) [n](#far)', LICENSE: 'x'};
    const linked = {...tree, 'README.md': {link: './packages/a/README.md'}} as const;
    expect((await judged('link.path', linked)).wrong).toEqual(['packages/a/README.md:1:18 gone.md']);
    expect((await judged('link.anchor', linked)).wrong).toEqual(['packages/a/README.md:1:31 #far']);
    expect((await judged('link.path', tree)).wrong).toHaveLength(2);
  });

  test('a folder that Hugo mounts among the pages is read there', async () => {
    const toml = (target: string): string => `[[module.mounts]]\nsource = "content"\ntarget = "content"\n[[module.mounts]]\nsource = "../notes"\ntarget = "${target}"\n`;
    const tree = {'site/content/notes/overview.md': 'x', 'site/content/a.md': '[n](/notes/one/)', 'notes/one/index.md': '[o](../overview.md) [g](../gone.md)'};
    expect((await judged('link.path', {...tree, 'site/hugo.toml': toml('content/notes')})).wrong).toEqual(['notes/one/index.md:1:25 ../gone.md']);
    expect((await judged('link.path', {...tree, 'site/hugo.toml': toml('static')})).wrong).toHaveLength(2);
  });

  test('Docusaurus finds files from the folder of its pages, unless the link begins with a dot', async () => {
    const tree = {'docusaurus.config.js': 'x', 'docs/core/a.md': '[r](core/deep/b.md) [w](./core/deep/b.md) [g](core/deep/gone.md)', 'docs/core/deep/b.md': 'x'};
    expect(await wrongs('link.path', tree)).toEqual(['docs/core/a.md:1:25 ./core/deep/b.md', 'docs/core/a.md:1:47 core/deep/gone.md']);
  });

  test('Docusaurus 1 serves the assets of its documents to every page', async () => {
    const tree = {'site/website/siteConfig.js': 'x', 'site/docs/assets/a.png': 'x', 'site/docs/guides/g.md': '![a](assets/a.png) ![b](assets/b.png)'};
    expect(await wrongs('link.path', tree)).toEqual(['site/docs/guides/g.md:1:25 assets/b.png']);
  });

  test('Docsify gives further addresses in its start page', async () => {
    const tree = {'docs/_sidebar.md': '* [A](awesome.md)\n* [C](changelog.md)\n* [G](gone.md)\n', 'docs/index.html': "<script>$docsify = {alias: {'.*?/awesome': 'https://x.y/README.md', '/changelog': 'z'}}</script>"};
    expect(await wrongs('link.path', tree)).toEqual(['docs/_sidebar.md:3:7 gone.md']);
  });

  test('a page with a number in front, and a file that some folder may serve', async () => {
    const tree = {'docs/nuxt.config.ts': 'x', 'docs/content/1.guide/1.index.md': '[p](../pwa.md) [g](../gone.md) ![s](/docs/shot.png)', 'docs/content/80.pwa.md': 'x', 'www/static/docs/shot.png': 'x'};
    expect(await wrongs('link.path', tree)).toEqual(['docs/content/1.guide/1.index.md:1:20 ../gone.md']);
    const served = {'docs/latest/a.md': '![s](/docs/shot.png) ![g](/docs/gone.png)', 'www/static/docs/shot.png': 'x'};
    expect(await wrongs('link.path', served)).toEqual(['docs/latest/a.md:1:27 /docs/gone.png']);
  });

  test('git ignores the folder of what is linked', async () => {
    const tree = {'docs/.vitepress/config.ts': 'export default {}', 'docs/index.md': '[api](/api/reference/) [g](/api/gone/)'};
    expect(await wrongs('link.path', tree, {history: {ignored: ['docs/api/reference']}})).toEqual(['docs/index.md:1:28 /api/gone/']);
  });

  test('this repository\'s pages on another lasting branch', async () => {
    const tree = {'README.md': '[a](https://github.com/octo/app/blob/main/gone.md) [b](https://github.com/octo/app/blob/next/gone.md)', 'a.md': 'x'};
    const head = commit('a1', '2026-11-01');
    const on = async (branch: string): Promise<number> => (await wrongs('link.path', tree, {history: {remotes: ['octo/app'], branch, head}})).length;
    expect([await on('main'), await on('master'), await on('fix-typo'), await on('next')]).toEqual([1, 1, 1, 0]);
  });

  test('anchors: badges, names that mean nothing, directives and components of pages', async () => {
    const text = '<a href="#badge"><img src="https://x.y/b.svg"></a> <a href="#gone">text</a> [foo](#bar)\n';
    expect(await wrongs('link.anchor', {'README.md': text})).toEqual([expect.stringContaining('#gone')]);
    const click = {'mkdocs.yml': 'site_name: x\n', 'docs/cli.md': '# CLI\n\n::: mkdocs-click\n    :module: a\n', 'docs/a.md': '[x](cli.md#app-run) [y](b.md#app-run)', 'docs/b.md': '# B\n'};
    expect(await wrongs('link.anchor', click)).toEqual(['docs/a.md:1:25 b.md#app-run']);
    const parts = {'docusaurus.config.js': 'x', 'docs/a.md': "# A\n\nimport Part from './_part.md'\n\n<Part/>\n", 'docs/_part.md': 'x', 'docs/b.md': '[x](a.md#of-the-part)'};
    expect(await wrongs('link.anchor', parts)).toEqual([]);
    const code = {'mkdocs.yml': 'site_name: x\n', 'docs/api.md': '# API\n\n[x](#print)\n\n::: print(int)\n', 'docs/b.md': '# B\n\n[x](#print)\n'};
    expect(await judged('link.anchor', code)).toMatchObject({wrong: ['docs/b.md:3:5 #print'], doubts: ['the page includes text from elsewhere']});
  });
});
