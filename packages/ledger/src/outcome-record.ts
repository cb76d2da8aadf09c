import type {LedgerChange} from '#core';
import {prepareAppend} from './change.ts';
import {type Examination, type Expectations, examine} from './examine.ts';
import {findEntry} from './find-record.ts';
import {LedgerError} from './problem.ts';
import type {Entry, LedgerRecord} from './record.ts';

/** What a finished run leaves in the log. */
export interface RecordedOutcome {
  readonly actor: string;
  /** `preflight/check`. */
  readonly gate: string;
  /** `owner/name/RUN/ATTEMPT`, or `local`. */
  readonly run: string;
  readonly verdict: string;
  readonly effect: string;
  /** The report file's digest: the whole outcome is bound by it. */
  readonly evidence: string;
  readonly candidate: string;
  readonly correlationId: string;
  readonly commit?: string;
}

/** The event of an outcome. */
export const outcomeEvent = 'gate.judged';

function outcomeEntry({actor, gate, run, verdict, effect, evidence, candidate, correlationId, commit}: RecordedOutcome): Entry {
  return {actor, gate, run, event: outcomeEvent, data: {candidate, ...(commit !== undefined && {commit}), correlationId, effect, evidence, verdict}};
}

/** What keeps a log from being appended to: everything that is wrong, but not what a killed run left to be cleared up, nor what the policy leaves open. */
export function blocking({problems}: Pick<Examination, 'problems'>): Examination['problems'][number] | undefined {
  return problems.find(({undecided}) => !undecided);
}

/**
 * Writes the outcome of a run into the log, once: asked again, it finds the record and writes nothing. Throws a LedgerError when the log is not in order,
 * and what the port throws.
 */
export async function recordOutcome(ledger: LedgerChange, outcome: RecordedOutcome, expectations: Expectations): Promise<LedgerRecord> {
  const entry = outcomeEntry(outcome);
  const problem = blocking(await examine(await ledger.view(), expectations));
  if (problem) throw new LedgerError(problem.code, problem.message);
  let written: LedgerRecord | undefined;
  await ledger.change(async view => {
    written = await findEntry(view, entry);
    if (written) return [];
    const {writes, records} = await prepareAppend(view, [entry], expectations.now);
    written = records[0];
    return writes;
  }, `Record ${outcome.gate}: ${outcome.verdict}`);
  return written!;
}
