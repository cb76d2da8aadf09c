import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {gitRepository, pushOfTag} from '#testkit';
import {step} from './step.ts';

test('a release in a workflow: preflight, the plan, the record, and its verification', async () => {
  await using repository = await gitRepository({
    'README.md': '# App\n\nSee [the guide](docs/guide.md).\n', 'docs/guide.md': '# Guide\n', '.gitignore': 'dist/\n',
    '.github/shipgate.yml': 'version: 1\ngates:\n  docs-reality: enforce\nevidence:\n  seal: {remember: false, require: {artifacts: ["dist/*.zip"]}}\n',
  });
  await repository.tag('v1.0.0', {message: 'v1.0.0'});
  await repository.write({'dist/app.zip': 'bytes'});
  const event = pushOfTag({sha: await repository.head(), tag: 'v1.0.0'});
  const record = (path: string | undefined): string => join(repository.path, '.shipgate', path ?? 'none');

  expect((await step('.', repository, {event})).outputs).toMatchObject({decision: 'allow', verdict: 'pass'});
  const correlation = await step('actions/evidence', repository, {event, inputs: {mode: 'correlation'}});
  expect([correlation.errors, correlation.outputs['verdict']]).toEqual([[], 'pass']);

  const plan = await step('actions/evidence', repository, {event, inputs: {mode: 'seal'}});
  expect([plan.errors, plan.outputs['decision'], existsSync(record(plan.outputs['record']))]).toEqual([[], 'allow', false]);
  const sealed = await step('actions/evidence', repository, {event, inputs: {mode: 'seal', apply: 'true'}});
  expect([sealed.errors, sealed.outputs['decision'], existsSync(record(sealed.outputs['record']))]).toEqual([[], 'allow', true]);
  expect(sealed.summary).toContain(sealed.outputs['sha256']);

  const verified = await step('actions/evidence', repository, {event, inputs: {sha256: sealed.outputs['sha256'] ?? ''}});
  expect([verified.errors, verified.outputs]).toEqual([[], expect.objectContaining({decision: 'allow', verdict: 'pass', candidate: expect.stringMatching(/^rc-v1\.0\.0-/)})]);

  const path = record(sealed.outputs['record']);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"size":5', '"size":6'));
  const tampered = await step('actions/evidence', repository, {event});
  expect([tampered.exitCode, tampered.outputs['decision']]).toEqual([1, 'deny']);
  expect(tampered.summary).toContain('was changed after it was sealed');
});
