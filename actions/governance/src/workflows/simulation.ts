import type {Choose} from './choices.ts';
import {type Domains, type Value, type World, domainsOf, evaluate, isTrue} from './evaluate.ts';
import {type Expression, asksStatus} from './expression.ts';
import type {Graph, GraphNode, JobNode, StepNode} from './graph.ts';
import type {Recognised} from './stages.ts';
import type {Condition, Workflow} from './workflow.ts';

export type Result = 'success' | 'failure' | 'cancelled' | 'skipped';

/** What goes wrong in a run. Everything else that runs succeeds. */
export interface Mishap {
  readonly nodes: ReadonlySet<GraphNode>;
  /** How they end when they run. */
  readonly result: 'success' | 'failure' | 'cancelled';
}

/** One run of a workflow, as far as it is asked about. */
export interface Simulated {
  /** Whether it begins: a step whose own `if` and whose job's let it run. */
  runs(node: GraphNode): boolean;
  /** Whether it runs and ends well, `continue-on-error` not counted. */
  succeeds(node: GraphNode): boolean;
  /** Whether it does what it was recognised by. */
  does(recognised: Recognised): boolean;
  /** Whether the run is for a pull request or a merge queue. */
  proposed(): boolean;
  /** Whether it is for a tag, so that it has a version of its own. */
  tagged(): boolean;
  /** Whether a condition of a job, or of its workflow, is true. */
  agrees(job: JobNode, condition: Condition): boolean;
}

/** What the conditions of a workflow speak of. */
export function domainsOfGraph({jobs, steps}: Graph, further: readonly Expression[] = []): Domains {
  const conditions = [
    ...jobs.flatMap(({job, workflow}) => [job.if, job.continueOnError, job.concurrency?.cancels, workflow.concurrency?.cancels]),
    ...steps.flatMap(({step}) => [step.if, step.continueOnError]),
  ];
  return domainsOf([...conditions.flatMap(condition => (condition ? [condition.expression] : [])), ...further]);
}

/** By event the form of `github.ref`. Source: docs.github.com, "Contexts reference", `github.ref`, and "Events that trigger workflows". */
function refsOf(workflow: Workflow, event: string): readonly string[] {
  const filters = workflow.triggers.get(event)?.filters ?? new Set();
  const [tags, branches] = [filters.has('tags') || filters.has('tags-ignore'), filters.has('branches') || filters.has('branches-ignore')];
  if (event === 'release') return ['refs/tags/'];
  if (event === 'push' && tags !== branches) return [tags ? 'refs/tags/' : 'refs/heads/'];
  if (event === 'pull_request' || event === 'pull_request_review') return ['refs/pull/'];
  if (['merge_group', 'schedule', 'pull_request_target', 'workflow_run', 'issues', 'issue_comment', 'repository_dispatch'].includes(event)) return ['refs/heads/'];
  return ['refs/heads/', 'refs/tags/'];
}

const others = 'another event';

/**
 * Runs a workflow in thought. In: its graph with what its conditions speak of, what goes wrong, who decides what is not known, and what is told how many
 * jobs and steps are looked at.
 */
export function simulate(graph: Graph, domains: Domains, {nodes, result: mishap}: Mishap, choose: Choose, look: (count: number) => void): Simulated {
  const runsOf = new Map<GraphNode, boolean>();
  const endOf = new Map<GraphNode, Result>();

  function event(): string {
    const {triggers} = graph.workflow;
    const known = [...triggers.keys()].filter(name => name !== 'workflow_call');
    return choose('github.event_name', triggers.has('workflow_call') ? [...known, others] : known);
  }

  function refKind(): string {
    const name = event();
    return choose('the kind of ref', name === others ? ['refs/heads/', 'refs/tags/', 'refs/pull/'] : refsOf(graph.workflow, name));
  }

  function github(path: readonly string[]): Value | undefined {
    if (path.length !== 2) return undefined;
    if (path[1] === 'event_name') {
      const name = event();
      return name === others ? choose(
        'the event of the caller', [{unlike: 'github.event_name'}, ...[...(domains.literals.get('github.event_name') ?? [])].map(value => ({value}))]
      ) : {value: name};
    }
    if (path[1] === 'ref_type') return {value: refKind() === 'refs/tags/' ? 'tag' : 'branch'};
    if (path[1] !== 'ref') return undefined;
    const prefix = refKind();
    const literals = [...(domains.literals.get('github.ref') ?? [])].filter(value => typeof value === 'string' && value.toLowerCase().startsWith(prefix));
    return choose(`github.ref under ${prefix}`, [{unlike: 'github.ref', prefix}, ...literals.map(value => ({value}))]);
  }

  /** What is known of `inputs` in a workflow that another calls. */
  function input(job: JobNode, name: string | undefined): Value | undefined {
    const given = job.caller && [...job.caller.job.with].find(([key]) => key.toLowerCase() === name)?.[1];
    if (!given || given.text.includes('${{')) return undefined;
    return {value: given.text === 'true' ? true : given.text === 'false' ? false : given.text};
  }

  function worldOf(job: JobNode, step: StepNode | undefined): World {
    return {
      choose, domains,
      scopes: {job: `${job.id}: `, workflow: job.caller ? `${job.caller.id}: ` : ''},
      status: name => statusOf(name, job, step),
      results: () => job.needs.map(conclusionOf),
      read(path) {
        const [root, name, member] = path;
        if (root === 'github') return github(path);
        if (root === 'inputs') return input(job, name);
        if (root === 'needs') {
          const needed = job.needs.find(one => one.job.id.toLowerCase() === name);
          if (!needed) return {value: null};
          if (member === 'result') return {value: conclusionOf(needed)};
          return conclusionOf(needed) === 'skipped' ? {value: ''} : undefined;
        }
        if (root === 'steps') {
          const found = (step?.peers ?? job.steps).find(one => one.step.id?.toLowerCase() === name);
          if (!found) return {value: null};
          if (member === 'outcome') return {value: endOfNode(found)};
          if (member === 'conclusion') return {value: conclusionOf(found)};
          return runs(found) ? undefined : {value: ''};
        }
        if (root === 'job' && name === 'status') return {value: step && failedBefore(step) ? 'failure' : 'success'};
        return undefined;
      },
    };
  }

  /** Source: docs.github.com, "Evaluate expressions", status check functions: of a job they speak of all its ancestors, of a step of the steps before it. */
  function statusOf(name: string, job: JobNode, step: StepNode | undefined): boolean {
    if (name === 'always') return true;
    if (name === 'cancelled') return false;
    if (step) return failedBefore(step) === (name === 'failure');
    look(job.ancestors.size);
    const results = [...job.ancestors].map(conclusionOf);
    return name === 'failure' ? results.includes('failure') : results.every(result => result === 'success');
  }

  function failedBefore(step: StepNode): boolean {
    look(step.before.length);
    return step.before.filter(concerns).some(one => conclusionOf(one) === 'failure' || conclusionOf(one) === 'cancelled') || (step.outer !== undefined && failedBefore(step.outer));
  }

  function holds(condition: Condition | undefined, world: World): boolean {
    if (!condition) return world.status('success');
    const expression: Expression = condition.expression;
    return (asksStatus(expression) || world.status('success')) && isTrue(evaluate(expression, world));
  }

  function runs(node: GraphNode): boolean {
    let answer = runsOf.get(node);
    look(1);
    if (answer === undefined) {
      answer = node.kind === 'job'
        ? (!node.caller || runs(node.caller)) && holds(node.job.if, worldOf(node, undefined))
        : runs(node.outer ?? node.job) && !(nodes.has(node.job) && mishap !== 'success') && holds(node.step.if, worldOf(node.job, node));
      runsOf.set(node, answer);
    }
    return answer;
  }

  /** How it ends by itself. */
  function endOfNode(node: GraphNode): Result {
    let end = endOf.get(node);
    if (end === undefined) {
      end = !runs(node) ? 'skipped' : nodes.has(node) ? mishap : endOfParts(node);
      endOf.set(node, end);
    }
    return end;
  }

  function endOfParts(node: GraphNode): Result {
    look(node.kind === 'step' ? node.inner.length : node.steps.length);
    const parts = node.kind === 'step' ? node.inner : [...node.steps, ...node.inner];
    const ends = parts.filter(part => concerns(part)).map(conclusionOf);
    if (ends.includes('failure')) return 'failure';
    if (ends.includes('cancelled')) return 'cancelled';
    if (
      node.kind === 'job' && node.inner.length > 0 && node.inner.every(job => conclusionOf(job) === 'skipped')
    ) return choose(`${node.id}: every job of it skipped`, ['success', 'skipped'] as const);
    return 'success';
  }

  /** Whether something in it can go wrong: the rest need not be looked into. */
  const concerned = new Set([...nodes].flatMap(node => above(node)));
  const concerns = (node: GraphNode): boolean => concerned.has(node);

  /** How it ends for those who need it. */
  function conclusionOf(node: GraphNode): Result {
    const end = endOfNode(node);
    const tolerated = node.kind === 'job' ? node.job.continueOnError : node.step.continueOnError;
    if (end !== 'failure' || !tolerated) return end;
    const world = node.kind === 'job' ? worldOf(node, undefined) : worldOf(node.job, node);
    return isTrue(evaluate(tolerated.expression, world)) ? 'success' : end;
  }

  return {
    runs,
    succeeds: node => endOfNode(node) === 'success',
    does: ({node, only}) => runs(node) && (!only || isTrue(evaluate(only, node.kind === 'job' ? worldOf(node, undefined) : worldOf(node.job, node)))),
    tagged: () => refKind() === 'refs/tags/',
    agrees: (job, condition) => isTrue(evaluate(condition.expression, worldOf(job, undefined))),
    proposed: () => ['pull_request', 'merge_group'].includes(event()),
  };
}

/** A node and everything that holds it. */
function above(node: GraphNode): readonly GraphNode[] {
  const outer = node.kind === 'job' ? node.caller : node.outer ?? node.job;
  return outer ? [node, ...above(outer)] : [node];
}
