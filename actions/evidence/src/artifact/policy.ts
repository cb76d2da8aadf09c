import * as z from 'zod';
import {integer, number, path, text} from '#core';

/** Percent of the baseline; more is a problem. */
const percent = (usual: number) => number({min: 0}).default(usual);

const artifact = z.strictObject({
  paths: z.array(path()).min(1, 'expected at least one glob').describe('Globs of its files, also where git ignores them: `build/windows/**`'),
  name: text().refine(template => namesIn(template).every(name => placeholders.includes(name)),
    {error: 'expected no other placeholder than {tag}, {version}, {sha} and {short-sha}'}).optional()
    .describe('What its name must be: `windows-release-{tag}-{sha}`. {tag}, {version}, {sha} and {short-sha} are those of the commit'),
  'baseline-bytes': integer({min: 1}).nullable().optional().describe('Its size in bytes at the last release; null where it was never measured'),
  growth: z.strictObject({warn: percent(8).describe('Percent above which it warns'), fail: percent(15).describe('Percent above which it blocks')}).prefault({}),
  shrink: z.strictObject({warn: percent(10).describe('Percent below which it warns'), fail: percent(30).describe('Percent below which it blocks')}).prefault({}),
}).superRefine(({growth, shrink}, context) => {
  for (const [key, {warn, fail}] of [['growth', growth], ['shrink', shrink]] as const) {
    if (warn > fail) context.addIssue({code: 'custom', path: [key, 'warn'], input: warn, message: `expected no more than fail, which is ${fail}`});
  }
});

/** What a template of names may hold. */
export const placeholders: readonly string[] = ['tag', 'version', 'sha', 'short-sha'];

/** The placeholders in a template, without their braces. */
export function namesIn(template: string): readonly string[] {
  return [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name!);
}

/** What may be set for evidence/artifact. */
export const policy = z.strictObject({
  artifacts: z.record(text().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected a name such as windows'), artifact).default({}).describe('What is handed over, by a name of your own'),
});

export type Policy = z.output<typeof policy>;
export type ArtifactPolicy = Policy['artifacts'][string];
