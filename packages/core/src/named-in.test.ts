import {describe, expect, test} from '@jest/globals';
import {presets} from './catalog.ts';
import {namedIn, presetsMeant} from './named-in.ts';

const ids = ['docs-reality', 'governance', 'evidence', 'capacity'];

describe('namedIn', () => {
  test('a gate, a section, a setting and an exception name their action', () => {
    expect(namedIn(['version: 1\ngates:\n  capacity/guard: enforce\n'], ids)).toContain('capacity');
    expect(namedIn(['evidence: {}\n'], ids)).toContain('evidence');
    expect(namedIn(['capacity.guard.profile=prod'], ids)).toContain('capacity');
    expect(namedIn(['waivers:\n  - rule: evidence/seal.complete\n'], ids)).toContain('evidence');
  });

  test('without a text nothing is named', () => {
    expect(namedIn([], ids)).toEqual([]);
  });

  test('a name in other letters is not missed', () => {
    expect(namedIn(['gates: {"capac\\u0069ty": enforce}\n'], ids)).toEqual(ids);
  });
});

describe('presetsMeant', () => {
  test('without a policy file: the recommended one, and what it lists', () => {
    expect(namedIn(presetsMeant([]), ids)).toEqual(['docs-reality', 'governance']);
  });

  test('those that a text names', () => {
    expect(presetsMeant(['version: 1\npreset: strict\n'])).toEqual(['recommended', 'strict'].map(name => presets[name]!.text));
  });
});
