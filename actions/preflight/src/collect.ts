import {type ContextRead, type Fact, type FilesRead, type GitRead, type Known, type ListedGate, type Outcome, type Run, type Suite, type Waiver, blocks, glob, known, learn, once, orderGates} from '#core';
import {commandMode, sayCommand} from './command.ts';
import type {PreflightPolicy} from './policy.ts';

/** What came of one entry of the list. */
export interface Result {
  readonly entry: ListedGate;
  /** A gap where the gate crashed. */
  readonly outcome: Fact<Outcome>;
}

export interface Facts {
  readonly results: Known<ReadonlyMap<string, Result>>;
  readonly strayWaivers: Known<readonly Waiver[]>;
  /** Whether the user wrote down what is judged. */
  readonly chosen: Known<boolean>;
}

interface Ports {
  readonly files: Pick<FilesRead, 'list'>;
  readonly git: Pick<GitRead, 'changedSince'>;
  readonly context: ContextRead;
  readonly suite: Suite;
}

/** A gate that was not run, and why. */
function notRun(entry: ListedGate, suite: Suite, reason: string, verdict: 'not-run' | 'inconclusive' = 'not-run'): Result {
  return {entry, outcome: known<Outcome>({
    gate: entry.gate, as: entry.as, title: entry.run ? sayCommand(entry.run) : entry.gate, verdict, reason, effect: 'none', enforcement: suite.enforcementOf(entry), checks: [], steps: [], waiversUsed: [],
  })};
}

/** Red in a way that what needs it must not run: a verdict that would block under `enforce`, or a crash. */
const isRed = (result: Result | undefined): boolean => !result || !result.outcome.known || blocks(result.outcome.value.verdict, 'enforce');

/**
 * Judges the listed gates: side by side, each after its needs; with `on-failure: stop` one after the other until one blocks. Everything that was not run
 * says why.
 */
export async function collect(ports: Ports, {inputs, policy, run}: {readonly inputs: {readonly quick: boolean}; readonly policy: PreflightPolicy; readonly run: Run}): Promise<Facts> {
  const {suite} = ports;
  const paths = once(async () => (await ports.files.list()).map(entry => entry.path));
  const changed = once(async () => {
    const {reference} = ports.context.facts();
    return reference === undefined ? undefined : (await ports.git.changedSince(reference)).flatMap(change => [change.path, ...(change.from ? [change.from] : [])]);
  });

  /** Why one form of an entry does not apply, if so. Where it cannot be told what changed, it applies. */
  async function excused({inQuick, when: {present, changed: touched, failed}}: ListedGate, before: ReadonlyMap<string, Result>): Promise<string | undefined> {
    if (inputs.quick && !inQuick) return 'not part of quick mode';
    if (present && !(await paths()).some(glob(present))) return `there is no file like ${present.join(', ')}`;
    if (touched) {
      const differing = await changed();
      if (differing && !differing.some(glob(touched))) return `nothing like ${touched.join(', ')} changed`;
    }
    return failed === undefined || isRed(before.get(failed)) ? undefined : `${failed} is not red: nothing to look into`;
  }

  let done = 0;
  let stoppedBy: string | undefined;
  async function judge(entry: ListedGate, before: ReadonlyMap<string, Result>): Promise<Result> {
    if (suite.enforcementOf(entry) === 'off') return notRun(entry, suite, 'off in policy');
    const excuses = await learn(entry.as, () => Promise.all(suite.formsOf(entry).map(form => excused(form, before))));
    if (!excuses.known) return {entry, outcome: excuses};
    const [excuse] = excuses.value;
    if (excuse !== undefined && excuses.value.every(one => one !== undefined)) return notRun(entry, suite, excuse);
    const red = entry.needs.find(need => isRed(before.get(need)));
    if (red !== undefined) return notRun(entry, suite, `it needs ${red}, which is red`, 'inconclusive');
    if (stoppedBy !== undefined && entry.when.failed === undefined) return notRun(entry, suite, `stopped after ${stoppedBy} was red`, 'inconclusive');
    const judged = await suite.judge(entry, commandMode);
    // Where the change alone keeps a gate from applying, the gate judges it all the same.
    const outcome = excuse !== undefined && judged.known ? known({...judged.value, loosened: [...(judged.value.loosened ?? []), `${entry.as}: would no longer be run: ${excuse}`]}) : judged;
    const result = {entry, outcome};
    if (policy.onFailure === 'stop' && isRed(result) && suite.enforcementOf(entry) === 'enforce') stoppedBy ??= entry.as;
    run.progress(++done, policy.gates.length, 'gates');
    return result;
  }

  const started = new Map<string, Promise<Result>>();
  const {order} = orderGates(policy.gates);
  for (const entry of order) {
    const needed = [...entry.needs, ...(entry.when.failed ? [entry.when.failed] : []), ...(policy.onFailure === 'stop' ? [...started.keys()] : [])];
    started.set(entry.as, Promise.all(needed.map(async need => [need, await started.get(need)!] as const)).then(before => judge(entry, new Map(before))));
  }
  const results = new Map<string, Result>();
  for (const [as, result] of started) results.set(as, await result);
  return {results: {known: true, value: results}, strayWaivers: {known: true, value: suite.strayWaivers}, chosen: {known: true, value: suite.chosen}};
}
