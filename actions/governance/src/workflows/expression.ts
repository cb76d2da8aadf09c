/** An expression of a workflow, as far as conditions need it. `text` names it: equal texts are equal values in one job. */
export type Expression =
  | {readonly kind: 'literal'; readonly value: string | number | boolean | null; readonly text: string}
  /** `github.event_name`, in lower case, as names match without regard to case. */
  | {readonly kind: 'path'; readonly path: readonly [string, ...string[]]; readonly text: string}
  | {readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly text: string}
  | {readonly kind: 'not'; readonly of: Expression; readonly text: string}
  | {readonly kind: 'and' | 'or'; readonly args: readonly Expression[]; readonly text: string}
  | {readonly kind: 'compare'; readonly operator: string; readonly left: Expression; readonly right: Expression; readonly text: string}
  /** What is not looked into: filters (`a.*.b`) and computed members. */
  | {readonly kind: 'other'; readonly inner: readonly Expression[]; readonly text: string};

/** Every expression within one, itself first. */
export function within(expression: Expression): readonly Expression[] {
  const inner = expression.kind === 'call' || expression.kind === 'and' || expression.kind === 'or' ? expression.args
    : expression.kind === 'not' ? [expression.of]
      : expression.kind === 'compare' ? [expression.left, expression.right]
        : expression.kind === 'other' ? expression.inner : [];
  return [expression, ...inner.flatMap(within)];
}

const statusFunctions = new Set(['success', 'failure', 'always', 'cancelled']);

/** Whether it asks how what came before has ended; else `success()` is asked before it. */
export const asksStatus = (expression: Expression): boolean => within(expression).some(one => one.kind === 'call' && statusFunctions.has(one.name));

/** One `${{ }}` in a text, with the offset at which it begins. */
export interface Embedded {
  readonly offset: number;
  readonly source: string;
}

/** The `${{ }}` of a text. One without its end is left out. */
export function embeddedIn(text: string): readonly Embedded[] {
  const found: Embedded[] = [];
  for (let begin = text.indexOf('${{'); begin >= 0;) {
    const end = endOf(text, begin + 3);
    if (end < 0) break;
    found.push({offset: begin, source: text.slice(begin + 3, end).trim()});
    begin = text.indexOf('${{', end + 2);
  }
  return found;
}

/** The offset of the `}}` that closes an expression: one in a quoted text closes nothing. */
export function endOf(text: string, from: number): number {
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\'') quoted = !quoted;
    else if (!quoted && text[i] === '}' && text[i + 1] === '}') return i;
  }
  return -1;
}
