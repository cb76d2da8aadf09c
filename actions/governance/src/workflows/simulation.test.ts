import {describe, expect, test} from '@jest/globals';
import {type Graph, type GraphNode, graphOf} from './graph.ts';
import {Wiring, sayAssignment, sayHole} from './guards.ts';
import {readWorkflow} from './read-workflow.ts';
import type {Mishap, Simulated} from './simulation.ts';
import type {Recognised} from './stages.ts';
import type {Workflow} from './workflow.ts';

const of = (jobs: string, on = 'push'): Workflow => readWorkflow('w.yml', `on: ${on}\njobs:\n${jobs}`);
const nodeOf = ({steps, jobs}: Graph, id: string): GraphNode => [...steps.filter(({step}) => step.id === id), ...jobs.filter(({job}) => job.id === id)][0]!;
const nothing: Mishap = {nodes: new Set(), result: 'success'};
/** Whether there is a run in which `target` begins, with nothing going wrong but what is named. */
function begins(workflow: Workflow, {failing, result = 'failure', holds = () => true}: {failing?: string; result?: Mishap['result']; holds?: (run: Simulated) => boolean} = {}): boolean {
  const graph = graphOf(workflow);
  const target = nodeOf(graph, 'target');
  const mishap: Mishap = failing === undefined ? nothing : {nodes: new Set([nodeOf(graph, failing)]), result};
  const found = new Wiring(graph).when(mishap, run => run.runs(target) && holds(run));
  expect(found).toBeDefined();
  return found !== false;
}
const target = (condition: string, on?: string): Workflow => of(`  target:\n    if: ${condition}\n    steps: []\n`, on);
/** A job with the steps, of which one is the target. */
const steps = (...list: readonly string[]): Workflow => of(`  a:\n    steps:\n${list.map(step => `      - {${step}}\n`).join('')}`);
/** A workflow whose job `call` calls another. */
function calling(inner: string, call: string, more = ''): Workflow {
  const called = readWorkflow('called.yml', `on: workflow_call\njobs:\n${inner}`);
  const caller = of(`  call:\n    uses: ./called.yml\n    ${call || 'name: c'}\n${more}`);
  return {...caller, jobs: caller.jobs.map(job => (job.id === 'call' ? {...job, called} : job))};
}

describe('what kind of ref an event brings', () => {
  test.each<readonly [on: string, kinds: string]>([
    ['push', 'heads tags'], ['{push: {tags: [v1]}}', 'tags'], ['{push: {tags-ignore: [v1]}}', 'tags'], ['{push: {branches: [main]}}', 'heads'],
    ['{push: {branches-ignore: [main]}}', 'heads'], ['{push: {tags: [v1], branches: [main]}}', 'heads tags'], ['release', 'tags'], ['pull_request', 'pull'],
    ['{pull_request: {branches: [main]}}', 'pull'], ['pull_request_review', 'pull'], ['merge_group', 'heads'], ['{schedule: [{cron: "5 5 * * *"}]}', 'heads'],
    ['pull_request_target', 'heads'], ['workflow_run', 'heads'], ['issues', 'heads'], ['issue_comment', 'heads'], ['repository_dispatch', 'heads'],
    ['workflow_dispatch', 'heads tags'], ['workflow_call', 'heads tags pull'], ['[release, pull_request]', 'tags pull'],
  ])('%s: %s', (on, kinds) => {
    const found = ['heads', 'tags', 'pull'].filter(kind => begins(target(`startsWith(github.ref, 'refs/${kind}/')`, on)));
    expect(found.join(' ')).toBe(kinds);
    expect([begins(target("github.ref_type == 'tag'", on)), begins(target("github.ref_type == 'branch'", on))]).toEqual([found.includes('tags'), found.some(kind => kind !== 'tags')]);
  });

  test('a literal of a ref counts for its kind alone', () => {
    expect(begins(target("github.ref == 'refs/heads/main'", 'release'))).toBe(false);
    expect(begins(target("github.ref == 'refs/HEADS/main'", 'push'))).toBe(true);
    expect(begins(target("github.ref == 1 || github.ref == 'refs/tags/v1'", '{push: {branches: [main]}}'))).toBe(false);
  });

  test('the event is one of those on which the workflow runs, or any of the caller\'s', () => {
    expect([begins(target("github.event_name == 'push'", 'release')), begins(target("github.event_name != 'release'", 'release'))]).toEqual([false, false]);
    for (const name of ['push', 'release', 'schedule']) expect(begins(target(`github.event_name == '${name}'`, '[workflow_call, release]'))).toBe(true);
    expect(begins(target("github.event_name != 'release' && github.event_name != 'push'", '[workflow_call, release]'))).toBe(true);
    const says = (on: string, holds: (run: Simulated) => boolean): boolean => begins(target('true', on), {holds});
    expect(['pull_request', 'merge_group', 'push', 'pull_request_target'].filter(on => says(on, run => run.proposed()))).toEqual(['pull_request', 'merge_group']);
    expect(['release', 'push', 'pull_request'].filter(on => says(on, run => run.tagged()))).toEqual(['release', 'push']);
  });
});

describe('what a caller gives', () => {
  const input = (condition: string, given: string): boolean => begins(calling(`  target:\n    if: ${condition}\n    steps: []\n`, given === '' ? '' : `with: {other: x, ${given}}`));
  test.each<readonly [condition: string, given: string, runs: boolean]>([
    ['inputs.ship', 'ship: true', true], ['inputs.ship', 'ship: false', false], ['"!inputs.ship"', 'ship: true', false], ['"!inputs.ship"', 'ship: false', true],
    ['inputs.ship', 'Ship: false', false], ["inputs.where == 'x'", 'where: x', true], ["inputs.where == 'x'", 'where: y', false], ["inputs.where == 'false'", 'where: x', false],
    ['inputs.ship', 'ship: "${{ inputs.x }}"', true], ['"!inputs.ship"', 'ship: "${{ inputs.x }}"', true], ['inputs.ship', '', true], ['"!inputs.ship"', '', true],
    ["inputs.where == 'other'", 'where: x', false],
  ])('%s with %s', (condition, given, runs) => expect(input(condition, given)).toBe(runs));

  test('a called job runs only where its caller does, and unknowns of two calls are two', () => {
    expect(begins(calling('  target: {steps: []}\n', 'if: false'))).toBe(false);
    const called = readWorkflow('called.yml', 'on: workflow_call\njobs:\n  one: {if: inputs.a, steps: []}\n');
    const twice = of('  x: {uses: ./called.yml}\n  y: {uses: ./called.yml}\n  target: {needs: [x, y], steps: []}\n');
    const graph = graphOf({...twice, jobs: twice.jobs.map(job => (job.uses ? {...job, called} : job))});
    const [first, second] = graph.jobs.filter(({job}) => job.id === 'one');
    expect(new Wiring(graph).when(nothing, run => run.runs(first!) && !run.runs(second!))).not.toBe(false);
  });

  test('the same unknown of one job and of another are two, but for those of the run', () => {
    const two = (unknown: string): Workflow => of(`  one:\n    if: ${unknown}\n    steps: []\n  target:\n    if: "!${unknown}"\n    steps: []\n`);
    const both = (workflow: Workflow): boolean => {
      const graph = graphOf(workflow);
      return new Wiring(graph).when(nothing, run => graph.jobs.every(job => run.runs(job))) !== false;
    };
    expect(['matrix.x', 'env.x', 'vars.x', 'inputs.x', 'github.actor'].map(unknown => both(two(unknown)))).toEqual([true, true, false, false, false]);
  });
});

describe('what jobs and steps say of one another', () => {
  test('a job that is not needed, and a step that is not there, are null', () => {
    expect(begins(of("  one: {steps: []}\n  target:\n    if: needs.one.result == 'success'\n    steps: []\n"))).toBe(false);
    expect(begins(of("  one: {steps: []}\n  target:\n    if: needs.one.outputs.x == 'y'\n    steps: []\n"))).toBe(false);
    expect(begins(steps('id: one, run: x', 'id: target, run: y, if: "steps.other.outputs.x == \'y\'"'))).toBe(false);
    expect(begins(steps('id: one, run: x', 'id: target, run: y, if: "steps.ONE.outputs.x == \'y\'"'))).toBe(true);
  });

  test('a step that did not run has no outputs, and ended as skipped', () => {
    const after = (condition: string): Workflow => steps('id: one, run: x, if: false', `id: target, run: y, if: "${condition}"`);
    expect([after("steps.one.outputs.x == 'y'"), after("steps.one.outputs.x == ''"), after("steps.one.outcome == 'skipped'"), after("steps.one.conclusion == 'skipped'")].map(one => begins(one))).toEqual([
      false, true, true, true,
    ]);
  });

  test('the conclusion of a step counts `continue-on-error`, its outcome does not', () => {
    const after = (condition: string): boolean => begins(steps('id: one, run: x, continue-on-error: true', `id: target, run: y, if: "${condition}"`), {failing: 'one'});
    expect([after("steps.one.conclusion == 'failure'"), after("steps.one.outcome == 'failure'"), after("steps.one.conclusion == 'success'")]).toEqual([false, true, true]);
  });

  test('`continue-on-error` may ask for what a step or a job knows', () => {
    const lax = (lenient: string): boolean => begins(steps('id: first, run: x', `id: one, run: x, continue-on-error: "${lenient}"`, 'id: target, run: y'), {failing: 'one'});
    expect([lax("${{ steps.first.outcome == 'success' }}"), lax("${{ steps.first.outcome == 'failure' }}")]).toEqual([true, false]);
    const job = (lenient: string): boolean => begins(of(`  a: {steps: []}\n  one:\n    needs: a\n    continue-on-error: ${lenient}\n    steps: []\n  target: {needs: one, steps: []}\n`), {failing: 'one'});
    expect([job("${{ needs.a.result == 'success' }}"), job("${{ needs.a.result == 'failure' }}"), job('x${{ false }}')]).toEqual([true, false, true]);
  });

  test('the status of a job is that of its steps so far', () => {
    const status = (condition: string, failing?: string): boolean => begins(steps('id: one, run: x', `id: target, run: y, if: "always() && ${condition}"`), failing === undefined ? {} : {failing});
    expect([status("job.status == 'success'"), status("job.status == 'failure'"), status("job.status == 'success'", 'one'), status("job.status == 'failure'", 'one')]).toEqual([true, false, false, true]);
    expect(begins(of("  target:\n    if: job.container.id == 'x'\n    steps: []\n"))).toBe(true);
    expect(begins(of("  target:\n    if: strategy.status == 'x'\n    steps: []\n"))).toBe(true);
  });

  test('a failure around a composite action is felt within it', () => {
    const inner = steps('id: target, run: y, if: failure()').jobs[0]!.steps;
    const outer = steps('id: one, run: x', 'uses: ./x, if: failure()');
    const whole = {...outer, jobs: outer.jobs.map(job => ({...job, steps: job.steps.map(step => (step.uses ? {...step, inner} : step))}))};
    expect([begins(whole, {failing: 'one'}), begins(whole)]).toEqual([true, false]);
  });

  test('steps of a composite action know one another, and not those around it', () => {
    const inner = steps('id: here, run: x', 'id: target, run: y, if: "steps.here.outputs.a == 1 && steps.outside.outputs.a == 1"').jobs[0]!.steps;
    const known = steps('id: here, run: x', 'id: target, run: y, if: "steps.here.outputs.a == 1"').jobs[0]!.steps;
    const around = (list: typeof inner): Workflow => {
      const outer = steps('id: outside, run: x', 'uses: ./x');
      return {...outer, jobs: outer.jobs.map(job => ({...job, steps: job.steps.map(step => (step.uses ? {...step, inner: list} : step))}))};
    };
    expect([begins(around(inner)), begins(around(known))]).toEqual([false, true]);
    expect(begins(of('  a:\n    steps:\n      - parallel: [{id: one, run: x}]\n      - {id: target, run: y, if: "steps.one.outputs.a == 1"}\n'))).toBe(true);
  });

  test('a job that was cut off ends as cancelled, and nothing more of it runs', () => {
    expect(begins(of('  one: {steps: []}\n  target:\n    needs: one\n    if: always() && needs.one.result == \'cancelled\'\n    steps: []\n'), {failing: 'one', result: 'cancelled'})).toBe(true);
    expect(begins(of('  one:\n    steps: [{id: target, run: x}]\n'), {failing: 'one', result: 'cancelled'})).toBe(false);
    expect(begins(of('  one:\n    steps: [{id: target, run: x}]\n'))).toBe(true);
  });

  test('what a called workflow ends as', () => {
    const after = '  target:\n    needs: call\n    if: always() && needs.call.result == \'RESULT\'\n    steps: []\n';
    const ends = (inner: string, result: string, given: Parameters<typeof begins>[1] = {}): boolean => begins(calling(inner, '', after.replace('RESULT', result)), given);
    const one = '  one: {steps: []}\n';
    expect([ends(one, 'success'), ends(one, 'failure'), ends(one, 'failure', {failing: 'one'}), ends(one, 'cancelled', {failing: 'one', result: 'cancelled'})]).toEqual([true, false, true, true]);
    const left = '  one: {if: false, steps: []}\n';
    expect([ends(left, 'skipped'), ends(left, 'success'), ends(`${left}  two: {steps: []}\n`, 'skipped'), ends(one, 'skipped')]).toEqual([true, true, false, false]);
  });
});

describe('what a question may cost', () => {
  /** A job that can begin in no way, which only the last of more runs than are tried would show, in a workflow with so many steps. */
  const wide = (count: number): Workflow => of(
    `  big:\n    if: ${Array.from({length: 14}, (_, i) => `(a.b${i} || a.c${i})`).join(' && ')}\n    steps:\n${'      - run: x\n'.repeat(count)}  target:\n    needs: big\n    if: always() && needs.big.result == 'x'\n    steps: []\n`
  );
  test('where it takes too long it is not answered, and after many of those no other is', () => {
    const graph = graphOf(wide(900));
    const wiring = new Wiring(graph);
    const [step, last] = [graph.steps[0]!, nodeOf(graph, 'target')].map((node): Recognised => ({node, by: '', tolerated: false}));
    const easy = (): unknown => wiring.when(nothing, run => run.runs(nodeOf(graph, 'big')));
    expect(easy()).toBeInstanceOf(Map);
    for (let i = 0; i < 5; i++) expect(wiring.hole([step!], last!, ['failed'])).toBeUndefined();
    expect(easy()).toBeUndefined();
  });

  test('what is thrown in a question is thrown', () => {
    expect(() => new Wiring(graphOf(wide(1))).when(nothing, () => {
      throw new RangeError('no');
    })).toThrow(RangeError);
  });
});

test('a hole in words names three guards and four values', () => {
  const graph = graphOf(of(['a', 'b', 'c', 'd'].map(id => `  ${id}: {steps: []}\n`).join('')));
  const guards = graph.jobs.map((node): Recognised => ({node, by: '', tolerated: false}));
  expect(sayHole({how: 'failed', assignment: new Map()}, guards)).toBe('a and b and c failed');
  expect(sayHole({how: 'cancelled', assignment: new Map()}, [guards[0]!, guards[0]!])).toBe('a was cancelled');
  expect(sayAssignment(new Map())).toBe('');
  expect(sayAssignment(new Map<string, unknown>([['a', {value: 'x'}], ['b', {unlike: 'b'}], ['c', true], ['d', null], ['e', 1]]))).toBe(
    ', for example where a is "x" and b is something else and c is true and d is null'
  );
});
