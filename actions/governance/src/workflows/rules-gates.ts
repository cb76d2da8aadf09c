import {type Fault, type Place, every, broken, held, none, notApplicable} from '#core';
import {isTrue} from './evaluate.ts';
import {type Expression, within} from './expression.ts';
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
const isSure = (condition: Condition | undefined): boolean => condition !== undefined && (condition.mixed || (condition.expression.kind === 'literal' && isTrue({value: condition.expression.value})));

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

Looked at are jobs that an upload needs, and steps before it that test, scan, attest or verify. Where it depends on the matrix (\`continue-on-error: \${{ matrix.experimental }}\`) it is counted and not judged.

**To fix it**, remove it, or take the check out of the way of the release if its result does not matter.`,
  on: ['workflows'],
  check: ({workflows}, policy) => {
    const all = layOutAll(workflows, policy).filter(({uploads}) => uploads.length > 0);
    if (all.length === 0) return workflows.length === 0 ? noWorkflows() : notApplicable(noUploads);
    return every(all.flatMap(gatesOnTheWay), ({node, gate}) => {
      const tolerated = node.kind === 'job' ? node.job.continueOnError : node.step.continueOnError;
      const fault = (message: string, fix: string, at: Place): Fault => ({key: keyOf(node), message, fix, at});
      if (isSure(tolerated)) return broken(fault(`The failure of "${nameOf(node)}" is passed over, and an upload comes after it`, 'Remove `continue-on-error`.', tolerated!.at));
      if (gate.tolerated && node.kind === 'step') return broken(fault(`The failure of "${gate.by}" is passed over in its script, and an upload comes after it`, 'Remove what stands behind `||`.', placeOf(node)));
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

A step is passed over when its \`if:\` is false, and its job succeeds all the same. So a verification under \`if: github.event_name == 'push'\` does not guard an upload that runs on a manual start as well.

The rule tries every combination of the values that the conditions are compared with, and names the one that leads around the check.

**To fix it**, ask for the result (\`needs.….result == 'success'\`), or give check and upload the same condition.`,
  on: ['workflows'],
  check: ({workflows}, policy) => {
    const all = layOutAll(workflows, policy).filter(({uploads}) => uploads.length > 0);
    if (all.length === 0) return workflows.length === 0 ? noWorkflows() : notApplicable(noUploads);
    const pairs = all.flatMap(laid => laid.uploads.flatMap(upload => guardsOf(laid, upload).map(guard => ({laid, upload, guard}))));
    return every(pairs, ({laid, upload, guard}) => {
      if (isDeliberate(guard.node, upload.node)) return {count: 'ask for "skipped" by name'};
      if (guard.shared) return {count: 'share the work with others'};
      const hole = laid.wiring.hole([guard], upload, guard.hows);
      if (hole === undefined) return {count: 'too many conditions to try'};
      if (!hole) return held();
      return broken({
        key: `${keyOf(guard.node)} before ${keyOf(upload.node)}`, at: conditionPlace(hole.how === 'skipped' ? guard.node : upload.node), message: `"${nameOf(upload.node)}" (${upload.by}) also runs when ${sayHole(hole, [guard])}`,
        fix: hole.how === 'skipped' && guard.node.kind === 'step' ? 'Give both the same condition.' : `Ask for the result: needs.${jobOf(guard.node).job.id}.result == 'success'.`,
      });
    });
  },
});

interface Guard extends Recognised {
  readonly hows: readonly Hole['how'][];
  /** Others of its stage stand beside it, each for a part: which of them runs is not for this rule to say. */
  readonly shared: boolean;
}

/** The checks before an upload whose failure or absence it should feel; those that are passed over on purpose are another rule's. */
function guardsOf(laid: Laid, upload: Recognised): readonly Guard[] {
  const before = (stages: readonly string[]): readonly Gate[] => gatesOf(laid, stages).filter(({node, tolerated}) => !tolerated && comesBefore(node, upload.node) && !tolerates(node) && !byMatrix(node));
  const checks = before(checkStages);
  const jobs = new Map<GraphNode, readonly Hole['how'][]>();
  for (const {node} of before(makingStages)) jobs.set(jobOf(node), ['failed', 'cancelled']);
  for (const {node} of checks) jobs.set(jobOf(node), ['skipped', 'failed', 'cancelled']);
  const needed = [...jobs].filter(([job]) => comesBefore(job, upload.node)).map(([node, hows]): Guard => ({node, hows, by: nameOf(node), tolerated: false, shared: false}));
  // A job stands for its steps, but for those that have a condition of their own.
  const steps = checks.filter(({node}) => node.kind === 'step' && (conditional(node) || jobOf(node) === jobOf(upload.node)))
    .map((one): Guard => ({...one, hows: ['skipped', 'failed'], shared: conditional(one.node) && checks.some(other => other.stage === one.stage && other.node !== one.node && other.node.kind === 'step' && jobOf(other.node) === jobOf(one.node))}));
  return [...needed, ...steps];
}

const tolerates = (node: GraphNode): boolean => chain(node).some(one => (one.kind === 'job' ? one.job.continueOnError : one.step.continueOnError) !== undefined);
const conditional = (node: GraphNode): boolean => chain(node).some(one => one.kind === 'step' && one.step.if !== undefined);
/** Legs of a matrix share out the work: what one leaves to another is not skipped. */
const byMatrix = (node: GraphNode): boolean => chain(node).some(one => one.kind === 'step' && one.step.if !== undefined && within(one.step.if.expression).some(part => part.kind === 'path' && (part.path[0] === 'matrix' || part.path[0] === 'runner')));

function chain(node: GraphNode): readonly GraphNode[] {
  const outer: JobNode | StepNode | undefined = node.kind === 'job' ? node.caller : node.outer ?? node.job;
  return outer ? [node, ...chain(outer)] : [node];
}

/** Whether the way to the upload says by name that the check may be skipped. */
function isDeliberate(guard: GraphNode, upload: GraphNode): boolean {
  const result = `needs.${jobOf(guard).job.id.toLowerCase()}.result`;
  const conditions = chain(upload).flatMap(node => (node.kind === 'job' ? [node, ...node.ancestors].flatMap(job => (job.job.if ? [job.job.if.expression] : [])) : []));
  return conditions.flatMap(within).some(part => part.kind === 'compare' && [part.left, part.right].some(side => side.text === result) && [part.left, part.right].some(side => side.kind === 'literal' && side.value === 'skipped'));
}

const conditionPlace = (node: GraphNode): Place => (node.kind === 'job' ? node.job.if?.at : node.step.if?.at ?? jobOf(node).job.if?.at) ?? placeOf(node);

export const conditionSound = rule({
  id: 'workflows.condition',
  about: 'Conditions can be true and can be false, and ask only for what exists.',
  enforcement: 'warn',
  help: `Three mistakes that GitHub does not report, each of which leaves a condition without effect:

    if: \${{ github.ref }} == 'refs/heads/main'      always true: text beside \${{ }} makes a text of the whole
    if: |                                             always true: the line break behind }} is such a text
      \${{ github.ref == 'refs/heads/main' }}
    if: needs.check.outputs.ok == 'true'              always false, where the job does not need check
    if: needs.check.outputs.ko != 'false'             always true, where check has no such output

**To fix it**, write the whole condition within one \${{ }} or without any, with \`|-\` or \`>-\` over several lines; and correct the name.`,
  on: ['workflows'],
  check: ({workflows}, policy) => {
    const all = layOutAll(workflows, policy);
    if (all.length === 0) return noWorkflows();
    const conditions = all.flatMap(({nodes}) => nodes.flatMap(node => {
      const condition = node.kind === 'job' ? node.job.if : node.step.if;
      return condition ? [{node, condition}] : [];
    }));
    // A workflow that is called from several places is laid out in each of them.
    const faults = new Map(conditions.flatMap(({node, condition}) => faultsOf(node, condition)).map(fault => [`${fault.at?.path} ${fault.at?.line} ${fault.fix}`, fault]));
    return conditions.length === 0 ? held() : none([...faults.values()], conditions.length, fault => fault);
  },
});

function faultsOf(node: GraphNode, {mixed, at, source, expression}: Condition): readonly Fault[] {
  const key = keyOf(node);
  if (mixed) return [{key, at, message: `The condition of "${nameOf(node)}" is always true: something stands beside \${{ }}`, fix: /\}\}\s+$/.test(source) ? 'Write `|-` or `>-` in place of `|`, so that no line break follows.' : 'Put the whole condition within one ${{ }}, or leave it out.'}];
  return within(expression).flatMap((part: Expression): Fault[] => {
    if (part.kind !== 'path') return [];
    const [root, name = '', member, output] = part.path;
    if (root === 'needs' && name !== '') {
      const needed = jobOf(node).needs.find(({job}) => job.id.toLowerCase() === name);
      if (!needed) return [{key: `${key} ${part.text}`, at, message: `The condition of "${nameOf(node)}" asks for ${part.text}, and the job does not need "${name}": it is always empty`, fix: `Add ${name} to \`needs\`, or correct the name.`}];
      if (member === 'outputs' && output !== undefined && !needed.job.uses && ![...needed.job.outputs.keys()].some(one => one.toLowerCase() === output)) {
        return [{key: `${key} ${part.text}`, at, message: `The condition of "${nameOf(node)}" asks for ${part.text}, and "${name}" has no such output: it is always empty`, fix: `Add it to the \`outputs\` of ${name}, or correct the name.`}];
      }
    }
    if (root === 'steps' && name !== '' && node.kind === 'step' && !node.peers.some(({step}) => step.id?.toLowerCase() === name)) {
      return [{key: `${key} ${part.text}`, at, message: `The condition of "${nameOf(node)}" asks for ${part.text}, and no step has the id "${name}": it is always empty`, fix: 'Correct the name, or give the step its id.'}];
    }
    return [];
  });
}
