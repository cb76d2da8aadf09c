import * as z from 'zod';
import {duration, flag, integer, list, text} from '#core';
import {LedgerError, readKey} from '#ledger';

export const anchorKinds = ['tag', 'note', 'attestation', 'release-asset', 'artifact'] as const;
export type AnchorKind = (typeof anchorKinds)[number];
/** Those that git holds: they are looked at in the clone, and made by `anchor`. */
export const gitKinds = ['tag', 'note'] as const satisfies readonly AnchorKind[];

const anchors = z.strictObject({
  require: z.array(z.enum(anchorKinds)).default([])
    .describe('Where a copy of a signed checkpoint must be found: it shows when the log and its state are replaced by older ones together'),
  'tag-prefix': text().default('audit-log/').describe('Annotated tags that begin so have a checkpoint as their message'),
  'note-on': text().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'expected the full id of a commit').optional()
    .describe('The commit whose git note (refs/notes/audit-log) is a checkpoint'),
  'max-behind': integer({min: 0}).optional().describe('The most records that may have come after the newest copy of each required kind'),
});

const fields = z.strictObject({
  seq: text().default('seq'),
  ts: text().default('ts'),
  prev: text().default('prev_hash'),
  hash: text().default('entry_hash'),
  required: list().default(['schema_version', 'action', 'actor', 'source', 'status', 'context']),
  first: z.string('expected a text').default('').describe('What the first entry names as the hash before it'),
  ascii: flag().default(true).describe('Whether characters outside ASCII are escaped where an entry is hashed, as Python does'),
});

const verifyingKey = text().superRefine((value, context) => {
  try {
    readKey(value);
  } catch (thrown) {
    if (!(thrown instanceof LedgerError)) throw thrown;
    context.addIssue({code: 'custom', input: value, message: `expected a key as \`audit-chain init\` gives it out: ${thrown.message}`});
  }
});

/** What may be set for audit-chain; all modes share it. */
export const policy = z.strictObject({
  keys: z.array(verifyingKey).default([]).describe('The keys that sign the log, NAME+ID+BASE64, the oldest first. Without one a log of anybody\'s would do'),
  log: text().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits').optional()
    .describe('The identity of the log, as init gives it: no other log is accepted, and none is begun anew'),
  origin: text().optional().describe('The name of the log. Default: github.com/OWNER/NAME/audit-log'),
  revoked: z.array(text().regex(/^[0-9a-f]{8}$/, 'expected the eight hexadecimal digits of a key\'s id')).default([]).describe('Ids of keys whose signatures count no more'),
  depth: z.enum(['full', 'strict', 'incremental']).default('full')
    .describe('full: every record and the Merkle tree. strict: every record. incremental: what the newest key signed, by its digest, and every record after it'),
  skew: duration().prefault('5m').describe('How far clocks may differ'),
  'max-age': duration().optional().describe('The longest time since the last record'),
  'max-unsigned': integer({min: 1}).optional().describe('The most records since the last checkpoint'),
  'test-keys': flag().default(false).describe('Whether keys for tests may sign a log that a release relies on'),
  anchors: anchors.prefault({}),
  import: z.strictObject({fields: fields.prefault({}), 'max-size': integer({min: 1}).default(256).describe('MiB')}).prefault({})
    .describe('The form of the plain log that import takes over'),
});

export type Policy = z.output<typeof policy>;

/** Files that hold checkpoints, as they were fetched: `release-asset=checkpoint.txt`. */
export const anchorFiles = list().default([]).describe('Copies of checkpoints that were fetched, one a line: KIND=PATH, as in `release-asset=dist/checkpoint`');
