import {readAttributeList} from './attribute-list.ts';
import {trimEnd} from './characters.ts';

/** What makes a heading more than its text. */
const MARKUP = /[`[\]<>*_~\\&{!:\n]|www\./;

/** A heading's text, and the identifier in the attribute list at its end. */
export function splitHeading(content: string): {readonly text: string; readonly id?: string | undefined} {
  const brace = content.endsWith('}') ? content.lastIndexOf('{') : -1;
  const attributes = brace > 0 ? readAttributeList(content.slice(brace + 1, -1)) : undefined;
  return attributes === undefined ? {text: content} : {text: content.slice(0, trimEnd(content, 0, brace)), id: attributes.id};
}

/** Whether a heading's text has to be read for markup. */
export const hasMarkup = (text: string): boolean => MARKUP.test(text);
