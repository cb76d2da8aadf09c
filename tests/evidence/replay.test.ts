import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {judgeEvidence, judgeRelease, openIn, redIn, release} from './local.ts';

const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

test('a sealed release is judged again by the policy of today', async () => {
  const waiver = `waivers:\n  - {id: W-1, rule: docs-reality/mark.broken, path: a.txt, reason: soon, owner: '@ana', created: ${day(-1)}, expires: ${day(9)}}\n`;
  await using repository = await release({files: {'a.txt': 'BROKEN thing\n', '.github/shipgate/waivers.yml': waiver}});
  expect((await judgeRelease(repository)).record.outcome.verdict).toBe('waived');
  const sealed = await judgeEvidence('seal', repository, {apply: 'true'});
  expect([sealed.record.outcome.effect, openIn(sealed)]).toEqual(['done', []]);

  const same = await judgeEvidence('replay', repository);
  expect([same.record.outcome.verdict, same.record.outcome.outputs]).toEqual(['pass', {differences: 0}]);

  rmSync(join(repository.path, '.github/shipgate/waivers.yml'));
  const without = await judgeEvidence('replay', repository);
  expect([without.exitCode, redIn(without)]).toEqual([1, ['replay.verdicts']]);
  expect(without.record.outcome.detail).toEqual([{table: [
    ['Gate', 'What', 'When it was sealed', 'Today'], ['docs-reality', 'docs-reality/mark.broken: thing', 'excused by W-1', 'open'],
    ['docs-reality', 'docs-reality', 'waived', 'fail'],
  ]}]);

  const softer = await judgeEvidence('replay', repository, {set: 'docs-reality.rules.mark.broken=warn'});
  expect([softer.exitCode, redIn(softer), softer.record.outcome.outputs]).toEqual([0, [], {differences: 3}]);
});
