const including = /\{!>?[ ]{0,4}([^\s!]{1,200})[^!\n]{0,80}!\}|--8<--[ ]{1,4}["']([^"'\n]{1,200})["']|\{include\}[ ]{1,4}([^\s`]{1,200})|\{\{#include[ ]{1,4}([^\s:}]{1,200})|^import [A-Za-z_$][\w$]{0,80} from ['"]([^'"\n]{1,200}\.mdx?)['"]/gm;
const sign = /\{!|--8<--|\{include\}|\{\{#include|^import /m;

/** The pages that a page takes up into itself, as they are written there: `{! ../part.md !}`, `--8<-- "part.md"`, MyST's and mdBook's includes, and MDX imports. */
export function includedIn(text: string): readonly string[] {
  if (!sign.test(text)) return [];
  return [...text.matchAll(including)].flatMap(match => match.slice(1).find(path => path !== undefined && /\.mdx?$/.test(path)) ?? []);
}
