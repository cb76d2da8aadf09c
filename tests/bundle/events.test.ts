import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {
  type Files, type GitRepository, dependabotPullRequest, forkPullRequest, gitRepository, mergeGroup, pullRequest, pushOfTag, pushToBranch, schedule, workflowDispatch,
} from '#testkit';
import {step} from './step.ts';

const clean: Files = {'README.md': '# App\n\nSee [the guide](docs/guide.md).\n', 'docs/guide.md': '# Guide\n'};
const oldProblem: Files = {...clean, 'docs/old.md': '# Old\n\nSee [what is gone](gone.md).\n'};
const heading = (summary: string | undefined): string => summary?.split('\n')[0] ?? '';

/**
 * What actions/checkout leaves for a pull request: a clone of depth 1 whose HEAD is GitHub's merge commit, detached, with the remote that it came from.
 */
async function pullRequestCheckout(base: Files, change: Files): Promise<{readonly origin: GitRepository; readonly clone: GitRepository; readonly baseSha: string; readonly headSha: string; readonly sha: string}> {
  const origin = await gitRepository(base);
  await origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const baseSha = await origin.head();
  await origin.checkout('feature', {create: true});
  const headSha = await origin.commit('Change', {files: change});
  await origin.checkout('main');
  await origin.checkout('merge', {create: true});
  const sha = await origin.merge('feature');
  const clone = await origin.clone({depth: 1, ref: 'merge'});
  await clone.checkout(sha);
  return {origin, clone, baseSha, headSha, sha};
}

describe('pull requests', () => {
  test.each([
    ['of the same repository', pullRequest], ['of a fork', forkPullRequest], ['of Dependabot', dependabotPullRequest],
  ])('%s: a depth-1 clone, an old problem and a clean change: may ship', async (_name, event) => {
    const {origin, clone, baseSha, headSha, sha} = await pullRequestCheckout(oldProblem, {'README.md': '# App\n\nBetter.\n'});
    await using _ = origin;
    const result = await step('.', clone, {event: event({sha, baseSha, headSha})});
    expect(result.errors).toEqual([]);
    expect(heading(result.summary)).toMatch(/^## ✅ .* may ship$/);
    expect(result.summary).toContain('Existing');
    expect(result.outputs).toMatchObject({decision: 'allow', verdict: 'pass', evidence: '.shipgate/evidence/preflight.judge.json'});
    expect(result.annotations.filter(one => one.level === 'error')).toEqual([]);
    expect(result.exitCode).toBe(0);
    expect(result.orphans).toEqual([]);
  });

  test('what the change breaks is red, annotated where it stands, and says how to reproduce it', async () => {
    const {origin, clone, baseSha, headSha, sha} = await pullRequestCheckout(oldProblem, {'README.md': '# App\n\nSee [the guide](docs/giude.md).\n'});
    await using _ = origin;
    const result = await step('.', clone, {event: pullRequest({sha, baseSha, headSha})});
    expect(heading(result.summary)).toMatch(/^## ⛔ .* must not ship$/);
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toMatchObject({decision: 'deny', verdict: 'fail', problems: '1'});
    expect(result.annotations).toEqual([expect.objectContaining({level: 'error', file: 'README.md', line: 3})]);
    expect(result.summary).toContain('docs/guide.md');
    expect(result.summary).toContain(`--ref ${sha} --since ${baseSha}`);
    expect(result.log).not.toContain('ghs_0123456789');
  });

  test('a checkout of the base is not the change: could not decide', async () => {
    const {origin, baseSha, headSha, sha} = await pullRequestCheckout(clean, {'README.md': '# App\n'});
    await using _ = origin;
    const clone = await origin.clone({depth: 1, ref: 'main'});
    const result = await step('.', clone, {event: pullRequest({sha, baseSha, headSha})});
    expect(heading(result.summary)).toMatch(/^## ❔/);
    expect(result.exitCode).toBe(1);
  });

  test('a base that cannot be fetched: could not decide, with what to add to the workflow', async () => {
    const {origin, clone, baseSha, headSha, sha} = await pullRequestCheckout(clean, {'README.md': '# App\n'});
    await using _ = origin;
    await clone.git('remote', 'set-url', 'origin', 'file:///nowhere');
    const result = await step('.', clone, {event: pullRequest({sha, baseSha, headSha}), github: {api_url: 'http://127.0.0.1:9'}});
    expect(heading(result.summary)).toMatch(/^## ❔/);
    expect(result.exitCode).toBe(1);
  });
});

describe('other events', () => {
  test('a merge queue is judged against its base', async () => {
    const {origin, clone, baseSha, sha} = await pullRequestCheckout(oldProblem, {'README.md': '# App\n\nBetter.\n'});
    await using _ = origin;
    expect(heading((await step('.', clone, {event: mergeGroup({sha, baseSha})})).summary)).toMatch(/^## ✅/);
  });

  test('a push to a branch is judged against what stood there; the first push of a branch as a whole', async () => {
    await using repository = await gitRepository(oldProblem);
    const before = await repository.head();
    const sha = await repository.commit('More', {files: {'docs/more.md': '# More\n'}});
    expect(heading((await step('.', repository, {event: pushToBranch({sha, before})})).summary)).toMatch(/^## ✅/);
    expect(heading((await step('.', repository, {event: pushToBranch({sha, before: '0'.repeat(40)})})).summary)).toMatch(/^## ⛔/);
  });

  test.each([
    ['a tag', (sha: string) => pushOfTag({sha, tag: 'v1.8.0'})], ['a dispatch', (sha: string) => workflowDispatch({sha})], ['a schedule', (sha: string) => schedule({sha})],
  ])('%s judges everything', async (_name, event) => {
    await using repository = await gitRepository(oldProblem);
    await repository.tag('v1.8.0', {message: 'v1.8.0'});
    const result = await step('.', repository, {event: event(await repository.head())});
    expect(heading(result.summary)).toMatch(/^## ⛔ .* must not ship$/);
    expect(result.exitCode).toBe(1);
  });

  test('an empty repository: nothing to judge yet, exit 0, and never allow', async () => {
    await using repository = await gitRepository();
    const result = await step('.', repository, {event: workflowDispatch()});
    expect(heading(result.summary)).toMatch(/^## ⚪/);
    expect(result).toMatchObject({exitCode: 0, outputs: {verdict: 'not-run', decision: 'deny'}});
  });
});

describe('what a user can get wrong ends with 2, with its place, and denies', () => {
  test.each([
    ['an unknown key', {'.github/shipgate.yml': 'version: 1\npreset: recommended\ngats: {}\n'}, {}, {file: '.github/shipgate.yml', line: 3, message: expect.stringContaining('"gates"')}],
    ['a wrong type', {'.github/shipgate.yml': 'version: 1\npreset: recommended\ndocs-reality: {max-missing-paths: ten}\n'}, {}, {file: '.github/shipgate.yml', line: 3}],
    ['an empty number', {'.github/shipgate.yml': 'version: 1\npreset: recommended\ndocs-reality: {max-missing-paths: ""}\n'}, {}, {file: '.github/shipgate.yml', line: 3}],
    ['broken YAML', {'.github/shipgate.yml': 'version: 1\n  preset: [\n'}, {}, {file: '.github/shipgate.yml'}],
    ['another version', {'.github/shipgate.yml': 'version: 2\n'}, {}, {file: '.github/shipgate.yml', line: 1}],
    ['an unknown input', {}, {qick: 'true'}, {message: expect.stringContaining('quick')}],
    ['a number that is a word', {}, {'timeout-minutes': 'ten'}, {message: expect.stringContaining('timeout-minutes')}],
    ['a setting that is none', {}, {set: 'docs-reality.max-missing-path=3'}, {message: expect.stringContaining('max-missing-paths')}],
    ['a policy file that is not there', {}, {config: 'nowhere.yml'}, {message: expect.stringContaining('nowhere.yml')}],
  ])('%s', async (_name, files, inputs, annotation) => {
    await using repository = await gitRepository({...clean, ...files as Files});
    const result = await step('.', repository, {event: workflowDispatch({sha: await repository.head()}), inputs});
    expect(result.exitCode).toBe(2);
    expect(result.outputs).toEqual({decision: 'deny'});
    expect(result.annotations).toContainEqual(expect.objectContaining({level: 'error', ...annotation}));
    expect(result.summary ?? '').toBe('');
  });
});

describe('one action by itself', () => {
  test('docs-reality judges, reports and leaves its report file', async () => {
    await using repository = await gitRepository(oldProblem);
    const result = await step('actions/docs-reality', repository, {event: workflowDispatch({sha: await repository.head()})});
    expect(result.exitCode).toBe(1);
    const evidence = JSON.parse(readFileSync(join(repository.path, '.shipgate/evidence/docs-reality.check.json'), 'utf8')) as {predicate: {result: string}; subject: unknown};
    expect(evidence.predicate.result).toBe('FAILED');
    expect(evidence.subject).toEqual([expect.objectContaining({digest: {gitCommit: await repository.head()}})]);
  });

  test('repair plans, changes nothing without apply, and then does', async () => {
    await using repository = await gitRepository({'README.md': '# App\n\nCafÃ© crÃ¨me â€” dÃ©jÃ\u00a0 vu.\n'});
    const event = workflowDispatch({sha: await repository.head()});
    const before = readFileSync(join(repository.path, 'README.md'), 'utf8');
    const planned = await step('actions/docs-reality', repository, {event, inputs: {mode: 'repair'}});
    expect(readFileSync(join(repository.path, 'README.md'), 'utf8')).toBe(before);
    expect(planned.summary).toContain('README.md');
    const applied = await step('actions/docs-reality', repository, {event, inputs: {mode: 'repair', apply: 'true'}});
    expect(applied.exitCode).toBe(0);
    expect(readFileSync(join(repository.path, 'README.md'), 'utf8')).toBe('# App\n\nCafé crème — déjà vu.\n');
  });
});

describe('reports never change the result', () => {
  test('a summary that cannot be written, and an output file that cannot', async () => {
    await using repository = await gitRepository(clean);
    const event = workflowDispatch({sha: await repository.head()});
    const result = await step('.', repository, {event, env: {GITHUB_STEP_SUMMARY: '/nowhere/summary'}});
    expect(result.exitCode).toBe(0);
  });

  test('a report file that cannot be written is never a pass', async () => {
    await using repository = await gitRepository({...clean, '.shipgate/evidence/preflight.judge.json/keep': 'a folder where the file should be\n'});
    const result = await step('.', repository, {event: workflowDispatch({sha: await repository.head()})});
    expect(result.exitCode).toBe(1);
    expect(result.outputs['decision']).toBe('deny');
  });

  test('a folder for report files that leads out of the workspace is refused', async () => {
    await using repository = await gitRepository(clean);
    await repository.git('config', 'core.symlinks', 'true');
    const {symlinkSync} = await import('node:fs');
    symlinkSync('/tmp', join(repository.path, '.shipgate'));
    const result = await step('.', repository, {event: workflowDispatch({sha: await repository.head()})});
    expect(result.exitCode).toBe(2);
  });
});
