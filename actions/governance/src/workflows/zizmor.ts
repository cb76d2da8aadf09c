import type {Policy} from './policy.ts';
import {graphOf, nameOf} from './graph.ts';
import {isRequired} from './required-checks.ts';
import {commandsOf} from './shell-commands.ts';
import {actionOf} from './stages.ts';
import type {Step, Workflow} from './workflow.ts';

/** A job that runs zizmor on every pull request. Source: https://docs.zizmor.sh/integrations/ */
export interface ZizmorJob {
  readonly path: string;
  readonly name: string;
  /** Whether it is one of the required checks. */
  readonly required: boolean;
}

/** Words that stand before the name of a program that they run. */
const runners = new Set(['uvx', 'uv', 'tool', 'run', 'pipx', 'x', 'exec', 'npx', 'mise']);

function commandRunsZizmor(words: readonly string[]): boolean {
  const at = words.findIndex(word => /^(?:.*\/)?zizmor(?:@.*|==.*)?$/.test(word));
  return at >= 0 && words.slice(0, at).every(word => runners.has(word) || word.startsWith('-'));
}

const runsZizmor = ({uses, run}: Step): boolean => (
  uses ? actionOf(uses.text) === 'zizmorcore/zizmor-action' : run !== undefined && commandsOf(run.text).some(({words}) => commandRunsZizmor(words))
);

/** The job that runs zizmor on pull requests, the required one before others; nothing where there is none. */
export function zizmorIn(workflows: readonly Workflow[], policy: Policy): ZizmorJob | undefined {
  const jobs = workflows.filter(
    ({triggers}) => triggers.has('pull_request')
  ).flatMap(workflow => graphOf(workflow).steps.filter(({step, job}) => runsZizmor(step) && !step.continueOnError && !job.job.continueOnError)
    .map(({job}): ZizmorJob => ({path: workflow.path, name: nameOf(job), required: isRequired(job, policy['required-checks'])})));
  return jobs.find(job => job.required) ?? jobs[0];
}
