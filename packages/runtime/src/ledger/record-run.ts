import {type LedgerChange, type RunRecord, Refusal} from '#core';

/** The longest that clocks of machines may differ. Milliseconds. */
const skew = 5 * 60_000;

/**
 * Writes a finished run into the audit log: who, what was judged, the verdict, and the digest of the report file, which binds everything else. Once for a
 * run; a log that is not in order is not written to. In: the log, the record of the run, and the SHA-256 of its report file. Out: the number of the record.
 * Throws a Refusal where nothing was written, and Unclear where nobody knows.
 */
export async function recordRun(ledger: LedgerChange, {outcome, context, candidate, correlationId, subject}: RunRecord, evidence: string, now: Date): Promise<number> {
  // Loaded when it is needed: few runs record anything.
  const {LedgerError, recordOutcome} = await import('#ledger');
  const {actor, triggeringActor, run = 'local'} = context;
  try {
    const {seq} = await recordOutcome(ledger, {
      actor: triggeringActor ?? actor ?? 'local', gate: outcome.gate, run, verdict: outcome.verdict, effect: outcome.effect, evidence, candidate: candidate.id, correlationId,
      ...(subject.commit !== undefined && {commit: subject.commit}),
    }, {now, skew, depth: 'strict', keys: [], revoked: [], refuseTestKeys: false, anchors: []});
    return seq;
  } catch (thrown) {
    if (!(thrown instanceof LedgerError)) throw thrown;
    throw new Refusal(
      {code: 'refused', what: 'a record in the audit log', why: `the log is not in order: ${thrown.message}`, fix: 'Look at it: `shipgate audit-chain verify`.'}, {cause: thrown}
    );
  }
}
