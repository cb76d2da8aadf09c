import {sayDuration} from '../duration.ts';
import {kernelRuleOf} from '../kernel-rules.ts';
import type {Effect, Outcome, StepRecord} from '../outcome.ts';
import type {RunRecord} from '../record.ts';
import {blocks} from '../verdict.ts';
import {type Findings, allOf, gatesOf} from './findings.ts';

/** The fixed vocabulary of every report. Colour never carries the meaning, words do. */

export type Answer = 'may' | 'excepted' | 'warned' | 'must-not' | 'unknown' | 'nothing';

export const icons: Readonly<Record<Answer, string>> = {may: '✅', excepted: '🟡', warned: '🟡', 'must-not': '⛔', unknown: '❔', nothing: '⚪'};

/** What the verdict says under the enforcement in force: what is broken in a gate that only warns does not stop the release. */
export function answerOf({verdict, enforcement}: Pick<Outcome, 'verdict' | 'enforcement'>): Answer {
  switch (verdict) {
    case 'pass': return 'may';
    case 'waived': return 'excepted';
    case 'not-run': return 'nothing';
    case 'fail': return blocks(verdict, enforcement) ? 'must-not' : 'warned';
    case 'inconclusive': return blocks(verdict, enforcement) ? 'unknown' : 'warned';
  }
}

/** `4,991`. In: a whole number. */
export function figure(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 problem`, `2 problems`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${figure(number)} ${number === 1 ? one : many}`;
}

/** `0.4 s`, `14 s`, `2 min 5 s`. In: milliseconds. */
export function sayTime(ms: number): string {
  return ms < 10_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : sayDuration(Math.round(ms / 1000) * 1000);
}

/** The exceptions that were used: the ids of written ones, and how many known problems the recorded list covers. */
export function exceptionsUsed(outcome: Outcome, findings: Findings): {readonly ids: readonly string[]; readonly known: number} {
  const used = [...allOf(outcome).flatMap(one => one.waiversUsed), ...findings.excused.map(one => one.finding.waivedBy!)];
  return {ids: [...new Set(used)].filter(id => id !== 'baseline'), known: findings.excused.filter(one => one.finding.waivedBy === 'baseline').length};
}

function sayExceptions(outcome: Outcome, findings: Findings): string {
  const {ids, known} = exceptionsUsed(outcome, findings);
  const said = [...(ids.length > 0 ? [count(ids.length, 'exception')] : []), ...(known > 0 ? [count(known, 'known problem')] : [])];
  return said.join(' and ') || 'exceptions';
}

/** What new and existing were told apart against: `main (6ef9d45)`; a commit that has no other name only once. `escape` makes both fit for where they stand. */
export function sayReference({name, commit}: NonNullable<RunRecord['reference']>, escape: (word: string) => string): string {
  return commit.startsWith(name) ? escape(commit.slice(0, 7)) : `${escape(name)} (${escape(commit.slice(0, 7))})`;
}

/** Who makes something looser: on a change the change, else the call with its settings. */
export const loosensOf = ({context}: RunRecord): string => (context.scope === 'change' ? 'This change loosens' : 'This run loosens');

/** What was judged: the release's name and version, or the commit. */
function nameOf({subject, candidate}: RunRecord): string {
  const name = subject.name.split('/').at(-1)! || subject.name;
  const version = candidate.version ?? candidate.tag;
  return version !== undefined ? `${name} ${version}` : subject.commit !== undefined ? `${name} at ${subject.commit.slice(0, 7)}` : name;
}

/** The heading without its icon. A gate that ran alone says its own name first: it does not speak for the release. `escape` makes names fit for where they stand. */
export function sayAnswer(record: RunRecord, findings: Findings, escape: (name: string) => string): string {
  const {outcome} = record;
  const alone = outcome.parts === undefined;
  const name = `${alone ? `${escape(outcome.title)}: ` : ''}${escape(nameOf(record))}`;
  switch (answerOf(outcome)) {
    case 'may': return `${name} may ship`;
    case 'excepted': return `${name} may ship with ${sayExceptions(outcome, findings)}`;
    case 'warned': return `${name} may ship with ${findings.warnings.length > 0 ? count(findings.warnings.length, 'warning') : 'warnings'}`;
    case 'must-not': return `${name} must not ship`;
    case 'unknown': return alone ? `${escape(outcome.title)}: could not decide whether ${escape(nameOf(record))} may ship` : `Could not decide whether ${name} may ship`;
    case 'nothing': return alone ? `${escape(outcome.title)}: nothing to judge yet` : 'Nothing to judge yet';
  }
}

/** The result of one gate. `reason` comes escaped for where it stands. */
export function sayResult(gate: Outcome, warnings: number, reason: string | undefined): string {
  const icon = icons[answerOf(gate)];
  switch (answerOf(gate)) {
    case 'may': return warnings > 0 ? `${icon} holds, ${count(warnings, 'warning')}` : `${icon} holds`;
    case 'excepted': return `${icon} holds with exceptions`;
    case 'warned': return `${icon} ${gate.verdict === 'fail' ? 'broken' : 'could not check'}, only warns`;
    case 'must-not': return `${icon} broken`;
    case 'unknown': return `${icon} could not check`;
    case 'nothing': return `${icon} ${reason ?? 'not run'}`;
  }
}

/** What was looked at: the gate's own words, or its rules. */
export function sayRules(gate: Outcome): string {
  const judged = gate.checks.filter(check => check.state !== 'not-applicable');
  const decided = judged.filter(check => check.state !== 'undecided').length;
  if (judged.length === 0) return '';
  return decided === judged.length ? count(decided, 'rule') : `${decided} of ${count(judged.length, 'rule')}`;
}

/** `6 gates, 61 rules held`. */
export function sayHeld(outcome: Outcome): string {
  const gates = gatesOf(outcome).filter(gate => gate.verdict !== 'not-run');
  const held = gates.flatMap(gate => gate.checks).filter(check => check.state === 'held').length;
  return `${outcome.parts ? `${count(gates.length, 'gate')}, ` : ''}${count(held, 'rule')} held`;
}

/** What became of a step. */
export function sayStep({state, already}: Pick<StepRecord, 'state' | 'already'>): string {
  switch (state) {
    case 'planned': return 'planned';
    case 'not-begun': return 'not begun';
    case 'done': return already ? '✅ done before this run' : '✅ done';
    case 'failed': return '⛔ failed, nothing changed';
    case 'unsettled': return '❔ nobody knows';
  }
}

export const effectWords: Readonly<Record<Effect, string>> = {
  none: 'Nothing was changed.',
  planned: 'Dry run: nothing was changed. With `apply` these steps are carried out.',
  done: 'Every step was carried out.',
  partial: 'Some steps were carried out, the rest was not.',
  unsettled: 'Nobody knows whether a step took effect. The next run asks first, before it does anything.',
};

/** The page of a rule below `docs/rules/`: `docs-reality/cmd.npm.md`; the checks of Shipgate itself have one each, whatever gate they stand in. */
export function rulePage(rule: string): string {
  const own = kernelRuleOf(rule);
  return `${(own === undefined ? rule : `shipgate/${own}`).split('/').map(part => encodeURIComponent(part.toWellFormed())).join('/')}.md`;
}
