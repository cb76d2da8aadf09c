import {describe, expect, test} from '@jest/globals';
import {type Baseline, baselineFile, baselineInBoth, faultsOfBaseline} from './baseline.ts';

const now = new Date('2026-11-20T12:00:00Z');
const entry = (digit: string): Baseline['findings'][number] => ({fingerprint: digit.repeat(16), rule: 'g/r', path: 'a.md', message: 'm'});
const good: Baseline = {version: 1, owner: '@mira', created: '2026-06-01', ends: '2026-11-28', findings: [entry('a'), entry('b')]};
const renewal = {on: '2026-11-20', reason: 'two left'};
const wrong = (changes: Partial<Baseline>, at = now): readonly string[] => faultsOfBaseline({...good, ...changes}, 'baseline.json', at).map(fault => fault.key);

describe('known problems', () => {
  test.each<[string, Partial<Baseline>]>([
    ['for 180 days', {}],
    ['renewed once', {renewed: renewal, ends: '2027-05-19'}],
    ['ending today', {ends: '2026-11-20'}],
  ])('in order: %s', (_, changes) => {
    expect(wrong(changes)).toEqual([]);
  });

  test.each<[string, Partial<Baseline>, readonly string[]]>([
    ['no owner', {owner: ' '}, ['owner']],
    ['no creation', {created: 'x'}, ['created']],
    ['no end', {ends: '2026-02-30'}, ['ends']],
    ['181 days', {ends: '2026-11-29'}, ['max-days']],
    ['from the future', {created: '2026-11-22'}, ['created']],
    ['ended', {ends: '2026-11-19'}, ['ended']],
    ['renewed without a reason', {renewed: {...renewal, reason: ''}, ends: '2027-05-19'}, ['renewed']],
    ['renewed on no day', {renewed: {...renewal, on: 'x'}}, ['renewed']],
    ['renewed for more than 180 days', {renewed: renewal, ends: '2027-05-20'}, ['max-days']],
    ['renewed after the end', {renewed: {...renewal, on: '2026-11-30'}, created: '2026-06-01', ends: '2027-05-01'}, ['renewed']],
  ])('not in order: %s', (_, changes, keys) => {
    expect(wrong(changes, changes.renewed?.on === '2026-11-30' ? new Date('2026-12-01') : now)).toEqual(keys);
  });

  test('end with their last day', () => {
    expect(wrong({}, new Date('2026-11-28T23:59:59.999Z'))).toEqual([]);
    expect(wrong({}, new Date('2026-11-29T00:00:00Z'))).toEqual(['ended']);
  });
});

test('in both: only what the base records, on its terms', () => {
  const head: Baseline = {...good, owner: '@eve', ends: '2027-06-01', findings: [entry('b'), entry('c')]};
  expect(baselineInBoth(good, head)).toEqual({...good, findings: [entry('b')]});
  expect(baselineInBoth(undefined, head)).toBeUndefined();
  expect(baselineInBoth(good, undefined)).toBeUndefined();
  expect(baselineInBoth(good, {...good, findings: [{...entry('a'), rule: 'g/other'}]})!.findings).toEqual([]);
});

test('the file is strict', () => {
  expect(baselineFile().safeParse(good).success).toBe(true);
  for (const value of [{...good, version: 2}, {...good, more: 1}, {...good, findings: [{...entry('a'), fingerprint: 'AAAA'}]}, {...good, findings: undefined}]) {
    expect(baselineFile().safeParse(value).success).toBe(false);
  }
});
