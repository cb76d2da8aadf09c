import {posix} from 'node:path';
import GithubSlugger from 'github-slugger';
import {type DocumentLine, type Family, type Mutation, documentsOf, linesOf, literally, withLine} from '../mutation.ts';
import {type Files, type Repository, textOf} from '../repository.ts';

/** The first page of a folder, which has other addresses besides its path. */
const firstPage = /(?:^|\/)(?:README|index|_index)\.mdx?$/i;

interface Link {
  readonly at: DocumentLine;
  readonly written: string;
  readonly target: string;
  readonly fragment: string | undefined;
}

const inline = /\]\(<?([^()\s<>#]*)(?:#([^()\s<>]+))?>?(?:\s+"[^"]*")?\)/g;
const elsewhere = /^(?:[a-z][a-z0-9+.-]*:|\/\/|\/|@)|[{}$*%]/i;

/** The relative links of a document, outside of code. */
function* linksOf(files: Files, path: string): Iterable<Link> {
  for (const at of linesOf(files, path)) {
    if (at.fence !== undefined || /^(?: {4}|\t)/.test(at.text)) continue;
    for (const [, target = '', fragment] of at.text.replaceAll(/`[^`]*`(?!\])/g, code => '\0'.repeat(code.length)).matchAll(inline)) {
      if (elsewhere.test(target) || (target === '' && fragment === undefined)) continue;
      yield {at, written: target, target: target === '' ? path : posix.join(posix.dirname(path), target), fragment};
    }
  }
}

/** `git mv` of a file that is linked to: every link to it is wrong. */
export const movedFiles: Family = function* ({files}) {
  const links = documentsOf({files}).flatMap(path => [...linksOf(files, path)]).filter(({written, target}) => written !== '' && files[target] !== undefined);
  for (const target of new Set(links.map(link => link.target))) {
    const inbound = links.filter(link => link.target === target && link.at.path !== target);
    if (inbound.length === 0 || firstPage.test(target)) continue;
    const moved = posix.join(posix.dirname(target), `retired-${posix.basename(target)}`);
    yield {kind: 'a linked file was renamed', rules: ['link.path'], seeds: inbound.map(({at}) => ({path: at.path, line: at.line})), change: {[target]: undefined, [moved]: files[target]!}, about: posix.basename(target)};
  }
};

/** One letter of a link's target is wrong, or in another case. */
export const misspeltLinks: Family = function* ({files}) {
  for (const path of documentsOf({files})) {
    for (const {at, written, target} of linksOf(files, path)) {
      if (written === '' || files[target] === undefined || !/[a-z]{3}/.test(posix.basename(written))) continue;
      const name = posix.basename(written);
      const changed = (to: string): Mutation['change'] => ({[path]: withLine(textOf(files, path), at.line, old => old.replace(`](${written}`, `](${written.slice(0, -name.length)}${to}`))});
      const seeds = [{path, line: at.line}];
      const wrong = name.replace(/[a-z](?=[a-z]{2})/, letter => (letter === 'q' ? 'x' : 'q'));
      const flipped = name.replace(/[a-zA-Z]/, letter => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()));
      const there = (to: string): boolean => Object.keys(files).some(file => file === posix.join(posix.dirname(target), to));
      if (!at.text.includes(`](${written}`)) continue;
      if (!there(wrong)) yield {kind: 'a letter of a link was changed', rules: ['link.path'], seeds, change: changed(wrong), about: wrong};
      if (!there(flipped)) yield {kind: 'a letter of a link is in the other case', rules: ['link.case'], seeds, change: changed(flipped), about: flipped};
    }
  }
};

/** The headings of a document with the anchors that GitHub gives them. */
function headingsOf(files: Files, path: string): readonly {readonly line: number; readonly anchor: string; readonly plain: boolean}[] {
  const slugger = new GithubSlugger();
  const found: {line: number; anchor: string; plain: boolean}[] = [];
  for (const {line, text, fence} of linesOf(files, path)) {
    const heading = fence === undefined ? /^#{1,6}\s+(.*?)\s*#*\s*$/.exec(text)?.[1] : undefined;
    if (heading !== undefined) found.push({line, anchor: slugger.slug(heading.replaceAll('`', '')), plain: !/[<{[&*_\\]/.test(heading)});
  }
  return found;
}

/** A heading was reworded: every link to it is wrong. */
export const rewordedHeadings: Family = function* (repository: Repository) {
  const {files} = repository;
  const documents = documentsOf(repository);
  const links = documents.flatMap(path => [...linksOf(files, path)]).filter(({fragment}) => fragment !== undefined);
  for (const path of documents) {
    const headings = headingsOf(files, path);
    for (const {line, anchor} of headings.filter(({plain}) => plain)) {
      const inbound = links.filter(({target, fragment}) => target === path && (fragment === anchor || fragment === encodeURIComponent(anchor)));
      const again = new RegExp(`(?:id|name)=["']?${literally(anchor)}["'\\s>]|\\{#${literally(anchor)}\\}`, 'i').test(textOf(files, path));
      const counted = headings.some(one => anchor.startsWith(`${one.anchor}-`) && /^\d+$/.test(anchor.slice(one.anchor.length + 1)));
      if (inbound.length === 0 || again || counted || headings.some(one => one.line !== line && one.anchor.includes(anchor))) continue;
      const change = {[path]: withLine(textOf(files, path), line, old => old.replace(/^(#{1,6}\s+).*$/, '$1Quite another zebra title'))};
      yield {kind: 'a linked heading was reworded', rules: ['link.anchor'], seeds: inbound.map(({at}) => ({path: at.path, line: at.line})), change, about: anchor};
    }
  }
};

const reference = /(?<!\\)\[([^\][]+)\]\[([^\][]*)\]/g;

/** A reference names a label with a wrong letter, or the definition of its label is gone. */
export const misspeltReferences: Family = function* ({files}) {
  for (const path of documentsOf({files})) {
    const text = textOf(files, path);
    const lines = [...linesOf(files, path)].filter(({fence, text: own}) => fence === undefined && !/^(?: {4}|\t)/.test(own));
    const defined = new Map(lines.flatMap(({line, text: own}) => {
      const label = /^ {0,3}\[([A-Za-z][\w -]{2,60})\]:\s+\S/.exec(own)?.[1];
      return label === undefined ? [] : [[label.toLowerCase(), {label, line}] as const];
    }));
    const uses = lines.flatMap(({line, text: own}) => [...own.replaceAll(/`[^`]*`/g, code => '\0'.repeat(code.length)).matchAll(reference)].flatMap(({0: masked, 1: shown, 2: given, index}) => {
      const found = defined.get((given || shown!).toLowerCase());
      return found === undefined ? [] : [{at: line, whole: own.slice(index, index + masked.length), full: given !== '', label: found.label}];
    }));
    for (const {label, line} of defined.values()) {
      const seeds = uses.filter(use => use.label === label).map(({at}) => ({path, line: at}));
      if (seeds.length === 0) continue;
      yield {kind: 'the definition of a reference is gone', rules: ['link.reference'], seeds, change: {[path]: withLine(text, line, () => '')}, about: label};
      const use = uses.find(one => one.label === label && one.full);
      const wrong = label.replace(/[a-z](?=[a-z]|$)/, letter => (letter === 'q' ? 'x' : 'q'));
      if (!use || defined.has(wrong.toLowerCase()) || wrong === label) continue;
      const change = {[path]: withLine(text, use.at, old => old.replace(use.whole, use.whole.replace(/\[[^\][]*\]$/, `[${wrong}]`)))};
      yield {kind: 'a letter of a reference was changed', rules: ['link.reference'], seeds: [{path, line: use.at}], change, about: wrong};
    }
  }
};
