import {copied} from '../copied.ts';
import {EXCLAMATION} from '../markdown/characters.ts';

const including = /\{!>?[ ]{0,4}([^\s!]{1,200})[^!\n]{0,80}!\}|--8<--[ ]{1,4}["']([^"'\n]{1,200})["']|\{include\}[ ]{1,4}([^\s`]{1,200})|\{\{#include[ ]{1,4}([^\s:}]{1,200})|^import [A-Za-z_$][\w$]{0,80} from ['"]([^'"\n]{1,200}\.mdx?)['"]/gm;
const LETTER_I = 105;

/** Whether a text may hold one of those; looks for the rarest of their characters, since hardly any does. In: the text and where its lines begin. */
function mayInclude(text: string, lineStarts: readonly number[]): boolean {
  if (text.includes('8<--')) return true;
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) if (text.charCodeAt(at + 1) === EXCLAMATION || text.startsWith('{include}', at) || text.startsWith('{{#include', at)) return true;
  return lineStarts.some(start => text.charCodeAt(start) === LETTER_I && text.startsWith('import ', start));
}

/** The pages that a page takes up into itself, as they are written there: `{! ../part.md !}`, `--8<-- "part.md"`, MyST's and mdBook's includes, and MDX imports. In: the text and where its lines begin. */
export function includedIn(text: string, lineStarts: readonly number[]): readonly string[] {
  if (!mayInclude(text, lineStarts)) return [];
  return [...text.matchAll(including)].flatMap(match => match.slice(1).find(path => path !== undefined && /\.mdx?$/.test(path)) ?? []).map(copied);
}
