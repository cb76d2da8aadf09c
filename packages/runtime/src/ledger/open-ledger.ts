import {join} from 'node:path';
import {type LedgerChange, Refusal} from '#core';
import type {Store} from '../store/open-store.ts';
import {folderLedger} from './folder-ledger.ts';
import {storeLedger} from './store-ledger.ts';

/** The folder of the audit log, from the root of the repository. */
const ledgerFolder = '.shipgate/ledger';

/**
 * The audit log where the history is: in its branch, or in a folder of its own beside it, which can be appended to without writing all of it anew. In:
 * the store, the root of the repository, and whether the change comes from elsewhere and could bring a log along.
 */
export function openLedger(store: Store, {root, untrusted}: {readonly root: string; readonly untrusted: boolean}): LedgerChange {
  if (store.kind !== 'files') return storeLedger(store);
  const place = `the folder ${ledgerFolder}`;
  if (!untrusted) return folderLedger(join(root, ledgerFolder), {place});
  const refuse = (): Promise<never> => Promise.reject(new Refusal({
    code: 'refused', what: place, why: 'the change comes from elsewhere and could bring its own', fix: 'Keep the history where a change cannot touch it: `history: branch`.',
  }));
  return {place, view: refuse, change: refuse};
}
