import * as z from 'zod';
import {list, text} from '#core';

const workflow = text().regex(/^(?:[^/\\]+\.ya?ml|dynamic\/[^\\]+)$/, 'expected the name of a file in .github/workflows: ci.yml');

/** What may be set for governance/runs. */
export const policy = z.strictObject({
  required: z.array(workflow).default([]).describe('Workflows, by the names of their files, that must have succeeded for the commit that is released'),
  events: list().min(1).optional().describe('Only runs of these events count. Default: all but those of pull requests, which test a merge with the base and not the commit'),
  alerts: z.strictObject({
    'code-scanning': z.enum(['low', 'medium', 'high', 'critical', 'not-used']).default('high').describe(
      'Open code-scanning alerts block from this severity on; not-used where the repository does not scan'
    ),
    'secret-scanning': z.enum(['any', 'active', 'not-used']).default('any').describe(
      'Which open secret-scanning alerts block: any, or active, those whose secret is not proven to be revoked; not-used where the repository does not scan'
    ),
    branch: text().optional().describe('The branch whose code-scanning alerts count. Default: that of the run; for a tag the default branch'),
  }).prefault({}),
});

export type Policy = z.output<typeof policy>;
