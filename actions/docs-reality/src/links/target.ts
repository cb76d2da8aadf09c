/** What kind of thing a link's destination is. */
export type Target =
  | {readonly kind: 'local'; readonly path: string; readonly query: string; readonly fragment: string | undefined}
  /** A shortcode or tag of a site generator that names a file: `{{< ref "setup.md" >}}`, `{% link _docs/setup.md %}`. */
  | {readonly kind: 'reference'; readonly by: 'hugo' | 'jekyll' | 'jekyll-post'; readonly path: string; readonly fragment: string | undefined}
  /** A page of a repository on GitHub, by branch and path. */
  | {readonly kind: 'repository'; readonly repository: string; readonly view: 'blob' | 'tree' | 'raw'; readonly branch: string; readonly path: string; readonly fragment: string | undefined}
  | {readonly kind: 'elsewhere'}
  | {readonly kind: 'unclear'; readonly why: string};

const scheme = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;
const github = /github/i;
const template = /\{\{|\}\}|\{%|<%|%>|\$\{|\$\(|%\{|\{[a-z_][\w.-]*\}|<[a-z][^>]*>|\[[^\]]*\]|(?:^|\/):[a-z]|\$[A-Za-z_]|@@|__[A-Z]+__|\.\.\.|…|%s\b|\*|\\|"|'|`|\|/i;
const shortcode = /^\{\{[<%]\s*(?:ref|relref)\s+(?:path=)?["'`]?([^"'`\s>%]+)["'`]?[^>%]*[>%]\}\}(#[^\s]*)?$/;
const jekyllTag = /^\{%-?\s*(link|post_url)\s+([^\s%]+)\s*-?%\}(#[^\s]*)?$/;
const own = /^https?:\/\/(?:www\.)?github\.com\/([\w.-]+\/[\w.-]+)\/(blob|tree|raw|edit|blame)\/([^/?#]+)(?:\/([^?#]*))?(?:\?[^#]*)?(#.*)?$/i;
const raw = /^https?:\/\/raw\.githubusercontent\.com\/([\w.-]+\/[\w.-]+)\/(?:refs\/heads\/)?([^/?#]+)\/([^?#]*)(?:\?[^#]*)?(#.*)?$/i;

/** No path and no address of use is longer. */
const longest = 2000;

/** Whether a destination has a scheme and is no address on GitHub, which may be that of this repository. */
export const leadsElsewhere = (destination: string): boolean => scheme.test(destination) && !github.test(destination);

/** The text that percent-encoding stands for, or nothing where it stands for none. */
export function decoded(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const fragmentOf = (hash: string | undefined): string | undefined => (hash === undefined ? undefined : decoded(hash.slice(1)) ?? hash.slice(1));

/** Sorts a destination as it stands in a document. Source of the GitHub forms: https://docs.github.com/en/repositories/working-with-files/using-files */
export function targetOf(destination: string): Target {
  const text = destination.trim();
  if (text.length > longest) return {kind: 'unclear', why: 'it is too long for a path'};
  if (text === '') return {kind: 'unclear', why: 'it is empty'};
  if (text.startsWith('{')) {
    const hugo = shortcode.exec(text);
    if (hugo) {
      const [path, hash] = hugo[1]!.split('#', 2);
      return {kind: 'reference', by: 'hugo', path: path!, fragment: hash ?? fragmentOf(hugo[2])};
    }
    const jekyll = jekyllTag.exec(text);
    if (jekyll) return {kind: 'reference', by: jekyll[1] === 'link' ? 'jekyll' : 'jekyll-post', path: jekyll[2]!, fragment: fragmentOf(jekyll[3])};
  }
  if (leadsElsewhere(text)) return {kind: 'elsewhere'};
  if (scheme.test(text)) {
    const page = own.exec(text);
    if (page) {
      const path = decoded((page[4] ?? '').replace(/\/$/, ''));
      const view = page[2] === 'tree' ? 'tree' : page[2] === 'raw' ? 'raw' : 'blob';
      return path === undefined || template.test(path) ? {kind: 'unclear', why: 'a template fills it in'} : {kind: 'repository', repository: page[1]!.toLowerCase(), view, branch: page[3]!, path, fragment: fragmentOf(page[5])};
    }
    const file = raw.exec(text);
    const path = file && decoded(file[3]!);
    if (file && path !== undefined && path !== null && !template.test(path)) return {kind: 'repository', repository: file[1]!.toLowerCase(), view: 'raw', branch: file[2]!, path, fragment: undefined};
    return {kind: 'elsewhere'};
  }
  const hash = text.indexOf('#');
  const address = hash < 0 ? text : text.slice(0, hash);
  const question = address.indexOf('?');
  const path = decoded(question < 0 ? address : address.slice(0, question));
  if (path === undefined) return {kind: 'unclear', why: 'its percent-encoding is broken'};
  if (template.test(path)) return {kind: 'unclear', why: 'a template fills it in'};
  const fragment = hash < 0 ? undefined : decoded(text.slice(hash + 1)) ?? text.slice(hash + 1);
  return {kind: 'local', path, query: question < 0 ? '' : address.slice(question + 1), fragment};
}
