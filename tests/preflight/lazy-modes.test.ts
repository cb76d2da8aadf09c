import {describe, expect, test} from '@jest/globals';
import * as z from 'zod';
import {type Action, type Fact, type Finding, type LazyAction, type LazyMode, type Mode, type Outcome, broken, defineAction, gate, held, integer, known, loadWhole, ruleFor} from '#core';
import {type Files, gitRepository} from '#testkit';
import {judgeLocally} from '#runtime';
import {judgeRepository} from './local.ts';
import {docsReality} from '../../actions/docs-reality/src/action.ts';
import {governance} from '../../actions/governance/src/action.ts';
import {preflight} from '../../actions/preflight/src/action.ts';

interface Facts {
  readonly size: Fact<number>;
}
interface Policy {
  readonly size: number;
}
const rule = ruleFor<Facts, Policy>();

/** A gate that holds while its policy says a size of 0. Its rule is not named for it. */
const sized = (id: string): Mode => gate({
  about: 'The size is 0.', ports: [], permissions: {}, source: 'world', inputs: {}, policy: z.strictObject({size: integer().default(0)}),
  collect: async (_, {policy: {size}}): Promise<Facts> => ({size: known(size)}),
  rules: [rule({id, about: 'The size is 0.', help: 'Set it.', on: ['size'], check: ({size}) => (size === 0 ? held() : broken({key: 'size', message: `It is ${size}.`, fix: 'Set it.'}))})],
});
const modes = {first: sized('one'), second: sized('two'), third: sized('three')};

/** An action whose modes say when they are loaded. */
function watched(): {readonly action: Action; readonly loaded: Set<string>} {
  const loaded = new Set<string>();
  const lazy = Object.fromEntries(Object.entries(modes).map(([name, mode]): [string, LazyMode] => [name, {
    kind: 'gate',
    load: async () => {
      loaded.add(name);
      return mode;
    },
  }]));
  return {loaded, action: defineAction({id: 'governance', title: 'Sizes', about: 'Sizes are 0.', main: 'first', partForEach: true, modes: lazy})};
}

const saidBy = ({checks, parts = []}: Outcome): readonly unknown[] => [
  ...checks.map(({rule: id, state, findings}) => [id, state, findings.map((one: Finding) => [one.message, one.waivedBy])]), ...parts.map(saidBy),
];
const policy = (text: string): Files => ({'.github/shipgate.yml': `version: 1\n${text}`});
const exception = (id: string): Files => ({
  '.github/shipgate/waivers.yml': `waivers:\n  - {id: W-1, rule: ${id}, path: a.md, owner: '@ana', reason: a reason, created: 2026-01-01, expires: 2026-03-01}\n`,
});

interface Case {
  readonly files: Files;
  readonly before?: Files;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly loads: readonly string[];
}
const cases: Readonly<Record<string, Case>> = {
  'an action alone means its main mode': {files: policy('gates: {governance: enforce}\n'), loads: ['first']},
  'a mode that is listed': {files: policy('gates: {governance/second: enforce}\n'), loads: ['first', 'second']},
  'a mode that has settings': {files: policy('gates: {governance: enforce}\ngovernance:\n  third: {size: 1}\n'), loads: ['first', 'third']},
  'settings in a file of their own': {files: {...policy('gates: {governance: enforce}\n'), '.github/shipgate/governance.yml': 'second: {size: 1}\n'}, loads: ['first', 'second']},
  'a name in other letters': {files: policy('gates: {"governance/s\\u0065cond": {policy: {size: 1}}}\n'), loads: ['first', 'second', 'third']},
  'a mode that set names': {files: policy('gates: {governance: enforce}\n'), inputs: {set: 'governance.second.size=1'}, loads: ['first', 'second']},
  'a mode that only the base lists': {
    before: policy('gates: {governance: enforce, governance/second: {enforcement: enforce, policy: {size: 1}}}\n'), files: policy('gates: {governance: enforce}\n'), loads: ['first', 'second'],
  },
  'an exception for the rule of a mode that nothing names': {
    files: {...policy('gates: {governance: enforce}\n'), ...exception('governance/three')}, loads: ['first', 'second', 'third'],
  },
  'an exception for a rule that no mode has': {files: {...policy('gates: {governance: enforce}\n'), ...exception('governance/four')}, loads: ['first', 'second', 'third']},
  'an exception for another action': {files: {...policy('gates: {governance: enforce}\n'), ...exception('evidence/four')}, loads: ['first']},
};

describe('of an action only what the configuration may name is loaded, and the judgement is that of all of it', () => {
  test.each(Object.entries(cases))('%s', async (_, {files, before, inputs = {}, loads}) => {
    await using repository = await gitRepository({...(before ?? files), 'a.md': 'a\n'});
    const since = await repository.head();
    if (before) await repository.commit('Change the policy', {files});
    const given = {...inputs, ...(before && {since})};
    const {action, loaded} = watched();
    const judged = await judgeRepository(repository, given, [action]);
    expect([...loaded].toSorted()).toEqual(loads);
    const whole = await judgeRepository(repository, given, [await loadWhole(watched().action)]);
    expect(saidBy(judged.record.outcome)).toEqual(saidBy(whole.record.outcome));
    expect([judged.exitCode, judged.record.outcome.verdict]).toEqual([whole.exitCode, whole.record.outcome.verdict]);
  });

  test('a mode that cannot be loaded is never a pass', async () => {
    await using repository = await gitRepository({...policy('gates: {governance: enforce}\n'), 'a.md': 'a\n'});
    const {action} = watched();
    const lost: Action = {...action, modes: {...action.modes, first: {kind: 'gate', load: () => Promise.reject(new Error('the file is gone'))}}};
    const {record, exitCode} = await judgeRepository(repository, {}, [lost]);
    expect([record.outcome.verdict, exitCode]).toEqual(['inconclusive', 1]);
    expect(JSON.stringify(record.outcome)).toContain('the file is gone');
  });
});

describe('an action that is not called', () => {
  const isLoadedFor = async (files: Files, called: Action = docsReality): Promise<boolean> => {
    await using repository = await gitRepository({...files, 'a.md': 'a\n'});
    let loaded = false;
    const other: LazyAction = {
      id: 'governance',
      load: async () => {
        loaded = true;
        return governance;
      },
    };
    await judgeLocally({action: called, mode: called.main, inputs: {}, secrets: {}, token: undefined}, [docsReality, other], {
      workspace: repository.path, environment: process.env, signal: new AbortController().signal, progress: () => undefined, note: () => undefined,
    });
    return loaded;
  };

  test('is not loaded where only a preset names it', async () => {
    expect(await isLoadedFor({})).toBe(false);
    expect(await isLoadedFor(policy('preset: strict\n'))).toBe(false);
  });

  test('is loaded where the policy names it, so that its part is checked', async () => {
    expect(await isLoadedFor(policy('governance: {version: {tag: {annotated: true}}}\n'))).toBe(true);
  });

  test('is loaded for a mode that looks at other gates', async () => {
    expect(await isLoadedFor({}, preflight)).toBe(true);
    const looking = gate({
      about: 'It looks at others.', ports: ['policy'], permissions: {}, source: 'world', inputs: {}, policy: z.strictObject({}),
      collect: async (): Promise<Facts> => ({size: known(0)}), rules: modes.first.rules as never,
    });
    expect(await isLoadedFor({}, defineAction({id: 'evidence', title: 'Others', about: 'Others are looked at.', main: 'look', modes: {look: looking}}))).toBe(true);
  });
});
