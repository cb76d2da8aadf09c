import type {Block, Conclusion} from '#core';
import {sayKey, toHex} from '#ledger';
import type {LogFacts} from './collect.ts';

/** What every mode says of the log. */
export const logOutputs = {
  records: 'The records of the log', head: 'The hash of its last record', root: 'The root of its Merkle tree', log: 'Its identity: write it into the policy as `log`',
  signed: 'The records that its checkpoint covers',
} as const;
export type LogOutput = keyof typeof logOutputs;

/** The log in a few figures. */
export function concludeLog({log}: Pick<LogFacts, 'log'>): Conclusion<LogOutput> & {readonly detail?: readonly Block[]} {
  if (!log.known) return {headline: 'the audit log could not be looked at'};
  const {end, checkpoint, state, keys, anchored, recovered, imported, depth} = log.value;
  if (!end || !state) return {headline: 'no audit log that could be read to its end'};
  const rows: readonly (readonly string[])[] = [
    ['Records', String(end.size)], ['Last', end.time], ['Signed', checkpoint ? `${checkpoint.size} records` : 'none'], ['Key', keys.length > 0 ? sayKey(keys.at(-1)!) : 'unknown'],
    ['Identity', toHex(state.log)],
    ['Copies elsewhere', anchored.map(({where, size}) => `${where} (${size} records)`).join(', ') || 'none looked at'], ['Looked at', depth],
    ...(recovered > 0 ? [['Cleared up after a crash', String(recovered)]] : []), ...(imported > 0 ? [['Logs taken over', String(imported)]] : []),
  ];
  return {
    headline: `${end.size} records, ${checkpoint ? `${checkpoint.size} of them signed` : 'none signed'}`,
    outputs: {records: end.size, head: toHex(end.head), root: toHex(end.root), log: toHex(state.log), signed: checkpoint?.size ?? 0},
    detail: [{table: [['What', 'Value'], ...rows]}],
  };
}
