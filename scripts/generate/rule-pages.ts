import {type Action, type KernelRule, type Mode, explainKernelRule, explainRule, kernelRules, partOf} from '#core';

/** docs/rules/: a page for every rule, the same text that `shipgate explain` prints. */
export function rulePages(actions: readonly Action<Mode>[]): readonly (readonly [string, string])[] {
  const own = (Object.keys(kernelRules) as readonly KernelRule[]).map(id => [`docs/rules/shipgate/${id}.md`, explainKernelRule(id)] as const);
  return [...own, ...actions.flatMap(action => Object.entries(action.modes).flatMap(([mode, spec]) => spec.rules.map(rule => [
    `docs/rules/${action.id}/${rule.id}.md`,
    explainRule(action.id, partOf(action, mode), rule),
  ] as const)))];
}
