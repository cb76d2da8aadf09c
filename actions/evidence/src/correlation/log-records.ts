import {Refusal} from '#core';

/** The two ids of one log record or report, as they stand in it; absent where they do not. */
export interface Traced {
  readonly path: string;
  /** From 1; absent for a report that is one document. */
  readonly line?: number;
  readonly correlation?: string;
  readonly candidate?: string;
}

/** Deeper than any record is written. */
const mostNames = 16;

/** The text at a path of member names; only own members of plain objects are looked at. */
function textAt(value: unknown, field: string): string | undefined {
  const names = field.split('.').slice(0, mostNames);
  const found = names.reduce<unknown>((at, name) => (typeof at === 'object' && at !== null && !Array.isArray(at) && Object.hasOwn(at, name)
    ? (at as Record<string, unknown>)[name] : undefined), value);
  return typeof found === 'string' && found.trim() !== '' ? found : undefined;
}

function firstOf(value: unknown, fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const found = textAt(value, field);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parsed(path: string, text: string, line: number | undefined): unknown {
  const refuse = (why: string, cause?: unknown): Refusal => new Refusal({
    code: 'unreadable', what: line === undefined ? path : `${path}, line ${line}`, why, fix: 'Write a JSON object, or leave the file out of `records`.',
      at: {path, ...(line !== undefined && {line})},
  }, {cause});
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw refuse('it is not JSON', thrown);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('it is no JSON object');
  return value;
}

/**
 * The ids in a file. In: its path, its text and the names of the fields. A `.json` file is one document; every other has an object a line. Throws a Refusal
 * for what is no JSON object, and for a file that holds none.
 */
export function tracedIn(path: string, text: string, fields: {readonly correlation: readonly string[]; readonly candidate: readonly string[]}): readonly Traced[] {
  const trace = (value: unknown, line: number | undefined): Traced => {
    const correlation = firstOf(value, fields.correlation);
    const candidate = firstOf(value, fields.candidate);
    return {path, ...(line !== undefined && {line}), ...(correlation !== undefined && {correlation}), ...(candidate !== undefined && {candidate})};
  };
  if (path.endsWith('.json')) return [trace(parsed(path, text, undefined), undefined)];
  const traced = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [trace(parsed(path, line, i + 1), i + 1)]));
  if (traced.length === 0) throw new Refusal({code: 'empty', what: path, why: 'it holds no record', fix: 'Look at what should have written it.', at: {path}});
  return traced;
}
