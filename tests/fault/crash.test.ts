import {describe, expect, test} from '@jest/globals';
import type {Conclusion} from '#core';
import {judgeLocally} from '#runtime';
import {type Doing, probe} from './probe/action.ts';
import {evidenceOf, expectUndecided, gapsOf, judgeProbe, plainFolder} from './local.ts';

const hostile = {
  get message(): string { throw new Error('a message that cannot be read'); },
  get name(): string { throw new Error('a name that cannot be read'); },
};
const endless = (): never => endless();

/** Everything that can be thrown. */
const thrown: Readonly<Record<string, () => never>> = {
  'an error': () => { throw new Error('on purpose'); },
  'an error without a message': () => { throw new Error(); },
  'nothing': () => { throw undefined; },
  'null': () => { throw null; },
  'false': () => { throw false; },
  'a text': () => { throw 'on purpose'; },
  'what cannot be looked at': () => { throw hostile; },
  'an exhausted stack': endless,
};

const places: Readonly<Record<string, (crash: () => never) => Doing>> = {
  collect: crash => ({collect: async () => crash()}),
  'a rule': crash => ({rule: crash}),
  conclude: crash => ({conclude: crash}),
};

describe.each(Object.entries(places))('a crash in %s', (_, doing) => {
  test.each(Object.entries(thrown))('throws %s', async (_what, crash) => {
    using folder = plainFolder();
    for (const mode of ['learned', 'thrown'] as const) {
      const judged = await judgeProbe(folder.path, doing(crash), {mode});
      expect(gapsOf(judged)).toEqual(['crashed']);
      expectUndecided(judged, folder.path, `probe.${mode}`);
    }
  });
});

test('a crash of the mode itself', async () => {
  using folder = plainFolder();
  const action = probe({});
  const {learned} = action.modes;
  const judged = await judgeLocally({action: {...action, modes: {learned: {...learned!, execute: () => { throw new Error('on purpose'); }}}}, mode: 'learned', inputs: {},
    secrets: {}, token: undefined}, [], {
    workspace: folder.path, environment: {}, signal: new AbortController().signal, progress: () => undefined, note: () => undefined,
  });
  expect(gapsOf(judged)).toEqual(['crashed']);
  expectUndecided(judged, folder.path);
});

describe('a crash while a report is drawn', () => {
  const circle: Record<string, unknown> = {};
  circle['itself'] = circle;
  test.each<[string, () => unknown]>([
    ['a block that is none', () => ({detail: [null]})],
    ['a table without rows', () => ({detail: [{table: 5}]})],
    ['a member that throws', () => ({detail: [{get text(): string { throw new Error('on purpose'); }}]})],
    ['an attachment that throws', () => ({attachments: [{get name(): string { throw new Error('on purpose'); }}]})],
    ['an output that goes in a circle', () => ({outputs: {circle}})],
    ['an output that is no JSON', () => ({outputs: {big: 1n}})],
    ['a headline that is no text', () => ({headline: () => 'x'})],
    ['a conclusion that throws when it is looked at', () => ({get detail(): never { throw new Error('on purpose'); }})],
  ])('%s', async (_, conclude) => {
    using folder = plainFolder();
    const judged = await judgeProbe(folder.path, {conclude: conclude as () => Conclusion<string>});
    expect(gapsOf(judged)).toContain('crashed');
    expectUndecided(judged, folder.path);
  });
});

describe('a run that is cancelled', () => {
  const cancelling = (when: string, cancel: () => void): Doing => ({
    ...(when === 'while it collects' && {collect: async (_, {signal}) => {
      cancel();
      signal.throwIfAborted();
    }}),
    ...(when === 'when all is collected' && {collect: async () => cancel()}),
    ...(when === 'while it judges' && {rule: cancel}),
    ...(when === 'while it concludes' && {conclude: () => {
      cancel();
      return {};
    }}),
  });

  test.each([
    'before it begins', 'while it collects', 'when all is collected', 'while it judges', 'while it concludes',
  ].flatMap(when => [[when, 'AbortError', 'cancelled'], [when, 'TimeoutError', 'timed-out']] as const))('%s, by %s', async (when, name, gap) => {
    using folder = plainFolder();
    const controller = new AbortController();
    const cancel = (): void => controller.abort(new DOMException('the run ends here', name));
    if (when === 'before it begins') cancel();
    const judged = await judgeProbe(folder.path, cancelling(when, cancel), {signal: controller.signal});
    expect(new Set(gapsOf(judged))).toEqual(new Set([gap]));
    expectUndecided(judged, folder.path);
  });
});

test('what an earlier run left is not taken for the result of one that crashes', async () => {
  using folder = plainFolder();
  await judgeProbe(folder.path, {});
  expect(evidenceOf(folder.path, 'probe.learned')).toEqual({result: 'PASSED', verdict: 'pass'});
  let during: ReturnType<typeof evidenceOf> | 'not looked at' = 'not looked at';
  await judgeProbe(folder.path, {collect: async () => { during = evidenceOf(folder.path, 'probe.learned'); }});
  expect(during).toBeUndefined();
});
