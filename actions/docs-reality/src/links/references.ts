import {nearest} from '#core';
import {copied} from '../copied.ts';
import type {MarkdownPage, UndefinedReference} from '../markdown/index.ts';
import {includesText} from '../page/anchored.ts';
import type {Lines} from '../page/lines.ts';
import type {PageReferences, Unclear} from '../page/page.ts';
import type {Site} from '../site/site.ts';

/** Any line that looks like a definition, whether Markdown can read its target or only a template can: `[x]: {% link x.md %}`. */
const definition = /^[ \t]{0,12}(?:> ?)?\[([^\]\n]{1,200})\]:/gm;
/** `[Page][mkdocs.pages.Page]`, `[f][crate::f]`, `[x][xref:y]`: a tool that documents code answers to it. */
const symbol = /^[\w$]+(?:\.[\w$]+)+(?:\(\))?$|::|^(?:crate|xref|self|super)\b|\(\)$|^`/;
const phrase = /^[\p{L}\p{N}_@.*`"'“‘(!\p{Extended_Pictographic}]/u;
const computed = /[{}<>$\\=|]/;
/** Changelogs, and the folders of entries that are put together into one, with its definitions. */
const changelog = /(?:^|\/)(?:change-?logs?|changes|history|news)\b[^/]*$|(?:^|\/)(?:change-?logs?(?:\.d)?|\.?changes(?:\.d)?|\.changeset|newsfragments|changelog-fragments)\/[^/]*$/i;

const folded = (label: string): string => label.replace(/\s+/g, ' ').trim().toLowerCase();

/** What surrounds the documents: the site, and whether a crate's documentation may be made of them. */
export interface ReferenceGround {
  readonly site: Site | undefined;
  /** The page stands in a Rust crate. */
  readonly inCrate: boolean;
}

function reasonForDoubt({text, label, kind}: UndefinedReference, loose: ReadonlyMap<string, string>, open: boolean, {site, inCrate}: ReferenceGround): string | undefined {
  if (open || site?.kind === 'sphinx' || site?.shared === true) return 'the page includes text from elsewhere';
  if (loose.has(folded(label))) return 'a template completes its definition';
  if (symbol.test(label) || (inCrate && /^\w+$/.test(label) && text.includes('`'))) return 'a tool that documents code may answer to it';
  if (/^\d+$/.test(text) || (kind === 'full' && folded(text) === folded(label) && !/\s/.test(label))) return 'it may be no link';
  return undefined;
}

/** Whether it is a link at all: between other brackets, before an address, or made of other things than words it is not. */
function isPhrase({text, label, kind, line, column}: UndefinedReference, lines: Lines): boolean {
  const own = lines.text(line);
  const isImage = own[column - 1] === '!';
  const end = kind === 'full' ? `][${label}]` : '][]';
  const at = own.indexOf(end, column - 1);
  const next = at < 0 ? '' : own[at + end.length] ?? '';
  const within = !isImage && (own[column - 2] === '[' || /[\]([{=]/.test(next));
  return !within && phrase.test(text) && phrase.test(label) && !computed.test(label) && (isImage || !computed.test(text));
}

/**
 * The references of a page, `[text][label]` and `[label][]`, to definitions that are not there. In: the page, its path, text and lines, and what surrounds it. `[label]` alone
 * is left out: brackets are mostly just that. https://spec.commonmark.org/0.31.2/#full-reference-link
 */
export function referencesOf(page: MarkdownPage, path: string, text: string, lines: Lines, ground: ReferenceGround): PageReferences {
  const right = page.links.reduce((sum, {kind}) => (kind === 'reference' ? sum + 1 : sum), 0);
  const undefined_ = changelog.test(path) ? [] : page.undefinedReferences.filter(reference => isPhrase(reference, lines));
  if (undefined_.length === 0) return {right, wrong: [], unclear: []};
  const open = includesText(text);
  const loose = new Map([...text.matchAll(definition)].map(([, label]) => [folded(label!), label!]));
  const wrong: PageReferences['wrong'][number][] = [];
  const unclear: Unclear[] = [];
  for (const reference of undefined_) {
    const {text: shown, label, line, column} = reference;
    const why = reasonForDoubt(reference, loose, open, ground);
    const near = nearest(label, loose.values());
    if (why !== undefined) unclear.push({why, subject: copied(label), at: {line, column}});
    else wrong.push({text: copied(shown), label: copied(label), at: {line, column}, ...(near !== undefined && {near: copied(near)})});
  }
  return {right, wrong, unclear};
}
