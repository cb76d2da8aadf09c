import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {type Json, canonicalJson} from '#core';
import {LineScanner} from './line-scanner.ts';
import {LedgerError} from './problem.ts';
import {type LedgerRecord, lineOf, noPrev, recordIn} from './record.ts';

const record = (data: {readonly [key: string]: Json}, more: Partial<LedgerRecord> = {}): LedgerRecord => ({
  actor: 'octocat', data, event: 'a.b', gate: 'g', prev: noPrev, run: 'local', seq: 0, ts: '2026-11-20T12:00:00.000Z', ...more,
});

const key = fc.string({unit: 'grapheme-ascii', maxLength: 6}).filter(text => !/["\\]/.test(text) && text !== '__proto__');
const {value} = fc.letrec<{value: Json}>(tie => ({
  value: fc.oneof({maxDepth: 4}, fc.maxSafeInteger(), fc.boolean(), fc.constant(null), fc.string({unit: 'grapheme'}), fc.string({unit: 'binary'}), fc.array(tie('value'), {maxLength: 4}), fc.dictionary(key, tie('value'), {maxKeys: 4})) as fc.Arbitrary<Json>,
}));

describe('a record', () => {
  test('every value within the form is written, accepted and read back as it was', () => {
    fc.assert(fc.property(fc.dictionary(key, value, {maxKeys: 5}), data => {
      const wanted = record(data as {readonly [key: string]: Json});
      const line = lineOf(wanted);
      expect(line.toString()).toBe(`${canonicalJson({...wanted, v: 1} as unknown as Json)}\n`);
      expect(recordIn(line)).toEqual(JSON.parse(line.toString()));
    }), {numRuns: 2000});
  });

  test('what the scanner accepts is canonical: any changed bytes that it accepts are written back alike', () => {
    const scanner = new LineScanner();
    const good = lineOf(record({a: [1, -2, {b: 'é"\\\n\u0001'}], c: {d: null, e: true}}));
    let accepted = 0;
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(good.length - 2), fc.nat(255)), {minLength: 1, maxLength: 3}), changes => {
      const bytes = Buffer.from(good);
      for (const [at, byte] of changes) bytes[at] = byte;
      if (!scanner.scan(bytes, 0, bytes) || scanner.at !== bytes.length) return;
      accepted++;
      expect(`${canonicalJson(JSON.parse(bytes.toString('utf8')) as Json)}\n`).toBe(bytes.toString('utf8'));
    }), {numRuns: 20_000});
    expect(accepted).toBeGreaterThan(100);
  });

  test('every control character has one form', () => {
    const all = String.fromCharCode(...Array.from({length: 32}, (_, i) => i));
    expect(recordIn(lineOf(record({all}))).data).toEqual({all});
  });

  test('a record may have 64 KiB with its newline, and not a byte more', () => {
    const empty = lineOf(record({a: ''})).length;
    expect(lineOf(record({a: 'x'.repeat(65_536 - empty)}))).toHaveLength(65_536);
    expect(() => lineOf(record({a: 'x'.repeat(65_537 - empty)}))).toThrow('65537 bytes');
  });

  test.each([0, 1, 9, 10, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])('the number %d', number => {
    expect(recordIn(lineOf(record({number}))).data).toEqual({number});
  });

  test.each([
    ['a fraction', record({a: 0.5}), 'number-form'], ['a number above 2^53', record({a: 2 ** 53}), 'number-size'], ['a small number', record({a: 1e-7}), 'number-form'], [
      'a key outside ASCII', record({é: 1}), 'key-form',
    ],
    ['a key with a quote', record({'"': 1}), 'key-form'], ['no actor', record({}, {actor: ''}), 'identity'],
    ['an actor outside ASCII', record({}, {actor: 'jo\u0441e'}), 'identity'], ['a lone surrogate', record({a: '\ud800'}), 'form'],
    ['a huge text', record({a: 'x'.repeat(65_536)}), 'too-long'], ['a time without its zone', record({}, {ts: '2026-11-20T12:00:00.0000'}), 'time-form'],
  ])('%s is not written', (_name, wanted, code) => {
    expect(() => lineOf(wanted)).toThrow(LedgerError);
    try {
      lineOf(wanted);
    } catch (thrown) {
      expect((thrown as LedgerError).code).toBe(code);
    }
  });
});
