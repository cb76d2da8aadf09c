import * as z from 'zod';
import {parseInstant} from '#core';
import {cvssScore} from './cvss.ts';
import {type AuditFinding, type AuditReport, severityOfScore, unreadableReport} from './finding.ts';

const entry = z.object({
  advisory: z.object({id: z.string(), title: z.string().optional(), aliases: z.array(z.string()).optional(), cvss: z.string().nullish()}),
  versions: z.object({patched: z.array(z.string())}).nullish(),
  package: z.object({name: z.string(), version: z.string()}),
});
const warning = entry.extend({kind: z.string(), advisory: entry.shape.advisory.nullable()});
const report = z.object({
  database: z.object({'last-updated': z.string().nullish()}),
  lockfile: z.object({'dependency-count': z.number()}),
  vulnerabilities: z.object({found: z.boolean(), count: z.number(), list: z.array(entry)}),
  warnings: z.record(z.string(), z.array(warning)).optional(),
});

/**
 * `cargo audit --json`. Crates that are unmaintained or yanked are its warnings: findings of severity `info`. Source: github.com/rustsec/rustsec,
 * `rustsec/src/report.rs`.
 */
export function readCargoAudit(what: string, value: unknown): AuditReport {
  const read = report.safeParse(value);
  if (!read.success) throw unreadableReport(what, 'it is no report of cargo audit --json');
  const {database, lockfile, vulnerabilities, warnings = {}} = read.data;
  if (vulnerabilities.count !== vulnerabilities.list.length || vulnerabilities.found !== vulnerabilities.list.length > 0) throw unreadableReport(what, `it counts ${vulnerabilities.count} findings and lists ${vulnerabilities.list.length}`);
  const findings = vulnerabilities.list.map(({advisory, versions, package: crate}): AuditFinding => ({
    package: crate.name, severity: advisory.cvss ? severityOfScore(cvssScore(advisory.cvss)) : 'unknown',
    advisories: [{ids: [advisory.id, ...(advisory.aliases ?? [])], package: crate.name, versions: [crate.version], ...(advisory.title !== undefined && {title: advisory.title})}],
    ...(versions && versions.patched.length > 0 && {fix: versions.patched.join(' or ')}),
  }));
  const warned = Object.values(warnings).flat().map(({kind, advisory, package: crate}): AuditFinding => ({
    package: crate.name, severity: 'info', advisories: [{
      ids: advisory ? [advisory.id, ...(advisory.aliases ?? [])] : [kind], package: crate.name, versions: [crate.version], title: advisory?.title ?? kind,
    }],
  }));
  const updated = parseInstant(database['last-updated'] ?? '');
  return {findings: [...findings, ...warned], audited: {count: lockfile['dependency-count']}, ...(updated && {notBefore: updated})};
}
