import {type Place, Refusal} from '#core';
import {type Expression, embeddedIn, endOf} from './expression.ts';
import {type Entry, type Located, type LocatedFile, type Mapping, isList, isMapping, readLocated, textOf} from './located-yaml.ts';
import {parseExpression} from './parse-expression.ts';
import type {Concurrency, Condition, Job, Permissions, Script, Setting, Step, Trigger, Workflow, Written} from './workflow.ts';

/** How what is not understood is refused: by its place. */
class Reading {
  readonly file: LocatedFile;

  constructor(file: LocatedFile) {
    this.file = file;
  }

  refuse(why: string, at: Place): Refusal {
    return new Refusal({
      code: 'unreadable', what: this.file.path, why: `line ${at.line ?? 1}, column ${at.column ?? 1}: ${why}`, fix: 'Correct it there: actionlint tells more.', at,
    });
  }

  mapping(located: Located, what: string): Mapping {
    if (isMapping(located.value)) return located.value;
    throw this.refuse(`${what} must be keys and values`, located.at);
  }

  text(entry: Entry, what: string): string {
    const text = textOf(entry.content);
    if (text === undefined) throw this.refuse(`${what} must be a text`, entry.content.at);
    return text;
  }

  /** A text, or a list of texts. */
  texts(entry: Entry, what: string): readonly Written[] {
    const {value} = entry.content;
    const items = isList(value) ? value : [entry.content];
    return items.map(item => {
      const text = textOf(item);
      if (text === undefined || text === '') throw this.refuse(`${what} must be a text or a list of texts`, item.at);
      return {text, at: item.at};
    });
  }

  /** The texts of a mapping; what is none is left out. */
  record(entry: Entry | undefined): ReadonlyMap<string, Setting> {
    const value = entry?.content.value;
    if (!isMapping(value)) return new Map();
    return new Map([...value].flatMap(([name, {content}]) => {
      const text = textOf(content);
      return text === undefined ? [] : [[name, settingOf(text, content.at)] as const];
    }));
  }

  condition(entry: Entry, what: string): Condition {
    const source = this.text(entry, what);
    return conditionOf(source, entry.content.at, why => this.refuse(`${what}: ${why}`, entry.content.at));
  }

  script(entry: Entry, what: string): Script {
    const {span: [start, end], at} = entry.content;
    const embedded = embeddedIn(this.file.source.slice(start, end)).map(({offset, source}) => {
      const expression = parsedOrNot(source);
      return {text: source, at: this.file.placeAt(start + offset), ...(expression && {expression})};
    });
    return {text: this.text(entry, what), at, embedded};
  }
}

function parsedOrNot(source: string): Expression | undefined {
  try {
    return parseExpression(source);
  } catch {
    return undefined;
  }
}

/** Whether a text is one expression, and nothing stands beside it. */
const isOneExpression = (text: string): boolean => text.startsWith('${{') && endOf(text, 3) === text.length - 2;

function settingOf(text: string, at: Place): Setting {
  const trimmed = text.trim();
  const expression = isOneExpression(trimmed) ? parsedOrNot(trimmed.slice(3, -2)) : undefined;
  return {text, at, ...(expression && {expression})};
}

const always: Expression = {kind: 'literal', value: true, text: 'true'};

/**
 * An `if` as GitHub reads it: one expression, with or without `${{ }}`, or a text with expressions in it, which is true.
 * Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.if`.
 */
function conditionOf(source: string, at: Place, refuse: (why: string) => Error): Condition {
  const parse = (text: string): Expression => {
    try {
      return parseExpression(text);
    } catch (thrown) {
      throw refuse(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  if (!source.includes('${{')) return {source, at, expression: parse(source), mixed: false};
  for (const {source: inner} of embeddedIn(source)) parse(inner);
  if (isOneExpression(source)) return {source, at, expression: parse(source.slice(3, -2)), mixed: false};
  return {source, at, expression: always, mixed: true};
}

function permissionsOf(entry: Entry | undefined): Permissions {
  if (entry === undefined) return 'absent';
  return textOf(entry.content) === 'write-all' ? 'all' : 'given';
}

function concurrencyOf(reading: Reading, entry: Entry | undefined): Concurrency | undefined {
  if (entry === undefined) return undefined;
  const {value} = entry.content;
  const [group, cancels] = isMapping(value) ? [value.get('group'), value.get('cancel-in-progress')] : [entry, undefined];
  const alone = aloneIn((group && textOf(group.content)) ?? '');
  return {at: entry.at, ...(alone && {alone}), ...(cancels && {cancels: reading.condition(cancels, '`cancel-in-progress`')})};
}

const ofOneRun = new Set(['github.run_id', 'github.run_number']);
/** What only a pull request has. Source: docs.github.com, "Contexts reference", `github.head_ref`, and "Webhook events and payloads". */
const ofPullRequests = /^github\.(?:head_ref|base_ref|event\.(?:number|pull_request\..+))$/;

/** Which runs a group is for alone: `${{ github.run_id }}` names every run anew, `${{ github.head_ref || github.run_id }}` all but those of pull requests. */
function aloneIn(group: string): Concurrency['alone'] {
  const kinds = embeddedIn(group).map(({source}): Concurrency['alone'] => {
    const expression = parsedOrNot(source);
    const sides = expression?.kind === 'or' ? expression.args : expression ? [expression] : [];
    const last = sides.at(-1);
    if (last === undefined || !ofOneRun.has(last.text) || !sides.slice(0, -1).every(({text}) => ofPullRequests.test(text))) return undefined;
    return sides.length === 1 ? 'all' : 'but pull requests';
  });
  return kinds.find(kind => kind === 'all') ?? kinds.find(kind => kind !== undefined);
}

function stepOf(reading: Reading, located: Located): Step {
  const keys = reading.mapping(located, 'a step');
  const given = (name: string): Entry | undefined => keys.get(name);
  const [id, name, uses, run, condition, tolerated] = [given('id'), given('name'), given('uses'), given('run'), given('if'), given('continue-on-error')];
  const [parallel, wait, waitAll] = [given('parallel'), given('wait'), given('wait-all')];
  const kinds = [uses, run, parallel, wait, waitAll, given('cancel')].filter(kind => kind !== undefined);
  if (kinds.length !== 1) throw reading.refuse('a step is one of `uses`, `run`, `parallel`, `wait`, `wait-all` and `cancel`', located.at);
  const settings = reading.record(given('with'));
  const script = given('with') && uses && /^actions\/github-script@/.test(textOf(uses.content) ?? '') && isMapping(given('with')!.content.value) ? (
    given('with')!.content.value as Mapping
  ).get('script') : undefined;
  return {
    at: located.at, with: settings,
    ...(id && {id: reading.text(id, '`id`')}),
    ...(name && {name: reading.text(name, '`name`')}),
    ...(condition && {if: reading.condition(condition, '`if`')}),
    ...(tolerated && {continueOnError: reading.condition(tolerated, '`continue-on-error`')}),
    ...(uses && {uses: {text: reading.text(uses, '`uses`'), at: uses.content.at}}),
    ...(run && {run: reading.script(run, '`run`')}),
    ...(script && {run: reading.script(script, '`script`')}),
    ...(parallel && {concurrent: 'parallel' as const, inner: stepsOf(reading, parallel)}),
    ...(textOf(given('background')?.content) === 'true' && {concurrent: 'background' as const}),
    ...(wait && {waits: reading.texts(wait, '`wait`').map(({text}) => text)}),
    ...(waitAll && {waits: 'all' as const}),
  };
}

/** More than any workflow has; a file of a stranger's must not take minutes. */
const mostSteps = 1000;
const mostJobs = 1000;

function stepsOf(reading: Reading, entry: Entry): readonly Step[] {
  if (!isList(entry.content.value)) throw reading.refuse('`steps` must be a list', entry.content.at);
  if (entry.content.value.length > mostSteps) throw reading.refuse(`more than ${mostSteps} steps`, entry.at);
  return entry.content.value.map(step => stepOf(reading, step));
}

function jobOf(reading: Reading, id: string, {at, content}: Entry): Job {
  const keys = reading.mapping(content, `the job ${id}`);
  const [name, needs, condition, tolerated, steps, uses, secrets] = ['name', 'needs', 'if', 'continue-on-error', 'steps', 'uses', 'secrets'].map(key => keys.get(key));
  if ((uses === undefined) === (steps === undefined)) throw reading.refuse(`the job ${id} has neither \`steps\` nor \`uses\`, or both`, at);
  const concurrency = concurrencyOf(reading, keys.get('concurrency'));
  return {
    id, at, permissions: permissionsOf(keys.get('permissions')), outputs: reading.record(keys.get('outputs')), with: reading.record(keys.get('with')),
    needs: needs ? reading.texts(needs, '`needs`') : [],
    steps: steps ? stepsOf(reading, steps) : [],
    ...(concurrency && {concurrency}),
    ...(name && {name: reading.text(name, '`name`')}),
    ...(condition && {if: reading.condition(condition, '`if`')}),
    ...(tolerated && {continueOnError: reading.condition(tolerated, '`continue-on-error`')}),
    ...(uses && {uses: {text: reading.text(uses, '`uses`'), at: uses.content.at}}),
    ...(secrets && textOf(secrets.content) === 'inherit' && {inherits: secrets.content.at}),
  };
}

function triggersOf(reading: Reading, entry: Entry): ReadonlyMap<string, Trigger> {
  const {value} = entry.content;
  if (!isMapping(value)) return new Map(reading.texts(entry, '`on`').map(({text, at}) => [text, {at, filters: new Set()}]));
  return new Map([...value].map(([event, {at, content}]) => [event, {at, filters: new Set(isMapping(content.value) ? content.value.keys() : [])}]));
}

/** The jobs must need each other without a circle and by names that exist; GitHub refuses the file otherwise. */
function checkNeeds(reading: Reading, jobs: readonly Job[]): void {
  const byId = new Map(jobs.map(job => [job.id.toLowerCase(), job]));
  const done = new Set<Job>();
  const open = new Set<Job>();
  function visit(job: Job): void {
    if (done.has(job)) return;
    open.add(job);
    for (const {text, at} of job.needs) {
      const needed = byId.get(text.toLowerCase());
      if (!needed) throw reading.refuse(`the job ${job.id} needs "${text}", which does not exist`, at);
      if (open.has(needed)) throw reading.refuse(`the jobs ${job.id} and ${text} need each other in a circle`, at);
      visit(needed);
    }
    open.delete(job);
    done.add(job);
  }
  for (const job of jobs) visit(job);
}

/** Reads a workflow file. Throws a Refusal with the place for everything that cannot be understood: then nothing is said about the file. */
export function readWorkflow(path: string, source: string): Workflow {
  const reading = new Reading(readLocated(path, source));
  const {root} = reading.file;
  const keys = reading.mapping(root, 'a workflow');
  const [on, jobs, name] = [keys.get('on'), keys.get('jobs'), keys.get('name')];
  if (!on) throw reading.refuse('there is no `on`', root.at);
  if (!jobs) throw reading.refuse('there are no `jobs`', root.at);
  const all = reading.mapping(jobs.content, '`jobs`');
  if (all.size > mostJobs) throw reading.refuse(`more than ${mostJobs} jobs`, jobs.at);
  const read = [...all].map(([id, entry]) => jobOf(reading, id, entry));
  checkNeeds(reading, read);
  const concurrency = concurrencyOf(reading, keys.get('concurrency'));
  return {
    path, at: root.at, triggers: triggersOf(reading, on), permissions: permissionsOf(keys.get('permissions')), jobs: read,
    ...(concurrency && {concurrency}),
    ...(name && {name: reading.text(name, '`name`')}),
  };
}

/** The steps of a composite action; nothing where an action is of another kind. Throws as `readWorkflow` does. */
export function readCompositeAction(path: string, source: string): readonly Step[] | undefined {
  const reading = new Reading(readLocated(path, source));
  const runs = reading.mapping(reading.file.root, 'an action').get('runs');
  const keys = runs && reading.mapping(runs.content, '`runs`');
  const steps = keys?.get('steps');
  return textOf(keys?.get('using')?.content) === 'composite' && steps ? stepsOf(reading, steps) : undefined;
}
