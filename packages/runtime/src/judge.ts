import {
  type Action, type Check, type Fact, type Gap, type KernelRule, type LazyAction, type Outcome, type Run, type RunRecord, Misconfiguration, Refusal, blocks, faultOfGap, findingsOf, gapOf, kernelRules, known,
    loadModes, loadedMode, worse,
} from '#core';
import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {bareOutcome} from './bare-outcome.ts';
import {commonInputs, operationInputs} from './common-inputs.ts';
import {removeEarlierEvidence} from './earlier-evidence.ts';
import {setEngine} from './engine.ts';
import type {EventReading} from './event.ts';
import {correlationIdOf, toolDigest} from './identity.ts';
import {parseInputs, parseSecrets} from './inputs.ts';
import {fileJournal} from './journal.ts';
import {recordRun} from './ledger/record-run.ts';
import {githubApi} from './ports/github-api.ts';
import {type Drawn, draw, removeEvidence, reportFolder, writeWhole} from './reports.ts';
import {type Scene, recordOf} from './run-record.ts';
import {judgeMode, judgePreflight, namesOfGates, suiteOf} from './judging.ts';
import {repositoryRoot} from './ports/repository.ts';
import {type Session, type SessionOptions, openSession} from './session.ts';
import {keepEvidence} from './store/keep-evidence.ts';
import {storeJournal} from './store/store-journal.ts';
import type {Surroundings} from './surroundings.ts';

/** A call of one mode, as a workflow or a command line gives it: every value a text. */
export interface Call {
  readonly action: Action;
  readonly mode: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly token: string | undefined;
}

/** What the two sides, GitHub and terminal, do differently while a run goes on. */
export interface Side {
  readonly surroundings: Surroundings;
  readonly event: (environment: string | undefined) => EventReading;
  readonly signal: AbortSignal;
  readonly progress: Run['progress'];
  readonly note: Run['note'];
  /** Hides texts from everything that is shown from now on. */
  hide(texts: readonly string[]): void;
  mask(text: string): string;
}

export interface Judged {
  readonly record: RunRecord;
  readonly drawn: Drawn;
  readonly root: string;
  /** The folder for report files. */
  readonly folder: string;
  /** 0 may ship, 1 blocked. */
  readonly exitCode: 0 | 1;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A check of the runtime's own, that something after the judging could not be done; the verdict can then no longer be a pass. */
function withUndecided(outcome: Outcome, id: KernelRule, what: string, thrown: unknown): Outcome {
  const rule = `${outcome.gate.split('/')[0]}/${id}`;
  const check: Check = {rule, about: kernelRules[id].about, enforcement: 'enforce', state: 'undecided', examined: 0, findings: findingsOf(rule, [], [faultOfGap(gapOf(thrown, what))])};
  return {...outcome, checks: [...outcome.checks, check], verdict: worse(outcome.verdict, 'inconclusive')};
}

async function open(options: SessionOptions): Promise<Fact<Session>> {
  try {
    return known(await openSession(options));
  } catch (thrown) {
    if (thrown instanceof Misconfiguration) throw thrown;
    return gapOf(thrown, 'the repository');
  }
}

function sceneOf(opened: Fact<Session>, {workspace, event}: SessionOptions): Scene {
  return opened.known
    ? {...opened.value, filesRead: () => opened.value.tree.filesRead()}
    : {root: workspace, context: event.facts, configurationFiles: new Map(), changed: [], notes: [], filesRead: () => []};
}

/** The outcome of a run that could not judge: by which policy it would have been is not known, so that it blocks. */
function unjudged(action: Action, modeName: string, id: KernelRule, gap: Gap): Outcome {
  const gate = `${action.id}/${modeName}`;
  const rule = `${action.id}/${id}`;
  const check: Check = {rule, about: kernelRules[id].about, enforcement: 'enforce', state: 'undecided', examined: 0, findings: findingsOf(rule, [], [faultOfGap(gap)])};
  return {gate, as: gate, title: action.title, verdict: 'inconclusive', effect: 'none', enforcement: 'enforce', checks: [check], steps: [], waiversUsed: []};
}

/**
 * Runs one mode: reads inputs and configuration, judges, draws, and writes the evidence before anything else. Throws Misconfiguration (exit 2) for the
 * user's mistakes: then what an earlier run left is gone, so that nobody takes it for the result of this one. Nothing else that happens here ends without
 * a record.
 */
export async function judge(call: Call, suite: readonly (Action | LazyAction)[], side: Side): Promise<Judged> {
  try {
    return await judgeInOrder(call, suite, side);
  } catch (thrown) {
    if (thrown instanceof Misconfiguration) await forgetEarlier(call, side);
    throw thrown;
  }
}

async function forgetEarlier({action, mode, inputs}: Call, {surroundings: {workspace}}: Side): Promise<void> {
  try {
    const root = await repositoryRoot(workspace).catch(() => undefined) ?? workspace;
    removeEarlierEvidence(reportFolder(root, inputs['evidence-dir'] || commonInputs['evidence-dir'].parse(undefined)), `${action.id}/${mode}`);
  } catch {
    // There is no such folder, or it leads elsewhere: that is what the user is told.
  }
}

async function judgeInOrder(call: Call, suite: readonly (Action | LazyAction)[], side: Side): Promise<Judged> {
  const {mode: modeName, token} = call;
  const startedAt = new Date();
  const action = await loadModes(call.action, [modeName]);
  const mode = loadedMode(action, modeName);
  const isPreflight = mode.ports.includes('suite');
  const {surroundings, signal: cancelled} = side;
  const shape = {...commonInputs, ...(mode.kind === 'operation' && operationInputs), ...mode.inputs};
  const values = parseInputs(shape, call.inputs);
  const common = values as unknown as {
    config?: string; set: readonly string[]; 'evidence-dir': string; reports: readonly ('sarif' | 'junit')[]; environment?: string; 'timeout-minutes': number;
    apply?: boolean; quick?: boolean; ref?: string; since?: string;
  };
  const apply = common.apply ?? false;
  const quick = common.quick ?? false;
  const secrets = parseSecrets(mode, call.secrets, apply);
  side.hide([...Object.values(call.secrets), ...(token ? [token] : [])]);
  await setEngine(isPreflight || mode.source === 'tree');

  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(common['timeout-minutes'] * 60_000)]);
  const run: Run = {now: startedAt, correlationId: correlationIdOf(surroundings.github, startedAt, surroundings.workspace), signal, progress: side.progress, note: side.note};
  const event = side.event(common.environment);
  const wished: EventReading = common.since === undefined ? event : {...event, wish: {kind: 'commit', commit: common.since, name: common.since}, proposed: true,
    facts: {...event.facts, scope: 'change'}};
  const github = githubApi({apiUrl: surroundings.github?.apiUrl ?? surroundings.environment['GITHUB_API_URL'] ?? 'https://api.github.com', environment: surroundings.environment, signal, ...(token && {token})});

  const options: SessionOptions = {
    workspace: surroundings.workspace, event: wished, suite, action, looksAtOthers: isPreflight || mode.ports.includes('policy'), config: common.config, set: common.set, ref: common.ref, github, run,
    mask: text => side.mask(text), environment: surroundings.environment, evidenceDir: common['evidence-dir'],
  };
  const opened = await open(options);
  const scene = sceneOf(opened, options);
  try {
    const folder = reportFolder(scene.root, common['evidence-dir']);
    const gate = `${action.id}/${modeName}`;
    const own = {gate, as: gate};
    // What an earlier run left must not be taken for what this one found out, however it ends.
    removeEvidence(folder, [own, ...(opened.known ? namesOfGates(opened.value) : []).filter(one => isPreflight || one.gate === gate)]);
    let outcome: Outcome;
    if (opened.known) {
      const session = opened.value;
      side.hide(session.gates.flatMap(one => one.run?.env ?? []).flatMap(name => secretsIn(surroundings.environment[name] ?? '')));
      const operation = `${action.id}.${modeName}`;
      const journal = session.store.kind === 'branch' ? storeJournal(session.store, operation) : fileJournal(join(folder, 'journal', `${operation}.jsonl`));
      const given = {inputs: values, secrets, apply, journal};
      try {
        outcome = isPreflight ? await judgePreflight(session, gate, given, suiteOf(session, quick)) : await judgeMode(session, gate, given);
      } catch (thrown) {
        if (thrown instanceof Misconfiguration) throw thrown;
        outcome = unjudged(action, modeName, 'judging', gapOf(thrown, 'what is listed'));
      }
    } else {
      outcome = unjudged(action, modeName, 'repository', opened);
    }
    if (signal.aborted) outcome = withUndecided(outcome, 'end', 'this run', signal.reason);

    const command = modeName === action.main ? [action.id] : [action.id, modeName];
    const told = {
      startedAt, correlationId: run.correlationId, command, config: common.config, set: common.set, quick, folder: common['evidence-dir'].replace(/\/+$/, '') || '/', github: surroundings.github,
      toolDigest: toolDigest(process.argv[1]),
    };
    const recordNow = (): RunRecord => recordOf(outcome, scene, told);

    let drawn: Drawn;
    try {
      drawn = draw(recordNow(), common.reports);
    } catch (thrown) {
      outcome = withUndecided(bareOutcome(outcome), 'report', 'the report', thrown);
      drawn = {...draw(recordNow(), []), reports: []};
    }
    let written = true;
    try {
      for (const file of drawn.evidence) writeWhole(join(folder, file.path), file.content);
    } catch (thrown) {
      written = false;
      const refusal = new Refusal({
        code: 'refused', what: 'the report file', why: `it could not be written to ${folder}: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
        fix: 'Make room on the disk, remove what stands in its place, or name a folder that can be written to: `evidence-dir`.',
      }, {cause: thrown});
      outcome = withUndecided(outcome, 'evidence', 'the report file', refusal);
      side.note(refusal.message);
    }
    for (const file of drawn.reports) {
      try {
        writeWhole(join(folder, file.path), file.content);
      } catch (thrown) {
        side.note(`${file.path} could not be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    }
    const record = recordNow();
    if (opened.known && written && !signal.aborted) {
      const {store, configuration} = opened.value;
      const notes = await keepEvidence({store, record, evidence: drawn.evidence, inActions: surroundings.github !== undefined, asked: configuration.history !== undefined});
      for (const note of notes) side.note(note);
      if (recorded(configuration.record, record, mode.kind === 'operation' && action.id === 'audit-chain')) {
        try {
          await recordRun(opened.value.ledger, record, sha256(drawn.evidence[0]!.content), startedAt);
        } catch (thrown) {
          outcome = withUndecided(outcome, 'record', 'the audit log', thrown);
          side.note(thrown instanceof Error ? thrown.message : String(thrown));
        }
      }
    }
    return {record: recordNow(), drawn, root: scene.root, folder, exitCode: !written || blocks(outcome.verdict, outcome.enforcement) ? 1 : 0};
  } finally {
    if (opened.known) await opened.value.dispose();
  }
}

/** Whether the policy wants a run in the audit log: never one that may not write, and never one of the log's own operations, which leave their own records. */
function recorded(wanted: 'off' | 'releases' | 'all', {outcome, context}: RunRecord, ownOperation: boolean): boolean {
  if (wanted === 'off' || context.untrusted || ownOperation) return false;
  return wanted === 'all' || context.scope === 'release' || outcome.effect === 'done' || outcome.effect === 'partial' || outcome.effect === 'unsettled';
}

/** What of a variable must not be shown: its value and, where it is an address, the password in it. */
function secretsIn(value: string): readonly string[] {
  const password = URL.canParse(value) ? new URL(value).password : '';
  return [value, password, decodeURIComponent(password.replace(/%(?![0-9a-f]{2})/gi, '%25'))].filter(text => text !== '');
}
