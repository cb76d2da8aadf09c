import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {gitRepository, workflowDispatch} from '#testkit';
import {step} from './step.ts';

const oldest = join(import.meta.dirname, '../../.tools/bin/node-20.12');

// Installed by .ci/setup; without it this is skipped, and CI allows no skipped test.
(existsSync(oldest) ? test : test.skip)('preflight runs on the oldest Node that is supported', async () => {
  await using repository = await gitRepository({'README.md': '# App\n\n[Guide](docs/guide.md)\n', 'docs/guide.md': '# Guide\n', 'package.json': '{"name": "app", "version": "1.0.0"}\n'});
  const result = await step('.', repository, {event: workflowDispatch({sha: await repository.head()}), node: oldest});
  expect(result.errors).toEqual([]);
  expect(result).toMatchObject({exitCode: 0, outputs: {verdict: 'pass'}});
});
