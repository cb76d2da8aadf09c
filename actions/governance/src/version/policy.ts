import * as z from 'zod';
import {flag, list, path, text} from '#core';
import {pattern} from '../pattern.ts';

const source = z.union([
  path(),
  z.strictObject({file: path(), pattern: pattern().describe('The first line that matches gives the version: its group named version, or its first group')}),
]);
export type NamedSource = z.output<typeof source>;

const tag = z.strictObject({
  format: text().optional().refine(value => value === undefined || value.includes('{version}'), {error: 'expected {version} in it: v{version}'}).describe('What release tags look like: v{version}, or {name}@{version}'),
  annotated: flag().default(false).describe('Release tags are annotated'),
  message: text().optional().describe('The first line of their message: Release {tag}; {tag} and {version} are replaced'),
});

const changelog = z.strictObject({
  path: path().optional().describe('Default: CHANGELOG, CHANGES, HISTORY or NEWS beside what is released'),
  date: z.enum(['auto', 'required', 'off']).default('auto').describe('required: a date that can be read in one way only. auto: a warning where the other entries carry one'),
  'require-version': flag().default(false).describe('The current version has an entry on every run, not only on a release'),
});

const schema = z.strictObject({
  source: z.strictObject({file: path(), pattern: pattern()}).describe('Where the code says which schema it writes: schema_version = "(.+)"'),
  form: pattern().default('^\\d+\\.\\d+$').describe('What a schema version looks like; default 1.2'),
  current: text().describe('The schema that this version writes'),
  'backward-compatible': list().default([]).describe('The schemas that this version still reads, its own among them'),
});

const runtimeFile = z.strictObject({
  path: path(),
  required: flag().default(false),
  kind: z.enum(['object', 'array', 'events']).describe('events: a list, or an object with a list "events"'),
});

const kind = z.enum(['none', 'patch', 'minor', 'major']);
const bump = z.strictObject({
  by: z.literal('conventional-commits').default('conventional-commits'),
  rules: z.record(text(), kind).default({}).describe('Type of commit: the least that it raises. feat raises the minor version, every other type the patch version, a breaking change the major'),
  unconventional: z.enum(['refuse', 'patch', 'none']).default('refuse').describe('Commits that are not conventional: refuse, or what they raise'),
});

/** What may be set for `governance version`. */
export const policy = z.strictObject({
  sources: z.union([z.literal('auto'), z.array(z.union([z.literal('tag'), source])).min(1), z.record(text(), z.array(z.union([z.literal('tag'), source])).min(1))]).default('auto')
    .describe('auto, or the files that must give one version; or several such lists by the name of what is released, as it stands in its tags'),
  tag: tag.prefault({}),
  changelog: z.union([z.literal('off'), path(), changelog]).prefault({}).describe('A path, off, or settings'),
  'app-version': text().optional().describe('The version that this policy was written for: the sources must agree with it'),
  'state-schema': schema.optional().describe('The version of the data that the program writes'),
  policies: z.array(path()).default([]).describe('Further policy files that must exist and hold something that can be read: JSON, YAML or TOML'),
  'runtime-data': z.strictObject({files: z.array(runtimeFile).default([])}).prefault({}).describe('Data files that the program reads and what they hold'),
  'changes-with': z.array(path()).default([]).describe('When the version or the schema changes, one of these files changes too'),
  bump: z.union([z.literal('conventional-commits'), bump]).optional().describe('The version is raised by as much as the commits since the last release ask for; off unless given'),
});
export type Policy = z.output<typeof policy>;

/** The settings for the changelog in full; nothing where it is off. */
export function changelogPolicy({changelog: given}: Policy): z.output<typeof changelog> | undefined {
  if (given === 'off') return undefined;
  return typeof given === 'string' ? changelog.parse({path: given}) : given;
}

/** The settings for the bump in full; nothing where it is off. */
export function bumpPolicy({bump: given}: Policy): z.output<typeof bump> | undefined {
  return given === 'conventional-commits' ? bump.parse({}) : given;
}

/** Lists of sources by name; `undefined` where they are found. One list has no name. */
export function namedGroups({sources}: Policy): ReadonlyMap<string, readonly (NamedSource | 'tag')[]> | undefined {
  if (sources === 'auto') return undefined;
  return Array.isArray(sources) ? new Map([['', sources]]) : new Map(Object.entries(sources));
}
