import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Baseline} from './baseline.ts';
import {coverExceptions} from './exceptions.ts';
import type {Exceptions} from './execute.ts';
import {Refusal, known} from './fact.ts';
import type {Fault} from './ruling.ts';
import {type Check, findingsOf, verdictOf} from './verdict.ts';
import {type Waiver, coverage} from './waiver.ts';

const now = new Date('2026-11-20T12:00:00Z');
const fault = (key: string, path = 'a.md'): Fault => ({key, message: 'm', fix: 'f', at: {path}});
const check = (broken: readonly Fault[], undecided: readonly Fault[] = [], rule = 'g/r'): Check => ({
  rule, about: '', enforcement: 'enforce', state: broken.length > 0 ? 'broken' : undecided.length > 0 ? 'undecided' : 'held', examined: 5,
    findings: findingsOf(rule, broken, undecided),
});
const waiver: Waiver = {id: 'W-1', rule: 'g/r', path: 'a.md', owner: '@mira', reason: 'r', created: '2026-11-18', expires: '2026-12-24'};
const baselineOf = (checks: readonly Check[]): Baseline => ({
  version: 1, owner: '@mira', created: '2026-11-01', ends: '2026-12-01',
    findings: checks.flatMap(one => one.findings).map(({fingerprint, rule, message}) => ({fingerprint, rule, message})),
});
const cover = (checks: readonly Check[], given: Partial<Exceptions>, noBaseline: readonly string[] = [], emergency: readonly string[] = []) =>
  coverExceptions('g', checks, known({waivers: [], terms: {'max-days': 90}, release: false, baselinePath: 'b.json', ...given}), {noBaseline: new Set(noBaseline), emergency: new Set(emergency)}, now);
const states = (checks: readonly Check[]): Readonly<Record<string, string>> => Object.fromEntries(checks.map(one => [one.rule, `${one.state} ${one.enforcement}`]));

describe('waivers', () => {
  test('cover what they name, and nothing beside it', () => {
    const {checks, used} = cover([check([fault('k'), fault('k', 'b.md')])], {waivers: [waiver]});
    expect(checks[0]!.findings.map(finding => finding.waivedBy)).toEqual(['W-1', undefined]);
    expect(states(checks)).toEqual({'g/r': 'broken enforce'});
    expect(used).toEqual(['W-1']);
  });

  test('that cover everything make the gate waived, never a pass', () => {
    const {checks} = cover([check([fault('k')]), check([], [], 'g/held')], {waivers: [waiver]});
    expect(states(checks)).toEqual({'g/r': 'waived enforce', 'g/held': 'held enforce'});
    expect(verdictOf(checks)).toBe('waived');
  });

  test('cover what could not be checked only where they say so', () => {
    expect(verdictOf(cover([check([], [fault('k')])], {waivers: [waiver]}).checks)).toBe('inconclusive');
    expect(verdictOf(cover([check([], [fault('k')])], {waivers: [{...waiver, covers: 'undecided'}]}).checks)).toBe('waived');
  });

  test('of many, each problem has the first that fits it, whatever stands in the same file', () => {
    const paths = ['a.md', 'docs/b.md', 'docs/c.md', undefined];
    const place = fc.record({key: fc.constantFrom('k', 'l', 'm'), path: fc.constantFrom(...paths), rule: fc.constantFrom('g/r', 'g/s'), isBroken: fc.boolean()});
    const given = fc.record({path: fc.constantFrom('a.md', 'docs/*.md', undefined), nth: fc.nat(20), rule: fc.constantFrom('g/r', 'g/s'), covers: fc.constantFrom('undecided' as const, undefined), named: fc.boolean()});
    fc.assert(fc.property(fc.uniqueArray(place, {selector: one => JSON.stringify(one), minLength: 1, maxLength: 12}), fc.array(given, {maxLength: 6}), (problems, exceptions) => {
      const checks = ['g/r', 'g/s'].map(rule => {
        const faults = (isBroken: boolean): readonly Fault[] => problems.filter(one => one.rule === rule && one.isBroken === isBroken).map(({key, path}) => ({key, message: 'm', fix: 'f', ...(path !== undefined && {at: {path}})}));
        return check(faults(true), faults(false), rule);
      });
      const findings = checks.flatMap(one => one.findings);
      const waivers = exceptions.map(({path, nth, rule, covers, named}, i): Waiver => ({
        ...waiver, id: `W-${i}`, rule, path: path ?? (named ? undefined : 'a.md'), covers, ...(named && {fingerprint: findings[nth % findings.length]!.fingerprint}),
      }));
      const {checks: covered} = cover(checks, {waivers});
      expect(covered.slice(0, 2).flatMap(one => one.findings).map(({waivedBy}) => waivedBy)).toEqual(findings.map(finding => waivers.find(one => coverage(one)(finding))?.id));
    }));
  });

  test('that are not in order cover nothing and break the gate', () => {
    const {checks, used} = cover([check([fault('k')])], {waivers: [{...waiver, owner: ''}]});
    expect(states(checks)).toEqual({'g/r': 'broken enforce', 'g/exceptions.in-order': 'broken enforce'});
    expect(used).toEqual([]);
  });

  test('two of one id: the first counts, the second is not in order', () => {
    const {checks} = cover([check([fault('k')])], {waivers: [waiver, {...waiver}]});
    expect(states(checks)).toEqual({'g/r': 'waived enforce', 'g/exceptions.in-order': 'broken enforce'});
    expect(checks[1]!.findings).toMatchObject([{key: 'W-1: twice'}]);
  });

  test('an id that another gate uses too is not in order either', () => {
    const other = {...waiver, rule: 'other/r'};
    expect(states(cover([check([fault('k')])], {waivers: [other, waiver]}).checks)).toEqual({'g/r': 'broken enforce', 'g/exceptions.in-order': 'broken enforce'});
    expect(states(cover([check([fault('k')])], {waivers: [waiver, other]}).checks)).toEqual({'g/r': 'waived enforce'});
  });

  test('of other gates are none of its business; without a rule they are everybody\'s', () => {
    expect(states(cover([check([])], {waivers: [{...waiver, rule: 'other/r', owner: ''}]}).checks)).toEqual({'g/r': 'held enforce'});
    const {rule: _, ...ruleless} = waiver;
    expect(states(cover([check([])], {waivers: [ruleless]}).checks)).toEqual({'g/r': 'held enforce', 'g/exceptions.in-order': 'broken enforce'});
  });

  test('unused: waiting at first, then broken, and on a release at once', () => {
    expect(states(cover([check([])], {waivers: [waiver]}).checks)).toEqual({'g/r': 'held enforce', 'g/exceptions.waiting': 'broken warn'});
    expect(states(cover([check([])], {waivers: [waiver], release: true}).checks)).toEqual({'g/r': 'held enforce', 'g/exceptions.used': 'broken enforce'});
    const old = {...waiver, created: '2026-11-01'};
    expect(states(cover([check([])], {waivers: [old]}).checks)).toEqual({'g/r': 'held enforce', 'g/exceptions.used': 'broken enforce'});
  });

  describe('for an emergency rule', () => {
    const override = {...waiver, approver: '@ben', ticket: 'INC-42'};
    const judge = (given: Waiver, byHand: boolean, release = true) => {
      const {checks, used} = cover([check([fault('k')])], {waivers: [given], byHand, release}, [], ['g/r']);
      return {states: states(checks), used};
    };

    test('cover in a run that was started by hand', () => {
      expect(judge(override, true)).toEqual({states: {'g/r': 'waived enforce'}, used: ['W-1']});
    });

    test('cover nothing in any other run, and are not called unused there', () => {
      expect(judge(override, false)).toEqual({states: {'g/r': 'broken enforce'}, used: []});
    });

    test('cover nothing without approver and ticket', () => {
      expect(judge(waiver, true).states).toEqual({'g/r': 'broken enforce', 'g/exceptions.in-order': 'broken enforce'});
    });

    test('for other rules need neither', () => {
      expect(states(cover([check([fault('k')])], {waivers: [waiver]}, [], ['g/other']).checks)).toEqual({'g/r': 'waived enforce'});
    });
  });

  test('one that covers what another covers too is unused', () => {
    const {checks, used} = cover([check([fault('k')])], {waivers: [waiver, {...waiver, id: 'W-2', created: '2026-11-01'}]});
    expect(used).toEqual(['W-1']);
    expect(states(checks)['g/exceptions.used']).toBe('broken enforce');
  });

  test('in use and near the end: a warning that names the owner', () => {
    const {checks} = cover([check([fault('k')])], {waivers: [{...waiver, expires: '2026-11-24'}]});
    expect(checks[1]).toMatchObject({rule: 'g/exceptions.ending', enforcement: 'warn', state: 'broken', findings: [{message: 'Exception W-1 ends on 2026-11-24; @mira owns it'}]});
    expect(verdictOf(checks)).toBe('waived');
  });

  test('cover no check of the exceptions themselves', () => {
    const self = {...waiver, id: 'W-2', rule: 'g/exceptions.in-order', path: 'waivers.yml'};
    const bad = {...waiver, owner: '', at: {path: 'waivers.yml', line: 3}};
    expect(states(cover([check([fault('k')])], {waivers: [bad, self]}).checks)['g/exceptions.in-order']).toBe('broken enforce');
  });
});

describe('known problems', () => {
  test('cover what is recorded, by rule and fingerprint, and nothing new', () => {
    const old = check([fault('k')]);
    const {checks, used} = cover([check([fault('k'), fault('new')])], {baseline: baselineOf([old])});
    expect(checks[0]!.findings.map(finding => finding.waivedBy)).toEqual(['baseline', undefined]);
    expect(used).toEqual(['baseline']);
    expect(verdictOf(cover([old], {baseline: baselineOf([old])}).checks)).toBe('waived');
    expect(verdictOf(cover([old], {baseline: {...baselineOf([old]), findings: [{...baselineOf([old]).findings[0]!, rule: 'g/other'}]}}).checks)).toBe('fail');
  });

  test('never what could not be checked, and never a rule that forbids it', () => {
    const unknown = check([], [fault('k')]);
    expect(verdictOf(cover([unknown], {baseline: baselineOf([unknown])}).checks)).toBe('inconclusive');
    const old = check([fault('k')]);
    expect(verdictOf(cover([old], {baseline: baselineOf([old])}, ['g/r']).checks)).toBe('fail');
  });

  test('that have ended cover nothing and break the gate', () => {
    const old = check([fault('k')]);
    expect(states(cover([old], {baseline: {...baselineOf([old]), ends: '2026-11-19'}}).checks)).toEqual({'g/r': 'broken enforce', 'g/exceptions.in-order': 'broken enforce'});
  });

  test('that a change adds break the gate whose problem it is, and no other', () => {
    const grown = (rule: string): Readonly<Record<string, string>> => states(cover([check([])], {baselineGrowth: [{rule, fingerprint: '0123456789abcdef', message: 'm'}]}).checks);
    expect(grown('g/r')).toEqual({'g/r': 'held enforce', 'g/exceptions.shrinking': 'broken enforce'});
    expect(grown('gg/r')).toEqual({'g/r': 'held enforce'});
  });

  test('a waiver comes first, so that it is not unused', () => {
    const old = check([fault('k')]);
    expect(cover([old], {baseline: baselineOf([old]), waivers: [waiver]}).used).toEqual(['W-1']);
  });
});

test('exceptions that cannot be read: undecided, and nothing is covered', () => {
  const {gap} = new Refusal({code: 'unreadable', what: 'waivers.yml', why: 'it is not UTF-8', fix: 'Save it as UTF-8.'});
  const {checks, used} = coverExceptions('g', [check([])], gap, {noBaseline: new Set(), emergency: new Set()}, now);
  expect(states(checks)).toEqual({'g/r': 'held enforce', 'g/exceptions.readable': 'undecided enforce'});
  expect(checks[1]!.findings).toMatchObject([{key: 'waivers.yml', gap: 'unreadable', fix: 'Save it as UTF-8.'}]);
  expect(verdictOf(checks)).toBe('inconclusive');
  expect(used).toEqual([]);
});
