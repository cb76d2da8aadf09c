import * as z from 'zod';
import {requiredGates} from '../requirements.ts';

/** What may be set for evidence/verify. */
export const policy = z.strictObject({
  require: z.strictObject({gates: requiredGates}).prefault({}),
});

export type Policy = z.output<typeof policy>;
