import {LineCounter, type Node, type Pair, type ParsedNode, type Scalar, isAlias, isMap, isNode, isPair, isScalar, isSeq, parseDocument, visit} from 'yaml';
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
/** Behind the first few complaints about broken syntax stand their echoes. */
const mostProblems = 20;
/** A number as JSON writes it: read the same by every reader. */
const plainNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Keys that reach an object's prototype when a reader copies them carelessly. */
export const dangerousKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads YAML 1.2 or JSON (which is a part of it; a file that ends in `.json` must be JSON). Throws Misconfiguration, with places, for broken syntax,
 * duplicate keys, keys that are not texts, prototype keys, aliases (a few characters can stand for gigabytes, and copying a line costs nothing), tags,
 * numbers that YAML 1.1, YAML 1.2 and people read differently (`010`, `0x10`, `.inf`), several documents, more than the given size, 64 levels. An empty document
 * is `{}`.
 */
export function readDocument(path: string, source: string, mebibytes = 1): Document {
  if (Buffer.byteLength(source) > mebibytes * maxBytes) throw new Misconfiguration([{message: `the file is larger than ${mebibytes} MiB`, fix: 'Split it or remove what is not configuration.',
    at: {path}}]);
  const lines = new LineCounter();
  const parsed = parseDocument(source, {lineCounter: lines, uniqueKeys: false, stringKeys: false, merge: false, prettyErrors: false, version: '1.2', schema: 'core'});
  const placeAt = (offset: number): Place => {
    const {line, col} = lines.linePos(offset);
    return {path, line: Math.max(1, line), column: Math.max(1, col)};
  };
  const syntax = [...parsed.errors, ...parsed.warnings];
  // The parser is recursive; it reports its own exhausted stack as errors of syntax.
  const exhausted = syntax.find(error => /call stack|stack overflow/i.test(error.message));
  if (exhausted) throw new Misconfiguration([{message: `deeper than ${maxDepth} levels`, fix: 'No setting stands so deep: correct the brackets or the indentation.',
    at: placeAt(exhausted.pos[0])}]);
  const problems: Problem[] = syntax.map(error => ({message: error.message, fix: path.endsWith('.json') ? 'Correct the JSON there.' : 'Correct the YAML there.',
    at: placeAt(error.pos[0])}));
  const refuse = (node: {readonly range?: readonly [number, number, number] | null | undefined}, message: string, fix: string): void => {
    problems.push({message, fix, at: placeAt(node.range?.[0] ?? 0)});
  };
  const keysOf = new Map<unknown, Set<string>>();
  visit(parsed, {
    Alias: (_, node) => refuse(node, 'aliases are not allowed', 'Write the value out.'),
    Node: (_, node, above) => {
      if ('anchor' in node && node.anchor) refuse(node as Node, 'anchors are not allowed', 'Remove the anchor and write the value out.');
      if (isNode(node) && node.tag !== undefined) refuse(node, 'tags are not allowed', 'Remove the tag and write the value plainly.');
      if (isScalar(node) && typeof node.value === 'number' && !plainNumber.test(node.source ?? '')) {
        refuse(node, `the number ${node.source ?? ''} is not read the same everywhere`, 'Write it in plain decimal digits, or in quotes if it is a text.');
      }
      if (above.length > maxDepth * 2) {
        refuse(node as Node, `deeper than ${maxDepth} levels`, 'No setting stands so deep: correct the indentation.');
        return visit.BREAK;
      }
      return undefined;
    },
    Pair: (_, pair, above) => {
      const key = pair.key as Node;
      if (!isScalar(key)) {
        refuse(key, 'a key must be a text', 'Write it as a plain word.');
        return;
      }
      if (typeof key.value !== 'string') {
        refuse(key, `the key ${String(key.value)} is not a text`, 'Put it in quotes.');
        return;
      }
      if (dangerousKeys.has(key.value)) refuse(key, `the key "${key.value}" is not allowed`, 'Remove it.');
      // The parser's own check compares every key with every other: seconds for a file of 1 MiB.
      const siblings = keysOf.get(above.at(-1)) ?? new Set();
      if (siblings.has(key.value)) refuse(key, `the key "${key.value}" stands twice`, 'Keep one of them.');
      keysOf.set(above.at(-1), siblings.add(key.value));
    },
  });
  if (problems.length === 0 && path.endsWith('.json') && source.trim() !== '') {
    try {
      JSON.parse(source.replace(/^\uFEFF/, ''));
    } catch (thrown) {
      problems.push({message: `not JSON: ${(thrown as Error).message}`, fix: 'Correct it, or name the file .yml.', at: {path}});
    }
  }
  if (problems.length > mostProblems) {
    problems.push({message: `and ${problems.length - mostProblems} more of this file`, fix: 'Correct the first ones and look again.', at: {path}});
    problems.splice(mostProblems, problems.length - mostProblems - 1);
  }
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
  readonly input?: unknown;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
  readonly issues?: readonly Issue[];
}

const anotherForm = 100;

/** How far a value is from what a complaint asks for: another form altogether, unknown and missing keys, or a wrong value. */
function distanceOf(issue: Issue): number {
  const top = issue.path.length === 0;
  if (top && issue.code === 'invalid_union' && issue.errors && issue.errors.length > 0) return Math.min(...issue.errors.map(branch => sum(branch.map(distanceOf))));
  if (issue.code === 'unrecognized_keys') return issue.keys?.length ?? 1;
  if (top && issue.code === 'invalid_type') return anotherForm;
  if (top && issue.code === 'invalid_value') return issue.values?.some(value => typeof value === typeof issue.input) ? 0 : anotherForm;
  if (issue.expected === 'never') return 1;
  return (issue.code === 'invalid_type' || issue.code === 'invalid_union') && issue.input === undefined ? 1 : 0;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Of the branches of a union the nearest is what was meant; where the value has none of their forms, the union itself. */
function flatten(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union' || !issue.errors || issue.errors.length === 0) return [issue];
  const [nearestBranch] = issue.errors.map(branch => ({branch, distance: sum(branch.map(distanceOf))})).sort((a, b) => a.distance - b.distance);
  if (nearestBranch!.distance >= anotherForm) return [issue];
  return nearestBranch!.branch.flatMap(one => flatten({...one, path: [...issue.path, ...one.path]}));
}

const forms: Readonly<Record<string, string>> = {
  object: 'keys and values', record: 'keys and values', array: 'a list', string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false',
};

function formOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'keys and values' : JSON.stringify(value).slice(0, 100);
}

/** What a complaint asks for, in words. */
function expectationOf(issue: Issue): string {
  if (issue.code === 'invalid_union' && issue.errors) {
    return [...new Set(issue.errors.flatMap(branch => branch.filter(one => one.path.length === 0).map(expectationOf)))].join(', or ');
  }
  if (!issue.message.startsWith('Invalid')) return issue.message.replace(/^expected /, '');
  if (issue.code === 'invalid_value') return `one of ${issue.values!.map(String).join(', ')}`;
  return issue.code === 'invalid_type' ? forms[issue.expected ?? ''] ?? issue.expected ?? 'something else' : issue.message;
}

const asksForAnother = new Set(['invalid_union', 'invalid_type', 'invalid_value', 'invalid_key']);

function saidOf(issue: Issue): {readonly message: string; readonly fix: string} {
  if (issue.code === 'too_small' || issue.code === 'too_big') return {message: typeof issue.input === 'number' ? `${issue.message}; it is ${issue.input}` : issue.message, fix: ''};
  if (!asksForAnother.has(issue.code ?? '')) return {message: issue.message, fix: ''};
  if (issue.code === 'invalid_key') {
    const key = String(issue.path.at(-1));
    const valid = issue.issues?.flatMap(one => one.values ?? []).map(String) ?? [];
    return {message: 'unknown key', fix: fixFor(key, valid)};
  }
  const meant = issue.code === 'invalid_value' && typeof issue.input === 'string' ? nearest(issue.input, issue.values!.map(String)) : undefined;
  const expectation = expectationOf(issue);
  return {
    message: issue.input === undefined ? `it is missing: expected ${expectation}` : `expected ${expectation}; it is ${formOf(issue.input)}`,
    fix: meant === undefined ? '' : `Did you mean "${meant}"?`,
  };
}

function fixFor(key: string, valid: readonly string[]): string {
  const meant = valid.includes(kebab(key)) ? kebab(key) : nearest(key, valid);
  return meant ? `Did you mean "${meant}"?` : valid.length > 0 ? `Known here: ${[...valid].sort().join(', ')}.` : 'Remove it.';
}

/**
 * The problems that a schema has with a value, each with its place, key and the nearest valid key. In: the schema's complaints (made with
 * `reportInput`), where the value stands, and the path of keys under which it stands there.
 */
export function problemsOf(error: z.ZodError, schema: z.ZodType, placeOf: (path: Path) => Place | undefined, under: Path = []): readonly Problem[] {
  return (error.issues as readonly Issue[]).flatMap(flatten).flatMap((issue): Problem[] => {
    const located = (path: Path): Pick<Problem, 'key' | 'at'> => {
      const place = placeOf([...under, ...path]);
      return {key: dotted([...under, ...path]), ...(place && {at: place})};
    };
    const path = issue.path as Path;
    if (issue.code !== 'unrecognized_keys') return [{...saidOf(issue), ...located(path)}];
    const valid = keysAt(schema, path);
    return (issue.keys ?? []).map(key => ({message: 'unknown key', fix: fixFor(key, valid), ...located([...path, key])}));
  });
}

/** A value through its schema. Throws Misconfiguration with every problem and its place. */
export function parseWith<T extends z.ZodType>(schema: T, value: unknown, placeOf: (path: Path) => Place | undefined, under: Path = []): z.output<T> {
  const result = schema.safeParse(value, {reportInput: true});
  if (result.success) return result.data;
  throw new Misconfiguration(problemsOf(result.error, schema, placeOf, under));
}
