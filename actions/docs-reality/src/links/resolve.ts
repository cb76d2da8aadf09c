import {posix} from 'node:path';
import {nearest} from '#core';
import {type Addresses, type Site, assetPaths, contentOf, normalAddress, siteOfPage} from '../site/site.ts';
import {githubPage} from '../code-paths/judge.ts';
import {type Tree, folderOf, folderWith, isBeneath, joined} from '../tree.ts';
import type {Target} from './target.ts';

/** Where the pages of one repository stand, in its tree and on its sites. */
export interface Ground {
  readonly tree: Tree;
  readonly sites: readonly Site[];
  readonly addresses: ReadonlyMap<Site, Addresses>;
  /** `owner/name` of this repository, lower case: several where it was renamed or forked. */
  readonly repositories: ReadonlySet<string>;
  /** The branch that is checked out, where there is one. */
  readonly branch?: string | undefined;
}

/** What stands at the end of a link. `paths` are the files that it may mean, one for each way to read it; none for a folder. */
export type Landing =
  | {readonly state: 'found'; readonly paths: readonly string[]}
  | {readonly state: 'other-case'; readonly real: string}
  | {readonly state: 'missing'; readonly path: string; readonly near?: string; /** Counted from where the page may be published it would be there. */ readonly fromAddress?: boolean}
  | {readonly state: 'unclear'; readonly why: string};

const unclear = (why: string): Landing => ({state: 'unclear', why});
const found = (...paths: readonly string[]): Landing => ({state: 'found', paths});
const pageExtensions = ['.md', '.mdx', '.markdown', '.qmd', '.rst', '.ipynb', '.html', '.adoc', '.txt', '.astro'];
const folderPages = ['index.md', 'README.md', '_index.md', 'index.mdx', 'README.mdx', 'readme.md', 'index.rst', 'index.html', 'index.markdown', 'Readme.md'];
const extension = /\.([A-Za-z][A-Za-z0-9]{0,9})$/;
const fileExtensions = new Set(('md mdx markdown qmd rst adoc txt pdf png jpg jpeg gif svg webp avif ico bmp mp4 webm mov mp3 json jsonc json5 yml yaml toml ini cfg conf xml csv tsv sql sh bash zsh ps1 bat cmd '
  + 'py ipynb rb pl php go rs c h cc cpp hpp cs java kt kts swift m lua r jl js mjs cjs jsx ts mts cts tsx vue svelte css scss less html htm proto graphql tf lock gradle mk cmake dockerfile zip gz drawio puml mmd').split(' '));
const bareNames = /^(?:\.[a-z][\w-]*(?:\.[\w.-]+)?|LICEN[SC]E(?:-[\w.]+)?|NOTICE|COPYING|AUTHORS|CONTRIBUTORS|MAINTAINERS|CODEOWNERS|OWNERS|README|CHANGELOG|VERSION|Makefile|Dockerfile|Justfile|justfile|Procfile|Gemfile|Rakefile|Vagrantfile|Jenkinsfile|Cargo\.lock)$/;
const placeholder = /(?:^|\/)(?:path\/to\/|your[-_]|my[-_]|foo\b|bar\b|xxx|example\.(?:com|org|net)|some[-_]|link-?to|url$|link$|TODO)/i;
const branches = new Set(['head', 'main', 'master', 'trunk', 'develop']);

/** Branches that stay, beside which others may hold other files. On a branch for one change the usual names mean what it will become part of. */
const lasting = /^(?:main|master|trunk|develop|development|dev|next|canary|latest|stable|edge|nightly|staging|production|releases?(?:[/._-].*)?|v?\d+(?:[.\d]|\.?[xX])*|.*\d\.[xX])$/;
const asMain = (branch: string): string => branch.toLowerCase().replace(/^master$/, 'main');

const isPageFile = (path: string): boolean => /\.(?:mdx?|markdown|qmd|rst|ipynb)$/i.test(path);
const hasFileExtension = (path: string): boolean => {
  const match = extension.exec(posix.basename(path));
  return match !== null && fileExtensions.has(match[1]!.toLowerCase());
};

/** A file or folder of the tree at a path. */
function atPath(tree: Tree, path: string): Landing | undefined {
  const kind = tree.kind(path);
  if (kind === 'unknown') return unclear('it leads into a submodule or out of the repository');
  if (kind === 'file') return found(path);
  if (kind !== 'folder') return undefined;
  const page = folderPages.map(name => (path === '' ? name : `${path}/${name}`)).find(file => tree.kind(file) === 'file');
  return page === undefined ? found() : found(page);
}

/** A page written without its extension. */
function asPage(tree: Tree, path: string): Landing | undefined {
  const bare = path.replace(/\.html?$/, '');
  const page = pageExtensions.map(ending => bare + ending).find(file => tree.kind(file) === 'file');
  return page === undefined ? undefined : found(page);
}

/** The address on the site: the page that stands there, or an asset. */
function onSite({tree, addresses}: Ground, site: Site, document: string, path: string): Landing | undefined {
  const known = addresses.get(site);
  const at = known?.of(document);
  const candidates: string[] = [];
  if (path.startsWith('/')) {
    candidates.push(path);
    if (site.base !== '' && (path === site.base || path.startsWith(`${site.base}/`))) candidates.push(path.slice(site.base.length) || '/');
    const withoutLanguage = /^\/[a-z]{2}(?:-[A-Za-z]{2,4})?(\/.*)$/.exec(path)?.[1];
    if (withoutLanguage) candidates.push(withoutLanguage);
    candidates.push(...site.content.filter(({base}) => base !== '').map(({base}) => `${base}${path}`));
    const content = contentOf(site, document);
    const first = content && document.slice(content.folder === '' ? 0 : content.folder.length + 1).split('/')[0];
    if (first && /^[a-z]{2}(?:-[A-Za-z]{2,4})?$/.test(first)) candidates.push(`/${first}${path}`);
  } else if (at !== undefined) {
    candidates.push(posix.join(at, path), posix.join(posix.dirname(at), path));
  }
  for (const candidate of candidates) {
    const page = known?.page(candidate);
    if (page !== undefined) return found(page);
  }
  for (const candidate of candidates) {
    for (const asset of assetPaths(site, candidate)) {
      const there = atPath(tree, asset) ?? (hasFileExtension(asset) ? undefined : asPage(tree, asset));
      if (there) return there;
    }
  }
  if (path.startsWith('/')) {
    for (const folder of [...site.content.map(content => content.folder), site.root]) {
      for (const candidate of candidates) {
        const file = joined(folder, candidate.replace(/^\/+/, ''));
        const there = file === undefined ? undefined : atPath(tree, file) ?? asPage(tree, file);
        if (there) return there;
      }
    }
  }
  return undefined;
}

/** The same page in the original language, which generators show where a translation is missing. */
function inOriginal(tree: Tree, path: string): Landing | undefined {
  const parts = path.split('/');
  for (const [index, part] of parts.entries()) {
    if (!/^[a-z]{2}(?:[-_][A-Za-z]{2,4})?$/.test(part)) continue;
    for (const other of ['en', 'en-us', 'en-US']) {
      const there = part === other ? undefined : atPath(tree, [...parts.slice(0, index), other, ...parts.slice(index + 1)].join('/'));
      if (there) return there;
    }
  }
  return undefined;
}

function missing(tree: Tree, path: string): Landing {
  const near = tree.near(path);
  return near === undefined ? {state: 'missing', path} : {state: 'missing', path, near};
}

const version = /^[-_.](?:[a-z]{2}|[a-z]{2}[-_][A-Za-z]{2,4}|js|ts|java|kotlin|python|csharp|dotnet|node|react|vue|svelte|angular|solid|macos|linux|windows|ios|android)\.mdx?$/i;

/** Whether the page stands in the folder in versions: `intro-js.md` for `intro.md`, `intro.fr.md`. A generator then chooses among them. */
function hasVersions(tree: Tree, path: string): boolean {
  const name = posix.basename(path).replace(/\.(?:mdx?|markdown)$/, '');
  return tree.children(folderOf(path)).some(child => child.startsWith(name) && version.test(child.slice(name.length)));
}

/** The reason of those links; several in one folder show that it is made into a site by means that are not known. */
export const inVersions = 'the page stands there in several versions';

/** An address whose scheme was forgotten: `example.org/page`. */
const isHost = (tree: Tree, written: string): boolean => {
  if (written.startsWith('.') || written.startsWith('/')) return false;
  const slash = written.indexOf('/');
  const first = written.slice(0, Math.max(0, slash));
  return first.includes('.') && /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|dev|app|sh|ai|co|me|gov|edu|de|uk)$/i.test(first) && tree.kind(first) === undefined;
};

/** Whether a folder on the way stands there with an ending: `demo.view/` for `demo/index.html`. Sites are made of such folders. */
function inRenderedFolder(tree: Tree, path: string): boolean {
  let folder = folderOf(path);
  if (folder === '' || tree.kind(folder) !== undefined) return false;
  while (folderOf(folder) !== '' && tree.kind(folderOf(folder)) === undefined) folder = folderOf(folder);
  const parent = folderOf(folder);
  const start = `${posix.basename(folder)}.`;
  return tree.children(parent).some(child => child.startsWith(start) && tree.kind(parent === '' ? child : `${parent}/${child}`) === 'folder');
}

/** Whether a page of this name stands there with a number in front, which orders the pages and is no part of their addresses: `80.pwa.md`. */
function isNumbered(tree: Tree, path: string, site: Site | undefined): boolean {
  if (site !== undefined && site.kind !== 'other') return false;
  const name = posix.basename(path);
  return tree.children(folderOf(path)).some(child => child.endsWith(`.${name}`) && /^\d+$/.test(child.slice(0, -name.length - 1)));
}

/** Docusaurus 1 shows every page the assets of the folder of its documents, by `assets/…`. https://v1.docusaurus.io/docs/en/doc-markdown#linking-to-images-and-other-assets */
function isAssetOfDocs(tree: Tree, path: string): boolean {
  const at = path.lastIndexOf('/assets/');
  if (at < 0 || tree.named('siteConfig.js').length === 0) return false;
  for (let folder = folderOf(path.slice(0, at)); folder !== ''; folder = folderOf(folder)) if (tree.kind(folder + path.slice(at)) === 'file') return true;
  return false;
}

/** A file that does not exist: in another case, or missing. */
function absent(ground: Ground, path: string, site: Site | undefined): Landing {
  const {tree} = ground;
  const real = tree.sameButCase(path);
  if (real !== undefined) return site?.caseless ? found(real) : {state: 'other-case', real};
  if (site?.moved.has(path.toLowerCase())) return found();
  if (isAssetOfDocs(tree, path)) return found();
  if (isNumbered(tree, path, site)) return unclear('the page stands there with a number');
  if (site?.added?.test(path)) return unclear('the generator or its configuration may add it');
  if (inRenderedFolder(tree, path)) return unclear('a folder beside it may be made into it');
  if (placeholder.test(path)) return unclear('it looks like a placeholder');
  return hasVersions(tree, path) ? unclear(inVersions) : missing(tree, path);
}

/** Docusaurus also looks for a file from the folders of its pages, unless the link begins with a dot. */
function fromContentFolders({tree}: Ground, site: Site, written: string): Landing | undefined {
  if (site.kind !== 'docusaurus' || written.startsWith('.')) return undefined;
  const path = [...site.content.map(({folder}) => folder), site.root].map(folder => joined(folder, written)).find(file => file !== undefined && tree.kind(file) === 'file');
  return path === undefined ? undefined : found(path);
}

/** Whether a page of a book links to a page outside of it: books that are shown side by side (doc.rust-lang.org) name each other so, and stand in other repositories. */
function leavesBook(site: Site, document: string, path: string): boolean {
  const folder = site.kind === 'mdbook' ? contentOf(site, document)?.folder : undefined;
  return folder !== undefined && folder !== '' && !path.startsWith(`${folder}/`);
}

/** A miss on a site: certain for files, and for addresses only where every address is known. */
function missOnSite(ground: Ground, site: Site, document: string, written: string, path: string | undefined): Landing {
  if (path !== undefined && isPageFile(path) && leavesBook(site, document, path)) return unclear('another book may stand there');
  if (!written.startsWith('/') && path !== undefined && isPageFile(path)) return inOriginal(ground.tree, path) ?? fromContentFolders(ground, site, written) ?? absent(ground, path, site);
  // Pages of Zola name each other by `@/`, so that a bare LICENSE is a file.
  const isFile = hasFileExtension(written) || (site.kind === 'zola' && bareNames.test(posix.basename(written)));
  const isAddress = !isFile || /\.html?$/.test(written);
  if (!isAddress && !written.startsWith('/') && path !== undefined && ['mkdocs', 'mdbook', 'gitbook', 'docfx', 'vitepress', 'docusaurus', 'zola'].includes(site.kind)) return inOriginal(ground.tree, path) ?? absent(ground, path, site);
  if (!site.complete) return unclear('it is an address that the site may make');
  const known = ground.addresses.get(site);
  const address = normalAddress(written.startsWith('/') ? written : posix.join(posix.dirname(known?.of(document) ?? '/'), written));
  const near = known && nearest(address, known.all());
  const page = near === undefined ? undefined : known?.page(near);
  const folder = contentOf(site, document)?.folder ?? '';
  const file = written.startsWith('/') ? joined(folder, written.replace(/^\/+/, '')) : path;
  return {state: 'missing', path: file === undefined ? written : isAddress ? file.replace(/\.html?$/, '').replace(/(?<=[^/])$/, '.md') : file, ...(page !== undefined && {near: page})};
}

/** `../tree/HEAD/docs`, `../../issues`: an address on GitHub that is written from wherever the text will be shown. */
const githubRelative = /(?:^|\/)(?:tree|blob|raw|edit|blame|commits?)\/(?:HEAD|main|master)(?:\/|$)/;

/**
 * The program that finds what a page links to by its name alone. ExDoc lays the guides of a package side by side and copies folders of images under other
 * names (https://hexdocs.pm/ex_doc/Mix.Tasks.Docs.html); Writerside has one space of names for all topics, those of other repositories too
 * (https://www.jetbrains.com/help/writerside/add-links-to-topics.html); DocC finds the images of a catalog wherever they are in it
 * (https://www.swift.org/documentation/docc/adding-images).
 */
function finderOf(tree: Tree, document: string, name: string): string | undefined {
  if (githubPage.test(document)) return undefined;
  if (isBeneath(tree, document, 'writerside.cfg')) return 'Writerside';
  const catalog = /^.*\.docc\//.exec(document)?.[0];
  if (catalog !== undefined && tree.named(name).some(file => file.startsWith(catalog))) return 'DocC';
  return tree.named(name).length > 0 && isBeneath(tree, document, 'mix.exs') ? 'ExDoc' : undefined;
}

/** Whether a path leads to something from the folder of the skill that its page belongs to: agents count paths from there. https://agentskills.io/specification#file-references */
function isReadFromSkill(tree: Tree, document: string, written: string): boolean {
  const skill = folderWith(tree, document, 'SKILL.md');
  const path = skill === undefined ? undefined : joined(skill, written);
  return path !== undefined && tree.kind(path) !== undefined;
}

/** An item of Rust by its name. https://doc.rust-lang.org/rustdoc/write-documentation/linking-to-items-by-name.html */
const rustItem = /^(?:[A-Z]\w*|[\w@]*(?:::|@)[\w:@!()]+|\w+(?:!|\(\)))$/;

/** GitHub's reading of a miss: a relative link to a file. Anything that does not look like a path of this repository is left open. */
function missOnGithub(ground: Ground, document: string, written: string, path: string | undefined): Landing {
  if (path === undefined) return unclear('it leads out of the repository');
  if (written.startsWith('..') && githubRelative.test(written)) return unclear('it is an address on GitHub');
  const {tree, sites} = ground;
  if (isReadFromSkill(tree, document, written)) return unclear('agents read it from the folder of the skill');
  const name = posix.basename(path);
  const finder = finderOf(tree, document, name);
  if (finder !== undefined) return unclear(`${finder} finds pages and images by their names`);
  if (written.startsWith('/')) {
    const first = path.split('/')[0]!;
    if (tree.named(name).some(file => file.endsWith(`/${path}`))) return unclear('a folder with such a file may be served there');
    const certain = sites.length === 0 && path.includes('/') && tree.kind(first) === 'folder' && hasFileExtension(path);
    return certain ? absent(ground, path, undefined) : unclear('it is an address, and no site is known');
  }
  if (/\.html?$/i.test(path)) return unclear('a build may make it');
  if (hasFileExtension(path) || bareNames.test(name)) return absent(ground, path, undefined);
  const real = tree.sameButCase(path);
  if (real !== undefined && path.includes('/')) return {state: 'other-case', real};
  if (asPage(tree, path) || tree.named(`${name}.md`).length > 0) return unclear('it leaves out the extension of a page');
  if (hasVersions(tree, path)) return unclear(inVersions);
  if (extension.test(name)) return unclear('it may be an address');
  if (rustItem.test(written) && isBeneath(tree, document, 'Cargo.toml')) return unclear('a tool that documents code may answer to it');
  const parent = folderOf(path);
  return parent !== '' && tree.kind(parent) === 'folder' && sites.length === 0 && !placeholder.test(path) && (written.endsWith('/') || githubPage.test(document)) ? missing(tree, path) : unclear('it may be an address');
}

/** Where a Hugo or Jekyll reference leads. Both generators stop when there is no such page. */
function byReference(ground: Ground, document: string, {by, path}: Extract<Target, {kind: 'reference'}>): Landing {
  const {tree, sites} = ground;
  const site = siteOfPage(sites, document);
  if (!site || path === '' && by === 'hugo') return path === '' ? found(document) : unclear('the site is not known');
  if (by === 'jekyll') {
    const file = joined(site.root, path.replace(/^\//, ''));
    return file === undefined ? unclear('it leads out of the repository') : atPath(tree, file) ?? missing(tree, file);
  }
  if (by === 'jekyll-post') {
    const post = tree.files.find(file => /(?:^|\/)_posts\//.test(file) && file.replace(/\.[^.]+$/, '').endsWith(`/${posix.basename(path)}`));
    return post === undefined ? {state: 'missing', path} : found(post);
  }
  const folders = path.startsWith('/') ? site.content.map(({folder}) => folder) : [folderOf(document), ...site.content.map(({folder}) => folder)];
  for (const folder of folders) {
    const file = joined(folder, path.replace(/^\//, ''));
    const there = file === undefined ? undefined : atPath(tree, file) ?? asPage(tree, file);
    if (there) return there;
  }
  const name = posix.basename(path).replace(/\.md$/, '');
  const twins = [...tree.named(`${name}.md`), ...tree.files.filter(file => file.endsWith(`/${name}/index.md`) || file.endsWith(`/${name}/_index.md`))];
  if (twins.length > 0 && !path.includes('/')) return found(...twins);
  const address = ground.addresses.get(site)?.page(path.startsWith('/') ? path : `/${path}`);
  if (address !== undefined) return found(address);
  return site.kind === 'hugo' && hasFileExtension(path) ? missing(tree, joined(folderOf(document), path) ?? path) : unclear('it is an address that the site may make');
}

/** A link to this repository's own page on GitHub. The default branch is not known here, so the usual names stand for it. */
function inRepository(ground: Ground, {repository, branch, path, view}: Extract<Target, {kind: 'repository'}>): Landing | 'elsewhere' {
  if (!ground.repositories.has(repository)) return 'elsewhere';
  if (!branches.has(branch.toLowerCase())) return unclear('it names another branch or tag');
  if (ground.branch !== undefined && lasting.test(ground.branch) && branch.toLowerCase() !== 'head' && asMain(branch) !== asMain(ground.branch)) return unclear('it names another branch or tag');
  const normal = joined('', path);
  if (normal === undefined) return unclear('it leads out of the repository');
  const there = atPath(ground.tree, normal);
  if (there) return view === 'tree' ? found() : there;
  return absent(ground, normal, undefined);
}

/** Whether a fragment is the path of a page, which the script of a site then fetches: `#docs/intro` for `docs/intro.md`. */
function isRoute(tree: Tree, document: string, fragment = ''): boolean {
  const path = fragment.includes('/') ? joined(folderOf(document), fragment.replace(/^\//, '')) : undefined;
  return path !== undefined && path !== '' && (atPath(tree, path) ?? asPage(tree, path)) !== undefined;
}

/**
 * Where a link of a document leads. A link is right when it is right for somebody: read as a path by GitHub, or as an address by the site that the
 * document is a page of. It is missing only where no reader could follow it.
 */
export function landing(ground: Ground, document: string, target: Exclude<Target, {kind: 'elsewhere'} | {kind: 'unclear'}>): Landing | 'elsewhere' {
  const {tree, sites} = ground;
  if (target.kind === 'repository') return inRepository(ground, target);
  if (target.kind === 'reference') return byReference(ground, document, target);
  const written = target.path;
  if (written === '') return isRoute(tree, document, target.fragment) ? unclear('a script shows the page that the fragment names') : found(document);
  const site = siteOfPage(sites, document);
  const fromContent = site?.kind === 'zola' && written.startsWith('@/');
  if (!fromContent && /^(?:@(?!site\/)[\w-]*\/|pathname:)/.test(written) && tree.kind(written.split('/')[0]!) === undefined) return unclear('it begins with an alias');
  const aliased = fromContent ? joined(site.content[0]!.folder, written.slice(2)) : written.startsWith('@site/') || written.startsWith('~/') ? site && joined(site.root, written.slice(written.indexOf('/') + 1)) : undefined;
  const path = aliased ?? (written.startsWith('/') ? joined('', written.replace(/^\/+/, '')) : joined(folderOf(document), written));
  if (isHost(tree, written)) return unclear('it may be an address without its scheme');
  if (written === '/' && site) return onSite(ground, site, document, written) ?? found();
  const file = path === undefined ? undefined : atPath(tree, path);
  const asked = file === undefined || (target.fragment !== undefined && !isPageFile(written));
  const address = asked && site && aliased === undefined ? onSite(ground, site, document, written) : undefined;
  if (file || address) return bothReadings(file, address, written);
  if (site) {
    const page = path === undefined || written.startsWith('/') ? undefined : asPage(tree, path);
    return page ?? (path === undefined && !written.startsWith('/') ? unclear('it leads out of the repository') : missOnSite(ground, site, document, written, path));
  }
  for (const any of written.startsWith('/') ? sites : []) {
    const there = onSite(ground, any, document, written);
    if (there) return there;
  }
  const miss = missOnGithub(ground, document, written, path);
  return miss.state === 'missing' && isThereFromAddress(ground, document, written) ? {...miss, fromAddress: true} : miss;
}

/**
 * Whether the link would be right from where the page may be published: on a site that gives each page a folder of its own (`../a.png` on `docs/guide.md`,
 * published as `docs/guide/`, is `docs/a.png`), or on a site whose build copies the folder of the page (`src/rules/` to `docs/rules/`).
 */
function isThereFromAddress({tree, sites}: Ground, document: string, written: string): boolean {
  if (!written.startsWith('../') || githubPage.test(document)) return false;
  const folder = posix.basename(folderOf(document));
  const places = [document.replace(/\.[^./]+$/, ''), ...sites.flatMap(({content}) => content.map(({folder: of}) => joined(of, folder) ?? ''))];
  return places.some(place => {
    const path = joined(place, written);
    return path !== undefined && path !== '' && tree.kind(path) === 'file';
  });
}

/** GitHub follows files, a site addresses: `../` is one page for the one and another for the other. A link to a file by its name can mean nothing else. */
function bothReadings(file: Landing | undefined, address: Landing | undefined, written: string): Landing {
  if (!file || !address || file.state !== 'found' || address.state !== 'found' || isPageFile(written)) return file ?? address!;
  return found(...new Set([...file.paths, ...address.paths]));
}
