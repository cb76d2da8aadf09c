import * as z from 'zod';
import {flag, list, path, text} from '#core';
import {catalog} from './catalog.ts';

const kinds = ['text', 'number', 'boolean', 'list', 'object'] as const;
export type Kind = (typeof kinds)[number];

const entry = z.strictObject({
  id: text().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected a name such as load-report').describe('A name of your own, unique in the list'),
  pattern: path().describe('A glob from the root of the workspace, also where git ignores it: `reports/load_*.json`'),
  versions: list().default([]).describe('The versions of its form that are read, the one that is written first; the one before it belongs here too'),
  'version-field': text().default('schemaVersion').describe('Where a document has its version; a dot leads into an object'),
  producer: text().describe('What writes it'),
  consumers: list().describe('Who reads it'),
  sensitivity: z.enum(['public', 'internal', 'restricted']).describe('Who may see it'),
  fields: z.record(text(), z.enum(kinds)).default({}).describe('What each document must have, and of what kind: `summary.p95: number`. A dot leads into an object'),
  optional: flag().default(false).describe('It need not be there'),
});

/** What may be set for evidence/schema. */
export const policy = z.strictObject({
  require: z.array(z.enum(catalog.map(({id}) => id) as [string, ...string[]])).default(['report-file']).describe('Kinds of Shipgate\'s own files that must be there'),
  catalog: z.array(entry).default([]).describe('The files that other tools leave, each described'),
  covers: z.array(path()).default([]).describe('Globs of files of which each must fit an entry of the catalog'),
  page: path().optional().describe('The page that describes the catalog for people: it must name each entry with pattern, versions, producer and sensitivity'),
}).superRefine(({catalog: entries}, context) => {
  const ids = entries.map(({id}) => id);
  for (const [i, id] of ids.entries()) if (ids.indexOf(id) !== i) context.addIssue({code: 'custom', path: ['catalog', i, 'id'], input: id, message: 'is used twice'});
});

export type Policy = z.output<typeof policy>;
export type OwnEntry = Policy['catalog'][number];
