import {parse as parseToml} from 'smol-toml';
import {parse as parseYaml} from 'yaml';
import {isTable, tableAt} from '../commands/manifests.ts';
import type {SiteKind} from '../policy.ts';
import {type Tree, folderOf, joined} from '../tree.ts';
import {type Content, type Site, normalAddress} from './site.ts';

/** How one generator is recognised and read. `config` names its configuration; `build` gets the folder that the site is in. */
interface Kind {
  readonly kind: SiteKind;
  readonly config: RegExp;
  build(at: Found): Site | undefined;
}

/** A configuration that was found. `text` is empty where it was not read. */
interface Found {
  readonly tree: Tree;
  readonly path: string;
  readonly root: string;
  readonly text: string;
  /** The texts of all redirections that were found. */
  readonly redirections: readonly string[];
  /** The texts of the scripts beside it. */
  readonly scripts: readonly string[];
}

const noKeys: ReadonlySet<string> = new Set();
const indexPage = /^(?:index|README|readme)$/;
const unchanged = (name: string): string => name;

/** Docusaurus, Jekyll and others order pages by a number in front of the name. */
const withoutNumber = (name: string): string => name.replace(/^\d+\s*[-_.]+\s*/, '');

/** Starlight and Astro give every part of a path the form of a GitHub slug. */
const slugPart = (name: string): string => name.toLowerCase().replace(/ /g, '-').replace(/[^\p{L}\p{N}_-]/gu, '');

function siteOf(kind: SiteKind, root: string, parts: Partial<Site> & Pick<Site, 'content'>): Site {
  return {kind, root, assets: [], base: '', flavour: 'github', complete: false, caseless: false, hooked: false, shared: false, written: [], moved: noKeys, added: undefined, addressKeys: noKeys, index: indexPage, part: unchanged, ...parts};
}

const inside = (root: string, path: string): string => joined(root, path) ?? root;

/** The string that a JavaScript configuration gives a key, read without running it. */
function stringIn(text: string, key: string): string | undefined {
  const match = new RegExp(`(?:^|[\\s{,])['"]?${key}['"]?\\s*:\\s*(['"\`])([^'"\`\\n$]*)\\1`).exec(text);
  return match?.[2];
}

function yamlOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parseYaml(text, {logLevel: 'silent', maxAliasCount: 100, customTags: tags => tags});
    return isTable(value) ? value : {};
  } catch {
    return {};
  }
}

function tomlOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return parseToml(text);
  } catch {
    return {};
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The path part of an address: `/handbook` of `https://example.com/handbook/`. */
function pathOfUrl(url: string | undefined): string {
  const path = url?.replace(/^[a-z]+:\/\/[^/]*/i, '') ?? '';
  return path === '' || path === '/' ? '' : normalAddress(path);
}

const docusaurus: Kind = {
  kind: 'docusaurus',
  config: /(?:^|\/)docusaurus\.config\.[cm]?[jt]s$/,
  build({tree, root, text}) {
    const paths = [...text.matchAll(/(?:^|[\s{,])path\s*:\s*['"]([^'"\n]+)['"]/g)].map(([, path]) => inside(root, path!));
    const bases = [...text.matchAll(/(?:^|[\s{,])routeBasePath\s*:\s*['"]([^'"\n]*)['"]/g)].map(([, base]) => base!.replace(/^\/|\/$/g, ''));
    const content: Content[] = [];
    for (const folder of new Set([inside(root, 'docs'), ...paths])) {
      if (tree.kind(folder) !== 'folder' || folder === root) continue;
      const name = folder.slice(folder.lastIndexOf('/') + 1);
      const base = bases.find(given => given === name) ?? (bases.length === 1 && !folder.endsWith('blog') ? bases[0]! : name);
      content.push({folder, base: base === '' ? '' : `/${base}`});
    }
    content.push({folder: inside(root, 'blog'), base: '/blog'}, {folder: inside(root, 'src/pages'), base: ''});
    return siteOf('docusaurus', root, {
      content, assets: [inside(root, 'static')], base: pathOfUrl(stringIn(text, 'baseUrl')), flavour: 'docusaurus', part: withoutNumber, addressKeys: new Set(['slug', 'id']),
    });
  },
};

/** What a Hugo configuration mounts, from wherever it is. https://gohugo.io/configuration/module/#mounts */
function mountsOf(settings: Readonly<Record<string, unknown>>): readonly {readonly source: string | undefined; readonly target: string}[] {
  const mounts = tableAt(settings, 'module')['mounts'];
  return (Array.isArray(mounts) ? mounts : []).flatMap(mount => {
    const {source, target} = tableAt(mount);
    const at = textOf(target)?.replace(/\/$/, '');
    return at === undefined ? [] : {source: textOf(source), target: at};
  });
}

/** The folders of the repository that are mounted among the pages. */
function mountedPages(tree: Tree, root: string, settings: Readonly<Record<string, unknown>>): readonly Content[] {
  return mountsOf(settings).flatMap(({source, target}) => {
    const folder = source === undefined || !/^content(?:\/|$)/.test(target) ? undefined : joined(root, source);
    return folder !== undefined && folder !== '' && tree.kind(folder) === 'folder' ? {folder, base: target.slice('content'.length)} : [];
  });
}

/** The files and folders that may come from there. */
function mounted(settings: Readonly<Record<string, unknown>>): RegExp | undefined {
  const parts = mountsOf(settings).map(({target}) => target.replace(/^content\//, '')).filter(target => target.includes('/')).map(target => target.replace(/[^\w/-]/g, '\\$&'));
  return parts.length === 0 ? undefined : new RegExp(`(?:^|/)(?:${parts.join('|')})(?:/|$)`);
}

const hugo: Kind = {
  kind: 'hugo',
  config: /(?:^|\/)(?:hugo\.(?:toml|ya?ml|json)|config\.(?:toml|ya?ml)|config\/_default\/(?:hugo|config)\.(?:toml|ya?ml|json))$/,
  build({tree, path, root: folder, text}) {
    const root = path.includes('config/_default/') ? folder.replace(/\/?config\/_default$/, '') : folder;
    const isHugo = /(?:^|\/)hugo\./.test(path) || tree.kind(inside(root, 'content')) === 'folder' && (tree.kind(inside(root, 'layouts')) === 'folder' || tree.kind(inside(root, 'archetypes')) === 'folder' || tree.kind(inside(root, 'themes')) === 'folder');
    if (!isHugo) return undefined;
    const settings = path.endsWith('.toml') ? tomlOf(text) : yamlOf(text);
    const main = textOf(settings['contentDir']) ?? textOf(settings['contentdir']) ?? 'content';
    const languages = Object.entries(tableAt(settings, 'languages'));
    const standard = textOf(settings['defaultContentLanguage']) ?? 'en';
    const content: Content[] = [{folder: inside(root, main), base: ''}];
    for (const [language, given] of languages) {
      const own = textOf(tableAt(given)['contentDir']) ?? textOf(tableAt(given)['contentdir']);
      if (own !== undefined) content.push({folder: inside(root, own), base: language === standard ? '' : `/${language}`});
    }
    const english = inside(root, `${main}/en`);
    if (languages.length === 0 && tree.kind(english) === 'folder') content.push({folder: english, base: ''});
    content.push(...mountedPages(tree, root, settings));
    return siteOf('hugo', root, {
      content, assets: [inside(root, 'static'), inside(root, 'assets')], base: pathOfUrl(textOf(settings['baseURL']) ?? textOf(settings['baseurl'])), flavour: 'hugo',
      addressKeys: new Set(['slug', 'url', 'aliases']), index: /^(?:_?index(?:\.[a-z-]{2,5})?)$/, added: mounted(settings),
    });
  },
};

/** Headings in the strings of a script, which it may write into pages. */
const headingInScript = /(?:^[ \t]*|\\n|[`'"])#{1,6} +([^\n\\`'"${}#]{1,100})/gm;

const vitepress: Kind = {
  kind: 'vitepress',
  config: /(?:^|\/)\.(?:vitepress|vuepress)\/config\.[cm]?[jt]s$|(?:^|\/)\.(?:vitepress|vuepress)\/config\/index\.[cm]?[jt]s$/,
  build({tree, path, root: folder, text, scripts}) {
    const root = folder.replace(/(?:^|\/)\.(?:vitepress|vuepress)(?:\/config)?$/, '');
    // A folder of the configuration itself is that of some plugin's.
    const srcDir = stringIn(text, 'srcDir');
    const given = srcDir !== undefined && /^(?:\.\/)?\.(?:vitepress|vuepress)(?:\/|$)/.test(srcDir) ? undefined : srcDir;
    const home = (folder_: string): boolean => tree.kind(inside(folder_, 'index.md')) === 'file';
    // A configuration in several files may say it in another one.
    const likely = given !== undefined || home(root) ? undefined : ['src', 'docs', 'content', 'pages'].find(name => home(inside(root, name)));
    const source = inside(root, given ?? likely ?? '.');
    const vue = path.includes('.vuepress');
    const dynamic = tree.files.some(file => file.startsWith(source === '' ? '' : `${source}/`) && /\[[^\]/]+\]\.md$/.test(file));
    return siteOf('vitepress', root, {
      content: [{folder: source, base: ''}], assets: [inside(source, 'public'), inside(root, 'public'), inside(root, '.vuepress/public')], base: pathOfUrl(stringIn(text, 'base')), flavour: 'vitepress',
      complete: !vue && !dynamic && likely === undefined && !/\b(?:rewrites|ignoreDeadLinks)\s*[:(]/.test(text), addressKeys: new Set(['permalink']),
      written: [...new Set(scripts.flatMap(script => [...script.matchAll(headingInScript)].map(([, heading]) => heading!.trim())))],
    });
  },
};

/** What MkDocs' own themes bring under these very names. https://github.com/mkdocs/mkdocs/tree/master/mkdocs/themes */
const themeFile = /(?:^|\/)img\/(?:favicon\.ico|grid\.png)$/;

/**
 * Definitions that every page gets, and plugins that answer to the name of any heading. https://facelessuser.github.io/pymdown-extensions/extensions/snippets/
 * and https://mkdocstrings.github.io/autorefs/
 */
const sharedDefinitions = /\bauto_append\s*:|^[ \t]*-[ \t]*['"]?(?:autorefs|mkdocstrings)\b/m;

const mkdocs: Kind = {
  kind: 'mkdocs',
  config: /(?:^|\/)mkdocs\.ya?ml$/,
  build({root, text}) {
    const folder = /^docs_dir\s*:\s*['"]?([^'"\n#]+?)['"]?\s*(?:#.*)?$/m.exec(text)?.[1] ?? 'docs';
    return siteOf('mkdocs', root, {content: [{folder: inside(root, folder), base: ''}], flavour: 'python-markdown', addressKeys: new Set(['slug']), hooked: /^hooks\s*:/m.test(text), shared: sharedDefinitions.test(text), added: themeFile});
  },
};

const jekyll: Kind = {
  kind: 'jekyll',
  config: /(?:^|\/)_config\.ya?ml$/,
  build({tree, root, text}) {
    if (/^(?:jupyter|title.*jupyter|execute|sphinx)\s*:/m.test(text) && tree.kind(inside(root, '_toc.yml')) === 'file') return undefined;
    return siteOf('jekyll', root, {
      content: [{folder: root, base: ''}, ...tree.children(root).filter(name => /^_[a-z]/.test(name) && tree.kind(inside(root, name)) === 'folder').map(name => ({folder: inside(root, name), base: `/${name.slice(1)}`}))],
      assets: [root], base: pathOfUrl(/^baseurl\s*:\s*['"]?([^'"\n#]*?)['"]?\s*(?:#.*)?$/m.exec(text)?.[1]), flavour: 'kramdown', addressKeys: new Set(['permalink', 'redirect_from']),
    });
  },
};

const astro: Kind = {
  kind: 'astro',
  config: /(?:^|\/)astro\.config\.[cm]?[jt]s$/,
  build({tree, root, text}) {
    const pages = inside(root, 'src/content/docs');
    const all = tree.kind(pages) === 'folder' ? [{folder: pages, base: ''}] : [];
    return siteOf('astro', root, {
      content: [...all, {folder: inside(root, 'src/pages'), base: ''}, {folder: inside(root, 'src/content'), base: ''}], assets: [inside(root, 'public')],
      base: pathOfUrl(stringIn(text, 'base')), flavour: 'docusaurus', part: slugPart, addressKeys: new Set(['slug']),
    });
  },
};

const mdbook: Kind = {
  kind: 'mdbook',
  config: /(?:^|\/)book\.toml$/,
  build({root, text}) {
    const source = textOf(tableAt(tomlOf(text), 'book')['src']) ?? 'src';
    return siteOf('mdbook', root, {content: [{folder: inside(root, source), base: ''}]});
  },
};

const sphinx: Kind = {
  kind: 'sphinx',
  config: /(?:^|\/)(?:conf\.py|_toc\.yml|myst\.yml)$/,
  build({tree, path, root}) {
    const isSphinx = !path.endsWith('conf.py') || ['index.rst', 'index.md', 'contents.rst'].some(name => tree.kind(inside(root, name)) === 'file');
    const source = path.endsWith('conf.py') && !isSphinx && tree.kind(inside(root, '../index.rst')) === 'file' ? folderOf(root) : root;
    if (!isSphinx && source === root) return undefined;
    return siteOf('sphinx', root, {content: [{folder: source, base: ''}]});
  },
};

const gitbook: Kind = {
  kind: 'gitbook',
  config: /(?:^|\/)(?:\.gitbook\.yaml|SUMMARY\.md)$/,
  build({path, root, text}) {
    const source = path.endsWith('.yaml') ? /^root\s*:\s*['"]?\.?\/?([^'"\n#]*?)['"]?\s*$/m.exec(text)?.[1] ?? '' : '';
    return siteOf('gitbook', root, {content: [{folder: inside(root, source), base: ''}]});
  },
};

const nextra: Kind = {
  kind: 'nextra',
  config: /(?:^|\/)(?:next\.config\.[cm]?[jt]s|theme\.config\.[jt]sx?)$/,
  build({tree, root}) {
    const folders = ['content', 'src/content', 'pages', 'src/pages', 'app', 'src/app'].map(name => inside(root, name)).filter(folder => tree.kind(folder) === 'folder');
    return siteOf('nextra', root, {content: folders.map(folder => ({folder, base: ''})), assets: [inside(root, 'public')]});
  },
};

const docfx: Kind = {
  kind: 'docfx',
  config: /(?:^|\/)(?:docfx\.json|\.openpublishing\.publish\.config\.json)$/,
  build({root, redirections}) {
    const moved = redirections.flatMap(text => [...text.matchAll(/"source_path(?:_from_root)?"\s*:\s*"(?:\.\.\/|\/){0,8}([^"\n]{1,500})"/g)].map(([, path]) => path!.toLowerCase()));
    return siteOf('docfx', root, {content: [{folder: root, base: ''}], caseless: true, moved: new Set(moved)});
  },
};

/** Generators that are recognised and not understood: where their pages stand is not known, so only links between files are judged. */
const other: Kind = {
  kind: 'other',
  config: /(?:^|\/)(?:gatsby-config\.[cm]?[jt]s|\.eleventy\.[cm]?js|eleventy\.config\.[cm]?[jt]s|nuxt\.config\.[cm]?[jt]s|mint\.json|docs\.json|antora\.yml|docs\/make\.jl|_quarto\.yml|zensical\.toml|svelte\.config\.[cm]?[jt]s|rspress\.config\.[cm]?[jt]s|\.dumirc\.[jt]s|config\.rb|fumadocs\.config\.[jt]s|source\.config\.[jt]s|sidebars?\.json|toc\.ya?ml|content\.config\.[jt]s|docs\.ya?ml|fern\.config\.json|retype\.ya?ml|quartz\.config\.ts)$/,
  build({root}) {
    return siteOf('other', root, {content: [{folder: root, base: ''}]});
  },
};

/** Docsify serves the folder as it is; its start page may give further addresses to what lies elsewhere. https://docsify.js.org/#/configuration?id=alias */
const docsify: Kind = {
  kind: 'other',
  config: /(?:^|\/)(?:_sidebar\.md|\.docsify)$/,
  build({root, scripts}) {
    const keys = scripts.flatMap(page => [...(/\balias\s*:\s*\{([^}]{0,4000})\}/.exec(page)?.[1] ?? '').matchAll(/['"]([^'"\n]{1,200})['"]\s*:/g)].map(([, key]) => key!.slice(key!.lastIndexOf('/') + 1)));
    const names = keys.filter(key => /^[\w-]+(?:\.md)?$/.test(key)).map(key => key.replace(/\.md$/, ''));
    return siteOf('other', root, {content: [{folder: root, base: ''}], added: names.length === 0 ? undefined : new RegExp(`(?:^|/)(?:${names.join('|')})(?:\\.md)?$`)});
  },
};

/** Zola is told from Hugo, which may have a configuration of the same name, by what stands in it. https://www.getzola.org/documentation/getting-started/configuration/ */
const zola: Kind = {
  kind: 'zola',
  config: /(?:^|\/)(?:config|zola)\.toml$/,
  build({tree, path, root, text}) {
    const isZola = tree.kind(inside(root, 'content')) === 'folder' && (path.endsWith('zola.toml') || /^base_url\s*=/m.test(text));
    return isZola ? siteOf('zola', root, {content: [{folder: inside(root, 'content'), base: ''}], assets: [inside(root, 'static')], addressKeys: new Set(['slug', 'path', 'aliases'])}) : undefined;
  },
};

const kinds: readonly Kind[] = [docusaurus, hugo, vitepress, mkdocs, jekyll, astro, mdbook, sphinx, gitbook, nextra, docfx, zola, docsify, other];

const notASite = /(?:^|\/)(?:node_modules|vendor|third_party|fixtures|__fixtures__|testdata|templates?|test|tests|__tests__|examples?|playground|playgrounds|starters?)(?:\/|$)/;
const mostSites = 50;
const mostScripts = 200;
const siteScript = /(?:^|\/)\.(?:vitepress|vuepress)\/(?!cache\/|dist\/).*\.[cm]?[jt]s$/;
const redirection = /(?:^|\/)[^/]*redirection[^/]*\.json$/;

function kindsOf(path: string): readonly Kind[] {
  return kinds.filter(kind => kind.config.test(path));
}

/** The configurations of site generators in a tree, outside of examples and fixtures. In: the policy's `site`. */
export function siteConfigs(tree: Tree, wanted: SiteKind | 'auto' | 'none'): readonly string[] {
  if (wanted === 'none') return [];
  const found = tree.files.filter(path => {
    return kindsOf(path).some(({kind}) => wanted === 'auto' || kind === wanted) && !notASite.test(folderOf(path));
  }).sort((a, b) => a.split('/').length - b.split('/').length).slice(0, mostSites);
  const redirections = found.some(path => docfx.config.test(path)) ? tree.files.filter(path => redirection.test(path)) : [];
  const scripts = found.some(path => vitepress.config.test(path)) ? tree.files.filter(path => siteScript.test(path) && !found.includes(path)).slice(0, mostScripts) : [];
  const starts = found.filter(path => docsify.config.test(path)).map(path => inside(folderOf(path), 'index.html')).filter(path => tree.kind(path) === 'file');
  return [...new Set([...found, ...redirections, ...scripts, ...starts])];
}

/** The sites of a tree. In: the configurations, as `siteConfigs` names them, and their texts. A folder that only looks like a site is none inside another. */
export function sitesIn(tree: Tree, configs: readonly string[], text: (path: string) => string | undefined): readonly Site[] {
  const redirections = configs.filter(path => redirection.test(path)).map(path => text(path) ?? '');
  const scripts = configs.filter(path => siteScript.test(path));
  const sites = new Map<string, Site>();
  for (const path of configs) {
    const root = folderOf(path);
    const start = docsify.config.test(path) ? text(inside(root, 'index.html')) : undefined;
    const beside = start !== undefined ? [start] : scripts.filter(script => script.startsWith(`${root.replace(/\/config$/, '')}/`)).map(script => text(script) ?? '');
    const found: Found = {tree, path, root, text: text(path) ?? '', redirections, scripts: beside};
    const site = kindsOf(path).flatMap(kind => kind.build(found) ?? [])[0];
    const known = site && sites.get(site.root);
    if (site && (!known || known.kind === 'other')) sites.set(site.root, site);
  }
  const all = [...sites.values()];
  const isInside = (site: Site): boolean => all.some(outer => outer !== site && outer.kind !== 'other' && outer.content.some(({folder}) => folder !== '' && (site.root === folder || site.root.startsWith(`${folder}/`)) || folder === '' && outer.kind === 'docfx'));
  return all.filter(site => !['other', 'gitbook'].includes(site.kind) || !isInside(site));
}
