import {statSync} from 'node:fs';
import {resolve} from 'node:path';
import {
  type Action, type BaselineEntry, type Circumstances, type Configuration, type ContextFacts, type Difference, type EvidenceChange, type Exceptions, type Fact, type Gap, type GitChange, type GithubChange, type LedgerChange, type LazyAction, type ListedGate, type ReadPorts, type Run,
  Misconfiguration, Refusal, baselineGrowth, baselineInBoth, configurationPaths, dayOf, differenceOf, inBoth, known, learn, loadActions, loadModes, namedIn, presetsMeant, readConfiguration, sayProblem,
} from '#core';
import {configurationTexts} from './configuration-texts.ts';
import type {EventReading, ReferenceWish} from './event.ts';
import {builtFiles} from './ports/built-files.ts';
import {type CommitTree, commitTree} from './ports/commit-tree.ts';
import {evidenceFolder} from './ports/evidence-folder.ts';
import {gitChange} from './ports/git-change.ts';
import {gitHistory} from './ports/git-history.ts';
import {processes} from './ports/processes.ts';
import {repositoryRoot, statusOf} from './ports/repository.ts';
import {type WorkTree, workTree} from './ports/work-tree.ts';
import {type Reference, findReference} from './reference.ts';
import {openLedger} from './ledger/open-ledger.ts';
import {type Store, openStore} from './store/open-store.ts';

export interface SessionOptions {
  readonly workspace: string;
  readonly event: EventReading;
  /** The actions that can be listed. Those that the configuration names are loaded. */
  readonly suite: readonly (Action | LazyAction)[];
  /** The one that is called, with the mode that is called. */
  readonly action: Action;
  /** Whether the mode that is called looks at other gates, as preflight does. */
  readonly looksAtOthers: boolean;
  readonly config?: string | undefined;
  readonly set: readonly string[];
  /** Judge this commit and not the work tree. */
  readonly ref?: string | undefined;
  readonly github: GithubChange;
  readonly mask: (text: string) => string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder for report files, from the root. */
  readonly evidenceDir: string;
  readonly run: Run;
}

/** The ports that look at one tree. */
export type TreePorts = Omit<ReadPorts, 'suite' | 'policy'>;

/** One run's view of the repository: what is judged, by which policies, against what. */
export interface Session {
  readonly root: string;
  readonly run: Run;
  /** The action that is called and those that the configuration names, with the modes that it may need. */
  readonly actions: readonly Action[];
  readonly github: GithubChange;
  /** The policy of what is judged. */
  readonly configuration: Configuration;
  /** The policy of the base, where it counts too and is another one. */
  readonly base?: Configuration;
  /** The configuration files that were read, with their texts. */
  readonly configurationFiles: ReadonlyMap<string, string>;
  /** Every listed gate; those that only the base lists come last. */
  readonly gates: readonly ListedGate[];
  readonly context: ContextFacts;
  readonly reference?: Reference;
  /** Why the base of a change is not known. Then nothing can be a pass. */
  readonly unknownBase?: Gap;
  /** How what is judged differs from the reference. */
  readonly difference: Difference;
  /** Where changes are made, and where what is judged is read. */
  readonly work: WorkTree;
  readonly git: GitChange;
  readonly evidence: EvidenceChange;
  readonly store: Store;
  readonly ledger: LedgerChange;
  readonly tree: WorkTree | CommitTree;
  /** Files of the work tree that differ from the commit. */
  readonly changed: readonly string[];
  readonly ports: TreePorts;
  readonly referencePorts?: TreePorts;
  /** The exceptions in force for what is judged, and for the reference. */
  readonly exceptions: Fact<Exceptions>;
  readonly referenceExceptions: Fact<Exceptions>;
  readonly notes: readonly string[];
  dispose(): Promise<void>;
}

/**
 * The action that is called, and those that a configuration names; of each the main mode and those that it names. What a preset alone says of other actions
 * is in order, so that they are loaded only for a mode that looks at them.
 */
async function actionsFor({suite, action, looksAtOthers, set}: SessionOptions, ...configurations: readonly ReadonlyMap<string, string>[]): Promise<readonly Action[]> {
  const texts = [...configurations.flatMap(files => [...files.values(), ...files.keys()]), ...set];
  const exceptions = configurations.flatMap(files => configurationPaths.waivers.flatMap(path => files.get(path) ?? []));
  const withPresets = [...texts, ...presetsMeant(texts)];
  const named = namedIn(looksAtOthers ? withPresets : texts, suite.map(one => one.id));
  const actions = await loadActions([action, ...suite.filter(one => one.id !== action.id && named.includes(one.id))]);
  return Promise.all(actions.map(one => {
    const modes = Object.keys(one.modes);
    // An exception names a rule, and not the mode that has it.
    return loadModes(one, exceptions.some(text => text.includes(one.id)) ? modes : [one.main, ...namedIn(withPresets, modes)]);
  }));
}

/** The texts that make the policy, without the exceptions, as one text to compare. */
function policyText(texts: ReadonlyMap<string, string>): string {
  const exceptions: readonly string[] = [...configurationPaths.waivers, configurationPaths.baseline];
  return JSON.stringify([...texts].filter(([path]) => !exceptions.includes(path)));
}

function refuse(what: string, why: string, fix: string): ReadPorts['exec'] {
  return {run: () => Promise.reject(new Refusal({code: 'refused', what, why, fix}))};
}

/** What an enforcement can depend on, by the time of the run and the tiers of a policy. */
export function circumstancesOf({context: {branch, tag, environment, event}, run: {now}}: Pick<Session, 'context' | 'run'>, by: Configuration): Circumstances {
  const plain = {event, ...(branch !== undefined && {branch}), ...(tag !== undefined && {tag}), ...(environment !== undefined && {environment})};
  return {...plain, tier: by.tier(plain), now};
}

/** The commit that is judged, HEAD or the one that was named, and the history up to it. */
async function findHead({ref, workspace, run: {signal}}: SessionOptions) {
  if (!statSync(workspace, {throwIfNoEntry: false})?.isDirectory()) {
    throw new Misconfiguration([{message: `there is no folder ${workspace}`, fix: 'Name the folder of the repository.', key: 'workspace'}]);
  }
  const root = (await repositoryRoot(workspace, {signal})) ?? workspace;
  const history = gitHistory(root, {signal});
  const [status, checkedOut] = await Promise.all([statusOf(root, {signal}), history.head()]);
  if (ref === undefined) return {root, commit: checkedOut?.sha, history, elsewhere: false, changed: status, tag: undefined};
  const commit = await history.resolve(ref);
  if (commit === undefined) throw new Misconfiguration([{message: `there is no commit "${ref}" here`, fix: 'Fetch it: git fetch --tags origin.', key: 'ref'}]);
  const elsewhere = commit !== checkedOut?.sha || status.length > 0;
  return {
    root, commit, elsewhere, changed: [],
    history: elsewhere ? gitHistory(root, {commit, signal}) : history,
    tag: (await history.tags()).some(tag => tag.name === ref) ? ref : undefined,
  };
}

/** A trial is over one day, and not a forgotten switch. */
const trialMaxDays = 90;

const isFullId = (name: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name);

/** The commit that a wish names, by its full id: people name branches and tags. Throws Misconfiguration where there is none; one that is named by its id can still be fetched. */
async function meant(wish: ReferenceWish, root: string, signal: AbortSignal): Promise<ReferenceWish> {
  if (wish.kind !== 'commit' || wish.commit === '' || isFullId(wish.commit)) return wish;
  const commit = await gitHistory(root, {signal}).resolve(wish.commit);
  if (commit === undefined) throw new Misconfiguration([{message: `there is no commit "${wish.commit}" here`, fix: 'Name a branch, a tag or a commit; fetch it first: git fetch --tags origin.', key: 'since'}]);
  return {...wish, commit};
}

/** Opens a session. Throws Misconfiguration for a configuration that is wrong; a base whose configuration is wrong is a note, since its repair must be possible. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const {event, run, mask, github, config, set, ref} = options;
  const {root, commit, history, elsewhere, changed, tag} = await findHead(options);
  const reading = {signal: run.signal, progress: run.progress};
  const work = workTree(root, {...reading, digests: true});
  const tree = elsewhere ? commitTree(root, commit!, {...reading, digests: true, sharing: work}) : work;
  const texts = await configurationTexts(tree, {config, ...(tree === work && {root})});
  let actions = await actionsFor(options, texts);
  const configuration = readConfiguration(texts, actions, {set, config});
  const {enforceFrom, file} = configuration;
  if (enforceFrom && enforceFrom.getTime() - run.now.getTime() > trialMaxDays * 86_400_000) {
    throw new Misconfiguration([{message: `a trial ends at most ${trialMaxDays} days ahead`, fix: 'Name a day on which it is over.', key: 'enforce-from', ...(file !== undefined && {at: {path: file}})}]);
  }
  const notes: string[] = enforceFrom && enforceFrom > run.now ? [`This is a trial: problems are only shown, and block from ${dayOf(enforceFrom)} on.`] : [];

  const found = commit === undefined
    ? known(undefined)
    : await findReference(await meant(event.wish, root, run.signal), {root, head: commit, clean: changed.length === 0, merged: event.merge === commit, github, repository: event.facts.repository, signal: run.signal});
  const reference = found.known ? found.value : undefined;
  // Where there is nothing to compare with, everything is judged, by the policy as it stands.
  const proposed = event.proposed && (reference !== undefined || !found.known);
  if (!found.known && !proposed) notes.push(`New and existing problems could not be told apart, so that all of them count: ${found.why}. ${found.fix}`);
  // On a laptop the repository is the one that the remotes name, where they name one.
  const remotes = event.facts.repository === undefined ? await history.remotes() : [];
  const plainContext: ContextFacts = {...event.facts, ...(remotes.length === 1 && {repository: remotes[0]!}), ...(commit !== undefined && {commit}), ...(tag !== undefined && {tag, scope: 'release'})};
  const context: ContextFacts = {...plainContext, ...(reference && {reference: reference.commit})};

  const referenceTree = reference && commitTree(root, reference.commit, {...reading, digests: false, sharing: work});
  let base: Configuration | undefined;
  let samePolicy = false;
  if (proposed && referenceTree) {
    try {
      const baseTexts = await configurationTexts(referenceTree, {config});
      samePolicy = policyText(baseTexts) === policyText(texts);
      actions = await actionsFor(options, texts, baseTexts);
      base = readConfiguration(baseTexts, actions, {set, config});
    } catch (thrown) {
      if (!(thrown instanceof Misconfiguration)) throw thrown;
      notes.push(`The policy of ${reference!.name} is not in order, so that this change is judged by its own policy alone: ${thrown.problems.map(sayProblem).join('; ')}`);
    }
  }

  const elsewhereName = ref ?? 'the reference';
  const noExec = refuse(`a command on ${elsewhereName}`, 'commands run on what is checked out, and that is something else', `Check it out first: git checkout ${elsewhereName}.`);
  const exec = elsewhere ? noExec : processes(root, {mask, environment: options.environment, signal: run.signal});
  const changes = reference && await learn('what changed', async () => differenceOf(await history.changedSince(reference.commit)));
  const exceptionsOf = ({waivers, baseline}: Pick<Configuration, 'waivers' | 'baseline'>, growth: readonly BaselineEntry[] = []): Fact<Exceptions> => known({
    waivers, terms: (base ?? configuration).terms, release: context.scope === 'release', byHand: context.event === 'workflow_dispatch', baselinePath: configurationPaths.baseline, ...(baseline && {baseline}), baselineGrowth: growth,
  });
  const baseline = proposed ? baselineInBoth(base?.baseline, configuration.baseline) : configuration.baseline;
  const evidence = evidenceFolder(resolve(root, options.evidenceDir));
  // Where a change is judged, the base says which history counts: the change could name one that it brings along.
  const store = openStore(base ?? configuration, {root, inActions: options.environment['GITHUB_ACTIONS'] === 'true', untrusted: context.untrusted, signal: run.signal});
  const ledger = openLedger(store, {root, untrusted: context.untrusted});
  const beside = {evidence, store, ledger, built: builtFiles(root, run.signal)};
  return {
    root, run, actions, github, git: gitChange(root, history, {signal: run.signal}), evidence, store, ledger, configuration, configurationFiles: texts, context, work, tree, changed, notes,
    gates: [...configuration.gates, ...(samePolicy ? [] : base?.gates ?? []).filter(entry => !configuration.gates.some(own => own.as === entry.as))],
    difference: changes?.known ? changes.value : {changed: () => true, moved: new Map()},
    ports: {files: tree, git: history, github, exec, context: {facts: () => context}, ...beside},
    exceptions: exceptionsOf({waivers: proposed ? inBoth(base?.waivers ?? [], configuration.waivers) : configuration.waivers, ...(baseline && {baseline})}, proposed ? baselineGrowth(base?.baseline, configuration.baseline) : []),
    referenceExceptions: exceptionsOf(base ?? configuration),
    ...(base && !samePolicy && {base}),
    ...(reference && {reference}),
    ...(!found.known && proposed && {unknownBase: found}),
    ...(reference && referenceTree && {referencePorts: {files: referenceTree, git: gitHistory(root, {commit: reference.commit, signal: run.signal}), github, exec: noExec, context: {facts: () => plainContext}, ...beside}}),
    async dispose() {
      await Promise.all([tree, referenceTree].map(async one => one && 'dispose' in one && one.dispose()));
    },
  };
}
