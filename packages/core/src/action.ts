import type * as z from 'zod';
import type {Facts, Opened} from './fact.ts';
import type {Json} from './json.ts';
import type {Block, Conclusion, Outcome, StepRecord} from './outcome.ts';
import type {ChangePorts, ReadPorts} from './ports.ts';
import type {Rule, RuleInfo} from './rule.ts';
import type {Fault} from './ruling.ts';
import type {Secret} from './secret.ts';
import type {Check, Verdict} from './verdict.ts';
import {type Execution, execute} from './execute.ts';

export type {Block};

/** Always given, never declared. `now` is fixed for a run. */
export interface Run {
  readonly now: Date;
  /** W3C trace id: 32 hexadecimal digits, the same in everything that the run leaves. It names the run, never what is released. */
  readonly correlationId: string;
  readonly signal: AbortSignal;
  /** Shown on a terminal only. `total` is undefined while it is not known. */
  progress(done: number, total: number | undefined, unit: string): void;
  /** A line for the log. */
  note(message: string): void;
}

export type Shape = Readonly<Record<string, z.ZodType>>;
export type Values<S extends Shape> = {readonly [K in keyof S]: z.output<S[K]>};

export interface SecretSpec {
  readonly about: string;
  readonly optional?: boolean;
}
export type SecretSpecs = Readonly<Record<string, SecretSpec>>;
type Secrets<S extends SecretSpecs> = {readonly [K in keyof S]: S[K] extends {readonly optional: true} ? Secret | undefined : Secret};
type MaybeSecrets<S> = {readonly [K in keyof S]?: Secret | undefined};

export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/** What a gate is. */
export interface Judging<I extends Shape, S extends SecretSpecs, P extends z.ZodType, F extends Facts<F>, R extends keyof ReadPorts, O extends string> {
  readonly about: string;
  readonly ports: readonly R[];
  /** What the token needs; held against the recorded calls by a test. */
  readonly permissions: Permissions;
  /** `tree`: the facts come from the tree alone, so that a change can be judged against a reference. `world`: they do not, and it is judged as things are. */
  readonly source: 'tree' | 'world';
  /** Plumbing; the common ones are added by the kernel. */
  readonly inputs: I;
  readonly secrets?: S;
  /** Judgement; `enforcement`, `enforcement-by` and `rules` are added by the kernel. */
  readonly policy: P;
  /** Name: description. */
  readonly outputs?: Readonly<Record<O, string>>;
  /** All looking. Streams are folded here by a pure function; the fold's result is the fact. `wants` tells whether a rule that is on needs a fact. */
  collect(ports: Pick<ReadPorts, R>, given: {
    readonly inputs: Values<I>;
    readonly secrets: MaybeSecrets<S>;
    readonly policy: z.output<P>;
    readonly run: Run;
    readonly wants: (fact: string) => boolean;
  }): Promise<F>;
  /** The function form is for preflight, whose rows are rules. */
  readonly rules: readonly Rule<F, z.output<P>>[] | ((policy: z.output<P>) => readonly Rule<F, z.output<P>>[]);
  conclude?(done: {
    readonly facts: NoInfer<F>;
    readonly policy: z.output<P>;
    readonly checks: readonly Check[];
    readonly verdict: Verdict;
    readonly steps: readonly StepRecord[];
  }): Conclusion<NoInfer<O>>;
  /** For preflight alone: why there is nothing to judge at all. The verdict is then `not-run`. */
  idle?(facts: NoInfer<F>): string | undefined;
}

/** `id` is the idempotency key: made from what is asked for, never from the state that the step changes. */
export interface Step<D extends Json> {
  readonly id: string;
  readonly about: string;
  readonly data: D;
}
export interface Done {
  readonly state: 'done';
  readonly receipt: Json;
}
/** Known not to have happened. */
export interface Failed {
  readonly state: 'failed';
  readonly fault: Fault;
}
/** Nobody knows; anything thrown is this. */
export interface Unsettled {
  readonly state: 'unsettled';
  readonly fault: Fault;
}

/** What makes a gate an operation. */
export interface Acting<I extends Shape, S extends SecretSpecs, P extends z.ZodType, F extends Facts<F>, C extends keyof ChangePorts, D extends Json> {
  readonly changes: readonly C[];
  /** Pure, and sees every fact opened: one gap, and there is no plan. */
  plan(facts: {readonly [K in keyof F]: Opened<NoInfer<F>[K]>}, given: {readonly inputs: Values<I>; readonly policy: z.output<P>; readonly now: Date}): readonly Step<D>[];
  /** Asks the world whether the step has happened. Called for steps that an earlier run left open, before the rules; and before each step. */
  settle(step: Step<NoInfer<D>>, ports: Pick<ReadPorts, C>, given: {readonly secrets: Secrets<S>; readonly run: Run; readonly begun: boolean}): Promise<Done | Unsettled | {readonly state: 'not-begun'}>;
  apply(step: Step<NoInfer<D>>, ports: Pick<ChangePorts, C>, given: {readonly secrets: Secrets<S>; readonly policy: z.output<P>; readonly run: Run}): Promise<Done | Failed | Unsettled>;
}

/** What the runtime, the suite, the CLI and the generator hold: types erased. */
export interface Mode {
  readonly kind: 'gate' | 'operation';
  readonly about: string;
  readonly ports: readonly (keyof ReadPorts)[];
  readonly changes: readonly (keyof ChangePorts)[];
  readonly permissions: Permissions;
  readonly source: 'tree' | 'world';
  readonly inputs: Shape;
  readonly secrets: SecretSpecs;
  readonly policy: z.ZodType;
  readonly outputs: Readonly<Record<string, string>>;
  /** Empty for a mode whose rules depend on its policy. */
  readonly rules: readonly RuleInfo[];
  execute(execution: Execution): Promise<Outcome>;
}

/** The specification with its types erased: what `execute` walks over. */
export type ErasedGate = Judging<Shape, SecretSpecs, z.ZodType, Facts<Record<string, never>>, keyof ReadPorts, string>;
export type ErasedOperation = ErasedGate & Acting<Shape, SecretSpecs, z.ZodType, Facts<Record<string, never>>, keyof ChangePorts, Json>;

function modeOf(kind: Mode['kind'], spec: ErasedGate, acting: ErasedOperation | undefined): Mode {
  return {
    kind, about: spec.about, ports: spec.ports, changes: acting?.changes ?? [], permissions: spec.permissions, source: spec.source, inputs: spec.inputs,
    secrets: spec.secrets ?? {}, policy: spec.policy, outputs: spec.outputs ?? {}, rules: typeof spec.rules === 'function' ? [] : spec.rules,
    execute: execution => execute(spec, acting, execution),
  };
}

/** A gate judges and never changes anything. */
export function gate<const I extends Shape, P extends z.ZodType, F extends Facts<F>, const R extends keyof ReadPorts, const S extends SecretSpecs = Record<never, never>, const O extends string = never>(
  spec: Judging<I, S, P, F, R, O>): Mode {
  return modeOf('gate', spec as unknown as ErasedGate, undefined);
}

/** An operation is a gate that goes on to act: without `apply` there is only the plan. */
export function operation<const I extends Shape, P extends z.ZodType, F extends Facts<F>, const R extends keyof ReadPorts, const C extends keyof ChangePorts, D extends Json, const S extends SecretSpecs = Record<never, never>, const O extends string = never>(
  spec: Judging<I, S, P, F, R, O> & Acting<I, S, P, F, C, D>): Mode {
  return modeOf('operation', spec as unknown as ErasedGate, spec as unknown as ErasedOperation);
}

/** A mode that is loaded when something names it. What a call has to know before is declared, and loading it holds it to that. */
export interface LazyMode {
  readonly kind: Mode['kind'];
  /** Its inputs, where it has any, each with its default as action.yml has it. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The names of its secrets, where it has any. */
  readonly secrets?: readonly string[];
  /** The mode whose part of the section it shares, where it has none of its own. */
  readonly part?: string;
  load(): Promise<Mode>;
}

/** An action, of whose modes some may have to be loaded; `Action<Mode>` has them all. */
export interface Action<M extends Mode | LazyMode = Mode | LazyMode> {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** The mode that is meant when none is named; its policy stands directly in the action's section, unless each mode has a part there. */
  readonly main: string;
  /** Each mode has a part of its own in the action's section, the main mode too. */
  readonly partForEach?: true;
  readonly modes: Readonly<Record<string, M>>;
}

/** Whether a mode is there, and not only declared. */
export const isLoaded = (mode: Mode | LazyMode): mode is Mode => 'execute' in mode;

/** A mode where there is no doing without it: throws where it is not there, or not loaded, since to pass over it could read as fine. */
export function loadedMode({id, modes}: Action, name: string): Mode {
  const mode = Object.hasOwn(modes, name) ? modes[name]! : undefined;
  if (!mode || !isLoaded(mode)) throw new Error(`the mode ${id}/${name} ${mode ? 'was not loaded' : 'does not exist'}`);
  return mode;
}

const kebab = /^[a-z][a-z0-9-]*$/;

/** Holds an action's definition to its form; throws on a programmer's mistake. Modes can be lazy where each has a part: a section's keys need all that share it. */
export function defineAction<M extends Mode | LazyMode>(action: Action<M>): Action<M> {
  if (!kebab.test(action.id)) throw new Error(`action id "${action.id}" is not kebab-case`);
  if (!Object.hasOwn(action.modes, action.main)) throw new Error(`${action.id}: main mode "${action.main}" does not exist`);
  for (const [name, mode] of Object.entries<Mode | LazyMode>(action.modes)) {
    if (!kebab.test(name)) throw new Error(`${action.id}: mode "${name}" is not kebab-case`);
    if (isLoaded(mode)) checkRules(`${action.id}/${name}`, mode);
    else if (!action.partForEach) throw new Error(`${action.id}: mode "${name}" cannot be lazy, since modes may share the section`);
  }
  return action;
}

/** Throws where a mode has two rules of one name. */
export function checkRules(gate: string, {rules}: Mode): void {
  const ids = rules.map(rule => rule.id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice) throw new Error(`${gate}: rule "${twice}" is defined twice`);
}
