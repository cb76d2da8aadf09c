import {type Ruling, broken, every, held, notApplicable, undecided} from '#core';
import type {Assignment} from './choices.ts';
import {type JobNode, graphOf, nameOf} from './graph.ts';
import {Wiring, sayAssignment} from './guards.ts';
import type {Policy} from './policy.ts';
import {isRequired} from './required-checks.ts';
import {placeOf, rule} from './rule.ts';
import type {Workflow} from './workflow.ts';

const noneRequired = notApplicable('no `required-checks` are named');

/** The jobs that make the required checks of pull requests. */
function requiredJobs(workflows: readonly Workflow[], policy: Policy): readonly {readonly workflow: Workflow; readonly wiring: Wiring; readonly job: JobNode}[] {
  return workflows.filter(({triggers}) => triggers.has('pull_request')).flatMap(workflow => {
    const graph = graphOf(workflow);
    return graph.jobs.filter(job => isRequired(job, policy['required-checks'])).map(job => ({workflow, wiring: new Wiring(graph), job}));
  });
}

export const mergeGroup = rule({
  id: 'workflows.merge-group',
  about: 'Required checks run in the merge queue too.',
  enforcement: 'warn',
  help: `A merge queue waits for every required check on its own commits. Where the workflow that makes one runs on \`pull_request\` alone, the queue waits until it times
out — and the pull request that repairs it cannot be merged either.

Judged are the jobs named under \`required-checks\`. Without a merge queue the trigger does no harm.

**To fix it**, add \`merge_group:\` to the workflow's \`on:\`.`,
  on: ['workflows'],
  check: ({workflows}, policy) => {
    if (policy['required-checks'].length === 0) return noneRequired;
    return every(requiredJobs(workflows, policy), ({workflow, job}) => (workflow.triggers.has('merge_group') ? held() : broken({
      key: nameOf(job), at: workflow.triggers.get('pull_request')!.at,
      message: `The required check "${nameOf(job)}" does not run on merge_group: a merge queue waits for it in vain`, fix: 'Add `merge_group:` to `on:`.',
    })));
  },
});

export const checkSkipped = rule({
  id: 'workflows.required-skipped',
  about: 'A required check is never skipped on a pull request: GitHub counts a skipped one as a success.',
  help: `A job that is skipped reports success to branch protection (docs.github.com, "Troubleshooting required status checks"). So a required job whose \`if:\` is false
lets the pull request through, and so does one that needs a job which failed:

    required:
      needs: [test]        test fails, this is skipped, the pull request can be merged

**To fix it**, let the job always run and look at the results: \`if: always()\` with a step that fails unless
\`needs.test.result == 'success'\`; or name the jobs that it needs as required checks too.`,
  baseline: false,
  on: ['workflows'],
  check: ({workflows}, policy) => {
    if (policy['required-checks'].length === 0) return noneRequired;
    return every(requiredJobs(workflows, policy), one => neverSkipped(one, policy));
  },
});

function neverSkipped({wiring, job}: {readonly wiring: Wiring; readonly job: JobNode}, policy: Policy): Ruling {
  const skippedWhen = (failing: readonly JobNode[]): Assignment | false | undefined => wiring.when(
    {nodes: new Set(failing), result: 'failure'}, run => run.proposed() && !run.runs(job)
  );
  const unsure = undecided({
    key: nameOf(job), at: placeOf(job), message: `The required check "${nameOf(job)}" depends on more conditions than can be tried`, fix: 'Use fewer different conditions.',
  });
  const own = skippedWhen([]);
  if (own === undefined) return unsure;
  if (own) {
    return broken(
      {
        key: nameOf(job), at: job.job.if?.at ?? placeOf(job),
        message: `The required check "${nameOf(job)}" can be skipped on a pull request, which counts as a success${sayAssignment(own)}`,
        fix: 'Let the job always run, and put the condition on its steps.',
      }
    );
  }
  const others = [...job.ancestors].filter(ancestor => !isRequired(ancestor, policy['required-checks']));
  return others.length === 0 ? held() : every(others, ancestor => {
    const after = skippedWhen([ancestor]);
    if (after === undefined) return unsure;
    return after
      ? broken(
        {
          key: `${nameOf(job)} after ${nameOf(ancestor)}`, at: placeOf(job),
          message: `The required check "${nameOf(job)}" is skipped when "${nameOf(ancestor)}" fails, which counts as a success`,
          fix: `Write \`if: always()\` and fail unless needs.${ancestor.job.id}.result is "success"; or require "${nameOf(ancestor)}" too.`,
        }
      )
      : held();
  });
}
