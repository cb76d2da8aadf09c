import {type Assignment, explore} from './choices.ts';
import type {Domains} from './evaluate.ts';
import {type Graph, type GraphNode, jobOf, nameOf} from './graph.ts';
import {type Mishap, type Simulated, domainsOfGraph, simulate} from './simulation.ts';
import type {Recognised} from './stages.ts';

/** A way on which something runs although what guards it did not succeed. */
export interface Hole {
  readonly how: 'skipped' | 'failed' | 'cancelled';
  readonly assignment: Assignment;
}

/** How many combinations of conditions are tried for one question, and how many steps and jobs are looked at for one and for all about one workflow. */
const mostTries = 2048;
const mostLooks = 500_000;
const mostLooksInAll = 2_000_000;

/** Thrown where a question takes too long. */
class TooLong extends Error {}

/** A workflow that is asked what can happen in it. */
export class Wiring {
  readonly graph: Graph;
  readonly domains: Domains;
  #looksLeft = mostLooksInAll;

  constructor(graph: Graph, recognised: readonly Recognised[] = []) {
    this.graph = graph;
    this.domains = domainsOfGraph(graph, recognised.flatMap(({only}) => (only ? [only] : [])));
  }

  /** The first run in which something holds. Out: how it comes about; `false` when it never does; `undefined` where there are too many combinations to try. */
  when(mishap: Mishap, holds: (run: Simulated) => boolean): Assignment | false | undefined {
    const enough = Math.max(0, this.#looksLeft - mostLooks);
    const look = (count: number): void => {
      this.#looksLeft -= count;
      if (this.#looksLeft < enough) throw new TooLong();
    };
    try {
      const {found, complete} = explore(choose => (holds(simulate(this.graph, this.domains, mishap, choose, look)) ? true : undefined), mostTries);
      return found ? found.assignment : complete ? false : undefined;
    } catch (thrown) {
      if (thrown instanceof TooLong) return undefined;
      throw thrown;
    }
  }

  /**
   * How the target can run without any of its guards having succeeded: because all were skipped, failed, or were cancelled. `undefined` where there are
   * too many combinations to try.
   */
  hole(guards: readonly Recognised[], target: Recognised, hows: readonly Hole['how'][] = ['skipped', 'failed', 'cancelled']): Hole | false | undefined {
    let unsure = false;
    for (const how of hows) {
      const mishap = mishapOf(how, guards, target);
      if (how !== 'skipped' && mishap.nodes.size === 0) continue;
      // The guards are asked first: where they succeed, the rest of the conditions need not be tried.
      const found = this.when(
        mishap,
        run => !guards.some(({node}) => run.succeeds(node)) && (how === 'skipped' || guards.some(({node}) => run.runs(how === 'failed' ? node : jobOf(node)))) && run.does(target)
      );
      if (found) return {how, assignment: found};
      unsure ||= found === undefined;
    }
    return unsure ? undefined : false;
  }
}

function mishapOf(how: Hole['how'], guards: readonly Recognised[], target: Recognised): Mishap {
  if (how === 'skipped') return {nodes: new Set(), result: 'success'};
  const nodes = guards.map(({node}) => node);
  if (how === 'failed') return {nodes: new Set(nodes), result: 'failure'};
  // Only jobs are cancelled by themselves, by a time limit or by hand.
  return {nodes: new Set<GraphNode>(nodes.map(jobOf).filter(job => job !== jobOf(target.node))), result: 'cancelled'};
}

function sayValue(value: unknown): string {
  if (typeof value === 'object' && value !== null) return 'value' in value ? JSON.stringify(value.value) : 'something else';
  return typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}

/** What a hole takes, in words: `github.event_name is "push"`. */
export function sayAssignment(assignment: Assignment): string {
  const parts = [...assignment].slice(0, 4).map(([name, value]) => `${name} is ${sayValue(value)}`);
  return parts.length === 0 ? '' : `, for example where ${parts.join(' and ')}`;
}

const verbs = {skipped: 'was skipped', failed: 'failed', cancelled: 'was cancelled'} as const;

/** A hole in words: `build failed`. */
export function sayHole({how, assignment}: Hole, guards: readonly Recognised[]): string {
  return `${[...new Set(guards.map(({node}) => nameOf(node)))].slice(0, 3).join(' and ')} ${verbs[how]}${sayAssignment(assignment)}`;
}
