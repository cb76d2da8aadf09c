import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {type Files, gitRepository} from '#testkit';
import {presets, readConfiguration, readDocument} from '#core';
import {allActions} from '../../packages/cli/src/catalog.ts';
import {knobsIn, knobsPage} from '../../scripts/generate/knobs-page.ts';
import {judgeRepository, part} from '../preflight/local.ts';
import {suite} from '#suite';

const root = join(import.meta.dirname, '../..');
const actions = await allActions();
const verdicts = (judged: Awaited<ReturnType<typeof judgeRepository>>): Record<string, string> => Object.fromEntries((judged.record.outcome.parts ?? []).map(one => [one.as, one.verdict]));

const sample: Files = {
  'README.md': '# Thing\n\nSee [the guide](docs/guide.md).\n', 'docs/guide.md': '# Guide\n',
  'CHANGELOG.md': '# Changelog\n\n## [1.2.0] - 2026-01-01\n\n- First.\n',
  'package.json': '{"name": "thing", "version": "1.2.0", "scripts": {"test": "node --version"}}\n',
};

describe('presets', () => {
  test.each(Object.entries(presets))('what a run reads of %s is what stands in its file', (name, {text, value}) => {
    expect(text).toBe(readFileSync(join(root, `policies/presets/${name}.yml`), 'utf8'));
    expect(value).toEqual(readDocument(name, text).value);
  });

  test.each(Object.keys(presets))('%s is in order, every key of it', name => {
    const configuration = readConfiguration(new Map([['.github/shipgate.yml', `version: 1\npreset: ${name}\n`]]), actions);
    expect(configuration.gates.length).toBeGreaterThan(0);
    for (const entry of configuration.gates.filter(one => !one.run)) {
      const [id, mode] = entry.gate.split('/');
      const action = actions.find(one => one.id === id)!;
      expect(() => configuration.policyOf(action, mode ?? action.main, entry, {})).not.toThrow();
    }
  });

  test.each(['recommended', 'strict', 'npm-package'])('%s lets a repository pass whose papers are in order, and stops one whose are not', async name => {
    await using good = await gitRepository({...sample, '.github/shipgate.yml': `version: 1\npreset: ${name}\n`});
    const judged = await judgeRepository(good, {}, suite);
    expect(judged.record.outcome.verdict).toBe('pass');
    await good.commit('Break', {files: {'README.md': '# Thing\n\nSee [the guide](docs/gide.md).\n'}});
    const broken = await judgeRepository(good, {}, suite);
    expect(verdicts(broken)['docs-reality']).toBe('fail');
    expect(broken.exitCode).toBe(1);
  });

  test('strict asks for what recommended leaves open: an entry for the current version, and nothing only warns', async () => {
    await using repository = await gitRepository({...sample, 'CHANGELOG.md': '# Changelog\n\n## [1.1.0] - 2026-01-01\n\n- First.\n', '.github/shipgate.yml': 'version: 1\npreset: strict\n'});
    const judged = await judgeRepository(repository, {}, suite);
    expect(part(judged, 'version').verdict).toBe('fail');
    expect(judged.record.outcome.parts?.flatMap(one => one.checks).filter(check => check.rule.startsWith('docs-reality/') && check.enforcement === 'warn' && !check.rule.includes('exceptions'))).toEqual([]);
  });

  test('npm-package and python-service run the tests, and an audit that cannot be made is never none found', async () => {
    await using repository = await gitRepository({...sample, 'package-lock.json': '{"name": "thing", "version": "1.2.0", "lockfileVersion": 3, "packages": {"": {"name": "thing", "version": "1.2.0"}}}\n', '.github/shipgate.yml': 'version: 1\npreset: npm-package\n'});
    const judged = await judgeRepository(repository, {set: 'governance.dependencies.audits=[{tool: npm-audit, lockfile: package-lock.json, run: "false"}]'}, suite);
    expect(verdicts(judged)).toMatchObject({tests: 'pass', dependencies: 'inconclusive'});
    expect(judged.exitCode).toBe(1);
  });

  test('game-release asks GitHub for open blockers, and is undecided without an answer', async () => {
    await using repository = await gitRepository({...sample, '.github/shipgate.yml': 'version: 1\npreset: game-release\n'});
    await repository.tag('v1.2.0', {message: 'Release v1.2.0'});
    const judged = await judgeRepository(repository, {ref: 'v1.2.0'}, suite);
    expect(verdicts(judged)).toMatchObject({'docs-reality': 'pass', version: 'pass', blockers: 'inconclusive'});
  });
});

describe('settings of pipelines that are steered by environment variables', () => {
  const knobs = knobsIn(root, actions);

  test('each of the 97 stands there once, with its requirement', () => {
    expect(knobs).toHaveLength(97);
    expect(new Set(knobs.map(knob => knob.name)).size).toBe(97);
  });

  test('those of the actions that are here have a key that the policy file knows', () => {
    const rows = new Map<number, string>([[1, 'governance'], [3, 'governance'], [20, 'docs-reality'], [21, 'docs-reality'], [24, 'evidence'], [28, 'evidence']]);
    for (const {name, row, key} of knobs) {
      if (rows.has(row)) expect([name, key?.split('.')[0]]).toEqual([name, rows.get(row)]);
    }
  });

  test('the page gives no key without a default and a value', () => {
    const rows = knobsPage(root, actions).split('\n').filter(line => line.startsWith('| `'));
    expect(rows).toHaveLength(97);
    for (const row of rows.filter(line => !line.includes('not yet') && !line.includes('always'))) expect(row).not.toMatch(/\|\s*\|/);
  });
});
