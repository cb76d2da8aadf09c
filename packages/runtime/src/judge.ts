import {
  type Action, type Check, type Outcome, type Run, type RunRecord, blocks, digestOfFiles, faultOfGap, findingsOf, gapOf, verdictOf, version,
} from '#core';
import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {commonInputs, operationInputs} from './common-inputs.ts';
import type {EventReading} from './event.ts';
import {candidateOf, correlationIdOf, toolDigest} from './identity.ts';
import {parseInputs, parseSecrets} from './inputs.ts';
import {fileJournal} from './journal.ts';
import {githubApi} from './ports/github-api.ts';
import {type Drawn, draw, reportFolder, writeWhole} from './reports.ts';
import {reproduceLine} from './reproduce.ts';
import {judgeMode, judgePreflight, suiteOf} from './judging.ts';
import {type Session, openSession} from './session.ts';
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
function withUndecided(outcome: Outcome, id: string, about: string, thrown: unknown): Outcome {
  const rule = `${outcome.gate.split('/')[0]}/${id}`;
  const check: Check = {rule, about, enforcement: 'enforce', state: 'undecided', examined: 0, findings: findingsOf(rule, [], [faultOfGap(gapOf(thrown, about))])};
  const checks = [...outcome.checks, check];
  return {...outcome, checks, verdict: verdictOf(checks)};
}

function notEligible(session: Session, outcome: Outcome, quick: boolean): readonly string[] {
  const {configuration, context, changed} = session;
  return [
    ...(configuration.file === undefined ? ['there is no policy file; `shipgate init` writes one'] : []),
    ...(quick ? ['quick mode leaves gates out'] : []),
    ...(context.commit === undefined ? ['there is no commit'] : []),
    ...(changed.length > 0 ? ['the work tree differs from the commit'] : []),
    ...(session.reference ? ['only what is new was judged'] : context.scope === 'change' ? ['it was not judged as a release: name the commit or tag with --ref'] : []),
    ...(outcome.verdict === 'not-run' ? ['nothing was judged'] : []),
  ];
}

/**
 * Runs one mode: reads inputs and configuration, judges, draws, and writes the evidence before anything else. Throws Misconfiguration (exit 2) for the
 * user's mistakes; nothing else that happens here ends without a record.
 */
export async function judge(call: Call, suite: readonly Action[], side: Side): Promise<Judged> {
  const {action, mode: modeName, token} = call;
  const mode = action.modes[modeName]!;
  const startedAt = new Date();
  const {surroundings, signal: cancelled} = side;
  const shape = {...commonInputs, ...(mode.kind === 'operation' && operationInputs), ...mode.inputs};
  const values = parseInputs(shape, call.inputs);
  const common = values as unknown as {config?: string; set: readonly string[]; 'evidence-dir': string; reports: readonly ('sarif' | 'junit')[]; environment?: string; 'timeout-minutes': number; apply?: boolean; quick?: boolean; ref?: string; since?: string};
  const apply = common.apply ?? false;
  const quick = common.quick ?? false;
  const secrets = parseSecrets(mode, call.secrets, apply);
  side.hide([...Object.values(call.secrets), ...(token ? [token] : [])]);

  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(common['timeout-minutes'] * 60_000)]);
  const run: Run = {now: startedAt, signal, progress: side.progress, note: side.note};
  const event = side.event(common.environment);
  const wished: EventReading = common.since === undefined ? event : {...event, wish: {kind: 'commit', commit: common.since, name: common.since.slice(0, 12)}, proposed: true, facts: {...event.facts, scope: 'change'}};
  const github = githubApi({apiUrl: surroundings.github?.apiUrl ?? 'https://api.github.com', signal, ...(token && {token})});

  const actions = suite.some(one => one.id === action.id) ? suite : [...suite, action];
  const session = await openSession({
    workspace: surroundings.workspace, event: wished, actions, config: common.config, set: common.set, ref: common.ref, github, run,
    mask: text => side.mask(text), environment: surroundings.environment,
  });
  try {
    const needed = session.gates.flatMap(gate => gate.run?.env ?? []);
    side.hide(needed.flatMap(name => secretsIn(surroundings.environment[name] ?? '')));
    const folder = reportFolder(session.root, common['evidence-dir']);
    const given = {inputs: values, secrets, apply, journal: fileJournal(join(folder, 'journal', `${action.id}.${modeName}.jsonl`))};
    const isPreflight = mode.ports.includes('suite');
    let outcome = isPreflight ? await judgePreflight(session, action, modeName, given, suiteOf(session, quick)) : await judgeMode(session, action, modeName, given);

    const recordOf = (result: Outcome): RunRecord => {
      const {configuration, configurationFiles, context, reference, changed, tree} = session;
      const filesRead = tree.filesRead();
      const {github: actionsRun} = surroundings;
      return {
        outcome: result, context, startedAt, endedAt: new Date(), filesRead, notes: session.notes,
        subject: {name: context.repository ?? session.root.split('/').at(-1) ?? 'repository', changed, ...(context.commit !== undefined && {commit: context.commit}), ...((context.commit === undefined || changed.length > 0) && {digest: digestOfFiles(filesRead)})},
        candidate: candidateOf(context, changed.length > 0),
        correlationId: correlationIdOf(actionsRun, startedAt, session.root),
        ...(reference && {reference}),
        ...(actionsRun && {run: {id: actionsRun.runId, attempt: actionsRun.runAttempt, url: `${actionsRun.serverUrl}/${actionsRun.repository}/actions/runs/${actionsRun.runId}`, workflow: actionsRun.workflow, job: actionsRun.job}}),
        tool: {name: 'shipgate', version, sha256: toolDigest(process.argv[1])},
        configuration: {
          files: [...configurationFiles].map(([path, text]) => ({path, sha256: sha256(text)})), set: configuration.settings, loosened: loosenedIn(result),
          ...(configuration.preset !== undefined && {preset: configuration.preset}),
        },
        notEligible: notEligible(session, result, quick),
        reproduce: reproduceLine({
          command: isPreflight ? [action.id] : modeName === action.main ? [action.id] : [action.id, modeName], context, reference, changed: changed.length > 0, config: common.config, set: common.set, quick,
          circumstances: [...configurationFiles.values()].some(text => text.includes('enforcement-by')), fetch: actionsRun !== undefined,
        }),
        ...(configuration.baseline && {baseline: {owner: configuration.baseline.owner, ends: configuration.baseline.ends}}),
        waivers: configuration.waivers,
      };
    };

    let drawn: Drawn;
    try {
      drawn = draw(recordOf(outcome), common.reports);
    } catch (thrown) {
      outcome = withUndecided(outcome, 'report', 'The report could be drawn.', thrown);
      drawn = {...draw({...recordOf({...outcome, detail: []})}, []), reports: []};
    }
    try {
      for (const file of drawn.evidence) writeWhole(join(folder, file.path), file.content);
    } catch (thrown) {
      outcome = withUndecided(outcome, 'evidence', 'The report file could be written.', thrown);
      side.note(`The report file could not be written to ${folder}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
    for (const file of drawn.reports) {
      try {
        writeWhole(join(folder, file.path), file.content);
      } catch (thrown) {
        side.note(`${file.path} could not be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    }
    return {record: recordOf(outcome), drawn, root: session.root, folder, exitCode: blocks(outcome.verdict, outcome.enforcement) ? 1 : 0};
  } finally {
    await session.dispose();
  }
}

/** What of a variable must not be shown: its value and, where it is an address, the password in it. */
function secretsIn(value: string): readonly string[] {
  const password = URL.canParse(value) ? new URL(value).password : '';
  return [value, password, decodeURIComponent(password.replace(/%(?![0-9a-f]{2})/gi, '%25'))].filter(text => text !== '');
}

function loosenedIn(outcome: Outcome): readonly string[] {
  return [...(outcome.loosened ?? []), ...(outcome.parts ?? []).flatMap(loosenedIn)];
}

