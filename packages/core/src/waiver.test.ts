import {describe, expect, test} from '@jest/globals';
import {type Finding} from './verdict.ts';
import {type Waiver, coverage, endsWithin, faultsOfWaiver, gateOf, inBoth, unusedCounts, waiverFile} from './waiver.ts';

const now = new Date('2026-11-20T12:00:00Z');
const good: Waiver = {id: 'W-1', rule: 'docs-reality/link.path', path: 'docs/old.md', owner: '@mira', reason: 'Rewritten in #482', created: '2026-11-03', expires: '2026-11-24'};
const terms = {'max-days': 90};
const finding: Finding = {rule: 'docs-reality/link.path', state: 'broken', key: 'k', message: 'm', fix: 'f', fingerprint: '0123456789abcdef', at: {path: 'docs/old.md', line: 3}};
const wrong = (changes: {readonly [K in keyof Waiver]?: Waiver[K] | undefined}, at = now): readonly string[] => {
  const waiver = Object.fromEntries(Object.entries({...good, ...changes}).filter(([, value]) => value !== undefined)) as Waiver;
  return faultsOfWaiver(waiver, terms, at).map(fault => fault.key.replace(/^.*: /, ''));
};

describe('a waiver in order', () => {
  test.each<[string, Parameters<typeof wrong>[0]]>([
    ['by path', {}],
    ['by fingerprint', {path: undefined, fingerprint: '0123'}],
    ['by whole fingerprint', {path: undefined, fingerprint: '0123456789abcdef'}],
    ['by the glob of a folder', {path: 'docs/archive/**'}],
    ['by the glob of a kind', {path: '**/*.md'}],
    ['for what could not be checked, by its rule alone', {path: undefined, covers: 'undecided'}],
    ['with times', {created: '2026-11-03T10:00:00Z', expires: '2026-11-24T10:00:00+02:00'}],
    ['made today', {created: '2026-11-20'}],
    ['made tomorrow, where the day has begun', {created: '2026-11-21'}],
    ['that ends today', {expires: '2026-11-20'}],
    ['of the longest life', {created: '2026-11-01', expires: '2027-01-30'}],
  ])('%s', (_, changes) => {
    expect(wrong(changes)).toEqual([]);
  });

  test.each<[string, Parameters<typeof wrong>[0], readonly string[]]>([
    ['no id', {id: undefined}, ['id']],
    ['an empty id', {id: ' '}, ['id']],
    ['no owner', {owner: undefined}, ['owner']],
    ['an empty owner', {owner: ' '}, ['owner']],
    ['no reason', {reason: undefined}, ['reason']],
    ['an empty reason', {reason: '\t'}, ['reason']],
    ['no rule', {rule: undefined}, ['rule']],
    ['a rule without its gate', {rule: 'link.path'}, ['rule']],
    ['a rule with an empty gate', {rule: '/link.path'}, ['rule']],
    ['a whole gate as rule', {rule: 'preflight/docs-reality', path: undefined, fingerprint: '0123456789abcdef'}, ['rule']],
    ['a pattern as rule', {rule: 'docs-reality/link.*'}, ['rule']],
    ['a pattern for one letter as rule', {rule: 'docs-reality/link.pat?'}, ['rule']],
    ['no scope', {path: undefined}, ['scope']],
    ['no scope, said to cover what is broken', {path: undefined, covers: 'broken'}, ['scope']],
    ['a short fingerprint', {fingerprint: '012'}, ['fingerprint']],
    ['a long fingerprint', {fingerprint: '0123456789abcdef0'}, ['fingerprint']],
    ['a fingerprint of other letters', {fingerprint: '0123x'}, ['fingerprint']],
    ['an empty fingerprint', {path: undefined, fingerprint: ''}, ['fingerprint']],
    ['an empty path', {path: ''}, ['path']],
    ...['*', '**', '**/*', '*.*', './**', '?*', '{*,**}', '**/**', '[!x]*', '[a-z]*', '!docs/a.md', '**/*.*', '*/*',
      '**/?*'].map((path): [string, Parameters<typeof wrong>[0], string[]] => [`a path that covers everything: ${path}`, {path}, ['path']]),
    ['no creation', {created: undefined}, ['created']],
    ['a creation that is no date', {created: 'yesterday'}, ['created']],
    ['a creation on no day', {created: '2026-02-30'}, ['created']],
    ['a creation in the future', {created: '2026-11-22'}, ['created']],
    ['no end', {expires: undefined}, ['expires']],
    ['an end that is no date', {expires: 'never'}, ['expires']],
    ['an end on no day', {expires: '2026-11-31'}, ['expires']],
    ['a past end', {expires: '2026-11-19'}, ['expired']],
    ['a past time', {expires: '2026-11-20T11:59:59Z'}, ['expired']],
    ['a life of a day too long', {created: '2026-11-01', expires: '2027-01-31'}, ['max-days']],
    ['a life of an hour too long', {created: '2026-11-01T00:00:00Z', expires: '2027-01-30T01:00:00Z'}, ['max-days']],
    ['nothing at all', {id: undefined, rule: undefined, path: undefined, owner: undefined, reason: undefined, created: undefined, expires: undefined},
      ['id', 'owner', 'reason', 'rule', 'created', 'expires']],
  ])('is not one with %s', (_, changes, keys) => {
    expect(wrong(changes)).toEqual(keys);
  });

  test.each<[string, Partial<Waiver>, readonly string[]]>([
    ['an approver and a ticket', {approver: '@ben', ticket: 'INC-42'}, []], ['a ticket of this repository', {approver: 'ben', ticket: '#42'}, []],
    ['a ticket of another', {approver: 'ben', ticket: 'harbour/ops#42'}, []], ['an address', {approver: '@ben', ticket: 'https://tickets.example/42'}, []],
    ['neither', {}, ['approver', 'ticket']], ['blank ones', {approver: ' ', ticket: ' '}, ['approver', 'ticket']], ['only an @', {approver: '@', ticket: '#1'}, ['approver']],
    ['its owner as approver', {approver: 'Mira', ticket: '#1'}, ['approver']], ['words for a ticket', {approver: '@ben', ticket: 'see the chat'}, ['ticket']],
  ])('as an emergency override with %s', (_, changes, keys) => {
    expect(faultsOfWaiver({...good, ...changes}, terms, now, true).map(fault => fault.key.replace(/^.*: /, ''))).toEqual(keys);
    expect(faultsOfWaiver({...good, ...changes}, terms, now)).toEqual([]);
  });

  test('holds to the end of its last day, and not a millisecond longer', () => {
    expect(wrong({}, new Date('2026-11-24T23:59:59.999Z'))).toEqual([]);
    expect(wrong({}, new Date('2026-11-25T00:00:00Z'))).toEqual(['expired']);
  });

  test('a fault names the waiver, its place and the way out', () => {
    const [fault] = faultsOfWaiver({...good, owner: '', at: {path: 'waivers.yml', line: 4}}, terms, now);
    expect(fault).toEqual({key: 'W-1: owner', message: 'Exception W-1: nobody owns it', fix: 'Name who answers for it: `owner: "@name"`.', at: {path: 'waivers.yml', line: 4}});
  });

  test('a hostile path is judged in no time', () => {
    expect(wrong({path: `${'*a'.repeat(500)}*`})).toEqual([]);
    expect(wrong({path: '!'})).toEqual(['path']);
  });
});

describe('coverage', () => {
  test.each<[string, Waiver, Partial<Finding>, boolean]>([
    ['its finding', good, {}, true],
    ['another rule', good, {rule: 'docs-reality/link.anchor'}, false],
    ['another path', good, {at: {path: 'docs/new.md'}}, false],
    ['no path', good, {at: undefined} as never, false],
    ['undecided, and it does not say so', good, {state: 'undecided'}, false],
    ['undecided, and it says so', {...good, covers: 'undecided'}, {state: 'undecided'}, true],
    ['broken, and it says undecided', {...good, covers: 'undecided'}, {}, false],
    ['a glob', {...good, path: 'docs/**'}, {}, true],
    ['a name with brackets, literally', {...good, path: 'docs/[id].md'}, {at: {path: 'docs/[id].md'}}, true],
    ['the beginning of a fingerprint', {...good, path: undefined, fingerprint: '0123'} as Waiver, {}, true],
    ['another fingerprint', {...good, path: undefined, fingerprint: '1234'} as Waiver, {}, false],
    ['a fingerprint in another file', {...good, fingerprint: '0123', path: 'docs/x.md'}, {}, false],
    ['a fingerprint of the middle', {...good, path: undefined, fingerprint: '4567'} as Waiver, {}, false],
  ])('%s', (_, waiver, changes, covered) => {
    expect(coverage(waiver)({...finding, ...changes})).toBe(covered);
  });
});

test('in both: unchanged, in any order of keys and at any place', () => {
  const reordered = {expires: good.expires, ...good, at: {path: 'w.yml', line: 99}} as Waiver;
  expect(inBoth([{...good, at: {path: 'w.yml', line: 1}}], [reordered])).toEqual([reordered]);
  expect(inBoth([], [good])).toEqual([]);
  expect(inBoth([good], [])).toEqual([]);
  for (const change of [{expires: '2026-11-25'}, {path: 'docs/**'}, {owner: '@eve'}, {reason: 'other'}, {covers: 'undecided'}, {id: 'W-2'}] as const) {
    expect(inBoth([good], [{...good, ...change}])).toEqual([]);
  }
});

test('an unused one is warned of for seven days, and never on a release', () => {
  const at = (text: string): Date => new Date(text);
  expect(unusedCounts(good, at('2026-11-10T00:00:00Z'), false)).toBe('warn');
  expect(unusedCounts(good, at('2026-11-10T00:00:01Z'), false)).toBe('enforce');
  expect(unusedCounts(good, at('2026-11-04T00:00:00Z'), true)).toBe('enforce');
  expect(unusedCounts({...good, created: 'x'}, at('2026-11-04T00:00:00Z'), false)).toBe('enforce');
});

test('ends within', () => {
  expect(endsWithin(good, 7, now)).toBe(true);
  expect(endsWithin(good, 4, now)).toBe(false);
  expect(endsWithin(good, 7, new Date('2026-11-25T00:00:00Z'))).toBe(false);
  expect(endsWithin({...good, expires: 'x'}, 7, now)).toBe(false);
});

test('the gate of a waiver', () => {
  expect(gateOf(good)).toBe('docs-reality');
  expect(gateOf({rule: 'x'})).toBeUndefined();
  expect(gateOf({})).toBeUndefined();
});

test('unknown keys and wrong types of the file are refused', () => {
  expect(waiverFile().safeParse({waivers: [good]}).success).toBe(true);
  for (const value of [{}, {waivers: null}, {waivers: [{...good, expire: '2026-11-24'}]}, {waivers: [{...good, id: 12}]}, {waivers: [{...good, covers: 'all'}]},
    {waivers: [], more: 1}]) {
    expect(waiverFile().safeParse(value).success).toBe(false);
  }
});
