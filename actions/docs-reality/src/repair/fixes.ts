import {posix} from 'node:path';
import type {CommandFault} from '../command-claims/survey.ts';
import type {Project} from '../commands/index.ts';
import {scriptsOf} from '../commands/packages.ts';
import type {Anchored} from '../links/anchor.ts';
import type {AnchorFault, CaseFault, PathFault} from '../links/survey.ts';
import {decoded} from '../links/target.ts';
import type {PathMiss} from '../page/page.ts';
import {type Tree, folderOf} from '../tree.ts';
import type {Edit} from './edit.ts';
import {isSlip, onlySlip} from './slip.ts';

/** Names that every package has: a file of that name elsewhere is another file. */
const commonName = /^(?:index|readme|licen[sc]e|changelog|contributing|package|tsconfig|makefile|dockerfile|justfile)(?:\.|$)|^(?:__init__|mod|lib|main|app|config|settings|setup|utils?|types?|constants?|helpers?|tests?)\.(?!mdx?$)/i;

/** The one file that a missing path can mean: the only one of that name, or the only neighbour whose name it is a slip for. */
function onlyFile(tree: Tree, path: string): string | undefined {
  const name = posix.basename(path);
  const twins = tree.named(name);
  if (twins.length > 0) return twins.length === 1 && /\.[A-Za-z0-9]+$/.test(name) && !commonName.test(name) ? twins[0] : undefined;
  const folder = folderOf(path);
  const meant = onlySlip(name, tree.children(folder).filter(child => posix.extname(child) === posix.extname(name)));
  return meant === undefined ? undefined : folder === '' ? meant : `${folder}/${meant}`;
}

const encoded = (path: string): string => encodeURI(path).replace(/[()?#]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** The destination of a link with another file in it, written in the manner of the old one; nothing when it is not clear how. */
function retargeted(document: string, written: string, from: string | undefined, to: string): string | undefined {
  const end = written.search(/[?#]/);
  const address = end < 0 ? written : written.slice(0, end);
  const rest = end < 0 ? '' : written.slice(end);
  if (/^https?:/i.test(address)) {
    const tail = from === undefined ? undefined : [encoded(from), from].find(path => address.endsWith(path));
    return tail === undefined ? undefined : address.slice(0, -tail.length) + encoded(to) + rest;
  }
  if (address.startsWith('/')) return decoded(address)?.slice(1) === from ? `/${encoded(to)}${rest}` : undefined;
  const relative = encoded(posix.relative(posix.dirname(document), to));
  return (address.startsWith('./') && !relative.startsWith('.') ? `./${relative}` : relative) + rest;
}

/** A link in another case than the file. */
export function fixOfCase({document, at, written, exact, real}: CaseFault): Edit | undefined {
  const spelled = written.toLowerCase().lastIndexOf(real.toLowerCase());
  const after = exact ? retargeted(document, written, spelled < 0 ? undefined : written.slice(spelled, spelled + real.length), real) : undefined;
  return after === undefined || after === written ? undefined : {kind: 'case of a link', ...at, before: written, after};
}

/** A link to a file that moved or whose name was mistyped. */
export function fixOfPath({document, at, written, exact, path}: PathFault, tree: Tree): Edit | undefined {
  const meant = exact ? onlyFile(tree, path) : undefined;
  const after = meant === undefined ? undefined : retargeted(document, written, path, meant);
  return after === undefined || after === written ? undefined : {kind: 'path of a link', ...at, before: written, after};
}

/** A link to a heading whose anchor was mistyped. */
export function fixOfAnchor({at, written, exact, fragment, page, lines}: AnchorFault, anchored: (path: string) => Anchored | undefined): Edit | undefined {
  const anchors = exact && lines === undefined ? anchored(page)?.anchors : undefined;
  const meant = anchors && onlySlip(fragment, anchors);
  const hash = written.lastIndexOf('#');
  if (meant === undefined || hash < 0 || decoded(written.slice(hash + 1)) !== fragment) return undefined;
  return {kind: 'anchor of a link', ...at, before: written, after: `${written.slice(0, hash)}#${encodeURI(meant)}`};
}

/** A path in code that moved, was mistyped, or is written in another case; only where it is counted from the root. */
export function fixOfCodePath({written, at, miss}: PathMiss, tree: Tree): Edit | undefined {
  const dots = written.startsWith('./') ? './' : '';
  const bare = written.slice(dots.length);
  if (bare !== miss.path) return undefined;
  const meant = miss.other === 'case' ? miss.near : onlyFile(tree, miss.path);
  return meant === undefined || meant === bare ? undefined : {kind: 'path in code', ...at, before: written, after: dots + meant};
}

/** A command that names a script, target or recipe by a slip. Of package scripts all names are known, of others the nearest one. */
export function fixOfCommand({at, written, lookedIn, suggestion}: CommandFault, project: Project): Edit | undefined {
  if (!suggestion || suggestion.path !== lookedIn || !isSlip(written, suggestion.name)) return undefined;
  const names = lookedIn.endsWith('package.json') ? scriptsOf(project, lookedIn) : undefined;
  const swapped = [...written].sort().join('') === [...suggestion.name].sort().join('');
  const certain = names ? onlySlip(written, names) === suggestion.name : swapped;
  return certain ? {kind: 'command', ...at, before: written, after: suggestion.name} : undefined;
}
