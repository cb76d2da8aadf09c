import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {gitRepository, workflowDispatch} from '#testkit';
import {type Interference, interferedWith, interfering} from './interfered.ts';
import {evidenceOf} from './local.ts';
import {step} from './step.ts';

/** A page whose first half is fine. What is wrong stands at its end, so that whoever judges by half of it sees nothing. */
const page = `# Guide\n\n${'All is well. '.repeat(40)}\n\nSee [what is gone](nowhere.md).\n`;
const fine = page.replace('[what is gone](nowhere.md)', '[where we are](guide.md)  ').padEnd(page.length, '\n').slice(0, page.length);

const guide = 'docs/guide.md';
const other = '../other.md';
const halfway = (command: string): Interference => ({calls: ['readSync'], path: 'docs/guide\\.md$', nth: 1, halfway: true, command});
const before = (command: string): Interference => ({calls: ['openSync'], path: 'docs/guide\\.md$', nth: 1, command});

const gap = 'inconclusive';
const whole = 'fail';

/** What happens to the page, and what can be said of it then: that it could not be read, or what is wrong with the whole of it. */
const happenings: Readonly<Record<string, readonly [Interference, verdict: string, said: string]>> = {
  'is cut in half when half of it is read': [halfway(`truncate -s ${Math.floor(page.length / 2)} ${guide}`), gap, 'shrank while it was read'],
  'is emptied when half of it is read': [halfway(`: > ${guide}`), gap, 'shrank while it was read'],
  'grows when half of it is read': [halfway(`echo more >> ${guide}`), gap, 'grew while it was read'],
  'is overwritten by as many bytes when half of it is read': [halfway(`cat ${other} > ${guide}`), gap, 'was written to'],
  'is replaced when half of it is read': [halfway(`mv ${other} ${guide}`), whole, 'nowhere.md'],
  'is removed when half of it is read': [halfway(`rm ${guide}`), whole, 'nowhere.md'],
  'is cut in half before it is opened': [before(`truncate -s ${Math.floor(page.length / 2)} ${guide}`), gap, 'shrank while it was read'],
  'is emptied before it is opened': [before(`: > ${guide}`), gap, 'shrank while it was read'],
  'grows before it is opened': [before(`echo more >> ${guide}`), gap, 'grew while it was read'],
  'is replaced by as many bytes before it is opened': [before(`mv ${other} ${guide}`), gap, 'replaced while it was read'],
  'is removed before it is opened': [before(`rm ${guide}`), gap, 'is not there any more'],
  'becomes a link out of the tree before it is opened': [before(`ln -sf ../${other} ${guide}`), gap, 'became a link'],
  'becomes a named pipe before it is opened': [before(`rm ${guide}; mkfifo ${guide}`), gap, 'a named pipe'],
  'becomes a folder before it is opened': [before(`rm ${guide}; mkdir ${guide}`), gap, 'a folder'],
  'cannot be read to its end, because the disk is broken': [{calls: ['readSync'], path: 'docs/guide\\.md$', error: 'EIO'}, gap, 'EIO'],
};

const policy = 'version: 1\ngates:\n  docs-reality: enforce\n  other: {run: "true"}\n';

describe.each([
  ['docs-reality', 'actions/docs-reality', 'docs-reality.check'], ['preflight', '.', 'preflight.judge'],
])('%s, while a page', (_, action, evidence) => {
  test.each(Object.entries(happenings))('%s', async (_what, [interference, verdict, said]) => {
    await using repository = await gitRepository({'README.md': '# App\n', [guide]: page, '.github/shipgate.yml': policy});
    writeFileSync(join(repository.path, other), fine);
    const result = await step(repository, {action, event: workflowDispatch({sha: await repository.head()}), env: interfering(repository, interference)});
    expect(interferedWith(repository)).toMatch(/^\w+Sync .*docs\/guide\.md\n/);
    expect({exitCode: result.exitCode, decision: result.outputs['decision'], verdict: result.outputs['verdict']}).toEqual({exitCode: 1, decision: 'deny', verdict});
    expect(evidenceOf(repository.path, evidence)).toEqual({result: 'FAILED', verdict});
    expect(result.summary).toContain(said);
    expect(result.summary).not.toContain('defect');
  });
});

test('the page that takes its place has nothing wrong, so that half of each would have passed', async () => {
  await using repository = await gitRepository({'README.md': '# App\n', [guide]: fine, '.github/shipgate.yml': policy});
  expect(fine.length).toBe(page.length);
  expect((await step(repository, {event: workflowDispatch({sha: await repository.head()})})).outputs['verdict']).toBe('pass');
});
