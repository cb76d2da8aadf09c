import {describe, expect, test} from '@jest/globals';
import {type ContextFacts, type Outcome, type RunRecord, Refusal, evidenceBounds, evidenceFileOf, keptEvidence} from '#core';
import {type FakeStore, store} from '#testkit';
import {keepEvidence} from './keep-evidence.ts';
import type {Store} from './open-store.ts';

const outcome = (gate: string, members: Partial<Outcome> = {}): Outcome => ({
  gate, as: gate, title: gate, verdict: 'pass', effect: 'none', enforcement: 'enforce', checks: [], steps: [], waiversUsed: [], ...members,
});

interface Wish {
  readonly kind?: Store['kind'] | 'none';
  readonly context?: Partial<ContextFacts>;
  readonly outcome?: Outcome;
  readonly inActions?: boolean;
  readonly asked?: boolean;
  readonly minute?: number;
  readonly candidate?: string;
  readonly size?: number;
}

const flat = (one: Outcome): readonly Outcome[] => [one, ...(one.parts ?? []).flatMap(flat)];

function keep(kept: FakeStore, wish: Wish = {}): Promise<readonly string[]> {
  const {kind = 'branch', context = {}, outcome: result = outcome('docs-reality/check'), inActions = true, asked = true, minute = 0, candidate = 'rc-v1.0.0-abc', size = 10} = wish;
  const begin = async (): Promise<void> => undefined;
  // Of a record only these are looked at.
  const record = {
    outcome: result, context: {event: 'push', scope: 'release', untrusted: false, ...context}, candidate: {id: candidate},
    correlationId: String(minute).padStart(32, '0'), startedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)),
  } as unknown as RunRecord;
  const evidence = flat(result).flatMap(one => [
    {path: `evidence/${evidenceFileOf(one)}`, content: one.gate.padEnd(size)}, {path: `evidence/${evidenceFileOf(one).replace(/\.json$/, '')}.chart.svg`, content: '<svg/>'},
  ]);
  return keepEvidence({store: {...kept, kind: kind === 'none' ? undefined : kind, begin}, record, evidence, inActions, asked});
}

describe('a run’s evidence in the history', () => {
  test('each gate’s statement is kept in one change, without attachments and what did not run', async () => {
    const kept = store({'ledger/log': 'x'});
    const parts = [outcome('docs-reality/check'), outcome('governance/version', {verdict: 'fail'}), outcome('governance/access', {verdict: 'not-run'})];
    expect(await keep(kept, {outcome: outcome('preflight/run', {parts})})).toEqual([]);
    expect(kept.commits).toHaveLength(1);
    expect([...kept.commits[0]!.changes].map(([path, content]) => [path, Buffer.from(content!).toString().trim()])).toEqual([
      ['evidence/preflight.run/rc-v1.0.0-abc/20260101T000000000Z-00000000.json', 'preflight/run'],
      ['evidence/docs-reality.check/rc-v1.0.0-abc/20260101T000000000Z-00000000.json', 'docs-reality/check'],
      ['evidence/governance.version/rc-v1.0.0-abc/20260101T000000000Z-00000000.json', 'governance/version'],
    ]);
  });

  test('it is bounded, and what others keep stays', async () => {
    const kept = store({'ledger/log': 'x'});
    for (let i = 0; i < evidenceBounds.runs + 3; i++) await keep(kept, {minute: i});
    for (let i = 0; i < evidenceBounds.candidates + 2; i++) await keep(kept, {minute: 100 + i, candidate: `rc-main-${i}`});
    const {paths} = await kept.snapshot([]);
    const left = keptEvidence(paths, outcome('docs-reality/check'));
    expect(left).toHaveLength(evidenceBounds.candidates);
    expect(left.some(({candidate}) => candidate === 'rc-v1.0.0-abc')).toBe(false);
    expect(kept.textOf('ledger/log')).toBe('x');
  });

  test.each<readonly [string, Wish, boolean]>([
    ['a tag in GitHub Actions', {}, true],
    ['a fork', {context: {untrusted: true}}, false],
    ['a pull request', {context: {event: 'pull_request'}}, false],
    ['a merge queue', {context: {event: 'merge_group'}}, false],
    ['no history', {kind: 'none'}, false],
    ['a laptop with a folder', {kind: 'files', inActions: false}, true],
    ['a laptop with a branch', {inActions: false}, false],
    ['a laptop that has changed something', {inActions: false, outcome: outcome('governance/protect', {effect: 'done'})}, true],
    ['a plan on a laptop', {inActions: false, outcome: outcome('governance/protect', {effect: 'planned'})}, false],
  ])('%s', async (_name, wish, expected) => {
    const kept = store({});
    expect(await keep(kept, wish)).toEqual([]);
    expect(kept.commits.length > 0).toBe(expected);
  });

  test('evidence that is too large is not kept, and the rest is', async () => {
    const kept = store({});
    expect(await keep(kept, {size: 1024 * 1024 + 1})).toEqual([expect.stringContaining('docs-reality.check.json: it has 1048577 bytes')]);
    expect(kept.commits).toEqual([]);
  });

  test('a history that cannot be written is a note and nothing more', async () => {
    expect(await keep(store(), {asked: true})).toEqual([expect.stringContaining('shipgate init history')]);
    expect(await keep(store(), {asked: false, kind: 'files', inActions: false})).toEqual([]);
    const broken = store({});
    broken.refuse(new Refusal({code: 'refused', what: 'the branch', why: 'the branch is protected', fix: 'Leave it out.'}));
    expect(await keep(broken, {asked: false})).toEqual(['The history does not keep this run: the branch is protected. Leave it out.']);
    broken.refuse(new TypeError('a defect'));
    expect(await keep(broken)).toEqual([expect.stringContaining('a defect')]);
  });
});
