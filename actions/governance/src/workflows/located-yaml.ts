import {type Alias, LineCounter, type Node, type Pair, isAlias, isMap, isPair, isScalar, isSeq, parseDocument, visit} from 'yaml';
import {type Place, Refusal} from '#core';

export type Scalar = string | number | boolean | null;

/** A value of a YAML file with its place. */
export interface Located {
  readonly at: Place;
  /** Where it stands in the text: offsets of its first character and of the one after its last. */
  readonly span: readonly [number, number];
  readonly value: Scalar | readonly Located[] | Mapping;
}
export type Mapping = ReadonlyMap<string, Entry>;
export interface Entry {
  /** The place of the key. */
  readonly at: Place;
  readonly content: Located;
}

/** A YAML file that was read. */
export interface LocatedFile {
  readonly path: string;
  readonly source: string;
  readonly root: Located;
  /** The place of an offset in the text. */
  placeAt(offset: number): Place;
}

/** The largest workflow that GitHub takes has 1 MiB; a file far below these limits can stand for gigabytes by its aliases. */
const mostNodes = 100_000;
const mostLevels = 64;

export const isMapping = (value: Located['value'] | undefined): value is Mapping => value instanceof Map;
export const isList = (value: Located['value'] | undefined): value is readonly Located[] => Array.isArray(value);

/** A scalar as the text that GitHub makes of it; nothing for a list or a mapping. */
export function textOf(located: Located | undefined): string | undefined {
  if (located === undefined || isMapping(located.value) || isList(located.value)) return undefined;
  return located.value === null ? '' : String(located.value);
}

/**
 * Reads a YAML file with the place of everything in it. Aliases are followed, as GitHub does; `<<` is a key like any other. Throws a Refusal `unreadable`
 * that names line and column for broken syntax, keys that stand twice or are no texts, circles and sizes that no workflow has.
 */
export function readLocated(path: string, source: string): LocatedFile {
  const lines = new LineCounter();
  const document = parseDocument(source, {lineCounter: lines, uniqueKeys: false, merge: false, prettyErrors: false, version: '1.2', schema: 'core'});
  const placeAt = (offset: number): Place => {
    const {line, col} = lines.linePos(Math.max(0, Math.min(offset, source.length)));
    return {path, line: Math.max(1, line), column: Math.max(1, col)};
  };
  const refuse = (why: string, offset: number, fix = 'Correct the YAML there.'): Refusal => {
    const at = placeAt(offset);
    return new Refusal({code: 'unreadable', what: path, why: `line ${at.line}, column ${at.column}: ${why}`, fix, at});
  };
  const [error] = document.errors;
  if (error) throw refuse(error.message, error.pos[0]);

  const targets = new Map<Alias, Node>();
  const anchors = new Map<string, Node>();
  visit(document, {
    Alias: (_, alias) => {
      const target = anchors.get(alias.source);
      if (target) targets.set(alias, target);
    },
    Value: (_, node) => void (node.anchor !== undefined && anchors.set(node.anchor, node)),
  });

  let nodes = 0;
  const open = new Set<Node>();
  function locate(node: unknown, offset: number): Located {
    if (++nodes > mostNodes) throw refuse(`more than ${mostNodes} values, aliases counted`, offset, 'Split the file.');
    if (open.size > mostLevels) throw refuse(`deeper than ${mostLevels} levels`, offset, 'No workflow is so deep: correct the indentation.');
    if (isAlias(node)) {
      const target = targets.get(node);
      if (!target || open.has(target)) throw refuse(`the alias *${node.source} leads nowhere`, node.range?.[0] ?? offset);
      return locate(target, offset);
    }
    const [start, end] = [(node as Node | null)?.range?.[0] ?? offset, (node as Node | null)?.range?.[1] ?? offset];
    const located = (value: Located['value']): Located => ({at: placeAt(start), span: [start, end], value});
    if (node === null || node === undefined) return located(null);
    if (isScalar(node)) {
      const {value} = node;
      return located(value === null || typeof value === 'number' || typeof value === 'boolean' ? value : String(value));
    }
    open.add(node as Node);
    try {
      if (isSeq(node)) return located(node.items.map(item => locate(item, start)));
      if (!isMap(node)) throw refuse('neither a text, a list nor keys and values', start);
      return located(mappingOf(node.items as readonly Pair[], start));
    } finally {
      open.delete(node as Node);
    }
  }
  function mappingOf(pairs: readonly Pair[], offset: number): Mapping {
    const entries = new Map<string, Entry>();
    for (const pair of pairs) {
      const {key} = pair;
      const start = (key as Node | null)?.range?.[0] ?? offset;
      if (!isPair(pair) || !isScalar(key) || typeof key.value === 'object') throw refuse('a key that is no text', start);
      const name = String(key.value);
      if (entries.has(name)) throw refuse(`the key "${name}" stands twice`, start, 'Keep one of them.');
      entries.set(name, {at: placeAt(start), content: locate(pair.value, key.range?.[1] ?? start)});
    }
    return entries;
  }
  return {path, source, root: locate(document.contents, 0), placeAt};
}
