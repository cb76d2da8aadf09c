import {describe, expect, test} from '@jest/globals';
import * as z from 'zod';
import {type Action, type LazyMode, type Mode, type Fact, defineAction, known, operation, text} from '#core';
import {commonInputs} from './common-inputs.ts';
import {callOf, inputNames} from './github-side.ts';

const mode = operation({
  about: 'One.', ports: [], changes: [], permissions: {}, source: 'world', policy: z.strictObject({}), rules: [], inputs: {ref: text().optional()}, secrets: {key: {about: 'A key'}},
  collect: async (): Promise<{readonly one: Fact<number>}> => ({one: known(1)}), plan: () => [], settle: async () => ({state: 'not-begun'}), apply: async () => ({state: 'done', receipt: null}),
});
const action = (modes: Readonly<Record<string, Mode | LazyMode>>): Action => defineAction({id: 'evidence', title: 'E', about: 'E.', main: 'seal', partForEach: true, modes});

describe('the names of the inputs of an action', () => {
  test('are those of all its modes, with their secrets, whether they are loaded or not', () => {
    const lazy: LazyMode = {kind: 'operation', inputs: {ref: ''}, secrets: ['key'], load: () => Promise.reject(new Error('nothing has to be loaded for it'))};
    const names = inputNames(action({seal: mode}));
    expect(names).toEqual(['ref', 'key', ...Object.keys(commonInputs), 'apply', 'token']);
    expect(inputNames(action({seal: lazy}))).toEqual(names);
    expect(inputNames(action({seal: lazy, verify: {kind: 'gate', load: lazy.load}}))).toEqual(['mode', ...names]);
  });
});

describe('an input of another mode', () => {
  const lazy: LazyMode = {kind: 'gate', inputs: {begin: 'false'}, load: () => Promise.reject(new Error('nothing has to be loaded for it'))};
  const given = (begin: string) => callOf(action({seal: mode, task: lazy}), {mode: 'seal', begin}).inputs;

  test('that was left at its default is passed over, and any other is left for its reader to refuse', () => {
    expect([given('false'), given(''), given('true')]).toEqual([{}, {}, {begin: 'true'}]);
  });
});
