import * as z from 'zod';

/** What may be set for evidence/replay: nothing of its own; it judges by the policy of the gates. */
export const policy = z.strictObject({});
export type Policy = z.output<typeof policy>;
