import {type Json, type LedgerView, canonicalJson} from '#core';
import {LogReader} from './log-reader.ts';
import {type Entry, type LedgerRecord, recordIn} from './record.ts';

/** The last time that a record can have: whoever looks for one does not judge clocks. */
const endOfTime = '9999-12-31T23:59:59.999Z';

/** The records that `wanted` says yes to, among those whose bytes hold a text; what a killed run has written whole counts. */
export async function findRecords(view: LedgerView, text: string, wanted: (record: LedgerRecord) => boolean): Promise<readonly LedgerRecord[]> {
  const found: LedgerRecord[] = [];
  const needle = Buffer.from(text);
  const reader = new LogReader({until: endOfTime, withTree: false, each: line => {
    if (!Buffer.from(line.buffer, line.byteOffset, line.length).includes(needle)) return;
    const record = recordIn(line);
    if (wanted(record)) found.push(record);
  }});
  if (view.bytes !== undefined) await view.read(0, view.bytes, piece => reader.push(piece));
  return found;
}

const sameData = (a: Json, b: Json): boolean => canonicalJson(a) === canonicalJson(b);

/** The record that says exactly this, where there is one: the same run asks for a thing once. */
export async function findEntry(view: LedgerView, {actor, data, event, gate, run}: Entry): Promise<LedgerRecord | undefined> {
  const same = await findRecords(
    view, `"run":"${run}"`, record => record.actor === actor && record.event === event && record.gate === gate && record.run === run && sameData(record.data, data)
  );
  return same[0];
}
