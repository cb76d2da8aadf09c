import {join} from 'node:path';
import {type GitRepository, type StepOptions, type StepResult, gitEnvironment, runStep} from '#testkit';

/** Runs a committed bundle as a step, as GitHub's runner would; docs-reality unless told. */
export function step(repository: Pick<GitRepository, 'path'>, {action = 'actions/docs-reality', ...options}: Partial<StepOptions> = {}): Promise<StepResult> {
  return runStep({token: 'ghs_0123456789abcdefABCDEF', ...options, action: join(import.meta.dirname, '../..', action), workspace: repository.path, env: {...gitEnvironment(),
    ...options.env}});
}
