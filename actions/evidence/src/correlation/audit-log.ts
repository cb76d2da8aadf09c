import {type Json, type LedgerRead, Refusal} from '#core';
import {LedgerError, findRecords, outcomeEvent} from '#ledger';
import {type ReportFile, runOf} from '../report-files.ts';
import type {Traced} from './log-records.ts';

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * The outcomes in the audit log that are about the reports: of one of their runs, or of one of their files. Throws a Refusal where there is no log, where
 * it cannot be read, and where it names none of them.
 */
export async function tracedInAuditLog(ledger: Pick<LedgerRead, 'view'>, reports: readonly ReportFile[]): Promise<readonly Traced[]> {
  const what = 'the audit log';
  const runs = new Set(reports.map(report => runOf(report).correlationId));
  const digests = new Set(reports.map(({sha256}) => sha256));
  const view = await ledger.view();
  if (view.bytes === undefined) throw new Refusal({code: 'missing', what, why: 'there is none', fix: 'Begin it once: shipgate audit-chain init --apply.'});
  try {
    const records = await findRecords(view, outcomeEvent, ({event, data}) => event === outcomeEvent
      && (runs.has(textOf(data['correlationId']) ?? '') || digests.has(textOf(data['evidence']) ?? '')));
    if (records.length === 0) throw new Refusal({code: 'missing', what, why: 'it names none of these runs', fix: 'Set `record` in policy, so that each run is written into it.'});
    return records.map(({seq, data}): Traced => {
      const [correlation, candidate] = [textOf(data['correlationId']), textOf(data['candidate'])];
      return {path: what, line: seq + 1, ...(correlation !== undefined && {correlation}), ...(candidate !== undefined && {candidate})};
    });
  } catch (thrown) {
    if (!(thrown instanceof LedgerError)) throw thrown;
    throw new Refusal({code: 'unreadable', what, why: thrown.message, fix: 'Look at it with: shipgate audit-chain verify.'}, {cause: thrown});
  }
}
