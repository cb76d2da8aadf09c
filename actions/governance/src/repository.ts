import {type ContextRead, type GitRead, Refusal} from '#core';

/** A repository as routes of GitHub's API name it: their parameters `{owner}` and `{repo}`. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/**
 * The repository that GitHub is asked about: that of the run; on a laptop the one that all remotes name. Throws a Refusal where there is none, or more
 * than one.
 */
export async function repositoryOf({context, git}: {readonly context: ContextRead; readonly git: Pick<GitRead, 'remotes'>}): Promise<RepositoryName> {
  const what = 'the repository on GitHub';
  const fix = 'Run it in GitHub Actions, or in a clone with one remote that names the repository.';
  const told = context.facts().repository;
  const names = told === undefined ? await git.remotes() : [told];
  if (names.length === 0) throw new Refusal({code: 'missing', what, why: 'no remote names one', fix});
  if (names.length > 1) throw new Refusal({code: 'missing', what, why: `the remotes name several: ${names.slice(0, 5).join(', ')}`, fix});
  const [owner, repo, more] = names[0]!.split('/');
  if (!owner || !repo || more !== undefined) throw new Refusal({code: 'unreadable', what, why: `"${names[0]}" is not owner/name`, fix});
  return {owner, repo};
}
