import {
  BACKSLASH, DOUBLE_QUOTE, GREATER_THAN, LEFT_BRACKET, LEFT_PARENTHESIS, LESS_THAN, LINE_FEED, RIGHT_BRACKET, RIGHT_PARENTHESIS, SINGLE_QUOTE, SPACE, isPunctuation, isSpace,
} from './characters.ts';
import {unescapeText} from './entities.ts';

/** CommonMark lets an implementation stop at some depth; both reference implementations stop at this one. */
const MAX_PARENTHESES = 32;
const MAX_LABEL = 999;

const isEscape = (text: string, at: number, to: number): boolean => text.charCodeAt(at) === BACKSLASH && at + 1 < to && isPunctuation(text.charCodeAt(at + 1));

/** What means nothing in a destination. */
const PLAIN = /[^\\()\x00-\x20\x7f]+/y;

/** The end of the link destination that begins at `from`, or -1. https://spec.commonmark.org/0.31.2/#link-destination */
export function destinationEnd(text: string, from: number, to: number): number {
  if (text.charCodeAt(from) === LESS_THAN) {
    for (let at = from + 1; at < to; at++) {
      const code = text.charCodeAt(at);
      if (code === GREATER_THAN) return at + 1;
      if (code === LESS_THAN || code === LINE_FEED) return -1;
      if (isEscape(text, at, to)) at++;
    }
    return -1;
  }
  let depth = 0;
  let at = from;
  for (; at < to; at++) {
    PLAIN.lastIndex = at;
    if (PLAIN.test(text)) at = PLAIN.lastIndex;
    if (at >= to) {
      at = to;
      break;
    }
    const code = text.charCodeAt(at);
    if (isEscape(text, at, to)) at++;
    else if (code === LEFT_PARENTHESIS) {
      if (++depth > MAX_PARENTHESES) return -1;
    } else if (code === RIGHT_PARENTHESIS) {
      if (depth === 0) break;
      depth--;
    } else if (isSpace(code)) break;
    else if (code < SPACE || code === 127) return -1;
  }
  return depth === 0 ? at : -1;
}

/** A destination as an address: angle brackets taken off, escapes and entities resolved. */
export function destinationText(text: string, from: number, end: number): string {
  return unescapeText(text.charCodeAt(from) === LESS_THAN ? text.slice(from + 1, end - 1) : text.slice(from, end));
}

/** The end of the link title that begins at `from`, or -1. https://spec.commonmark.org/0.31.2/#link-title */
export function titleEnd(text: string, from: number, to: number): number {
  const open = text.charCodeAt(from);
  if (open !== DOUBLE_QUOTE && open !== SINGLE_QUOTE && open !== LEFT_PARENTHESIS) return -1;
  const close = open === LEFT_PARENTHESIS ? RIGHT_PARENTHESIS : open;
  for (let at = from + 1; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === close) return at + 1;
    if (code === LEFT_PARENTHESIS && open === LEFT_PARENTHESIS) return -1;
    if (isEscape(text, at, to)) at++;
  }
  return -1;
}

/** The offset of the `]` that ends the link label whose text begins at `from`, or -1. https://spec.commonmark.org/0.31.2/#link-label */
export function labelEnd(text: string, from: number, to: number): number {
  const limit = Math.min(to, from + MAX_LABEL + 1);
  let blank = true;
  for (let at = from; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === RIGHT_BRACKET) return blank ? -1 : at;
    if (code === LEFT_BRACKET) return -1;
    if (!isSpace(code)) blank = false;
    if (isEscape(text, at, to)) at++;
  }
  return -1;
}

/** What a label is compared by: neither case nor the amount of space matters. Both conversions are needed, for `ẞ` and `ss`. */
export function normalLabel(label: string): string {
  return label.replace(/[ \t\r\n]+/g, ' ').trim().toLowerCase().toUpperCase();
}
