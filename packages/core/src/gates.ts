import * as z from 'zod';
import type {Action} from './action.ts';
import {actionIds} from './catalog.ts';
import {splitCommand} from './command-line.ts';
import {type Enforcement, type EnforcementBy, enforcement, enforcementBy} from './enforcement.ts';
import {evidenceFileOf} from './evidence.ts';
import type {Place} from './fact.ts';
import type {Json} from './json.ts';
import type {Path} from './json-tree.ts';
import {nearest} from './nearest.ts';
import {once} from './once.ts';
import type {Problem} from './problem.ts';
import {duration, flag, list, path, text} from './values.ts';

const schemas = once(() => {
  const when = z.strictObject({
    present: z.array(path()).min(1).optional().describe('Only where the tree holds a file that matches one of these globs'),
    changed: z.array(path()).min(1).optional().describe('Only when a file that matches one of these globs changed; on a release always'),
    failed: text().optional().describe('Only after this gate was red: a diagnosis, which never changes the result'),
  }).describe('When the gate applies');

  const common = {
    enforcement: enforcement.optional().describe('enforce blocks, warn reports, off does not run'),
    'enforcement-by': enforcementBy().optional().describe('Enforcement by branch, tag, event, tier or environment'),
    needs: list().optional().describe('Gates that have to be green before this one runs'),
    as: text().optional().describe('The name of this entry where a gate is listed twice'),
    when: when.optional(),
    'in-quick': flag().optional().describe('Whether quick mode runs it; default true'),
  };

  const listed = z.strictObject({
    ...common,
    run: z.never().optional(),
    policy: z.record(z.string(), z.unknown()).optional().describe('Settings for this entry, laid over the section of the action'),
  });
  const command = z.strictObject({
    ...common,
    run: z.union([text(), z.array(z.string()).min(1)]).describe('A command that must end with 0: words, or a list of arguments; a shell only with `shell`'),
    shell: z.enum(['bash', 'sh', 'pwsh']).optional().describe('Hand `run` to this shell'),
    directory: path().optional().describe('Where it runs; default the root'),
    timeout: duration().default(3_600_000).meta({default: '1h'}).describe('Default 1h'),
    env: list().optional().describe('Environment variables that it needs; their values are kept out of logs and report files'),
  });
  const entry = z.union([enforcement, listed, command]);

  return {gates: z.record(z.string(), z.union([entry, z.array(z.union([listed, command])).min(1)])), entry, listed, command};
});

/** The list of gates: a map in order, from an action, `action/mode` or a name of one's own (with `run`) to how it is judged. */
export const gatesSchema = () => schemas().gates;

type Schemas = ReturnType<typeof schemas>;

/** A command as a gate. */
export interface RunSpec {
  readonly run: string | readonly string[];
  readonly shell?: 'bash' | 'sh' | 'pwsh';
  readonly directory?: string;
  readonly timeoutMs: number;
  readonly env: readonly string[];
}

/** One entry of the list, in full. */
export interface ListedGate {
  /** Its name in the list and in every report. */
  readonly as: string;
  /** `action` or `action/mode`; for a command its name. */
  readonly gate: string;
  readonly run?: RunSpec;
  readonly enforcement?: Enforcement;
  readonly 'enforcement-by'?: EnforcementBy;
  readonly needs: readonly string[];
  readonly when: {readonly present?: readonly string[] | undefined; readonly changed?: readonly string[] | undefined; readonly failed?: string | undefined};
  readonly inQuick: boolean;
  readonly policy?: Readonly<Record<string, Json>>;
  /** Where it stands in the configuration. */
  readonly path: Path;
}

type Entry = z.output<Schemas['entry']>;

function fullEntry(gate: string, written: Entry, path: Path): ListedGate {
  const given = typeof written === 'string' ? {enforcement: written} : written;
  const {run, shell, directory, timeout, env, policy} = given as Partial<z.output<Schemas['command']> & Omit<z.output<Schemas['listed']>, 'run'>>;
  return {
    as: given.as ?? gate, gate, needs: given.needs ?? [], when: given.when ?? {}, inQuick: given['in-quick'] ?? true, path,
    ...(given.enforcement && {enforcement: given.enforcement}),
    ...(given['enforcement-by'] && {'enforcement-by': given['enforcement-by']}),
    ...(policy && {policy: policy as Readonly<Record<string, Json>>}),
    ...(run !== undefined && {run: {run, timeoutMs: timeout!, env: env ?? [], ...(shell && {shell}), ...(directory && {directory})}}),
  };
}

/** The list in full, in the order in which it is written. */
export function listGates(gates: z.output<Schemas['gates']>): readonly ListedGate[] {
  return Object.entries(gates).flatMap(([gate, written]) => Array.isArray(written)
    ? written.map((one, i) => fullEntry(gate, one, ['gates', gate, i]))
    : [fullEntry(gate, written, ['gates', gate])]);
}

/**
 * The gates in an order in which every need comes before what needs it; entries of a circle are left out and returned by name. A diagnosis needs what it
 * diagnoses.
 */
export function orderGates(gates: readonly ListedGate[]): {readonly order: readonly ListedGate[]; readonly circle: readonly string[]} {
  const left = new Map(gates.map(gate => [gate.as, gate]));
  const order: ListedGate[] = [];
  for (let moved = true; moved;) {
    moved = false;
    for (const gate of [...left.values()]) {
      if ([...gate.needs, ...(gate.when.failed ? [gate.when.failed] : [])].some(need => left.has(need))) continue;
      left.delete(gate.as);
      order.push(gate);
      moved = true;
    }
  }
  return {order, circle: [...left.keys()]};
}

/** Rows that preflight has beside those of the gates. */
const ownRows: readonly string[] = ['complete', 'listed', 'exceptions.listed'];
/** The report file of the whole run. */
const wholeFile = evidenceFileOf({as: 'preflight/judge', gate: 'preflight/judge'});

/** The report file of an entry. In: the entry, and its action where this bundle has it. */
function reportFileOf({as, gate}: ListedGate, action: Action | undefined): string {
  return evidenceFileOf({as, gate: action?.id === gate ? `${gate}/${action.main}` : gate});
}

/** The cross-field rules of the list of gates; everything wrong at once. */
export function problemsOfGates(gates: readonly ListedGate[], actions: readonly Action[], placeOf: (path: Path) => Place | undefined): readonly Problem[] {
  const problems: Problem[] = [];
  const known = actions.flatMap(action => [action.id, ...Object.keys(action.modes).map(mode => `${action.id}/${mode}`)]).filter(gate => !gate.startsWith('preflight'));
  const others = actionIds.filter(id => id !== 'preflight' && !known.includes(id));
  const names = gates.map(gate => gate.as);
  const files = gates.map(gate => reportFileOf(gate, gate.run ? undefined : actions.find(one => one.id === gate.gate)));
  const problem = (gate: ListedGate, message: string, fix: string, under: Path = []): void => {
    const place = placeOf([...gate.path, ...under]);
    problems.push({message, fix, key: [...gate.path, ...under].join('.'), ...(place && {at: place})});
  };
  for (const [i, gate] of gates.entries()) {
    const action = gate.gate.split('/')[0]!;
    const mode = actions.find(one => one.id === action)?.modes[gate.gate.split('/')[1] ?? ''];
    if (gate.run) {
      if (actionIds.includes(action)) problem(gate, `"${gate.gate}" is the name of an action and cannot be a command`, 'Give the command another name.');
      if (gate.run.shell === undefined && typeof gate.run.run === 'string' && !splitCommand(gate.run.run)) {
        problem(gate, 'the command needs a shell, or has an open quote', 'Add `shell: bash`, or write the arguments as a list.', ['run']);
      }
      if (gate.run.shell !== undefined && typeof gate.run.run !== 'string') problem(gate, 'a shell takes one text, not a list',
        'Leave `shell` out, or write the line as a text.', ['run']);
    } else if (!known.includes(gate.gate) && !(actionIds.includes(action) && action !== 'preflight' && !actions.some(one => one.id === action))) {
      // An action that was not loaded is known by its name alone.
      const meant = nearest(gate.gate, [...known, ...others]) ?? nearest(action, others);
      problem(gate, `there is no gate "${gate.gate}"`, `${meant ? `Did you mean "${meant}"? ` : ''}A command of your own is written {run: …}.`);
    } else if (mode?.kind === 'operation') {
      problem(gate, `"${gate.gate}" acts and cannot be a gate`, `Run it by itself: shipgate ${gate.gate.replace('/', ' ')}.`);
    }
    if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(gate.as)) problem(gate, `"${gate.as}" cannot be a name`,
      'Use letters, digits, ".", "-", "_" and "/": report files are named for it.');
    if (names.indexOf(gate.as) !== i) problem(gate, `the name "${gate.as}" is used twice`, 'Name the second with `as`.');
    else if (files.indexOf(files[i]!) !== i || files[i] === wholeFile) problem(gate, `the report file ${files[i]} of "${gate.as}" would be that of ${files[i] === wholeFile ? 'the whole run' : `"${names[files.indexOf(files[i]!)]}"`}`, 'Give it another name with `as`.');
    if (ownRows.includes(gate.as)) problem(gate, `"${gate.as}" is a check of preflight itself`, 'Give it another name with `as`.');
    for (const need of [...gate.needs, ...(gate.when.failed ? [gate.when.failed] : [])]) {
      if (names.includes(need)) continue;
      const meant = nearest(need, names);
      problem(gate, `it needs "${need}", which is not listed`, meant ? `Did you mean "${meant}"?` : 'List it, or remove the need.',
        gate.needs.includes(need) ? ['needs'] : ['when', 'failed']);
    }
  }
  const {circle} = orderGates(gates);
  const first = gates.find(gate => circle.includes(gate.as));
  if (first) problem(first, `these gates need each other in a circle: ${circle.join(', ')}`, 'Remove one of the needs.', ['needs']);
  return problems;
}
