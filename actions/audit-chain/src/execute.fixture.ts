import {type GitChange, type Journal, type LedgerChange, type Outcome, Secret, known} from '#core';
import {type FakeHistory, builtFiles, changingGit, context, journal, run} from '#testkit';
import {auditChain} from './action.ts';
import {policy} from './policy.ts';

export interface Call {
  readonly mode: string;
  readonly ledger: LedgerChange;
  readonly policy?: object;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly apply?: boolean;
  readonly now?: Date;
  readonly release?: boolean;
  readonly run?: string;
  readonly history?: FakeHistory;
  /** In place of `history`: one that several calls share. */
  readonly git?: GitChange;
  readonly built?: Readonly<Record<string, string>>;
  readonly journal?: Journal;
}

/** Runs a mode as the runtime does, over ports in memory. */
export function execute(call: Call): Promise<Outcome> {
  const mode = auditChain.modes[call.mode]!;
  const {ledger, inputs = {}, secrets = {}, apply = false, git = changingGit(call.history), built = {}} = call;
  const {now = new Date('2026-11-20T12:00:00.000Z'), release = false, run: name = 'octo/demo/4711/1'} = call;
  const facts = {event: 'push', scope: release ? 'release' : 'change', actor: 'octocat', run: name, repository: 'octo/demo'} as const;
  const given = Object.fromEntries(Object.entries(mode.inputs).map(([key, type]) => [key, type.parse(inputs[key])]));
  return mode.execute({
    gate: `audit-chain/${call.mode}`, as: `audit-chain/${call.mode}`, title: auditChain.title, action: auditChain.id,
    ports: {ledger, git, built: builtFiles(built), context: context(facts)},
    changePorts: {ledger, git},
    run: run(now), inputs: given, secrets: Object.fromEntries(Object.entries(secrets).map(([key, text]) => [key, new Secret(text)])), policy: policy.parse(call.policy ?? {}),
    enforcement: 'enforce', ruleEnforcement: (_rule, fallback) => fallback, apply, journal: call.journal ?? journal(),
    exceptions: known({waivers: [], terms: {'max-days': 90}, release}),
  });
}

/** What is broken or could not be decided: `log.end broken`. */
export const red = ({checks}: Outcome): readonly string[] => checks
  .filter(({state}) => state === 'broken' || state === 'undecided')
  .map(({rule, state}) => `${rule.replace('audit-chain/', '')} ${state}`);
