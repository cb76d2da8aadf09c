import type {SiteKind} from '../policy.ts';

/** Blocks that Jekyll and Hugo show as code, or leave out, before Markdown is read. https://jekyllrb.com/docs/liquid/tags/ and https://gohugo.io/shortcodes/highlight/ */
const blocks: Partial<Readonly<Record<SiteKind, RegExp>>> = {
  jekyll: /^[ \t]*\{%-?\s*(highlight|comment)\b[^%\n]*%\}[^]*?(?:\{%-?\s*end\1\s*-?%\}|(?![^]))/gm,
  hugo: /^[ \t]*\{\{<\s*(highlight)\b[^>\n]*>\}\}[^]*?(?:\{\{<\s*\/\s*\1\s*>\}\}|(?![^]))/gm,
};

/** A text in which such blocks are blank; all else keeps its place. In: the text and the generator of the site that it is a page of. */
export function withoutShownCode(text: string, kind: SiteKind | undefined): string {
  const block = kind && blocks[kind];
  if (!block || !text.includes('highlight') && !text.includes('comment')) return text;
  return text.replace(block, part => part.replace(/[^\r\n]/g, ' '));
}
