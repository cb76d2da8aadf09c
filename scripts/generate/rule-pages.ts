import {type Action, type Mode, explainRule, partOf} from '#core';

/** docs/rules/: a page for every rule, the same text that `shipgate explain` prints. */
export function rulePages(actions: readonly Action<Mode>[]): readonly (readonly [string, string])[] {
  return actions.flatMap(action => Object.entries(action.modes).flatMap(([mode, spec]) => spec.rules.map(rule => [
    `docs/rules/${action.id}/${rule.id}.md`,
    explainRule(action.id, partOf(action, mode), rule),
  ] as const)));
}
