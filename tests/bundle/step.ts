import {join} from 'node:path';
import {type GitRepository, type StepOptions, type StepResult, gitEnvironment, runStep} from '#testkit';

const root = join(import.meta.dirname, '../..');

/** Runs a committed bundle as a step, as GitHub's runner would. */
export function step(action: string, repository: Pick<GitRepository, 'path'>, options: Omit<StepOptions, 'action' | 'workspace'> = {}): Promise<StepResult> {
  return runStep({action: join(root, action), workspace: repository.path, timeoutMs: 300_000, token: 'ghs_0123456789abcdefABCDEF', ...options, env: {...gitEnvironment(), ...options.env}});
}
