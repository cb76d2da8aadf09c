import type {Heading, MarkdownPage} from './page.ts';
import {UniqueAnchors, hyphenated, slugOf} from './slug.ts';

/** The generators whose anchors differ. `kramdown` is kramdown as Jekyll and GitHub Pages run it, `python-markdown` is MkDocs without further settings. */
export type AnchorFlavour = 'github' | 'python-markdown' | 'hugo' | 'vitepress' | 'docusaurus' | 'kramdown';

/** How one generator makes anchors. */
interface Recipe {
  slug(text: string): string;
  repetition(anchor: string, count: number): string;
  footnotes(label: string, references: number): readonly string[];
}

/** Python-Markdown counts with underscores, and on from a number that is already there. https://github.com/Python-Markdown/markdown, toc.py, unique */
function underscored(anchor: string, count: number): string {
  const counted = /^(.*)_([0-9]+)$/.exec(anchor);
  return counted === null ? `${anchor}_${count}` : `${counted[1]!}_${Number(counted[2]) + count}`;
}

/** As toc.slugify does without its `unicode` argument: accents go, and then whatever is not ASCII. https://python-markdown.github.io/extensions/toc/ */
function pythonSlug(text: string): string {
  return text.normalize('NFKD').replace(/[^\w\s-]|\P{ASCII}/gu, '').trim().toLowerCase().replace(/[-\s]+/g, '-');
}

/** Hugo's `github` type, its default. https://gohugo.io/configuration/markup/#parserautoidtype */
function hugoSlug(text: string): string {
  return text.trim().replace(/[^\p{L}\p{Nd}_\- \t]/gu, '').replace(/[ \t]/g, '-').toLowerCase() || 'heading';
}

/** The slugify of mdit-vue, which VitePress passes to markdown-it-anchor. https://github.com/mdit-vue/mdit-vue/tree/main/packages/shared */
function vitepressSlug(text: string): string {
  return text.normalize('NFKD').replace(/[\u0300-\u036f\p{Cc}]/gu, '').replace(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, '-')
    .replace(/^-|-$/g, '').replace(/^\d/, '_$&').toLowerCase();
}

/** kramdown's GFM parser works on the text after typography: a dash made of hyphens is a dash, and so is dropped. https://github.com/kramdown/parser-gfm */
function kramdownSlug(text: string): string {
  return text.toLowerCase().replace(/(?<!-)-{2,3}(?!-)/g, '').replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- \t]/gu, '').replace(/[ \t]/g, '-');
}

/** The anchors of a footnote and of the places that refer to it: `fn-1`, `fnref-1`, `fnref-1-2`. */
const footnoteAnchors = (note: string, reference: string, separator: string) => (label: string, references: number): readonly string[] =>
  [`${note}${label}`, ...Array.from({length: references}, (_, index) => `${reference}${label}${index === 0 ? '' : `${separator}${index + 1}`}`)];

const githubFootnotes = footnoteAnchors('fn-', 'fnref-', '-');
const colonFootnotes = footnoteAnchors('fn:', 'fnref:', ':');

/** GitHub puts `user-content-` before every identifier, and resolves a fragment with and without it. */
const GITHUB: Recipe = {
  slug: slugOf, repetition: hyphenated, footnotes: (label, references) => githubFootnotes(label, references).flatMap((id) => [id, `user-content-${id}`]),
};

const RECIPES: Readonly<Record<AnchorFlavour, Recipe>> = {
  github: GITHUB,
  docusaurus: GITHUB,
  'python-markdown': {slug: pythonSlug, repetition: underscored, footnotes: colonFootnotes},
  hugo: {slug: hugoSlug, repetition: hyphenated, footnotes: colonFootnotes},
  vitepress: {slug: vitepressSlug, repetition: hyphenated, footnotes: footnoteAnchors('fn', 'fnref', ':')},
  kramdown: {slug: kramdownSlug, repetition: hyphenated, footnotes: colonFootnotes},
};

/** What `anchorsFor` needs of a page. */
export interface AnchoredPage extends Pick<MarkdownPage, 'ids' | 'footnotes'> {
  readonly headings: readonly Pick<Heading, 'kind' | 'text' | 'id'>[];
}

/**
 * Every fragment that a page answers to when a generator renders it, without `#`. An identifier written at a heading takes the place of its slug, but on
 * GitHub, which knows no such thing, it is accepted beside the slug. Only GitHub gives anchors to the `<h1>` of an HTML block.
 */
export function anchorsFor(page: AnchoredPage, flavour: AnchorFlavour): ReadonlySet<string> {
  const {slug, repetition, footnotes} = RECIPES[flavour];
  const anchors = new Set(page.ids);
  const github = flavour === 'github';
  const unique = new UniqueAnchors(repetition, github ? [] : page.headings.flatMap(({id}) => id ?? []));
  if (flavour === 'python-markdown') unique.take('');
  for (const {kind, text, id} of page.headings) {
    if (id !== undefined) anchors.add(id);
    if (github || (id === undefined && kind !== 'html')) anchors.add(unique.take(slug(text)));
  }
  for (const [label, references] of page.footnotes) for (const id of footnotes(label, references)) anchors.add(id);
  return anchors;
}
