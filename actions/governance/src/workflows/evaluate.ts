import type {Choose} from './choices.ts';
import {type Expression, within} from './expression.ts';

/** What an expression comes to: a value, or one of which only this is known: it is none of the values that the workflow compares it with. */
export type Value =
  | {readonly value: string | number | boolean | null}
  | {readonly unlike: string; readonly prefix?: string};

/** What the surroundings of an expression say. */
export interface World {
  /** The value of a context where it is known. */
  read(path: readonly string[]): Value | undefined;
  status(name: string): boolean;
  /** The results of the jobs that are needed: `needs.*.result`. */
  results(): readonly string[];
  readonly choose: Choose;
  readonly domains: Domains;
  /** Put before the names of unknowns that differ from job to job, or from one call of a workflow to the next. */
  readonly scopes: {readonly job: string; readonly workflow: string};
}

/** What a workflow compares each of its unknowns with. */
export interface Domains {
  readonly literals: ReadonlyMap<string, ReadonlySet<string | number | boolean | null>>;
  /** Asked for being there: `if: inputs.dry-run`. */
  readonly bare: ReadonlySet<string>;
}

/** The unknowns of some expressions, with the values that they are compared with. */
export function domainsOf(expressions: readonly Expression[]): Domains {
  const literals = new Map<string, Set<string | number | boolean | null>>();
  const bare = new Set<string>();
  const compared = (one: Expression, other: Expression): void => {
    if (other.kind !== 'literal') return;
    literals.set(one.text, (literals.get(one.text) ?? new Set()).add(other.value));
  };
  for (const whole of expressions) {
    bare.add(whole.text);
    for (const part of within(whole)) {
      if (part.kind === 'compare') {
        compared(part.left, part.right);
        compared(part.right, part.left);
      } else if (part.kind === 'and' || part.kind === 'or') for (const arg of part.args) bare.add(arg.text);
      else if (part.kind === 'not') bare.add(part.of.text);
    }
  }
  return {literals, bare};
}

/** GitHub's notion of truth. Source: docs.github.com, "Evaluate expressions", literals. */
export function isTrue(value: Value): boolean {
  return 'unlike' in value || !(value.value === '' || value.value === 0 || value.value === null || value.value === false || Number.isNaN(value.value));
}

const numberOf = (value: string | number | boolean | null): number => (typeof value === 'string' && value.trim() === '' ? 0 : Number(value));

/** Loose equality: texts without regard to case, other types as numbers. */
function equal(one: string | number | boolean | null, other: string | number | boolean | null): boolean {
  if (typeof one === 'string' && typeof other === 'string') return one.toLowerCase() === other.toLowerCase();
  return one === other || numberOf(one) === numberOf(other);
}

const sameInRun = new Set(['github', 'vars', 'secrets']);
const sameInWorkflow = new Set([...sameInRun, 'needs', 'inputs', 'jobs']);

/** The name of an unknown: equal names are the same thing. */
function nameOf(expression: Expression, {scopes}: World): string {
  const roots = within(expression).flatMap(one => (one.kind === 'path' ? [one.path[0]] : []));
  const scope = roots.every(root => sameInRun.has(root)) ? '' : roots.every(root => sameInWorkflow.has(root)) ? scopes.workflow : scopes.job;
  return `${scope}${expression.text}`;
}

/** An unknown gets one of the values that it is compared with, or another. */
function unknown(expression: Expression, world: World): Value {
  const {literals, bare} = world.domains;
  const options: Value[] = [...(literals.get(expression.text) ?? [])].map(value => ({value}));
  if (bare.has(expression.text) && !options.some(option => !isTrue(option))) options.push({value: ''});
  const name = nameOf(expression, world);
  return world.choose(name, [{unlike: name}, ...options]);
}

type TextTest = (text: string, part: string) => boolean;
const textTests: Readonly<Record<string, TextTest>> = {
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
};

/** What `startsWith` and its kin say where it follows from what is known of their first argument. */
function testText(name: string, subject: Value, part: Value): boolean | undefined {
  if ('unlike' in part) return undefined;
  const wanted = String(part.value ?? '').toLowerCase();
  if ('value' in subject) return textTests[name]!(String(subject.value ?? '').toLowerCase(), wanted);
  const {prefix} = subject;
  if (prefix === undefined) return undefined;
  if (name === 'contains' && prefix.includes(wanted)) return true;
  if (name !== 'startswith') return undefined;
  if (prefix.startsWith(wanted)) return true;
  return wanted.startsWith(prefix) ? undefined : false;
}

/** A list that an expression stands for, where it is known: `needs.*.result`, and `fromJSON` of a text that holds texts. */
function listOf(expression: Expression, world: World): readonly string[] | undefined {
  if (expression.text === "needs[*]['result']") return world.results();
  const [source] = expression.kind === 'call' && expression.name === 'fromjson' ? expression.args : [];
  if (source?.kind !== 'literal' || typeof source.value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(source.value);
    return Array.isArray(parsed) && parsed.every(item => typeof item === 'string') ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** What `contains`, `startsWith` and `endsWith` say, where it is known. */
function testOf(name: string, subject: Expression, part: Expression, world: World): boolean | undefined {
  const items = name === 'contains' ? listOf(subject, world) : undefined;
  if (!items) return testText(name, evaluate(subject, world), evaluate(part, world));
  const wanted = evaluate(part, world);
  return 'value' in wanted ? items.some(item => equal(item, wanted.value)) : undefined;
}

/** Evaluates an expression; every unknown that matters is decided by `choose`. */
export function evaluate(expression: Expression, world: World): Value {
  switch (expression.kind) {
    case 'literal': return {value: expression.value};
    case 'path': return world.read(expression.path) ?? unknown(expression, world);
    case 'other': return unknown(expression, world);
    case 'not': return {value: !isTrue(evaluate(expression.of, world))};
    case 'and':
    case 'or': {
      let last: Value = {value: null};
      for (const arg of expression.args) {
        last = evaluate(arg, world);
        if (isTrue(last) === (expression.kind === 'or')) return last;
      }
      return last;
    }
    case 'compare': {
      const [left, right] = [evaluate(expression.left, world), evaluate(expression.right, world)];
      const either = (of: Expression): boolean => world.choose(nameOf(of, world), [true, false]);
      if (expression.operator !== '==' && expression.operator !== '!=') return {value: either(expression)};
      const sure = 'value' in left && 'value' in right ? equal(left.value, right.value)
        : 'unlike' in left && 'unlike' in right ? (left.unlike === right.unlike ? true : undefined)
          : expression.left.kind === 'literal' || expression.right.kind === 'literal' ? false : undefined;
      // Whether two are equal is decided once, for == and != alike.
      const same = sure ?? either({...expression, text: `(${expression.left.text} == ${expression.right.text})`});
      return {value: same === (expression.operator === '==')};
    }
    case 'call': {
      const {name, args} = expression;
      if (['success', 'failure', 'always', 'cancelled'].includes(name)) return {value: world.status(name)};
      const [subject, part] = args;
      if (!Object.hasOwn(textTests, name) || !subject || !part) return unknown(expression, world);
      const sure = testOf(name, subject, part, world);
      return sure === undefined ? {value: world.choose(nameOf(expression, world), [true, false])} : {value: sure};
    }
  }
}
