import {cpSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {gitRepository} from '#testkit';
import {part} from '../preflight/local.ts';
import {check, judgeInPreflight, judgeMode, saidBy} from './local.ts';

const root = join(import.meta.dirname, '../..');
const policy = (workflows: string, gates = '  governance/workflows: enforce\n'): string => `version: 1\ngates:\n${gates}governance:\n  workflows:\n${workflows}`;
const job = '    permissions: {}\n    steps:';
const release = `on: {push: {tags: ['v*']}}
jobs:
  build:
${job} [{run: npm run build}, {uses: anchore/sbom-action@${'0'.repeat(40)}}]
  papers:
    needs: build
${job} [{uses: actions/attest@${'0'.repeat(40)}}, {run: gh attestation verify dist/app --repo o/r}]
  ship:
    needs: papers
${job} [{run: gh release create v1 dist/app}]
`;
const sequence = '    required-sequence: [build, sbom, attest, verify]\n    release.yml: {must-run: [build, papers, ship]}\n';

describe('governance workflows', () => {
  test('passes over the workflows of this repository, under the strict level too', async () => {
    await using repository = await gitRepository();
    for (const path of ['.github/workflows', 'action.yml']) cpSync(join(root, path), join(repository.path, path), {recursive: true});
    await repository.commit('Own workflows', {files: {'.github/shipgate.yml': policy("    level: strict\n    required-checks: [check, own gate]\n")}});
    const {record, exitCode} = await judgeMode(repository, 'workflows');
    expect(saidBy(record.outcome)).toEqual([]);
    expect(record.outcome).toMatchObject({verdict: 'pass', headline: expect.stringMatching(/^\d+ workflows?, \d+ uploads?$/)});
    expect(exitCode).toBe(0);
  });

  test('without any policy it warns, and what is in order passes', async () => {
    await using repository = await gitRepository({'.github/workflows/release.yml': release.replace('needs: papers', 'needs: papers\n    if: always()')});
    const {record, exitCode} = await judgeMode(repository, 'workflows');
    expect(saidBy(record.outcome)).toEqual(['build', 'papers'].map(job => `"gh release create v1 dist/app" (gh release create) also runs when ${job} failed`));
    expect(record.outcome).toMatchObject({verdict: 'pass', headline: '1 workflow, 1 upload', notChecked: ['what must come before an upload (name it in `required-sequence`)']});
    expect(check(record.outcome, 'workflows.skipped')).toMatchObject(
      {enforcement: 'warn', state: 'broken', findings: [{at: {path: '.github/workflows/release.yml', line: 12, column: 9}}, {}]}
    );
    expect(exitCode).toBe(0);
  });

  test('a repository without workflows has nothing to judge; with a policy that asks for one it is red', async () => {
    await using repository = await gitRepository({'README.md': '# App\n'});
    expect((await judgeMode(repository, 'workflows')).record.outcome).toMatchObject({verdict: 'not-run', reason: 'there are no workflows'});
    await repository.commit('Policy', {files: {'.github/shipgate.yml': policy(sequence)}});
    expect((await judgeMode(repository, 'workflows')).record.outcome).toMatchObject({verdict: 'fail'});
  });

  test('inside preflight: the required sequence, then a need dropped on a branch', async () => {
    await using repository = await gitRepository({'.github/workflows/release.yml': release, '.github/shipgate.yml': policy(sequence)});
    const green = await judgeInPreflight(repository, {ref: 'HEAD'});
    expect(part(green, 'governance/workflows')).toMatchObject({verdict: 'pass'});
    const before = await repository.head();
    await repository.commit('Ship sooner', {files: {'.github/workflows/release.yml': release.replace('needs: papers', 'needs: build')}});
    const red = await judgeInPreflight(repository, {since: before});
    expect(red.exitCode).toBe(1);
    expect(part(red, 'governance/workflows')).toMatchObject({verdict: 'fail'});
    expect(saidBy(part(red, 'governance/workflows'))).toEqual([
      expect.stringContaining('does not wait for "attest"'), expect.stringContaining('does not wait for "verify"'), expect.stringContaining('does not wait for "papers"'),
    ]);
  });

  test('only what a change breaks is new', async () => {
    const broken = release.replace('needs: papers', 'needs: build');
    await using repository = await gitRepository({'.github/workflows/release.yml': broken, '.github/shipgate.yml': policy(sequence)});
    const before = await repository.head();
    await repository.commit('A comment', {files: {'.github/workflows/release.yml': `# Releases\n${broken}`}});
    const {record, exitCode} = await judgeInPreflight(repository, {since: before});
    expect(saidBy(record.outcome.parts![0]!)).toEqual([]);
    expect(exitCode).toBe(0);
  });

  test('a file that cannot be read is no pass, and names the place', async () => {
    await using repository = await gitRepository(
      {'.github/workflows/release.yml': release, '.github/workflows/b.yml': 'on: push\njobs:\n  a: [\n', '.github/shipgate.yml': policy('    level: recommended\n')}
    );
    const {record, exitCode} = await judgeMode(repository, 'workflows');
    expect(record.outcome.verdict).toBe('inconclusive');
    expect(check(record.outcome, 'workflows.readable').findings).toMatchObject(
      [{state: 'undecided', gap: 'unreadable', at: {path: '.github/workflows/b.yml', line: expect.any(Number), column: expect.any(Number)}}]
    );
    expect(exitCode).toBe(1);
  });

  test('a policy with a wrong stage, or a misspelt key, stops before any check', async () => {
    await using repository = await gitRepository({'.github/workflows/release.yml': release, '.github/shipgate.yml': policy('    requird-sequence: [build]\n')});
    await expect(judgeMode(repository, 'workflows')).rejects.toMatchObject({name: 'Misconfiguration', problems: [{key: 'governance.workflows.requird-sequence', at: {line: 6}}]});
  });
});
