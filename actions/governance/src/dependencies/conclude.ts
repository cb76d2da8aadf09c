import type {Conclusion} from '#core';
import {byGroup, countsOf} from './allowed.ts';
import type {Facts} from './facts.ts';
import {type Policy, severities} from './policy.ts';

export type Output = 'findings' | 'packages';

/** The counts by group, and the bills of materials with their digests. */
export function conclude({facts, policy}: {readonly facts: Facts; readonly policy: Policy}): Conclusion<Output> {
  const groups = [...byGroup(facts.audits.items, policy.allow)];
  const findings = groups.reduce((sum, [, all]) => sum + all.length, 0);
  const packages = facts.coverage.items.reduce((sum, {expected}) => sum + expected.length, 0);
  const sboms = facts.sboms.items.flatMap(one => ('absent' in one ? [] : [one]));
  const rows = groups.map(([group, all]) => {
    const counts = countsOf(all);
    return [group, ...severities.map(severity => String(counts[severity]))];
  });
  return {
    headline: `${facts.audits.items.length} of ${policy.audits.length} audits, ${findings} finding${findings === 1 ? '' : 's'}${sboms.length === 0 ? '' : `, ${packages} packages in bills of materials`}`,
    outputs: {findings, packages},
    detail: [
      ...(rows.length > 0 ? [{table: [['Group', ...severities], ...rows]}] : []),
      ...(sboms.length > 0 ? [{table: [['Bill of materials', 'Format', 'SHA-256'], ...sboms.map(({path, format, sha256}) => [path, format, sha256])]}] : []),
    ],
    artifacts: sboms.map(({path, sha256}) => ({path, sha256})),
    notChecked: [...(policy.audits.length === 0 ? ['known weaknesses of dependencies (set dependencies.audits)'] : []), ...(policy.sbom.length === 0 ? ['bills of materials (set dependencies.sbom)'] : [])],
  };
}
