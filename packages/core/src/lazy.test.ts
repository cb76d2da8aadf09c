import {describe, expect, test} from '@jest/globals';
import * as z from 'zod';
import {type Action, type LazyMode, type Mode, defineAction, gate, isLoaded, loadedMode, operation} from './action.ts';
import {partOf, sectionSchema} from './configuration-schema.ts';
import {readConfiguration} from './configuration.ts';
import {type Fact, known} from './fact.ts';
import {loadActions, loadModes, loadWhole} from './lazy.ts';
import {ruleFor} from './rule.ts';
import {held} from './ruling.ts';
import {integer, text} from './values.ts';

interface Facts {
  readonly one: Fact<number>;
}

const rulesOf = (...ids: readonly string[]) => ids.map(id => ruleFor<Facts, unknown>()({id, about: id, help: id, on: ['one'], check: () => held()}));
const base = {about: 'One.', ports: [], permissions: {}, source: 'world', inputs: {}, collect: async (): Promise<Facts> => ({one: known(1)})} as const;
const shared = z.strictObject({size: integer().default(3)});
const acting = {...base, changes: [], plan: () => [], settle: async () => ({state: 'not-begun'} as const), apply: async () => ({state: 'done', receipt: null} as const)};
const modes = {
  judge: gate({...base, policy: shared, rules: rulesOf('size.judged')}),
  change: operation({...acting, policy: shared, inputs: {ref: text().optional()}, secrets: {key: {about: 'A key'}}, rules: rulesOf('size.changed')}),
  who: gate({...base, policy: z.strictObject({name: text().optional()}), rules: rulesOf('who.may')}),
};
const declared = {
  judge: {kind: 'gate', load: async () => modes.judge},
  change: {kind: 'operation', inputs: {ref: ''}, secrets: ['key'], part: 'judge', load: async () => modes.change},
  who: {kind: 'gate', load: async () => modes.who},
} as const satisfies Record<string, LazyMode>;
const papers = (given: Readonly<Record<string, LazyMode>> = declared): Action<LazyMode> =>
  defineAction({id: 'governance', title: 'Papers', about: 'Papers.', main: 'judge', partForEach: true, modes: given});
const loadedOf = ({modes: all}: Action): readonly string[] => Object.keys(all).filter(name => isLoaded(all[name]!));

describe('loading modes', () => {
  test('loads those that are named, and what shares a part of the section with them', async () => {
    const action = papers();
    expect(loadedOf(action)).toEqual([]);
    expect(loadedOf(await loadModes(action, ['who']))).toEqual(['who']);
    expect(loadedOf(await loadModes(action, ['change']))).toEqual(['judge', 'change']);
    expect(loadedOf(await loadModes(await loadModes(action, ['who']), ['judge']))).toEqual(['judge', 'change', 'who']);
    expect((await loadWhole(action)).modes).toEqual(modes);
    expect(loadedOf(action)).toEqual([]);
  });

  test('a name that is none loads nothing', async () => {
    expect(loadedOf(await loadModes(papers(), ['nothing', 'constructor', '__proto__']))).toEqual([]);
  });

  test('keeps the order in which they are declared', async () => {
    expect(Object.keys((await loadModes(papers(), ['who'])).modes)).toEqual(['judge', 'change', 'who']);
  });

  test('what is there already stays', async () => {
    const whole: Action<Mode> = {...papers(), modes};
    expect(await loadWhole(whole)).toEqual(whole);
    expect(await loadActions([whole, {id: 'other', load: async () => papers()}])).toEqual([whole, papers()]);
  });

  test.each<[string, Record<string, LazyMode>]>([
    ['another kind', {change: {...declared.change, kind: 'gate'}}],
    ['an input that it lacks', {judge: {...declared.judge, inputs: {ref: ''}}}],
    ['one input less', {change: {kind: 'operation', secrets: ['key'], part: 'judge', load: declared.change.load}}],
    ['another secret', {change: {...declared.change, secrets: ['token']}}],
    ['no part of another', {change: {kind: 'operation', inputs: {ref: ''}, secrets: ['key'], load: declared.change.load}}],
    ['a part that is not its own', {who: {...declared.who, part: 'judge'}}],
    ['a rule twice', {who: {kind: 'gate', load: async () => gate({...base, policy: shared, rules: rulesOf('a', 'a')})}}],
  ])('a mode that is declared with %s is a mistake of ours', async (_, wrong) => {
    await expect(loadWhole(papers({...declared, ...wrong}))).rejects.toThrow(/governance\/(?:judge|change|who)/);
  });

  test('an action whose modes share the section has none that are lazy', () => {
    const {partForEach: _, ...plain} = papers();
    expect(() => defineAction(plain)).toThrow(/cannot be lazy/);
  });
});

describe('a mode that was not loaded', () => {
  test('is never passed over', async () => {
    const action = await loadModes(papers(), ['who']);
    expect(loadedMode(action, 'who')).toBe(modes.who);
    expect(() => loadedMode(action, 'judge')).toThrow('governance/judge was not loaded');
    expect(() => loadedMode(action, 'constructor')).toThrow('governance/constructor does not exist');
    const configuration = readConfiguration(new Map([['.github/shipgate.yml', 'version: 1\n']]), [action]);
    expect(() => configuration.policyOf(action, 'judge', undefined, {})).toThrow('governance/judge was not loaded');
    expect(() => configuration.resolved()).toThrow('governance/judge was not loaded');
  });

  test('has its part of the section, which takes nothing', async () => {
    const action = await loadModes(papers(), ['who']);
    const read = (lines: string): unknown => readConfiguration(new Map([['.github/shipgate.yml', `version: 1\n${lines}`]]), [action]);
    expect(['judge', 'change', 'who'].map(name => partOf(action, name))).toEqual(['judge', 'judge', 'who']);
    expect(Object.keys(sectionSchema(action).shape)).toEqual(['judge', 'who']);
    expect(() => read('governance:\n  judge: {size: 3}\n')).toThrow('governance.judge: the mode was not loaded');
    expect(() => read('governance:\n  jugde: {size: 3}\n')).toThrow('Did you mean "judge"?');
    expect(() => read('gates:\n  governance/jugde: enforce\n')).toThrow('Did you mean "governance/judge"?');
    expect(() => read('gates:\n  governance/change: enforce\n')).toThrow('acts and cannot be a gate');
  });

  test('the rules of all modes that share a part may stand there', async () => {
    const action = await loadModes(papers(), ['judge']);
    const {policyOf} = readConfiguration(new Map([['.github/shipgate.yml', 'version: 1\ngovernance:\n  judge: {rules: {size.changed: warn}}\n']]), [action]);
    expect(policyOf(action, 'judge', undefined, {}).ruleEnforcement('size.changed', 'enforce')).toBe('warn');
  });
});
