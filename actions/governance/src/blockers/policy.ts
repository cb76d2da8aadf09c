import * as z from 'zod';
import {flag, text} from '#core';

const label = text().refine(value => !value.includes(','), {error: 'expected a label without a comma: GitHub cannot look for one with it'});

/** What may be set for governance/blockers. */
export const policy = z.strictObject({
  labels: z.array(label).min(1, 'expected at least one label').default(['release-blocker']).describe('An open issue with all of these labels blocks'),
  milestone: text().optional().describe('Only issues of this milestone count: its title, with {version} and {tag} replaced. Default: issues of any milestone, and of none'),
  'milestone-done': flag().default(false).describe('No issue and no pull request of the milestone may be open, whatever its labels'),
});

export type Policy = z.output<typeof policy>;
