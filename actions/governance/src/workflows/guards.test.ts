import {describe, expect, test} from '@jest/globals';
import {type GraphNode, comesBefore, graphOf, nameOf} from './graph.ts';
import {Wiring, sayHole} from './guards.ts';
import {readWorkflow} from './read-workflow.ts';
import type {Recognised} from './stages.ts';
import type {Workflow} from './workflow.ts';

/** The ways around `guard` to `target`: ids of jobs or steps. */
function holes(workflow: Workflow, guard = 'guard', target = 'target'): readonly string[] {
  const graph = graphOf(workflow);
  const named = (id: string): Recognised => {
    const node: GraphNode | undefined = graph.steps.find(({step}) => step.id === id) ?? graph.jobs.find(({job}) => job.id === id);
    if (!node) throw new Error(`nothing is called ${id}`);
    return {node, by: id, tolerated: false};
  };
  const wiring = new Wiring(graph);
  return (['skipped', 'failed', 'cancelled'] as const).filter(how => wiring.hole([named(guard)], named(target), [how]));
}
const of = (jobs: string, on = 'push'): Workflow => readWorkflow('w.yml', `on: ${on}\njobs:\n${jobs}`);
/** A job `target` that needs the job `guard`, each with further lines. */
const pair = (guard: string, target: string, on = 'push'): Workflow => of(
  `  guard:\n    ${guard || 'name: g'}\n    steps: []\n  target:\n    needs: [guard]\n    ${target || 'name: t'}\n    steps: []\n`, on
);

describe('jobs: when one runs although what it needs did not succeed', () => {
  test.each([
    ['', '', []],
    ['', 'if: github.ref == \'refs/heads/x\'', []],
    ['if: github.ref == \'refs/heads/x\'', '', []],
    ['', 'if: always()', ['failed', 'cancelled']],
    ['', 'if: failure()', ['failed']],
    ['', 'if: "!failure()"', ['cancelled']],
    ['', 'if: "!cancelled()"', ['failed', 'cancelled']],
    ['', 'if: success()', []],
    ['', 'if: always() && needs.guard.result == \'success\'', []],
    ['', 'if: always() && needs.GUARD.result == \'Success\'', []],
    ['', 'if: always() && needs.guard.result != \'failure\'', ['cancelled']],
    ['', 'if: "!cancelled() && !failure()"', ['cancelled']],
    ['', 'if: always() && (needs.guard.result == \'success\' || needs.guard.result == \'skipped\')', []],
    ['', 'if: always() && !contains(needs.*.result, \'failure\')', ['cancelled']],
    ['', 'if: always() && !contains(needs.*.result, \'failure\') && !contains(needs.*.result, \'cancelled\')', []],
    ['if: inputs.full', 'if: always() && contains(needs.*.result, \'success\')', []],
    ['', 'if: always() && contains(fromJSON(\'["success", "skipped"]\'), needs.guard.result)', []],
    ['', 'if: always() && contains(fromJSON(\'["success", "failure"]\'), needs.guard.result)', ['failed']],
    ['', 'if: always() && contains(fromJSON(\'oops\'), needs.guard.result)', ['failed', 'cancelled']],
    ['', 'if: always() && contains(fromJSON(vars.fine), needs.guard.result)', ['failed', 'cancelled']],
    ['', 'if: ${{ always() }} && needs.guard.result == \'success\'', []],
    ['if: github.ref == \'refs/heads/x\'', 'if: always()', ['skipped', 'failed', 'cancelled']],
    ['if: github.ref == \'refs/heads/x\'', 'if: "!failure()"', ['skipped', 'cancelled']],
    ['if: github.ref == \'refs/heads/x\'', 'if: always() && github.ref == \'refs/heads/x\' && needs.guard.result != \'failure\'', ['cancelled']],
    ['if: inputs.dry', 'if: "!inputs.dry && !failure()"', ['skipped']],
    ['if: inputs.full', 'if: always() && needs.guard.outputs.ok == \'yes\'', ['failed', 'cancelled']],
    ['if: inputs.full', 'if: always() && needs.guard.outputs.ok == \'\'', ['skipped', 'failed', 'cancelled']],
    ['continue-on-error: true', '', ['failed']],
    ['continue-on-error: ${{ inputs.lax }}', '', ['failed']],
    ['continue-on-error: false', '', []],
    ['continue-on-error: ${{ false }}', '', []],
  ])('%s | %s', (guard, target, expected) => expect(holes(pair(guard, target))).toEqual(expected));

  test('a condition that is always true, because text stands beside its expression, is not taken for one', () => {
    expect(holes(pair('', 'if: ${{ always() }} == true'))).toEqual([]);
    expect(holes(of("  guard:\n    steps:\n      - id: check\n        if: ${{ github.ref }} == 'x'\n        run: x\n      - {id: target, run: y}\n"), 'check')).toEqual([]);
  });

  test('through jobs in between: a skip or failure goes on to the end, unless a condition stops it', () => {
    const chain = (middle: string, last: string): Workflow => of(
      `  guard: {steps: []}\n  middle:\n    needs: guard\n    ${middle || 'name: m'}\n    steps: []\n  target:\n    needs: middle\n    ${last || 'name: t'}\n    steps: []\n`
    );
    expect(holes(chain('', ''))).toEqual([]);
    expect(holes(chain('if: always()', ''))).toEqual([]);
    expect(holes(chain('', 'if: always() && needs.middle.result == \'success\''))).toEqual([]);
    expect(holes(chain('if: always()', 'if: always() && needs.middle.result == \'success\''))).toEqual(['failed', 'cancelled']);
  });

  test('what is decided by an output is decided once', () => {
    const gated = (guard: string, target: string): Workflow => of(
      `  plan: {steps: [], outputs: {go: x}}\n  guard:\n    needs: plan\n    if: ${guard}\n    steps: []\n  target:\n    needs: [plan, guard]\n    if: ${target}\n    steps: []\n`
    );
    expect(
      holes(gated("needs.plan.outputs.go == 'true'", "always() && needs.plan.outputs.go == 'true' && needs.guard.result != 'failure' && needs.guard.result != 'cancelled'"))
    ).toEqual([]);
    expect(
      holes(gated("needs.plan.outputs.go == 'true'", "always() && needs.plan.outputs.go != 'false' && needs.guard.result != 'failure' && needs.guard.result != 'cancelled'"))
    ).toEqual(['skipped']);
  });

  test('of events only those count on which the workflow runs, and refs go with them', () => {
    const skipping = "always() && needs.guard.result == 'skipped'";
    expect(holes(pair("if: github.event_name != 'schedule'", `if: ${skipping}`, 'push'))).toEqual([]);
    expect(holes(pair("if: github.event_name != 'schedule'", `if: ${skipping}`, '[push, schedule]'))).toEqual(['skipped']);
    expect(holes(pair("if: github.event_name != 'schedule'", `if: ${skipping}`, '[workflow_call]'))).toEqual(['skipped']);
    expect(holes(pair("if: startsWith(github.ref, 'refs/tags/')", `if: ${skipping}`, '{push: {tags: [v1]}}'))).toEqual([]);
    expect(holes(pair("if: startsWith(github.ref, 'refs/tags/')", `if: ${skipping}`, 'release'))).toEqual([]);
    expect(holes(pair("if: startsWith(github.ref, 'refs/tags/')", `if: ${skipping}`, '{push: {branches: [main]}}'))).toEqual(['skipped']);
    expect(holes(pair("if: startsWith(github.ref, 'refs/tags/v')", `if: ${skipping}`, 'release'))).toEqual(['skipped']);
    expect(holes(pair("if: \"!startsWith(github.ref, 'refs/tags/v')\"", `if: ${skipping}`, 'release'))).toEqual(['skipped']);
    expect(holes(pair("if: \"!endsWith(github.ref, '-rc')\"", `if: ${skipping}`, 'release'))).toEqual(['skipped']);
    expect(holes(pair("if: contains(github.ref, 'refs/tags/')", `if: ${skipping}`, 'release'))).toEqual([]);
    expect(holes(pair("if: contains(github.ref, 'rc')", `if: ${skipping}`, 'release'))).toEqual(['skipped']);
    expect(holes(pair("if: startsWith(github.ref, 'refs/heads/')", `if: ${skipping}`, '{push: {branches-ignore: [x]}}'))).toEqual([]);
    expect(holes(pair("if: startsWith(github.ref, 'refs/tags/')", `if: ${skipping}`, '{push: {tags-ignore: [x]}}'))).toEqual([]);
    expect(holes(pair("if: startsWith(github.ref, 'refs/tags/')", `if: ${skipping}`, '{push: {tags: [x], branches: [y]}}'))).toEqual(['skipped']);
    expect(holes(pair("if: github.ref_type == 'tag'", `if: ${skipping}`, '[release, workflow_dispatch]'))).toEqual(['skipped']);
    expect(holes(pair("if: github.ref != 'refs/heads/main'", `if: ${skipping}`, 'release'))).toEqual([]);
  });
});

describe('steps', () => {
  const steps = (...list: readonly string[]): Workflow => of(`  a:\n    steps:\n${list.map(step => `      - {${step}}\n`).join('')}`);

  test.each([
    ['id: guard, run: x', 'id: target, run: y', []],
    ['id: guard, run: x, if: a', 'id: target, run: y', ['skipped']],
    ['id: guard, run: x, if: a', 'id: target, run: y, if: a', []],
    ['id: guard, run: x, if: "a == 1"', 'id: target, run: y, if: "a == 2"', ['skipped']],
    ['id: guard, run: x, if: "a != 1"', 'id: target, run: y, if: "a == 2"', []],
    ['id: guard, run: x, continue-on-error: true', 'id: target, run: y', ['failed']],
    ['id: guard, run: x, continue-on-error: true', 'id: target, run: y, if: "steps.guard.outcome == \'success\'"', []],
    ['id: guard, run: x, continue-on-error: true', 'id: target, run: y, if: "steps.guard.conclusion == \'success\'"', ['failed']],
    ['id: guard, run: x', 'id: target, run: y, if: always()', ['failed']],
    ['id: guard, run: x', 'id: target, run: y, if: "always() && job.status == \'success\'"', []],
    ['id: guard, run: x', 'id: target, run: y, if: "always() && job.status == \'failure\'"', ['failed']],
    ['id: guard, run: x', 'id: target, run: y, if: failure()', ['failed']],
    ['id: guard, run: x', 'id: target, run: y, if: "!cancelled()"', ['failed']],
  ])('%s | %s', (guard, target, expected) => expect(holes(steps(guard, target))).toEqual(expected));

  test('a step that fails in a job fails the jobs that need it', () => {
    const jobs = (target: string): Workflow => of(`  a:\n    steps:\n      - {id: guard, run: x}\n  b:\n    needs: a\n    ${target}\n    steps:\n      - {id: target, run: y}\n`);
    expect(holes(jobs('name: b'))).toEqual([]);
    expect(holes(jobs('if: always()'))).toEqual(['failed', 'cancelled']);
    expect(
      holes(of('  a:\n    continue-on-error: true\n    steps:\n      - {id: guard, run: x}\n  b:\n    needs: a\n    steps:\n      - {id: target, run: y}\n'))
    ).toEqual(['failed']);
  });

  test('in a called workflow and in a composite action', () => {
    const called = readWorkflow(
      'called.yml', 'on: workflow_call\njobs:\n  inner:\n    steps:\n      - {id: guard, run: x}\n  optional:\n    if: inputs.full\n    steps:\n      - {id: full, run: x}\n'
    );
    const caller = of('  call: {uses: ./called.yml, with: {full: true}}\n  b:\n    needs: call\n    steps:\n      - {id: target, run: y}\n');
    const whole: Workflow = {...caller, jobs: caller.jobs.map(job => (job.id === 'call' ? {...job, called} : job))};
    expect(holes(whole)).toEqual([]);
    expect(holes(whole, 'full')).toEqual([]);
    const asking: Workflow = {...whole, jobs: whole.jobs.map(job => (job.id === 'call' ? {...job, with: new Map()} : job))};
    expect(holes(asking, 'full')).toEqual(['skipped']);
    const composite = steps('uses: ./x', 'id: target, run: y');
    const inner = readWorkflow('x', 'on: push\njobs:\n  a:\n    steps:\n      - {id: guard, run: x, if: b}\n').jobs[0]!.steps;
    expect(holes({...composite, jobs: composite.jobs.map(job => ({...job, steps: job.steps.map(step => (step.uses ? {...step, inner} : step))}))})).toEqual(['skipped']);
  });

  test('a called workflow all of whose jobs are skipped may count as a success', () => {
    const called = readWorkflow('called.yml', 'on: workflow_call\njobs:\n  inner:\n    if: inputs.full\n    steps:\n      - {id: guard, run: x}\n');
    const caller = of('  call: {uses: ./called.yml}\n  target: {needs: call, steps: []}\n');
    expect(holes({...caller, jobs: caller.jobs.map(job => (job.id === 'call' ? {...job, called} : job))})).toEqual(['skipped']);
  });
});

describe('what comes before what', () => {
  function before(source: string): readonly string[] {
    const {steps, jobs} = graphOf(of(source));
    const all = [...jobs, ...steps.filter(({step}) => step.id !== undefined)];
    const name = (node: GraphNode): string => (node.kind === 'job' ? node.job.id : node.step.id!);
    return all.flatMap(one => all.filter(other => comesBefore(one, other)).map(other => `${name(one)}<${name(other)}`));
  }

  test('by needs, also of needs, and by the order of steps', () => {
    expect(before('  a: {steps: [{id: x, run: x}, {id: y, run: y}]}\n  b: {needs: a, steps: []}\n  c: {needs: b, steps: [{id: z, run: z}]}\n  d: {steps: []}\n')).toEqual([
      'a<b', 'a<c', 'a<z', 'b<c', 'b<z', 'x<b', 'x<c', 'x<y', 'x<z', 'y<b', 'y<c', 'y<z',
    ]);
  });

  test('a step in the background is over only when it was waited for', () => {
    expect(before('  a:\n    steps:\n      - {id: x, run: x, background: true}\n      - {id: y, run: y}\n      - wait: x\n      - {id: z, run: z}\n')).toEqual(['x<z', 'y<z']);
    expect(
      before('  a:\n    steps:\n      - {id: x, run: x, background: true}\n      - {id: w, run: w, background: true}\n      - wait-all:\n      - {id: z, run: z}\n')
    ).toEqual(['x<z', 'w<z']);
    expect(before('  a:\n    steps:\n      - {id: x, run: x, background: true}\n      - wait: other\n      - {id: z, run: z}\n')).toEqual([]);
  });

  test('the steps of a parallel group run beside each other', () => {
    expect(
      before('  a:\n    steps:\n      - {id: v, run: v}\n      - parallel: [{id: x, run: x}, {id: y, run: y}]\n      - {id: z, run: z}\n')
    ).toEqual(['v<x', 'v<y', 'v<z', 'x<z', 'y<z']);
  });
});

test('a hole is told in words, with an example', () => {
  const graph = graphOf(of("  guard: {steps: []}\n  target:\n    needs: guard\n    if: always() && github.event_name == 'push'\n    steps: []\n", '[push, schedule]'));
  const [guard, target] = graph.jobs.map((node): Recognised => ({node, by: '', tolerated: false}));
  const hole = new Wiring(graph).hole([guard!], target!);
  expect(hole && sayHole(hole, [guard!])).toBe('guard failed, for example where github.event_name is "push"');
});

test('more conditions than can be tried are not told', () => {
  const conditions = Array.from({length: 14}, (_, i) => `(a.b${i} || a.c${i})`).join(' && ');
  const graph = graphOf(of(`  guard: {steps: []}\n  target:\n    needs: guard\n    if: always() && needs.guard.result == 'success' && ${conditions}\n    steps: []\n`));
  const wide = graphOf(of(`  guard:\n    if: ${conditions}\n    steps: []\n  target:\n    needs: guard\n    if: always() && needs.guard.result == 'x'\n    steps: []\n`));
  const ask = (one: typeof graph) => new Wiring(one).hole([{node: one.jobs[0]!, by: '', tolerated: false}], {node: one.jobs[1]!, by: '', tolerated: false});
  expect(ask(graph)).toBe(false);
  expect(ask(wide)).toBeUndefined();
});

test('a step is called by its name, else its id, its action, or the beginning of its script', () => {
  const long = 'x'.repeat(70);
  const {steps, jobs} = graphOf(of(
    `  a:\n    steps:\n      - {name: N, id: i, run: r}\n      - {id: i2, run: r}\n      - {uses: o/a@v1}\n      - {run: "one\\ntwo"}\n      - {run: ${long}}\n      - wait-all:\n`
  ));
  expect(steps.map(nameOf)).toEqual(['N', 'i2', 'o/a@v1', 'one', long.slice(0, 60), 'a step']);
  expect(jobs.map(nameOf)).toEqual(['a']);
});
