import {type Commit, type GitRead, dayOf, glob} from '#core';
import type {Page} from '../page/page.ts';
import type {Policy} from '../policy.ts';
import type {Repository} from '../repository.ts';
import {type FreshnessFacts, type WatchedDocument, isAfter} from './facts.ts';

const isGlob = (text: string): boolean => /[*?[\]{}!]/.test(text);
const mostChanges = 20;

/**
 * The dates of documents and the later changes of what they describe. Documents are those that policy names, or all that carry a date where it names none.
 * Git is asked only for files that some document describes; a change of white space alone is none.
 */
export async function freshnessFacts(git: GitRead, {files}: Pick<Repository, 'files'>, pages: readonly Page[], {documents, sources}: NonNullable<Policy['fresh']>): Promise<FreshnessFacts> {
  const isRequired = documents.length === 0 ? () => false : glob(documents);
  const watching = pages.filter(({path, sources: own}) => Object.hasOwn(sources, path) || own.length > 0);
  const watchers = new Set(watching.map(({path}) => path));
  const judged = pages.filter(({path, marker, role}) => isRequired(path) || watchers.has(path) || (documents.length === 0 && role === 'living' && marker !== undefined));
  const paths = new Set(pages.map(({path}) => path));
  const unmatched = [...documents.filter(pattern => !pattern.startsWith('!') && !pages.some(({path}) => glob(pattern)(path))), ...Object.keys(sources).filter(path => !paths.has(path))];
  const described = new Map(watching.map(page => {
    const globs = [...page.sources, ...(sources[page.path] ?? [])].map(pattern => pattern.replace(/^\.?\//, ''));
    const matches = glob(globs.flatMap(pattern => (isGlob(pattern) ? [pattern] : [pattern, `${pattern.replace(/\/$/, '')}/**`])));
    return [page, {globs, matched: files.filter(path => path !== page.path && matches(path))}] as const;
  }));
  const all = [...new Set([...described.values()].flatMap(({matched}) => matched))];
  const last = all.length === 0 ? new Map<string, Commit>() : await git.lastChanged(all);
  const watched: WatchedDocument[] = [];
  for (const [{path, marker}, {globs, matched}] of described) {
    const changes: WatchedDocument['changes'][number][] = [];
    const date = marker?.date;
    const later = date ? matched.filter(source => last.has(source) && isAfter(last.get(source)!.at, date)) : [];
    for (const source of later.slice(0, mostChanges)) {
      const [commit] = await git.commits({paths: [source], limit: 1, substantive: true});
      if (commit && isAfter(commit.at, date!)) changes.push({path: source, day: dayOf(commit.at), commit: commit.sha, subject: commit.subject});
    }
    changes.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : a.path < b.path ? -1 : 1));
    watched.push({path, ...(marker && {marker}), sources: globs, matched: matched.length, changes});
  }
  return {documents: judged.map(({path, marker}) => ({path, required: isRequired(path) || watchers.has(path), ...(marker && {marker})})), unmatched, watched};
}
