/** One change of a JSON document. */
export interface Mutant {
  readonly kind: 'removed' | 'added' | 'retyped' | 'emptied' | 'replaced' | 'doubled';
  /** Where, with `*` for the index of a list. */
  readonly place: string;
  readonly document: unknown;
}

type Path = readonly (string | number)[];

function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) yield* pathsOf(member, [...path, Array.isArray(value) ? Number(key) : key]);
}

/** Mulberry32: small, and the same on every machine. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const placeOf = (path: Path): string => path.map(key => (typeof key === 'number' ? '*' : key)).join('.');

/** A value of another type than it has. */
function retyped(value: unknown): unknown {
  if (typeof value === 'string') return 7;
  if (typeof value === 'number' || typeof value === 'boolean') return 'text';
  return Array.isArray(value) ? {} : [];
}

function emptied(value: unknown): unknown {
  if (typeof value === 'string') return '';
  if (typeof value === 'number') return -1.5;
  if (typeof value === 'boolean') return !value;
  return Array.isArray(value) ? [] : {};
}

/** As many changes as asked for, of places and kinds drawn by lot, each in a copy of the document. */
export function* mutantsOf(document: unknown, count: number, seed: number): Generator<Mutant> {
  const draw = random(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(draw() * items.length)]!;
  const paths = [...pathsOf(document)].filter(path => path.length > 0);
  for (let made = 0; made < count;) {
    const path = pick(paths);
    const kind = pick(['removed', 'added', 'retyped', 'emptied', 'replaced', 'doubled'] as const);
    const copy: unknown = structuredClone(document);
    const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], copy) as Record<string | number, unknown>;
    const key = path.at(-1)!;
    const value = parent[key];
    if (kind === 'removed') {
      if (Array.isArray(parent)) parent.splice(key as number, 1);
      else delete parent[key];
    } else if (kind === 'added') {
      if (Array.isArray(parent)) parent.splice(key as number, 0, {unknown: 1});
      else parent['unknown'] = 1;
    } else if (kind === 'doubled') {
      if (!Array.isArray(parent)) continue;
      parent.splice(key as number, 0, structuredClone(value));
    } else if (kind === 'retyped') parent[key] = retyped(value);
    else if (kind === 'emptied') parent[key] = emptied(value);
    else {
      if (typeof value !== 'string') continue;
      parent[key] = `${value.slice(0, -1)}!`;
    }
    if (JSON.stringify(copy) === JSON.stringify(document)) continue;
    made++;
    yield {kind, place: placeOf(path), document: copy};
  }
}
