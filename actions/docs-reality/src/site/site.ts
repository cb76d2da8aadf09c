import type {AnchorFlavour} from '../markdown/index.ts';
import type {SiteKind} from '../policy.ts';
import {joined} from '../tree.ts';

/** A folder of pages, and the address that its pages stand under: `docs` at `/docs`. */
export interface Content {
  readonly folder: string;
  readonly base: string;
}

/** A site that is generated from the tree. Paths are relative to the root of the repository, addresses begin with a slash and end without one. */
export interface Site {
  readonly kind: SiteKind;
  /** The folder of the configuration. */
  readonly root: string;
  readonly content: readonly Content[];
  /** Folders whose files are served as they are, at the root of the site. */
  readonly assets: readonly string[];
  /** What stands before every address of the site: `/handbook`. */
  readonly base: string;
  readonly flavour: AnchorFlavour;
  /** Every address comes from a page or asset in the tree, so that one without is missing. */
  readonly complete: boolean;
  /** The place where it is published takes upper and lower case for the same. */
  readonly caseless: boolean;
  /** Its configuration runs code of its own over the pages, which may give them further anchors. */
  readonly hooked: boolean;
  /** Its configuration adds text to the end of every page, such as definitions of links. */
  readonly shared: boolean;
  /** Headings that code beside its configuration writes into pages. */
  readonly written: readonly string[];
  /** Pages that are gone and whose address leads on, as paths in lower case. */
  readonly moved: ReadonlySet<string>;
  /** Files that the generator or its configuration adds to the pages: a link to one needs none in the tree. Paths in the repository. */
  readonly added: RegExp | undefined;
  /** Front matter that gives a page its address, or further ones. */
  readonly addressKeys: ReadonlySet<string>;
  /** The page that stands for a folder. */
  readonly index: RegExp;
  /** Turns a part of a file's path into a part of the address. */
  part(name: string): string;
}

/** What a page says about its own address. */
export type Metadata = ReadonlyMap<string, {readonly values: readonly string[]}>;

const pageFile = /\.(?:mdx?|markdown|qmd|rst|ipynb|astro|html|adoc|vue|jsx?|tsx?)$/;

/** The part of the site that a path belongs to; the deepest folder wins. */
export function contentOf(site: Site, path: string): Content | undefined {
  let best: Content | undefined;
  for (const content of site.content) {
    const inside = content.folder === '' || path.startsWith(`${content.folder}/`);
    if (inside && (!best || content.folder.length > best.folder.length)) best = content;
  }
  return best;
}

/** The site that a document is a page of: the one with the deepest content folder. */
export function siteOfPage(sites: readonly Site[], path: string): Site | undefined {
  let best: {site: Site; depth: number} | undefined;
  for (const site of sites) {
    const content = contentOf(site, path);
    if (content && (!best || content.folder.length > best.depth)) best = {site, depth: content.folder.length};
  }
  return best?.site;
}

/** An address in the form in which addresses are compared: no `index`, no `.html`, no slash at the end; `/` for the root. */
export function normalAddress(address: string): string {
  const parts: string[] = [];
  for (const part of address.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  const last = parts.at(-1)?.replace(/\.(?:html?|mdx?|php)$/, '');
  if (last === 'index' || last === '') parts.pop();
  else if (last !== undefined) parts[parts.length - 1] = last;
  return `/${parts.join('/')}`;
}

/** The address that the generator gives a page by its place alone. */
function addressByPlace(site: Site, content: Content, path: string): string {
  const inside = content.folder === '' ? path : path.slice(content.folder.length + 1);
  const parts = inside.replace(pageFile, '').split('/');
  if (site.index.test(parts.at(-1)!)) parts.pop();
  return normalAddress(`${content.base}/${parts.map(part => site.part(part)).join('/')}`);
}

const furtherAddresses = ['aliases', 'redirect_from'];

/** The address that a value of front matter stands for. Docusaurus counts a slug from the folder of pages, Starlight from the root of the pages, the others from the site. */
function addressBy(site: Site, content: Content, key: string, value: string, folder: string): string {
  if (site.kind === 'astro') return normalAddress(`${content.base}/${value}`);
  if (!value.startsWith('/')) return normalAddress(`${folder}/${value}`);
  return normalAddress(key === 'slug' && site.kind === 'docusaurus' ? `${content.base}${value}` : value);
}

/** All addresses of a page, the main one first. In: the page's path and what its front matter says. Out: none when it is no page of the site. */
function addressesOf(site: Site, path: string, metadata: Metadata): readonly string[] {
  const content = contentOf(site, path);
  if (!content) return [];
  const byPlace = addressByPlace(site, content, path);
  const folder = byPlace.slice(0, byPlace.lastIndexOf('/'));
  const own: string[] = [];
  const further: string[] = [];
  for (const [key, {values}] of metadata) {
    if (site.addressKeys.has(key)) (furtherAddresses.includes(key) ? further : own).push(...values.map(value => addressBy(site, content, key, value, folder)));
  }
  return [...own, byPlace, ...further];
}

/** A map from addresses to pages. */
export class Addresses {
  readonly #pages = new Map<string, string>();
  readonly #folded = new Map<string, string>();
  readonly #main = new Map<string, string>();

  constructor(site: Site, pages: Iterable<{readonly path: string; readonly metadata: Metadata}>) {
    for (const {path, metadata} of pages) {
      const addresses = addressesOf(site, path, metadata);
      if (addresses[0] !== undefined) this.#main.set(path, addresses[0]);
      for (const address of addresses) if (!this.#pages.has(address)) this.#pages.set(address, path);
    }
    if (site.caseless) for (const [address, path] of this.#pages) this.#folded.set(address.toLowerCase(), path);
  }

  /** The page at an address. */
  page(address: string): string | undefined {
    const normal = normalAddress(address);
    return this.#pages.get(normal) ?? this.#folded.get(normal.toLowerCase());
  }

  /** The address of a page. */
  of(path: string): string | undefined {
    return this.#main.get(path);
  }

  /** Every address, for suggestions. */
  all(): Iterable<string> {
    return this.#pages.keys();
  }
}

/** The files that an address of the site may be, served as they are: in the folders of assets, and beside the pages. */
export function assetPaths(site: Site, address: string): readonly string[] {
  const paths: string[] = [];
  const add = (folder: string, rest: string): void => {
    const path = joined(folder, rest.replace(/^\/+/, ''));
    if (path !== undefined) paths.push(path);
  };
  for (const folder of site.assets) add(folder, address);
  for (const {folder, base} of site.content) if (base === '' || address.startsWith(`${base}/`)) add(folder, address.slice(base.length));
  return paths;
}

