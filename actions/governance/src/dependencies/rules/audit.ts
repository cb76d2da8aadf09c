import {type Fault, type Ruling, broken, every, held, none, notApplicable} from '#core';
import {byGroup, countsOf} from '../allowed.ts';
import type {AuditFinding} from '../audits/finding.ts';
import {type Policy, type Severity, severities} from '../policy.ts';
import {noAudits, rule} from './rule.ts';

export const auditMade = rule({
  id: 'audit.made',
  about: 'Every audit that policy names was made, lately, and about this lockfile.',
  help: `No report is not "nothing found". An audit that failed, whose report is missing, empty, cut off or cannot be read, that is older than \`max-age\`, or that is about another lockfile, could not be checked, and that blocks.

    governance:
      dependencies:
        audits:
          - {tool: npm-audit, lockfile: package-lock.json, run: npm audit --json}
          - {tool: pip-audit, lockfile: requirements.txt, report: reports/pip-audit.json, stamp: reports/pip-audit.stamp.json}

Reports of npm, pip-audit and osv-scanner do not say when they were made. The step that makes one writes a stamp beside it:

    {"made-at": "2026-11-20T10:00:00Z", "lockfile-sha256": "…", "exit-code": 1}

Without a stamp, the packages that the report lists or counts must be those of the lockfile. Exit codes other than 0 and 1 are failures.

**To fix it**, run the auditor again and look at what it says.`,
  baseline: false,
  on: ['audits'],
  check: ({audits}, {audits: asked}) => (asked.length === 0 ? notApplicable(noAudits) : every(audits, (): Ruling => held())),
});

export const auditRequired = rule({
  id: 'audit.required',
  about: 'Every auditor that must be used is used.',
  help: `Off until policy has \`required-auditors\`. An auditor that somebody takes out of the list of audits is missed here.

    governance:
      dependencies:
        required-auditors: [npm-audit, pip-audit]

**To fix it**, add its audit to \`audits\`.`,
  baseline: false,
  on: ['audits'],
  check: (_, {'required-auditors': required, audits: asked}) => {
    if (required.length === 0) return notApplicable('off: policy has no required-auditors');
    return none(required.filter(tool => !asked.some(audit => audit.tool === tool)), required.length, tool => ({
      key: tool, message: `There is no audit by ${tool}.`, fix: `Add {tool: ${tool}, lockfile: …, run: …} to audits.`,
    }));
  },
});

/** The limit for a severity of a group, and whether somebody wrote it down. */
function limitOf({limits}: Policy, group: string, severity: Severity | 'total'): number | undefined {
  const of = (name: string): number | undefined => (Object.hasOwn(limits, name) ? limits[name]?.[severity] : undefined);
  return of(group) ?? of('*');
}

function faultOf(group: string, finding: AuditFinding, more: string): Fault {
  const {package: name, severity, advisories, fix} = finding;
  const [first] = advisories;
  const ids = advisories.map(({ids: all}) => all[0] ?? 'no id').join(', ');
  const versions = first?.package === name ? first.versions.join(', ') : '';
  return {
    key: `${group} ${name} ${ids}`, message: `${group}: ${name}${versions === '' ? '' : ` ${versions}`} (${severity}): ${first?.title ?? ids}${first?.title === undefined ? '' : ` (${ids})`}${more}.`,
    fix: fix === undefined ? 'There is no fix yet: replace it, or look at it and add it to allow.' : `Update: ${fix}.`, observed: severity,
  };
}

export const auditLimits = rule({
  id: 'audit.limits',
  about: 'There are no more known weaknesses than policy tolerates, of each severity.',
  help: `By default none is tolerated, of any severity; what an auditor gives no severity for (pip-audit gives none) counts as \`unknown\`. Where policy has a \`baseline\`, only what \`limits\` names is held here.

    governance:
      dependencies:
        limits:
          npm-dev: {moderate: 10, low: 20}
          '*': {info: 5}

npm's findings are the packages concerned, as in its own counts; those of the other auditors are advisories.

**To fix it**, update the package. Where there is no fix, look at what it means for you and write that into \`allow\`, with a day to look again.`,
  on: ['audits'],
  check: ({audits}, policy) => {
    if (policy.audits.length === 0) return notApplicable(noAudits);
    return every(byGroup(audits, policy.allow), ([group, findings]): Ruling => {
      const counts = countsOf(findings);
      const faults = severities.flatMap(severity => {
        const limit = limitOf(policy, group, severity) ?? (policy.baseline === undefined && limitOf(policy, group, 'total') === undefined ? 0 : Infinity);
        if (counts[severity] <= limit) return [];
        return findings.filter(one => one.severity === severity).map(one => faultOf(group, one, limit === 0 ? '' : `; ${counts[severity]} of this severity, ${limit} tolerated`));
      });
      const total = limitOf(policy, group, 'total');
      if (total !== undefined && counts.total > total) faults.push({
        key: `${group} total`, message: `${group}: ${counts.total} findings, ${total} tolerated.`, fix: 'Update the packages.', observed: counts.total, expected: total,
      });
      const [first, ...rest] = faults;
      return first ? broken(first, ...rest) : held({observed: counts});
    });
  },
});

export const auditBaseline = rule({
  id: 'audit.baseline',
  about: 'There are no more known weaknesses than there were, in any group and of any severity.',
  help: `Off until policy has \`baseline\`, a file with counts:

    {"version": 1, "groups": {"npm-prod": {"moderate": 2}, "pip": {}}}

What is not written there is 0. A group that the file does not have is not covered by it, and fails: nobody has looked at it.

**To fix it**, update the package that came to it. Raise the baseline only with a reason, in a pull request of its own; lower it when the findings are gone.`,
  on: ['audits', 'baseline'],
  check: ({audits, baseline}, policy) => {
    if (baseline === 'off') return notApplicable('off: policy has no baseline');
    if (policy.audits.length === 0) return notApplicable(noAudits);
    return every(byGroup(audits, policy.allow), ([group, findings]): Ruling => {
      const before = Object.hasOwn(baseline.groups, group) ? baseline.groups[group] : undefined;
      if (!before) return broken({key: group, message: `The baseline has no group ${group}.`, fix: `Look at its findings and add "${group}" to ${policy.baseline}.`});
      const counts = countsOf(findings);
      const judged = [...severities, ...(before.total === undefined ? [] : ['total' as const])];
      const faults = judged.filter(severity => counts[severity] > (before[severity] ?? 0)).map((severity): Fault => ({
        key: `${group} ${severity}`, message: `${group}: ${counts[severity]} ${severity === 'total' ? 'in all' : severity}, ${before[severity] ?? 0} in the baseline: ${findings.filter(one => severity === 'total' || one.severity === severity).map(one => one.package).slice(0, 5).join(', ')}.`,
        fix: 'Update the package that came to it.', observed: counts[severity], expected: before[severity] ?? 0,
      }));
      const [first, ...rest] = faults;
      return first ? broken(first, ...rest) : held({observed: counts});
    });
  },
});
