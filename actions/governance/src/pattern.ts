import {text} from '#core';
import {type Expression, expression} from './expression.ts';

/** A regular expression in policy, matched in linear time; see expression.ts. */
export const pattern = () => text().superRefine((source, context) => {
  const found = expression(source);
  if ('problem' in found) context.addIssue({code: 'custom', message: `expected a regular expression; ${found.problem}`, input: source});
});

/** The expression of a policy that was checked by `pattern`. */
export function compiled(source: string): Expression {
  const found = expression(source);
  if ('problem' in found) throw new Error(`${source}: ${found.problem}`);
  return found;
}
