import {type Fault, type Place, type Ruling, broken, every, held, notApplicable} from '#core';
import {isTrue} from './evaluate.ts';
import {within} from './expression.ts';
import {type GraphNode, type JobNode, type StepNode, comesBefore, jobOf, nameOf} from './graph.ts';
import {type Hole, sayHole} from './guards.ts';
import {keyOf, noWorkflows, placeOf, rule} from './rule.ts';
import type {Recognised} from './stages.ts';
import {type Laid, layOutAll} from './wirings.ts';
import type {Condition} from './workflow.ts';

/** The stages whose point is to stop a release. */
const checkStages = ['preflight', 'check', 'verify'] as const;
/** Those without which a release should not go on either; whether they are skipped is for what is uploaded to say. */
const makingStages = ['build', 'sbom', 'attest'] as const;

interface Gate extends Recognised {
  readonly stage: string;
}

function gatesOf(laid: Laid, stages: readonly string[]): readonly Gate[] {
  return stages.flatMap(stage => laid.stage(stage).map(one => ({...one, stage})));
}

/** Whether it is true whatever happens. */
const isSure = (condition: Condition | undefined): boolean => condition?.expression.kind === 'literal' && isTrue({value: condition.expression.value});

const noUploads = 'no workflow uploads anything';

export const gateIgnored = rule({
  id: 'workflows.ignored',
  about: 'The failure of a check is not passed over before an upload.',
  enforcement: 'warn',
  help: `\`continue-on-error: true\` turns a failure into a success, and \`|| true\` does the same within a script: the jobs that need it go on, and the run is green.

    test:
      continue-on-error: true
    publish:
      needs: [test]             publishes whatever the tests say

Looked at are jobs that an upload needs, and steps before it that test, scan, attest or verify. Where it depends on the matrix
(\`continue-on-error: \${{ matrix.experimental }}\`) it is counted and not judged.

**To fix it**, remove it, or take the check out of the way of the release if its result does not matter.`,
  on: ['workflows'],
  check: ({workflows}, policy) => {
    const all = layOutAll(workflows, policy).filter(({uploads}) => uploads.length > 0);
    if (all.length === 0) return workflows.length === 0 ? noWorkflows() : notApplicable(noUploads);
    return every(all.flatMap(gatesOnTheWay), ({node, gate}) => {
      const tolerated = node.kind === 'job' ? node.job.continueOnError : node.step.continueOnError;
      const fault = (message: string, fix: string, at: Place): Fault => ({key: keyOf(node), message, fix, at});
      if (isSure(tolerated)) return broken(fault(`The failure of "${nameOf(node)}" is passed over, and an upload comes after it`, 'Remove `continue-on-error`.', tolerated!.at));
      if (gate.tolerated && node.kind === 'step') {
        return broken(fault(`The failure of "${gate.by}" is passed over in its script, and an upload comes after it`, 'Remove what stands behind `||`.', placeOf(node)));
      }
      return tolerated && tolerated.expression.kind !== 'literal' ? {count: 'depend on a condition'} : held();
    });
  },
});

/** The checks that come before an upload, and their jobs. */
function gatesOnTheWay(laid: Laid): readonly {readonly node: GraphNode; readonly gate: Gate}[] {
  const found = new Map<GraphNode, Gate>();
  for (const gate of [...gatesOf(laid, makingStages), ...gatesOf(laid, checkStages)]) {
    const nodes = [gate.node, jobOf(gate.node)].filter(node => laid.uploads.some(upload => comesBefore(node, upload.node)));
    // A build within a job is its job's matter: a step may well be allowed to fail.
    for (const node of nodes) if (node.kind === 'job' || gate.stage !== 'build') found.set(node, gate);
  }
  return [...found].map(([node, gate]) => ({node, gate}));
}

export const gateSkipped = rule({
  id: 'workflows.skipped',
  about: 'An upload does not run when a check before it failed or was skipped.',
  enforcement: 'warn',
  help: `A job runs only when all that it needs succeeded, unless its \`if:\` asks with always(), failure(), cancelled() or success() itself. Then the condition alone decides:

    publish:
      needs: [test]
      if: always()                             runs when test failed
      if: "!failure()"                         runs when test was skipped or cancelled
      if: always() && needs.test.result == 'success'     is right

A step is passed over when its \`if:\` is false, and its job succeeds all the same. So a verification under \`if: github.event_name == 'push'\` does not guard an upload
that runs on a manual start as well.

The rule tries every combination of the values that the conditions are compared with, and names the one that leads around the check.

**To fix it**, ask for the result (\`needs.….result == 'success'\`), or give check and upload the same condition.`,
  on: ['workflows'],
  check: ({workflows}, policy) => {
    const all = layOutAll(workflows, policy).filter(({uploads}) => uploads.length > 0);
    if (all.length === 0) return workflows.length === 0 ? noWorkflows() : notApplicable(noUploads);
    return every(all.flatMap(laid => {
      const meant = new Map(laid.uploads.map(({node}) => [node, meantToSkip(node)]));
      return guardsOf(laid).map(guard => ({laid, guard, meant}));
    }), ({laid, guard, meant}) => judgeGuard(laid, guard, meant));
  },
});

/** Whether every upload after a check feels it. The first that does not is told: the others have the same cause. */
function judgeGuard(laid: Laid, guard: Guard, meant: ReadonlyMap<GraphNode, ReadonlySet<string>>): Ruling | {readonly count: string} {
  if (guard.shared) return {count: 'share the work with others'};
  let tally: string | undefined;
  for (const upload of guard.uploads) {
    if (meant.get(upload.node)!.has(jobOf(guard.node).job.id.toLowerCase())) {
      tally = 'ask for "skipped" by name';
      continue;
    }
    const hole = laid.wiring.hole([guard], upload, guard.hows);
    if (hole === undefined) tally = 'too many conditions to try';
    if (!hole) continue;
    return broken({
      key: `${keyOf(guard.node)} before ${keyOf(upload.node)}`, at: conditionPlace(
        hole.how === 'skipped' ? guard.node : upload.node
      ), message: `"${nameOf(upload.node)}" (${upload.by}) also runs when ${sayHole(hole, [guard])}`, fix: wayOut(hole, guard.node, upload.node),
    });
  }
  return tally === undefined ? held() : {count: tally};
}

function wayOut(hole: Hole, guard: GraphNode, upload: GraphNode): string {
  if (hole.how === 'skipped' && guard.kind === 'step') return 'Give both the same condition.';
  if (jobOf(guard) === jobOf(upload)) return 'Write `success() &&` before its condition, in place of what lets it run after a failure.';
  return `Ask for the result: needs.${jobOf(guard).job.id}.result == 'success'.`;
}

interface Guard extends Recognised {
  /** The uploads after it. */
  readonly uploads: readonly Recognised[];
  readonly hows: readonly Hole['how'][];
  /** Others of its stage stand beside it, each for a part: which of them runs is not for this rule to say. */
  readonly shared: boolean;
}

/** The checks whose failure or absence the uploads after them should feel; those that are passed over on purpose are another rule's. */
function guardsOf(laid: Laid): readonly Guard[] {
  const after = (node: GraphNode): readonly Recognised[] => laid.uploads.filter(upload => comesBefore(node, upload.node));
  const gates = (stages: readonly string[]): readonly Gate[] => gatesOf(laid, stages).filter(({node, tolerated}) => !tolerated && !tolerates(node) && !byMatrix(node));
  const checks = gates(checkStages);
  const jobs = new Map<GraphNode, readonly Hole['how'][]>();
  for (const {node} of gates(makingStages)) jobs.set(jobOf(node), ['failed', 'cancelled']);
  for (const {node} of checks) jobs.set(jobOf(node), ['skipped', 'failed', 'cancelled']);
  const needed = [...jobs].map(([node, hows]): Guard => ({node, hows, by: nameOf(node), tolerated: false, shared: false, uploads: after(node)}));
  const beside = new Map<string, number>();
  const groupOf = ({node, stage}: Gate): string => `${jobOf(node).id} ${stage}`;
  for (const gate of checks) if (gate.node.kind === 'step') beside.set(groupOf(gate), (beside.get(groupOf(gate)) ?? 0) + 1);
  const steps = checks.filter(({node}) => node.kind === 'step').map((gate): Guard => {
    const own = conditional(gate.node);
    // A job stands for its steps, but for those that have a condition of their own.
    return {
      ...gate, hows: ['skipped', 'failed'], shared: own && beside.get(groupOf(gate))! > 1,
      uploads: after(gate.node).filter(upload => own || jobOf(upload.node) === jobOf(gate.node)),
    };
  });
  return [...needed, ...steps].filter(({uploads}) => uploads.length > 0);
}

const tolerates = (node: GraphNode): boolean => chain(node).some(one => (one.kind === 'job' ? one.job.continueOnError : one.step.continueOnError) !== undefined);
const conditional = (node: GraphNode): boolean => chain(node).some(one => one.kind === 'step' && one.step.if !== undefined);
/** Legs of a matrix share out the work: what one leaves to another is not skipped. */
const byMatrix = (node: GraphNode): boolean => chain(node).some(
  one => one.kind === 'step' && one.step.if !== undefined && within(one.step.if.expression).some(
    part => part.kind === 'path' && (part.path[0] === 'matrix' || part.path[0] === 'runner')
  )
);

function chain(node: GraphNode): readonly GraphNode[] {
  const outer: JobNode | StepNode | undefined = node.kind === 'job' ? node.caller : node.outer ?? node.job;
  return outer ? [node, ...chain(outer)] : [node];
}

/** The jobs that the way to an upload asks for by `result == 'skipped'`: that they may be skipped is meant. */
function meantToSkip(upload: GraphNode): ReadonlySet<string> {
  const jobs = new Set(chain(upload).flatMap(node => (node.kind === 'job' ? [node, ...node.ancestors] : [])));
  return new Set([...jobs].flatMap(({job}) => (job.if ? within(job.if.expression) : [])).flatMap(part => {
    const sides = part.kind === 'compare' ? [part.left, part.right] : [];
    const asked = sides.find(side => side.kind === 'path' && side.path[0] === 'needs' && side.path[2] === 'result');
    return asked?.kind === 'path' && sides.some(side => side.kind === 'literal' && side.value === 'skipped') ? [asked.path[1]!] : [];
  }));
}

const conditionPlace = (node: GraphNode): Place => (node.kind === 'job' ? node.job.if?.at : node.step.if?.at ?? jobOf(node).job.if?.at) ?? placeOf(node);
