import type {GitRepository, StepOptions, StepResult} from '#testkit';
import {step as stepOf} from '../bundle/step.ts';

/** Runs a committed bundle as a step, as GitHub's runner would; docs-reality unless told. */
export function step(repository: Pick<GitRepository, 'path'>, {action = 'actions/docs-reality', ...options}: Partial<Omit<StepOptions, 'workspace'>> = {}): Promise<StepResult> {
  return stepOf(action, repository, options);
}
