import type {Kind, OwnEntry} from './policy.ts';

function kindOf(value: unknown): Kind | 'nothing' {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'list';
  return ({string: 'text', number: 'number', boolean: 'boolean'} as const)[typeof value as 'string'] ?? 'object';
}

/** What stands at a path of names; only own members of plain objects are looked at. */
function valueAt(document: unknown, field: string): unknown {
  return field.split('.').reduce<unknown>((at, name) => (kindOf(at) === 'object' && Object.hasOwn(at as object, name) ? (at as Record<string, unknown>)[name] : undefined),
    document);
}

function problemIn(document: unknown, {fields, versions, 'version-field': versionField}: OwnEntry): string | undefined {
  if (kindOf(document) !== 'object') return 'it is no JSON object';
  if (versions.length > 0) {
    const version = valueAt(document, versionField);
    if (!versions.includes(typeof version === 'number' ? String(version)
      : version as string)) return `its ${versionField} is ${JSON.stringify(version) ?? 'missing'}, and ${versions.join(', ')} are read`;
  }
  for (const [field, kind] of Object.entries(fields)) {
    const found = kindOf(valueAt(document, field));
    if (found !== kind) return `its ${field} is ${found}, and ${kind} is expected`;
    if (found === 'number' && !Number.isFinite(valueAt(document, field))) return `its ${field} is no finite number`;
  }
  return undefined;
}

/**
 * What is wrong with a document; `undefined` where it has the form that its entry describes. `.json` is one document, `.ndjson` and `.jsonl` one a line;
 * of every other file it is only told that it is not empty, so that an entry with fields or versions for one is wrong.
 */
export function problemOf(path: string, text: string, entry: OwnEntry): string | undefined {
  if (text.trim() === '') return 'it is empty';
  const lines = /\.(?:ndjson|jsonl)$/.test(path);
  if (!lines && !path.endsWith('.json')) {
    return Object.keys(entry.fields).length + entry.versions.length > 0 ? 'it is no JSON, and its entry has fields or versions' : undefined;
  }
  const pieces = lines ? text.split('\n').map((piece, i) => ({piece, where: `line ${i + 1}: `})).filter(({piece}) => piece.trim() !== '') : [{piece: text, where: ''}];
  for (const {piece, where} of pieces) {
    let document: unknown;
    try {
      document = JSON.parse(piece);
    } catch {
      return `${where}it is not JSON`;
    }
    const problem = problemIn(document, entry);
    if (problem !== undefined) return `${where}${problem}`;
  }
  return undefined;
}
