/** What evidence, steps and outputs are made of. */
export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json};

/** A copy of a value with the members that are undefined left out at every depth, so that it is Json. */
export function jsonOf(value: unknown): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number') return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(item => jsonOf(item === undefined ? null : item));
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined).map(([key, member]) => [key, jsonOf(member)]));
  }
  throw new TypeError(`${typeof value} has no place in JSON`);
}

/**
 * The canonical form of a JSON value: no white space, members sorted by UTF-16 code units, numbers and strings as ECMAScript writes them.
 * Throws on NaN, infinities and lone surrogates. Source: RFC 8785 (JSON Canonicalization Scheme).
 */
export function canonicalJson(value: Json): string {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no place in JSON (RFC 8785, section 3.2.2.3)`);
      return JSON.stringify(value);
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('a lone surrogate has no place in canonical JSON (RFC 8785, section 3.2.2.2)');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
      const members = value as {readonly [key: string]: Json};
      return `{${Object.keys(members).sort().map(key => `${canonicalJson(key)}:${canonicalJson(members[key]!)}`).join(',')}}`;
    }
    default:
      throw new TypeError(`${typeof value} has no place in JSON`);
  }
}
