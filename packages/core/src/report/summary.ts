import {evidenceFileOf} from '../evidence.ts';
import type {Block, Outcome} from '../outcome.ts';
import type {RunRecord} from '../record.ts';
import {type Waiver, endsWithin} from '../waiver.ts';
import {type Findings, type Listed, allOf, findingsIn, gatesOf, shortest} from './findings.ts';
import {code, fenced, html, label, prose, row, text} from './markdown.ts';
import {answerOf, count, effectWords, exceptionsUsed, figure, icons, loosensOf, sayAnswer, sayHeld, sayReference, sayResult, sayRules, sayStep, sayTime} from './words.ts';

/** GitHub drops a step's summary that is larger than this. Source: docs.github.com, workflow commands, "Step isolation and limits". */
const gitHubLimit = 1024 * 1024;
/** These are shown before anything else, whatever there is. */
const firstProblems = 200;
/** The answer and the way out fit in half of it, whatever the names. */
const smallestLimit = 64 * 1024;
/** Beyond these a drawing shows nothing any more; Mermaid itself stops at 500 edges. */
const mostDrawn = 40;

/** How many entries of each list are left out of a summary, by what they are. */
export type Cut = Readonly<Record<string, number>>;

/** A piece of the summary. Its lines are made one by one, so that those that do not fit are never made. */
interface Section {
  readonly name: string;
  /** What is given room first; within one rank, what stands first. */
  readonly rank: number;
  readonly open: string;
  readonly length: number;
  line(index: number): string;
  /** How many lines are given room in this rank; the rest comes with `restRank`. */
  readonly first?: number;
  readonly close: string;
}

const restRank = 3;

function section(name: string, rank: number, open: string, lines: readonly string[], close = ''): Section {
  return {name, rank, open, length: lines.length, line: i => lines[i]!, close};
}

function listed<T>(name: string, rank: number, open: string, items: readonly T[], line: (item: T, index: number) => string, close = ''): Section {
  return {name, rank, open, length: items.length, line: i => line(items[i]!, i), close};
}

function place({finding}: Listed): string {
  const {at} = finding;
  if (!at) return code(finding.key);
  return code(at.line === undefined ? at.path : `${at.path}:${at.line}`);
}

function said({finding}: Listed): string {
  return `${finding.state === 'undecided' ? '**Could not check:** ' : ''}${prose(finding.message)}`;
}

function statusLine(record: RunRecord, findings: Findings): string {
  const {outcome, subject, candidate, context} = record;
  const broken = findings.stopping.filter(one => one.finding.state === 'broken').length;
  const open = findings.stopping.length - broken;
  const counts = [
    ...(broken > 0 ? [`${count(broken, 'problem')} to fix`] : []),
    ...(open > 0 ? [`${count(open, 'question')} to answer`] : []),
  ];
  const answer = answerOf(outcome);
  if (counts.length === 0 && answer !== 'nothing') counts.push(sayHeld(outcome), ...(answer === 'may' || answer === 'excepted' ? ['none left unknown'] : []));
  if (answer === 'nothing' && outcome.reason !== undefined) counts.push(text(outcome.reason));
  const also = [
    ...(findings.warnings.length > 0 ? [count(findings.warnings.length, 'warning')] : []),
    ...(findings.existing.length > 0 ? [`${figure(findings.existing.length)} existing`] : []),
  ];
  const tag = candidate.tag ?? context.tag;
  const facts = [
    ...(subject.commit === undefined ? [] : [`commit ${code(subject.commit.slice(0, 7))}`]),
    ...(subject.changed.length > 0 ? [count(subject.changed.length, 'changed file')] : []),
    ...(tag === undefined ? [] : [`tag ${code(tag)}`]),
    ...(candidate.channel === undefined ? [] : [`channel ${text(candidate.channel)}`]),
    ...(record.reference ? [`compared with ${sayReference(record.reference, code)}`] : []),
    sayTime(record.endedAt.getTime() - record.startedAt.getTime()),
  ];
  const first = counts.join(outcome.parts && answer === 'may' ? ', ' : ' · ');
  return [...(first ? [`**${first}**`] : []), ...also, ...facts].join(' · ');
}

function problemSection({stopping}: Findings, short: number): readonly Section[] {
  if (stopping.length === 0) return [];
  return [{
    ...listed('problems', 1, ['| | What stops it | Where | Fix |', '|---|---|---|---|'].join('\n'), stopping, (one, i) => {
      const {finding, rules} = one;
      const more = rules.length > 1 ? ` and ${count(rules.length - 1, 'more rule')}` : '';
      const names = `<sub>${text(rules[0]!)}${more} · ${finding.fingerprint.slice(0, short)}</sub>`;
      return row(String(i + 1), `${said(one)}<br>${names}`, place(one), prose(finding.fix));
    }),
    first: firstProblems,
  }];
}

function stepSections({steps, effect}: Outcome): readonly Section[] {
  if (steps.length === 0) return [];
  const head = ['### Steps', '', `**${effectWords[effect]}**`, '', '| | Step | State |', '|---|---|---|'].join('\n');
  return [listed('steps', 2, head, steps, (step, i) => row(String(i + 1), text(step.about), sayStep(step)))];
}

function colourOf(gate: Outcome): string {
  switch (answerOf(gate)) {
    case 'may': return 'good';
    case 'must-not': return 'bad';
    case 'nothing': return 'idle';
    case 'excepted':
    case 'warned':
    case 'unknown': return 'open';
  }
}

const drawnWords: Readonly<Record<ReturnType<typeof answerOf>, string>> = {
  may: 'holds', excepted: 'holds with exceptions', warned: 'only warns', 'must-not': 'blocked', unknown: 'could not check', nothing: 'not run',
};
const drawnAnswers: Readonly<Record<ReturnType<typeof answerOf>, string>> = {
  may: 'may ship', excepted: 'may ship', warned: 'may ship', 'must-not': 'must not ship', unknown: 'not decided', nothing: 'nothing judged',
};

/** A drawing of what the table below it says in words. */
function drawing(outcome: Outcome): readonly Section[] {
  const gates = outcome.parts ?? [];
  if (gates.length < 2 || gates.length > mostDrawn) return [];
  const index = new Map(gates.map((gate, i) => [gate.as, i]));
  const needed = new Set(gates.flatMap(gate => gate.needs ?? []));
  const lines = ['### The gates in order', '', '```mermaid', 'flowchart LR'];
  gates.forEach((gate, i) => lines.push(`  g${i}["${label(gate.as)}: ${drawnWords[answerOf(gate)]}"]:::${colourOf(gate)}`));
  lines.push(`  done["${drawnAnswers[answerOf(outcome)]}"]:::${colourOf(outcome)}`);
  gates.forEach((gate, i) => {
    for (const need of gate.needs ?? []) if (index.has(need)) lines.push(`  g${index.get(need)} --> g${i}`);
    if (!needed.has(gate.as)) lines.push(`  g${i} --> done`);
  });
  lines.push('  classDef good fill:#dfd,stroke:#080,color:#000', '  classDef bad fill:#fdd,stroke:#b00,color:#000');
  lines.push('  classDef open fill:#ffd,stroke:#a80,color:#000', '  classDef idle fill:#eee,stroke:#888,color:#000', '```');
  return [section('drawing', 2, lines.join('\n'), [])];
}

function detailSections(outcome: Outcome): readonly Section[] {
  const draw = (block: Block): string => {
    if ('text' in block) return block.text.split(/\n{2,}/).map(prose).filter(Boolean).join('\n\n');
    if ('code' in block) return fenced(block.code, block.language);
    const [head = [], ...rows] = block.table;
    if (head.length === 0) return '';
    const cells = (one: readonly string[]): string => row(...head.map((_, i) => prose(one[i] ?? '')));
    return [cells(head), row(...head.map(() => '---')), ...rows.map(cells)].join('\n');
  };
  return allOf(outcome).filter(one => one.detail && one.detail.length > 0).map(one => listed(
    'details', 2, `### ${text(one.title)}\n`, one.detail!, block => `${draw(block)}\n`));
}

function gateTable(outcome: Outcome, findings: Findings): readonly Section[] {
  const gates = gatesOf(outcome);
  if (gates.length === 0) return [];
  const tally = (list: readonly Listed[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const one of list) counts.set(one.gate, (counts.get(one.gate) ?? 0) + 1);
    return counts;
  };
  const [stopping, warnings, existing] = [tally(findings.stopping), tally(findings.warnings), tally(findings.existing)];
  const head = ['### All gates', '', '| Gate | Result | Checked | New | Existing | Time |', '|---|---|---|---|---|---|'].join('\n');
  return [listed('gates', 2, head, gates, gate => {
    const idle = gate.verdict === 'not-run';
    const warned = warnings.get(gate.as) ?? 0;
    const rules = sayRules(gate);
    const headline = gate.headline === undefined ? '' : text(gate.headline);
    const checked = !headline ? rules : rules.includes(' of ') ? `${headline}; ${rules}` : headline;
    const result = sayResult(gate, warned, gate.reason === undefined ? undefined : text(gate.reason));
    const time = gate.durationMs === undefined ? '' : sayTime(gate.durationMs);
    if (idle) return row(text(gate.as), result, '', '', '', time);
    return row(text(gate.as), result, checked, String((stopping.get(gate.as) ?? 0) + warned), String(existing.get(gate.as) ?? 0), time);
  })];
}

function ruleTable({checks}: Outcome): readonly Section[] {
  if (checks.length === 0) return [];
  const words = {held: '✅ holds', broken: '⛔ broken', undecided: '❔ could not check', waived: '🟡 holds with exceptions'};
  const head = ['### All rules', '', '| Rule | Result | Looked at |', '|---|---|---|'].join('\n');
  const judged = checks.filter(check => check.state !== 'not-applicable');
  const idle = checks.filter(check => check.state === 'not-applicable');
  const openIdle = ['<details><summary>Rules that had nothing to look at</summary>', ''].join('\n');
  return [...(judged.length === 0 ? [] : [listed('rules', 2, head, judged, check => {
    const result = words[check.state as keyof typeof words];
    const counts = Object.entries(check.counts ?? {}).map(([name, number]) => `${number} ${text(name)}`);
    const counted = [String(check.examined), ...counts].join(', ');
    return row(`${text(check.about)}<br><sub>${text(check.rule)}</sub>`, check.enforcement === 'warn' ? `${result}, only warns` : result, counted);
  })]), ...(idle.length === 0 ? [] : [listed('rules', 3, openIdle, idle, check => `- ${text(check.about)} <sub>${text(check.rule)}: ${text(check.reason ?? 'nothing of this kind here')}</sub>`, '\n</details>')])];
}

function exceptionSections({outcome, waivers = [], baseline, startedAt}: RunRecord, findings: Findings): readonly Section[] {
  const {ids, known} = exceptionsUsed(outcome, findings);
  if (ids.length === 0 && known === 0) return outcome.verdict === 'not-run' ? [] : [section('exceptions', 2, '**Exceptions used:** none.', [])];
  const say = (id: string): string => {
    const waiver = waivers.find(one => one.id === id);
    if (!waiver) return text(id);
    return `${text(id)} (${text(waiver.rule ?? '')}, ${code(waiver.owner ?? '')}, ends ${text(waiver.expires ?? '')}: ${text(waiver.reason ?? '')})`;
  };
  const ends = (one: Waiver): string => `- ${text(one.id!)} (${code(one.owner ?? '')}, ends ${text(one.expires ?? '')})`;
  const ending = waivers.filter(one => one.id !== undefined && ids.includes(one.id) && endsWithin(one, 7, startedAt));
  const recorded = known > 0 ? `**Known problems:** ${known}${baseline ? `, owner ${code(baseline.owner)}, must be gone by ${text(baseline.ends)}` : ''}.` : '';
  return [
    listed('exceptions', 2, ids.length > 0 ? '**Exceptions used:**\n' : '**Exceptions used:** none.', ids, id => `- ${say(id)}`),
    ...(ending.length > 0 ? [listed('exceptions', 2, '**Ending within 7 days:**\n', ending, ends)] : []),
    ...(recorded ? [section('exceptions', 2, recorded, [])] : []),
  ];
}

function folded(name: string, rank: number, title: string, list: readonly Listed[], short: number): readonly Section[] {
  if (list.length === 0) return [];
  const open = [`<details><summary>${title}</summary>`, '', '| Problem | Where | Fingerprint |', '|---|---|---|'].join('\n');
  const line = (one: Listed): string => row(`${said(one)}<br><sub>${text(one.rules[0]!)}</sub>`, place(one), one.finding.fingerprint.slice(0, short));
  return [listed(name, rank, open, list, line, '\n</details>')];
}

function bullets(name: string, title: string, items: readonly string[]): readonly Section[] {
  const once = [...new Set(items)];
  return once.length === 0 ? [] : [listed(name, 2, `**${title}**\n`, once, item => `- ${prose(item)}`)];
}

function shipAnyway({tool}: RunRecord, {stopping}: Findings, short: number): readonly Section[] {
  const numbered = stopping.map((one, i) => ({one, number: i + 1}));
  const first = numbered.find(({one}) => one.finding.state === 'broken');
  const open = numbered.filter(({one}) => one.finding.state === 'undecided').map(({number}) => number);
  if (stopping.length === 0) return [];
  const more = stopping.filter(one => one.finding.state === 'broken').length > 1 ? '; each of the others needs its own' : '';
  const lines = [`More on a rule: ${code(`npx shipgate@${tool.version} explain ${(first?.one ?? stopping[0]!).rules[0]!}`)}`];
  if (first) {
    const command = `npx shipgate@${tool.version} waive ${first.one.finding.fingerprint.slice(0, short)} --owner @you --days 14 --reason "…"`;
    lines.push(`**Ship anyway:** ${code(command)} (problem ${first.number}${more}; it needs a review by the owners of ${code('.github/shipgate/')}).`);
  }
  if (open.length > 0) {
    const numbers = open.length > 20 ? `${open.slice(0, 20).join(', ')} and ${open.length - 20} more` : open.join(', ');
    const which = open.length === 1 ? `Problem ${numbers} could not be checked: it cannot` : `Problems ${numbers} could not be checked: they cannot`;
    lines.push(`${which} be waived, unless by an exception that says so and names the rule.`);
  }
  return [section('exits', 0, lines.join('  \n'), [])];
}

function sectionsOf(record: RunRecord): readonly Section[] {
  const {outcome, configuration} = record;
  const findings = findingsIn(outcome);
  const short = shortest(Object.values(findings).flat().map((one: Listed) => one.finding.fingerprint));
  const all = allOf(outcome);
  const owner = record.baseline ? `, owner ${html(record.baseline.owner)}, must be gone by ${html(record.baseline.ends)}` : '';
  const known = findings.excused.filter(one => one.finding.waivedBy === 'baseline');
  const excused = findings.excused.filter(one => one.finding.waivedBy !== 'baseline');
  const heading = `## ${icons[answerOf(outcome)]} ${sayAnswer(record, findings, text)}`;
  const only = answerOf(outcome) === 'warned' ? '\n\nThis only warns: if it were enforced, it would stop the release.' : '';
  return [
    section('heading', 0, `${heading}\n${statusLine(record, findings)}${only}`, []),
    ...problemSection(findings, short),
    ...stepSections(outcome),
    ...drawing(outcome),
    ...detailSections(outcome),
    ...(outcome.parts ? gateTable(outcome, findings) : ruleTable(outcome)),
    ...exceptionSections(record, findings),
    ...folded('excused problems', 4, `${count(excused.length, 'problem')} under an exception`, excused, short),
    ...folded('known problems', 5, `${count(known.length, 'known problem')}${owner}`, known, short),
    ...folded('warnings', 4, count(findings.warnings.length, 'warning'), findings.warnings, short),
    ...folded('existing problems', 5, `${count(findings.existing.length, 'existing problem')}, not made by this change`, findings.existing, short),
    ...bullets('not checked', 'Not checked:', all.flatMap(one => one.notChecked ?? [])),
    ...bullets('settings', 'Set for this run:', configuration.set),
    ...bullets('loosened', `${loosensOf(record)}:`, [...configuration.loosened, ...all.flatMap(one => one.loosened ?? [])]),
    ...bullets('notes', 'Good to know:', record.notes),
    ...shipAnyway(record, findings, short),
    ...bullets('reasons', 'Not a release verdict:', record.notEligible),
    section('exits', 0, `**Same result on your machine:** ${code(record.reproduce)}`, []),
    section('exits', 0, `Report file: ${code(`${record.folder}/evidence/${evidenceFileOf(outcome)}`)}`, []),
  ];
}

/**
 * The summary of a run in GitHub-flavoured Markdown. In: the record, and the most bytes of UTF-8 allowed (default 1 MiB; at least 64 KiB, so that the
 * answer and the way out always fit). Out: the text, and how many entries of each list are left out of it: existing problems first, then warnings, then problems
 * after the first 200. Whatever comes from files is escaped.
 */
export function summaryOf(record: RunRecord, {limit = gitHubLimit}: {readonly limit?: number} = {}): {readonly text: string; readonly cut: Cut} {
  const sections = sectionsOf(record);
  const file = `${record.folder}/evidence/${evidenceFileOf(record.outcome)}`;
  const room = Math.max(smallestLimit, limit) - 1024;
  const made = sections.map(({open}) => [open]);
  const kept = sections.map(() => false);
  let used = 0;
  const fits = (bytes: number): boolean => used + bytes <= room;
  const fill = (i: number, upTo: number): void => {
    const {length, line, open, close} = sections[i]!;
    const lines = made[i]!;
    if (!kept[i]) {
      const frame = Buffer.byteLength(open) + Buffer.byteLength(close) + 3;
      if (!fits(frame)) return;
      used += frame;
      kept[i] = true;
    }
    for (let k = lines.length - 1; k < Math.min(length, upTo); k++) {
      const next = line(k);
      const bytes = Buffer.byteLength(next) + 1;
      if (!fits(bytes)) return;
      used += bytes;
      lines.push(next);
    }
  };
  const ranked = sections.flatMap(({rank, first = Infinity}, i) => [{rank, i, upTo: first}, ...(first < Infinity ? [{rank: restRank, i, upTo: Infinity}] : [])]);
  for (const {i, upTo} of ranked.sort((a, b) => a.rank - b.rank)) fill(i, upTo);

  const cut: Record<string, number> = {};
  sections.forEach(({name, length}, i) => {
    const left = kept[i] ? length - (made[i]!.length - 1) : Math.max(1, length);
    if (left > 0) cut[name] = (cut[name] ?? 0) + left;
  });
  const parts = sections.flatMap(({close}, i) => (kept[i] ? [`${made[i]!.join('\n')}${close ? `\n${close}` : ''}`.trimEnd()] : []));
  const left = Object.entries(cut).map(([name, number]) => `${figure(number)} of the ${name}`);
  if (left.length > 0) parts.splice(1, 0, `> Too long to show in full: ${left.join(', ')} left out here. Everything stands in ${code(file)}.`);
  return {text: `${parts.join('\n\n')}\n`, cut};
}
