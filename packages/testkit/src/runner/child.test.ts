import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {expect, test} from '@jest/globals';
import {isKilled} from './child.ts';

const status = (thread: string, process: string): string => `Name:\tsleep\nState:\tR (running)\nSigQ:\t1/31794\nSigPnd:\t${thread}\nShdPnd:\t${process}\nSigBlk:\t0000000000000100\n`;

test.each([
  ['nothing is pending', '0000000000000000', '0000000000000000', false],
  ['SIGKILL is, of the thread', '0000000000000100', '0000000000000000', true],
  ['SIGKILL is, of the process', '0000000000000000', '0000000000000100', true],
  ['SIGKILL and others are', '0000000000014103', '0000000000000000', true],
  ['others are', '0000000000014003', 'ffffffff00000000', false],
])('a process of which %s', (_, thread, process, killed) => expect(isKilled(status(thread, process))).toBe(killed));

test('a process that runs, and one that is gone', async () => {
  expect(isKilled('')).toBe(false);
  if (process.platform !== 'linux') return;
  const child = spawn('sleep', ['600']);
  expect(isKilled(readFileSync(`/proc/${child.pid!}/status`, 'latin1'))).toBe(false);
  child.kill('SIGKILL');
  await new Promise(resolve => void child.on('exit', resolve));
});
