import {readAttributeList} from './attribute-list.ts';
import {trimEnd} from './characters.ts';

/** What makes a heading more than its text. */
const MARKUP = /[`[\]<>*_~\\&{!:\n]|www\./;

/** `## Title [#id]`, as Nextra and Fumadocs have it. https://nextra.site/docs/guide/markdown#custom-heading-id */
const BRACKETED = /[ \t]\[#([A-Za-z][^\s[\]]*)\]$/;

/** A heading's text, and the identifier in the attribute list or the brackets at its end. */
export function splitHeading(content: string): {readonly text: string; readonly id?: string | undefined} {
  const bracketed = content.endsWith(']') ? BRACKETED.exec(content.slice(-200)) : null;
  if (bracketed) return {text: content.slice(0, trimEnd(content, 0, content.length - bracketed[0].length)), id: bracketed[1]};
  const brace = content.endsWith('}') ? content.lastIndexOf('{') : -1;
  const attributes = brace > 0 ? readAttributeList(content.slice(brace + 1, -1)) : undefined;
  return attributes === undefined ? {text: content} : {text: content.slice(0, trimEnd(content, 0, brace)), id: attributes.id};
}

/** Whether a heading's text has to be read for markup. */
export const hasMarkup = (text: string): boolean => MARKUP.test(text);
