import {type Place, type Ruling, notApplicable, ruleFor} from '#core';
import type {Facts} from './facts.ts';
import {type GraphNode, jobOf} from './graph.ts';
import type {Policy} from './policy.ts';
import type {Workflow} from './workflow.ts';

export const rule = ruleFor<Facts, Policy>();

/** The place of a step or job; of its job where a composite action in another file holds it. */
export const placeOf = (node: GraphNode): Place => (node.kind === 'job' ? node.job.at : node.step.at);

/** A step or a job within its workflow, for keys: it survives shifts of lines. */
export function keyOf(node: GraphNode): string {
  if (node.kind === 'job') return node.id;
  const {id, name, uses, run} = node.step;
  return `${jobOf(node).id} ${id ?? name ?? uses?.text.replace(/@[^@]*$/, '') ?? run?.text.trim().split('\n')[0]!.slice(0, 80) ?? ''}`;
}

export const fileName = ({path}: Workflow): string => path.slice(path.lastIndexOf('/') + 1);

export const noWorkflows = (): Ruling => notApplicable('there are no workflows');
