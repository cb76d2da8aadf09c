import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {type Circumstances, type Enforcement, type EnforcementRule, enforcementIn, isLooser, stricter, tierOf} from './enforcement.ts';

const all = {environment: 'production', tag: 'v1.2.3', branch: 'release/1.2', event: 'push', tier: 'prod'} as const;

describe('enforcementIn', () => {
  test('nothing said: enforce, or what the rule itself says', () => {
    expect(enforcementIn([], {})).toBe('enforce');
    expect(enforcementIn([undefined, {}], all)).toBe('enforce');
    expect(enforcementIn([{}], all, 'warn')).toBe('warn');
  });

  test('the more specific level wins, and within it what it depends on', () => {
    expect(enforcementIn([{enforcement: 'warn'}, {enforcement: 'off'}], all)).toBe('warn');
    expect(enforcementIn([undefined, {enforcement: 'off'}], all)).toBe('off');
    expect(enforcementIn([{enforcement: 'warn', 'enforcement-by': {event: {push: 'off'}}}], all)).toBe('off');
    expect(enforcementIn([{enforcement: 'warn', 'enforcement-by': {event: {schedule: 'off'}}}], all)).toBe('warn');
    expect(enforcementIn([{'enforcement-by': {event: {schedule: 'off'}}}, {'enforcement-by': {tier: {prod: 'warn'}}}], all)).toBe('warn');
  });

  const dimensions = ['environment', 'tag', 'branch', 'event', 'tier'] as const;
  test.each(dimensions.flatMap((one, i) => dimensions.slice(i + 1).map(other => [one, other] as const)))('%s beats %s', (one, other) => {
    const by = {[one]: {[all[one]]: 'warn'}, [other]: {[all[other]]: 'off'}};
    expect(enforcementIn([{'enforcement-by': by}], all)).toBe('warn');
    const {[one]: _, ...without} = all;
    expect(enforcementIn([{'enforcement-by': by}], without)).toBe('off');
  });

  test.each<[Record<string, Enforcement>, Enforcement]>([
    [{'release/1.2*': 'warn', 'release/1.2': 'off'}, 'off'],
    [{'**': 'off', 'release/*': 'warn'}, 'warn'],
    [{'release/1.*': 'off', 'release/*': 'warn'}, 'off'],
    [{'hotfix/*': 'off'}, 'enforce'],
    [{'*': 'off'}, 'enforce'],
    [{'release/?.2': 'off', 'release/*.2': 'warn'}, 'warn'],
  ])('branches %j', (branch, expected) => {
    expect(enforcementIn([{'enforcement-by': {branch}}], all)).toBe(expected);
  });

  test('names of prototypes match nothing', () => {
    expect(enforcementIn([{'enforcement-by': {branch: {}}}], {branch: 'constructor'})).toBe('enforce');
  });

  test('is always what some level says, or the fallback', () => {
    const enforcement = fc.constantFrom<Enforcement>('enforce', 'warn', 'off');
    const pattern = fc.constantFrom('a', 'a*', '*', 'b', '**');
    const by = fc.record({branch: fc.dictionary(pattern, enforcement), event: fc.dictionary(pattern, enforcement), tag: fc.dictionary(pattern, enforcement)}, {requiredKeys: []});
    const level: fc.Arbitrary<EnforcementRule> = fc.record({enforcement, 'enforcement-by': by}, {requiredKeys: []});
    const circumstances: fc.Arbitrary<Circumstances> = fc.record({branch: fc.constantFrom('a', 'ab', 'c'), event: fc.constantFrom('a', 'x'), tag: fc.constant('b')},
      {requiredKeys: []});
    fc.assert(fc.property(fc.array(level, {maxLength: 3}), circumstances, enforcement, (levels, given, fallback) => {
      const said = levels.flatMap(one => [one.enforcement, ...Object.values<Readonly<Record<string,
        Enforcement | undefined>> | undefined>(one['enforcement-by'] ?? {}).flatMap(patterns => Object.values(patterns ?? {}))]).filter(one => one !== undefined);
      const found = enforcementIn(levels, given, fallback);
      expect([...said, fallback]).toContain(found);
      if (levels[0]?.enforcement && !levels[0]['enforcement-by']) expect(found).toBe(levels[0].enforcement);
    }));
  });
});

test('stricter and looser are one order', () => {
  const order: readonly Enforcement[] = ['off', 'warn', 'enforce'];
  for (const [i, one] of order.entries()) {
    for (const [j, other] of order.entries()) {
      expect(stricter(one, other)).toBe(order[Math.max(i, j)]);
      expect(isLooser(one, other)).toBe(j < i);
    }
  }
});

test.each<[Parameters<typeof tierOf>[0], string]>([
  [{}, 'dev'],
  [{explicit: 'staging', tag: 'v1', branch: 'main', environment: 'production'}, 'staging'],
  [{tag: 'v1', branch: 'topic'}, 'prod'],
  [{branch: 'main', environment: 'dev'}, 'prod'],
  [{branch: 'master'}, 'prod'],
  [{branch: 'release/1.2/x'}, 'prod'],
  [{branch: 'hotfix/a'}, 'prod'],
  [{branch: 'staging'}, 'staging'],
  [{branch: 'stage/a'}, 'staging'],
  [{branch: 'releases'}, 'dev'],
  [{branch: 'topic', environment: 'production'}, 'dev'],
  [{environment: 'Production-eu'}, 'prod'],
  [{environment: 'stage'}, 'staging'],
  [{environment: 'staging-2'}, 'staging'],
  [{environment: 'preprod'}, 'dev'],
])('the tier of %j is %s', (given, tier) => {
  expect(tierOf(given)).toBe(tier);
});
