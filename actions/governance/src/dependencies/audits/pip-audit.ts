import * as z from 'zod';
import {identity} from '../lockfiles/component.ts';
import {type AuditFinding, type AuditReport, unreadableReport} from './finding.ts';

const audited = z.object({
  name: z.string(), version: z.string(),
  vulns: z.array(z.object({id: z.string(), fix_versions: z.array(z.string()), aliases: z.array(z.string()).optional(), description: z.string().optional()})),
});
const skipped = z.object({name: z.string(), skip_reason: z.string()});
const dependencies = z.array(z.union([audited, skipped]));
const report = z.union([z.object({dependencies}), dependencies.transform(list => ({dependencies: list}))]);

/** `pip-audit --format json`; the older form is the bare list. It gives no severities. Source: github.com/pypa/pip-audit, README, and `_format/json.py`. */
export function readPipAudit(what: string, value: unknown): AuditReport {
  const read = report.safeParse(value);
  if (!read.success) throw unreadableReport(what, 'it is no report of pip-audit --format json');
  const findings: AuditFinding[] = [];
  const packages = new Set<string>();
  for (const one of read.data.dependencies) {
    if ('skip_reason' in one) throw unreadableReport(what, `pip-audit left out ${one.name}: ${one.skip_reason}`);
    packages.add(identity({registry: 'pypi', name: one.name, version: one.version}));
    for (const {id, aliases = [], fix_versions: fixes, description} of one.vulns) {
      findings.push({
        package: one.name, severity: 'unknown',
        advisories: [{ids: [id, ...aliases], package: one.name, versions: [one.version], ...(description !== undefined && {title: description.slice(0, 200)})}],
        ...(fixes.length > 0 && {fix: fixes.join(', ')}),
      });
    }
  }
  return {findings, audited: {packages}};
}
