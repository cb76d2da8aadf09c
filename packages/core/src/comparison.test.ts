import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {differenceOf, withExisting, worseOf} from './comparison.ts';
import type {Enforcement} from './enforcement.ts';
import type {Outcome} from './outcome.ts';
import type {Fault, State} from './ruling.ts';
import {type Check, type Finding, type Verdict, blocks, findingsOf, stateOf, verdictOf, worse} from './verdict.ts';

const fault = (key: string, more: Partial<Fault> = {}): Fault => ({key, message: 'm', fix: 'f', at: {path: 'a.md'}, ...more});
const check = (rule: string, broken: readonly Fault[], undecided: readonly Fault[] = [], enforcement: Enforcement = 'enforce'): Check => {
  const findings = findingsOf(rule, broken, undecided);
  return {rule, about: '', enforcement, state: stateOf('held', findings, 1), examined: 1, findings};
};
const outcome = (checks: readonly Check[], more: Partial<Outcome> = {}): Outcome => ({
  gate: 'g/check', as: 'g', title: 'G', verdict: verdictOf(checks), effect: 'none', enforcement: 'enforce', checks, steps: [], waiversUsed: [], ...more,
});
const off = outcome([], {verdict: 'not-run', reason: 'off in policy', enforcement: 'off'});
const unchanged = {changed: () => false, moved: new Map()};
const changed = {changed: () => true, moved: new Map()};
const existing = (result: Outcome): readonly boolean[] => result.checks.flatMap(one => one.findings.map(finding => finding.existing === true));

describe('withExisting', () => {
  test('what stands on both sides is existing and does not block; what is new does', () => {
    const before = outcome([check('g/r', [fault('old')])]);
    const same = withExisting(outcome([check('g/r', [fault('old')])]), before, changed);
    expect(existing(same)).toEqual([true]);
    expect(same.verdict).toBe('pass');
    const more = withExisting(outcome([check('g/r', [fault('old'), fault('new')])]), before, changed);
    expect(existing(more)).toEqual([true, false]);
    expect(more.verdict).toBe('fail');
  });

  test('a further twin of an existing problem is new', () => {
    const result = withExisting(outcome([check('g/r', [fault('k'), fault('k'), fault('k')])]), outcome([check('g/r', [fault('k'), fault('k')])]), changed);
    expect(existing(result)).toEqual([true, true, false]);
    expect(result.verdict).toBe('fail');
  });

  test('a file that is moved takes its problems along, and no more of them', () => {
    const moved = differenceOf([{path: 'b/a.md', kind: 'renamed', from: 'a.md'}]);
    expect(['a.md', 'b/a.md', 'c.md'].map(moved.changed)).toEqual([true, true, false]);
    const [there, elsewhere] = [{at: {path: 'b/a.md', line: 7}}, {at: {path: 'c.md'}}];
    const before = outcome([check('g/r', [fault('k'), fault('k'), fault('k', elsewhere)])]);
    const result = withExisting(outcome([check('g/r', [fault('k', there), fault('k', there), fault('k', there), fault('new', there), fault('k', elsewhere)])]), before, moved);
    expect(existing(result)).toEqual([true, true, false, false, true]);
    expect(existing(withExisting(outcome([check('g/r', [fault('k')])]), before, moved))).toEqual([false]);
    const gap = fault('k', {gap: 'unreadable'});
    expect(existing(withExisting(outcome([check('g/r', [], [{...gap, ...there}])]), outcome([check('g/r', [], [gap])]), moved))).toEqual([false]);
  });

  test('what was covered before and is no longer is existing', () => {
    const covered = check('g/r', [fault('k')]);
    const before = outcome([{...covered, state: 'waived', findings: covered.findings.map((one): Finding => ({...one, waivedBy: 'W'}))}]);
    expect(withExisting(outcome([covered]), before, changed).verdict).toBe('pass');
  });

  test('what is covered stays covered and is not existing', () => {
    const open = check('g/r', [fault('k')]);
    const covered: Check = {...open, state: 'waived', findings: open.findings.map((one): Finding => ({...one, waivedBy: 'W'}))};
    const result = withExisting(outcome([covered]), outcome([open]), changed);
    expect(existing(result)).toEqual([false]);
    expect(result.verdict).toBe('waived');
  });

  test('what could not be told before is new when it is broken now', () => {
    const result = withExisting(outcome([check('g/r', [fault('k')])]), outcome([check('g/r', [], [fault('k')])]), changed);
    expect(existing(result)).toEqual([false]);
    expect(result.verdict).toBe('fail');
  });

  test.each<[string, Fault, boolean, boolean]>([
    ['a file that the change did not touch', fault('f', {gap: 'unreadable'}), false, true],
    ['a file that the change touched', fault('f', {gap: 'unreadable'}), true, false],
    ['no place', {key: 'f', message: 'm', fix: 'f', gap: 'refused'}, false, false],
    ['no gap: a rule that could not decide', fault('f'), false, false],
  ])('undecided on both sides, about %s', (_, one, touched, isExisting) => {
    const both = outcome([check('g/r', [], [one])]);
    const result = withExisting(both, both, {changed: () => touched, moved: new Map()});
    expect(existing(result)).toEqual([isExisting]);
    expect(result.verdict).toBe(isExisting ? 'pass' : 'inconclusive');
  });

  test('a gate that did not run stays so', () => {
    expect(withExisting(off, outcome([check('g/r', [])]), changed).verdict).toBe('not-run');
  });

  test('a reference that could not be judged excuses nothing', () => {
    const crashed = outcome([check('g/r', [], [{key: 'g', message: 'crash', fix: 'f', gap: 'crashed'}])]);
    expect(withExisting(outcome([check('g/r', [fault('k')])]), crashed, unchanged).verdict).toBe('fail');
  });

  test('a finding that is only in the tree is never existing', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const faults = fc.array(key.map(one => fault(one)), {maxLength: 5});
    fc.assert(fc.property(faults, faults, fc.boolean(), (now, before, touched) => {
      const result = withExisting(outcome([check('g/r', now)]), outcome([check('g/r', before)]), {changed: () => touched, moved: new Map()});
      const stood = new Set(findingsOf('g/r', before, []).map(one => one.fingerprint));
      for (const finding of result.checks[0]!.findings) expect(finding.existing === true).toBe(stood.has(finding.fingerprint));
      expect(result.verdict).toBe(result.checks[0]!.findings.every(one => one.existing) ? 'pass' : 'fail');
    }));
  });
});

describe('worseOf', () => {
  const held = outcome([check('g/r', [])]);
  const failing = outcome([check('g/r', [fault('k')])]);
  const unknown = outcome([check('g/r', [], [fault('k')])]);

  test.each<[string, Outcome, Outcome, Verdict, boolean]>([
    ['both hold', held, held, 'pass', false],
    ['only under the base', held, failing, 'fail', true],
    ['only under its own', failing, held, 'fail', true],
    ['own cannot tell', unknown, held, 'inconclusive', true],
    ['base cannot tell', held, unknown, 'inconclusive', true],
    ['off by the change, red under the base', off, failing, 'fail', true],
    ['off by the change, green under the base', off, held, 'pass', false],
    ['off by the change, undecided under the base', off, unknown, 'inconclusive', true],
    ['on by the change, red', failing, off, 'fail', true],
    ['on by the change, green', held, off, 'pass', false],
    ['off on both sides', off, off, 'not-run', false],
    ['warned by the change, red under both', {...failing, enforcement: 'warn'}, failing, 'fail', true],
    ['warned by the base, red under both', failing, {...failing, enforcement: 'warn'}, 'fail', true],
    ['warned under both', {...failing, enforcement: 'warn'}, {...failing, enforcement: 'warn'}, 'fail', false],
  ])('%s', (_, own, base, verdict, blocked) => {
    const result = worseOf(own, base);
    expect(result.verdict).toBe(verdict);
    expect(blocks(result.verdict, result.enforcement)).toBe(blocked);
  });

  test('a gate that the change switched off shows what the base finds, and no reason for not running', () => {
    const result = worseOf(off, failing);
    expect(result.checks).toEqual(failing.checks);
    expect(result.reason).toBeUndefined();
    expect(result.loosened).toEqual(['g: enforce becomes off']);
  });

  test('names every loosened rule', () => {
    const own = outcome([check('g/warned', [fault('k')], [], 'warn'), check('g/laxer', []), check('g/same', []), check('g/new', [])]);
    const base = outcome([check('g/warned', [fault('k')]), check('g/laxer', [fault('k')]), check('g/same', []), check('g/gone', [])]);
    const result = worseOf(own, base);
    expect(result.loosened).toEqual(['g/warned: enforce becomes warn', 'g/laxer: judged by looser settings than before', 'g/gone: is no longer checked']);
    expect(Object.fromEntries(result.checks.map(one => [one.rule, `${one.state} ${one.enforcement}`]))).toEqual({
      'g/warned': 'broken enforce', 'g/laxer': 'broken enforce', 'g/same': 'held enforce', 'g/new': 'held enforce', 'g/gone': 'held enforce',
    });
  });

  test('a stricter setting that is only warned of does not block where the base\'s holds', () => {
    const own = outcome([check('g/r', [fault('k')], [], 'warn'), check('g/other', [])]);
    const base = outcome([check('g/r', []), check('g/other', [])]);
    expect(worseOf(own, base).verdict).toBe('pass');
  });

  test('exceptions that either used were used', () => {
    expect(worseOf({...held, waiversUsed: ['a', 'b']}, {...held, waiversUsed: ['b', 'c']}).waiversUsed).toEqual(['a', 'b', 'c']);
  });

  const state = fc.constantFrom<State>('held', 'broken', 'undecided', 'waived', 'not-applicable');
  const checks = fc.uniqueArray(fc.record({rule: fc.constantFrom('g/a', 'g/b', 'g/c'), state, enforcement: fc.constantFrom<Enforcement>('enforce', 'warn')}),
    {selector: one => one.rule, maxLength: 3})
    .map(list => list.map((one): Check => ({...one, about: '', examined: 1, findings: []})));
  const any = fc.tuple(checks, fc.constantFrom<Enforcement>('enforce', 'warn', 'off')).map(([given, enforcement]) => (enforcement === 'off' ? off : outcome(given, {enforcement})));

  test('blocks exactly where one of them does, and is never better than its own checks', () => {
    fc.assert(fc.property(any, any, (own, base) => {
      const result = worseOf(own, base);
      if (result.verdict !== 'not-run') expect(worse(result.verdict, verdictOf(result.checks))).toBe(result.verdict);
      expect(blocks(result.verdict, result.enforcement)).toBe(blocks(own.verdict, own.enforcement) || blocks(base.verdict, base.enforcement));
    }), {numRuns: 2000});
  });

  test('is as bad as the worse of the sides that are as strict as the result', () => {
    fc.assert(fc.property(any, any, (own, base) => {
      const result = worseOf(own, base);
      const counting = [own, base].filter(side => side.enforcement === result.enforcement || side.verdict === 'not-run');
      expect(result.verdict).toBe(counting.map(side => side.verdict).reduce(worse));
    }), {numRuns: 2000});
  });

  test('a gate that only warns, and is red by a stricter setting, does not block where the base\'s enforces and holds', () => {
    const own = outcome([check('g/r', [fault('k')])], {enforcement: 'warn'});
    const base = outcome([check('g/r', [])]);
    expect(worseOf(own, base)).toMatchObject({verdict: 'pass', enforcement: 'enforce', loosened: ['g: enforce becomes warn']});
  });
});
