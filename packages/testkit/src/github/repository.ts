import {type Operations, ok} from './operation.ts';
import {userBody} from './people.ts';
import {may} from './tokens.ts';
import type {GithubState} from './state.ts';

export interface MergeSettings {
  allow_merge_commit: boolean;
  allow_squash_merge: boolean;
  allow_rebase_merge: boolean;
  allow_auto_merge: boolean;
  allow_update_branch: boolean;
  delete_branch_on_merge: boolean;
}

export interface RepositoryState extends MergeSettings {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  /** Earlier names, `owner/name`: GitHub redirects from them. */
  readonly former: readonly string[];
  default_branch: string;
  private: boolean;
  archived: boolean;
  fork: boolean;
}

export const defaultRepository: RepositoryState = {
  id: 1296269, owner: 'octo-org', name: 'octo-app', former: [], default_branch: 'main', private: false, archived: false, fork: false,
  allow_merge_commit: true, allow_squash_merge: true, allow_rebase_merge: true, allow_auto_merge: false, allow_update_branch: false, delete_branch_on_merge: false,
};

/** What other bodies show of a repository. */
export function repositoryBody({repository}: GithubState): Readonly<Record<string, unknown>> {
  const {id, owner, name, fork} = repository;
  return {id, name, full_name: `${owner}/${name}`, private: repository.private, fork, owner: userBody(owner)};
}

function wholeBody(state: GithubState, merging: boolean): Readonly<Record<string, unknown>> {
  const {repository} = state;
  const {default_branch, archived, allow_merge_commit, allow_squash_merge, allow_rebase_merge, allow_auto_merge, allow_update_branch, delete_branch_on_merge} = repository;
  return {
    ...repositoryBody(state), default_branch, archived, visibility: repository.private ? 'private' : 'public',
    // Source: https://docs.github.com/en/rest/repos/repos#get-a-repository, "To view merge-related settings, you must have the contents:read and contents:write permissions".
    ...(merging && {allow_merge_commit, allow_squash_merge, allow_rebase_merge, allow_auto_merge, allow_update_branch, delete_branch_on_merge}),
  };
}

export const repositoryOperations: Operations = {
  'GET /repos/{owner}/{repo}': {
    needs: 'metadata=read',
    answer: ({state, token}) => ok(wholeBody(state, may(token, 'contents=write'))),
  },
  'PATCH /repos/{owner}/{repo}': {
    needs: 'administration=write',
    answer({state, body}) {
      const settings = [
        'default_branch', 'private', 'archived', 'allow_merge_commit', 'allow_squash_merge', 'allow_rebase_merge', 'allow_auto_merge', 'allow_update_branch',
        'delete_branch_on_merge',
      ];
      Object.assign(state.repository, Object.fromEntries(Object.entries(body).filter(([name]) => settings.includes(name))));
      return ok(wholeBody(state, true));
    },
  },
};
