import type {CaseInsensitiveMap} from './case-insensitive-map.ts';

export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** One annotation as GitHub receives it. Lines and columns count from 1; `file` is relative to the workspace when it lies in it. */
export interface Annotation {
  readonly level: AnnotationLevel;
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

export type Place = Omit<Annotation, 'level' | 'message'>;

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*[+-]?\d{1,10}\s*$/.test(text) ? Number(text) : undefined;
}

/**
 * Drops the lines and columns that contradict each other, and says so. Changes `properties`, returns the runner's debug messages.
 * Source: actions/runner 2.336.0, src/Runner.Worker/ActionCommandManager.cs, ValidateLinesAndColumns.
 */
export function reconcilePlace(properties: CaseInsensitiveMap<string>): string[] {
  const notes: string[] = [];
  const drop = (names: readonly string[], note: string): void => {
    for (const name of names) properties.delete(name);
    notes.push(note);
  };
  const endLineText = properties.get('endLine');
  const [line, endLine, column, endColumn] = ['line', 'endLine', 'col', 'endColumn'].map(name => integer(properties.get(name)));
  const anyColumn = column !== undefined || endColumn !== undefined;

  if (endLine !== undefined && line === undefined) {
    properties.set('line', endLineText!);
    notes.push('\'endLine\' can only be set if \'line\' is provided');
  }
  if (endColumn !== undefined && column === undefined) {
    properties.set('col', properties.get('endColumn')!);
    notes.push('\'endColumn\' can only be set if \'col\' is provided');
  }
  if (line === undefined && endLine === undefined && anyColumn) drop(['col', 'endColumn'], '\'col\' and \'endColumn\' can only be set if \'line\' is provided');
  if (endLine !== undefined && properties.get('line') !== endLineText && anyColumn) {
    drop(['col', 'endColumn'], '\'col\' and \'endColumn\' cannot be set if \'line\' and \'endLine\' are different values');
  }
  if (line !== undefined && endLine !== undefined && endLine < line) drop(['line', 'endLine'], '\'endLine\' cannot be less than \'line\'');
  if (column !== undefined && endColumn !== undefined && endColumn < column) drop(['col', 'endColumn'], '\'endColumn\' cannot be less than \'col\'');
  return notes;
}

/**
 * Where an annotation points. In: the command's properties, already reconciled, and the workspace folder that paths are shown relative to.
 * Source: actions/runner 2.336.0, IssueCommandExtension in ActionCommandManager.cs, MakeRelative in Runner.Sdk/Util/IOUtil.cs, RSWebApi/Contracts/IssueExtensions.cs.
 */
export function placeOf(properties: CaseInsensitiveMap<string>, workspace: string): Place {
  const file = properties.get('file');
  const title = properties.get('title');
  const inside = file !== undefined && file.startsWith(`${workspace}/`) ? file.slice(workspace.length + 1) : file;
  const [line, endLine, column, endColumn] = ['line', 'endLine', 'col', 'endColumn'].map(name => integer(properties.get(name)));
  return {
    ...(title !== undefined && {title}),
    ...(inside !== undefined && inside.trim() !== '' && {file: inside}),
    ...(line !== undefined && {line}),
    ...(endLine !== undefined && {endLine}),
    ...(column !== undefined && {column}),
    ...(endColumn !== undefined && {endColumn}),
  };
}
