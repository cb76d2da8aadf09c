import {preflight} from '../../actions/preflight/src/action.ts';
import type {Action, Finding, LazyAction, Outcome} from '#core';
import {type Judged, judgeLocally} from '#runtime';
import {type Files, type GitRepository, marks} from '#testkit';

export const policyFile = (extra = ''): Files => ({'.github/shipgate.yml': `version: 1\ngates:\n  docs-reality: enforce\n${extra}`});

/** Preflight on a repository as a laptop runs it, with the action `marks` in the place of docs-reality. */
export function judgeRepository(repository: Pick<GitRepository, 'path'>, inputs: Readonly<Record<string, string>> = {}, suite: readonly (Action | LazyAction)[] = [marks]): Promise<Judged> {
  return judgeLocally({action: preflight, mode: 'judge', inputs, secrets: {}, token: undefined}, suite, {
    workspace: repository.path, environment: process.env, signal: new AbortController().signal, progress: () => undefined, note: () => undefined, ref: inputs['ref'],
  });
}

/** The outcome of one gate of a preflight. */
export function part({record}: Judged, as = 'docs-reality'): Outcome {
  const found = record.outcome.parts?.find(one => one.as === as);
  if (!found) throw new Error(`no gate ${as}`);
  return found;
}

export const findingsOfPart = (judged: Judged, as?: string): readonly Finding[] => part(judged, as).checks.flatMap(check => check.findings);
export const newOf = (judged: Judged): readonly string[] => findingsOfPart(judged).filter(one => !one.existing && one.waivedBy === undefined).map(one => one.key);
export const existingOf = (judged: Judged): readonly string[] => findingsOfPart(judged).filter(one => one.existing).map(one => one.key);
