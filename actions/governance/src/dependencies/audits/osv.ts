import * as z from 'zod';
import {cvssScore} from './cvss.ts';
import {type AuditFinding, type AuditReport, severityOf, severityOfScore, unreadableReport, worseSeverity} from './finding.ts';

const vulnerability = z.object({
  id: z.string(), aliases: z.array(z.string()).optional(), summary: z.string().optional(),
  severity: z.array(z.object({type: z.string(), score: z.string()})).nullish(),
  database_specific: z.object({severity: z.string().optional()}).loose().nullish(),
  affected: z.array(z.object({
    package: z.object({name: z.string(), ecosystem: z.string()}).nullish(), ranges: z.array(z.object({events: z.array(z.record(z.string(), z.string()))})).nullish(),
  })).nullish(),
});
const found = z.object({
  package: z.object({name: z.string(), version: z.string(), ecosystem: z.string()}),
  vulnerabilities: z.array(vulnerability).nullish(),
  groups: z.array(z.object({ids: z.array(z.string()), aliases: z.array(z.string()).nullish(), max_severity: z.string().nullish()})).nullish(),
});
const report = z.object({results: z.array(z.object({source: z.object({path: z.string(), type: z.string().optional()}), packages: z.array(found).nullish()})).nullable()});

type Vulnerability = z.output<typeof vulnerability>;

function severityIn({severity, database_specific: own}: Vulnerability, highest: string | undefined | null): AuditFinding['severity'] {
  const score = highest ? Number(highest) : undefined;
  if (score !== undefined && highest?.trim() !== '' && Number.isFinite(score)) return severityOfScore(score);
  const scored = (severity ?? []).map(({score: vector}) => severityOfScore(cvssScore(vector)));
  return scored.reduce(worseSeverity, severityOf(own?.severity));
}

function fixIn({affected}: Vulnerability, name: string): string | undefined {
  const ranges = (affected ?? []).filter(one => !one.package || one.package.name === name).flatMap(({ranges: all}) => all ?? []);
  const fixes = ranges.flatMap(({events}) => events.flatMap(event => (Object.hasOwn(event, 'fixed') ? [event['fixed']!] : [])));
  return fixes.length === 0 ? undefined : [...new Set(fixes)].join(', ');
}

/**
 * `osv-scanner --format json`. Advisories that are one and the same under several ids are one finding. Sources: google.github.io/osv-scanner, "Output"; ossf.github.io/osv-schema.
 */
export function readOsv(what: string, value: unknown): AuditReport {
  const read = report.safeParse(value);
  if (!read.success) throw unreadableReport(what, 'it is no report of osv-scanner --format json');
  const results = read.data.results ?? [];
  const findings = results.flatMap(({packages}) => (packages ?? []).flatMap(({package: {name, version}, vulnerabilities, groups}): readonly AuditFinding[] => {
    const all = vulnerabilities ?? [];
    const grouped = groups?.length ? groups : all.map(({id}) => ({ids: [id], aliases: undefined, max_severity: undefined}));
    const left = all.filter(({id}) => !grouped.some(({ids}) => ids.includes(id)));
    return [...grouped, ...left.map(({id}) => ({ids: [id], aliases: undefined, max_severity: undefined}))].map(({ids, aliases, max_severity: highest}): AuditFinding => {
      const own = all.filter(({id}) => ids.includes(id));
      if (own.length === 0) throw unreadableReport(what, `it groups ${ids.join(', ')} and does not describe them`);
      const fix = own.map(one => fixIn(one, name)).find(one => one !== undefined);
      const title = own[0]!.summary;
      return {
        package: name, severity: own.map(one => severityIn(one, highest)).reduce(worseSeverity),
        advisories: [{
          ids: [...new Set([...ids, ...(aliases ?? []), ...own.flatMap(one => one.aliases ?? [])])], package: name, versions: [version],
          ...(title !== undefined && {title}),
        }],
        ...(fix !== undefined && {fix}),
      };
    });
  }));
  return {findings, audited: {lockfiles: results.map(({source}) => source.path)}};
}
