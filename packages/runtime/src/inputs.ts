import {type Mode, Misconfiguration, type Problem, Secret, jsonSchemaOf, nearest} from '#core';
import type {z} from 'zod';

/** A text through the form that its type expects: whole numbers, true and false, lists one a line. Everything else stays a text. */
function formOf(schema: z.ZodType, text: string): unknown {
  const {type} = jsonSchemaOf(schema);
  if (type === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (type === 'number') return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (type === 'array') return text.split('\n').map(line => line.trim()).filter(line => line !== '');
  return text;
}

/** The default of an input as action.yml has it: a text, for every input is one; empty where there is none. */
export function defaultText(schema: z.ZodType): string {
  const parsed = schema.safeParse(undefined);
  if (!parsed.success || parsed.data === undefined) return '';
  const written = jsonSchemaOf(schema).default ?? parsed.data;
  return Array.isArray(written) ? written.join('\n') : String(written);
}

/** Values by their schemas. An empty text is an absent one. Throws Misconfiguration with every problem: an unknown name, a wrong form, a missing value. */
export function parseInputs(shape: Readonly<Record<string, z.ZodType>>, given: Readonly<Record<string, string>>, known: readonly string[] = []): Readonly<Record<string, unknown>> {
  const problems: Problem[] = [];
  const names = [...Object.keys(shape), ...known];
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const meant = nearest(name, names);
    problems.push({message: 'there is no such input', fix: meant ? `Did you mean "${meant}"?` : `Known: ${names.join(', ')}.`, key: name});
  }
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(shape)) {
    const text = given[name];
    const result = schema.safeParse(text === undefined || text === '' ? undefined : formOf(schema, text));
    if (result.success) values[name] = result.data;
    else problems.push(...result.error.issues.map(issue => ({message: text ? `${issue.message}, and it is "${text.slice(0, 100)}"` : 'it is required', fix: '', key: name})));
  }
  if (problems.length > 0) throw new Misconfiguration(problems);
  return values;
}

/** The secrets of a mode. A required one that is missing is a Misconfiguration, unless nothing is applied: a plan needs no secret. */
export function parseSecrets(mode: Mode, given: Readonly<Record<string, string>>, apply: boolean): Readonly<Record<string, Secret | undefined>> {
  const missing = Object.entries(mode.secrets).filter(([name, spec]) => apply && !spec.optional && !given[name]);
  if (missing.length > 0) throw new Misconfiguration(missing.map(([name, spec]) => ({message: 'it is required to apply', fix: `${spec.about}.`, key: name})));
  return Object.fromEntries(Object.keys(mode.secrets).map(name => [name, given[name] ? new Secret(given[name]) : undefined]));
}
