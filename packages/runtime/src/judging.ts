import {
  type Action, type Check, type Configuration, type Enforcement, type Exceptions, type Execution, type Fact, type Gap, type Journal, type ListedGate, type Mode, type ModePolicy, type Outcome, type PolicyRead, type RunSpec, type Secret, type Suite,
  type Waiver, Refusal, faultOfGap, findingsOf, gateOf, isLooser, kernelRules, known, learn, loadModes, loadedMode, stricter, verdictOf, withExisting, worseOf,
} from '#core';
import {steadyMs} from './clock.ts';
import {type Session, type TreePorts, circumstancesOf} from './session.ts';

/** What the user gave for one mode. */
export interface Given {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, Secret | undefined>>;
  readonly apply: boolean;
  readonly journal: Journal;
}

/** A journal for what never acts. */
const noJournal: Journal = {
  open: async () => [],
  begin: async () => { throw new Error('a gate has no steps'); },
  end: async () => { throw new Error('a gate has no steps'); },
};
const nothingGiven: Given = {inputs: {}, secrets: {}, apply: false, journal: noJournal};

/** A mode with the names under which it is judged. */
interface Subject {
  readonly action: Action;
  readonly mode: Mode;
  /** `docs-reality/check`; for a command its name. */
  readonly gate: string;
  readonly as: string;
  readonly needs: readonly string[];
}

/** Only the ports that a mode declares. */
function pick<P extends object>(ports: P, names: readonly string[]): Partial<P> {
  return Object.fromEntries(Object.entries(ports).filter(([name]) => names.includes(name))) as Partial<P>;
}

/** The modes of an action that have the rule of an exception; none where no mode has it. */
function modesFor({rule}: Waiver, action: Action): readonly Mode[] {
  const {id, modes} = action;
  if (!rule?.startsWith(`${id}/`)) return [];
  return Object.keys(modes).map(name => loadedMode(action, name)).filter(mode => mode.rules.some(one => `${id}/${one.id}` === rule));
}

/** Without the exceptions that are for another mode of the action: here they would be called unused. */
function exceptionsFor(mode: Mode, action: Action, exceptions: Fact<Exceptions>): Fact<Exceptions> {
  if (!exceptions.known) return exceptions;
  return known({...exceptions.value, waivers: exceptions.value.waivers.filter(waiver => {
    const modes = modesFor(waiver, action);
    return modes.length === 0 || modes.includes(mode);
  })});
}

/** Whether an exception is for a gate that is not listed. */
function isStray(waiver: Waiver, {actions, gates}: Session): boolean {
  const listed = gates.filter(entry => entry.gate.split('/')[0] === gateOf(waiver));
  const action = actions.find(one => one.id === gateOf(waiver));
  const modes = action ? modesFor(waiver, action) : [];
  return gateOf(waiver) !== 'preflight' && !listed.some(entry => entry.run !== undefined || modes.length === 0 || modes.includes(modeNamed(actions, entry.gate).mode));
}

/** Runs one mode by one policy: on the tree and, where it can be told what is new, on the reference. */
async function judgeBy(session: Session, by: Configuration, {action, mode, gate, as, needs}: Subject, {policy, enforcement, ruleEnforcement}: ModePolicy, given: Given, suite?: Suite): Promise<Outcome> {
  const named = {gate, as, title: action.title};
  if (enforcement === 'off') return {...named, verdict: 'not-run', reason: 'off in policy', effect: 'none', enforcement, checks: [], steps: [], waiversUsed: []};
  const execute = (ports: TreePorts, exceptions: Fact<Exceptions>): Promise<Outcome> => {
    const execution: Execution = {
      ...named, ...given, action: action.id, run: session.run, policy, enforcement, ruleEnforcement, exceptions: exceptionsFor(mode, action, exceptions),
      ports: pick({...ports, policy: policyOf(session, by), ...(suite && {suite})}, mode.ports), changePorts: pick({files: session.work, git: session.git, github: session.github, evidence: session.evidence, store: session.store, ledger: session.ledger}, mode.changes),
    };
    return mode.execute(execution);
  };
  const started = steadyMs();
  const own = await execute(session.ports, session.exceptions);
  const comparable = session.referencePorts && mode.kind === 'gate' && mode.source === 'tree' && by.pullRequestBlocks === 'new';
  const compared = comparable ? withExisting(own, await execute(session.referencePorts, session.referenceExceptions), session.difference) : own;
  return {...compared, durationMs: Math.round(steadyMs() - started), ...(needs.length > 0 && {needs})};
}

function modeNamed(actions: readonly Action[], gate: string): {readonly action: Action; readonly name: string; readonly mode: Mode} {
  const [id, named] = gate.split('/');
  const action = actions.find(one => one.id === id);
  if (!action) throw new Error(`the gate ${gate} is not part of this bundle`);
  const name = named ?? action.main;
  return {action, name, mode: loadedMode(action, name)};
}

/** The policy as another gate sees it. */
function policyOf(session: Session, by: Configuration): PolicyRead {
  const circumstances = circumstancesOf(session, by);
  return {
    terms: by.terms,
    waivers: async () => by.waivers,
    async enforcedOf({gate, as}) {
      const [id = '', named] = gate.split('/');
      const entry = by.gates.find(one => one.as === as);
      if (!entry) return undefined;
      if (entry.run) return {enforcement: by.enforcementOf(entry, circumstances), ruleEnforcement: (_rule, fallback) => fallback};
      const action = session.actions.find(one => one.id === id);
      if (!action) {
        throw new Refusal({code: 'missing', what: `the policy of ${gate}`, why: 'the action is not part of this bundle', fix: 'Run it with the `shipgate` command, which has every action.'});
      }
      const mode = named ?? action.main;
      if (!Object.hasOwn(action.modes, mode)) return undefined;
      return by.policyOf(await loadModes(action, [mode]), mode, entry, circumstances);
    },
  };
}

/** The names under which the listed gates are judged, as far as this bundle has them. */
export function namesOfGates({gates, actions}: Session): readonly Pick<Outcome, 'gate' | 'as'>[] {
  return gates.map(({gate, as, run}) => {
    const main = actions.find(one => one.id === gate)?.main;
    return {gate: run || main === undefined ? gate : `${gate}/${main}`, as};
  });
}

/** Judges an entry of the list by one policy. */
function judgeEntry(session: Session, by: Configuration, entry: ListedGate, commandMode: (spec: RunSpec) => Mode): Promise<Outcome> {
  const circumstances = circumstancesOf(session, by);
  if (entry.run) {
    const mode = commandMode(entry.run);
    const subject = {action: {id: entry.as, title: entry.as, about: mode.about, main: 'run', modes: {run: mode}}, mode, gate: entry.as, as: entry.as, needs: entry.needs};
    return judgeBy(session, by, subject, {policy: {}, enforcement: by.enforcementOf(entry, circumstances), ruleEnforcement: (_rule, fallback) => fallback}, nothingGiven);
  }
  const {action, name, mode} = modeNamed(session.actions, entry.gate);
  return judgeBy(session, by, {action, mode, gate: `${action.id}/${name}`, as: entry.as, needs: entry.needs}, by.policyOf(action, name, entry, circumstances), nothingGiven);
}

function enforcementBy(session: Session, by: Configuration, entry: ListedGate): Enforcement {
  const circumstances = circumstancesOf(session, by);
  const found = entry.run ? by.enforcementOf(entry, circumstances) : (({action, name}) => by.policyOf(action, name, entry, circumstances).enforcement)(modeNamed(session.actions, entry.gate));
  // A diagnosis never changes the result.
  return entry.when.failed !== undefined && found === 'enforce' ? 'warn' : found;
}

/** A command that both policies list alike runs once, by the stricter of the two: around the entry they can differ. */
async function judgeOnce(session: Session, base: Configuration, entry: ListedGate, commandMode: (spec: RunSpec) => Mode): Promise<Outcome> {
  const {configuration} = session;
  const [own, other] = [enforcementBy(session, configuration, entry), enforcementBy(session, base, entry)];
  if (!isLooser(other, own)) return judgeEntry(session, configuration, entry, commandMode);
  return {...await judgeEntry(session, base, entry, commandMode), loosened: [`${entry.as}: ${other} becomes ${own}`]};
}

const listedIn = (by: Configuration | undefined, as: string): ListedGate | undefined => by?.gates.find(entry => entry.as === as);

/** The suite port of preflight: each entry is judged by the policy of what is judged and by that of its base, and the worse counts. */
export function suiteOf(session: Session, quick: boolean): Suite {
  const {configuration, base} = session;
  return {
    quick,
    // A change that removes the policy file has not undone that somebody chose.
    chosen: (configuration.file ?? base?.file) !== undefined,
    strayWaivers: configuration.waivers.filter(waiver => isStray(waiver, session)),
    enforcementOf({as}) {
      const own = listedIn(configuration, as);
      const other = listedIn(base, as);
      const enforcements = [...(own ? [enforcementBy(session, configuration, own)] : []), ...(base && other ? [enforcementBy(session, base, other)] : [])];
      return enforcements.length === 0 ? 'enforce' : enforcements.reduce(stricter);
    },
    formsOf: entry => {
      const forms = [listedIn(configuration, entry.as), listedIn(base, entry.as)].filter(form => form !== undefined);
      return forms.length === 0 ? [entry] : forms;
    },
    judge: ({as}, commandMode) => learn(as, async () => {
      const own = listedIn(configuration, as);
      const other = listedIn(base, as);
      const sameCommand = own?.run !== undefined && JSON.stringify(own) === JSON.stringify(other);
      if (base && sameCommand) return judgeOnce(session, base, own, commandMode);
      const byOwn = own && await judgeEntry(session, configuration, own, commandMode);
      const byBase = base && other && await judgeEntry(session, base, other, commandMode);
      if (byOwn && byBase) return worseOf(byOwn, byBase);
      if (byOwn) return byOwn;
      if (!byBase) throw new Error(`the gate ${as} is listed nowhere`);
      return {...byBase, loosened: [`${as}: is no longer listed`]};
    }),
  };
}

/** The outcome with the check that the change could be told from what was there: without it a change that loosens the policy could not be seen. */
function completed(outcome: Outcome, unknownBase: Gap | undefined): Outcome {
  if (!unknownBase) return outcome;
  const rule = `${outcome.gate.split('/')[0]}/reference`;
  const check: Check = {
    rule, about: kernelRules.reference.about, enforcement: 'enforce', state: 'undecided', examined: 0, findings: findingsOf(rule, [], [faultOfGap(unknownBase)]),
  };
  const checks = [...outcome.checks, check];
  return {...outcome, checks, verdict: verdictOf(checks), enforcement: 'enforce'};
}

/** Judges preflight: the strictest of what is listed says whether it blocks. */
export async function judgePreflight(session: Session, gate: string, given: Given, suite: Suite): Promise<Outcome> {
  const {configuration, gates} = session;
  const enforcements = gates.map(entry => suite.enforcementOf(entry));
  const policy: ModePolicy = {
    policy: {gates, onFailure: configuration.onFailure},
    enforcement: enforcements.includes('warn') && !enforcements.includes('enforce') ? 'warn' : 'enforce',
    ruleEnforcement: (rule, fallback) => {
      const entry = gates.find(one => one.as === rule);
      return entry ? suite.enforcementOf(entry) : fallback;
    },
  };
  const {action, mode} = modeNamed(session.actions, gate);
  return completed(await judgeBy(session, configuration, {action, mode, gate, as: gate, needs: []}, policy, given, suite), session.unknownBase);
}

/** Judges one mode, `governance/version`, by itself: a gate by the policy of what is judged and by that of its base; an operation by the former. */
export async function judgeMode(session: Session, gate: string, given: Given): Promise<Outcome> {
  const {action, name, mode} = modeNamed(session.actions, gate);
  const by = (config: Configuration): Promise<Outcome> => {
    const entry = mode.kind === 'gate' ? config.gates.find(one => !one.run && (one.gate === gate || (one.gate === action.id && name === action.main))) : undefined;
    return judgeBy(session, config, {action, mode, gate, as: entry?.as ?? gate, needs: []}, config.policyOf(action, name, entry, circumstancesOf(session, config)), given);
  };
  const own = await by(session.configuration);
  return completed(session.base && mode.kind === 'gate' ? worseOf(own, await by(session.base)) : own, session.unknownBase);
}
