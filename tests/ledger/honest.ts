import type {LedgerFile, LedgerWrite} from '#core';
import {type Entry, type SigningKey, ownEvents, prepareAppend, prepareCheckpoint, prepareClearing, prepareRotation} from '#ledger';
import {type FakeLedger, ledger} from '#testkit';
import {append, begin, entry, expectations, key, keyOf, linesOf, look, now, recordAt, run} from './log.ts';

/** What came of many honest histories. */
export interface Tally {
  readonly histories: number;
  readonly appends: number;
  readonly crashes: number;
  readonly rotations: number;
  readonly checkpoints: number;
  readonly imports: number;
  /** Logs that were said to be damaged, or records that were confirmed and are gone, in words. */
  readonly alarms: readonly string[];
}

/** Numbers from a seed, the same on every machine. Source: mulberry32, public domain. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return below => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Carries out a part of the writes as a machine does that dies at a random moment: files one after the other, the log to any byte, or grown and still zero. */
function carryOutPartly(log: FakeLedger, writes: readonly LedgerWrite[], below: (limit: number) => number): void {
  const last = below(writes.length + 1);
  const put = ({files}: LedgerWrite, count: number): void => {
    for (const {name, content} of files.slice(0, count)) log.files.set(name as LedgerFile, Buffer.from(content));
  };
  for (const write of writes.slice(0, last)) {
    if (write.intent) log.files.set('intent', Buffer.from(write.intent));
    log.log = Buffer.concat([(log.log ?? Buffer.alloc(0)).subarray(0, write.from), write.append]);
    put(write, write.files.length);
  }
  const write = writes[last];
  if (!write) return;
  const dies = below(4 + write.files.length);
  if (!write.intent) {
    put(write, below(write.files.length));
    return;
  }
  if (dies >= 1) log.files.set('intent', Buffer.from(write.intent));
  const before = log.log ?? Buffer.alloc(0);
  if (dies >= 2) log.log = before.subarray(0, write.from);
  if (dies === 3) {
    const length = below(write.append.length + 1);
    const written = Buffer.from(write.append.subarray(0, length));
    if (below(4) === 0) written.fill(0, below(length + 1));
    log.log = Buffer.concat([log.log!, written]);
  }
  if (dies > 3) {
    log.log = Buffer.concat([log.log!, write.append]);
    put(write, dies - 4);
  }
}

/** One history: records, signatures, new keys, imports and crashes in any order, each honest. */
async function history(seed: number, count: (what: 'appends' | 'crashes' | 'rotations' | 'checkpoints' | 'imports') => void, alarm: (what: string) => void): Promise<void> {
  const below = randomFrom(seed);
  const log = ledger();
  await begin(log);
  const made = new Map<string, SigningKey>([[key.id, key]]);
  let clock = now.getTime() - 86_400_000;
  const confirmed: string[] = [];
  // A new key is written into the policy before the log is handed over to it, whatever becomes of that.
  const named: SigningKey[] = [key];
  const known = () => expectations({now: new Date(Math.max(clock, now.getTime())), keys: named});

  for (let steps = 3 + below(8), step = 0; step < steps; step++) {
    // Clocks of several machines go apart.
    clock += below(120_000) - 30_000;
    const at = new Date(clock);
    const kind = below(10);
    const what = kind === 7 ? 'checkpoints' : kind === 8 ? 'rotations' : kind === 9 ? 'imports' : 'appends';
    const marks = Array.from({length: 1 + below(3)}, (_, i) => `${seed}-${step}-${i}`);
    const entries: readonly Entry[] = marks.map(mark => entry({mark, words: 'é"\\\n\u2028'.slice(below(4))}, kind === 9 ? {event: ownEvents.imported} : {}));
    if (kind === 7 || kind === 8) await log.change(view => prepareClearing(view, at), '');
    const current = made.get((await look(log, known())).keys.at(-1)!.id)!;
    const next = keyOf(10 + step);
    made.set(next.id, next);
    if (kind === 8) named.push(next);
    const change = async (view: Awaited<ReturnType<FakeLedger['view']>>): Promise<readonly LedgerWrite[]> => {
      if (kind === 7) return (await prepareCheckpoint(view, current, known())).writes;
      if (kind === 8) return (await prepareRotation(view, {actor: 'octocat', run, from: current, to: next}, known())).writes;
      return (await prepareAppend(view, entries, at)).writes;
    };
    const crashes = below(3) === 0;
    if (crashes) {
      carryOutPartly(log, await change(await log.view()), below);
    } else {
      await log.change(change, '');
      if (kind !== 7 && kind !== 8) confirmed.push(...marks);
    }
    count(crashes ? 'crashes' : what);
    const depth = (['full', 'strict', 'incremental'] as const)[below(3)]!;
    for (const {code, undecided} of (await look(log, {...known(), depth})).problems) if (!crashes || !undecided) alarm(`history ${seed}, ${what}${crashes ? ' with a crash' : ''}, ${depth}: ${code}`);
  }
  await append(log, [entry({mark: 'last'})], new Date(clock));
  for (const problem of (await look(log, known())).problems) alarm(`history ${seed}, at its end: ${problem.code}`);
  const lines = linesOf(log);
  const there = lines.flatMap((_, i) => recordAt(lines, i).data['mark'] ?? []);
  let from = 0;
  for (const mark of confirmed) {
    from = there.indexOf(mark, from) + 1;
    if (from === 0) alarm(`history ${seed}: the confirmed record ${mark} is gone`);
  }
}

/** Plays honest histories and counts. */
export async function honestHistories(count: number, firstSeed: number): Promise<Tally> {
  const tally = {histories: count, appends: 0, crashes: 0, rotations: 0, checkpoints: 0, imports: 0, alarms: [] as string[]};
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    await history(seed, what => void tally[what]++, what => void tally.alarms.push(what));
  }
  return tally;
}
