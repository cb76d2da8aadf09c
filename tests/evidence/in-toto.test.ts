import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {judgeEvidence, judgeRelease, release} from './local.ts';

// Installed by .ci/setup; without it the test is skipped, and CI allows no skipped test.
const program = join(import.meta.dirname, '../../.tools/bin/in-toto-read');
const withProgram = existsSync(program) ? test : test.skip;

withProgram('in-toto\'s own library reads report files and release records, holds them to its rules, and finds every field', async () => {
  await using repository = await release();
  await repository.write({'dist/app.zip': 'bytes'});
  await judgeRelease(repository);
  await judgeEvidence('seal', repository, {artifacts: 'dist/**', apply: 'true'});
  const files = ['evidence', 'records'].flatMap(name => readdirSync(join(repository.path, '.shipgate', name)).filter(file => file.endsWith('.json')).map(file =>
    join(repository.path, '.shipgate', name, file)));
  expect(files.length).toBeGreaterThanOrEqual(5);
  const {status, stdout, stderr} = spawnSync(program, files, {encoding: 'utf8', timeout: 300_000});
  expect([status, stderr]).toEqual([0, '']);
  const read = stdout.trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>);
  expect(read).toHaveLength(files.length);
  for (const result of read.filter(one => 'result' in one)) expect(result).toMatchObject({result: 'PASSED', passedTests: expect.any(Array), failedTests: [],
    configuration: expect.any(Array)});
  const [summary, ...others] = read.filter(one => 'verificationResult' in one);
  expect(others).toEqual([]);
  expect(summary).toMatchObject({
    verifier: {id: 'pkg:npm/shipgate'}, verificationResult: 'PASSED', verifiedLevels: ['SHIPGATE_SIGNED_OFF'], slsaVersion: '1.1', timeVerified: expect.stringMatching(/^2\d{3}-/),
      policy: {uri: expect.stringMatching(/#\.github\/shipgate\.yml$/)},
    inputAttestations: expect.arrayContaining([expect.objectContaining({uri: 'evidence/preflight.judge.json', digest: {sha256: expect.any(String)}})]),
  });
});
