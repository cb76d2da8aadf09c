import {known} from '#core';
import {context, exec, files, git, journal, run} from '../../packages/testkit/src/fakes/index.ts';
import {docsReality} from '../../actions/docs-reality/src/action.ts';
import type {Files, Repository} from './repository.ts';

/** What the gate says of one place. */
export interface Said {
  readonly rule: string;
  readonly enforced: boolean;
  readonly path: string;
  readonly line: number | undefined;
  readonly text: string;
}

export type Policy = Readonly<Record<string, unknown>>;

/** Runs the gate over a tree in memory. In: the repository, the tree in place of its own, and the policy. Throws when a check could not be decided. */
export async function judge({remote}: Pick<Repository, 'remote'>, tree: Files, policy: Policy = {}): Promise<readonly Said[]> {
  const mode = docsReality.modes['check']!;
  const outcome = await mode.execute({
    gate: 'docs-reality/check', as: 'docs-reality', title: 'Docs reality', action: 'docs-reality',
    ports: {files: files(tree), git: git({remotes: [remote]}), exec: exec(), context: context()}, changePorts: {}, run: run(), inputs: {}, secrets: {},
    policy: mode.policy.parse(policy), enforcement: 'enforce', ruleEnforcement: (_, fallback) => fallback,
    exceptions: known({waivers: [], terms: {'max-days': 90}, release: false}), apply: false, journal: journal(),
  });
  return outcome.checks.flatMap(({rule, state, enforcement, findings}) => {
    if (state === 'undecided') throw new Error(`${rule} could not be decided: ${findings.map(({message}) => message).join('; ')}`);
    return findings.map(({at, key, message}) => ({
      rule: rule.replace('docs-reality/', ''), enforced: enforcement === 'enforce', path: at?.path ?? '', line: at?.line, text: `${key} ${message}`,
    }));
  });
}
