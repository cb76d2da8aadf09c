import {type Fault, held, none} from '#core';
import {type Expression, within} from './expression.ts';
import {type GraphNode, jobOf, nameOf} from './graph.ts';
import {keyOf, noWorkflows, rule} from './rule.ts';
import {layOutAll} from './wirings.ts';
import type {Condition} from './workflow.ts';

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
  if (mixed) return [
    {
      key, at, message: `The condition of "${nameOf(node)}" is always true: something stands beside \${{ }}`,
      fix: /\}\}\s+$/.test(source) ? 'Write `|-` or `>-` in place of `|`, so that no line break follows.' : 'Put the whole condition within one ${{ }}, or leave it out.',
    },
  ];
  return within(expression).flatMap((part: Expression): Fault[] => {
    if (part.kind !== 'path') return [];
    const [root, name = '', member, output] = part.path;
    if (root === 'needs' && name !== '') {
      const needed = jobOf(node).needs.find(({job}) => job.id.toLowerCase() === name);
      if (!needed) return [
        {
          key: `${key} ${part.text}`, at, message: `The condition of "${nameOf(node)}" asks for ${part.text}, and the job does not need "${name}": it is always empty`,
          fix: `Add ${name} to \`needs\`, or correct the name.`,
        },
      ];
      if (member === 'outputs' && output !== undefined && !needed.job.uses && ![...needed.job.outputs.keys()].some(one => one.toLowerCase() === output)) {
        return [
          {
            key: `${key} ${part.text}`, at, message: `The condition of "${nameOf(node)}" asks for ${part.text}, and "${name}" has no such output: it is always empty`,
            fix: `Add it to the \`outputs\` of ${name}, or correct the name.`,
          },
        ];
      }
    }
    if (root === 'steps' && name !== '' && node.kind === 'step' && !node.peers.some(({step}) => step.id?.toLowerCase() === name)) {
      return [
        {
          key: `${key} ${part.text}`, at, message: `The condition of "${nameOf(node)}" asks for ${part.text}, and no step has the id "${name}": it is always empty`,
          fix: 'Correct the name, or give the step its id.',
        },
      ];
    }
    return [];
  });
}
