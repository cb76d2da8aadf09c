import {COLON, LEFT_BRACKET, LINE_FEED, isSpace, skipSpace, trimEnd} from './characters.ts';
import {destinationEnd, destinationText, labelEnd, normalLabel, titleEnd} from './link-target.ts';

/** A link reference definition, `[label]: target "title"`. `end` is the offset after its last line's text. */
export interface Definition {
  /** The label as written, and in the form that labels are compared in. */
  readonly text: string;
  readonly label: string;
  readonly target: string;
  readonly end: number;
}

/** The end of the line when nothing but space stands on it from `from` on, else -1. */
function blankRest(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED) return at;
    if (!isSpace(code)) return -1;
  }
  return to;
}

/** Reads the definition that begins at `from`, in a paragraph that ends at `to`; nothing when there is none. https://spec.commonmark.org/0.31.2/#link-reference-definition */
export function readDefinition(text: string, from: number, to: number): Definition | undefined {
  if (text.charCodeAt(from) !== LEFT_BRACKET) return undefined;
  const close = labelEnd(text, from + 1, to);
  if (close < 0 || close + 1 >= to || text.charCodeAt(close + 1) !== COLON) return undefined;
  const start = skipSpace(text, close + 2, to);
  const destination = start < to ? destinationEnd(text, start, to) : -1;
  if (destination <= start) return undefined;
  const title = skipSpace(text, destination, to);
  let end = blankRest(text, destination, to);
  if (title > destination && title < to) {
    const afterTitle = titleEnd(text, title, to);
    if (afterTitle >= 0) end = Math.max(end, blankRest(text, afterTitle, to));
  }
  if (end < 0) return undefined;
  const label = text.slice(from + 1, close);
  return {text: label, label: normalLabel(label), target: destinationText(text, start, destination), end: trimEnd(text, destination, end)};
}
