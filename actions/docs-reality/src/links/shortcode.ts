import type {MarkdownPage, Position} from '../markdown/index.ts';
import type {Lines} from '../page/lines.ts';

const shortcode = /\{\{[<%]\s*(?:rel)?ref\s[^}\n]{1,500}\}\}(?:#[\w-]+)?|\{%-?\s*(?:link|post_url)\s[^%\n]{1,500}%\}(?:#[\w-]+)?/g;

/** What Liquid shows as it is written, up to the end where it is not closed. https://shopify.github.io/liquid/tags/template/#raw */
const raw = /\{%-?\s*raw\s*-?%\}[^]*?(?:\{%-?\s*endraw\s*-?%\}|$)/g;

/**
 * The references to pages that Hugo and Jekyll resolve: `[x]({{< ref "setup.md" >}})`, `[x]({% link setup.md %})`. Their spaces make them no link for
 * Markdown, so they are looked for in the text; what stands in code, or between `{% raw %}` and `{% endraw %}`, is an example.
 */
export function shortcodesIn(text: string, page: MarkdownPage, lines: Lines): readonly {readonly target: string; readonly at: Position}[] {
  if (!text.includes('{{') && !text.includes('{%')) return [];
  const found: {target: string; at: Position}[] = [];
  const known = new Set(page.links.map(({target}) => target));
  const inCode = ({line, column}: Position): boolean => page.fences.some(fence => line >= fence.line && line <= (fence.lines.at(-1)?.line ?? fence.line))
    || page.codeSpans.some(span => span.line === line && column > span.column && column <= span.column + span.text.length + 1);
  const shown = [...text.matchAll(raw)].map(({0: part, index}) => ({from: index, to: index + part.length}));
  for (const match of text.matchAll(shortcode)) {
    const at = lines.at(match.index);
    if (!known.has(match[0]) && !inCode(at) && !shown.some(({from, to}) => match.index >= from && match.index < to)) found.push({target: match[0], at});
  }
  return found;
}
