import {Denied, type Operations, found} from './operation.ts';
import {userBody} from './people.ts';

export interface DeploymentState {
  readonly ref: string;
  readonly sha: string;
  readonly environment: string;
  readonly task: string;
  readonly description: string | null;
}

interface Asked {
  readonly ref: string;
  readonly environment?: string;
  readonly task?: string;
  readonly description?: string;
  readonly auto_merge?: boolean;
  readonly required_contexts?: readonly string[];
}

export const deploymentOperations: Operations = {
  // Source: https://docs.github.com/en/rest/deployments/deployments#create-a-deployment
  'POST /repos/{owner}/{repo}/deployments': {
    needs: 'deployments=write',
    answer({state, body}) {
      const {ref, environment = 'production', task = 'deploy', description = null, auto_merge = true, required_contexts} = body as unknown as Asked;
      const {default_branch} = state.repository;
      const branch = state.branches.find(one => one.name === ref);
      const hash = branch?.sha ?? state.tags.find(one => one.name === ref)?.sha ?? ref;
      const behind = state.comparisons.find(one => one.basehead === `${default_branch}...${ref}`)?.behind_by ?? 0;
      if (auto_merge && branch && behind > 0) return {status: 202, body: {message: `Auto-merged ${default_branch} into ${ref} on deployment.`}};
      const checks = state.checkRuns.filter(check => check.head_sha === hash);
      const required = required_contexts ?? checks.map(check => check.name);
      const green = (name: string): boolean => checks.some(check => check.name === name && check.conclusion === 'success');
      if (!required.every(green)) throw new Denied(409, `Conflict: Commit status checks failed for ${ref}.`);
      const made: DeploymentState = {ref, sha: found(/^[0-9a-f]{40}$/.exec(hash)?.[0]), environment, task, description};
      state.deployments.push(made);
      return {
        status: 201,
        body: {
          ...made, id: state.deployments.length, creator: userBody('octocat'), payload: {}, original_environment: environment, production_environment: environment === 'production',
          transient_environment: false,
        },
      };
    },
  },
};
