import type {Outcome} from '../outcome.ts';
import type {RunRecord} from '../record.ts';
import {type Findings, type Listed, allOf, findingsIn, gatesOf, shortest} from './findings.ts';
import {kernelRuleOf} from '../kernel-rules.ts';
import {clip, manyLines, oneLine, visible} from './plain.ts';
import {answerOf, count, effectWords, exceptionsUsed, figure, icons, loosensOf, rulePage, sayAnswer, sayHeld, sayReference, sayResult, sayRules, sayStep, sayTime} from './words.ts';

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns; at least 40 are used. */
  readonly width: number;
  /** A line of a file of the tree, for excerpts. */
  readonly source?: (path: string, line: number) => string | undefined;
  /** The address below which the pages of the rules stand: rules become links (OSC 8). Only for terminals that know them. */
  readonly hyperlinks?: string;
}

/** More are in the report; a screen is no list. */
const mostProblems = 50;
const mostWarnings = 10;
const longestGateName = 40;

type Paint = (text: string) => string;

function paints(color: boolean): Readonly<Record<'red' | 'yellow' | 'green' | 'dim' | 'bold', Paint>> {
  const paint = (on: number, off: number): Paint => text => (color && text ? `\u001b[${on}m${text}\u001b[${off}m` : text);
  return {red: paint(31, 39), yellow: paint(33, 39), green: paint(32, 39), dim: paint(2, 22), bold: paint(1, 22)};
}

/** Source: "Hyperlinks in terminal emulators" (OSC 8), https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda. */
function linkTo(address: string, text: string): string {
  return `\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\`;
}

/** Words in lines of at most `width` columns; a word that is longer has a line of its own. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** The part of a line around a column that fits, and where the column is in it. */
function excerptOf(source: string, column: number, room: number): {readonly text: string; readonly caret: number} {
  const line = source.replaceAll('\t', ' ');
  const indent = line.length - line.trimStart().length;
  const from = column - 1 - indent > room - 20 ? Math.max(0, column - 1 - Math.floor(room / 2)) : Math.min(indent, Math.max(0, column - 1));
  return {text: visible(line.slice(from, from + room)).trimEnd(), caret: Math.max(0, column - 1 - from)};
}

/**
 * The report for a terminal. In: the record, and what the terminal can do. Out: the text, with a line end. Without `color` and `hyperlinks` it holds no escape
 * sequence at all; nothing that comes from files can add one.
 */
export function terminalOf(record: RunRecord, {color, width, source, hyperlinks}: TerminalOptions): string {
  const columns = Math.max(40, Math.floor(width) || 80);
  const paint = paints(color);
  const {outcome, configuration, reference, subject} = record;
  const findings = findingsIn(outcome);
  const answer = answerOf(outcome);
  const green = answer === 'may' && findings.warnings.length === 0 && outcome.steps.length === 0;
  const lines: string[] = [];
  const say = (line = ''): void => {
    if (line !== '' || lines.at(-1) !== '') lines.push(line.trimEnd());
  };
  const link = (rule: string): string => (hyperlinks === undefined ? rule : linkTo(`${hyperlinks.replace(/\/$/, '')}/${rulePage(rule)}`, rule));
  const short = shortest(Object.values(findings).flat().map((one: Listed) => one.finding.fingerprint));
  const name = (value: string): string => oneLine(value, 100);
  const hang = (title: string, items: readonly string[], between: string): void => {
    const once = [...new Set(items)];
    if (once.length === 0) return;
    const said = once.slice(0, 30).map(item => oneLine(item, 300)).join(between) + (once.length > 30 ? `${between}${once.length - 30} more` : '');
    wrap(said, columns - title.length - 1).forEach((line, i) => say(`${i === 0 ? title : ' '.repeat(title.length)} ${line}`));
  };
  const sayLoosened = (): void => {
    hang('Set for this run:', configuration.set, ', ');
    hang(`${loosensOf(record)}:`, [...configuration.loosened, ...allOf(outcome).flatMap(one => one.loosened ?? [])], ', ');
  };
  const answerColour: Paint = answer === 'may' ? paint.green : answer === 'must-not' ? paint.red : paint.yellow;
  const reportFile = `${oneLine(record.folder, 100)}/summary.md`;
  const unwritten = outcome.checks.some(check => kernelRuleOf(check.rule) === 'evidence' && check.state === 'undecided');

  const policy = configuration.files.length === 0 && configuration.preset !== undefined ? ` · no policy file, using "${oneLine(configuration.preset)}"` : '';
  const compared = reference ? ` · comparing with ${sayReference(reference, word => oneLine(word, 60))}` : '';
  const dirty = subject.changed.length > 0 ? ` · ${count(subject.changed.length, 'changed file')}` : '';
  say(paint.dim(`shipgate ${record.tool.version}${policy}${compared}${dirty}`));

  if (green) {
    const existing = findings.existing.length > 0 ? ` · ${figure(findings.existing.length)} existing` : '';
    say(`${icons.may} ${paint.green(sayAnswer(record, findings, name))} · ${sayHeld(outcome)}${existing}`);
    sayLoosened();
    const unchecked = new Set(allOf(outcome).flatMap(one => one.notChecked ?? [])).size;
    say(paint.dim(`${unchecked > 0 ? `${unchecked} not checked · ` : ''}${record.notEligible.length > 0 ? 'not a release verdict · ' : ''}report: ${reportFile}`));
    return `${lines.join('\n')}\n`;
  }

  say();
  gateLines(outcome, findings, paint.dim).forEach(say);
  stepLines(outcome).forEach(say);
  say();
  const toFix = findings.stopping.length;
  const heading = toFix > 0 && record.context.scope === 'change' ? `${count(toFix, 'thing')} to fix before this can merge` : sayAnswer(record, findings, name);
  say(`${icons[answer]} ${paint.bold(answerColour(heading))}`);
  if (answer === 'nothing' && outcome.reason !== undefined && !heading.toLowerCase().endsWith(outcome.reason)) say(`   ${oneLine(outcome.reason, 200)}`);

  linesToCopy(outcome).forEach(say);

  const problem = (one: Listed, tone: Paint): void => {
    const {finding, rules} = one;
    const {at} = finding;
    const rule = oneLine(rules[0]!, 100);
    const where = at ? oneLine(at.line === undefined ? at.path : `${at.path}:${at.line}`, columns) : oneLine(finding.key, 60);
    const what = `${finding.state === 'undecided' ? 'Could not check: ' : ''}${oneLine(finding.message, 1000)}`;
    say();
    const room = columns - where.length - rule.length - 6;
    if (what.length <= room) say(`  ${paint.bold(where)}  ${tone(what)}${' '.repeat(room - what.length + 2)}${paint.dim(link(rule))}`);
    else {
      say(`  ${paint.bold(where)}  ${paint.dim(link(rule))}`);
      for (const line of wrap(what, columns - 4)) say(`    ${tone(line)}`);
    }
    const shown = at?.line === undefined ? undefined : source?.(at.path, at.line);
    if (shown !== undefined && at?.line !== undefined) {
      const gutter = String(at.line).padStart(6);
      const excerpt = excerptOf(shown, at.column ?? shown.length - shown.trimStart().length + 1, columns - 10);
      say(`  ${paint.dim(`${gutter} │`)} ${excerpt.text}`);
      if (at.column !== undefined) {
        const length = shown.startsWith(finding.key, at.column - 1) ? finding.key.length : /^\S*/.exec(shown.slice(at.column - 1))![0].length;
        say(`  ${paint.dim('       │')} ${' '.repeat(excerpt.caret)}${tone('^'.repeat(Math.max(1, Math.min(length, columns - 10 - excerpt.caret))))}`);
      }
    }
    const fix = oneLine(finding.fix, 1000);
    if (fix) for (const line of wrap(fix, columns - 4)) say(`    ${line}`);
    const waive = finding.state === 'broken' ? `      waive: shipgate waive ${finding.fingerprint.slice(0, short)}` : '';
    say(`    ${paint.dim(`more: shipgate explain ${rule}${waive}`)}`);
  };
  const list = (all: readonly Listed[], most: number, tone: Paint, what: string): void => {
    all.slice(0, most).forEach(one => problem(one, tone));
    if (all.length > most) {
      say();
      say(`  ${count(all.length - most, `more ${what}`)} in ${reportFile}`);
    }
  };
  list(findings.stopping, mostProblems, paint.red, 'problem');
  list(findings.warnings, mostWarnings, paint.yellow, 'warning');

  say();
  const {ids, known} = exceptionsUsed(outcome, findings);
  if (ids.length > 0) say(`Exceptions used: ${clip(ids.map(id => oneLine(id, 60)).join(', '), 500)}`);
  if (known > 0) say(`Known problems: ${known}${record.baseline ? `, to be gone by ${oneLine(record.baseline.ends, 40)}` : ''}`);
  hang('Not checked:', allOf(outcome).flatMap(one => one.notChecked ?? []), ', ');
  sayLoosened();
  hang('Good to know:', record.notes, '; ');
  hang('Not a release verdict:', record.notEligible, '; ');
  if (!unwritten) say(`report: ${reportFile}`);
  return `${lines.join('\n')}\n`;
}

/** What is there to be copied: the blocks of code of an outcome, each with the text before it. Tables are for the summary. */
function linesToCopy({detail = []}: Outcome): readonly string[] {
  return detail.flatMap((block, i) => {
    if (!('code' in block)) return [];
    const before = detail[i - 1];
    const about = before && 'text' in before ? ['', `  ${oneLine(before.text, 300)}`] : [];
    return [...about, '', ...manyLines(block.code, 4000).trimEnd().split('\n').map(line => `    ${line}`)];
  });
}

/** `docs-reality ........... ⛔ broken   1 new   9 existing   34 pages   0.4 s` */
function gateLines(outcome: Outcome, findings: Findings, dim: Paint): readonly string[] {
  const gates = gatesOf(outcome);
  const names = gates.map(gate => oneLine(gate.as, longestGateName));
  const column = Math.max(20, ...names.map(name => name.length)) + 4;
  return gates.map((gate, i) => {
    const of = (list: readonly Listed[]): number => list.filter(one => one.gate === gate.as).length;
    const [fresh, warned, existing] = [of(findings.stopping), of(findings.warnings), of(findings.existing)];
    const looked = gate.verdict === 'not-run' ? '' : gate.headline === undefined ? sayRules(gate) : oneLine(gate.headline, 80);
    const said = [
      sayResult(gate, warned, gate.reason === undefined ? undefined : oneLine(gate.reason, 80)),
      fresh > 0 ? `${figure(fresh)} new` : '', existing > 0 ? `${figure(existing)} existing` : '', looked, gate.durationMs === undefined ? '' : sayTime(gate.durationMs),
    ];
    return `  ${names[i]!} ${dim('.'.repeat(column - names[i]!.length))} ${said.filter(Boolean).join('   ')}`;
  });
}

function stepLines({steps, effect}: Outcome): readonly string[] {
  if (steps.length === 0) return [];
  return ['', ...steps.map((step, i) => `  ${String(i + 1).padStart(2)}. ${oneLine(step.about, 200)}: ${sayStep(step)}`), '', `  ${effectWords[effect]}`];
}
