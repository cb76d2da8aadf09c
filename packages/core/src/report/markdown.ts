import {manyLines, oneLine} from './plain.ts';

/** The longest text of one cell or line: reports quote, they do not carry documents. */
const longest = 600;

/** Keeps `@name` from calling anybody and `a@b.c` from becoming a link: GitHub looks for both after Markdown is read, so that an escape is no help. */
const zeroWidthSpace = '\u200b';
const name = /@(?=[\p{L}\p{N}_-])/gu;

/** Words and paths, which need no escape; `www.` would become a link. */
const harmless = /^[A-Za-z][A-Za-z0-9 ,;'"/%().-]*$/;

function escapeText(text: string): string {
  if (harmless.test(text) && !/www\./i.test(text)) return text;
  return text
    .replace(/[\\`*_[\]~$]/g, '\\$&')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('|', '&#124;')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/www\./gi, match => `${match.slice(0, 3)}\\.`)
    .replace(name, `@${zeroWidthSpace}`)
    .replace(/^[#+=-]/, '\\$&')
    .replace(/^(\d+)([.)])(?= |$)/, '$1\\$2');
}

/** A text from a file, literally, for any place in a line of GitHub-flavoured Markdown: a table's cell, a list's item, a heading. One line. */
export function text(value: string): string {
  return escapeText(oneLine(value, longest));
}

/**
 * A name from a file in a code span, for any place in a line. A pipe in it would end a table's cell, and cannot be escaped within code in every
 * renderer: such a name is written as text.
 */
export function code(value: string): string {
  const line = oneLine(value, longest);
  if (line === '') return '(empty)';
  if (line.includes('|')) return escapeText(line);
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(run => run.length)) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** The words of a rule, literally but for pairs of backticks, which make code. One line. */
export function prose(value: string): string {
  const pieces = oneLine(value, longest).split('`');
  const paired = pieces.length % 2 === 1 ? pieces.length : pieces.length - 1;
  const said = pieces.slice(0, paired).map((piece, i) => (i % 2 === 0 ? escapeText(piece) : piece.trim() === '' ? '\\`\\`' : code(piece))).join('');
  return paired === pieces.length ? said : `${said}\\\`${escapeText(pieces.at(-1)!)}`;
}

/** A text within an HTML element, where Markdown is not read. One line. */
export function html(value: string): string {
  const escaped = oneLine(value, longest).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  return escaped.replace(name, `@${zeroWidthSpace}`);
}

/** A row of a table; the cells are Markdown already. */
export function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A fenced block, whatever stands in it. */
export function fenced(content: string, language: string, max = 20_000): string {
  const body = manyLines(content, max);
  const runs = body.match(/`{3,}/g) ?? [];
  const fence = '`'.repeat(Math.max(2, ...runs.map(run => run.length)) + 1);
  return `${fence}${/^[a-z0-9-]{1,20}$/i.test(language) ? language : ''}\n${body}\n${fence}`;
}

/** A label of a Mermaid drawing: letters, digits and a few marks; everything else could end the label or the drawing. */
export function label(value: string): string {
  return oneLine(value, 60).replace(/[^\p{L}\p{N} ._/:-]/gu, '·');
}
