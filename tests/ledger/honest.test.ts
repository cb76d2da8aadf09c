import {expect, test} from '@jest/globals';
import {honestHistories} from './honest.ts';

test('no honest history raises an alarm, and none loses a confirmed record; npm run conformance plays ten thousand', async () => {
  const tally = await honestHistories(150, 1);
  process.stdout.write(`${JSON.stringify({...tally, alarms: tally.alarms.length})}\n`);
  expect(tally.alarms).toEqual([]);
  for (const count of [tally.appends, tally.crashes, tally.rotations, tally.checkpoints, tally.imports]) expect(count).toBeGreaterThan(20);
}, 600_000);
