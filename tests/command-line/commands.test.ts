import {execFileSync, spawnSync} from 'node:child_process';
import {closeSync, existsSync, mkdirSync, openSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {parse} from 'yaml';
import {readStatement} from '#core';
import {type Files, gitEnvironment, gitRepository} from '#testkit';
import {shipgate} from './shipgate.ts';

const broken: Files = {
  'README.md': '# App\n\n```sh\nnpm run new-packge\n```\n\n[Guide](docs/gide.md)\n', 'docs/guide.md': '# Guide\n',
  'package.json': '{"name": "app", "version": "1.0.0", "private": true, "scripts": {"new-package": "node new.js"}}\n',
};
const clean: Files = {'README.md': '# App\n\n[Guide](docs/guide.md)\n', 'docs/guide.md': '# Guide\n'};
const fingerprintIn = (text: string): string => /waive: shipgate waive ([0-9a-f]+)/.exec(text)![1]!;

describe('preflight', () => {
  test('red: each problem with place, excerpt, what was meant, and what to do', async () => {
    await using repository = await gitRepository(broken);
    const {status, stdout} = shipgate(repository.path, ['preflight']);
    expect(status).toBe(1);
    expect(stdout).toContain('README.md:4');
    expect(stdout).toContain('new-package');
    expect(stdout).toContain('docs/guide.md');
    expect(stdout).toMatch(/more: shipgate explain docs-reality\/cmd\.npm/);
    expect(stdout).not.toContain('\u001b');
    for (const file of ['evidence/preflight.judge.json', 'evidence/docs-reality.check.json', 'summary.md', 'report.sarif']) expect(existsSync(join(repository.path, '.shipgate', file))).toBe(true);
  });

  test('green is quiet', async () => {
    await using repository = await gitRepository(clean);
    const {status, stdout, stderr} = shipgate(repository.path, ['preflight']);
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n').length).toBeLessThanOrEqual(8);
  });

  test('a folder without git is judged too, and can never be signed off', async () => {
    await using repository = await gitRepository(clean);
    const {cpSync, mkdtempSync, rmSync} = await import('node:fs');
    const {tmpdir} = await import('node:os');
    const folder = mkdtempSync(join(tmpdir(), 'plain-'));
    try {
      cpSync(repository.path, folder, {recursive: true, filter: path => !path.includes('.git/') && !path.endsWith('.git')});
      const {status, stdout} = shipgate(folder, ['preflight', '--format', 'json']);
      const statement = readStatement(stdout);
      expect(status).toBe(0);
      expect(statement.predicate.shipgate.releaseEligible).toBe(false);
      expect(statement.subject[0]!.digest).toHaveProperty('sha256');
    } finally {
      rmSync(folder, {recursive: true});
    }
  });

  test.each([['json', (text: string) => readStatement(text)], ['sarif', (text: string) => expect(JSON.parse(text)).toMatchObject({version: '2.1.0'})], ['junit', (text: string) => expect(text).toMatch(/^<\?xml[^]*<testsuites/)]])('--format %s prints that and nothing else', async (format, read) => {
    await using repository = await gitRepository(broken);
    const {status, stdout} = shipgate(repository.path, ['preflight', '--format', format]);
    expect(status).toBe(1);
    read(stdout);
  });

  test('an output that is cut off is no success, and is said in one line', async () => {
    await using repository = await gitRepository(clean);
    const full = openSync('/dev/full', 'w');
    const {status, stderr} = spawnSync(process.execPath, [join(import.meta.dirname, '../../packages/cli/dist/index.js'), 'preflight', '--format', 'json'], {cwd: repository.path, encoding: 'utf8', stdio: ['ignore', full, 'pipe'], env: gitEnvironment()});
    closeSync(full);
    expect({status, stderr}).toEqual({status: 1, stderr: expect.stringMatching(/^The result could not be printed: ENOSPC[^\n]*\n$/)});
  });

  test('the reproduce line gives the same problems in a fresh clone', async () => {
    await using repository = await gitRepository({...broken, '.github/shipgate.yml': 'version: 1\npreset: recommended\n'});
    await repository.tag('v1.0.0', {message: 'v1.0.0'});
    await repository.commit('Later', {files: {'README.md': '# Nothing\n'}});
    const first = readStatement(shipgate(repository.path, ['preflight', '--ref', 'v1.0.0', '--format', 'json']).stdout);
    const {reproduce} = first.predicate.shipgate;
    expect(reproduce).toMatch(/^npx shipgate@\S+ preflight --ref v1\.0\.0$/);
    await using clone = await repository.clone();
    const again = readStatement(shipgate(clone.path, [...reproduce.split(' ').slice(2), '--format', 'json']).stdout);
    const fingerprints = (statement: typeof first): string[] => (statement.predicate.shipgate.outcome.parts ?? []).flatMap(part => part.checks).flatMap(check => check.findings).map(finding => finding.fingerprint).toSorted();
    expect(fingerprints(again)).toEqual(fingerprints(first));
    expect(fingerprints(first).length).toBeGreaterThan(0);
    expect(again.subject.map(one => one.digest)).toEqual(first.subject.map(one => one.digest));
  });

  test('no file and the file that init writes are judged alike', async () => {
    for (const files of [broken, clean]) {
      await using repository = await gitRepository(files);
      const plain = readStatement(shipgate(repository.path, ['preflight', '--format', 'json']).stdout);
      expect(shipgate(repository.path, ['init', '--yes']).status).toBe(0);
      const written = readStatement(shipgate(repository.path, ['preflight', '--format', 'json']).stdout);
      const told = ({predicate}: typeof plain) => (predicate.shipgate.outcome.parts ?? []).map(part => [part.as, part.verdict, part.checks.flatMap(check => check.findings.map(finding => finding.fingerprint)).toSorted()]);
      expect(told(written)).toEqual(told(plain));
      expect(plain.predicate.shipgate.releaseEligible).toBe(false);
    }
  });
});

describe('init, waive and baseline', () => {
  test('init shows, asks, and without anybody to ask writes only when told to', async () => {
    await using repository = await gitRepository(clean);
    const asked = shipgate(repository.path, ['init']);
    expect(asked.status).toBe(2);
    expect(asked.stdout).toContain('preset: recommended');
    expect(existsSync(join(repository.path, '.github/shipgate.yml'))).toBe(false);
    expect(shipgate(repository.path, ['init', '--yes']).status).toBe(0);
    expect(readFileSync(join(repository.path, '.gitignore'), 'utf8')).toContain('.shipgate/');
    expect(shipgate(repository.path, ['init', '--yes'])).toMatchObject({status: 2, stderr: expect.stringContaining('there is a policy file already')});
  });

  test('an exception is written with everything that it needs, keeps what stands there, and holds', async () => {
    const comment = '# ours\nwaivers:\n  - id: W-7 # the old one\n    rule: docs-reality/link.path\n    path: other.md\n    owner: \'@ana\'\n    reason: soon gone\n    created: 2026-01-01\n    expires: 2026-01-31\n';
    await using repository = await gitRepository({...broken, '.github/shipgate/waivers.yml': comment});
    const {stdout} = shipgate(repository.path, ['preflight']);
    const fingerprint = fingerprintIn(stdout);
    expect(shipgate(repository.path, ['waive', fingerprint, '--reason', 'rewritten in #482']).stderr).toContain('nobody owns it');
    expect(shipgate(repository.path, ['waive', fingerprint, '--owner', '@ana']).stderr).toContain('no reason');
    expect(shipgate(repository.path, ['waive', fingerprint, '--owner', '@ana', '--reason', 'x', '--days', '365']).stderr).toContain('90 days');
    expect(shipgate(repository.path, ['waive', 'ffffffffffff', '--owner', '@ana', '--reason', 'x']).stderr).toContain('no problem');
    const {status} = shipgate(repository.path, ['waive', fingerprint, '--owner', '@ana', '--reason', 'rewritten in #482']);
    expect(status).toBe(0);
    const text = readFileSync(join(repository.path, '.github/shipgate/waivers.yml'), 'utf8');
    expect(text).toContain('# the old one');
    expect((parse(text) as {waivers: unknown[]}).waivers[1]).toMatchObject({id: 'W-8', owner: '@ana', reason: 'rewritten in #482', fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/)});
    await repository.commit('Excuse', {});
    expect(shipgate(repository.path, ['preflight']).stdout).toContain('W-8');
  });

  test('known problems are recorded once, only shrink, and are renewed once', async () => {
    await using repository = await gitRepository(broken);
    expect(shipgate(repository.path, ['baseline']).stderr).toContain('--owner');
    expect(shipgate(repository.path, ['baseline', '--owner', '@ana', '--days', '30'])).toMatchObject({status: 0, stdout: expect.stringContaining('2 known problems')});
    await repository.commit('Record', {});
    const judged = shipgate(repository.path, ['preflight']);
    expect(judged.status).toBe(0);
    expect(judged.stdout).toContain('🟡');
    expect(shipgate(repository.path, ['baseline', '--owner', '@ana']).stderr).toContain('only shrink');
    await repository.commit('Fix one', {files: {'docs/gide.md': '# Guide\n'}});
    expect(shipgate(repository.path, ['baseline', '--prune']).stdout).toContain('1 gone, 1 left');
    await repository.commit('Nothing is looked at', {files: {'.github/shipgate.yml': 'version: 1\ngates: {tests: {run: "true"}}\n'}});
    expect(shipgate(repository.path, ['baseline', '--prune']).stdout).toMatch(/^0 gone, 1 left, [^\n]*\n1 of them stayed unseen/);
    await repository.commit('It is again', {files: {'.github/shipgate.yml': null}});
    expect(shipgate(repository.path, ['baseline', '--renew']).stderr).toContain('reason');
    expect(shipgate(repository.path, ['baseline', '--renew', '--reason', 'moved']).status).toBe(0);
    expect(shipgate(repository.path, ['baseline', '--renew', '--reason', 'again']).stderr).toContain('already');
  });
});

describe('what a command says about itself', () => {
  test('help, list and explain', async () => {
    await using repository = await gitRepository(clean);
    expect(shipgate(repository.path, ['--help'])).toMatchObject({status: 0, stdout: expect.stringContaining('shipgate preflight'.slice(9))});
    expect(shipgate(repository.path, ['preflight', '--help']).stdout).toContain('--since');
    expect(shipgate(repository.path, ['docs-reality', 'repair', '--help']).stdout).toContain('--apply');
    expect(shipgate(repository.path, ['list']).stdout).toContain('docs-reality/cmd.npm');
    expect(shipgate(repository.path, ['explain', 'docs-reality/link.anchor'])).toMatchObject({status: 0, stdout: expect.stringContaining('# docs-reality/link.anchor')});
    for (const own of ['docs-reality/exceptions.used', 'preflight/reference', 'tests/exit', 'preflight/tests']) expect(shipgate(repository.path, ['explain', own])).toMatchObject({status: 0, stderr: ''});
    expect(shipgate(repository.path, ['explain', 'link.ancor'])).toMatchObject({status: 2, stderr: expect.stringContaining('link.anchor')});
  });

  test.each([['a named pipe', 'mkfifo'], ['a folder', 'mkdir']])('policy --resolved says that the policy file is %s, and does not wait for it', async (_, make) => {
    await using repository = await gitRepository(clean);
    mkdirSync(join(repository.path, '.github'));
    execFileSync(make, [join(repository.path, '.github/shipgate.yml')]);
    expect(shipgate(repository.path, ['policy', '--resolved'])).toMatchObject({status: 1, stdout: '', stderr: expect.stringMatching(/^\.github\/shipgate\.yml: it is a .* and not a file\. Replace it/)});
  });

  test('policy --resolved names the origin of every value', async () => {
    await using repository = await gitRepository({...clean, '.github/shipgate.yml': 'version: 1\npreset: recommended\ndocs-reality:\n  max-missing-paths: 3\n'});
    const {status, stdout} = shipgate(repository.path, ['policy', '--resolved', '--set', 'docs-reality.max-command-failures=2']);
    expect(status).toBe(0);
    const origin = (key: string): string => stdout.split('\n').find(line => line.startsWith(`${key} `))!.replace(/\s+/g, ' ');
    expect(origin('docs-reality.max-missing-paths')).toContain('3 # .github/shipgate.yml:4');
    expect(origin('docs-reality.max-command-failures')).toContain('2 # set');
    expect(origin('gates.docs-reality.enforcement')).toContain('"enforce" # preset recommended');
    expect(origin('on-failure')).toContain('# default');
  });

  test.each([
    ['an unknown command', ['prefligt'], 'Did you mean "preflight"?'],
    ['an unknown flag', ['preflight', '--qick'], 'Did you mean --quick?'],
    ['an unknown mode', ['docs-reality', 'chek'], 'Did you mean "check"?'],
    ['an unknown format', ['preflight', '--format', 'xml'], 'pretty, json, sarif, junit'],
    ['a flag without its value', ['preflight', '--ref'], '--ref needs a value'],
    ['a flag twice', ['preflight', '--ref', 'a', '--ref', 'b'], 'given twice'],
    ['a word too many', ['preflight', 'now'], 'preflight has no mode "now"'],
    ['a commit that is not there', ['preflight', '--ref', 'v9'], 'there is no commit "v9"'],
    ['a folder that is not there', ['preflight', '--workspace', '/nowhere/at/all'], '/nowhere/at/all'],
  ])('%s ends with 2 and says what was meant', async (_name, words, said) => {
    await using repository = await gitRepository(clean);
    const {status, stderr} = shipgate(repository.path, words);
    expect(stderr).toContain(said);
    expect(status).toBe(2);
  });
});
