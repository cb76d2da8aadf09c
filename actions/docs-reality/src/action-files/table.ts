import {copied} from '../copied.ts';
import type {Heading, Position} from '../markdown/index.ts';
import type {Lines} from '../page/lines.ts';

/** A row of a table that documents an action: an input or output, and the default as far as it is a plain value. */
export interface DocumentedName {
  readonly kind: 'input' | 'output';
  readonly name: string;
  readonly at: Position;
  readonly default?: string;
}

const title = /^(?:(?:action|step|workflow|available|supported|optional|required|all|the)\s+)*(inputs?|outputs?)(?:\s+(?:parameters|reference|options|arguments))?:?$/i;
const nameColumn = /^(?:name|inputs?|outputs?|parameters?|options?|keys?|`?input`?|argument)\b/i;
const name = /^`?([A-Za-z_][\w-]*)`?(?:\s*\*+)?$/;
const plainValue = /^`([^`|]*)`$|^([\w.-]+)$/;
const noValue = /^(?:-+|–|—|n\/?a|none|no|yes|null|empty|required|optional|unset|undefined|""|''|)$/i;

/** The cells of a row; a bar behind a backslash or in backticks does not divide. */
function cellsOf(row: string): readonly {readonly text: string; readonly column: number}[] {
  const cells: {text: string; column: number}[] = [];
  let from = -1;
  let ticks = false;
  for (let at = 0; at <= row.length; at++) {
    const character = row[at];
    if (character === '`') ticks = !ticks;
    if (at < row.length && (character !== '|' || ticks || row[at - 1] === '\\')) continue;
    if (from >= 0) {
      const raw = row.slice(from, at);
      cells.push({text: raw.trim(), column: from + 1 + raw.length - raw.trimStart().length});
    }
    from = at + 1;
  }
  if (cells.at(-1)?.text === '') cells.pop();
  return cells;
}

/** The inputs and outputs that the tables under "Inputs" and "Outputs" name. */
export function documentedNames(headings: readonly Heading[], lines: Lines): readonly DocumentedName[] {
  const found: DocumentedName[] = [];
  for (const [index, heading] of headings.entries()) {
    const kind = title.exec(heading.text.trim())?.[1];
    if (kind === undefined) continue;
    const end = headings[index + 1]?.line ?? lines.count + 1;
    let line = heading.line + 1;
    while (line < end && !lines.text(line).trimStart().startsWith('|')) line++;
    const head = cellsOf(lines.text(line));
    const names = head.findIndex(cell => nameColumn.test(cell.text.replace(/[*_]/g, '')));
    const defaults = head.findIndex(cell => /^`?defaults?(?: value)?`?$/i.test(cell.text.replace(/[*_]/g, '')));
    if (names < 0 || !/^[\s|:-]+$/.test(lines.text(line + 1))) continue;
    for (line += 2; line < end && lines.text(line).trimStart().startsWith('|'); line++) {
      const cells = cellsOf(lines.text(line));
      const cell = cells[names];
      const named = cell && name.exec(cell.text.replace(/^\*\*(.*)\*\*$/, '$1'));
      if (!cell || !named) continue;
      const written = defaults < 0 ? '' : cells[defaults]?.text ?? '';
      const value = plainValue.exec(written);
      const standard = value?.[1] ?? value?.[2];
      found.push({
        kind: kind.toLowerCase().startsWith('i') ? 'input' : 'output', name: copied(named[1]!), at: {line, column: cell.column + (cell.text.startsWith('`') ? 1 : 0)},
        ...(standard !== undefined && !noValue.test(standard) && {default: copied(standard.replace(/^(["'])(.*)\1$/, '$2'))}),
      });
    }
  }
  return found;
}
