import {describe, expect, test} from '@jest/globals';
import {anchorsFor} from './anchors.ts';
import {headingPath} from './page.ts';
import type {Link, MarkdownPage} from './page.ts';
import {scanMarkdown} from './scan.ts';

const scan = (...lines: readonly string[]): MarkdownPage => scanMarkdown(lines.join('\n'));
const scanMdx = (...lines: readonly string[]): MarkdownPage => scanMarkdown(lines.join('\n'), {mdx: true});
const places = (page: MarkdownPage): readonly string[] => page.links.map(({kind, target, line, column}) => `${kind} ${target} ${line}:${column}`);
const targets = (page: {readonly links: readonly Link[]}): readonly string[] => page.links.map(({target}) => target);
const headings = (page: MarkdownPage): readonly string[] => page.headings.map(({level, text}) => `${level} ${text}`);
const code = (page: MarkdownPage): readonly string[] => page.fences.map(({language, lines}) => `${language}|${lines.map(({text}) => text).join('⏎')}`);
const spans = (page: MarkdownPage): readonly string[] => page.codeSpans.map(({text}) => text);

describe('headings', () => {
  test('ATX, closed or not, up to six marks followed by a space', () => {
    expect(headings(scan('# One', '## Two ##', '###### Six #', '####### Seven', '#None', '#', '# a#', '   # indented', '    # code'))).toEqual(['1 One', '2 Two', '6 Six', '1 ',
      '1 a#', '1 indented']);
  });

  test('setext, over several lines, but not under a list or after a blank line', () => {
    expect(headings(scan('One', '===', '', 'Two', 'lines', '---', '', '- item', '---', '', '---'))).toEqual(['1 One', '2 Two lines']);
    expect(headings(scan('Two\\', 'lines  ', 'more', '==='))).toEqual(['1 Two lines more']);
  });

  test('markup is reduced to what a reader sees', () => {
    expect(headings(scan(
      '# The `--dry-run` flag', '# [Link](x.md) and [ref][r]', '# ![logo](l.png) Name', '# *a* **b** _c_ snake_case_name ~~d~~', '# A &amp; B &copy;', '# 1\\. \\*not\\*',
        '# <b>Bold</b> <!-- x -->text',
      '# `a_b_` *x*', '# <https://a.example>', '# **a *b* c**', '# foo*bar*baz 2 * 3', '', '[r]: y.md',
    ))).toEqual([
      '1 The --dry-run flag', '1 Link and ref', '1  Name', '1 a b c snake_case_name d', '1 A & B ©', '1 1. *not*', '1 Bold text', '1 a_b_ x', '1 https://a.example', '1 a b c',
        '1 foobarbaz 2 * 3',
    ]);
  });

  test('anchors: duplicates are numbered past a heading that has the number already', () => {
    expect([...anchorsFor(scan('# Set up', '# Set up', '# Set up-1', '# Set up'), 'github')]).toEqual(['set-up', 'set-up-1', 'set-up-1-1', 'set-up-2']);
  });

  test('attribute lists give an identifier and leave the text', () => {
    const page = scan('## A {#one}', '## B {: #two .x }', '## C { #three data-x="1 2" }', '## D {.x}', '## E {id="five"}', '## F {not one}', '## {#only}', '## G {/*seven*/}', '## H [#eight]', '## I [#9]');
    expect(page.headings.map(({text, id}) => `${text}:${id ?? ''}`)).toEqual(['A:one', 'B:two', 'C:three', 'D:', 'E:five', 'F {not one}:', '{#only}:', 'G:seven', 'H:eight', 'I [#9]:']);
    expect([...page.ids].sort()).toEqual(['eight', 'five', 'one', 'only', 'seven', 'three', 'two']);
  });

  test('headings of an HTML block count, as GitHub gives them anchors', () => {
    const page = scan('<h1 align="center">', '  <img src="a.png"> My <b>Tool</b>', '</h1>', '', '## Use', '<h2 id="x">Raw</h2>');
    expect(page.headings.map(({kind, text, line}) => `${kind} ${text} ${line}`)).toEqual(['html My Tool 1', 'atx Use 5', 'html Raw 6']);
    expect([...anchorsFor(page, 'github')].sort()).toEqual(['my-tool', 'raw', 'use', 'x']);
  });

  test('the path of headings above a line', () => {
    const page = scan('intro', '# A', '### B', 'text', '## C', '## D', 'text', '# E');
    const path = (line: number): string => headingPath(page, line).map(({text}) => text).join('/');
    expect([1, 2, 4, 5, 7, 8, 99].map(path)).toEqual(['', 'A', 'A/B', 'A/C', 'A/D', 'E', 'E']);
  });
});

describe('links', () => {
  test('inline: angle brackets, parentheses, titles, escapes, entities, line breaks', () => {
    expect(targets(scan(
      '[a](x.md) [a](<b c.md>) [a](f(1).md) [a](x.md "t") [a](x.md \'t\') [a](x.md (t)) [a]()', '[a](x\\_y.md) [a](x&amp;y) [a](x\\&amp;y) [a](', '  far.md', '  "title"',
        ') [two', 'lines](two.md)',
      '[no] (x) [no](a b) [no](<a', 'b>) \\[no](x) [no](f(x)',
    ))).toEqual(['x.md', 'b c.md', 'f(1).md', 'x.md', 'x.md', 'x.md', '', 'x_y.md', 'x&y', 'x&amp;y', 'far.md', 'two.md']);
  });

  test('places are those of the bracket, also in lists, quotes and tables', () => {
    expect(places(scan('# [h](1)', '> a', '> b [q](2)', '- x', '  [l](3)', '', '| a | b |', '|---|---|', '| [t](4) | ![i](5) |', '-\t[x](6)'))).toEqual([
      'inline 1 1:3', 'inline 2 3:5', 'inline 3 5:3', 'inline 4 9:3', 'image 5 9:12', 'inline 6 10:3',
    ]);
  });

  test('an image in a link, and no link in a link', () => {
    expect(places(scan('[![badge](b.svg)](ci.md) [a [b](in.md) c](out.md) ![x [y](z.md)](w.png)'))).toEqual([
      'inline ci.md 1:1', 'image b.svg 1:2', 'inline in.md 1:29', 'image w.png 1:51', 'inline z.md 1:55',
    ]);
  });

  test('of a text without end its beginning is kept', () => {
    const [link] = scan(`[${'word '.repeat(1000)}](a.md)`).links;
    expect(link).toMatchObject({target: 'a.md', text: 'word '.repeat(200)});
  });

  test('references: full, collapsed, shortcut, folded case, the first definition wins', () => {
    const page = scan('[a][Ref] [ref][] [REF] ![i][ref] [t][ missing  one] x[0][1] [^1] [x][^1]', '', '[ref]: <to here.md> "T"', '[ref]: other.md', '[unused]:', '  late.md', '',
      '[^1]: [note](n.md)');
    expect(places(page)).toEqual([
      'reference to here.md 1:1', 'reference to here.md 1:10', 'reference to here.md 1:18', 'image to here.md 1:24', 'reference late.md 5:1', 'inline n.md 8:7',
    ]);
    expect(page.undefinedReferences).toEqual([{text: 't', label: 'missing one', kind: 'full', line: 1, column: 34}]);
    expect(scanMarkdown('![a][] b[][] c[d][] [e][] [^f][]').undefinedReferences.map(({label, kind}) => `${label} ${kind}`)).toEqual(['a collapsed', 'e collapsed']);
  });

  test('a definition cannot interrupt a paragraph and may not have a bad title', () => {
    expect(targets(scan('text', '[a]: no.md', '', '[b]: no.md "open', '', '[c]: yes.md', '"title"', 'rest [c]', '', '[d]: yes2.md', '"not a title" x'))).toEqual(['yes.md',
      'yes2.md']);
  });

  test('autolinks in angle brackets and bare', () => {
    expect(targets(scan(
      '<https://a.example/x> <mailto:b@c.example> <b@c.example> <not a link> <a:b c>', 'See https://d.example/p_(q). And (https://e.example/x), www.f.example/a;',
        'xhttps://no https:// xwww.no http://localhost:80 https://g.example&copy; **https://h.example**',
      '[https://in.example](out.md)',
    ))).toEqual([
      'https://a.example/x', 'mailto:b@c.example', 'mailto:b@c.example', 'https://d.example/p_(q)', 'https://e.example/x', 'http://www.f.example/a', 'http://localhost:80',
        'https://g.example',
      'https://h.example', 'out.md',
    ]);
  });

  test('HTML in blocks and in text', () => {
    const page = scan(
      '<p align="center">', '  <a href="a.md"><img', '    src=\'b.png\' srcset="c.png 1x, d.png 2x"></a>', '  <picture><source srcset="e.png"></picture>', '</p>', '',
        'x <a name="old" href=f.md?a&amp;b>`y`</a> <br/> `z` <a href="no',
      '', '<script src="g.js">', '<a href="no.md">', '</script>', '<div id="top">[no](no.md)</div>',
    );
    expect(places(page)).toEqual(['html a.md 2:3', 'html b.png 2:18', 'html c.png 2:18', 'html d.png 2:18', 'html e.png 4:12', 'html f.md?a&b 7:3', 'html g.js 9:1']);
    expect([...page.ids]).toEqual(['old', 'top']);
    expect(page.codeSpans.map(({text, inLink}) => `${text} ${inLink}`)).toEqual(['y true', 'z false']);
  });

  test('nothing is found where Markdown is not read', () => {
    expect(targets(scan(
      '---', 'a: [no](no)', '---', '`[no](no)`', '', '```', '[no](no)', '```', '', '    [no](no)', '', '<!-- [no](no)', '', '[no](no) -->', '', '$$', '[no](no)', '$$', '',
        'a `` [no](no) `x` `` [yes](yes)', '',
      'x $$[no](no)$$ [yes](yes) $$ [yes](yes)',
    ))).toEqual(['yes', 'yes', 'yes']);
  });

  test('text is the Markdown between the brackets on one line', () => {
    expect(scan('[a `b`', '  c](x) ![d](y)').links.map(({text}) => text)).toEqual(['a `b` c', 'd']);
  });
});

describe('code spans', () => {
  test('any number of backticks, several lines, one space taken off', () => {
    expect(spans(scan('`a` ``b`c`` ``` d ``e`` ``` ` `` ` `  ` `f', '  g` ``` ` `` open'))).toEqual(['a', 'b`c', 'd ``e``', '``', '  ', 'f g']);
  });

  test('a backslash escapes a backtick outside, not inside', () => {
    expect(spans(scan('\\`no `a\\` b', '', '\\`` c`'))).toEqual(['a\\', ' c']);
  });

  test('cells end code, and a pipe in one is escaped', () => {
    expect(spans(scan('| a | b |', '|---|---|', '| `x | y` | `p\\|q` |'))).toEqual(['p|q']);
  });

  test('inside a link', () => {
    expect(scan('`a` [`b`](x) [`c`] [`d`][e]', '', '[e]: y').codeSpans.map(({text, inLink, column}) => `${text} ${inLink} ${column}`)).toEqual(['a false 1', 'b true 6',
      'c false 15', 'd true 21']);
  });
});

describe('code blocks', () => {
  test('info strings in use', () => {
    const infos = ['JS title="x" {1,3}', 'js{1,3}', '{.python .numberLines}', '{r, echo=FALSE}', 'rust,ignore', '', ' { .sh #example } ', 'c++', 'ts:src/x.ts'];
    expect(infos.map((info) => scan(`\`\`\`${info}`, '```').fences[0]!).map(({language, attributes}) => `${language}|${attributes}`)).toEqual([
      'js|title="x" {1,3}', 'js|{1,3}', 'python|.numberLines}', 'r|echo=FALSE}', 'rust|ignore', '|', 'sh|#example }', 'c++|', 'ts|:src/x.ts',
    ]);
    expect([...scan('``` { .sh #example }', '```').ids]).toEqual(['example']);
  });

  test('the closing fence is as long, of the same kind and alone', () => {
    const page = scan('````md', '```', 'x', '```` no', '~~~~', '`````', 'after `c`', '~~~', 'open');
    expect(page.fences.map(({closed, line, lines}) => `${closed} ${line} ${lines.map(({text, line: at}) => `${at}${text}`).join()}`)).toEqual(['true 1 2```,3x,4```` no,5~~~~',
      'false 8 9open']);
    expect(spans(page)).toEqual(['c']);
  });

  test('a backtick in the info makes it code in text', () => {
    expect(spans(scan('``` a`b ```'))).toEqual(['a`b']);
  });

  test('in lists and quotes the surroundings are taken off', () => {
    expect(code(scan('1. a', '', '   ```sh', '   npm ci', '     indented', '', '   ```', '> ~~~', '> q', '>  r', '> ~~~', '> - ```', '>   deep',
      'out'))).toEqual(['sh|npm ci⏎  indented⏎', '|q⏎ r', '|deep']);
  });

  test('a block that its list item ends is not closed', () => {
    expect(scan('- ```', '  a', 'b').fences.map(({closed}) => closed)).toEqual([false]);
  });

  test('indented code, its tabs and blank lines, but not after a paragraph', () => {
    const page = scan('    a', '', '\t  b', '', 'text', '    lazy', '', '- x', '', '      c', '', '-\ty', '', '\t\td');
    expect(code(page)).toEqual(['|a⏎⏎  b', '|c', '|d']);
    expect(page.fences.every(({indented, closed}) => indented && closed)).toBe(true);
  });
});

describe('front matter', () => {
  test('YAML and TOML at the very top', () => {
    expect(scan('---', 'title: x', '---', '# H').frontMatter).toEqual({format: 'yaml', text: 'title: x\n', line: 1, lastLine: 3});
    expect(scan('+++', 'a = 1', '+++').frontMatter).toEqual({format: 'toml', text: 'a = 1\n', line: 1, lastLine: 3});
    expect(scan('---', '---', '# H').headings[0]!.line).toBe(3);
  });

  test('a thematic break is none, nor is a block that stays open', () => {
    expect(targets(scan('---', 'Read [this](a.md)', '---'))).toEqual(['a.md']);
    expect(targets(scan('---', 'a: 1', '', '[b](b.md)'))).toEqual(['b.md']);
    expect(scan('', '---', 'a: 1', '---').frontMatter).toBeUndefined();
  });
});

describe('comments', () => {
  test('blocks, in text, in HTML, and one that hides the rest', () => {
    const page = scan('<!-- a', '', 'b -->', 'x <!-- c --> y', '', '<div>', '<!-- d -->', '</div>', '', '- <!-- e -->', '', '<!-- f', '# hidden');
    expect(page.comments.map(({text, line, column, closed}) => `${JSON.stringify(text)} ${line}:${column} ${closed}`)).toEqual([
      '" a\\n\\nb " 1:1 true', '" c " 4:3 true', '" d " 7:1 true', '" e " 10:3 true', '" f\\n# hidden" 12:1 false',
    ]);
    expect(page.headings).toEqual([]);
  });
});

describe('surroundings', () => {
  test('quotes, also lazy, and links across their lines', () => {
    expect(places(scan('> [a', '> b](x.md) `c', '>   d`', 'lazy [e](y.md)', '', '> > [f][', '> > g]', '', '[g]: z.md'))).toEqual(['inline x.md 1:3', 'inline y.md 4:6',
      'reference z.md 6:5']);
  });

  test('bodies of MkDocs admonitions and tabs are no code', () => {
    const page = scan('!!! note "See [a](a.md)"', '', '    [b](b.md)', '', '    ```sh', '    x', '    ```', '', '=== "Tab"', '', '    === "Inner"', '', '        [c](c.md)', '',
      '???+ tip', '    [d](d.md)', '', 'e', '', '    code');
    expect(targets(page)).toEqual(['a.md', 'b.md', 'c.md', 'd.md']);
    expect(code(page)).toEqual(['sh|x', '|code']);
  });

  test('directives stand on their own lines', () => {
    const page = scan('text', ':::note[See [a](a.md)]', '[b](b.md)', '', '    code', ':::', '    code too');
    expect(targets(page)).toEqual(['a.md', 'b.md']);
    expect(code(page)).toEqual(['|code', '|code too']);
  });

  test('lists: numbers, empty items, interruption', () => {
    expect(code(scan('-', '', '      code', '', '10) a', '', '    [no code](x)', '', 'para', '2. not a list', '', '       para', '', '1. x', '   1. y', '',
      '          code'))).toEqual(['|  code', '|   para', '|code']);
  });

  test('a table begins with its delimiter row, and a row is a line', () => {
    const page = scan('before `x', '| a | `b |', '|---|:-:|', '| `c` | [d](d.md) |', 'e [f', '> [g](g.md)', '', 'no | table', '|--|', '`h` | x');
    expect(targets(page)).toEqual(['d.md', 'g.md']);
    expect(spans(page)).toEqual(['c', 'h']);
  });

  test('nesting beyond any sense is text', () => {
    expect(targets(scan(`${'> '.repeat(5000)}[a](a.md)`))).toEqual(['a.md']);
  });
});

test('a block of code as it stands in the document', () => {
  expect(scan('```', 'a', '', ' b', '```', '> ~~~', '> c', '> d', '', '    e', '\tf', '', '```').fences.map(({source}) => source)).toEqual(['a\n\n b', 'c\n> d', 'e\n\tf', '']);
});

describe('line endings and byte order mark', () => {
  const lines = ['# T', '', '> a', '> `b', '> c` [d](e.md)', '', '```js', 'x', '```', '', '[r]: s.md'];
  const digest = (text: string): unknown => {
    const {headings: h, links, codeSpans, fences} = scanMarkdown(text);
    return {h, links, codeSpans, fences: fences.map(({lines: of, line}) => [line, of])};
  };
  test('CRLF, CR and a mark change nothing', () => {
    const expected = digest(lines.join('\n'));
    expect(digest(lines.join('\r\n'))).toEqual(expected);
    expect(digest(lines.join('\r'))).toEqual(expected);
    expect(digest(`\ufeff${lines.join('\n')}`)).toEqual(expected);
    expect(scanMarkdown('\ufeff---\r\na: 1\r\n---\r\n# H').headings).toMatchObject([{line: 4, column: 1}]);
  });

  test('nothing at all', () => {
    expect(scanMarkdown('')).toMatchObject({headings: [], links: [], fences: []});
    expect(scanMarkdown('\ufeff\n\n')).toMatchObject({headings: [], links: [], fences: []});
  });
});

describe('MDX', () => {
  test('JavaScript is skipped, also over blank lines inside brackets', () => {
    expect(targets(scanMdx('import A from "./a"', 'export const x = {', '  y: "[no](no)",', '', '  z: 1,', '};', '', '# H', '[a](a.md)',
      'import is a word here [b](b.md)'))).toEqual(['a.md', 'b.md']);
    expect(headings(scanMdx('export const a = {', '', '# Still read'))).toEqual(['1 Still read']);
  });

  test('JSX attributes, across lines and in braces', () => {
    expect(places(scanMdx('<Card', '  href="a.md"', '  icon={<Icon to="no" />}', '  {...rest}', '>', '  [b](b.md)', '</Card>', '',
      '<Link to={"/c"}>`d`</Link> <img src={require("./no.png")} />'))).toEqual([
      'html a.md 1:1', 'inline b.md 6:3', 'html /c 9:1',
    ]);
  });

  test('JSX inside expressions, over blank lines', () => {
    expect(places(scanMdx('{', '  <ul>', '', '    <li><a href="a.md" x={{y: 1}}># no</a></li>', '  </ul>', '}', '',
      '{list.map(() => <b href={"b.md"}>[no](no)</b>)} [c](c.md)'))).toEqual(['html a.md 4:9', 'html b.md 8:17', 'inline c.md 8:49']);
  });

  test('a fence deep inside JSX ends where it is indented as deep', () => {
    expect(code(scanMdx('<div>', '  <div>', '    ```tsx', '    <a>', '      x', '    ```', '  </div>', '</div>', '', '# H'))).toEqual(['tsx|<a>⏎  x']);
  });

  test('comments, expressions and no indented code', () => {
    const page = scanMdx('{/* a', '', '[no](no)', '*/}', 'x {/* b */} {f("[no](no)")} [c](c.md)', '', '    [d](d.md)', '', '## E {/* #e */}', '', '{/* open');
    expect(page.comments.map(({text, closed}) => `${text.trim().split('\n')[0]!} ${closed}`)).toEqual(['a true', 'b true', 'open false']);
    expect(targets(page)).toEqual(['c.md', 'd.md']);
    expect(page.headings).toMatchObject([{text: 'E', id: 'e'}]);
  });
});
