import * as z from 'zod';
import {once, statementType} from '#core';

/** Sources: slsa-framework/slsa, spec/verification_summary.md; its rule for fields of one's own: a field's name is a URI. */
export const summaryType = 'https://slsa.dev/verification_summary/v1';
export const slsaVersion = '1.1';
/** Who has verified, and under which name the summary carries what is ours. */
export const verifierId = 'pkg:npm/shipgate';
export const recordField = 'pkg:npm/shipgate#release-record';
/** A result of our own: every required gate has judged this very commit. The specification leaves all names to us that do not begin with SLSA_. */
export const verifiedLevel = 'SHIPGATE_SIGNED_OFF';

const formats = once(() => {
  const text = z.string();
  const digest = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');
  const commit = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'expected a commit id');
  const instant = z.iso.datetime('expected an RFC 3339 time in UTC');
  const file = z.strictObject({path: text, sha256: digest});
  const gate = z.strictObject({
    as: text,
    gate: text,
    ...file.shape,
    verdict: z.enum(['pass', 'waived', 'fail', 'inconclusive', 'not-run']),
    enforcement: z.enum(['enforce', 'warn', 'off']),
    effect: z.enum(['none', 'planned', 'done', 'partial', 'unsettled']),
    correlationId: z.string().regex(/^[0-9a-f]{32}$/),
    endedAt: instant,
    exceptionsUsed: z.array(text),
  });
  const record = z.strictObject({
    schemaVersion: z.literal(1, 'it was written by another version of Shipgate'),
    candidate: text.min(1),
    commit,
    repository: text,
    required: z.array(text),
    gates: z.array(gate).min(1),
    attachments: z.array(file),
    artifacts: z.array(z.strictObject({...file.shape, size: z.int().nonnegative()})),
    exceptions: z.array(z.strictObject({id: text, rule: text, owner: text, reason: text, created: text, expires: text, approver: text.optional(), ticket: text.optional()})),
    policies: z.array(file),
    tools: z.array(z.strictObject({name: text, version: text, sha256: digest})).min(1),
    checkpoint: text.optional(),
    digest,
  });
  const statement = z.strictObject({
    _type: z.literal(statementType),
    subject: z.array(z.union([
      z.strictObject({name: text, digest: z.strictObject({gitCommit: commit})}),
      z.strictObject({name: text, digest: z.strictObject({sha256: digest})}),
    ])).min(1),
    predicateType: z.literal(summaryType),
    predicate: z.strictObject({
      verifier: z.strictObject({id: z.literal(verifierId), version: z.strictObject({shipgate: text})}),
      timeVerified: instant,
      resourceUri: text.min(1),
      policy: z.strictObject({uri: text.min(1), digest: z.strictObject({sha256: digest})}),
      inputAttestations: z.array(z.strictObject({uri: text.min(1), digest: z.strictObject({sha256: digest})})).min(1),
      verificationResult: z.literal('PASSED'),
      verifiedLevels: z.tuple([z.literal(verifiedLevel)]),
      slsaVersion: z.literal(slsaVersion),
      [recordField]: record,
    }),
  });
  return {statement, record};
});

/** The schema of a release record: an in-toto Statement v1 whose predicate is a SLSA verification summary with one field of our own. */
export const recordSchema = () => formats().statement;

export type RecordStatement = z.output<ReturnType<typeof recordSchema>>;
/** What a release record says beside what the verification summary has room for. */
export type ReleaseRecord = z.output<ReturnType<typeof formats>['record']>;
export type SealedGate = ReleaseRecord['gates'][number];

/** The record within a statement. */
export function recordIn({predicate}: RecordStatement): ReleaseRecord {
  return predicate[recordField] as ReleaseRecord;
}
