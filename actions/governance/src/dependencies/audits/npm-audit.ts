import * as z from 'zod';
import type {Lockfile} from '../lockfiles/component.ts';
import {type Advisory, type AuditFinding, type AuditReport, severityOf, unreadableReport} from './finding.ts';

const dependencyCounts = z.object({total: z.number().optional(), totalDependencies: z.number().optional()});
const via = z.object({source: z.union([z.number(), z.string()]).optional(), name: z.string(), url: z.string().optional(), title: z.string().optional()});
const second = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({
    name: z.string(), severity: z.string(), via: z.array(z.union([z.string(), via])), nodes: z.array(z.string()),
    fixAvailable: z.union([z.boolean(), z.object({name: z.string(), version: z.string()})]),
  })),
  metadata: z.object({vulnerabilities: z.object({total: z.number()}), dependencies: dependencyCounts}),
});
const first = z.object({
  advisories: z.record(z.string(), z.object({
    id: z.union([z.number(), z.string()]), module_name: z.string(), severity: z.string(), title: z.string().optional(), patched_versions: z.string().optional(), url: z.string().optional(), github_advisory_id: z.string().nullish(),
    cves: z.array(z.string()).optional(), findings: z.array(z.object({version: z.string()})),
  })),
  metadata: z.object({dependencies: z.number().optional(), totalDependencies: z.number()}),
});

/** What npm prints in place of a report when the registry does not answer; it ends with 1, as it does for findings. */
const failure = z.object({error: z.union([z.string(), z.object({code: z.string().nullish(), summary: z.string().nullish()})]), message: z.string().optional()});

const idsOf = (source: unknown, url: string | undefined): readonly string[] => [...(/GHSA(?:-[0-9a-z]{4}){3}/.exec(url ?? '') ?? []), ...(source === undefined ? [] : [String(source)])];

/** `npm audit --json`, report versions 1 (npm 6) and 2. Source: docs.npmjs.com, "npm-audit"; @npmcli/arborist, audit-report.js. */
export function readNpmAudit(what: string, value: unknown, lockfile: Lockfile): AuditReport {
  const failed = failure.safeParse(value);
  if (failed.success) {
    const {error, message} = failed.data;
    throw unreadableReport(what, `npm audit failed: ${typeof error === 'string' ? error : [error.code, error.summary].filter(Boolean).join(', ') || message || 'it does not say why'}`);
  }
  const two = second.safeParse(value);
  if (two.success) return ofSecond(what, two.data, lockfile);
  const one = first.safeParse(value);
  if (one.success) return ofFirst(one.data);
  throw unreadableReport(what, 'it is no report of npm audit --json');
}

function ofSecond(what: string, {vulnerabilities, metadata}: z.output<typeof second>, lockfile: Lockfile): AuditReport {
  const entries = new Map(Object.entries(vulnerabilities));
  if (entries.size !== metadata.vulnerabilities.total) throw unreadableReport(what, `it counts ${metadata.vulnerabilities.total} findings and lists ${entries.size}`);
  const installed = new Map(lockfile.components.flatMap(({node, version}) => (node === undefined ? [] : [[node, version] as const])));
  const versionsOf = (name: string): readonly string[] => [...new Set((entries.get(name)?.nodes ?? []).flatMap(node => installed.get(node) ?? []))];
  const rootsOf = (name: string): readonly Advisory[] => {
    const seen = new Set([name]);
    const found = new Map<string, Advisory>();
    for (const one of seen) {
      for (const cause of entries.get(one)?.via ?? []) {
        if (typeof cause === 'string') seen.add(cause);
        else {
          const ids = idsOf(cause.source, cause.url);
          found.set(`${cause.name} ${ids.join()}`, {ids, package: cause.name, versions: versionsOf(cause.name), ...(cause.title !== undefined && {title: cause.title})});
        }
      }
    }
    return [...found.values()];
  };
  const findings = [...entries.values()].map(({name, severity, fixAvailable}): AuditFinding => {
    const advisories = rootsOf(name);
    if (advisories.length === 0) throw unreadableReport(what, `it names no advisory for ${name}`);
    const fix = fixAvailable === true ? 'npm audit fix' : fixAvailable === false ? undefined : `${fixAvailable.name}@${fixAvailable.version}`;
    return {package: name, severity: severityOf(severity), advisories, ...(fix !== undefined && {fix})};
  });
  const count = metadata.dependencies.total ?? metadata.dependencies.totalDependencies;
  return {findings, audited: {...(count !== undefined && {count})}};
}

function ofFirst({advisories, metadata}: z.output<typeof first>): AuditReport {
  const findings = Object.values(advisories).map((advisory): AuditFinding => {
    const {module_name: name, severity, title, patched_versions: patched, id, url, github_advisory_id: ghsa, cves} = advisory;
    const ids = [...new Set([...(ghsa ? [ghsa] : []), ...idsOf(id, url), ...(cves ?? [])])];
    // npm 6 writes `<0.0.0` where nothing is patched.
    const fix = patched === undefined || patched === '<0.0.0' || patched === '' ? undefined : patched;
    return {
      package: name, severity: severityOf(severity),
      advisories: [{ids, package: name, versions: [...new Set(advisory.findings.map(({version}) => version))], ...(title !== undefined && {title})}],
      ...(fix !== undefined && {fix}),
    };
  });
  return {findings, audited: {count: metadata.totalDependencies}};
}
