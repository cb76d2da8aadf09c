export interface LogGroup {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The foldable groups of a log. Groups do not nest: the next one ends the one that is open, and so does the log's end. */
export function logGroups(log: readonly string[]): LogGroup[] {
  const groups: {title: string; lines: string[]}[] = [];
  let open: string[] | undefined;
  for (const line of log) {
    if (line.startsWith('##[group]')) {
      open = [];
      groups.push({title: line.slice('##[group]'.length), lines: open});
    } else if (line.startsWith('##[endgroup]')) {
      open = undefined;
    } else {
      open?.push(line);
    }
  }
  return groups;
}
