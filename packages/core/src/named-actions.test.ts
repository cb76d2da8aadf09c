import {describe, expect, test} from '@jest/globals';
import {actionsNamedIn} from './named-actions.ts';

const ids = ['docs-reality', 'governance', 'evidence', 'capacity'];

describe('actionsNamedIn', () => {
  test('a gate, a section, a setting and an exception name their action', () => {
    expect(actionsNamedIn(['version: 1\ngates:\n  capacity/guard: enforce\n'], ids)).toContain('capacity');
    expect(actionsNamedIn(['evidence: {}\n'], ids)).toContain('evidence');
    expect(actionsNamedIn(['capacity.guard.profile=prod'], ids)).toContain('capacity');
    expect(actionsNamedIn(['waivers:\n  - rule: evidence/seal.complete\n'], ids)).toContain('evidence');
  });

  test('without a policy file: what the recommended preset lists, and nothing else', () => {
    expect(actionsNamedIn([], ids)).toEqual(['docs-reality', 'governance']);
  });

  test('a name in other letters is not missed', () => {
    expect(actionsNamedIn(['gates: {"capac\\u0069ty": enforce}\n'], ids)).toEqual(ids);
  });
});
