import type {Outcome} from '../outcome.ts';
import type {RunRecord} from '../record.ts';
import type {Check, Finding} from '../verdict.ts';
import {allOf, shownChecksOf} from './findings.ts';
import {manyLines, oneLine} from './plain.ts';
import {count, sayStep} from './words.ts';

/** Characters that XML 1.0 cannot hold even escaped are gone before: controls by `plain.ts`, and these. Source: XML 1.0, section 2.2. */
const forbidden = /[\ufffe\uffff]/g;

function escape(value: string): string {
  return value.replace(forbidden, '�').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\'', '&apos;');
}

const attribute = (value: string): string => escape(oneLine(value, 4000));
const content = (value: string): string => escape(manyLines(value));

function sayFinding({state, message, fix, at, fingerprint, waivedBy, existing}: Finding): string {
  const place = at ? `${at.path}${at.line === undefined ? '' : `:${at.line}`}: ` : '';
  const how = waivedBy !== undefined ? ` [excused by ${waivedBy}]` : existing ? ' [existing]' : '';
  return oneLine(`${state === 'undecided' ? 'Could not check: ' : ''}${place}${message} ${fix} (${fingerprint})${how}`, 4000);
}

type Kind = 'failure' | 'error' | 'skipped' | undefined;

function kindOf(check: Check, enforced: boolean): Kind {
  switch (check.state) {
    case 'not-applicable': return 'skipped';
    case 'broken': return enforced ? 'failure' : undefined;
    case 'undecided': return enforced ? 'error' : undefined;
    case 'held':
    case 'waived': return undefined;
  }
}

function caseOf(suite: string, check: Check, kind: Kind): string {
  const open = `    <testcase name="${attribute(check.rule)}" classname="${attribute(suite)}"`;
  const lines = content(check.findings.map(sayFinding).join('\n'));
  const shown = check.findings.filter(finding => finding.waivedBy === undefined && !finding.existing);
  const inner: string[] = [];
  if (kind === 'skipped') inner.push(`      <skipped>${content(check.reason ?? 'nothing to check')}</skipped>`);
  else if (kind !== undefined) {
    const first = shown.find(finding => finding.state === (kind === 'error' ? 'undecided' : 'broken')) ?? shown[0];
    const more = shown.length > 1 ? ` (and ${count(shown.length - 1, 'more problem')})` : '';
    inner.push(`      <${kind} type="${kind === 'error' ? 'could not check' : 'broken'}" message="${attribute(`${first?.message ?? check.about}${more}`)}">${lines}</${kind}>`);
  } else if (lines) inner.push(`      <system-out>${lines}</system-out>`);
  return inner.length === 0 ? `${open}/>` : `${open}>\n${inner.join('\n')}\n    </testcase>`;
}

/** A gate that was not run is a suite with one skipped case: no suite at all would read as "all fine". */
function notRun(gate: Outcome): Check {
  return {rule: gate.as, about: gate.title, enforcement: gate.enforcement, state: 'not-applicable', examined: 0, findings: [], reason: gate.reason ?? 'not run'};
}

/**
 * A run as JUnit XML, in the form that Jenkins describes (junit-10.xsd): a suite for each gate, a case for each rule. A failure is broken, an error could
 * not be checked; what only warns or is excused passes, with its problems in `system-out`. Steps stand in their suite's `system-out`.
 */
export function junitOf(record: RunRecord): string {
  const checks = new Map<Outcome, {check: Check; kind: Kind}[]>();
  for (const {check, gate, enforced} of shownChecksOf(record.outcome)) {
    const list = checks.get(gate) ?? [];
    list.push({check, kind: kindOf(check, enforced)});
    checks.set(gate, list);
  }
  const totals = {tests: 0, failures: 0, errors: 0};
  const seconds = (ms: number): string => (Math.max(0, ms) / 1000).toFixed(3);
  const suites = allOf(record.outcome).flatMap(gate => {
    const own = gate.verdict === 'not-run' && !checks.has(gate) ? [{check: notRun(gate), kind: 'skipped' as const}] : checks.get(gate) ?? [];
    if (own.length === 0 && gate.steps.length === 0) return [];
    const tally = (kind: Kind): number => own.filter(one => one.kind === kind).length;
    totals.tests += own.length;
    totals.failures += tally('failure');
    totals.errors += tally('error');
    const counts = `tests="${own.length}" failures="${tally('failure')}" errors="${tally('error')}" skipped="${tally('skipped')}"`;
    const time = gate.durationMs === undefined ? '' : ` time="${seconds(gate.durationMs)}"`;
    const steps = gate.steps.length === 0 ? [] : [`    <system-out>${content(gate.steps.map(step => `${sayStep(step)}: ${oneLine(step.about)}`).join('\n'))}</system-out>`];
    return [[
      `  <testsuite name="${attribute(gate.as)}" ${counts}${time} timestamp="${record.startedAt.toISOString().slice(0, 19)}">`,
      ...own.map(one => caseOf(gate.as, one.check, one.kind)), ...steps, '  </testsuite>',
    ].join('\n')];
  });
  const total = `tests="${totals.tests}" failures="${totals.failures}" errors="${totals.errors}" time="${seconds(record.endedAt.getTime() - record.startedAt.getTime())}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="shipgate" ${total}>\n${suites.join('\n')}\n</testsuites>\n`;
}
