import {afterAll, describe, expect, test} from '@jest/globals';
import {attacks, found, foundOfProof, proofAttacks} from './attacks.ts';
import {LedgerError} from '#ledger';
import {ledger} from '#testkit';
import {append, checkpoint, entry, goodLog, key, keyOf, linesOf, look, offsetOf, rotate} from './log.ts';

describe('every way to tamper is found, by its own name and at its place', () => {
  const all = [...attacks, ...proofAttacks];
  afterAll(() => void process.stdout.write(`${all.length} attacks in ${new Set(all.map(({group}) => group)).size} groups, ${new Set(all.map(({code}) => code)).size} codes\n`));

  test('each of the thirteen groups is attacked', () => {
    expect(new Set(all.map(({group}) => group)).size).toBe(13);
  });

  test('the log that is attacked is good', async () => {
    for (const depth of ['full', 'strict', 'incremental'] as const) expect((await look(await goodLog(), {depth})).problems).toEqual([]);
  });

  test.each(attacks.map(attack => [`${attack.group}. ${attack.name}`, attack] as const))('%s', async (_name, attack) => {
    const {problems, lines} = await found(attack);
    const [first] = problems;
    expect(first?.code).toBe(attack.code);
    if (attack.at) {
      expect(first?.seq).toBe(attack.at.seq);
      // The place is within the record that is named, or at its end where that is what is missing.
      const from = attack.at.offset ?? offsetOf(lines, attack.at.seq);
      expect(first?.offset === undefined || (first.offset >= from && first.offset <= from + Math.max(70_000, lines[attack.at.seq]?.length ?? 0))).toBe(true);
    }
  });

  test('what is looked at by its signed beginning is, also where everything is signed', async () => {
    for (const signed of [8, 12]) expect((await look(await goodLog(12, signed), {depth: 'incremental'})).depth).toBe('incremental');
  });

  test.each(attacks.filter(({code, expect: {depth} = {}}) => code !== 'key-not-pinned' && depth === undefined).map(attack => [`${attack.group}. ${attack.name}`, attack] as const))(
    'neither signed nor handed over: %s', async (_name, attack) => {
      const log = await goodLog();
      const more = {...await attack.tamper(log)};
      const before = [log.log, ...log.files.values()];
      await expect(checkpoint(log, key, more)).rejects.toBeInstanceOf(LedgerError);
      await expect(rotate(log, key, keyOf(9), more)).rejects.toBeInstanceOf(LedgerError);
      expect([log.log, ...log.files.values()]).toEqual(before);
    },
  );

  test('a log without its state, or its records, is not appended to', async () => {
    const log = await goodLog();
    log.files.delete('state.json');
    await expect(append(log, [entry()])).rejects.toMatchObject({code: 'state-missing'});
    await expect(append(ledger(), [entry()])).rejects.toMatchObject({code: 'log-missing'});
  });

  test('the proof that is forged is good', async () => {
    expect(await foundOfProof({forge: proof => proof})).toBeUndefined();
  });

  test.each(proofAttacks.map(attack => [`10. ${attack.name}`, attack] as const))('%s', async (_name, attack) => {
    expect(await foundOfProof(attack)).toBe(attack.code);
  });

  test('any bit of any byte of the log', async () => {
    const log = await goodLog();
    const good = log.log!;
    const lines = linesOf(log);
    let flips = 0;
    const missed: string[] = [];
    for (let at = 0; at < good.length; at++) {
      const bit = at % 8;
      const copy = log.copy();
      copy.log = Buffer.from(good);
      copy.log[at] = good[at]! ^ (1 << bit);
      const [first] = (await look(copy, {depth: at % 2 === 0 ? 'full' : 'strict'})).problems;
      const record = lines.findIndex((_, i) => at < offsetOf(lines, i + 1));
      flips++;
      // The record itself is not one any more, or the one behind it does not follow.
      if (first?.seq === undefined || first.seq < record || first.seq > record + 1) missed.push(`byte ${at}, bit ${bit}: ${first?.code ?? 'not found'} at record ${first?.seq}`);
    }
    process.stdout.write(`${flips} flipped bits, ${missed.length} missed\n`);
    expect(missed).toEqual([]);
  });
});
