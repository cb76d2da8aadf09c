import {type Fault, type Ruling, broken, every, held, nearest, notApplicable, undecided} from '#core';
import {comesBefore, nameOf} from './graph.ts';
import {sayHole} from './guards.ts';
import {mustRunOf} from './policy.ts';
import {fileName, keyOf, placeOf, rule} from './rule.ts';
import {type Recognised, stageNames} from './stages.ts';
import {type Laid, layOut, layOutAll} from './wirings.ts';

const tooMany = (key: string, target: Recognised): Fault => ({
  key, at: placeOf(target.node), message: `"${nameOf(target.node)}" depends on more conditions than can be tried, so that it cannot be told whether it can run unguarded`,
  fix: 'Use fewer different conditions between it and what guards it.',
});

/** Whether a target only runs after one of some guards succeeded. In: what guards it, all of it before the target. */
function guarded(laid: Laid, guards: readonly Recognised[], target: Recognised, stage: string): Ruling {
  const key = `${stage} before ${keyOf(target.node)}`;
  const at = placeOf(target.node);
  const firm = guards.filter(guard => !guard.tolerated);
  if (firm.length === 0) {
    return broken({
      key, at, message: `The failure of "${stage}" (${guards[0]!.by}) is passed over before "${nameOf(target.node)}"`, fix: 'Let its failure fail the step: remove `|| true`.',
    });
  }
  const hole = laid.wiring.hole(firm, target);
  if (hole === undefined) return undecided(tooMany(key, target));
  if (!hole) return held();
  return broken({
    key, at, message: `"${nameOf(target.node)}" can run although "${stage}" did not succeed: ${sayHole(hole, firm)}`,
    fix: hole.how === 'skipped'
      ? `Give it the same condition as "${stage}", or let it need a result: \`needs.….result == 'success'\`.`
      : 'Remove `continue-on-error`, and conditions such as always() that let it run after a failure.',
  });
}

/** Whether a target is only reached through all of some stages, in their order. */
function inSequence(laid: Laid, sequence: readonly string[], target: Recognised): Ruling {
  let reached: readonly Recognised[] | undefined;
  const rulings: Ruling[] = [];
  for (const [i, stage] of sequence.entries()) {
    const found = laid.stage(stage).filter(({node}) => node !== target.node);
    const before = found.filter(({node}) => comesBefore(node, target.node));
    const chained = reached === undefined ? before : before.filter(({node}) => reached!.some(earlier => earlier.node === node || comesBefore(earlier.node, node)));
    const key = `${stage} before ${keyOf(target.node)}`;
    const at = placeOf(target.node);
    if (chained.length > 0) {
      rulings.push(guarded(laid, chained, target, stage));
      reached = chained;
    } else if (before.length > 0) {
      rulings.push(
        broken(
          {
            key, at, message: `"${stage}" (${nameOf(before[0]!.node)}) does not come after "${sequence[i - 1]}" on the way to "${nameOf(target.node)}"`,
            fix: `Let it need "${sequence[i - 1]}", so that the order is ${[...sequence, nameOf(target.node)].join(', ')}.`,
          }
        )
      );
    } else if (found.length > 0) {
      rulings.push(
        broken(
          {
            key, at, message: `"${nameOf(target.node)}" does not wait for "${stage}" (${nameOf(found[0]!.node)})`,
            fix: `Add it to \`needs\`, so that the order is ${[...sequence, nameOf(target.node)].join(', ')}.`,
          }
        )
      );
    } else {
      rulings.push(
        broken(
          {
            key, at, message: `"${nameOf(target.node)}" (${target.by}) is reached without "${stage}": nothing in ${fileName(laid.workflow)} does that`,
            fix: `Add it before the upload, or say under \`stages.${stage}\` how it is told.`,
          }
        )
      );
    }
  }
  return every(rulings, ruling => ruling);
}

export const sequence = rule({
  id: 'workflows.sequence',
  about: 'Every path to an upload passes the required stages, in their order.',
  help: `What is uploaded was built, has its bill of materials, was attested and the attestation verified — or it is not uploaded. The rule lays out the jobs of a
workflow by \`needs\`, with the reusable workflows and composite actions of the repository that they call, and looks for a way around a stage:

    upload:
      needs: [build]            attest runs beside it, not before it
    verify:
      continue-on-error: true   its failure stops nothing
    upload:
      if: always()              runs after a failure too

An \`if:\` counts as well: every combination of the values that conditions are compared with is tried, so that a stage that is skipped on an event on which the upload
runs is found.

Set with \`required-sequence: [build, sbom, attest, verify]\`. Uploads are releases, packages, images and Steam builds; what else is one, and how stages of your own are
told, stands under \`stages\`.

**To fix it**, put the stage before the upload with \`needs\`, under the same conditions. \`gh attestation verify\` before the upload
is a verification; attesting after it is not.`,
  baseline: false,
  on: ['workflows'],
  check: ({workflows}, policy) => {
    const required = policy['required-sequence'];
    if (required.length === 0) return notApplicable('no `required-sequence` is set');
    const unknown = required.filter(stage => !(stageNames as readonly string[]).includes(stage) && !Object.hasOwn(policy.stages, stage));
    const [first, ...rest] = unknown.map((stage): Fault => {
      const meant = nearest(stage, [...stageNames, ...Object.keys(policy.stages)]);
      return {
        key: stage, message: `\`required-sequence\` names the stage "${stage}", which is not known`,
        fix: meant ? `Did you mean "${meant}"?` : `Describe it under \`stages.${stage}\`.`,
      };
    });
    if (first) return broken(first, ...rest);
    const all = layOutAll(workflows, policy);
    if (all.every(({uploads}) => uploads.length === 0)) return notApplicable('no workflow uploads anything');
    return every(all.flatMap(laid => laid.uploads.map(upload => ({laid, upload}))), ({laid, upload}) => inSequence(laid, required, upload));
  },
});

/** What a name of `must-run` means: a job, or what belongs to a stage. */
function meantBy(laid: Laid, name: string): readonly Recognised[] {
  const jobs = laid.nodes.filter(node => node.kind === 'job' && (node.id === name || node.job.name === name));
  return jobs.length > 0 ? jobs.map(node => ({node, by: name, tolerated: false})) : laid.stage(name);
}

export const mustRun = rule({
  id: 'workflows.must-run',
  about: 'What must run in a workflow is there, runs in its order, and nothing after it runs without it.',
  help: `\`must-run\` lists, for one workflow file, what has to happen one after the other:

    governance:
      workflows:
        release.yml: {must-run: [preflight, build, approve, upload]}

A name is a job of the file, or a stage. Each may only run when all before it have succeeded: not beside them, not after their failure, and not when they were skipped.

**To fix it**, correct \`needs\`, and remove the condition that lets a later job run without an earlier one.`,
  baseline: false,
  on: ['workflows'],
  check: ({workflows}, policy) => {
    const wanted = mustRunOf(policy);
    if (wanted.length === 0) return notApplicable('no workflow has `must-run`');
    return every(wanted, ({file, names}) => {
      const workflow = workflows.find(one => fileName(one) === file);
      if (!workflow) {
        const meant = nearest(file, workflows.map(fileName));
        return broken(
          {
            key: file, message: `There is no readable workflow .github/workflows/${file}, which must run ${names.join(', ')}`,
            fix: meant ? `Did you mean "${meant}"?` : 'Add the workflow, or remove the setting.',
          }
        );
      }
      const laid = layOut(workflow, policy);
      const meant = names.map(name => ({name, found: meantBy(laid, name)}));
      return every(meant.entries(), ([i, {name, found}]) => {
        if (found.length === 0) {
          const near = nearest(name, workflow.jobs.map(({id}) => id));
          return broken(
            {
              key: `${file} ${name}`, at: {path: workflow.path}, message: `${file} must run "${name}", and nothing in it is that`,
              fix: near ? `Did you mean the job "${near}"?` : `Add the job "${name}".`,
            }
          );
        }
        const earlier = meant.slice(0, i).filter(one => one.found.length > 0);
        if (earlier.length === 0) return held();
        return every(found.flatMap(target => earlier.map(guard => ({target, guard}))), ({target, guard}) => {
          const before = guard.found.filter(({node}) => comesBefore(node, target.node));
          if (before.length > 0) return guarded(laid, before, target, guard.name);
          return broken(
            {
              key: `${guard.name} before ${keyOf(target.node)}`, at: placeOf(target.node), message: `"${nameOf(target.node)}" does not wait for "${guard.name}"`,
              fix: `Let it need "${guard.name}".`,
            }
          );
        });
      });
    });
  },
});
