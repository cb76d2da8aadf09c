import {Refusal} from '#core';

export type Registry = 'npm' | 'pypi' | 'cargo' | 'golang';

/** A digest of what a package consists of, in lower-case hexadecimal. */
export interface Digest {
  readonly algorithm: 'sha256' | 'sha512' | 'sha1';
  readonly hex: string;
}

/** A package of a registry, as a lockfile pins it. */
export interface Component {
  readonly registry: Registry;
  readonly name: string;
  readonly version: string;
  /** Why it may be left out of what is shipped. */
  readonly scope: 'dev' | 'optional' | 'peer' | undefined;
  readonly digest?: Digest;
  /** Where npm puts it: `node_modules/a/node_modules/b`. */
  readonly node?: string;
}

/** A lockfile that was read. */
export interface Lockfile {
  readonly path: string;
  readonly sha256: string;
  readonly components: readonly Component[];
  /** Everything that it lists, packages of the repository's own among them: what some auditors count. */
  readonly total: number;
}

/** What a lockfile says, before its digest is known. */
export type LockContent = Pick<Lockfile, 'components' | 'total'>;

/** The name of a package in the form in which its registry compares names. */
export function canonicalName(registry: Registry, name: string): string {
  // PEP 503: runs of - _ . are one hyphen.
  return registry === 'pypi' ? name.toLowerCase().replace(/[-_.]+/g, '-') : name;
}

/** What identifies a package over all lists: `npm:@scope/name@1.2.3`. */
export const identity = ({registry, name, version}: Pick<Component, 'registry' | 'name' | 'version'>): string => `${registry}:${canonicalName(registry, name)}@${version}`;

/** A subresource integrity, `sha512-BASE64`, as a digest; the strongest of several. */
export function digestOfIntegrity(integrity: unknown): Digest | undefined {
  if (typeof integrity !== 'string') return undefined;
  const found = /(sha512|sha256|sha1)-([A-Za-z0-9+/]+={0,2})/g;
  const all = [...integrity.matchAll(found)].map(([, algorithm, base64]) => ({algorithm: algorithm as Digest['algorithm'], hex: Buffer.from(base64!, 'base64').toString('hex')}));
  return all.find(({algorithm}) => algorithm === 'sha512') ?? all.find(({algorithm}) => algorithm === 'sha256') ?? all[0];
}

export function unreadableLock(path: string, why: string): Refusal {
  return new Refusal({code: 'unreadable', what: path, why, fix: 'Make the lockfile anew with its package manager.', at: {path}});
}

/** The value below keys of nested objects. Never a member of the prototype. */
export function member(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key) ? (inner as Record<string, unknown>)[key] : undefined), value);
}

export const isTable = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
