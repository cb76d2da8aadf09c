import type {Json} from './json.ts';

/** Keys and values, and the ways that lead through them. */
export type Tree = {readonly [key: string]: Json};
export type Path = readonly (string | number)[];

export function isTree(value: Json | undefined): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One value laid over another: trees key by key, everything else as a whole. */
export function merge(below: Json | undefined, above: Json | undefined): Json | undefined {
  if (above === undefined) return below;
  if (isTree(below) && isTree(above)) {
    return Object.fromEntries([...new Set([...Object.keys(below), ...Object.keys(above)])].map(key => [key, merge(at(below, [key]), at(above, [key]))!]));
  }
  return above;
}

/** What stands at a path. */
export function at(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => {
    if (Array.isArray(inner)) return typeof key === 'number' ? inner[key] as Json : undefined;
    return isTree(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  }, value);
}

/** The value with something else at a path. */
export function put(value: Json, path: readonly string[], leaf: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return leaf;
  const tree = isTree(value) ? value : {};
  return {...tree, [key]: put(at(tree, [key]) ?? {}, rest, leaf)};
}

/** Every leaf with its path; an empty tree and a list are leaves. */
export function leaves(value: Json, path: Path = []): readonly (readonly [Path, Json])[] {
  return isTree(value) && Object.keys(value).length > 0 ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key])) : [[path, value]];
}
