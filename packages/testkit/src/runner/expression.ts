/** What an expression can look into: the contexts that GitHub allows in an input's default, by name. */
export type Contexts = Readonly<Record<string, unknown>>;

/** A member of a JSON object, the name matched as GitHub does: without regard to case. Nothing when there is none. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const key = Object.keys(value).find(candidate => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : (value as Readonly<Record<string, unknown>>)[key];
}

/** The text that GitHub makes of a value: an object and a list have none of their own. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') return Array.isArray(value) ? 'Array' : 'Object';
  return String(value);
}

function operand(source: string, contexts: Contexts): unknown {
  if (/^'(?:[^']|'')*'$/.test(source)) return source.slice(1, -1).replaceAll('\'\'', '\'');
  if (source === 'true' || source === 'false') return source === 'true';
  const [context, ...path] = source.split('.');
  if (path.length === 0 || !path.every(name => /^[\w-]+$/.test(name)) || !Object.hasOwn(contexts, context!.toLowerCase())) {
    throw new Error(`cannot evaluate '${source}'. This stand-in knows 'text', true, false, ${Object.keys(contexts).map(name => `${name}.name`).join(', ')}, and || between them.`);
  }
  return path.reduce(member, contexts[context!.toLowerCase()]);
}

/** What stands between the `||` of an expression, outside quotes. */
function operandsOf(expression: string): string[] {
  const quotedOrBar = /'(?:[^']|'')*'|\|\|/g;
  const parts: string[] = [];
  let start = 0;
  for (const {0: found, index} of expression.matchAll(quotedOrBar)) {
    if (found !== '||') continue;
    parts.push(expression.slice(start, index));
    start = index + found.length;
  }
  return [...parts, expression.slice(start)].map(part => part.trim());
}

/**
 * Evaluates the `${{ }}` in a text. Only a subset of GitHub's language, enough for defaults such as `${{ github.token }}`: a path into a context, a quoted text, `true`, `false`,
 * and `||`. Names match without regard to case, what is not there is empty. Throws an Error for everything else, so that nothing is silently empty.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export function evaluateTemplate(template: string, contexts: Contexts): string {
  let result = '';
  let index = 0;
  for (let begin = template.indexOf('${{'); begin >= 0; begin = template.indexOf('${{', index)) {
    const end = template.indexOf('}}', begin);
    if (end < 0) throw new Error(`'${template.slice(begin)}' has no closing }}.`);
    result += template.slice(index, begin);
    const operands = operandsOf(template.slice(begin + 3, end)).map(source => operand(source, contexts));
    result += textOf(operands.find(Boolean) ?? operands.at(-1));
    index = end + 2;
  }
  return result + template.slice(index);
}
