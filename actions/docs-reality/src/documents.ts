import {glob} from '#core';
import type {Policy} from './policy.ts';
import {type Tree, folderOf} from './tree.ts';

/**
 * What a document promises. `living`: it describes the tree as it is. `history`: it tells what was (a changelog, a blog), so its links are judged and its
 * paths and commands are not. `frozen`: an archive, a plan, a decision record, an old version, a translation, a part that other pages include, a template of a page; only its
 * encoding is judged.
 */
export type Role = 'living' | 'history' | 'frozen';

export interface Document {
  readonly path: string;
  readonly role: Role;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const isMarkdown = /\.(?:md|mdx|markdown|qmd)$/;

/** Folders whose documents are not this repository's own: what it depends on, tests with, makes, or makes others from. */
const foreignFolders = words(`node_modules bower_components vendor vendors third_party third-party thirdparty 3rdparty site-packages Pods .venv venv
  testdata test-data test_data fixture fixtures __fixtures__ __snapshots__ snapshots mocks __mocks__ corpus testcases test-samples
  archetypes template templates _template _templates boilerplate boilerplates skeleton scaffold scaffolds scaffolding cookiecutter
  dist _site _book _build .git .shipgate ISSUE_TEMPLATE PULL_REQUEST_TEMPLATE issue_template pull_request_template`);
const testFolders = words('test tests __tests__ spec specs e2e testing');
const formFile = /^(?:pull_request_template|issue_template)\.md$/i;
const templateFolder = /^templates?-|\{\{/;

const historyFolders = words('blog blogs _posts posts news changelogs changelog release-notes release_notes releases changelog.d changes.d .changes .changeset newsfragments .chronus');
const historyFile = /^(?:change-?log|changes|history|news|releases|release[-_]notes|upgrading|migration|migrating)[^/]*\.(?:md|mdx|markdown)$/i;

/** Notes of one release: `notes/app-1.0.3.md`. */
const releaseFile = /(?:^|[-_v])\d+\.\d+\.\d+\.(?:md|mdx|markdown)$/;

const frozenFolders = words(`archive archived archives _archive legacy-docs attic old deprecated
  adr adrs ADR ADRs decisions rfc rfcs RFCs RFCS proposals keps design-proposals design-docs plans postmortems post-mortems meeting-notes minutes
  _includes _include includes _partials partials _snippets snippets _shared _common versioned_docs versioned_sidebars i18n locale locales l10n translations translated`);
const frozenFile = /\.(?:plan|proposal|rfc|m4|tmpl|tpl|template|in)\.md$/;

const locale = /^(?:[a-z]{2}(?:[-_](?:[A-Za-z]{2}|[A-Z][a-z]{3}|\d{3})|-[a-z]{4})?)$/;
const original = ['en', 'en-us', 'en-US', 'en_US', 'en-GB'];

/** Whether a folder holds a translation: it is named for a language and stands beside the folder of the original. */
function isTranslation(parts: readonly string[], index: number, tree: Tree): boolean {
  const part = parts[index]!;
  if (!locale.test(part) || original.includes(part)) return false;
  const above = parts.slice(0, index).join('/');
  return original.some(name => tree.kind(above === '' ? name : `${above}/${name}`) === 'folder');
}

const versionFolder = /^v?\d+\.(?:\d+|x)(?:[.-]\w+)*$/;

/** Whether a folder holds a former version: it is named for one, and a later one, or one without a number, stands beside it. */
function isFormerVersion(parts: readonly string[], index: number, tree: Tree): boolean {
  const part = parts[index]!;
  if (!versionFolder.test(part)) return false;
  const others = tree.children(parts.slice(0, index).join('/')).filter(name => name !== part);
  const versions = others.filter(name => versionFolder.test(name));
  const plain = others.some(name => /^(?:docs|latest|next|current|main|master|dev|unreleased)$/.test(name));
  return versions.length > 0 && (plain || versions.some(name => name.localeCompare(part, 'en', {numeric: true}) > 0));
}

/** The role that a folder gives its documents. */
function roleOfFolder(folder: string, tree: Tree): Role {
  const parts = folder.split('/');
  if (parts.some((part, index) => frozenFolders.has(part) || part.endsWith('_versioned_docs') || isTranslation(parts, index, tree) || isFormerVersion(parts, index, tree))) return 'frozen';
  return parts.some(part => historyFolders.has(part)) ? 'history' : 'living';
}

/** Tells the role of documents; each folder is looked at once. */
export function rolesIn(tree: Tree): (path: string) => Role {
  const known = new Map<string, Role>();
  return path => {
    const folder = folderOf(path);
    const name = path.slice(folder === '' ? 0 : folder.length + 1);
    let role = known.get(folder);
    if (role === undefined) known.set(folder, role = roleOfFolder(folder, tree));
    if (frozenFile.test(name)) return 'frozen';
    return role === 'living' && (historyFile.test(name) || releaseFile.test(name)) ? 'history' : role;
  };
}

/** Whether a file is left out unless policy takes it back in. The README of a test folder is the project's own. */
function isForeign(path: string): boolean {
  const parts = path.split('/');
  const name = parts.pop()!;
  if (formFile.test(name) || name.includes('{{')) return true;
  return parts.some((part, index) => foreignFolders.has(part) || templateFolder.test(part) || (testFolders.has(part) && !(index === parts.length - 1 && /^readme\.md$/i.test(name))));
}

/** The documents that a policy means, in the order of the files given, which are those that are no links. */
export function documentsIn(files: readonly string[], tree: Tree, {include, exclude}: Pick<Policy, 'include' | 'exclude'>): readonly Document[] {
  const isIncluded = include ? glob(include) : (path: string): boolean => isMarkdown.test(path);
  const back = exclude.filter(pattern => pattern.startsWith('!')).map(pattern => pattern.slice(1));
  const out = exclude.filter(pattern => !pattern.startsWith('!'));
  const isBack = back.length > 0 ? glob(back) : () => false;
  const isOut = out.length > 0 ? glob(out) : () => false;
  const roleOf = rolesIn(tree);
  return files.filter(path => isIncluded(path) && (isBack(path) || !isForeign(path) && !isOut(path))).map(path => ({path, role: roleOf(path)}));
}
