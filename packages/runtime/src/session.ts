import {statSync} from 'node:fs';
import {
  type Action, type Circumstances, type Configuration, type ContextFacts, type Enforcement, type Check, type Exceptions, type Execution, type Fact, type Gap, type GithubChange, type Journal, type ListedGate, type Mode, type Outcome,
  type ReadPorts, type Run, type Secret, type Suite, type Waiver, Misconfiguration, Refusal, baselineInBoth, faultOfGap, findingsOf, gateOf, inBoth, known, learn, possiblePaths, readConfiguration, sayProblem, stricter, verdictOf, withExisting, worseOf,
} from '#core';
import type {EventReading} from './event.ts';
import {type CommitTree, commitTree} from './ports/commit-tree.ts';
import {gitHistory} from './ports/git-history.ts';
import {processes} from './ports/processes.ts';
import {repositoryRoot, statusOf} from './ports/repository.ts';
import {type WorkTree, workTree} from './ports/work-tree.ts';
import {type Reference, findReference} from './reference.ts';

export interface SessionOptions {
  readonly workspace: string;
  readonly event: EventReading;
  /** Every action whose sections are checked. */
  readonly actions: readonly Action[];
  readonly config?: string | undefined;
  readonly set: readonly string[];
  /** Judge this commit and not the work tree. */
  readonly ref?: string | undefined;
  readonly github: GithubChange;
  readonly mask: (text: string) => string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly run: Run;
}

/** What one side of a comparison is: a tree, and the ports that look at it. */
interface Side {
  readonly ports: Omit<ReadPorts, 'suite'>;
}

/** One run's view of the repository: what is judged, by which policy, against what. */
export interface Session {
  readonly root: string;
  readonly configuration: Configuration;
  /** The configuration files that were read, with their texts. */
  readonly configurationFiles: ReadonlyMap<string, string>;
  readonly context: ContextFacts;
  readonly reference: Reference | undefined;
  readonly tree: WorkTree | CommitTree;
  readonly changed: readonly string[];
  readonly notes: readonly string[];
  readonly gates: readonly ListedGate[];
  /** Gates that only the base lists. */
  readonly unlisted: readonly string[];
  /** The suite port of preflight. */
  suite(quick: boolean): Suite;
  judge(action: Action, mode: string, given: {readonly inputs: Readonly<Record<string, unknown>>; readonly secrets: Readonly<Record<string, Secret | undefined>>; readonly apply: boolean; readonly journal: Journal; readonly suite?: Suite}): Promise<Outcome>;
  dispose(): Promise<void>;
}

/** A journal for what never acts. */
const noJournal: Journal = {
  open: async () => [],
  begin: async () => { throw new Error('a gate has no steps'); },
  end: async () => { throw new Error('a gate has no steps'); },
};

async function textsOf(files: ReadPorts['files'], main: string | undefined): Promise<ReadonlyMap<string, string>> {
  const there = new Set((await files.list()).map(entry => entry.path));
  const texts = new Map<string, string>();
  for (const path of possiblePaths(main)) {
    if (!there.has(path)) continue;
    const text = await files.text(path, {limit: 1024 * 1024});
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}

const policyTexts = (texts: ReadonlyMap<string, string>): string => JSON.stringify([...texts].filter(([path]) => !/\/(waivers\.\w+|baseline\.json)$/.test(path)));

/** Opens a session. Throws Misconfiguration for a configuration that is wrong; a base whose configuration is wrong is a note, since its repair must be possible. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const {event, actions, run, mask, github} = options;
  if (!statSync(options.workspace, {throwIfNoEntry: false})?.isDirectory()) {
    throw new Misconfiguration([{message: `there is no folder ${options.workspace}`, fix: 'Name the folder of the repository.', key: 'workspace'}]);
  }
  const root = (await repositoryRoot(options.workspace)) ?? options.workspace;
  const workHistory = gitHistory(root);
  const status = await statusOf(root);
  const workHead = await workHistory.head();
  const notes: string[] = [];

  let headCommit = workHead?.sha;
  if (options.ref !== undefined) {
    headCommit = await workHistory.resolve(options.ref);
    if (headCommit === undefined) throw new Misconfiguration([{message: `there is no commit "${options.ref}" here`, fix: 'Fetch it: git fetch --tags origin.', key: 'ref'}]);
  }
  const atCommit = options.ref !== undefined && !(headCommit === workHead?.sha && status.length === 0);
  const changed = atCommit ? [] : status;
  const work = workTree(root, {digests: true, signal: run.signal, progress: run.progress});
  const tree = atCommit ? commitTree(root, headCommit!, {digests: true, signal: run.signal, progress: run.progress, sharing: work}) : work;
  const history = atCommit ? gitHistory(root, {commit: headCommit!}) : workHistory;

  const texts = await textsOf(tree, options.config);
  const read = (from: ReadonlyMap<string, string>): Configuration => readConfiguration(from, actions, {set: options.set, config: options.config});
  const configuration = read(texts);

  const tagName = options.ref !== undefined && (await history.tags()).some(tag => tag.name === options.ref) ? options.ref : undefined;
  const found = headCommit === undefined
    ? known(undefined)
    : await findReference(event.wish, {root, head: headCommit, clean: changed.length === 0, merged: event.merge === headCommit, github, repository: event.facts.repository, signal: run.signal});
  const reference = found.known ? found.value : undefined;
  // Where there is nothing to compare with, everything is judged, by the policy as it stands.
  const proposed = event.proposed && (reference !== undefined || !found.known);
  const context: ContextFacts = {
    ...event.facts, ...(headCommit !== undefined && {commit: headCommit}), ...(tagName !== undefined && {tag: tagName, scope: 'release' as const}), ...(reference && {reference: reference.commit}),
  };

  const referenceTree = reference && commitTree(root, reference.commit, {digests: false, signal: run.signal, progress: run.progress, sharing: work});
  const referenceHistory = reference && gitHistory(root, {commit: reference.commit});
  let base: Configuration | undefined;
  if (proposed && referenceTree) {
    try {
      const baseTexts = await textsOf(referenceTree, options.config);
      base = policyTexts(baseTexts) === policyTexts(texts) ? {...configuration, ...exceptionsOf(read(baseTexts))} : read(baseTexts);
    } catch (thrown) {
      if (!(thrown instanceof Misconfiguration)) throw thrown;
      notes.push(`The policy of ${reference!.name} is not in order, so that this change is judged by its own policy alone: ${thrown.problems.map(sayProblem).join('; ')}`);
    }
  }
  const samePolicy = base !== undefined && base.gates === configuration.gates;

  const exec = processes(root, {mask, environment: options.environment, signal: run.signal});
  const commandsOf = options.ref === undefined ? 'the reference' : options.ref;
  const noExec = refuse(`a command on ${commandsOf}`, 'commands run on what is checked out, and that is something else', `Check it out first: git checkout ${commandsOf}.`);
  const head: Side = {ports: {files: tree, git: history, github, exec: atCommit ? noExec : exec, context: {facts: () => context}}};
  const {reference: _, ...referenceContext} = {...context, ...(reference && {commit: reference.commit})};
  const before: Side | undefined = referenceTree && referenceHistory && {ports: {files: referenceTree, git: referenceHistory, github, exec: noExec, context: {facts: () => referenceContext}}};

  const circumstancesOf = (by: Configuration): Circumstances => {
    const {branch, tag, environment} = context;
    const plain = {event: context.event, ...(branch !== undefined && {branch}), ...(tag !== undefined && {tag}), ...(environment !== undefined && {environment})};
    return {...plain, tier: by.tier(plain)};
  };
  const release = context.scope === 'release';
  const baselinePath = '.github/shipgate/baseline.json';
  const exceptions = (waivers: readonly Waiver[], baseline: Configuration['baseline']): Fact<Exceptions> => known({waivers, terms: (base ?? configuration).terms, release, baselinePath, ...(baseline && {baseline})});
  const inForce = proposed
    ? exceptions(inBoth(base?.waivers ?? [], configuration.waivers), baselineInBoth(base?.baseline, configuration.baseline))
    : exceptions(configuration.waivers, configuration.baseline);
  const atReference = exceptions((base ?? configuration).waivers, (base ?? configuration).baseline);
  const differing = reference ? await learn('what changed', async () => new Set((await history.changedSince(reference.commit)).flatMap(change => [change.path, ...(change.from ? [change.from] : [])]))) : known(new Set<string>());
  const touched = (path: string): boolean => !differing.known || differing.value.has(path);

  /** Runs one mode by one policy: on the tree and, where it can be told what is new, on the reference. */
  async function judgeBy(by: Configuration, action: Action, modeName: string, mode: Mode, entry: ListedGate | undefined, given: Partial<Execution> & {readonly suite?: Suite}): Promise<Outcome> {
    const circumstances = circumstancesOf(by);
    const {policy, enforcement, ruleEnforcement} = given.policy === undefined
      ? by.policyOf(action, modeName, entry, circumstances)
      : {policy: given.policy, enforcement: entry ? by.enforcementOf(entry, circumstances) : given.enforcement ?? 'enforce', ruleEnforcement: given.ruleEnforcement ?? ((_rule: string, fallback: Enforcement) => fallback)};
    const named = {gate: given.policy !== undefined && entry ? entry.as : `${action.id}/${modeName}`, as: entry?.as ?? `${action.id}/${modeName}`, title: action.title};
    const execution = (side: Side, excused: Fact<Exceptions>): Execution => ({
      ...named, action: action.id,
      ports: pick({...side.ports, ...(given.suite && {suite: given.suite})}, mode.ports), changePorts: {files: work, github}, run, inputs: given.inputs ?? {}, secrets: given.secrets ?? {},
      policy, enforcement, ruleEnforcement, exceptions: excused, apply: given.apply ?? false, journal: given.journal ?? noJournal,
    });
    if (enforcement === 'off') {
      return {...named, verdict: 'not-run', reason: 'off in policy', effect: 'none', enforcement, checks: [], steps: [], waiversUsed: []};
    }
    const started = performance.now();
    const own = await mode.execute(execution(head, inForce));
    const compared = before && mode.kind === 'gate' && mode.source === 'tree' && by.pullRequestBlocks === 'new'
      ? withExisting(own, await mode.execute(execution(before, atReference)), touched)
      : own;
    return {...compared, durationMs: Math.round(performance.now() - started), ...(entry && entry.needs.length > 0 && {needs: entry.needs})};
  }

  const ownEntry = (as: string): ListedGate | undefined => configuration.gates.find(entry => entry.as === as);
  const baseEntry = (as: string): ListedGate | undefined => (samePolicy ? undefined : base?.gates.find(entry => entry.as === as));
  const unlisted = samePolicy ? [] : (base?.gates ?? []).filter(entry => !ownEntry(entry.as));
  const gates = [...configuration.gates, ...unlisted];

  const complete = (outcome: Outcome): Outcome => (!found.known && proposed ? withoutReference(outcome, found) : outcome);
  if (!found.known && !proposed) notes.push(`New and existing problems could not be told apart, so that all of them count: ${found.why}. ${found.fix}`);

  const session: Session = {
    root, configuration, configurationFiles: texts, context, reference, tree, changed, notes, gates, unlisted: unlisted.map(entry => entry.as),
    suite(quick) {
      const listedActions = new Set(gates.map(entry => entry.gate.split('/')[0]));
      const diagnosis = (entry: ListedGate, found: Enforcement): Enforcement => (entry.when.failed !== undefined && found === 'enforce' ? 'warn' : found);
      const enforcementBy = (by: Configuration, entry: ListedGate | undefined): Enforcement | undefined => {
        if (!entry) return undefined;
        const action = actions.find(one => one.id === entry.gate.split('/')[0]);
        const found = action && !entry.run ? by.policyOf(action, entry.gate.split('/')[1] ?? action.main, entry, circumstancesOf(by)).enforcement : by.enforcementOf(entry, circumstancesOf(by));
        return diagnosis(entry, found);
      };
      return {
        quick,
        chosen: configuration.file !== undefined,
        strayWaivers: configuration.waivers.filter(waiver => !listedActions.has(gateOf(waiver)) && gateOf(waiver) !== 'preflight'),
        enforcementOf(entry) {
          const own = enforcementBy(configuration, ownEntry(entry.as));
          const other = base ? enforcementBy(base, baseEntry(entry.as)) : undefined;
          return own && other ? stricter(own, other) : own ?? other ?? 'enforce';
        },
        judge: (entry, commandMode) => learn(entry.as, async () => {
          const by = async (config: Configuration, listed: ListedGate | undefined): Promise<Outcome | undefined> => {
            if (!listed) return undefined;
            const command = listed.run && commandMode(listed.run);
            const action: Action | undefined = command ? {id: listed.as, title: listed.as, about: command.about, main: 'run', modes: {run: command}} : actions.find(one => one.id === listed.gate.split('/')[0]);
            if (!action) throw new Error(`the gate ${listed.gate} is not part of this bundle`);
            const modeName = command ? 'run' : listed.gate.split('/')[1] ?? action.main;
            return judgeBy(config, action, modeName, action.modes[modeName]!, listed, command ? {policy: {}} : {});
          };
          const ownListed = ownEntry(entry.as);
          const own = await by(configuration, ownListed);
          const other = base && !samePolicy && !(ownListed?.run && JSON.stringify(ownListed) === JSON.stringify(baseEntry(entry.as))) ? await by(base, baseEntry(entry.as)) : undefined;
          if (own && other) return worseOf(own, other);
          if (own) return own;
          if (!other) throw new Error(`the gate ${entry.as} is listed nowhere`);
          return {...other, loosened: [`${entry.as}: is no longer listed`]};
        }),
      };
    },
    async judge(action, modeName, given) {
      const mode = action.modes[modeName]!;
      if (given.suite) {
        const {suite} = given;
        const enforcements = gates.map(entry => suite.enforcementOf(entry));
        const enforcement = enforcements.includes('enforce') ? 'enforce' : enforcements.includes('warn') ? 'warn' : 'enforce';
        return complete(await judgeBy(configuration, action, modeName, mode, undefined, {
          ...given, enforcement, policy: {gates, onFailure: configuration.onFailure},
          ruleEnforcement: (rule, fallback) => {
            const entry = gates.find(one => one.as === rule);
            return entry ? suite.enforcementOf(entry) : fallback;
          },
        }));
      }
      const entryOf = (by: Configuration): ListedGate | undefined => by.gates.find(one => !one.run && (one.gate === `${action.id}/${modeName}` || (one.gate === action.id && modeName === action.main)));
      const single = (by: Configuration): Promise<Outcome> => judgeBy(by, action, modeName, mode, mode.kind === 'gate' ? entryOf(by) : undefined, given);
      const own = await single(configuration);
      return complete(base && !samePolicy && mode.kind === 'gate' ? worseOf(own, await single(base)) : own);
    },
    async dispose() {
      await Promise.all([tree, referenceTree].map(async one => one && 'dispose' in one && one.dispose()));
    },
  };
  return session;
}

/** Only the ports that a mode declares. */
function pick<P extends object>(ports: P, names: readonly string[]): Partial<P> {
  return Object.fromEntries(Object.entries(ports).filter(([name]) => names.includes(name))) as Partial<P>;
}

function refuse(what: string, why: string, fix: string): ReadPorts['exec'] {
  return {run: () => Promise.reject(new Refusal({code: 'refused', what, why, fix}))};
}

/** The outcome with the check that the change could be told from what was there: without it a change that loosens the policy could not be seen. */
function withoutReference(outcome: Outcome, gap: Gap): Outcome {
  const rule = `${outcome.gate.split('/')[0]}/reference`;
  const check: Check = {
    rule, about: 'The change could be told from what was there before.', enforcement: 'enforce', state: 'undecided', examined: 0, findings: findingsOf(rule, [], [faultOfGap(gap)]),
  };
  const checks = [...outcome.checks, check];
  return {...outcome, checks, verdict: verdictOf(checks)};
}

function exceptionsOf({waivers, baseline}: Configuration): Pick<Configuration, 'waivers' | 'baseline'> {
  return {waivers, ...(baseline && {baseline})};
}
