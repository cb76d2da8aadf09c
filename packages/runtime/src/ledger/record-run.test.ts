import {expect, test} from '@jest/globals';
import type {RunRecord} from '#core';
import {ledger} from '#testkit';
import {append, begin, entry, linesOf, look, now, recordAt} from '../../../../tests/ledger/log.ts';
import {recordRun} from './record-run.ts';

const record = {
  outcome: {gate: 'preflight/judge', verdict: 'waived', effect: 'none'}, context: {actor: 'octocat', triggeringActor: 'hubot', run: 'octo/demo/9/2'},
  candidate: {id: 'rc-v1.2.0-abc'}, correlationId: 'c'.repeat(32), subject: {commit: 'd'.repeat(40)},
} as unknown as RunRecord;
const digest = 'e'.repeat(64);

test('a run is recorded once, by who started this attempt of it', async () => {
  const log = ledger();
  await begin(log);
  expect(await recordRun(log, record, digest, now)).toBe(1);
  expect(await recordRun(log, record, digest, now)).toBe(1);
  await append(log, [entry()]);
  expect(await recordRun(log, record, digest, now)).toBe(1);
  expect(await recordRun(log, record, 'f'.repeat(64), now)).toBe(3);
  expect(recordAt(linesOf(log), 1)).toMatchObject({
    actor: 'hubot', event: 'gate.judged', gate: 'preflight/judge', run: 'octo/demo/9/2',
    data: {candidate: 'rc-v1.2.0-abc', commit: 'd'.repeat(40), correlationId: 'c'.repeat(32), effect: 'none', evidence: digest, verdict: 'waived'},
  });
  expect((await look(log)).problems).toEqual([]);
});

test('a log that is red or was never begun is not written to', async () => {
  await expect(recordRun(ledger(), record, digest, now)).rejects.toMatchObject({gap: {code: 'refused', why: expect.stringContaining('neither a log nor its state')}});
  const log = ledger();
  await begin(log);
  await append(log, [entry({a: 1})]);
  log.log = Buffer.from(log.log!.toString().replace('"a":1', '"a":2'));
  const before = log.log;
  await expect(recordRun(log, record, digest, now)).rejects.toMatchObject({gap: {code: 'refused'}});
  expect(log.log).toBe(before);
});
