import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {readStatement} from '#core';
import {type GitRepository, type StepResult, gitRepository, workflowDispatch} from '#testkit';
import {step} from './step.ts';

const pages = 150;
const linksEach = 100;
const long = 'a-rather-long-name-of-a-section-that-nobody-has-ever-written/'.repeat(3);

let repository: GitRepository;
let result: StepResult;
beforeAll(async () => {
  const page = (i: number): string => Array.from({length: linksEach}, (_, j) => `- [what is gone](${long}${i}-${j}.md)\n`).join('');
  repository = await gitRepository(Object.fromEntries(Array.from({length: pages}, (_, i) => [`docs/page-${i}.md`, `# Page ${i}\n\n${page(i)}`])));
  result = await step(repository, {event: workflowDispatch({sha: await repository.head()})});
});
afterAll(() => repository.dispose());

const evidence = (): string => readFileSync(join(repository.path, '.shipgate/evidence/docs-reality.check.json'), 'utf8');

test('more than 5 MB of problems: all of them are in the report file, and the verdict is what it is', () => {
  const text = evidence();
  const {predicate} = readStatement(text);
  expect(text.length).toBeGreaterThan(5_000_000);
  expect(predicate.shipgate.outcome.checks.flatMap(check => check.findings).length).toBe(pages * linksEach);
  expect({result: predicate.result, exitCode: result.exitCode}).toEqual({result: 'FAILED', exitCode: 1});
});

test('what is shown is bounded: GitHub takes all of it', () => {
  expect(result.outputs).toMatchObject({decision: 'deny', verdict: 'fail', problems: String(pages * linksEach)});
  expect(result.summary).toMatch(/^## ⛔/);
  expect(Buffer.byteLength(result.summary!)).toBeLessThanOrEqual(1024 * 1024);
  expect(result.annotations.filter(one => one.level === 'error').length).toBe(10);
  expect(result.dropped).toEqual({error: 0, warning: 0, notice: 0});
  expect(Buffer.byteLength(result.log)).toBeLessThan(1024 * 1024);
  expect(result.errors).toEqual([]);
});

test('without a token it is the same', async () => {
  const problems = (text: string): readonly string[] => readStatement(text).predicate.shipgate.outcome.checks.flatMap(check => check.findings.map(finding => finding.fingerprint));
  const before = problems(evidence());
  const {exitCode, outputs} = await step(repository, {event: workflowDispatch({sha: await repository.head()}), token: ''});
  expect({exitCode, outputs}).toEqual({exitCode: result.exitCode, outputs: result.outputs});
  expect(problems(evidence())).toEqual(before);
});
