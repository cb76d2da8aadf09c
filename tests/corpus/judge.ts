import {type Change, known} from '#core';
import {commit, context, exec, files, git, journal, run} from '../../packages/testkit/src/fakes/index.ts';
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

/** What the gate sees besides the tree. */
export interface World {
  /** The history, the newest commit first. */
  readonly commits?: readonly {readonly day: string; readonly paths: readonly string[]; /** It changed nothing but white space. */ readonly cosmetic?: boolean}[];
  /** What changed since the last commit that was judged. */
  readonly changes?: readonly Change[];
  /** Commands that answer, with the code that they end with. */
  readonly exits?: Readonly<Record<string, number>>;
}

const reference = 'before';

/** Runs the gate over a tree in memory. In: the repository, the tree in place of its own, the policy, and what is around the tree. Throws when a check could not be decided. */
export async function judge({remote}: Pick<Repository, 'remote'>, tree: Files, policy: Policy = {}, {commits = [], changes, exits = {}}: World = {}): Promise<readonly Said[]> {
  const history = {remotes: [remote], commits: commits.map(({day, ...one}, index) => ({...commit(`${index + 1}`, day), ...one})), changed: {[reference]: changes ?? []}};
  const answer = exec(({argv}) => {
    const exitCode = exits[argv.join(' ')];
    return exitCode === undefined ? undefined : {exitCode};
  });
  const mode = docsReality.modes['check']!;
  const outcome = await mode.execute({
    gate: 'docs-reality/check', as: 'docs-reality', title: 'Docs reality', action: 'docs-reality',
    ports: {files: files(tree), git: git(history), exec: answer, context: context(changes ? {reference} : {})}, changePorts: {}, run: run(), inputs: {}, secrets: {},
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
