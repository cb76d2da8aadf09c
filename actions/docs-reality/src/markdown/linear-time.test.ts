import {expect, test} from '@jest/globals';
import {inLinearTime} from '#testkit';
import {anchorsFor} from './anchors.ts';
import {scanMarkdown} from './scan.ts';

const megabyte = 1 << 20;

/** What tries a parser: text of a size, made of pieces of that size (`fill`) or of half of it (`half`), or with pieces of every length. */
interface Pieces {
  readonly fill: (piece: string, share?: number) => string;
  readonly half: (piece: string) => string;
  readonly growing: (piece: (length: number) => string) => string[];
}

function pieces(size: number): Pieces {
  const fill = (piece: string, share = 1): string => piece.repeat(Math.ceil(size * share / piece.length)).slice(0, size * share);
  return {fill, half: piece => fill(piece, 1 / 2), growing: piece => Array.from({length: Math.sqrt(2 * size)}, (_, index) => piece(index + 1))};
}

/** Each is text on which some parser has been slow. */
const hostile = ({fill, half, growing}: Pieces): Readonly<Record<string, string>> => ({
  'one line of text': fill('x'), 'one line of spaces': fill(' '), tabs: fill('\t'), 'carriage returns': fill('a\r'), 'lone surrogates': fill('\ud83d'),
    'null characters': fill('\0'),
  backticks: fill('`'), 'backtick runs of every length': growing(n => '`'.repeat(n)).join(' '), 'short backtick runs': fill('`` ` ``` '),
  'opening brackets': fill('['), 'closing brackets': fill(']'), 'nested brackets': half('[') + half(']'), 'opening images': fill('!['),
    'images before links': half('![') + half('[a](b)'),
  'nested images': fill('![', 1 / 3) + fill('](b)', 1 / 2), 'unclosed destinations': fill('[a]('), 'unclosed angle destinations': fill('[a](<b'),
    'unclosed titles': fill('[a](b "'),
  'unclosed labels': fill('[a][b'), 'undefined references': fill('[a][b] '), 'opening parentheses': `[a](${fill('(')}`, 'bare addresses in brackets': fill('[http://a.b '),
  'links around addresses': fill('[http://a.b](c) '), 'image references': `[a]: b\n\n${fill('![a]')}`,
  'unclosed comments': fill('<!--'), 'unclosed comments in text': `a ${fill('<!--')}`, 'unclosed comments in paragraphs': fill('a <!-- \n\n'),
    'unclosed attribute values': fill('<a b="'),
  'tags without an end': fill('<a b=c '), 'unclosed instructions': fill('a <?'), 'unclosed declarations': fill('a <!A'), 'unclosed CDATA': fill('a <![CDATA['),
    'unclosed autolinks': fill('<http:'),
  'unclosed mail addresses': fill('<a@'), 'unclosed HTML headings': fill('<h1>'), scripts: fill('<script>'), 'a long srcset': `<img srcset="${fill('a, ')}">`,
    'spaces in a srcset': `<img srcset="${fill(' ')}">`,
  'nested quotes': fill('>'), 'nested lists': fill('- '), 'blank lines in nested lists': half('- ') + half('\n'), 'deep lists': growing(n => `${' '.repeat(n - 1)}- a`).join('\n'),
  'lazy lines': half('> a\n') + half('a\n'), 'thematic breaks that are none': `${fill('-')}a`, hashes: `# a ${fill('#')} b`,
  'emphasis in a heading': `# ${fill('**a *b _c ')}`, 'unclosed emphasis in a heading': `# ${fill('*a_ ')}`, 'equal headings': fill('# a\n'),
    'headings that end in a brace': fill('# }\n'),
  'a long attribute list': `# a {${fill(' .a')} !}`, 'attribute lists': fill('{#a '), braces: fill('{'),
  definitions: fill('[a]: b\n'), 'definitions with open titles': fill('[a]: b "\n'), 'definitions before underlines': fill('[a]: b\n===\n'),
    'a definition and spaces': `[a]:${fill(' ')}\n`, footnotes: fill('[^a]: b\n'),
  'a wide table': `${half('|a')}\n${half('|-')}`, 'tables that are none': fill('a\n|-|-|\n'), 'schemes without a domain': fill('http://'),
    'addresses in parentheses': fill('http://a.b/('), 'entities at the end of an address': fill('https://a.b&a;'),
  'unclosed math': fill('$$a\n\n'), fences: fill('```\n'), 'unclosed front matter': fill('---\n'), admonitions: fill('!!! note\n'),
  'brackets of JavaScript': `export ${fill('{\n')}`, 'unclosed JSX': fill('<A b={'), 'unclosed comments of JSX': fill('{/* '), 'JSX over lines': fill('<A\nb\n'),
    'images in a link': `[${fill('![](b) ')}](c)`,
});

const made = new Map<number, Readonly<Record<string, string>>>();
function ofSize(size: number): Readonly<Record<string, string>> {
  if (!made.has(size)) made.set(size, hostile(pieces(size)));
  return made.get(size)!;
}

test.each(Object.keys(ofSize(megabyte)))('%s', name => inLinearTime(megabyte, size => ofSize(size)[name]!, text => {
  const page = scanMarkdown(text, {mdx: /JSX|JavaScript|brace/.test(name)});
  expect(anchorsFor(page, 'github').size + page.fences.reduce((sum, {lines}) => sum + lines.length, 0)).toBeGreaterThanOrEqual(0);
}));
