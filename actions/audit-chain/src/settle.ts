import type {Done, Json, LedgerRead, Unsettled} from '#core';
import {type Entry, type LedgerRecord, LedgerError, findEntry} from '#ledger';

export type NotBegun = {readonly state: 'not-begun'};

/** What a step that wrote a record leaves as its receipt. */
export const receiptOf = ({seq, ts}: LedgerRecord): Json => ({record: seq, at: ts});

/** Whether a record stands in the log already. */
export async function settleEntry(ledger: LedgerRead, entry: Entry): Promise<Done | Unsettled | NotBegun> {
  const record = await findEntry(await ledger.view(), entry);
  return record ? {state: 'done', receipt: receiptOf(record)} : {state: 'not-begun'};
}

/** Does something to the log; what the log refuses is known not to have happened. */
export async function attempt(key: string, work: () => Promise<Json>) {
  try {
    return {state: 'done' as const, receipt: await work()};
  } catch (thrown) {
    if (!(thrown instanceof LedgerError)) throw thrown;
    return {
      state: 'failed' as const, fault: {key, message: `Nothing was written: ${thrown.message}.`, fix: 'Look at the log: `shipgate audit-chain verify`.', observed: thrown.code},
    };
  }
}
