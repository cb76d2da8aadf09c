import type {Advisory, AuditFinding} from './audits/finding.ts';
import type {Audit} from './audits/read.ts';
import {canonicalName} from './lockfiles/component.ts';
import {type Allowed, type Severity, severities} from './policy.ts';

const registryOf = (tool: Audit['tool']) => (tool === 'pip-audit' ? 'pypi' : 'npm');

/** Whether an entry is about an advisory: its id or an alias, this package, and the one version of it that is installed. */
export function isAbout({id, package: name, version}: Allowed, advisory: Advisory, tool: Audit['tool']): boolean {
  const plain = (text: string): string => canonicalName(registryOf(tool), text);
  return advisory.ids.some(one => one.toLowerCase() === id.toLowerCase()) && plain(advisory.package) === plain(name) && advisory.versions.length > 0 && advisory.versions.every(one => one === version);
}

/** The entries that excuse a finding; nothing where one of its advisories has none. An entry excuses nothing for which there is a fix. */
export function excusedBy(finding: AuditFinding, tool: Audit['tool'], allow: readonly Allowed[]): readonly Allowed[] | undefined {
  const entries = finding.advisories.map(advisory => allow.find(entry => isAbout(entry, advisory, tool)));
  return entries.every(entry => entry !== undefined) ? entries : undefined;
}

/** The findings of a group that count. */
export const standing = (audit: Audit, allow: readonly Allowed[]): readonly AuditFinding[] => audit.findings.filter(finding => finding.fix !== undefined || !excusedBy(finding, audit.tool, allow));

export type Counts = Readonly<Record<Severity | 'total', number>>;

/** How many findings there are of each severity, and in all. */
export function countsOf(findings: readonly AuditFinding[]): Counts {
  const of = (severity: Severity): number => findings.filter(one => one.severity === severity).length;
  return {...Object.fromEntries(severities.map(severity => [severity, of(severity)])), total: findings.length} as Counts;
}

/** The findings of each group that count; several audits may share one. */
export function byGroup(audits: readonly Audit[], allow: readonly Allowed[]): ReadonlyMap<string, readonly AuditFinding[]> {
  const groups = new Map<string, AuditFinding[]>();
  for (const audit of audits) groups.set(audit.group, [...(groups.get(audit.group) ?? []), ...standing(audit, allow)]);
  return groups;
}
