import {governance} from '../../actions/governance/src/action.ts';
import type {Action, Check, Outcome} from '#core';
import {type Judged, judgeLocally} from '#runtime';
import type {GitRepository} from '#testkit';
import {judgeRepository} from '../preflight/local.ts';

/** A mode of governance as the command runs it. */
export function judgeMode(repository: Pick<GitRepository, 'path'>, mode: string, {inputs = {}}: {readonly inputs?: Readonly<Record<string, string>>} = {}): Promise<Judged> {
  return judgeLocally({action: governance, mode, inputs, secrets: {}, token: undefined}, [governance], {
    workspace: repository.path, environment: process.env, signal: new AbortController().signal, progress: () => undefined, note: () => undefined, ref: inputs['ref'],
  });
}

/** The same inside preflight, which lists it. */
export function judgeInPreflight(repository: Pick<GitRepository, 'path'>, inputs: Readonly<Record<string, string>> = {}, suite: readonly Action[] = [governance]): Promise<Judged> {
  return judgeRepository(repository, inputs, suite);
}

export const check = ({checks}: Outcome, rule: string): Check => {
  const found = checks.find(one => one.rule === `governance/${rule}`);
  if (!found) throw new Error(`no check governance/${rule}: ${checks.map(one => one.rule).join(', ')}`);
  return found;
};

export const saidBy = (outcome: Outcome): readonly string[] => outcome.checks.flatMap(one => one.findings.filter(finding => !finding.existing).map(finding => finding.message));
