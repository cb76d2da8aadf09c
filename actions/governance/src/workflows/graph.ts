import type {Job, Step, Workflow} from './workflow.ts';

/** A job in its place: in a workflow, or in one that a job of it calls. */
export interface JobNode {
  readonly kind: 'job';
  readonly job: Job;
  /** Unique in the graph, and the name for people: `publish`, `release / publish` within a called workflow. */
  readonly id: string;
  readonly workflow: Workflow;
  readonly needs: readonly JobNode[];
  /** All jobs that it needs, and those that they need. */
  readonly ancestors: ReadonlySet<JobNode>;
  readonly caller?: JobNode;
  /** The jobs of the workflow that it calls. */
  readonly inner: readonly JobNode[];
  readonly steps: readonly StepNode[];
}

/** A step in its place: in a job, or in a composite action that a step of it uses. */
export interface StepNode {
  readonly kind: 'step';
  readonly step: Step;
  readonly job: JobNode;
  readonly outer?: StepNode;
  /** The steps of the same list that are over before it begins. */
  readonly before: readonly StepNode[];
  readonly inner: readonly StepNode[];
  /** The steps that share its `steps` context, itself among them. */
  readonly peers: readonly StepNode[];
}

export type GraphNode = JobNode | StepNode;

/** A workflow with everything that it calls. */
export interface Graph {
  readonly workflow: Workflow;
  readonly jobs: readonly JobNode[];
  readonly steps: readonly StepNode[];
}

type Writable<T> = {-readonly [K in keyof T]: T[K]};

/** Lays a workflow out. In: a workflow that was read, its needs checked. */
export function graphOf(workflow: Workflow): Graph {
  const jobs: JobNode[] = [];
  const steps: StepNode[] = [];

  function addSteps(list: readonly Step[], job: JobNode, outer?: StepNode, peers: StepNode[] = []): readonly StepNode[] {
    const nodes: StepNode[] = [];
    const over: StepNode[] = [];
    let running: StepNode[] = [];
    for (const step of list) {
      const node: Writable<StepNode> = {kind: 'step', step, job, before: [...over], inner: [], peers, ...(outer && {outer})};
      steps.push(node);
      nodes.push(node);
      peers.push(node);
      node.inner = step.concurrent === 'parallel' ? addSteps(step.inner ?? [], job, node, peers) : addSteps(step.inner ?? [], job, node);
      if (outer?.step.concurrent === 'parallel') continue;
      if (step.concurrent === 'background') running.push(node);
      else over.push(node);
      const {waits} = step;
      if (waits === undefined) continue;
      const ended = running.filter(one => waits === 'all' || waits.includes(one.step.id ?? ''));
      over.push(...ended);
      running = running.filter(one => !ended.includes(one));
    }
    return nodes;
  }

  function addJobs(of: Workflow, caller?: JobNode): readonly JobNode[] {
    const byId = new Map<string, JobNode>();
    const pending = new Map(of.jobs.map(job => [job.id.toLowerCase(), job]));
    const nodeOf = (job: Job): JobNode => {
      const known = byId.get(job.id.toLowerCase());
      if (known) return known;
      const needs = job.needs.map(({text}) => nodeOf(pending.get(text.toLowerCase())!));
      const node: Writable<JobNode> = {
        kind: 'job', job, id: caller ? `${caller.id} / ${job.id}` : job.id, workflow: of, needs, inner: [], steps: [],
        ancestors: new Set(needs.flatMap(need => [need, ...need.ancestors])), ...(caller && {caller}),
      };
      byId.set(job.id.toLowerCase(), node);
      jobs.push(node);
      node.steps = addSteps(job.steps, node);
      if (job.called) node.inner = addJobs(job.called, node);
      return node;
    };
    return of.jobs.map(nodeOf);
  }

  addJobs(workflow);
  return {workflow, jobs, steps};
}

export const jobOf = (node: GraphNode): JobNode => (node.kind === 'job' ? node : node.job);

/** From the outermost: the jobs that call one another, then the steps that hold one another. */
function chainOf(node: GraphNode): readonly GraphNode[] {
  const above = node.kind === 'job' ? node.caller : node.outer ?? node.job;
  return above ? [...chainOf(above), node] : [node];
}

/** Whether one is over before the other begins, by `needs` and the order of steps. Jobs that do not need each other run at the same time. */
export function comesBefore(one: GraphNode, other: GraphNode): boolean {
  const [ones, others] = [chainOf(one), chainOf(other)];
  const fork = ones.findIndex((node, i) => node !== others[i]);
  const [here, there] = [ones[fork], others[fork]];
  if (!here || !there) return false;
  if (here.kind === 'job') return there.kind === 'job' && there.ancestors.has(here);
  return there.kind === 'step' && there.before.includes(here);
}

/** The name of a step or a job for people. */
export function nameOf(node: GraphNode): string {
  if (node.kind === 'job') return node.id;
  const {name, uses, run, id} = node.step;
  return name ?? id ?? uses?.text ?? run?.text.trim().split('\n')[0]!.slice(0, 60) ?? 'a step';
}
