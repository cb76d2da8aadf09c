import {Refusal} from '#core';
import {type Severity, severities} from '../policy.ts';

/** A known weakness and where it is. */
export interface Advisory {
  /** Its id and its aliases. */
  readonly ids: readonly string[];
  readonly package: string;
  /** The versions of it that are installed; empty where the report does not say. */
  readonly versions: readonly string[];
  readonly title?: string;
}

/** A package that is concerned: by an advisory of its own, or through what it depends on. */
export interface AuditFinding {
  readonly package: string;
  readonly severity: Severity;
  readonly advisories: readonly Advisory[];
  /** The version that mends it, as the auditor names it. */
  readonly fix?: string;
}

/** What a report says. */
export interface AuditReport {
  readonly findings: readonly AuditFinding[];
  /** What was audited, as far as the report tells: how many packages, which ones (identities), or the paths of the lockfiles. */
  readonly audited: {readonly count?: number; readonly packages?: ReadonlySet<string>; readonly lockfiles?: readonly string[]};
  /** The report was made at this time or later. */
  readonly notBefore?: Date;
}

export function unreadableReport(what: string, why: string): Refusal {
  return new Refusal({code: 'unreadable', what, why, fix: 'Run the auditor again, and look at what it printed.'});
}

/** A severity in any auditor's word. */
export function severityOf(word: unknown): Severity {
  const plain = typeof word === 'string' ? word.toLowerCase() : '';
  if (plain === 'medium') return 'moderate';
  if (plain === 'none' || plain === 'informational') return 'info';
  return severities.find(one => one === plain) ?? 'unknown';
}

/** The severity of a CVSS base score. Source: first.org, CVSS 3.1, table 14. */
export function severityOfScore(score: number | undefined): Severity {
  if (score === undefined || !Number.isFinite(score) || score < 0 || score > 10) return 'unknown';
  return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'moderate' : score > 0 ? 'low' : 'info';
}

/** The worse of two severities; what is not known may be anything, and a known severity says more. */
export const worseSeverity = (a: Severity, b: Severity): Severity => (severities.indexOf(a) <= severities.indexOf(b) ? a : b);
