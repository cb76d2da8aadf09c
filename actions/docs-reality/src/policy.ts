import * as z from 'zod';
import {duration, integer, list, number, path, text} from '#core';

const globs = () => z.array(text());

/** The site generators whose addresses are understood; see `site/kinds.ts`. */
const siteKinds = ['docusaurus', 'hugo', 'vitepress', 'mkdocs', 'jekyll', 'astro', 'mdbook', 'sphinx', 'gitbook', 'nextra', 'docfx', 'zola', 'other'] as const;
export type SiteKind = (typeof siteKinds)[number];

const mention = z.strictObject({
  doc: path(),
  text: text().optional().describe('Words that must stand there; line breaks count as spaces'),
  command: text().optional().describe('A command that must stand there in code'),
  heading: text().optional().describe('A heading that must stand there'),
}).refine(({text: words, command, heading}) => [words, command, heading].filter(value => value !== undefined).length === 1, {error: 'give exactly one of text, command and heading'});

const forbidden = z.strictObject({
  id: text().regex(/^[a-z0-9][a-z0-9._-]*$/, 'expected a name such as auth-is-optional'),
  text: text().optional().describe('The statement; upper and lower case and line breaks do not matter'),
  pattern: text().optional().describe('The same with * for anything within one line'),
  why: text().describe('What is true instead'),
  documents: globs().optional().describe('Where it is forbidden; default: every living document'),
}).refine(({text: words, pattern}) => (words === undefined) !== (pattern === undefined), {error: 'give either text or pattern'});

const docs = z.strictObject({
  required: z.array(path()).default([]).describe('Files that must exist and hold something'),
  'must-mention': z.array(mention).default([]).describe('What certain documents must say'),
  forbidden: z.array(forbidden).default([]).describe('Statements that are no longer true'),
  'co-change': z.array(z.strictObject({when: globs().min(1), then: globs().min(1)})).default([]).describe('When files of `when` change, one of `then` must change too'),
  orphans: globs().default([]).describe('Documents that something must link to'),
});

const fresh = z.strictObject({
  documents: globs().default([]).describe('Documents that must carry a date of review'),
  'max-age': duration().prefault('90d').describe('The longest time since the review'),
  sources: z.record(text(), globs()).default({}).describe('Document: the files that it describes. A later change of one of them makes the document stale'),
});

const env = z.strictObject({
  documents: globs().min(1).describe('Where environment variables are documented: Markdown, or files like .env.example'),
  sources: globs().min(1).describe('The code that reads them'),
  ignore: globs().default([]).describe('Names that are not judged: AWS_*'),
});

/** What may be set for docs-reality. Keys in kebab-case; the kernel adds enforcement and rules. */
export const policy = z.strictObject({
  include: globs().optional().describe('The documents. Default: every Markdown file. Where given, finding none is a problem'),
  exclude: globs().default([]).describe('Added to what is left out anyway (dependencies, fixtures, build output); begin with ! to take something back in'),
  site: z.enum(['auto', 'none', ...siteKinds]).default('auto').describe('The site generator, which decides what /guide means. auto looks for its configuration'),
  docs: docs.prefault({}),
  paths: z.strictObject({
    prefixes: z.array(path()).default([]).describe('Paths in code that begin so must exist, even when the folder itself is gone: scripts/'),
    ignore: globs().default([]).describe('Paths that are not judged'),
  }).prefault({}),
  commands: z.strictObject({
    help: list().default([]).describe('Commands, such as `python scripts/release.py`, that are run with --help where a document has them; never for a change from outside'),
    'help-timeout': duration().prefault('30s').describe('The time that each may take'),
  }).prefault({}),
  env: env.optional().describe('Compare documented environment variables with those that the code reads; off unless given'),
  encoding: z.strictObject({
    roots: globs().default([]).describe('Further text files whose encoding is judged'),
    'max-suspicious-files': integer().default(0),
    'min-hint-count': integer({min: 1}).default(8).describe('A file is suspicious from so many doubtful characters on …'),
    'min-hint-ratio': number({min: 0, max: 1}).default(0.03).describe('… and from this share of them'),
  }).prefault({}),
  fresh: fresh.optional().describe('Dates of review and their age; off unless given'),
  'max-missing-paths': integer().default(0).describe('So many missing paths are tolerated'),
  'max-command-failures': integer().default(0).describe('So many missing commands are tolerated'),
});

export type Policy = z.output<typeof policy>;
