import type {SiteKind} from '../policy.ts';

/** The tags of blocks that Jekyll and Hugo show as code, or leave out, before Markdown is read. https://jekyllrb.com/docs/liquid/tags/ and https://gohugo.io/shortcodes/highlight/ */
const tags: Partial<Readonly<Record<SiteKind, {readonly open: RegExp; readonly close: (name: string) => RegExp}>>> = {
  jekyll: {open: /^[ \t]*\{%-?\s*(highlight|comment)\b[^%\n]*%\}/gm, close: name => new RegExp(`\\{%-?\\s*end${name}\\s*-?%\\}`, 'g')},
  hugo: {open: /^[ \t]*\{\{<\s*(highlight)\b[^>\n]*>\}\}/gm, close: name => new RegExp(`\\{\\{<\\s*/\\s*${name}\\s*>\\}\\}`, 'g')},
};

/**
 * A text in which such blocks are blank; all else keeps its place. One that is not closed is left, since what follows would be looked at by nobody. In: the
 * text and the generator of the site that it is a page of.
 */
export function withoutShownCode(text: string, kind: SiteKind | undefined): string {
  const marks = kind && tags[kind];
  if (!marks || !text.includes('highlight') && !text.includes('comment')) return text;
  const unclosed = new Set<string>();
  let shown = '';
  let done = 0;
  for (const {0: tag, 1: name, index} of text.matchAll(marks.open)) {
    if (index < done || unclosed.has(name!)) continue;
    const close = marks.close(name!);
    close.lastIndex = index + tag.length;
    if (close.test(text)) {
      shown += text.slice(done, index) + text.slice(index, close.lastIndex).replace(/[^\r\n]/g, ' ');
      done = close.lastIndex;
    } else unclosed.add(name!);
  }
  return shown + text.slice(done);
}
