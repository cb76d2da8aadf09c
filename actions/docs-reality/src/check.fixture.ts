import {type Check, type Finding, type Outcome, known} from '#core';
import {type FakeExec, type FakeFile, type FakeHistory, context as contextOf, exec as execOf, files, git, journal, run} from '#testkit';
import {docsReality} from './action.ts';

export interface Given {
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly history?: FakeHistory;
  readonly context?: Parameters<typeof contextOf>[0];
  readonly exec?: FakeExec;
  readonly now?: Date;
  readonly origin?: string;
}

/** The outcome of `check` over a tree in memory. */
export async function check(tree: Readonly<Record<string, FakeFile>>, {policy = {}, history, context, exec = execOf(), now, origin}: Given = {}): Promise<Outcome> {
  const mode = docsReality.modes['check']!;
  return mode.execute({
    gate: 'docs-reality/check', as: 'docs-reality', title: 'Docs reality', action: 'docs-reality',
    ports: {files: files(tree, origin), git: git(history), exec, context: contextOf(context)}, changePorts: {}, run: run(now), inputs: {}, secrets: {},
    policy: mode.policy.parse(policy), enforcement: 'enforce', ruleEnforcement: (_, fallback) => fallback,
    exceptions: known({waivers: [], terms: {'max-days': 90}, release: false}), apply: false, journal: journal(),
  });
}

/** One rule's answer. */
export function checkOf(outcome: Outcome, rule: string): Check {
  const found = outcome.checks.find(one => one.rule === `docs-reality/${rule}`);
  if (!found) throw new Error(`there is no rule ${rule}`);
  return found;
}

/** What a rule says of a tree: its state, what is wrong as `path:line:column key`, and why claims could not be told. */
export async function judged(rule: string, tree: Readonly<Record<string, FakeFile>>, given: Given = {}): Promise<{readonly state: string; readonly wrong: readonly string[]; readonly doubts: readonly string[]; readonly findings: readonly Finding[]}> {
  const {state, findings, counts = {}} = checkOf(await check(tree, given), rule);
  const wrong = findings.map(({at, key}) => `${at?.path ?? ''}${at?.line === undefined ? '' : `:${at.line}:${at.column ?? 1}`} ${key}`.trim());
  return {state, wrong, doubts: Object.keys(counts).map(name => name.replace('could not be told: ', '')), findings};
}
