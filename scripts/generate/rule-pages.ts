import {type Action, explainRule, hasOwnPart} from '#core';

/** docs/rules/: a page for every rule, the same text that `shipgate explain` prints. */
export function rulePages(actions: readonly Action[]): readonly (readonly [string, string])[] {
  return actions.flatMap(action => Object.entries(action.modes).flatMap(([mode, spec]) => spec.rules.map(rule => [
    `docs/rules/${action.id}/${rule.id}.md`,
    explainRule(action.id, hasOwnPart(action, mode) ? mode : undefined, rule),
  ] as const)));
}
