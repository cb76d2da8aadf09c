import {createHash} from 'node:crypto';

/** A lockfile of three packages, and reports about it in the forms that the auditors document. */
export const packageLock = JSON.stringify({name: 'app', lockfileVersion: 3, packages: {
  '': {name: 'app', version: '1.0.0'}, 'node_modules/mkdirp': {version: '0.5.1'}, 'node_modules/minimist': {version: '0.0.8'}, 'node_modules/lodash': {version: '4.17.20', dev: true},
}});
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const stampFor = (lockfile: string, madeAt = '2026-11-20T10:00:00Z', more: object = {}): string => JSON.stringify({'made-at': madeAt, 'lockfile-sha256': sha256(lockfile), ...more});

/** npm 7 and later. */
export const npmAudit = (fix: unknown = true, total = 3) => ({
  auditReportVersion: 2,
  vulnerabilities: {
    minimist: {
      name: 'minimist', severity: 'critical', isDirect: false,
      via: [{source: 1097677, name: 'minimist', dependency: 'minimist', title: 'Prototype Pollution in minimist', url: 'https://github.com/advisories/GHSA-xvch-5gv4-984h', severity: 'critical', cwe: ['CWE-1321'], cvss: {score: 9.8, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'}, range: '<0.2.4'}],
      effects: ['mkdirp'], range: '<=0.2.3', nodes: ['node_modules/minimist'], fixAvailable: fix,
    },
    mkdirp: {name: 'mkdirp', severity: 'critical', isDirect: true, via: ['minimist'], effects: [], range: '0.4.1 - 0.5.1', nodes: ['node_modules/mkdirp'], fixAvailable: fix},
  },
  metadata: {vulnerabilities: {info: 0, low: 0, moderate: 0, high: 0, critical: 2, total: 2}, dependencies: {prod: 3, dev: 1, optional: 0, peer: 0, peerOptional: 0, total}},
});
export const npmAuditClean = {auditReportVersion: 2, vulnerabilities: {}, metadata: {vulnerabilities: {info: 0, low: 0, moderate: 0, high: 0, critical: 0, total: 0}, dependencies: {prod: 3, dev: 1, optional: 0, peer: 0, peerOptional: 0, total: 3}}};

/** npm 6. */
export const npmAuditOfNpm6 = (patched = '>=0.2.1') => ({
  actions: [], muted: [],
  advisories: {1179: {findings: [{version: '0.0.8', paths: ['mkdirp>minimist']}], id: 1179, title: 'Prototype Pollution', module_name: 'minimist', cves: ['CVE-2020-7598'], vulnerable_versions: '<0.2.1', patched_versions: patched, severity: 'low', url: 'https://npmjs.com/advisories/1179'}},
  metadata: {vulnerabilities: {info: 0, low: 1, moderate: 0, high: 0, critical: 0}, dependencies: 3, devDependencies: 0, optionalDependencies: 0, totalDependencies: 3},
});

/** What npm 11.6 printed for a registry that does not take the question: recorded. It ends with 1, as for findings. */
export const npmAuditRefused = {
  message: '405 Method Not Allowed - POST https://registry.npmjs.org/-/npm/v1/security/advisories/bulk', method: 'POST', uri: 'https://registry.npmjs.org/-/npm/v1/security/advisories/bulk', headers: {allow: ['GET,HEAD']}, statusCode: 405, body: '', error: {summary: '', detail: ''},
};

export const requirements = 'flask==0.5\nclick==8.1.7\n';
export const pipAudit = (fixes: readonly string[] = ['1.0']) => ({
  dependencies: [
    {name: 'Flask', version: '0.5', vulns: [{id: 'PYSEC-2019-179', fix_versions: fixes, aliases: ['CVE-2019-1010083', 'GHSA-5wv5-4vpf-pj6m'], description: 'The Pallets Project Flask before 1.0 is affected by unexpected memory usage.'}]},
    {name: 'click', version: '8.1.7', vulns: []},
  ],
  fixes: [],
});

export const cargoLock = 'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n\n[[package]]\nname = "smallvec"\nversion = "0.6.9"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n';
export const cargoAudit = (updated = '2026-11-20T08:00:00+00:00') => ({
  database: {'advisory-count': 700, 'last-commit': 'a'.repeat(40), 'last-updated': updated}, lockfile: {'dependency-count': 2},
  settings: {target_arch: [], target_os: [], severity: null, ignore: [], informational_warnings: ['unmaintained', 'unsound', 'notice']},
  vulnerabilities: {found: true, count: 1, list: [{
    advisory: {id: 'RUSTSEC-2019-0009', package: 'smallvec', title: 'Double-free and use-after-free in SmallVec::grow()', description: '…', date: '2019-06-06', aliases: ['CVE-2019-15551'], related: [], collection: 'crates', categories: ['memory-corruption'], cvss: 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', informational: null, withdrawn: null},
    versions: {patched: ['>=0.6.10'], unaffected: ['<0.6.5']}, affected: null, package: {name: 'smallvec', version: '0.6.9', source: 'registry+https://github.com/rust-lang/crates.io-index', checksum: 'c'.repeat(64)},
  }]},
  warnings: {unmaintained: [{kind: 'unmaintained', advisory: {id: 'RUSTSEC-2020-0077', package: 'memmap', title: 'memmap is unmaintained', aliases: [], cvss: null}, versions: {patched: [], unaffected: []}, package: {name: 'memmap', version: '0.7.0'}}]},
});

export const osv = (path = '/home/runner/work/app/app/go.sum', fixed = true) => ({
  results: [{source: {path, type: 'lockfile'}, packages: [{
    package: {name: 'github.com/gogo/protobuf', version: '1.3.1', ecosystem: 'Go'},
    vulnerabilities: [
      {id: 'GHSA-c3h9-896r-86jm', aliases: ['CVE-2021-3121'], summary: 'Improper Input Validation in GoGo Protobuf', severity: [{type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:H'}], database_specific: {severity: 'HIGH'}, affected: [{package: {name: 'github.com/gogo/protobuf', ecosystem: 'Go'}, ranges: [{type: 'SEMVER', events: fixed ? [{introduced: '0'}, {fixed: '1.3.2'}] : [{introduced: '0'}]}]}]},
      {id: 'GO-2021-0053', aliases: ['CVE-2021-3121', 'GHSA-c3h9-896r-86jm'], affected: [{package: {name: 'github.com/gogo/protobuf', ecosystem: 'Go'}, ranges: [{type: 'SEMVER', events: [{introduced: '0'}]}]}]},
    ],
    groups: [{ids: ['GHSA-c3h9-896r-86jm', 'GO-2021-0053'], aliases: ['CVE-2021-3121'], max_severity: '8.6'}],
  }]}],
  experimental_config: {licenses: {summary: false, allowlist: null}},
});
export const goSum = 'github.com/gogo/protobuf v1.3.1 h1:abc=\ngithub.com/gogo/protobuf v1.3.1/go.mod h1:def=\n';
