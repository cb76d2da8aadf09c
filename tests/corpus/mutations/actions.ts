import {posix} from 'node:path';
import {type Family, documentsOf, linesOf, literally} from '../mutation.ts';
import {textOf} from '../repository.ts';

/** An input or output of an action was renamed, or its default changed. */
export const actionFiles: Family = function* (repository) {
  const {files} = repository;
  for (const path of Object.keys(files).filter(one => /(?:^|\/)action\.ya?ml$/.test(one))) {
    const text = textOf(files, path);
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const lines = documentsOf(repository).filter(one => one.startsWith(folder)).flatMap(one => [...linesOf(files, one)]);
    for (const [, name] of text.matchAll(/^ {2}([a-z][\w-]*):\n {4}description/gm)) {
      const row = new RegExp(`^\\| \`${literally(name!)}\` \\|`);
      const given = new RegExp(`^\\s+${literally(name!)}: `);
      const seeds = lines.filter(({path: at, text: written, fence}) => (fence === undefined ? posix.dirname(at) === posix.dirname(path) && row.test(written) : given.test(written))).map(({path: at, line}) => ({path: at, line}));
      if (seeds.length > 0) yield {kind: 'an input or output was renamed', rules: ['action.inputs'], seeds, change: {[path]: text.replace(new RegExp(`^  ${literally(name!)}:`, 'm'), `  former-${name!}:`)}, about: name!};
    }
    for (const [whole, name, value] of text.matchAll(/^ {2}([a-z][\w-]*):\n {4}description[^\n]*\n {4}default: ([^\n]+)/gm)) {
      const seeds = lines.filter(({text: written, fence}) => fence === undefined && written.startsWith(`| \`${name!}\` |`)).map(({path: at, line}) => ({path: at, line}));
      if (seeds.length > 0) yield {kind: 'a default changed', rules: ['action.default'], seeds, change: {[path]: text.replace(whole, whole.replace(value!, `'${value!.length + 90}'`))}, about: name!};
    }
  }
};

/** An input of an action is asked for that no example gives. */
export const requiredInputs: Family = function* (repository) {
  for (const path of Object.keys(repository.files).filter(one => /^action\.ya?ml$/.test(one))) {
    const seeds = documentsOf(repository).flatMap(one => [...linesOf(repository.files, one)])
      .filter(({text, fence}) => fence !== undefined && text.includes(`uses: ${repository.remote}@`)).map(({path: at, line}) => ({path: at, line}));
    if (seeds.length === 0) continue;
    const change = {[path]: textOf(repository.files, path).replace(/^inputs:\n/m, 'inputs:\n  zebra:\n    description: A new one\n    required: true\n')};
    yield {kind: 'an input became required', rules: ['action.required'], seeds, change, about: 'zebra'};
  }
};
