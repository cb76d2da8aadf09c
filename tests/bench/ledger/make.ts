import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {folderLedger} from '../../../packages/runtime/src/ledger/folder-ledger.ts';
import {append, begin, checkpoint, entry} from '../../ledger/log.ts';

const batch = 5000;

/** Makes a log of so many records of about 280 bytes, of which the last thousand are not signed. Out: its folder. */
export async function makeLog(records: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-bench-'));
  const log = folderLedger(folder);
  await begin(log);
  const add = async (from: number, to: number): Promise<void> => {
    for (let first = from; first < to; first += batch) {
      await append(log, Array.from({length: Math.min(batch, to - first)}, (_, i) => entry({number: first + i, sha256: 'a'.repeat(40)})), new Date(Date.parse('2026-01-01T00:00:00Z') + first));
    }
  };
  const signed = records - 1000;
  await add(1, signed);
  await checkpoint(log);
  await add(signed, records);
  return folder;
}
