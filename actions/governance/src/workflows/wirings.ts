import {type Graph, type GraphNode, graphOf} from './graph.ts';
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

type Drawing = Omit<Laid, 'wiring'> & {readonly graph: Graph};

function draw(workflow: Workflow, {stages}: Policy): Drawing {
  const graph = graphOf(workflow);
  const nodes = [...graph.jobs, ...graph.steps];
  const known = new Map<string, readonly Recognised[]>();
  const stage = (name: string): readonly Recognised[] => {
    const found = known.get(name) ?? recognise(name, nodes, stages);
    known.set(name, found);
    return found;
  };
  return {workflow, graph, nodes, uploads: stage('upload'), stage};
}

const drawn = new WeakMap<Workflow, WeakMap<Policy, Drawing>>();

/** Lays a workflow out: drawn once, and each time with a wiring of its own, which counts what it is asked. */
export function layOut(workflow: Workflow, policy: Policy): Laid {
  const byPolicy = drawn.get(workflow) ?? new WeakMap<Policy, Drawing>();
  const drawing = byPolicy.get(policy) ?? draw(workflow, policy);
  drawn.set(workflow, byPolicy.set(policy, drawing));
  return {...drawing, wiring: new Wiring(drawing.graph, drawing.uploads)};
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
