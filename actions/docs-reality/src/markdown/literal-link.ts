import {LEFT_BRACKET, LEFT_PARENTHESIS, LESS_THAN, RIGHT_BRACKET, RIGHT_PARENTHESIS, isAlphanumeric, isLetter, isSpace} from './characters.ts';

const TRAILING = '?!.,:*_~\'";)]';

/** Whether the words between the dots make a domain: no underscore in the last two, and for `www.` at least two of them. */
function isDomain(domain: string, dotNeeded: boolean): boolean {
  const parts = domain.split('.');
  return !/^(?:[._-]|$)/.test(domain) && (!dotNeeded || parts.length > 1) && !parts.slice(-2).some((part) => part.includes('_'));
}

/** The end of an address without the punctuation that belongs to the sentence around it. */
function withoutTrailing(text: string, from: number, to: number): number {
  let end = to;
  let opening = 0;
  let closing = 0;
  for (let at = from; at < to; at++) {
    if (text[at] === '(') opening++;
    else if (text[at] === ')') closing++;
  }
  while (end > from && TRAILING.includes(text[end - 1]!)) {
    const code = text.charCodeAt(end - 1);
    if (code === RIGHT_PARENTHESIS) {
      if (closing <= opening) break;
      closing--;
    }
    if (text[end - 1] === ';') {
      const entity = /&[a-zA-Z0-9]+;$/.exec(text.slice(Math.max(from, end - 40), end));
      end -= entity?.[0].length ?? 1;
    } else end--;
  }
  return end;
}

/** `](` and `][`, with which no address goes on. */
const endsLinkText = (text: string, at: number): boolean =>
  text.charCodeAt(at) === RIGHT_BRACKET && (text.charCodeAt(at + 1) === LEFT_PARENTHESIS || text.charCodeAt(at + 1) === LEFT_BRACKET);

/**
 * The end of the bare address that begins at `from`, or -1. In: where `http://`, `https://` or `www.` begins and where its domain begins, which for `www.` is
 * the same. https://github.github.com/gfm/#autolinks-extension-
 */
export function literalLinkEnd(text: string, from: number, domain: number, to: number): number {
  let at = domain;
  while (at < to && (isAlphanumeric(text.charCodeAt(at)) || text.charCodeAt(at) > 127 || '.-_'.includes(text[at]!))) at++;
  if (at === domain) return -1;
  let end = at;
  while (end < to && !isSpace(text.charCodeAt(end)) && text.charCodeAt(end) !== LESS_THAN && !endsLinkText(text, end)) end++;
  const trimmed = withoutTrailing(text, domain, end);
  return isDomain(text.slice(domain, Math.min(at, trimmed)), from === domain) ? trimmed : -1;
}

/** Where the scheme begins whose `://` stands at `colon`, if it is `http` or `https` and no letter stands before it; else -1. */
export function webSchemeStart(text: string, colon: number, from: number): number {
  for (const scheme of ['https', 'http']) {
    const start = colon - scheme.length;
    if (start >= from && text.slice(start, colon).toLowerCase() === scheme && (start === from || !isLetter(text.charCodeAt(start - 1)))) return start;
  }
  return -1;
}
