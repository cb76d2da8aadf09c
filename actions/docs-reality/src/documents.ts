import {glob} from '#core';
import type {Policy} from './policy.ts';
import type {Tree} from './tree.ts';

/**
 * What a document promises. `living`: it describes the tree as it is. `history`: it tells what was (a changelog, a blog), so its links are judged and its
 * paths and commands are not. `frozen`: an archive, a plan, a decision record, an old version, a translation, a part that other pages include; only its encoding is judged.
 */
export type Role = 'living' | 'history' | 'frozen';

export interface Document {
  readonly path: string;
  readonly role: Role;
}

const markdown = ['**/*.{md,mdx,markdown,qmd}'];

/** What is not this repository's own documentation. In the order in which it is applied: a README of a test folder is, what a package brought is not. */
const builtInExcludes = [
  '**/{test,tests,__tests__,spec,specs,e2e,testing}/**', '!**/{test,tests,e2e,testing}/{README,readme}.md',
  '**/{testdata,test-data,test_data,fixture,fixtures,__fixtures__,__snapshots__,snapshots,mocks,__mocks__,corpus,testcases}/**',
  '**/{archetypes,template,templates,_template,_templates,boilerplate,boilerplates,skeleton,scaffold,scaffolds,scaffolding,cookiecutter}/**', '**/{template,templates}-*/**', '**/*\\{\\{*',
  '**/{node_modules,bower_components,vendor,vendors,third_party,third-party,thirdparty,3rdparty,site-packages,Pods,.venv,venv}/**',
  '**/{dist,_site,_book,_build,.git,.shipgate}/**',
  '**/.github/{ISSUE_TEMPLATE,PULL_REQUEST_TEMPLATE,issue_template,pull_request_template}/**', '**/{PULL_REQUEST_TEMPLATE,pull_request_template,ISSUE_TEMPLATE,issue_template}.md',
];

const history = glob([
  '**/{CHANGELOG,Changelog,changelog,CHANGES,Changes,changes,HISTORY,History,history,NEWS,News,news,RELEASES,RELEASE_NOTES,RELEASE-NOTES,release-notes,release_notes,releases,UPGRADING,MIGRATION,MIGRATING}*.{md,mdx,markdown}',
  '**/{blog,blogs,_posts,posts,news,changelogs,changelog,release-notes,release_notes,releases,changelog.d,changes.d,.changes,.changeset,newsfragments,.chronus}/**',
]);

const frozen = glob([
  '**/{archive,archived,archives,_archive,legacy-docs,attic,old,deprecated}/**', '**/{adr,adrs,ADR,ADRs,decisions,rfc,rfcs,RFCs,proposals,keps,design-proposals,postmortems,post-mortems,meeting-notes,minutes,superpowers}/**',
  '**/{_includes,_include,includes,_partials,partials,_snippets,snippets,_shared,_common}/**', '**/{plans,design-docs}/**', '**/*.{plan,proposal,rfc}.md',
  '**/{versioned_docs,*_versioned_docs,versioned_sidebars}/**', '**/{i18n,locale,locales,l10n,translations,translated}/**',
]);

const locale = /^(?:[a-z]{2}(?:[-_](?:[A-Za-z]{2}|[A-Z][a-z]{3}|\d{3}))?)$/;
const original = ['en', 'en-us', 'en-US', 'en_US', 'en-GB'];

/** Whether a path lies in a translation: a folder named for a language beside the folder of the original. */
function isTranslation(path: string, tree: Tree): boolean {
  const parts = path.split('/');
  return parts.some((part, index) => {
    if (index === parts.length - 1 || !locale.test(part) || original.includes(part)) return false;
    const above = parts.slice(0, index).join('/');
    return original.some(name => tree.kind(above === '' ? name : `${above}/${name}`) === 'folder');
  });
}

/** The role of one document. */
export function roleOf(path: string, tree: Tree): Role {
  if (frozen(path) || isTranslation(path, tree)) return 'frozen';
  return history(path) ? 'history' : 'living';
}

/** The documents that a policy means, in the order of the files given, which are those that are no links. */
export function documentsIn(files: readonly string[], tree: Tree, {include, exclude}: Pick<Policy, 'include' | 'exclude'>): readonly Document[] {
  const included = glob(include ?? markdown);
  const excluded = glob([...builtInExcludes, ...exclude]);
  return files.filter(path => included(path) && !excluded(path)).map(path => ({path, role: roleOf(path, tree)}));
}
