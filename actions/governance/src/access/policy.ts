import * as z from 'zod';
import {text} from '#core';
import {entryOf} from './entry.ts';

const entry = text().superRefine((value, context) => {
  if (value.toLowerCase() === 'role:read') {
    context.addIssue({code: 'custom', input: value, message: 'expected another role than read: in a public repository everyone has it. Write "*" for everyone, or name a team'});
  } else if (entryOf(value) === undefined) {
    context.addIssue({code: 'custom', input: value, message: 'expected user:LOGIN, user:LOGIN#ID, bot:NAME, team:SLUG, team:ORGANISATION/SLUG, role:ROLE, or "*" for everyone'});
  }
});

/** What may be set for governance/access: the operation that is judged, and for each operation those who may start it. */
export const policy = z.object({
  for: text().regex(/^[a-z][a-z0-9-]*$/, 'expected the name of an operation: release, hotfix').default('release').describe('The operation that this run is; its list decides'),
}).catchall(z.array(entry).describe('Those who may start the operation: user:ana, user:ana#583231, bot:dependabot, team:maintainers, role:maintain, or "*" for everyone'));

export type Policy = z.output<typeof policy>;

/** Those who may start the operation that is judged, as they are written; empty where the policy lists nobody. */
export function listedFor(written: Policy): readonly string[] {
  const list: unknown = written[written.for];
  return Array.isArray(list) ? list as readonly string[] : [];
}
