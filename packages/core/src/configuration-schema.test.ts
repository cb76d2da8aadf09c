import {describe, expect, test} from '@jest/globals';
import * as z from 'zod';
import {type Action, defineAction, gate} from './action.ts';
import {partOf, sectionSchema} from './configuration-schema.ts';
import {readConfiguration} from './configuration.ts';
import {type Fact, known} from './fact.ts';
import {ruleFor} from './rule.ts';
import {held} from './ruling.ts';
import {flag, integer, list} from './values.ts';

interface Facts {
  readonly one: Fact<number>;
}

const mode = (policy: z.ZodObject, rule: string) => gate({
  about: rule, ports: [], permissions: {}, source: 'world', inputs: {}, policy,
  collect: async (): Promise<Facts> => ({one: known(1)}),
  rules: [ruleFor<Facts, unknown>()({id: rule, about: rule, help: rule, on: ['one'], check: () => held()})],
});
const shared = z.strictObject({size: integer().default(3)});
const settings = z.object({strict: flag().default(false)}).catchall(list());

const governance = (partForEach: boolean): Action => defineAction({
  id: 'governance', title: 'Governance', about: 'Papers in order', main: 'judge', ...(partForEach && {partForEach: true as const}),
  modes: {judge: mode(shared, 'size.judged'), change: mode(shared, 'size.changed'), who: mode(settings, 'who.may')},
});
const action = governance(true);
const read = (text: string, set: readonly string[] = []) => readConfiguration(new Map([['.github/shipgate.yml', `version: 1\n${text}`]]), [action], {set});
const policyOf = (text: string, name: string, set?: readonly string[]) => read(text, set).policyOf(action, name, undefined, {tier: 'dev'});

describe('the parts of a section', () => {
  test('modes with one policy share the part of the first of them', () => {
    expect(Object.keys(action.modes).map(name => partOf(action, name))).toEqual(['judge', 'judge', 'who']);
    expect(Object.keys(sectionSchema(action).shape)).toEqual(['judge', 'who']);
    const main = governance(false);
    expect(Object.keys(main.modes).map(name => partOf(main, name))).toEqual([undefined, undefined, 'who']);
  });

  test.each(['judge', 'change'])('%s reads it, with rules of both in it', name => {
    const {policy, ruleEnforcement} = policyOf('governance:\n  judge:\n    size: 7\n    rules: {size.judged: warn, size.changed: off}\n', name);
    expect(policy).toEqual({size: 7});
    expect(ruleEnforcement('size.judged', 'enforce')).toBe('warn');
    expect(ruleEnforcement('size.changed', 'enforce')).toBe('off');
  });

  test('a mode that shares a part has none of its own name', () => {
    expect(() => read('governance:\n  change: {size: 7}\n')).toThrow(/change/);
  });
});

describe('a part with names of the user\'s own', () => {
  test('takes them beside the kernel\'s keys', () => {
    const {policy, enforcement} = policyOf('governance:\n  who:\n    release: [ana]\n    enforcement: warn\n', 'who');
    expect(policy).toEqual({strict: false, release: ['ana']});
    expect(enforcement).toBe('warn');
  });

  test('takes them from set', () => {
    expect(policyOf('', 'who', ['governance.who.release=[ana, ben]', 'governance.who.strict=true']).policy).toEqual({strict: true, release: ['ana', 'ben']});
    expect(() => read('', ['governance.hwo.release=1'])).toThrow(/who/);
  });

  test('refuses them in another form', () => {
    expect(() => read('governance:\n  who: {release: ana}\n')).toThrow(/a list/);
  });
});
