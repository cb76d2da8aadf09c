import {type GraphNode, graphOf} from './graph.ts';
import {Wiring} from './guards.ts';
import type {Policy} from './policy.ts';
import {type Recognised, recognise} from './stages.ts';
import type {Workflow} from './workflow.ts';

/** A workflow laid out, with what in it uploads. */
export interface Laid {
  readonly workflow: Workflow;
  readonly wiring: Wiring;
  readonly nodes: readonly GraphNode[];
  readonly uploads: readonly Recognised[];
  /** What belongs to a stage. */
  stage(name: string): readonly Recognised[];
}

export function layOut(workflow: Workflow, {stages}: Policy): Laid {
  const graph = graphOf(workflow);
  const nodes = [...graph.jobs, ...graph.steps];
  const uploads = recognise('upload', nodes, stages);
  const known = new Map<string, readonly Recognised[]>();
  return {
    workflow, nodes, uploads, wiring: new Wiring(graph, uploads),
    stage(name) {
      const found = known.get(name) ?? recognise(name, nodes, stages);
      known.set(name, found);
      return found;
    },
  };
}

/**
 * The workflows that are judged by themselves. One that runs only when it is called, and is called here, is judged where it is called: what guards it may
 * stand there.
 */
export function judgedAlone(workflows: readonly Workflow[]): readonly Workflow[] {
  const called = new Set(workflows.flatMap(workflow => calledBy(workflow)));
  return workflows.filter(({path, triggers}) => !(called.has(path) && triggers.size === 1 && triggers.has('workflow_call')));
}

function calledBy(workflow: Workflow): readonly string[] {
  return workflow.jobs.flatMap(({called}) => (called ? [called.path, ...calledBy(called)] : []));
}

/** Every workflow that is judged, laid out. */
export function layOutAll(workflows: readonly Workflow[], policy: Policy): readonly Laid[] {
  return judgedAlone(workflows).map(workflow => layOut(workflow, policy));
}
