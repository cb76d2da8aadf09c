import {expect, test} from '@jest/globals';
import type {Fact, FactList, Gap} from './fact.ts';
import {ruleFor} from './rule.ts';
import {every, held, notApplicable} from './ruling.ts';

interface Facts {
  readonly one: Fact<number>;
  readonly many: FactList<number>;
}

const gap = (what: string, path?: string): Gap => ({known: false, code: 'unreadable', what, why: 'it is not', fix: 'Mend it.', ...(path !== undefined && {at: {path}})});
const rule = ruleFor<Facts, {readonly limit: number}>();
const now = new Date(0);
const policy = {limit: 2};
const known = (value: number): Fact<number> => ({known: true, value});

const both = rule({
  id: 'a.b', about: 'about', help: 'help', on: ['one', 'many'],
  check: ({one, many}, {limit}, at) => (at === now ? every([one, ...many], n => (n <= limit ? held() : {count: 'big'})) : notApplicable('another time')),
});

test('a rule sees its facts opened, the policy and the time', () => {
  expect(both.judge({one: known(1), many: {items: [2, 3], gaps: []}}, policy, now)).toMatchObject({state: 'held', examined: 2, counts: {big: 1}});
});

test('a gap in a single fact: undecided, and the rule is not asked', () => {
  let asked = false;
  const strict = rule({id: 'x', about: '', help: '', on: ['one'], check: () => { asked = true; return held(); }});
  expect(strict.judge({one: gap('one'), many: {items: [], gaps: []}}, policy, now)).toMatchObject({state: 'undecided',
    undecided: [{key: 'one', message: 'one: it is not', fix: 'Mend it.', gap: 'unreadable'}]});
  expect(asked).toBe(false);
});

test('a gap in a list: undecided beside what the items show', () => {
  expect(both.judge({one: known(1), many: {items: [1], gaps: [gap('f', 'f.md')]}}, policy, now)).toMatchObject({state: 'undecided', examined: 2,
    undecided: [{key: 'f', at: {path: 'f.md'}}]});
});

test('gaps of lists are not lost behind that of a single fact, and one gap of two lists is one', () => {
  const ruling = both.judge({one: gap('one'), many: {items: [], gaps: [gap('two'), gap('two')]}}, policy, now);
  expect(ruling.undecided.map(fault => fault.key)).toEqual(['one', 'two']);
});

test('a gap in a fact that it does not name leaves a rule alone', () => {
  const narrow = rule({id: 'x', about: '', help: '', on: ['one'], check: () => held()});
  expect(narrow.judge({one: known(1), many: {items: [], gaps: [gap('two')]}}, policy, now).state).toBe('held');
});

test('what is not said of a rule: it enforces, and a baseline may cover it', () => {
  expect(both).toMatchObject({enforcement: 'enforce', baseline: true, on: ['one', 'many']});
  expect(both).not.toHaveProperty('emergency');
  expect(rule({id: 'x', about: '', help: '', emergency: true, on: ['one'], check: () => held()})).toHaveProperty('emergency', true);
  expect(rule({id: 'x', about: '', help: '', enforcement: 'warn', baseline: false, on: ['one'], check: () => held()})).toMatchObject({enforcement: 'warn', baseline: false});
});
