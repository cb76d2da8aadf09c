import {chmodSync, mkdirSync, readFileSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {Verdict} from '#core';
import {type Files, gitRepository} from '#testkit';
import {judgeRepository, part} from '../preflight/local.ts';
import {evidenceOf} from './local.ts';

/** What a command of a policy can do, and what is made of it. */
const faults: Readonly<Record<string, readonly [gate: string, verdict: Verdict, files?: Files]>> = {
  'is not there': ['{run: no-such-program-anywhere}', 'inconclusive'],
  'is there and no program': ['{run: ./a.txt}', 'inconclusive'],
  'is a folder': ['{run: ./docs}', 'inconclusive', {'docs/a.txt': 'a\n'}],
  'names a shell that is not there': ['{run: ./run}', 'inconclusive', {run: '#!/nowhere/sh\ntrue\n'}],
  'runs in a folder that is not there': ['{run: "true", directory: nowhere}', 'inconclusive'],
  'runs in a folder outside': ['{run: "true", directory: out}', 'inconclusive'],
  'lacks a variable': ['{run: "true", env: [NO_SUCH_VARIABLE_ANYWHERE]}', 'inconclusive'],
  'ends with 1': ['{run: "false"}', 'fail'],
  'ends with 255': ['{run: exit 255, shell: bash}', 'fail'],
  'ends with 126': ['{run: exit 126, shell: bash}', 'inconclusive'],
  'ends with 127': ['{run: exit 127, shell: bash}', 'inconclusive'],
  'fails in the middle of a pipe': ['{run: "false | cat", shell: bash}', 'fail'],
  'is ended by SIGTERM': ['{run: kill -TERM $$, shell: bash}', 'inconclusive'],
  'is ended by SIGKILL': ['{run: kill -KILL $$, shell: bash}', 'inconclusive'],
  'does not end': ['{run: sleep 600, timeout: 1s}', 'inconclusive'],
  'does not end and takes no signal': ['{run: "trap \\"\\" TERM INT; sleep 600 & wait; sleep 600", shell: bash, timeout: 1s}', 'inconclusive'],
  'floods its output and fails': ['{run: "head -c 50000000 /dev/zero; exit 3", shell: bash}', 'fail'],
  'floods its output without an end': ['{run: yes, timeout: 1s}', 'inconclusive'],
};

const judgeCommand = async (gate: string, files: Files = {}) => {
  const repository = await gitRepository({'.github/shipgate.yml': `version: 1\ngates:\n  fine: {run: "true"}\n  command: ${gate}\n`, 'a.txt': 'a\n', ...files});
  if (files['run'] !== undefined) chmodSync(join(repository.path, 'run'), 0o755);
  symlinkSync('/', join(repository.path, 'out'));
  return {repository, judged: await judgeRepository(repository)};
};

describe('a command that', () => {
  test.each(Object.entries(faults))('%s', async (_, [gate, verdict, files]) => {
    const {repository, judged} = await judgeCommand(gate, files);
    await using _repository = repository;
    expect(part(judged, 'fine').verdict).toBe('pass');
    expect({verdict: part(judged, 'command').verdict, exitCode: judged.exitCode}).toEqual({verdict, exitCode: 1});
    expect(evidenceOf(repository.path, 'command')).toEqual({result: 'FAILED', verdict});
    expect(evidenceOf(repository.path, 'preflight.judge')?.result).toBe('FAILED');
  });

  test('floods its output and ends well is held, and what is kept of it is bounded', async () => {
    const {repository, judged} = await judgeCommand('{run: head -c 50000000 /dev/zero, shell: bash}');
    await using _repository = repository;
    expect(judged.exitCode).toBe(0);
    expect(readFileSync(join(repository.path, '.shipgate/evidence/command.output.txt')).length).toBeLessThan(1024 * 1024);
  });

  test('removes the repository under the feet of the run is no pass', async () => {
    const {repository, judged} = await judgeCommand('{run: rm -rf .git a.txt, shell: bash}');
    await using _repository = repository;
    mkdirSync(repository.path, {recursive: true});
    expect(['pass', 'fail', 'inconclusive']).toContain(judged.record.outcome.verdict);
    expect(judged.record.notEligible.length).toBeGreaterThan(0);
  });
});
