import {createHash} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {type Files, gitRepository} from '#testkit';
import {part} from '../preflight/local.ts';
import {check, judgeInPreflight, judgeMode, saidBy} from './local.ts';

const lock = JSON.stringify({name: 'app', lockfileVersion: 3, packages: {'': {name: 'app'}, 'node_modules/a': {version: '1.2.3'}}});
const clean = {auditReportVersion: 2, vulnerabilities: {}, metadata: {vulnerabilities: {info: 0, low: 0, moderate: 0, high: 0, critical: 0, total: 0}, dependencies: {prod: 2, dev: 0, total: 1}}};
const via = {source: 1, name: 'a', dependency: 'a', title: 'Prototype Pollution in a', url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc', severity: 'high', range: '<2'};
const found = {...clean, vulnerabilities: {a: {name: 'a', severity: 'high', isDirect: true, via: [via], effects: [], range: '<2', nodes: ['node_modules/a'], fixAvailable: false}}, metadata: {...clean.metadata, vulnerabilities: {...clean.metadata.vulnerabilities, high: 1, total: 1}}};
const sbom = (version: string) => JSON.stringify({bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, components: [{type: 'library', name: 'a', version, purl: `pkg:npm/a@${version}`}]});
/** Stands for an auditor: prints a report, and words to the other stream, and ends with the code that it is given. */
const auditor = 'console.error(\'found something\');\nconsole.log(process.argv[2] === \'none\' ? \'\' : require(\'node:fs\').readFileSync(process.argv[2], \'utf8\'));\nprocess.exit(Number(process.argv[3]));\n';

const policy = (audits: string, more = ''): string => `version: 1\ngates: {governance/dependencies: enforce}\ngovernance:\n  dependencies:\n    audits: [${audits}]\n${more}`;
const run = (report: string, code: number): string => `{tool: npm-audit, lockfile: package-lock.json, run: node auditor.cjs ${report} ${code}}`;
const own = '.github/shipgate.yml';
const base: Files = {'package-lock.json': lock, 'auditor.cjs': auditor, 'clean.json': JSON.stringify(clean), 'found.json': JSON.stringify(found)};

describe('governance dependencies', () => {
  test('an auditor that is run: green, red, allowed, and failed', async () => {
    await using repository = await gitRepository({...base, [own]: policy(run('clean.json', 0))});
    expect((await judgeMode(repository, 'dependencies')).record.outcome).toMatchObject({verdict: 'pass', headline: '1 of 1 audits, 0 findings', outputs: {findings: 0}});
    await repository.write({[own]: policy(run('found.json', 1))});
    const red = await judgeMode(repository, 'dependencies');
    expect([red.exitCode, saidBy(red.record.outcome)]).toEqual([1, ['npm-audit: a 1.2.3 (high): Prototype Pollution in a (GHSA-aaaa-bbbb-cccc).']]);
    await repository.write({[own]: policy(run('found.json', 1), '    allow: [{id: GHSA-aaaa-bbbb-cccc, package: a, version: 1.2.3, reason: looked at, review-after: 2999-01-01}]\n')});
    expect((await judgeMode(repository, 'dependencies')).record.outcome.verdict).toBe('pass');
    for (const failed of [run('clean.json', 2), run('none', 0), run('nowhere.json', 0)]) {
      await repository.write({[own]: policy(failed)});
      const {outcome} = (await judgeMode(repository, 'dependencies')).record;
      expect([outcome.verdict, check(outcome, 'audit.made').state, check(outcome, 'audit.limits').state]).toEqual(['inconclusive', 'undecided', 'undecided']);
    }
  });

  test('a report that an earlier step wrote, with its stamp, inside preflight', async () => {
    const audit = '{tool: npm-audit, lockfile: package-lock.json, report: out/npm.json, stamp: out/npm.stamp.json}';
    const stamp = (madeAt: Date, of = lock): string => JSON.stringify({'made-at': madeAt.toISOString(), 'lockfile-sha256': createHash('sha256').update(of).digest('hex'), 'exit-code': 0});
    await using repository = await gitRepository({...base, [own]: policy(audit)});
    await repository.write({'out/npm.json': JSON.stringify(clean), 'out/npm.stamp.json': stamp(new Date())});
    expect(part(await judgeInPreflight(repository), 'governance/dependencies').verdict).toBe('pass');
    for (const [name, content] of [['out/npm.stamp.json', stamp(new Date(Date.now() - 3 * 86_400_000))], ['out/npm.stamp.json', stamp(new Date(), 'another')], ['out/npm.stamp.json', null], ['out/npm.json', null]] as const) {
      await repository.write({'out/npm.json': JSON.stringify(clean), 'out/npm.stamp.json': stamp(new Date()), [name]: content});
      const judged = await judgeInPreflight(repository);
      expect([judged.exitCode, part(judged, 'governance/dependencies').verdict]).toEqual([1, 'inconclusive']);
    }
  });

  test('a bill of materials: complete, with a package too few, and none', async () => {
    const named = '    sbom: [{file: sbom.json, lockfiles: [package-lock.json]}]\n';
    await using repository = await gitRepository({...base, [own]: policy('', named), 'sbom.json': sbom('1.2.3')});
    const green = (await judgeMode(repository, 'dependencies')).record.outcome;
    expect(green).toMatchObject({verdict: 'pass', artifacts: [{path: 'sbom.json', sha256: createHash('sha256').update(sbom('1.2.3')).digest('hex')}]});
    await repository.write({'sbom.json': sbom('1.2.2')});
    expect(saidBy((await judgeMode(repository, 'dependencies')).record.outcome)).toEqual(['sbom.json does not list a 1.2.3 of package-lock.json.']);
    await repository.write({'sbom.json': null});
    expect((await judgeMode(repository, 'dependencies')).record.outcome.verdict).toBe('fail');
  });

  test('without settings nothing is judged, and that is no pass', async () => {
    await using repository = await gitRepository(base);
    const {record, exitCode} = await judgeMode(repository, 'dependencies');
    expect([record.outcome.verdict, exitCode]).toEqual(['inconclusive', 1]);
    expect(record.outcome.notChecked).toEqual(['known weaknesses of dependencies (set dependencies.audits)', 'bills of materials (set dependencies.sbom)']);
  });
});
