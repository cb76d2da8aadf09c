import {Misconfiguration, explainKernelRule, explainRule, kernelRuleOf, nearest, partOf} from '#core';
import {allActions} from './catalog.ts';
import {parseFlags} from './flags.ts';
import type {Command} from './command.ts';

/** `shipgate explain RULE`: the page of a rule, offline. */
export const explain: Command = async (words, at) => {
  const {words: [name]} = parseFlags(words, {}, 1);
  const rules = (await allActions()).flatMap(action => Object.entries(action.modes).flatMap(([mode, spec]) => spec.rules.map(rule => ({id: `${action.id}/${rule.id}`, action, mode, rule}))));
  if (name === undefined) throw new Misconfiguration([{message: 'a rule is needed', fix: 'shipgate list names them all.'}]);
  const found = rules.find(rule => rule.id === name) ?? rules.find(rule => rule.rule.id === name);
  if (!found) {
    const own = kernelRuleOf(name);
    if (own !== undefined) {
      at.print(explainKernelRule(own));
      return 0;
    }
    const meant = nearest(name, rules.map(rule => rule.id)) ?? nearest(name, rules.map(rule => rule.rule.id));
    throw new Misconfiguration([{message: `there is no rule "${name}"`, fix: meant ? `Did you mean "${meant}"?` : 'shipgate list names them all.'}]);
  }
  at.print(explainRule(found.action.id, partOf(found.action, found.mode), found.rule));
  return 0;
};
