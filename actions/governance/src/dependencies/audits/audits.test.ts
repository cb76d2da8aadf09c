import {describe, expect, test} from '@jest/globals';
import {Refusal} from '#core';
import {context, exec, type FakeFile, files, inLinearTime} from '#testkit';
import {readLockfile} from '../lockfiles/index.ts';
import {policy} from '../policy.ts';
import {readCargoAudit} from './cargo-audit.ts';
import {cvssScore} from './cvss.ts';
import {severityOf, severityOfScore} from './finding.ts';
import {jsonIn} from './printed.ts';
import {readAudit} from './read.ts';
import {cargoAudit, cargoLock, goSum, npmAudit, npmAuditClean, npmAuditOfNpm6, npmAuditRefused, osv, packageLock, pipAudit, requirements, stampFor} from './reports.fixture.ts';

const now = new Date('2026-11-20T12:00:00Z');
const lockfiles = {'package-lock.json': packageLock, 'requirements.txt': requirements, 'Cargo.lock': cargoLock, 'go.sum': goSum};

async function audit(settings: object, tree: Record<string, FakeFile> = {}, {answer, untrusted = false}: {answer?: Parameters<typeof exec>[0]; untrusted?: boolean} = {}) {
  const [one] = policy.parse({audits: [settings]}).audits;
  const port = files({...lockfiles, ...tree});
  const running = exec(answer);
  return {running, ...(await readAudit({files: port, exec: running, context: context({untrusted})}, one!, await readLockfile(port, one!.lockfile), now))};
}
const refused = async (...given: Parameters<typeof audit>) => {
  const thrown: unknown = await audit(...given).then(() => undefined, (error: unknown) => error);
  if (!(thrown instanceof Refusal)) throw new Error(`it is not refused: ${String(thrown)}`);
  return thrown.gap;
};
const npm = {tool: 'npm-audit', lockfile: 'package-lock.json', report: 'npm.json', stamp: 'npm.stamp.json'};
const withStamp = (report: unknown, stamp = stampFor(packageLock)) => ({'npm.json': typeof report === 'string' ? report : JSON.stringify(report), 'npm.stamp.json': stamp});
const said = ({findings}: Awaited<ReturnType<typeof audit>>) => findings.map(({package: name, severity, advisories, fix}) => [name, severity, advisories.flatMap(({ids}) => ids).join(' '), advisories.flatMap(({versions}) => versions).join(), fix]);

describe('what the reports say', () => {
  test('npm 7 and later: the packages concerned, with the advisories at their root', async () => {
    expect(said(await audit(npm, withStamp(npmAudit({name: 'mkdirp', version: '0.5.6', isSemVerMajor: false}))))).toEqual([
      ['minimist', 'critical', 'GHSA-xvch-5gv4-984h 1097677', '0.0.8', 'mkdirp@0.5.6'], ['mkdirp', 'critical', 'GHSA-xvch-5gv4-984h 1097677', '0.0.8', 'mkdirp@0.5.6'],
    ]);
    expect(said(await audit(npm, withStamp(npmAudit(false)))).map(one => one.at(-1))).toEqual([undefined, undefined]);
    expect(said(await audit(npm, withStamp(npmAuditClean)))).toEqual([]);
  });

  test('npm 6', async () => {
    expect(said(await audit(npm, withStamp(npmAuditOfNpm6())))).toEqual([['minimist', 'low', '1179 CVE-2020-7598', '0.0.8', '>=0.2.1']]);
    expect(said(await audit(npm, withStamp(npmAuditOfNpm6('<0.0.0'))))[0]?.at(-1)).toBeUndefined();
  });

  test('pip-audit, in both forms', async () => {
    const settings = {tool: 'pip-audit', lockfile: 'requirements.txt', report: 'pip.json', stamp: 's.json'};
    for (const report of [pipAudit(), pipAudit().dependencies]) {
      expect(said(await audit(settings, {'pip.json': JSON.stringify(report), 's.json': stampFor(requirements)}))).toEqual([['Flask', 'unknown', 'PYSEC-2019-179 CVE-2019-1010083 GHSA-5wv5-4vpf-pj6m', '0.5', '1.0']]);
    }
  });

  test('cargo audit, its warnings too; its database says how old it can be at most', async () => {
    expect(said(await audit({tool: 'cargo-audit', lockfile: 'Cargo.lock', report: 'c.json'}, {'c.json': JSON.stringify(cargoAudit())}))).toEqual([
      ['smallvec', 'critical', 'RUSTSEC-2019-0009 CVE-2019-15551', '0.6.9', '>=0.6.10'], ['memmap', 'info', 'RUSTSEC-2020-0077', '0.7.0', undefined],
    ]);
  });

  test('osv-scanner: one advisory under several ids is one finding', async () => {
    const settings = {tool: 'osv-scanner', lockfile: 'go.sum', report: 'o.json', stamp: 's.json'};
    const tree = (report: unknown) => ({'o.json': JSON.stringify(report), 's.json': stampFor(goSum)});
    expect(said(await audit(settings, tree(osv())))).toEqual([['github.com/gogo/protobuf', 'high', 'GHSA-c3h9-896r-86jm GO-2021-0053 CVE-2021-3121', '1.3.1', '1.3.2']]);
    expect(said(await audit(settings, tree(osv('go.sum', false))))[0]?.at(-1)).toBeUndefined();
    expect(said(await audit(settings, tree({results: []})))).toEqual([]);
  });
});

describe('what is no report is never "nothing found"', () => {
  test.each<readonly [string, unknown, string]>([
    ['hole of today: an audit that failed', {error: {code: 'ENOLOCK', summary: 'This command requires an existing lockfile.'}}, 'ENOLOCK'], ['hole of today: a registry that refused', npmAuditRefused, '405 Method Not Allowed'], ['hole of today: words', 'npm ERR! code E503', 'not JSON'],
    ['half a report', JSON.stringify(npmAudit()).slice(0, 300), 'not JSON'], ['another object', {ok: true}, 'no report'], ['a report of another auditor', pipAudit(), 'no report'], ['a report whose counts do not fit', {...npmAudit(), vulnerabilities: {}}, 'counts 2 findings and lists 0'],
    ['a finding without an advisory', {...npmAudit(), vulnerabilities: {a: {...npmAudit().vulnerabilities.mkdirp, via: []}, b: npmAudit().vulnerabilities.minimist}}, 'no advisory'], ['null', 'null', 'no report'], ['a list', '[]', 'no report'],
  ])('%s', async (_, report, why) => expect(await refused(npm, withStamp(report))).toMatchObject({code: 'unreadable', why: expect.stringContaining(why)}));

  test('a missing and an empty file', async () => {
    expect(await refused(npm, {'npm.stamp.json': stampFor(packageLock)})).toMatchObject({code: 'missing', at: {path: 'npm.json'}});
    expect(await refused(npm, withStamp(' \n'))).toMatchObject({code: 'empty'});
    expect(await refused(npm, {'npm.json': '{}'})).toMatchObject({code: 'missing', at: {path: 'npm.stamp.json'}});
    expect(await refused({...npm, lockfile: 'yarn.lock'}, withStamp(npmAuditClean)).catch((thrown: unknown) => thrown)).toMatchObject({code: 'missing'});
  });

  test('a package that pip-audit left out', async () => {
    const report = {dependencies: [...pipAudit().dependencies, {name: 'private', skip_reason: 'Dependency not found on PyPI'}], fixes: []};
    expect(await refused({tool: 'pip-audit', lockfile: 'requirements.txt', report: 'p.json', stamp: 's.json'}, {'p.json': JSON.stringify(report), 's.json': stampFor(requirements)})).toMatchObject({why: 'pip-audit left out private: Dependency not found on PyPI'});
  });

  test('a cargo audit without what it need not say', async () => {
    const [entry] = cargoAudit().vulnerabilities.list;
    const report = {
      ...cargoAudit(), vulnerabilities: {found: true, count: 1, list: [{...entry!, versions: null, advisory: {id: 'RUSTSEC-2019-0009'}}]},
      warnings: {yanked: [{kind: 'yanked', advisory: null, versions: null, package: {name: 'smallvec', version: '0.6.9'}}]},
    };
    const {findings} = readCargoAudit('c.json', report);
    expect(findings).toEqual([
      {package: 'smallvec', severity: 'unknown', advisories: [{ids: ['RUSTSEC-2019-0009'], package: 'smallvec', versions: ['0.6.9']}]},
      {package: 'smallvec', severity: 'info', advisories: [{ids: ['yanked'], package: 'smallvec', versions: ['0.6.9'], title: 'yanked'}]},
    ]);
  });

  test.each([{found: false}, {found: true, count: 2}, {found: true, count: 0, list: []}])('a cargo audit with %j', wrong => {
    const report = {...cargoAudit(), vulnerabilities: {...cargoAudit().vulnerabilities, ...wrong}};
    expect(() => readCargoAudit('c.json', report)).toThrow(Refusal);
  });

  test('a cargo audit that contradicts itself', async () => {
    const report = {...cargoAudit(), vulnerabilities: {...cargoAudit().vulnerabilities, list: []}};
    expect((await refused({tool: 'cargo-audit', lockfile: 'Cargo.lock', report: 'c.json'}, {'c.json': JSON.stringify(report)})).why).toContain('counts 1 findings and lists 0');
  });
});

describe('a stale report', () => {
  test.each([['2026-11-19T11:00:00Z', '25 h old'], ['2026-11-20T13:00:00Z', 'in the future'], ['2026-01-01', 'old']])('made at %s', async (madeAt, why) => {
    const gap = await refused(npm, withStamp(npmAuditClean, stampFor(packageLock, madeAt)));
    expect(gap.code).toBe('stale');
    expect(gap).toMatchObject({what: 'the audit of package-lock.json by npm-audit', at: {path: 'npm.json'}});
    expect(gap.why).toContain(why.replace('25 h old', 'old'));
  });

  test('to the millisecond', async () => {
    const state = (madeAt: string) => audit(npm, withStamp(npmAuditClean, stampFor(packageLock, madeAt))).then(() => 'counts', () => 'does not');
    expect(await Promise.all(['2026-11-19T12:00:00Z', '2026-11-19T11:59:59.999Z', '2026-11-20T12:05:00Z', '2026-11-20T12:05:00.001Z'].map(state))).toEqual(['counts', 'does not', 'counts', 'does not']);
  });

  test('a limit of policy', async () => {
    expect(await refused({...npm, 'max-age': '1h'}, withStamp(npmAuditClean))).toMatchObject({why: 'it is 2 h old, 1 h is allowed'});
    expect((await audit({...npm, 'max-age': '7d'}, withStamp(npmAuditClean, stampFor(packageLock, '2026-11-15T00:00:00Z')))).findings).toEqual([]);
  });

  test('one that does not say when it was made', async () => {
    const {stamp: _, ...plain} = npm;
    expect(await refused(plain, withStamp(npmAuditClean))).toMatchObject({code: 'stale', why: 'the report does not say when it was made'});
    expect(await refused(npm, withStamp(npmAuditClean, stampFor(packageLock, 'yesterday')))).toMatchObject({code: 'unreadable', why: 'made-at in npm.stamp.json is no time: yesterday'});
    const digest = (JSON.parse(stampFor(packageLock)) as Record<string, string>)['lockfile-sha256']!;
    for (const wrong of ['{"made-at": "2026-11-20"}', ...[`x${digest}`, `${digest}x`].map(text => JSON.stringify({'made-at': '2026-11-20', 'lockfile-sha256': text}))]) {
      expect(await refused(npm, withStamp(npmAuditClean, wrong))).toMatchObject({code: 'unreadable', why: 'npm.stamp.json is no stamp: it needs made-at and lockfile-sha256'});
    }
  });

  test('a database of last year', async () => {
    expect(await refused({tool: 'cargo-audit', lockfile: 'Cargo.lock', report: 'c.json'}, {'c.json': JSON.stringify(cargoAudit('2025-11-20T08:00:00Z'))})).toMatchObject({code: 'stale'});
  });

  test('one that a failed run left behind', async () => expect((await refused(npm, withStamp(npmAuditClean, stampFor(packageLock, undefined, {'exit-code': 2})))).why).toBe('npm-audit ended with 2'));

  test.each([0, 1])('one of a run that ended with %i counts', async code => expect((await audit(npm, withStamp(npmAuditClean, stampFor(packageLock, undefined, {'exit-code': code})))).findings).toEqual([]));
});

describe('a report about another lockfile', () => {
  test.each<readonly [string, object, Record<string, string>, string]>([
    ['by its stamp', npm, withStamp(npmAuditClean, stampFor('another')), 'the stamp names the digest'],
    ['by its count', {tool: 'cargo-audit', lockfile: 'Cargo.lock', report: 'c.json'}, {'c.json': JSON.stringify({...cargoAudit(), lockfile: {'dependency-count': 3}})}, 'it counts 3 packages, and Cargo.lock has 2'],
    ['by a package too many', {tool: 'pip-audit', lockfile: 'requirements.txt', report: 'p.json', stamp: 's.json'}, {'p.json': JSON.stringify({dependencies: [...pipAudit().dependencies, {name: 'x', version: '1', vulns: []}, {name: 'y', version: '1', vulns: []}], fixes: []}), 's.json': stampFor(requirements)}, 'it lists pypi:x@1'],
    ['by a package too few', {tool: 'pip-audit', lockfile: 'requirements.txt', report: 'p.json', stamp: 's.json'}, {'p.json': JSON.stringify({dependencies: pipAudit().dependencies.slice(1), fixes: []}), 's.json': stampFor(requirements)}, 'it does not list pypi:flask@0.5'],
    ['by its path', {tool: 'osv-scanner', lockfile: 'go.sum', report: 'o.json', stamp: 's.json'}, {'o.json': JSON.stringify(osv('/work/other/sub/package-lock.json')), 's.json': stampFor(goSum)}, 'it is about /work/other'],
  ])('%s', async (_, settings, tree, why) => expect(await refused(settings, tree)).toMatchObject({code: 'stale', why: expect.stringContaining(why), at: {path: (settings as {report: string}).report}}));

  test('digests are told by their beginning', async () => {
    expect((await refused(npm, withStamp(npmAuditClean, stampFor('another')))).why).toMatch(/digest ae448ac86c4e, and that of package-lock\.json is 918689aad731$/);
  });

  test.each(['/work/other-go.sum', 'go.sum/other', '/work/go.sum.old'])('by its path: %s', async path => {
    const scanned = {tool: 'osv-scanner', lockfile: 'go.sum', run: 'osv-scanner --format json'};
    expect(await refused(scanned, {}, {answer: () => ({exitCode: 1, output: JSON.stringify(osv(path))})})).toMatchObject({code: 'stale', why: `it is about another lockfile: it is about ${path}`, at: {path: 'go.sum'}});
  });

  test.each(['go.sum', 'C:\\work\\app\\go.sum'])('%s is the same one', async path => {
    expect((await audit({tool: 'osv-scanner', lockfile: 'go.sum', report: 'o.json', stamp: 's.json'}, {'o.json': JSON.stringify(osv(path)), 's.json': stampFor(goSum)})).findings).toHaveLength(1);
  });
});

describe('an auditor that is run', () => {
  const run = {tool: 'npm-audit', lockfile: 'package-lock.json', run: 'npm audit --json --omit=dev'};
  const answered = (answer: object) => ({answer: () => answer});
  const printed = (exitCode: number, output: unknown) => ({answer: () => ({exitCode, output: typeof output === 'string' ? output : JSON.stringify(output, null, 2)})});

  test('ends with 1 when it found something, and with 0 when not', async () => {
    const found = await audit(run, {}, printed(1, `npm warn config x\n${JSON.stringify(npmAudit(), null, 2)}\n`));
    expect(said(found)).toHaveLength(2);
    expect(found.running.requests[0]).toMatchObject({argv: ['npm', 'audit', '--json', '--omit=dev']});
    expect((await audit(run, {}, printed(0, npmAuditClean))).findings).toEqual([]);
  });

  test('is given the way to its database and nothing else, and runs where policy says', async () => {
    const {running: {requests: [request]}} = await audit({...run, timeout: '1m'}, {}, printed(0, npmAuditClean));
    expect(request).toStrictEqual({
      argv: ['npm', 'audit', '--json', '--omit=dev'], timeoutMs: 60_000, keep: 64 * 1024 * 1024,
      env: ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'CARGO_HOME', 'RUSTUP_HOME', 'npm_config_registry'],
    });
    expect((await audit({...run, directory: 'web'}, {}, printed(0, npmAuditClean))).running.requests[0]).toMatchObject({cwd: 'web'});
    const other = {...npmAuditClean, metadata: {...npmAuditClean.metadata, dependencies: {...npmAuditClean.metadata.dependencies, total: 99}}};
    expect(await refused({...run, directory: 'web'}, {}, printed(0, other))).toMatchObject({code: 'stale', why: expect.stringContaining('it counts 99 packages')});
    const nested = {...run, lockfile: 'web/package-lock.json'};
    for (const directory of ['web', './web', 'web/']) expect(await audit({...nested, directory}, {'web/package-lock.json': packageLock}, printed(0, other))).toMatchObject({findings: []});
    expect(await refused(nested, {'web/package-lock.json': packageLock}, printed(0, other))).toMatchObject({code: 'stale', why: expect.stringContaining('about another lockfile')});
    for (const directory of ['.', './']) expect(await audit({...run, directory}, {}, printed(0, other))).toMatchObject({findings: []});
  });

  test.each<readonly [string, object, object]>([
    ['a signal ended it', {signal: 'SIGKILL', output: ''}, {code: 'unreadable', why: 'npm-audit ended with SIGKILL: it printed nothing'}],
    ['it ended somehow', {}, {code: 'unreadable', why: 'npm-audit ended with a signal: it printed nothing'}],
    ['many words', {exitCode: 3, output: `first\n${'x'.repeat(300)}\n\n`}, {code: 'unreadable', why: `npm-audit ended with 3: ${'x'.repeat(200)}`}],
    ['many words and no JSON', {exitCode: 0, output: `first\n${'x'.repeat(300)}\n\n`}, {code: 'unreadable', why: `npm-audit printed no JSON: ${'x'.repeat(200)}`}],
    ['nothing', {exitCode: 0}, {code: 'unreadable', why: 'npm-audit printed no JSON: it printed nothing'}],
    ['more than is kept', {exitCode: 0, cut: true, output: JSON.stringify(npmAuditClean)}, {code: 'too-large', why: 'it printed too much'}],
  ])('%s', async (_, answer, gap) => expect(await refused(run, {}, answered(answer))).toMatchObject(gap));

  test.each<readonly [string, number, unknown, string]>([
    ['another code', 127, 'Error: no lockfile', 'ended with 127: Error: no lockfile'], ['nothing', 0, '', 'printed no JSON'], ['no JSON', 1, 'npm ERR! 503', 'printed no JSON: npm ERR! 503'], ['a failure', 1, npmAuditRefused, 'npm audit failed: 405'],
    ['hole of today: pip-audit failing for another reason than not being there', 2, 'Traceback', 'ended with 2: Traceback'],
  ])('%s', async (_, code, output, why) => expect(await refused(run, {}, printed(code, output))).toMatchObject({code: 'unreadable', why: expect.stringContaining(why)}));

  test('a program that is not there, a change from outside, a line for a shell', async () => {
    expect(await refused(run, {})).toMatchObject({code: 'missing'});
    const outside = {...printed(0, npmAuditClean), untrusted: true};
    expect(await refused(run, {}, outside)).toMatchObject({code: 'refused', why: expect.stringContaining('from outside')});
    expect(await refused({...run, run: 'npm audit --json | cat'}, {}, printed(0, npmAuditClean))).toMatchObject({why: expect.stringContaining('needs a shell')});
  });
});

test('JSON among other words', async () => {
  expect(jsonIn('x\n{"a":\n1}\nFound 1 thing\n')).toEqual({value: {a: 1}});
  expect(jsonIn('[warning] x\n{"a": 1}')).toEqual({value: {a: 1}});
  expect(['', 'null', '1', '{', 'x {"a": 1}'].map(jsonIn)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  await inLinearTime(200_000, size => '{\n}x\n'.repeat(size), jsonIn);
});

test('scores of CVSS 3 as its calculator gives them', () => {
  const scores = {
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H': 9.8, 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N': 6.1, 'CVSS:3.0/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H': 7.8, 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H': 10, 'CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N': 1.6,
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N': 0, 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N': 5.9, 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H': 9.9,
  };
  for (const [vector, score] of Object.entries(scores)) expect([vector, cvssScore(vector)]).toEqual([vector, score]);
  const full = 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  expect([`CVSS:4.0/${full}`, `CVSS:3.2/${full}`, `x/${full}`, `CVSS:3.1/${full}/${'x'.repeat(200)}`].map(cvssScore)).toEqual([undefined, undefined, undefined, undefined]);
  for (const metric of full.split('/')) expect(cvssScore(`CVSS:3.1/${full.replace(metric, '')}`)).toBeUndefined();
  expect(['CVSS:4.0/AV:N', 'AV:N/AC:L', 'CVSS:3.1/AV:X', 'CVSS:3.1/AV:toString/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', ''].map(cvssScore)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test('severities in any word, and by score', () => {
  expect(['HIGH', 'Medium', 'none', 'terrible', undefined, 3].map(severityOf)).toEqual(['high', 'moderate', 'info', 'unknown', 'unknown', 'unknown']);
  expect([9, 8.9, 4, 0.1, 0, undefined, Number.NaN, 11].map(severityOfScore)).toEqual(['critical', 'high', 'moderate', 'low', 'info', 'unknown', 'unknown', 'unknown']);
});
