import {posix} from 'node:path';
import {type Family, type Mutation, documentsOf, linesOf} from '../mutation.ts';
import {type Repository, textOf} from '../repository.ts';

const reviewed = '2026-11-10';

/** The files that a document names in code. */
function* describedBy(repository: Repository, path: string): Iterable<string> {
  const named = new Set<string>();
  for (const {text, fence} of linesOf(repository.files, path)) {
    if (fence !== undefined) continue;
    for (const [, code] of text.matchAll(/`([\w.@/-]+\.\w+)`/g)) {
      const file = [code!, posix.join(posix.dirname(path), code!)].find(one => one !== path && repository.files[one] !== undefined && !/\.mdx?$/.test(one));
      if (file !== undefined && !named.has(file)) yield file;
      if (file !== undefined) named.add(file);
    }
  }
}

/** A file changed that a document describes: after its review, or without it. The same at other times, with it, or in other places is harmless. */
export const describedFiles: Family = function* (repository) {
  for (const path of documentsOf(repository)) {
    const text = textOf(repository.files, path).replace(/\n*$/, '');
    if (/last verified/i.test(text) || text.startsWith('---')) continue;
    for (const file of describedBy(repository, path)) {
      const line = text.split('\n').length + 2;
      const watched = {change: {[path]: `${text}\n\nLast Verified: ${reviewed}\n`}, policy: {fresh: {sources: {[path]: [file]}}}};
      const since = (kind: string, day: string, paths: readonly string[], cosmetic = false): Mutation => ({
        ...watched, kind, rules: kind.startsWith('harmless') ? ['any'] : ['fresh.sources'], seeds: kind.startsWith('harmless') ? [] : [{path, line}], about: '\0', world: {before: {}, after: {commits: [{day, paths, cosmetic}]}},
      });
      yield since('a described file changed after the review', '2026-11-12', [file]);
      yield since('harmless: a described file changed before the review', '2026-11-08', [file]);
      yield since('harmless: a described file changed on the day of the review', reviewed, [file]);
      yield since('harmless: white space of a described file changed', '2026-11-12', [file], true);
      yield since('harmless: a file changed that is not described', '2026-11-12', [`${file}.other`]);

      const coupled = {change: {}, policy: {docs: {'co-change': [{when: [file], then: [path]}]}}};
      const along = (kind: string, changes: readonly {path: string; kind: 'changed' | 'deleted' | 'renamed'; from?: string}[]): Mutation => ({
        ...coupled, kind, rules: kind.startsWith('harmless') ? ['any'] : ['docs.co-change'], seeds: kind.startsWith('harmless') ? [] : [{path: changes[0]!.path}], about: '\0', world: {before: {changes: []}, after: {changes}},
      });
      yield along('a described file changed and its document did not', [{path: file, kind: 'changed'}]);
      yield along('a described file was moved and its document did not change', [{path: `${file}.moved`, kind: 'renamed', from: file}]);
      yield along('a described file changed and its document was deleted', [{path: file, kind: 'changed'}, {path, kind: 'deleted'}]);
      yield along('harmless: a described file changed with its document', [{path: file, kind: 'changed'}, {path, kind: 'changed'}]);
      yield along('harmless: a document changed alone', [{path, kind: 'changed'}]);
      yield along('harmless: what changed is coupled to no document', [{path: `${file}.other`, kind: 'changed'}]);
    }
  }
};
