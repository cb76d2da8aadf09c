import type {RunRecord} from '../record.ts';
import {type Listed, findingsIn} from './findings.ts';
import {clip, manyLines, oneLine} from './plain.ts';
import {count} from './words.ts';

export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** A remark that GitHub shows beside the code. Lines and columns count from 1. */
export interface Annotation {
  readonly level: AnnotationLevel;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
  readonly title: string;
  readonly message: string;
}

/** The runner drops the eleventh of a level within a step. Source: actions/runner, ExecutionContext.cs, `_maxCountPerIssueType`. */
const mostOfLevel = 10;
/** The runner cuts at 4,096. Source: actions/runner, ExecutionContext.cs. */
const longestMessage = 4000;

function annotationOf({finding, rules}: Listed, level: AnnotationLevel): Annotation {
  const {at, state, waivedBy} = finding;
  const title = `${state === 'undecided' ? 'Could not check' : level === 'notice' ? `Excused by ${oneLine(waivedBy ?? '', 60)}` : 'Problem'}: ${oneLine(rules[0]!, 150)}`;
  const fix = oneLine(finding.fix, 1000);
  const more = `\nMore: shipgate explain ${oneLine(rules[0]!, 150)}`;
  return {
    level, title,
    ...(at && {path: oneLine(at.path, 1000)}), ...(at?.line !== undefined && {line: at.line}), ...(at?.line !== undefined && at.column !== undefined && {column: at.column}),
    message: `${clip(manyLines(finding.message), longestMessage - fix.length - more.length - 2)}${fix ? `\n${fix}` : ''}${more}`,
  };
}

function bounded(list: readonly Listed[], level: AnnotationLevel, what: string): readonly Annotation[] {
  if (list.length <= mostOfLevel) return list.map(one => annotationOf(one, level));
  const rest = list.length - (mostOfLevel - 1);
  return [
    ...list.slice(0, mostOfLevel - 1).map(one => annotationOf(one, level)),
    {level, title: 'And more', message: `${count(rest, `more ${what}`)}: the summary of this run lists ${rest === 1 ? 'it' : 'them'}.`},
  ];
}

/**
 * The annotations of a run: what is new, the worst first. Errors stop the release, warnings do not, notices are covered by a written exception. At most
 * 10 of a level, of which the last counts the rest.
 */
export function annotationsOf(record: RunRecord): readonly Annotation[] {
  const {stopping, warnings, excused} = findingsIn(record.outcome);
  const written = excused.filter(one => one.finding.waivedBy !== 'baseline' && !one.finding.existing);
  return [...bounded(stopping, 'error', 'problem'), ...bounded(warnings, 'warning', 'warning'), ...bounded(written, 'notice', 'exception')];
}

function escapeData(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(value: string): string {
  return escapeData(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** The line that the runner reads. Source: actions/toolkit, packages/core/src/command.ts; actions/runner, ActionCommand.cs. */
export function workflowCommand({level, path, line, column, title, message}: Annotation): string {
  const properties: readonly (readonly [string, string | number | undefined])[] = [['file', path], ['line', line], ['col', column], ['title', title]];
  const said = properties.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`${name}=${escapeProperty(String(value))}`]));
  return `::${level} ${said.join(',')}::${escapeData(message)}`;
}
