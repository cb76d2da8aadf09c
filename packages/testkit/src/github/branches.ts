import {Denied, type Operations, ok} from './operation.ts';
import {commit, commitBody, sha} from './commits.ts';
import {type ProtectionState, protectionBody} from './protection.ts';
import {rulesFor} from './rulesets.ts';
import type {GithubState} from './state.ts';

export interface BranchState {
  readonly name: string;
  readonly sha: string;
  protection: ProtectionState | undefined;
}

export function branch(name: string, more: Partial<BranchState> = {}): BranchState {
  return {name, sha: sha('a'), protection: undefined, ...more};
}

function summary(state: GithubState, one: BranchState): {readonly name: string; readonly protected: boolean; readonly protection: unknown} {
  const {required_status_checks: checks} = one.protection ? protectionBody(one.protection, '') as {required_status_checks?: {contexts: string[]; checks: unknown[]}} : {};
  return {
    name: one.name, protected: one.protection !== undefined || rulesFor(state, one.name).length > 0,
    protection: {
      enabled: one.protection !== undefined,
      required_status_checks: {
        enforcement_level: checks ? one.protection!.enforce_admins === true ? 'everyone' : 'non_admins' : 'off', contexts: checks?.contexts ?? [], checks: checks?.checks ?? [],
      },
    },
  };
}

export const branchOperations: Operations = {
  'GET /repos/{owner}/{repo}/branches': {
    needs: 'contents=read', honours: ['protected'],
    answer({state, query}) {
      const wanted = query.get('protected');
      return {items: state.branches.map(one => ({...summary(state, one), commit: {sha: one.sha}})).filter(one => wanted === null || String(one.protected) === wanted)};
    },
  },
  'GET /repos/{owner}/{repo}/branches/{branch}': {
    needs: 'contents=read',
    answer({state, parameters}) {
      const one = state.branches.find(({name}) => name === parameters['branch']);
      if (!one) throw new Denied(404, 'Branch not found');
      return ok({...summary(state, one), commit: commitBody(commit(one.sha, 'Change something'))});
    },
  },
};
