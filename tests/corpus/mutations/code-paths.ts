import {posix} from 'node:path';
import {type Family, documentsOf, linesOf} from '../mutation.ts';

/** A file whose path stands in backticks was renamed. */
export const renamedFiles: Family = function* (repository) {
  const {files} = repository;
  const places = new Map<string, {path: string; line: number}[]>();
  for (const path of documentsOf(repository)) {
    for (const {line, text, fence} of linesOf(files, path)) {
      if (fence !== undefined) continue;
      for (const [, code] of text.matchAll(/(?<!\[)`([\w.@-]+(?:\/[\w.@-]+)+\.\w+)`(?!\])/g)) {
        if (files[code!] !== undefined) places.set(code!, [...places.get(code!) ?? [], {path, line}]);
      }
    }
  }
  for (const [file, seeds] of places) {
    const moved = posix.join(posix.dirname(file), `retired-${posix.basename(file)}`);
    yield {kind: 'a file named in code was renamed', rules: ['code.path'], seeds, change: {[file]: undefined, [moved]: files[file]!}, about: posix.basename(file).replace(/\.\w+$/, '')};
  }
};
