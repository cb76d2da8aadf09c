import {describe, expect, test} from '@jest/globals';
import type {Mojibake} from './mojibake.ts';
import {judgeSuspicion} from './suspicion.ts';

const run = (bad: string, confidence: Mojibake['confidence']): Mojibake => (
  {line: 1, column: 1, offset: 0, bad, repaired: '?', codec: 'gbk', times: 1, partial: false, confidence}
);

describe('a file is suspicious', () => {
  test('when both the count and the share of hints are reached', () => {
    const bad = '鐨勪竴鍦ㄤ汉浜';
    expect(judgeSuspicion(bad + 'x'.repeat(192), [run(bad, 'suspected')], {minHintCount: 8, minHintRatio: 0.03})).toEqual({hints: 7, ratio: 7 / 199, suspicious: false});
    expect(judgeSuspicion(`${bad}涓${'x'.repeat(192)}`, [run(`${bad}涓`, 'suspected')], {minHintCount: 8, minHintRatio: 0.03})).toEqual({hints: 8, ratio: 0.04, suspicious: true});
    expect(judgeSuspicion(`${bad}涓${'x'.repeat(392)}`, [run(`${bad}涓`, 'suspected')], {minHintCount: 8, minHintRatio: 0.03})).toMatchObject({ratio: 0.02, suspicious: false});
  });

  test('white space does not count', () => {
    expect(judgeSuspicion('鐨 勪\n  ', [run('鐨 勪', 'suspected')], {minHintCount: 2, minHintRatio: 1})).toEqual({hints: 2, ratio: 1, suspicious: true});
  });

  test('certain runs do not count: they are findings anyway', () => {
    expect(judgeSuspicion('cafÃ©', [run('Ã©', 'certain')], {minHintCount: 0, minHintRatio: 0})).toEqual({hints: 0, ratio: 0, suspicious: false});
  });
});
