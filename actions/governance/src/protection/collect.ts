import * as z from 'zod';
import {type ContextRead, type Fact, type FactList, type GitRead, type GithubRead, Refusal, glob, known, learn, learnEach} from '#core';
import {type RepositoryName, repositoryOf} from '../repository.ts';
import type {Classic} from './classic.ts';
import {type Policy, branchesIn} from './policy.ts';
import {readClassic} from './read-classic.ts';
import {readBypass, readRule, sourceOfRules} from './read-rulesets.ts';
import type {BranchRule, BypassActor} from './rulesets.ts';
import type {Source} from './settings.ts';

/** A ruleset and who may bypass it. */
export interface Ruleset {
  readonly id: number;
  readonly own: boolean;
  readonly owner: string;
  readonly bypass: Fact<{readonly name: string; readonly actors: readonly BypassActor[]}>;
}

/** A branch that policy names and what protects it. What may not be seen leaves the rest known: a setting that one source holds is held, whatever the others say. */
export interface Branch {
  readonly name: string;
  /** The key of policy that it is judged by: itself, or a glob. */
  readonly key: string;
  readonly exists: boolean;
  /** Nothing where it is proven that there is no classic protection. */
  readonly classic: Fact<Classic | undefined>;
  readonly rules: Fact<Source>;
  readonly rulesets: readonly Ruleset[];
}

export interface Merging {
  readonly 'merge-commits': boolean;
  readonly squash: boolean;
  readonly rebase: boolean;
  readonly 'delete-branch-on-merge': boolean;
}

export interface Facts {
  readonly branches: FactList<Branch>;
  readonly merging: Fact<Merging | 'not asked'>;
}

/** What changing it takes beside. */
export interface PlanFacts extends Facts {
  readonly repository: Fact<RepositoryName>;
  /** The event of the run. */
  readonly event: Fact<string>;
}

interface Ports {
  readonly github: Pick<GithubRead, 'get' | 'list'>;
  readonly context: ContextRead;
  readonly git: Pick<GitRead, 'remotes'>;
}

const mergingBody = z.object({
  allow_merge_commit: z.boolean().optional(), allow_squash_merge: z.boolean().optional(), allow_rebase_merge: z.boolean().optional(),
  delete_branch_on_merge: z.boolean().optional(),
});

/** Reads how pull requests are merged. GitHub leaves it out for those who may not write. Source: https://docs.github.com/en/rest/repos/repos#get-a-repository */
export function readMerging(answer: unknown): Merging {
  const {allow_merge_commit: merge, allow_squash_merge: squash, allow_rebase_merge: rebase, delete_branch_on_merge: remove} = mergingBody.parse(answer);
  if (merge === undefined || squash === undefined || rebase === undefined || remove === undefined) {
    throw new Refusal({
      code: 'refused', what: 'how pull requests are merged', why: 'GitHub shows it only to a token that may write contents',
      fix: 'Give a token with the permission `contents: write`, or leave governance.protection.repository out.',
    });
  }
  return {'merge-commits': merge, squash, rebase, 'delete-branch-on-merge': remove};
}

/** Asks for the classic protection of a branch; nothing where GitHub says that there is none. Any other 404 proves nothing. */
export function askClassic(github: Pick<GithubRead, 'get'>, repository: RepositoryName, branch: string): Promise<Classic | undefined> {
  return github.get('/repos/{owner}/{repo}/branches/{branch}/protection', {...repository, branch}, readClassic, {
    permission: 'administration: read', absent: (status, message) => status === 404 && message === 'Branch not protected',
  });
}

export function askBypass(
  github: Pick<GithubRead, 'get'>, repository: RepositoryName, ruleset: number
): Promise<{readonly name: string; readonly actors: readonly BypassActor[]} | undefined> {
  return github.get('/repos/{owner}/{repo}/rulesets/{ruleset_id}', {...repository, ruleset_id: String(ruleset)}, readBypass, {permission: 'metadata: read'});
}

export function askMerging(github: Pick<GithubRead, 'get'>, repository: RepositoryName): Promise<Merging | undefined> {
  return github.get('/repos/{owner}/{repo}', {...repository}, readMerging, {permission: 'metadata: read'});
}

const isGlob = (name: string): boolean => /[*?[{]/.test(name);

/** Looks at the branches that policy names: what protects them, who may bypass it, and how pull requests are merged. */
export async function collect({github, context, git}: Ports, {policy}: {readonly policy: Policy}): Promise<Facts> {
  const wanted = branchesIn(policy);
  const repository = await learn('the repository on GitHub', () => repositoryOf({context, git}));
  if (!repository.known) return {branches: {items: [], gaps: wanted.length > 0 ? [repository] : []}, merging: policy.repository ? repository : known('not asked')};
  const at = repository.value;

  const rulesets = new Map<number, Promise<Ruleset>>();
  const rulesetOf = ({ruleset: id, own, owner}: BranchRule): Promise<Ruleset> => {
    if (!rulesets.has(id)) rulesets.set(
      id, learn(`who may bypass the ruleset ${id} of ${owner}`, async () => (await askBypass(github, at, id))!).then(bypass => ({id, own, owner, bypass}))
    );
    return rulesets.get(id)!;
  };
  async function lookAt(name: string, key: string): Promise<Branch> {
    const classic = await learn(`the classic protection of ${name}`, () => askClassic(github, at, name));
    const rules = await learn(`the rulesets for ${name}`, async () => {
      const found = (await github.list('/repos/{owner}/{repo}/rules/branches/{branch}', {...at, branch: name}, readRule, {permission: 'metadata: read'}))!;
      return {found, source: readSource(name, found)};
    });
    const first = rules.known ? rules.value.found.filter(({ruleset}, i, all) => all.findIndex(other => other.ruleset === ruleset) === i) : [];
    return {name, key, exists: true, classic, rules: rules.known ? known(rules.value.source) : rules, rulesets: await Promise.all(first.map(rulesetOf))};
  }

  const ownLine = new Set(wanted.map(([key]) => key));
  let all: Promise<readonly string[]> | undefined;
  const listed = (): Promise<readonly string[]> => (all ??= github.list('/repos/{owner}/{repo}/branches', {...at}, readName, {permission: 'contents: read'}).then(names => names!));
  /** The branches that a key of policy means. A branch that was renamed answers under its old name too, and is not there. */
  async function namesFor(key: string): Promise<readonly string[]> {
    if (isGlob(key)) return (await listed()).filter(glob(key)).filter(name => !ownLine.has(name));
    const name = await github.get(
      '/repos/{owner}/{repo}/branches/{branch}', {...at, branch: key}, readName,
      {permission: 'contents: read', absent: (status, message) => status === 404 && message === 'Branch not found'}
    );
    return name === key ? [key] : [];
  }
  const gone = (key: string): Branch => ({name: key, key, exists: false, classic: known(undefined), rules: known(sourceOfRules([])), rulesets: []});
  const branches = await learnEach(wanted, ([key]) => `the branch ${key}`, async ([key]): Promise<readonly Branch[]> => {
    const names = await namesFor(key);
    if (names.length === 0) return isGlob(key) ? [] : [gone(key)];
    const found: Branch[] = [];
    for (const name of names) found.push(await lookAt(name, key));
    return found;
  });
  const merging = policy.repository ? await learn('how pull requests are merged', async () => (await askMerging(github, at))!) : known('not asked' as const);
  return {branches: {items: branches.items.flat(), gaps: branches.gaps}, merging};
}

/** The same, with what a plan is made from. */
export async function collectForPlan(ports: Ports, given: {readonly policy: Policy}): Promise<PlanFacts> {
  return {...await collect(ports, given), repository: await learn('the repository on GitHub', () => repositoryOf(ports)), event: known(ports.context.facts().event)};
}

const readName = (answer: unknown): string => z.object({name: z.string()}).parse(answer).name;

function readSource(branch: string, rules: readonly BranchRule[]): Source {
  try {
    return sourceOfRules(rules);
  } catch (thrown) {
    throw new Refusal(
      {code: 'unreadable', what: `the rulesets for ${branch}`, why: 'a rule has another form than expected', fix: 'Update Shipgate if GitHub has changed its rules.'},
      {cause: thrown}
    );
  }
}
