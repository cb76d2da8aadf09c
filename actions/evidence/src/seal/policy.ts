import * as z from 'zod';
import {duration, flag, integer, list, path, text} from '#core';
import {requiredGates} from '../requirements.ts';

/** What may be set for evidence/seal. */
export const policy = z.strictObject({
  require: z.strictObject({
    gates: requiredGates,
    artifacts: z.array(path()).default([]).describe('Globs of files that are part of the release and must be there: builds, lock files, workflows, policies'),
  }).prefault({}),
  'max-age': duration().default(86_400_000).meta({default: '24h'}).describe('The oldest report file that counts, by the time that stands in it'),
  'max-exceptions': integer().default(5).describe('The most exceptions that a release may use'),
  plans: list().describe('Operations of which the plan alone is enough: a rollout that is carried out after the release').default([]),
  tip: text().optional().describe('A branch of the remote whose tip this commit must be: origin/main'),
  remember: flag().default(true).describe('Keep the record in the history too, so that a release is never signed off twice with other report files'),
});

export type Policy = z.output<typeof policy>;
