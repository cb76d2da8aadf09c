import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {parse, postprocess, preprocess} from 'micromark';
import {gfm} from 'micromark-extension-gfm';
import {unescapeText} from './entities.ts';
import {normalLabel} from './link-target.ts';
import {scanMarkdown} from './scan.ts';

/** What two parsers must agree on: each construct as one line of text that holds its place and its content. */
interface Digest {
  readonly links: readonly string[];
  readonly codeSpans: readonly string[];
  readonly fences: readonly string[];
  readonly headings: readonly string[];
}

interface FoundLink { readonly at: string; resource: boolean; target: string; label: string; text: string | undefined }
interface FoundFence { readonly at: string; readonly indented: boolean; info: string; marks: number; readonly lines: string[] }

/** The digest by micromark, the reference implementation of CommonMark and GFM in JavaScript. */
function byMicromark(text: string): Digest {
  const links: string[] = [];
  const codeSpans: string[] = [];
  const fences: string[] = [];
  const headings: string[] = [];
  const definitions = new Map<string, FoundLink>();
  const references: FoundLink[] = [];
  const open: FoundLink[] = [];
  let definition: FoundLink | undefined;
  let fence: FoundFence | undefined;
  let code = '';
  let level = 0;
  let inRow = false;
  const link = (at: string): FoundLink => ({at, resource: false, target: '', label: '', text: undefined});
  for (const [event, token, context] of postprocess(parse({extensions: [gfm()]}).document().write(preprocess()(text, undefined, true)))) {
    const {line, column} = token.start;
    const at = `${line}:${column}`;
    const source = (): string => context.sliceSerialize(token);
    const type: string = token.type;
    if (event === 'enter') {
      if (type === 'link' || type === 'image') open.push(link(at));
      else if (type === 'resource') open.at(-1)!.resource = true;
      else if (type === 'resourceDestinationString') open.at(-1)!.target = unescapeText(source());
      else if (type === 'referenceString') open.at(-1)!.label = source();
      else if (type === 'labelText') open.at(-1)!.text ??= source();
      else if (type === 'definition') definition = link(at);
      else if (type === 'definitionLabelString') definition!.label = source();
      else if (type === 'definitionDestinationString') definition!.target = unescapeText(source());
      else if (type === 'autolinkProtocol') links.push(`${line}:${column - 1} ${source()}`);
      else if (type === 'autolinkEmail') links.push(`${line}:${column - 1} mailto:${source()}`);
      else if (type === 'literalAutolinkHttp') links.push(`${at} ${source()}`);
      else if (type === 'literalAutolinkWww') links.push(`${at} http://${source()}`);
      else if (type === 'codeText') code = '';
      else if (type === 'codeTextData') code += source();
      else if (type === 'tableRow') inRow = true;
      else if (type === 'codeFenced') fence = {at, indented: false, info: '', marks: 0, lines: []};
      else if (type === 'codeIndented') fence = {at: String(line), indented: true, info: '', marks: 2, lines: []};
      else if (type === 'codeFencedFence') fence!.marks++;
      else if (type === 'codeFencedFenceInfo') fence!.info = unescapeText(source());
      else if (type === 'codeFlowValue' && source().trim() !== '') fence!.lines.push(`${line} ${source()}`);
      else if (type === 'atxHeading' || type === 'setextHeading') level = 0;
      else if (type === 'atxHeadingSequence' && level === 0) level = token.end.column - column;
      else if (type === 'setextHeadingLineSequence') level = source().startsWith('=') ? 1 : 2;
    } else if (type === 'link' || type === 'image') {
      const found = open.pop()!;
      if (found.resource) links.push(`${found.at} ${found.target}`);
      else references.push(found);
    } else if (type === 'definition') {
      const label = normalLabel(definition!.label);
      if (!definitions.has(label)) definitions.set(label, definition!);
    } else if (type === 'lineEnding') code += ' ';
    else if (type === 'tableRow') inRow = false;
    else if (type === 'codeText') codeSpans.push(`${at} ${inRow ? code.replaceAll('\\|', '|') : code}`);
    else if (type === 'codeFenced' || type === 'codeIndented') fences.push(`${fence!.at} ${fence!.info} ${fence!.marks > 1} ${fence!.lines.join('⏎')}`);
    else if (type === 'atxHeading' || type === 'setextHeading') headings.push(`${at} ${level}`);
  }
  const used = new Set<string>();
  for (const {at, label, text: inner} of references) {
    const key = normalLabel(label === '' ? inner ?? '' : label);
    used.add(key);
    links.push(`${at} ${definitions.get(key)?.target}`);
  }
  for (const [key, {at, target}] of definitions) if (!used.has(key)) links.push(`${at} ${target}`);
  return {links: links.sort(), codeSpans: codeSpans.sort(), fences: fences.sort(), headings: headings.sort()};
}

/** The digest by this scanner. */
function byScanner(text: string): Digest {
  const page = scanMarkdown(text);
  return {
    links: page.links.filter(({kind}) => kind !== 'html').map(({line, column, target}) => `${line}:${column} ${target}`).sort(),
    codeSpans: page.codeSpans.map(({line, column, text: code}) => `${line}:${column} ${code}`).sort(),
    fences: page.fences.map(({line, column, indented, info, closed, lines}) => {
      const content = lines.filter(({text: code}) => code.trim() !== '').map(({text: code, line: at}) => `${at} ${code}`).join('⏎');
      return `${line}${indented ? '' : `:${column}`} ${info.split(/[ \t]/, 1)[0]!} ${closed} ${content}`;
    }).sort(),
    headings: page.headings.filter(({kind}) => kind !== 'html').map(({line, column, level}) => `${line}:${column} ${level}`).sort(),
  };
}

/** Documents as people write them, each with something in it that a scanner easily gets wrong. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  'a project page': [
    '<p align="center">', '  <img src="logo.svg">', '</p>', '', '# tool [![CI](https://ci.example/b.svg)](https://ci.example) `v2`', '', '> Fast *and* [small](#size).', '',
      '- [Install](#install)',
    '  - [From source](#from-source "build it")', '* * *', '', '## Install', '', '1. Get it:', '', '   ```sh', '   curl -L https://x.example | sh', '   ```',
      '2. Run `tool --help`', '',
    '| Flag | Means |', '| :-- | --- |', '| `-a \\| -b` | see [docs][d] |', '| `` ` `` | https://x.example/a_b |', '', '[d]: docs/README.md',
      '[unused]: <docs/with space.md> \'t\'',
  ].join('\n'),
  'a changelog': ['Changelog', '=========', '', '## [1.2.0] - 2026-01-02', '### Added', '- `a` ([#12](https://x.example/12)), thanks [@b]', '  and **c** ([`d`])', '',
    '[1.2.0]: https://x.example/1.2.0', '[@b]: https://x.example/b'].join('\n'),
  'lists of all kinds': [
    '- a', '- b', '', '  c', '      not code', '', '      code', '-', '  d', '', '-', '', '  no item', '1. x', '2. y', '   - z', '     > q `r', '     > s`', 'lazy `t`', '+ u',
      '+', '10) v', '    ```', '    w', '    ```', '* - + nested `x`',
    '',  '        code', '- ', '   ~~~', '   a', ' b', '~~~', 'c',
  ].join('\n'),
  'tabs': ['-\ta', '', '\tb', '', '\t\tc', '', '>\td', '>', '>\t\te', '1.\tf', '\t```', '\tg', '\t\th', '\t```', '\ti', 'j\tk', '\tl', '', '\tm', ' \tn', '  \t o', 'p',
    '>     \tq', '', '>     \tr'].join('\n'),
  'quotes': ['> a', 'lazy [b](c)', '> - d', '> e', '>', '> ```', '> f', '> ```', '>> g', '> h', '> # i', '>     j', '', '> ```', 'k', '> l', '===', '> m', '---', '> n', '    o',
    '>p', '>  q'].join('\n'),
  'links that are none': [
    '[a](b c) [a]( b ) [a](<b>c) [a](b"c") [a](b "c" d) [a](b (c)) [a](b\tc)', '[a] (b) [a][ ] [a][b [a](\\)) [a](b\\', '[a](<b', 'c>) [a](b',
      'c) [a]("t") [`a](b)` [a`](b)` ![a](b "', '") [[a](b)](c) [![a](b)](c) ![[a](b)](c)', '[a](http://b.c/(d)e) [a](b(c(d(e)))) [a](b(c)',
    '<a href="[x](y)"> [<a title="](z)"> \\[a](b) [a\\](b) [a](b&quot;) [a](&#35;b) [a](b&nosuch;)',
  ].join('\n'),
  'definitions': [
    '[a]: b', '[A]: c', '[d]:', 'e', '[f]: g "h', 'i" ', '[j]: k "l" m', '[n]: <>', '[o]: <p q> (r)', 'text', '[s]: t', '', '[a] [d][] [x][f] [n] [o] [j] [s] [not', 'defined]',
      '', '[u]: v', '===', '', '[w]: x', '# y', '[ z ]: z', '[z] [Z]', '', '> [q1]: in-quote',
    '> [q2]:', '>   more', '', '[q1] [q2] [ẞ]', '', '[SS]: sharp',
  ].join('\n'),
  'code spans': ['`` a ` b `` `c``d` ```e` f``` `g', 'h` \\`i` `j\\` `` `k``', '', '`l', '', 'm`', '`<a href="`">` <a href="`">`', '<https://a.example/`b`>`', '[`c](d)`',
    '` e ` `  f` ` ` `\u00a0g\u00a0`'].join('\n'),
  'HTML blocks': [
    '<div>', '[a](b)', '', '[c](d)', '</div>', '<!-- e', '', '[f](g) --> [h](i)', '[j](k)', '<script>', '', '[l](m)', '</script> x', '<pre>', '', '`n`', '</pre>', '',
      '<custom-tag>', '[o](p)', '', 'text', '<custom-tag>', '[q](r)', '', '<a href="s">', '[t](u)', '',
    '<?php', '', '[v](w) ?>', '<!X [y](z)', '>', '<details><summary>`aa`</summary>', '', '`bb`', '</details>', '</pre>', '<!-->', '[cc](dd)',
  ].join('\n'),
  'tables': [
    '| a | b |', '|--|', '`c', '', 'd | e', '--|:-:', '`f | g`', 'h', '# i', '', '| j |', '| - |', '| [k](l|m) |', '> n', '', 'text [o', '| p | q |', '| - | - |',
      '| r](s) | `t\\|u` | v', '    code', '', '- | w | x |', '  |---|---|', '  | `y` | z |', '| aa |', '', '|bb|', '|:-|', '|cc \\| `dd`|',
  ].join('\n'),
  'addresses in text': [
    'https://a.example. (https://b.example/x) "https://c.example" https://d.example/(e) https://f.example/g)h www.i.example, HTTP://J.EXAMPLE/K',
      '*https://l.example* _https://m.example_ ~~https://n.example~~ https://o.example/?p=q&r=s; https://t.example&amp;u',
    'xhttps://v.example mailto:w@x.example https://y_z.example https://under_score.a.example www.aa https:// https://. http://localhost:1/b',
      '[https://cc.example](dd) [x https://ee.example y](ff) `https://gg.example` <https://hh.example>',
  ].join('\n'),
  'headings': ['#', '##\ta', '# b # c #', '#d', '####### e', ' # f', '    # g', 'h', '    # i', 'j', '=', 'k', '= =', 'l', '-', 'm', '- -', '> n', '=', 'o', '***', '`p', '# q`',
    '\\# r', '# s \\#', '[t]: u', '-', 'v `w', 'x`', '---'].join('\n'),
  'footnotes': ['a[^1] b[^none] c[^2]', '', '[^1]: d [e](f)', '    g `h`', '', '    ```', '    i', '    ```', 'j', '[^2]: k', 'l', '', '        m'].join('\n'),
};

/**
 * Pieces from which documents are put together; blank lines, indentation and markers are pieces too. Two that would only show where micromark leaves the
 * specifications are not among them: a list that begins with 2 (micromark lets it interrupt nothing, CommonMark only no paragraph), and a bare address after
 * a `[` that nothing closes (micromark sees none, GitHub does).
 */
const PIECES = [
  'a', 'b c', ' ', '  ', '    ', '\t', '\n', '\n', '\n', '\n\n', '> ', '>', '- ', '* ', '1. ', '1) ', '# ', '## ', '===', '---', '- - -', '***', '`', '``', '```', '~~~', '```sh',
    '[', ']', '(', ')', '![', '](', '](x)', '[y]', '[y]: z', '[y]: <z z> "t"', ': ',
  '<', '>', '<a href="b">', '</a>', '<b', '<div>', '</div>', '<!--', '-->', '<pre>', '</pre>', '<https://e.example>', '"', '\'', '\\', '&amp;', '|', '| a | b |', '|---|---|',
    ':-:', '[^1]', '[^1]: n', '*', '**', '_', '~~',
];

/** No opening parenthesis: micromark takes none as balanced when only punctuation stands in it, GitHub does. */
const ADDRESSES = ['https://e.example/f', 'www.g.example', 'http://', ')', '.', ',', ' ', '\n', '*', '_', '~~', '`', '](', ']', '&amp;', ';', '|', '<', '> ', 'a', '"'];

/** In code that spans lines micromark keeps the indentation of the second, which CommonMark takes off every line of a paragraph. */
const spaced = ({codeSpans, ...rest}: Digest): Digest => ({...rest, codeSpans: codeSpans.map((line) => line.replace(/\s+/g, ' '))});

describe('agreement with micromark', () => {
  test.each(Object.keys(DOCUMENTS))('%s', (name) => {
    const text = DOCUMENTS[name]!;
    expect(byScanner(text)).toEqual(byMicromark(text));
    expect(byScanner(text.replaceAll('\n', '\r\n'))).toEqual(byMicromark(text));
  });

  test.each([['fragments of all kinds', PIECES], ['bare addresses', ADDRESSES]])('documents put together at random from %s', (_, pieces) => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...pieces), {maxLength: 30}), (parts) => {
      const text = parts.join('');
      fc.pre(scanMarkdown(text).frontMatter === undefined);
      expect(spaced(byScanner(text))).toEqual(spaced(byMicromark(text)));
    }), {numRuns: 2000, seed: 20261120});
  });
});
