import {EXCLAMATION, QUESTION, isLetter, skipSpace} from './characters.ts';
import {readTag} from './html.ts';

/** The seven ways in which a line begins a block of HTML, numbered as in https://spec.commonmark.org/0.31.2/#html-blocks; 0 is none of them. */
export type HtmlBlockKind = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

const RAW_TEXT: ReadonlySet<string> = new Set(['pre', 'script', 'style', 'textarea']);

const BLOCK_TAGS: ReadonlySet<string> = new Set((
  'address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset figcaption '
  + 'figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link main menu menuitem nav noframes ol optgroup option p param search section '
  + 'summary table tbody td tfoot th thead title tr track ul').split(' '));

const TAG_START = /<(\/?)([a-zA-Z][a-zA-Z0-9-]*)(?=[ \t>]|\/>|$)/y;

/** Which block of HTML the `<` at `at` begins, on a line that ends at `end`. */
export function htmlBlockKind(text: string, at: number, end: number): HtmlBlockKind {
  const next = text.charCodeAt(at + 1);
  if (next === EXCLAMATION) {
    if (text.startsWith('<!--', at)) return 2;
    if (text.startsWith('<![CDATA[', at)) return 5;
    return isLetter(text.charCodeAt(at + 2)) ? 4 : 0;
  }
  if (next === QUESTION) return 3;
  const line = text.slice(at, end);
  TAG_START.lastIndex = 0;
  const start = TAG_START.exec(line);
  if (start !== null) {
    const name = start[2]!.toLowerCase();
    if (start[1] === '' && RAW_TEXT.has(name)) return 1;
    if (BLOCK_TAGS.has(name)) return 6;
  }
  const tag = readTag(line, 0, line.length, false);
  return tag !== undefined && skipSpace(line, tag.end, line.length) === line.length ? 7 : 0;
}

const END: Readonly<Record<1 | 2 | 3 | 4 | 5, RegExp>> = {1: /<\/(?:pre|script|style|textarea)>/i, 2: /-->/, 3: /\?>/, 4: />/, 5: /\]\]>/};

/** Whether this line is the last of a block of the given kind. The last two kinds end at a blank line, which no text of theirs tells. */
export function endsHtmlBlock(kind: HtmlBlockKind, line: string): boolean {
  return kind > 0 && kind < 6 && END[kind as 1 | 2 | 3 | 4 | 5].test(line);
}
