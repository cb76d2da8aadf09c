import {LineCounter, type Node, type Pair, type ParsedNode, type Scalar, isAlias, isMap, isPair, isScalar, isSeq, parseDocument, visit} from 'yaml';
import type {z} from 'zod';
import type {Place} from './fact.ts';
import type {Json} from './json.ts';
import {nearest} from './nearest.ts';
import {Misconfiguration, type Problem} from './problem.ts';
import {keysAt} from './schema.ts';

type Path = readonly (string | number)[];

/** A YAML or JSON text that was read, with the place of each of its parts. */
export interface Document {
  readonly path: string;
  readonly value: Json;
  /** The place of the key, or of the list item, at a path of keys; of the nearest part above it that is there. */
  placeOf(path: Path): Place;
}

const maxBytes = 1024 * 1024;
const maxDepth = 64;
const dangerous = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads YAML 1.2 or JSON (which is a part of it). Throws Misconfiguration, with places, for broken syntax, duplicate keys, keys that are not texts,
 * prototype keys, aliases (a few characters can stand for gigabytes, and copying a line costs nothing), tags, several documents, more than 1 MiB,
 * 64 levels. An empty document is `{}`.
 */
export function readDocument(path: string, source: string): Document {
  if (source.length > maxBytes) throw new Misconfiguration([{message: 'the file is larger than 1 MiB', fix: 'Split it or remove what is not configuration.', at: {path}}]);
  const lines = new LineCounter();
  const parsed = parseDocument(source, {lineCounter: lines, uniqueKeys: true, stringKeys: false, merge: false, prettyErrors: false, version: '1.2', schema: 'core'});
  const placeAt = (offset: number): Place => {
    const {line, col} = lines.linePos(offset);
    return {path, line: Math.max(1, line), column: Math.max(1, col)};
  };
  const problems: Problem[] = [...parsed.errors, ...parsed.warnings].map(error => ({message: error.message, fix: 'Correct the YAML there.', at: placeAt(error.pos[0])}));
  const refuse = (node: {readonly range?: readonly [number, number, number] | null | undefined}, message: string, fix: string): void => {
    problems.push({message, fix, at: placeAt(node.range?.[0] ?? 0)});
  };
  visit(parsed, {
    Alias: (_, node) => refuse(node, 'aliases are not allowed', 'Write the value out.'),
    Node: (_, node, above) => {
      if ('anchor' in node && node.anchor) refuse(node as Node, 'anchors are not allowed', 'Remove the anchor and write the value out.');
      if (above.length > maxDepth * 2) {
        refuse(node as Node, `deeper than ${maxDepth} levels`, 'No setting stands so deep: correct the indentation.');
        return visit.BREAK;
      }
      return undefined;
    },
    Pair: (_, pair) => {
      const key = pair.key as Node;
      if (!isScalar(key)) refuse(key, 'a key must be a text', 'Write it as a plain word.');
      else if (typeof key.value !== 'string') refuse(key, `the key ${String(key.value)} is not a text`, 'Put it in quotes.');
      else if (dangerous.has(key.value)) refuse(key, `the key "${key.value}" is not allowed`, 'Remove it.');
    },
  });
  if (problems.length > 0) throw new Misconfiguration(problems);
  const root = parsed.contents as ParsedNode | null;
  return {
    path,
    value: (parsed.toJS() ?? {}) as Json,
    placeOf(keys) {
      let node: Node | null = root;
      let offset = root?.range?.[0] ?? 0;
      for (const key of keys) {
        if (isMap(node)) {
          const pair: Pair | undefined = (node.items as Pair[]).find(item => isPair(item) && isScalar(item.key) && item.key.value === String(key));
          if (!pair) break;
          offset = (pair.key as Scalar).range?.[0] ?? offset;
          node = pair.value as Node | null;
        } else if (isSeq(node) && typeof key === 'number') {
          node = (node.items[key] ?? null) as Node | null;
          offset = node?.range?.[0] ?? offset;
        } else break;
        if (isAlias(node)) break;
      }
      return placeAt(offset);
    },
  };
}

function dotted(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

/** A key that is written in camelCase or with `_`, in the form that is meant. */
const kebab = (key: string): string => key.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll('_', '-').toLowerCase();

interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** Of a union's branches the one that came furthest is what was meant: the one with the deepest, then the fewest complaints. */
function flatten(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union' || !issue.errors || issue.errors.length === 0) return [issue];
  const depth = (branch: readonly Issue[]): number => Math.max(...branch.map(one => one.path.length + (one.code === 'unrecognized_keys' ? 1 : 0)), 0);
  const branch = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0]!;
  if (depth(branch) === 0) return [issue];
  return branch.flatMap(one => flatten({...one, path: [...issue.path, ...one.path]}));
}

/**
 * The problems that a schema has with a value, each with its place, key and the nearest valid key. In: the schema's complaints, where the value stands,
 * and the path of keys under which it stands there.
 */
export function problemsOf(error: z.ZodError, schema: z.ZodType, placeOf: (path: Path) => Place | undefined, under: Path = []): readonly Problem[] {
  return (error.issues as readonly Issue[]).flatMap(flatten).flatMap((issue): Problem[] => {
    const path = [...under, ...(issue.path as Path)];
    const located = (at: Path): {at?: Place} => {
      const place = placeOf(at);
      return place ? {at: place} : {};
    };
    if (issue.code !== 'unrecognized_keys') {
      return [{message: issue.message, fix: '', key: dotted(path), ...located(path)}];
    }
    const valid = keysAt(schema, issue.path as Path);
    return (issue.keys ?? []).map(key => {
      const meant = valid.includes(kebab(key)) ? kebab(key) : nearest(key, valid);
      const fix = meant ? `Did you mean "${meant}"?` : valid.length > 0 ? `Known here: ${[...valid].sort().join(', ')}.` : 'Remove it.';
      return {message: 'unknown key', fix, key: dotted([...path, key]), ...located([...path, key])};
    });
  });
}

/** A value through its schema. Throws Misconfiguration with every problem and its place. */
export function parseWith<T extends z.ZodType>(schema: T, value: unknown, placeOf: (path: Path) => Place | undefined, under: Path = []): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Misconfiguration(problemsOf(result.error, schema, placeOf, under));
}
