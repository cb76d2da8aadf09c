import {copied} from '../copied.ts';
import type {FrontMatter} from '../markdown/index.ts';

const plain = (value: string): string => {
  const trimmed = value.trim().replace(/,$/, '').trim();
  const quoted = /^"([^"]*)"|^'([^']*)'/.exec(trimmed);
  return copied(quoted ? quoted[1] ?? quoted[2]! : trimmed.replace(/\s+#.*$/, ''));
};

/**
 * The values of top-level keys of a front matter block, as texts; a list gives several. Read line by line, since a YAML parser takes longer than all the
 * rest of the page: one-line values, lists in brackets, and lists with hyphens, which is all that addresses and dates are written with.
 * In: the block, and the keys wanted. Out: only those that are there. The line is that of the key in the file.
 */
export function metadataOf({format, text, line}: FrontMatter, keys: ReadonlySet<string>): ReadonlyMap<string, {readonly values: readonly string[]; readonly line: number}> {
  const found = new Map<string, {values: string[]; line: number}>();
  const key = format === 'yaml' ? /^(?:"([\w.-]+)"|'([\w.-]+)'|([\w.-]+))\s*:(?:\s+|$)/ : /^(?:"([\w.-]+)"|'([\w.-]+)'|([\w.-]+))\s*=\s*/;
  let open: string[] | undefined;
  for (const [index, row] of text.split('\n').entries()) {
    const named = key.exec(row);
    const name = named?.[1] ?? named?.[2] ?? named?.[3];
    if (named && name !== undefined) {
      open = undefined;
      if (!keys.has(name) || found.has(name)) continue;
      const values: string[] = [];
      found.set(copied(name), {values, line: line + 1 + index});
      const rest = row.slice(named[0].length).trim();
      if (rest === '' || rest === '|' || rest === '>' || rest === '[') open = values;
      else for (const value of rest.startsWith('[') ? rest.replace(/^\[|\](?:\s*#.*)?$/g, '').split(',').map(plain).filter(item => item !== '') : [plain(rest)]) values.push(value);
      continue;
    }
    const item = open && /^\s*(?:-\s+|(?=["']))(.+)$/.exec(row);
    if (item) open!.push(plain(item[1]!));
    else if (!/^\s/.test(row)) open = undefined;
  }
  return found;
}
