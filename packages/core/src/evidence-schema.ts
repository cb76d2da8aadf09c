import * as z from 'zod';
import type {Json} from './json.ts';
import {once} from './once.ts';

/** Sources: in-toto/attestation, spec/v1/statement.md and spec/predicates/test-result.md v0.1. */
export const statementType = 'https://in-toto.io/Statement/v1';
export const testResultType = 'https://in-toto.io/attestation/test-result/v0.1';

/** What is read back: an in-toto Statement v1 with a test result and everything about the run in `shipgate`. */
const schemas = once(() => {
  const text = z.string();
  const json = z.custom<Json>(value => value !== undefined);
  const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');
  const instant = z.iso.datetime('expected an RFC 3339 time in UTC');
  const whole = z.int().nonnegative();
  const enforcement = z.enum(['enforce', 'warn', 'off']);
  const digested = z.strictObject({path: text, sha256});

  const findingSchema = z.strictObject({
    state: z.enum(['broken', 'undecided']),
    fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
    key: text,
    message: text,
    fix: text,
    at: z.strictObject({path: text, line: z.number().optional(), column: z.number().optional()}).optional(),
    observed: json.optional(),
    expected: json.optional(),
    gap: z.enum(['missing', 'empty', 'stale', 'unreadable', 'refused', 'timed-out', 'too-large', 'not-a-number', 'cancelled', 'crashed']).optional(),
    waivedBy: text.optional(),
    existing: z.literal(true).optional(),
  });

  const checkSchema = z.strictObject({
    rule: text,
    about: text,
    enforcement,
    state: z.enum(['held', 'broken', 'undecided', 'waived', 'not-applicable']),
    examined: z.number(),
    reason: text.optional(),
    observed: json.optional(),
    expected: json.optional(),
    counts: z.record(text, z.number()).optional(),
    findings: z.array(findingSchema),
  });

  const outcomeSchema = z.strictObject({
    gate: text,
    as: text,
    title: text,
    verdict: z.enum(['pass', 'waived', 'fail', 'inconclusive', 'not-run']),
    reason: text.optional(),
    effect: z.enum(['none', 'planned', 'done', 'partial', 'unsettled']),
    enforcement,
    checks: z.array(checkSchema),
    steps: z.array(z.strictObject({id: text, about: text, state: z.enum(['planned', 'not-begun', 'done', 'failed', 'unsettled']), already: z.boolean(), receipt: json.optional()})),
    exceptionsUsed: z.array(text),
    headline: text.optional(),
    notChecked: z.array(text).optional(),
    loosened: z.array(text).optional(),
    needs: z.array(text).optional(),
    outputs: z.record(text, json).optional(),
    attachments: z.array(z.strictObject({name: text, mediaType: text, sha256})).optional(),
    artifacts: z.array(digested).optional(),
    durationMs: z.number().nonnegative().optional(),
    get parts() {
      return z.array(outcomeSchema).optional();
    },
  });

  const resource = z.strictObject({name: text, digest: z.record(text, z.string().regex(/^[0-9a-f]{40,128}$/))});
  const result = z.enum(['PASSED', 'WARNED', 'FAILED']);

  const shipgateSchema = z.strictObject({
    schemaVersion: z.literal(1, 'it was written by another version of Shipgate'),
    outcome: outcomeSchema,
    subject: z.strictObject({name: text, commit: text.optional(), changed: z.array(text), digest: sha256.optional()}),
    candidate: z.strictObject({id: text, version: text.optional(), tag: text.optional(), channel: text.optional()}),
    correlationId: z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hexadecimal digits'),
    context: z.strictObject({
      event: text, scope: z.enum(['change', 'release']), repository: text.optional(), commit: text.optional(), branch: text.optional(), tag: text.optional(),
      actor: text.optional(), triggeringActor: text.optional(), run: text.optional(), environment: text.optional(), pullRequest: z.int().optional(), reference: text.optional(), untrusted: z.boolean(),
    }),
    reference: z.strictObject({commit: text, name: text}).optional(),
    run: z.strictObject({id: text, attempt: whole, url: text, workflow: text, job: text}).optional(),
    tool: z.strictObject({name: z.literal('shipgate'), version: text, sha256}),
    startedAt: instant,
    endedAt: instant,
    preset: text.optional(),
    set: z.array(text),
    loosened: z.array(text),
    releaseEligible: z.boolean(),
    notEligible: z.array(text),
    filesRead: z.strictObject({count: whole, sha256, files: z.array(digested).optional()}),
    baseline: z.strictObject({owner: text, ends: text}).optional(),
    exceptions: z.array(z.strictObject({id: text, rule: text, owner: text, reason: text, created: text, expires: text, approver: text.optional(), ticket: text.optional()})).optional(),
    reproduce: text,
    notes: z.array(text),
  });

  const statement = z.strictObject({
    _type: z.literal(statementType),
    subject: z.array(resource).min(1),
    predicateType: z.literal(testResultType),
    predicate: z.strictObject({
      result,
      configuration: z.array(resource),
      url: text.optional(),
      passedTests: z.array(text),
      warnedTests: z.array(text),
      failedTests: z.array(text),
      shipgate: shipgateSchema,
    }),
  });
  return {statement, outcome: outcomeSchema};
});

/** The schema of a report file. */
export const statementSchema = () => schemas().statement;

export type Statement = z.output<ReturnType<typeof statementSchema>>;
export type TestResult = Statement['predicate']['result'];
/** An outcome as it stands in evidence: the findings under their check, attachments by digest. */
export type EvidenceOutcome = z.output<ReturnType<typeof schemas>['outcome']>;
