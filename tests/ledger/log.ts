import {createPrivateKey} from 'node:crypto';
import {type Json, type LedgerChange, type LedgerRead} from '#core';
import {
  type Entry, type Examination, type Expectations, type LedgerRecord, type SigningKey, type State, CompactTree, emptyRoot, examine, leafHash, lineOf, noPrev, prepareAppend,
  prepareBeginning, prepareCheckpoint, prepareRotation,
  readSigningKey, readState, recordIn, stateText, toHex,
} from '#ledger';
import {type FakeLedger, ledger} from '#testkit';

/** Logs to attack: everything that an honest run does, and what somebody without the key can do. */

export const now = new Date('2026-11-20T12:00:00.000Z');
export const origin = 'github.com/octo/demo/audit-log';
export const run = 'octo/demo/4711/1';

/** A key made from one byte, so that every run of a test has the same. */
export function keyOf(seed: number, name = origin): SigningKey {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]);
  return readSigningKey(createPrivateKey({key: der, format: 'der', type: 'pkcs8'}).export({format: 'pem', type: 'pkcs8'}) as string, name);
}
export const key = keyOf(1);

export const expectations = (more: Partial<Expectations> = {}): Expectations => ({
  now, skew: 300_000, depth: 'full', keys: [key], revoked: [], refuseTestKeys: false, anchors: [], ...more,
});

export const entry = (data: {readonly [key: string]: Json} = {}, more: Partial<Entry> = {}): Entry => ({
  actor: 'octocat', data, event: 'gate.judged', gate: 'preflight/check', run, ...more,
});

export async function begin(log: LedgerChange, more: Partial<Parameters<typeof prepareBeginning>[1]> = {}): Promise<void> {
  await log.change(async view => (await prepareBeginning(view, {origin, repository: 'octo/demo', actor: 'octocat', run, key, now, ...more})).writes, 'begin');
}
export async function append(log: LedgerChange, entries: readonly Entry[], at = now): Promise<void> {
  await log.change(async view => (await prepareAppend(view, entries, at)).writes, 'append');
}
export async function checkpoint(log: LedgerChange, by = key, more: Partial<Expectations> = {}): Promise<void> {
  await log.change(async view => (await prepareCheckpoint(view, by, expectations(more))).writes, 'checkpoint');
}
export async function rotate(log: LedgerChange, from: SigningKey, to: SigningKey, more: Partial<Expectations> = {}): Promise<void> {
  await log.change(async view => (await prepareRotation(view, {actor: 'octocat', run, from, to}, expectations(more))).writes, 'rotate');
}
export async function look(log: LedgerRead, more: Partial<Expectations> = {}): Promise<Examination> {
  return examine(await log.view(), expectations(more));
}

/** A log of `size` records, of which the first `signed` are under its checkpoint. */
export async function goodLog(size = 12, signed = 8): Promise<FakeLedger> {
  const log = ledger();
  await begin(log);
  if (signed > 1) {
    await append(log, Array.from({length: signed - 1}, (_, i) => entry({number: i + 1})));
    await checkpoint(log);
  }
  if (size > signed) await append(log, Array.from({length: size - signed}, (_, i) => entry({number: signed + i, words: 'naïve “text”'})));
  return log;
}

/** The lines of a log with their newlines. */
export function linesOf({log}: Pick<FakeLedger, 'log'>): Buffer[] {
  const lines: Buffer[] = [];
  if (!log) return lines;
  for (let from = 0; from < log.length;) {
    const next = log.indexOf(0x0a, from) + 1 || log.length;
    lines.push(log.subarray(from, next));
    from = next;
  }
  return lines;
}

export const recordAt = (lines: readonly Buffer[], i: number): LedgerRecord => recordIn(lines[i]!);
export const stateOf = (log: FakeLedger): State => readState(log.files.get('state.json')!.toString());
export const offsetOf = (lines: readonly Buffer[], i: number): number => lines.slice(0, i).reduce((sum, line) => sum + line.length, 0);

/** Hashes the chain anew from a record on, as somebody without the key can. */
export function chained(lines: readonly Buffer[], from = 0): Buffer[] {
  const result = lines.slice(0, from);
  for (const line of lines.slice(from)) {
    const last = result.at(-1);
    const prev = last ? toHex(leafHash(last.subarray(0, -1))) : noPrev;
    result.push(Buffer.from(line.toString('latin1').replace(/"prev":"[0-9a-f]{64}"/, `"prev":"${prev}"`), 'latin1'));
  }
  return result;
}

/** Writes lines as the log, with a state that fits them: what somebody without the key can do. */
export function rewrite(log: FakeLedger, lines: readonly Buffer[], more: Partial<State> = {}): void {
  const tree = new CompactTree();
  for (const line of lines) tree.append(leafHash(line.subarray(0, -1)));
  const time = /"ts":"([^"]*)"/.exec(lines.at(-1)?.toString() ?? '')?.[1] ?? '';
  const before = stateOf(log);
  log.log = Buffer.concat(lines);
  const head = lines.length > 0 ? leafHash(lines.at(-1)!.subarray(0, -1)) : emptyRoot;
  const state: State = {
    log: before.log, size: lines.length, bytes: log.log.length, head, time, frontier: tree.frontier, checkpoint: Math.min(before.checkpoint, lines.length), ...more,
  };
  log.files.set('state.json', Buffer.from(stateText(state)));
}

/** The lines with one of them written anew from its record, and the chain behind it made good. */
export function edited(lines: readonly Buffer[], i: number, change: (record: LedgerRecord) => LedgerRecord): Buffer[] {
  return chained(lines.map((line, at) => (at === i ? lineOf(change(recordIn(line))) : line)), i);
}

/** The lines with the bytes of one replaced, and the chain behind it made good. */
export function replaced(lines: readonly Buffer[], i: number, change: (text: string) => string | Buffer): Buffer[] {
  const content = change(lines[i]!.toString('latin1'));
  const line = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  return [...lines.slice(0, i), line, ...chained([line, ...lines.slice(i + 1)], 1).slice(1)];
}
