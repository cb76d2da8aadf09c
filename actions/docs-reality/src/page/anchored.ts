import {githubPage} from '../code-paths/judge.ts';
import {examineEncoding} from '../encoding/examine.ts';
import type {Anchored} from '../links/anchor.ts';
import {type MarkdownPage, anchorsFor, scanMarkdown, slugOf} from '../markdown/index.ts';
import {withoutShownCode} from '../site/shown-code.ts';
import type {Site} from '../site/site.ts';
import {copied} from '../copied.ts';

const isMarkdown = /\.(?:md|mdx|markdown|qmd)$/i;
/** Text or headings that a generator adds when it renders the page. */
const inclusion = /\{[{%!](?![<%-]?\s?(?:relref|ref|link|post_url|site\.|page\.|(?:end)?(?:raw|highlight|comment|if|unless|capture)\b|assign|else|elsif))[\s<%{#]?|<!--\s*#?include|\[!(?:INCLUDE|include)|--8<--|@include|\n<<<|\n[ \t]{0,40}(?::::+|```+)[ \t]{0,8}\{?[ \t]{0,8}(?:include|literalinclude|automodule|autoclass|eval-rst)|\n::: ?[a-z_]+\.|\n::: mkdocs-|v-for/;
/** What mkdocstrings puts the documentation of code in place of. https://mkdocstrings.github.io/usage/#autodoc-syntax */
const documented = /^::: [\w:.~]/m;
const scripted = /^<script|^[ \t]*<[A-Z]/m;
const component = /^import .* from ['"]|^[ \t]*<[A-Z][A-Za-z.]*[\s/>]/m;

/** Whether a generator adds text from elsewhere when it renders the page. */
export const includesText = (text: string): boolean => inclusion.test(text);

/**
 * What fragments can lead to in a page, as far as its headings and marks tell. The anchors are made when the first one is asked for, since hardly any page
 * is; an anchor that is not among them has to be looked up by `readAnchored`.
 */
export function anchoredOf(page: MarkdownPage, site: Site | undefined): Anchored {
  const headings = page.headings.map(({kind, text, id}) => ({kind, text: copied(text), ...(id !== undefined && {id: copied(id)})}));
  const kept = {headings, ids: new Set([...page.ids].map(copied)), footnotes: new Map([...page.footnotes].map(([label, count]) => [copied(label), count]))};
  let anchors: ReadonlySet<string> | undefined;
  return {
    get anchors() {
      return anchors ??= anchorsOf(kept, site);
    },
    open: true, lines: page.lineStarts.length,
  };
}

/** Everything that fragments can lead to in a file, with what only its whole text tells. Of a file that is no page, the lines. */
export function readAnchored(path: string, bytes: Uint8Array, site: Site | undefined): Anchored {
  if (!isMarkdown.test(path)) return {open: true, lines: linesIn(bytes)};
  const {text} = examineEncoding(bytes);
  const mdx = path.endsWith('.mdx');
  const page = scanMarkdown(withoutShownCode(text, site?.kind), {mdx});
  const loose = (site === undefined || site.kind === 'other') && !githubPage.test(path);
  const open = (site !== undefined && includesText(text)) || (site?.kind === 'mkdocs' && documented.test(text)) || ((mdx || site?.kind === 'docusaurus') && component.test(text)) || (site?.kind === 'vitepress' && scripted.test(text)) || site?.hooked === true || site?.kind === 'sphinx' || (site !== undefined && isStub(page));
  return {anchors: anchorsOf(page, site), open, ...(loose && {otherwise: otherSpellings(page)}), lines: page.lineStarts.length};
}

/** A page that says nothing itself stands for one that its generator writes. */
const isStub = ({headings, links, codeSpans, fences}: MarkdownPage): boolean => headings.length === 0 && links.length === 0 && codeSpans.length === 0 && fences.length === 0;

type Headed = Parameters<typeof anchorsFor>[0];

function anchorsOf(page: Headed, site: Site | undefined): ReadonlySet<string> {
  const anchors = new Set(anchorsFor(page, 'github'));
  if (site && site.flavour !== 'github') for (const anchor of anchorsFor(page, site.flavour)) anchors.add(anchor);
  for (const heading of site?.written ?? []) anchors.add(slugOf(heading));
  if (site?.kind === 'docfx') page.headings.filter(({text}) => slugOf(text) === '').forEach((_, index) => anchors.add(index === 0 ? 'section' : `section-${index}`));
  for (const {text} of page.headings) if (/[:{]/.test(text)) for (const part of text.match(/(?<=\{#?)[\w-]+(?=\})/g) ?? []) anchors.add(part);
  return anchors;
}

/** The anchors that other generators give: a folder without a site of its own may still be published by one. */
function otherSpellings(page: Headed): ReadonlySet<string> {
  return new Set([...anchorsFor(page, 'vitepress'), ...anchorsFor(page, 'python-markdown')]);
}

function linesIn(bytes: Uint8Array): number {
  let lines = bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}
