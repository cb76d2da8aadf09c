import type {ErasedGate, ErasedOperation, Run, Step} from './action.ts';
import type {Baseline, BaselineEntry} from './baseline.ts';
import type {Enforcement} from './enforcement.ts';
import {coverExceptions} from './exceptions.ts';
import {type Fact, type FactList, type Gap, gapOf, gapsIn} from './fact.ts';
import type {Json} from './json.ts';
import {type KernelRule, kernelRules} from './kernel-rules.ts';
import type {Conclusion, Effect, Outcome, StepRecord} from './outcome.ts';
import type {ChangePorts, ReadPorts} from './ports.ts';
import {type Rule, faultOfGap} from './rule.ts';
import {type Fault, type Ruling, broken, held, undecided} from './ruling.ts';
import type {Secret} from './secret.ts';
import {type Check, findingsOf, verdictOf, worse} from './verdict.ts';
import type {Waiver, WaiverTerms} from './waiver.ts';

/** What an operation remembers between runs. `begin` and `end` are on disk when they return. */
export interface Journal {
  /** The steps that an earlier run began and did not end. */
  open(): Promise<readonly Step<Json>[]>;
  begin(step: Step<Json>): Promise<void>;
  end(id: string, state: StepRecord['state']): Promise<void>;
}

/** The exceptions that are in force for a gate, and the rules for them. */
export interface Exceptions {
  readonly waivers: readonly Waiver[];
  readonly baseline?: Baseline;
  readonly baselinePath?: string;
  /** What the change under judgement adds to the baseline of its base. */
  readonly baselineGrowth?: readonly BaselineEntry[];
  readonly terms: WaiverTerms;
  /** On a release an exception that covers nothing fails at once. */
  readonly release: boolean;
  /** Whether somebody started the run with *Run workflow*: only then emergency overrides cover anything. */
  readonly byHand?: boolean;
}

/** One run of one mode: everything that it is given. */
export interface Execution {
  readonly gate: string;
  readonly as: string;
  readonly title: string;
  /** The action's id: the part of a rule's name before the slash. */
  readonly action: string;
  readonly ports: Partial<ReadPorts>;
  readonly changePorts: Partial<ChangePorts>;
  readonly run: Run;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, Secret | undefined>>;
  readonly policy: unknown;
  readonly enforcement: Enforcement;
  readonly ruleEnforcement: (rule: string, fallback: Enforcement) => Enforcement;
  readonly exceptions: Fact<Exceptions>;
  readonly apply: boolean;
  readonly journal: Journal;
}

type ErasedFacts = Readonly<Record<string, Fact<unknown> | FactList<unknown>>>;
type ErasedRule = Rule<Record<string, unknown>, unknown>;

function faultOfThrown(thrown: unknown, what: string): Fault {
  return faultOfGap(gapOf(thrown, what));
}

function checkOf(action: string, info: {readonly id: string; readonly about: string}, enforcement: Enforcement, ruling: Ruling): Check {
  const rule = `${action}/${info.id}`;
  const {state, examined, reason, observed, expected, counts} = ruling;
  return {
    rule, about: info.about, enforcement, state, examined, findings: findingsOf(rule, ruling.broken, ruling.undecided),
    ...(reason !== undefined && {reason}), ...(observed !== undefined && {observed}), ...(expected !== undefined && {expected}), ...(counts && {counts}),
  };
}

/** A check of the kernel's own about something that could not be done; enforced always, so that the run cannot pass. */
function undecidedCheck(action: string, id: KernelRule, fault: Fault): Check {
  return checkOf(action, {id, about: kernelRules[id].about}, 'enforce', undecided(fault));
}

function judge(rule: ErasedRule, facts: Fact<ErasedFacts>, execution: Execution, enforcement: Enforcement): Check {
  const {action, policy, run} = execution;
  try {
    return checkOf(action, rule, enforcement, facts.known ? rule.judge(facts.value, policy, run.now) : undecided(faultOfGap(facts)));
  } catch (thrown) {
    return checkOf(action, rule, enforcement, undecided(faultOfThrown(thrown, `the rule ${action}/${rule.id}`)));
  }
}

/** Every fact opened for a plan; or the first gap. */
function openAll(facts: ErasedFacts): {readonly opened: Readonly<Record<string, unknown>>} | {readonly gap: Gap} {
  const opened: Record<string, unknown> = {};
  for (const [name, fact] of Object.entries(facts)) {
    const [gap] = gapsIn(fact);
    if (gap) return {gap};
    opened[name] = 'items' in fact ? fact.items : fact.known ? fact.value : undefined;
  }
  return {opened};
}

interface Acted {
  readonly steps: readonly StepRecord[];
  readonly checks: readonly Check[];
}

const nothing: Acted = {steps: [], checks: []};

/** What a run has changed, by what became of its steps. */
function effectOf(steps: readonly StepRecord[]): Effect {
  const any = (state: StepRecord['state']): boolean => steps.some(step => step.state === state);
  if (any('unsettled')) return 'unsettled';
  if (any('planned')) return 'planned';
  if (!any('done')) return 'none';
  return any('failed') || any('not-begun') ? 'partial' : 'done';
}

function stepCheck(action: string, step: Step<Json>, ruling: Ruling): Check {
  return checkOf(action, {id: `step.${step.id}`, about: step.about}, 'enforce', ruling);
}

/** Settles what an earlier run began and did not end. What has not happened is closed, and planned anew if it is still wanted. */
async function settleOpen(spec: ErasedOperation, execution: Execution): Promise<Acted> {
  const {action, journal, ports, secrets, run} = execution;
  const steps: StepRecord[] = [];
  const checks: Check[] = [];
  let open: readonly Step<Json>[];
  try {
    open = await journal.open();
  } catch (thrown) {
    return {...nothing, checks: [undecidedCheck(action, 'journal', faultOfThrown(thrown, 'the journal'))]};
  }
  for (const step of open) {
    try {
      const answer = await spec.settle(step as Step<never>, ports as never, {secrets: secrets as never, run, begun: true});
      if (answer.state === 'unsettled') {
        steps.push({id: step.id, about: step.about, state: 'unsettled', already: false});
        checks.push(stepCheck(action, step, undecided(answer.fault)));
        break;
      }
      await journal.end(step.id, answer.state);
      if (answer.state === 'done') {
        steps.push({id: step.id, about: step.about, state: 'done', already: true, receipt: answer.receipt});
        checks.push(stepCheck(action, step, held()));
      }
    } catch (thrown) {
      steps.push({id: step.id, about: step.about, state: 'unsettled', already: false});
      checks.push(stepCheck(action, step, undecided(faultOfThrown(thrown, step.about))));
      break;
    }
  }
  return {steps, checks};
}

function planOf(spec: ErasedOperation, facts: ErasedFacts, execution: Execution): readonly Step<Json>[] | Check {
  try {
    const answer = openAll(facts);
    if ('gap' in answer) return undecidedCheck(execution.action, 'plan', faultOfGap(answer.gap));
    const steps = spec.plan(answer.opened as never, {inputs: execution.inputs as never, policy: execution.policy as never, now: execution.run.now});
    const ids = new Set(steps.map(step => step.id));
    if (ids.size !== steps.length) throw new Error('two steps of the plan have the same id');
    return steps;
  } catch (thrown) {
    return undecidedCheck(execution.action, 'plan', faultOfThrown(thrown, 'the plan'));
  }
}

async function applyStep(spec: ErasedOperation, step: Step<Json>, execution: Execution,
  progress: {readonly done: number; readonly total: number}): Promise<{readonly record: StepRecord; readonly ruling: Ruling}> {
  const {journal, ports, changePorts, secrets, policy, run} = execution;
  const record = (state: StepRecord['state'], already: boolean, receipt?: Json): StepRecord => ({id: step.id, about: step.about, state, already,
    ...(receipt !== undefined && {receipt})});
  try {
    run.signal.throwIfAborted();
    run.progress(progress.done, progress.total, 'steps');
    const before = await spec.settle(step as Step<never>, ports as never, {secrets: secrets as never, run, begun: false});
    if (before.state === 'done') return {record: record('done', true, before.receipt), ruling: held()};
    if (before.state === 'unsettled') return {record: record('unsettled', false), ruling: undecided(before.fault)};
    await journal.begin(step);
  } catch (thrown) {
    return {record: record('not-begun', false), ruling: undecided(faultOfThrown(thrown, step.about))};
  }
  try {
    const after = await spec.apply(step as Step<never>, changePorts as never, {secrets: secrets as never, policy: policy as never, run});
    if (after.state === 'unsettled') return {record: record('unsettled', false), ruling: undecided(after.fault)};
    await journal.end(step.id, after.state);
    return after.state === 'done' ? {record: record('done', false, after.receipt), ruling: held()} : {record: record('failed', false), ruling: broken(after.fault)};
  } catch (thrown) {
    return {record: record('unsettled', false), ruling: undecided(faultOfThrown(thrown, step.about))};
  }
}

/**
 * Plans and, with `apply` and nothing that blocks, carries the steps out; nothing runs after a step that failed or is unsettled. What this run has just
 * settled as done is not asked for again.
 */
async function act(spec: ErasedOperation, facts: ErasedFacts, execution: Execution, settled: readonly StepRecord[], blocked: boolean): Promise<Acted> {
  const plan = planOf(spec, facts, execution);
  if (!Array.isArray(plan)) return {...nothing, checks: [plan as Check]};
  const steps = plan as readonly Step<Json>[];
  const records: StepRecord[] = [];
  const checks: Check[] = [];
  let stopped = !execution.apply || blocked;
  const idle: StepRecord['state'] = execution.apply ? 'not-begun' : 'planned';
  for (const [i, step] of steps.entries()) {
    const finished = settled.find(record => record.id === step.id);
    if (finished) {
      records.push(finished);
      continue;
    }
    if (stopped) {
      records.push({id: step.id, about: step.about, state: idle, already: false});
      continue;
    }
    const {record, ruling} = await applyStep(spec, step, execution, {done: i, total: steps.length});
    records.push(record);
    checks.push(stepCheck(execution.action, step, ruling));
    stopped = record.state !== 'done';
  }
  return {steps: records, checks};
}

/**
 * Runs a mode: settles, collects, judges, plans, acts, concludes. Never throws: whatever is thrown becomes an undecided check, so that no crash can end
 * as a pass. The only loop in which gates and operations differ is `act`.
 */
export async function execute(spec: ErasedGate, acting: ErasedOperation | undefined, execution: Execution): Promise<Outcome> {
  const {action, run, policy, inputs, secrets} = execution;
  const settled = acting && execution.apply ? await settleOpen(acting, execution) : nothing;

  let rules: readonly ErasedRule[] = [];
  let facts: Fact<ErasedFacts>;
  const broke: Check[] = [];
  try {
    const all = (typeof spec.rules === 'function' ? spec.rules(policy) : spec.rules) as unknown as readonly ErasedRule[];
    rules = all.filter(rule => execution.ruleEnforcement(rule.id, rule.enforcement) !== 'off');
    const wanted = new Set(acting ? undefined : rules.flatMap(rule => rule.on));
    const wants = (fact: string): boolean => acting !== undefined || wanted.has(fact);
    facts = {known: true, value: await spec.collect(execution.ports as never, {inputs, secrets: secrets as never, policy, run, wants}) as ErasedFacts};
  } catch (thrown) {
    facts = gapOf(thrown, execution.as);
    if (rules.length === 0) broke.push(undecidedCheck(action, 'collect', faultOfGap(facts)));
  }

  const judged = rules.map(rule => judge(rule, facts, execution, execution.ruleEnforcement(rule.id, rule.enforcement)));
  const named = (chosen: readonly ErasedRule[]): ReadonlySet<string> => new Set(chosen.map(rule => `${action}/${rule.id}`));
  const special = {noBaseline: named(rules.filter(rule => !rule.baseline)), emergency: named(rules.filter(rule => rule.emergency))};
  const covered = coverExceptions(action, [...broke, ...judged], execution.exceptions, special, run.now);
  // Only the rules guard the steps: a step of an earlier run that is found done is no reason to go on.
  const guard = verdictOf(covered.checks);
  const unknown = settled.checks.some(check => check.state !== 'held');

  const acted = acting && facts.known && !settled.steps.some(step => step.state === 'unsettled')
    ? await act(acting, facts.value, execution, settled.steps, unknown || guard === 'fail' || guard === 'inconclusive')
    : nothing;

  const planned = new Set(acted.steps.map(step => step.id));
  const steps = [...settled.steps.filter(step => !planned.has(step.id)), ...acted.steps];
  let checks = [...covered.checks, ...settled.checks, ...acted.checks];
  let conclusion: Conclusion = {};
  let idle: string | undefined;
  if (facts.known) {
    try {
      idle = spec.idle?.(facts.value as never);
      conclusion = {...spec.conclude?.({facts: facts.value as never, policy, checks, verdict: worse(guard, verdictOf(checks)), steps})};
    } catch (thrown) {
      checks = [...checks, undecidedCheck(action, 'conclude', faultOfThrown(thrown, 'the result'))];
    }
  }
  const open = checks.some(check => check.enforcement === 'enforce' && (check.state === 'broken' || check.state === 'undecided'));
  const verdict = idle !== undefined && !open ? 'not-run' : worse(guard, verdictOf(checks));
  return {
    ...conclusion, gate: execution.gate, as: execution.as, title: execution.title, verdict, enforcement: execution.enforcement, checks, steps,
    effect: effectOf(steps),
    waiversUsed: covered.used, ...(idle !== undefined && {reason: idle}),
  };
}
