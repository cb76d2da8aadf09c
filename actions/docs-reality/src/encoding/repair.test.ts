import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Codec} from './codepages.ts';
import {GOOD_TEXT} from './good-text.fixture.ts';
import {misread} from './misread.fixture.ts';
import {repairMojibake} from './repair.ts';

const CODECS: readonly Codec[] = ['windows-1252', 'latin1', 'macintosh', 'gbk', 'shift_jis', 'big5'];

test('repairs certain runs and counts them', () => {
  const good = 'Zoë – “first”\nsecond: naïve café\n';
  const [first = '', second = ''] = good.split('\n');
  expect(repairMojibake(`${first}\n${misread(second, 'windows-1252')}\n`)).toEqual({text: good, repaired: 1});
});

test('leaves suspected and partial runs for a person', () => {
  for (const text of ['voilÃ tout', 'name: 锟斤拷', 'mojibake: cafÃ©']) expect(repairMojibake(text)).toEqual({text, repaired: 0});
  const shown = 'dump: cafÃ©';
  expect(repairMojibake(shown, {demotes: () => true})).toEqual({text: shown, repaired: 0});
});

test('good text comes back as it was', () => {
  const text = GOOD_TEXT.join('\r\n');
  expect(repairMojibake(text)).toEqual({text, repaired: 0});
});

test('repairing twice is repairing once', () => {
  const damaged = fc.constantFrom(...GOOD_TEXT).chain(text => fc.array(fc.constantFrom(...CODECS), {minLength: 0, maxLength: 3}).map(codecs => codecs.reduce(misread, text)));
  const noise = fc.string({unit: fc.constantFrom('Ã', 'Â', 'â', '€', '”', '©', '\x9d', '√', '¬', 'é', '鈥', '檛', '茅', 'ﾃ', '\ufffd', '?', 'a', ' ', '\n')});
  fc.assert(fc.property(fc.array(fc.oneof(damaged, noise), {maxLength: 6}), parts => {
    const once = repairMojibake(parts.join('')).text;
    expect(repairMojibake(once)).toEqual({text: once, repaired: 0});
  }), {numRuns: 500});
});
