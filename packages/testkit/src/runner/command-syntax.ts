import {CaseInsensitiveMap} from './case-insensitive-map.ts';

/** One workflow command: `::name key=value,key=value::data`. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: CaseInsensitiveMap<string>;
  readonly data: string;
}

interface Syntax {
  readonly separator: string;
  /** In the order in which the runner undoes them; the percent sign comes last. */
  readonly dataEscapes: readonly (readonly [escaped: string, character: string])[];
  readonly propertyEscapes: readonly (readonly [escaped: string, character: string])[];
}

const lineBreaks = [['%0D', '\r'], ['%0A', '\n']] as const;
const current: Syntax = {separator: ',', dataEscapes: [...lineBreaks, ['%25', '%']], propertyEscapes: [...lineBreaks, ['%3A', ':'], ['%2C', ','], ['%25', '%']]};
const bracketEscapes = [['%3B', ';'], ...lineBreaks, ['%5D', ']'], ['%25', '%']] as const;
const bracketed: Syntax = {separator: ';', dataEscapes: bracketEscapes, propertyEscapes: bracketEscapes};

function unescape(text: string, escapes: Syntax['dataEscapes']): string {
  return escapes.reduce((result, [escaped, character]) => result.replaceAll(escaped, character), text);
}

function parse(head: string, data: string, syntax: Syntax, registered: ReadonlySet<string>): WorkflowCommand | undefined {
  const space = head.indexOf(' ');
  const name = space < 0 ? head : head.slice(0, space);
  if (!registered.has(name.toLowerCase())) return undefined;
  const properties = new CaseInsensitiveMap<string>();
  for (const pair of space > 0 ? head.slice(space + 1).trim().split(syntax.separator) : []) {
    // .NET's Split with RemoveEmptyEntries: equals signs before the name and before the value disappear, and an empty value drops the property.
    const [, key, value] = /^=*([^=]+)=+([^=].*)$/s.exec(pair) ?? [];
    if (key !== undefined && value !== undefined) properties.set(key, unescape(value, syntax.propertyEscapes));
  }
  return {name, properties, data: unescape(data, syntax.dataEscapes)};
}

/**
 * Reads a log line as a workflow command. In: the line and the lower-case names that are commands. Out: nothing when the line is ordinary text, which includes commands that do
 * not exist. `::name::` must begin the line after white space; the older `##[name]` may stand anywhere in it.
 * Source: actions/runner 2.336.0, src/Runner.Common/ActionCommand.cs, TryParseV2 and TryParse.
 */
export function parseCommand(line: string, registered: ReadonlySet<string>): WorkflowCommand | undefined {
  const text = line.trimStart();
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1;
  const command = end < 0 ? undefined : parse(text.slice(2, end), text.slice(end + 2), current, registered);
  if (command !== undefined) return command;
  const begin = line.indexOf('##[');
  const bracket = begin < 0 ? -1 : line.indexOf(']', begin);
  return bracket < 0 ? undefined : parse(line.slice(begin + 3, bracket), line.slice(bracket + 1), bracketed, registered);
}
