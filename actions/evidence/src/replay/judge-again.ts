import {
  type Check, type Enforced, type Enforcement, type EvidenceOutcome, type Finding, type Verdict, type Waiver, type WaiverTerms, coverage, faultsOfWaiver, gateOf, stateOf,
    verdictOf, worse,
} from '#core';

/** What differs between a sealed outcome and the same findings judged today. */
export interface Difference {
  readonly what: string;
  readonly sealed: string;
  readonly today: string;
}

/** A sealed gate judged again. */
export interface Replayed {
  readonly as: string;
  readonly sealed: {readonly verdict: Verdict; readonly enforcement: Enforcement};
  readonly today: {readonly verdict: Verdict; readonly enforcement: Enforcement};
  readonly differences: readonly Difference[];
}

export interface Today {
  /** How the gate is enforced; nothing where policy no longer lists it: then it counts as it did. */
  readonly enforced: Enforced | undefined;
  readonly waivers: readonly Waiver[];
  readonly terms: WaiverTerms;
  readonly now: Date;
}

/** Checks of exceptions are about the exceptions of that day; today's are laid on anew. */
const aboutExceptions = (rule: string): boolean => /\/exceptions\.[a-z-]+$/.test(rule);

/** A finding of a report file as rules made it, before anything covered it. */
function bare(rule: string, {waivedBy: _waivedBy, at, gap, observed, expected, existing, ...finding}: EvidenceOutcome['checks'][number]['findings'][number]): Finding {
  return {
    ...finding, rule, ...(at && {at: {path: at.path, ...(at.line !== undefined && {line: at.line}), ...(at.column !== undefined && {column: at.column})}}),
    ...(gap && {gap}), ...(observed !== undefined && {observed}), ...(expected !== undefined && {expected}), ...(existing && {existing}),
  };
}

function sayCover(finding: Pick<Finding, 'waivedBy'>): string {
  return finding.waivedBy === undefined ? 'open' : `excused by ${finding.waivedBy}`;
}

/**
 * Judges the findings of a sealed outcome by today's enforcement and exceptions. The rules are not run again: what they looked at is not in a report file,
 * so that a changed limit is not seen here. Known problems that a baseline excused stay excused. Pure.
 */
export function judgeAgain(outcome: EvidenceOutcome, {enforced, waivers, terms, now}: Today): Replayed {
  const {as, gate, verdict, enforcement} = outcome;
  const action = gate.split('/')[0]!;
  const sealed = {verdict, enforcement};
  const differences: Difference[] = [];
  const today = enforced?.enforcement ?? enforcement;
  if (today !== enforcement) differences.push({what: as, sealed: enforcement, today});
  if (verdict === 'not-run' || today === 'off') {
    const idle: Verdict = 'not-run';
    if (verdict !== idle) differences.push({what: as, sealed: verdict, today: idle});
    return {as, sealed, today: {verdict: idle, enforcement: today}, differences};
  }
  const usable = waivers.filter(waiver => (gateOf(waiver) ?? action) === action && faultsOfWaiver(waiver, terms, now).length === 0).map(waiver =>
    [waiver, coverage(waiver)] as const);

  const checks = outcome.checks.filter(({rule}) => !aboutExceptions(rule)).map((check): Check => {
    const level = enforced?.ruleEnforcement(check.rule.slice(check.rule.indexOf('/') + 1), check.enforcement) ?? check.enforcement;
    if (level !== check.enforcement) differences.push({what: check.rule, sealed: check.enforcement, today: level});
    const findings = check.findings.map((written): Finding => {
      const finding = bare(check.rule, written);
      const waiver = usable.find(([, covers]) => covers(finding))?.[0];
      const covered = waiver ? {...finding, waivedBy: waiver.id!} : written.waivedBy === 'baseline' ? {...finding, waivedBy: 'baseline'} : finding;
      const before = sayCover({...(written.waivedBy !== undefined && {waivedBy: written.waivedBy})});
      if (before !== sayCover(covered)) differences.push({what: `${check.rule}: ${written.key}`, sealed: before, today: sayCover(covered)});
      return covered;
    });
    const was = check.findings.some(({state}) => state === 'broken') ? 'broken' : check.findings.length > 0 ? 'undecided' : check.state;
    const {counts, observed, expected, reason, ...plain} = check;
    return {
      ...plain, findings, enforcement: level, state: stateOf(was, findings, check.examined),
      ...(counts && {counts}), ...(observed !== undefined && {observed}), ...(expected !== undefined && {expected}), ...(reason !== undefined && {reason}),
    };
  }).filter(check => check.enforcement !== 'off');
  const again = verdictOf(checks);
  if (again !== verdict) differences.push({what: as, sealed: verdict, today: again});
  return {as, sealed, today: {verdict: again, enforcement: today}, differences};
}

/** Whether a gate that let the release pass would stop it today. */
export function worsened({sealed, today}: Replayed): boolean {
  return today.enforcement === 'enforce' && worse(sealed.verdict, today.verdict) !== sealed.verdict && (today.verdict === 'fail' || today.verdict === 'inconclusive');
}
