import type {Check, Conclusion} from '#core';
import type {Facts} from './facts.ts';
import {type Policy, mustRunOf} from './policy.ts';
import {layOutAll} from './wirings.ts';
import {zizmorIn} from './zizmor.ts';

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** How much was looked at, and what was not. */
export function conclude({facts, policy}: {readonly facts: Facts; readonly policy: Policy; readonly checks: readonly Check[]}): Conclusion<'workflows' | 'uploads'> {
  const workflows = facts.workflows.items;
  const uploads = layOutAll(workflows, policy).reduce((sum, laid) => sum + laid.uploads.length, 0);
  const zizmor = zizmorIn(workflows, policy);
  const ordered = policy['required-sequence'].length > 0 || mustRunOf(policy).length > 0;
  return {
    headline: `${counted(workflows.length, 'workflow')}, ${counted(uploads, 'upload')}`,
    outputs: {workflows: workflows.length, uploads},
    notChecked: [
      ...(uploads > 0 && !ordered ? ['what must come before an upload (name it in `required-sequence`)'] : []),
      ...(
        workflows.some(({triggers}) => triggers.has('pull_request')) && policy['required-checks'].length === 0 ? [
          'whether required checks can be skipped (name them in `required-checks`)',
        ] : []
      ),
      ...(
        zizmor && !zizmor.required ? [`pins, permissions and scripts are judged beside zizmor (name its job "${zizmor.name}" in \`required-checks\`, and they are left to it)`] : []
      ),
    ],
  };
}

/** Without any workflow there is nothing to judge, unless policy says that there must be. */
export function idle({workflows}: Facts): string | undefined {
  return workflows.items.length === 0 && workflows.gaps.length === 0 ? 'there are no workflows' : undefined;
}
