import {BACKSLASH, COLON, HYPHEN, PIPE, isSpace, runEnd, skipSpace, trimEnd} from './characters.ts';

/** The cells of a table's row as pairs of offsets: begin, end, begin, end … A pipe after a backslash divides nothing. https://github.github.com/gfm/#tables-extension- */
export function tableCells(text: string, from: number, to: number): readonly number[] {
  let at = skipSpace(text, from, to);
  const end = trimEnd(text, at, to);
  if (at < end && text.charCodeAt(at) === PIPE) at++;
  const cells: number[] = [];
  let start = at;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === PIPE) {
      cells.push(start, at);
      start = at + 1;
    }
  }
  if (start < end) cells.push(start, end);
  return cells;
}

/** How many columns a delimiter row such as `|:--|--:|` declares; 0 when the line is none. */
export function delimiterColumns(text: string, from: number, to: number): number {
  let at = skipSpace(text, from, to);
  const end = trimEnd(text, at, to);
  let columns = 0;
  let marked = false;
  if (text.charCodeAt(at) === PIPE) {
    marked = true;
    at = skipSpace(text, at + 1, end);
  }
  while (at < end) {
    if (text.charCodeAt(at) === COLON) {
      marked = true;
      at++;
    }
    if (at >= end || text.charCodeAt(at) !== HYPHEN) return 0;
    at = runEnd(text, at, end);
    if (at < end && text.charCodeAt(at) === COLON) {
      marked = true;
      at++;
    }
    columns++;
    while (at < end && isSpace(text.charCodeAt(at))) at++;
    if (at >= end) break;
    if (text.charCodeAt(at) !== PIPE) return 0;
    marked = true;
    at = skipSpace(text, at + 1, end);
  }
  return marked ? columns : 0;
}
