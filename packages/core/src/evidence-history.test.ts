import {describe, expect, test} from '@jest/globals';
import {candidateNameOf, evidenceHistoryOf, keptEvidence, keptEvidencePath, outlivedEvidence} from './evidence-history.ts';

const gate = {gate: 'docs-reality/check', as: 'docs-reality'};
const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 20, 12, minute));
const pathOf = (candidate: string, minute: number): string => keptEvidencePath(gate, {candidate, startedAt: at(minute), correlationId: 'abcdef0123456789'});

describe('evidence history', () => {
  test('a path names gate, candidate and time, and is read back', () => {
    expect(pathOf('rc-v1.2.0-abc', 5)).toBe('evidence/docs-reality.check/rc-v1.2.0-abc/20261120T120500000Z-abcdef01.json');
    expect(keptEvidence([pathOf('rc-v1.2.0-abc', 5)], gate)).toEqual([{path: pathOf('rc-v1.2.0-abc', 5), candidate: 'rc-v1.2.0-abc', startedAt: at(5)}]);
  });

  test('newest first, of this gate alone, and nothing of another form', () => {
    const other = keptEvidencePath({gate: 'docs-reality/check', as: 'docs'}, {candidate: 'a', startedAt: at(9), correlationId: '0'.repeat(32)});
    const names = ['readme', 'a/20261120T120500000Z.json', 'a/20261399T120500000Z-abcdef01.json', 'a/b/20261120T120500000Z-abcdef01.json'];
    const strange = names.map(name => `${evidenceHistoryOf(gate)}${name}`);
    expect(keptEvidence([pathOf('a', 1), other, pathOf('b', 3), ...strange, pathOf('a', 2)], gate).map(({path}) => path)).toEqual([pathOf('b', 3), pathOf('a', 2), pathOf('a', 1)]);
  });

  test('names that no file should have are told apart by a digest', () => {
    const long = [`${'x'.repeat(300)}a`, `${'x'.repeat(300)}b`, '../../etc', 'a/b', 'ä', ''].map(candidateNameOf);
    expect(new Set(long).size).toBe(long.length);
    for (const name of long) expect(name).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._+-]{0,119}$/);
  });

  test('the newest runs of the newest candidates stay', () => {
    const paths = [pathOf('a', 1), pathOf('a', 2), pathOf('b', 3), pathOf('c', 4), pathOf('a', 5), pathOf('c', 6), pathOf('c', 7)];
    expect(outlivedEvidence(keptEvidence(paths, gate), {runs: 2, candidates: 2})).toEqual([pathOf('c', 4), pathOf('b', 3), pathOf('a', 1)]);
    expect(outlivedEvidence(keptEvidence(paths, gate))).toEqual([]);
  });
});
