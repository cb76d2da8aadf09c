import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Fault, State} from './ruling.ts';
import {type Check, type Finding, type Verdict, blocks, findingsOf, stateOf, verdictOf, worse} from './verdict.ts';

const states: readonly State[] = ['broken', 'undecided', 'waived', 'held', 'not-applicable'];
const check = (state: State, enforcement: Check['enforcement'] = 'enforce'): Check => ({rule: 'g/r', about: '', enforcement, state, examined: 1, findings: []});
const fault = (key: string, more: Partial<Fault> = {}): Fault => ({key, message: 'm', fix: 'f', ...more});

describe('verdictOf', () => {
  test.each<[readonly State[], Verdict]>([
    [[], 'inconclusive'],
    [['not-applicable'], 'inconclusive'],
    [['held'], 'pass'],
    [['held', 'not-applicable'], 'pass'],
    [['waived'], 'waived'],
    [['waived', 'held'], 'waived'],
    [['undecided', 'waived', 'held'], 'inconclusive'],
    [['broken', 'undecided', 'waived', 'held'], 'fail'],
  ])('%j is %s', (given, verdict) => {
    expect(verdictOf(given.map(state => check(state)))).toBe(verdict);
    expect(verdictOf([...given].reverse().map(state => check(state)))).toBe(verdict);
  });

  test('what is only warned of, or off, never counts for or against', () => {
    for (const state of states) {
      for (const enforcement of ['warn', 'off'] as const) {
        expect(verdictOf([check(state, enforcement)])).toBe('inconclusive');
        expect(verdictOf([check('held'), check(state, enforcement)])).toBe('pass');
      }
    }
  });
});

test('a verdict blocks when it is enforced and red', () => {
  const red = (['pass', 'waived', 'fail', 'inconclusive', 'not-run'] as const).flatMap(verdict => (['enforce', 'warn', 'off'] as const).filter(one => blocks(verdict,
    one)).map(one => `${verdict} ${one}`));
  expect(red).toEqual(['fail enforce', 'inconclusive enforce']);
});

test('the worse of two verdicts, in both orders', () => {
  const order: readonly Verdict[] = ['not-run', 'pass', 'waived', 'inconclusive', 'fail'];
  for (const [i, one] of order.entries()) for (const [j, other] of order.entries()) expect(worse(one, other)).toBe(order[Math.max(i, j)]);
});

describe('stateOf', () => {
  const open = (state: Finding['state'], more: Partial<Finding> = {}): Finding => ({...fault('k'), rule: 'g/r', state, fingerprint: '0'.repeat(16), ...more});
  test.each<[string, State, readonly Finding[], number, State]>([
    ['a broken one stays', 'broken', [open('broken')], 1, 'broken'],
    ['waived', 'broken', [open('broken', {waivedBy: 'W'})], 1, 'waived'],
    ['one of two waived', 'broken', [open('broken', {waivedBy: 'W'}), open('broken')], 2, 'broken'],
    ['existing', 'broken', [open('broken', {existing: true})], 1, 'held'],
    ['existing and waived', 'broken', [open('broken', {existing: true}), open('broken', {waivedBy: 'W'})], 2, 'waived'],
    ['broken waived, undecided open', 'broken', [open('broken', {waivedBy: 'W'}), open('undecided')], 1, 'undecided'],
    ['undecided existing beside what was looked at', 'undecided', [open('undecided', {existing: true})], 3, 'held'],
    ['undecided existing, and nothing was looked at', 'undecided', [open('undecided', {existing: true})], 0, 'not-applicable'],
    ['undecided waived', 'undecided', [open('undecided', {waivedBy: 'W'})], 0, 'waived'],
    ['held', 'held', [], 1, 'held'],
    ['not applicable', 'not-applicable', [], 0, 'not-applicable'],
    ['waived by its parts', 'waived', [], 1, 'waived'],
  ])('%s', (_, before, findings, examined, after) => {
    expect(stateOf(before, findings, examined)).toBe(after);
  });
});

describe('fingerprints', () => {
  const at = (path: string, line: number): Partial<Fault> => ({at: {path, line}});
  const prints = (rule: string, ...faults: readonly Fault[]): readonly string[] => findingsOf(rule, faults, []).map(finding => finding.fingerprint);

  test('survive shifted lines, other words and other problems in front', () => {
    expect(prints('g/r', fault('k', {...at('a.md', 90), message: 'other', observed: 1}))).toEqual(prints('g/r', fault('k', at('a.md', 1))));
    expect(prints('g/r', fault('new', at('a.md', 1)), fault('k', at('a.md', 5)))[1]).toBe(prints('g/r', fault('k', at('a.md', 3)))[0]);
  });

  test('tell rule, path, key and twins apart', () => {
    const all = [...prints('g/r', fault('k', at('a.md', 1)), fault('k', at('a.md', 2)), fault('k2', at('a.md', 1)), fault('k', at('b.md', 1)), fault('k')),
      ...prints('g/r2', fault('k', at('a.md', 1)))];
    expect(new Set(all).size).toBe(6);
    for (const print of all) expect(print).toMatch(/^[0-9a-f]{16}$/);
  });

  test('what could not be learned has the same one in every rule, and another for another reason', () => {
    const gap = fault('f.md', {gap: 'unreadable', at: {path: 'f.md'}});
    const of = (rule: string, one: Fault): string => findingsOf(rule, [], [one])[0]!.fingerprint;
    expect(of('g/a', gap)).toBe(of('g/b', gap));
    expect(of('g/a', gap)).not.toBe(of('g/a', {...gap, gap: 'refused'}));
  });

  test('of 15,000 problems are 15,000, twins among them', () => {
    const faults = Array.from({length: 15_000}, (_, i) => fault(`key ${i % 50}`, at(`docs/${i % 100}.md`, i)));
    expect(new Set(prints('docs-reality/link.path', ...faults)).size).toBe(15_000);
  });

  test('parts cannot be shifted into each other', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z]{1,5}$/), fc.stringMatching(/^[a-z]{1,5}$/), (a, b) => {
      expect(prints('g/r', fault(`${a}${b}`, at('p', 1)))).not.toEqual(prints('g/r', fault(b, at(`p${a}`, 1))));
    }));
  });
});
