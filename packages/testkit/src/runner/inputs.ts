import type {ActionFile} from './action-file.ts';
import {CaseInsensitiveMap} from './case-insensitive-map.ts';
import {type Contexts, evaluateTemplate} from './expression.ts';
import type {StepLog} from './step-log.ts';

/**
 * The inputs as the action gets them: what `with:` says, and the evaluated default for every other declared input. A deprecated and an unknown input are warnings; an unknown one
 * is passed on nevertheless, and a missing required one is nothing to the runner.
 * Source: actions/runner 2.336.0, src/Runner.Worker/ActionRunner.cs.
 */
export function resolveInputs(action: ActionFile, given: Readonly<Record<string, string>>, contexts: Contexts, step: StepLog): ReadonlyMap<string, string> {
  const declared = new CaseInsensitiveMap(action.inputs);
  const resolved = new CaseInsensitiveMap(Object.entries(given));
  for (const name of resolved.keys()) {
    const message = declared.get(name)?.deprecationMessage;
    if (message !== undefined) step.issue('warning', `Input '${name}' has been deprecated with message: ${message}`);
  }
  const unexpected = resolved.keys().filter(name => !declared.has(name));
  if (unexpected.length > 0) step.issue('warning', `Unexpected input(s) '${unexpected.join('\', \'')}', valid inputs are ['${declared.keys().join('\', \'')}']`);
  for (const [name, input] of declared) {
    if (resolved.has(name)) continue;
    try {
      resolved.set(name, evaluateTemplate(input.default, contexts));
    } catch (error) {
      throw new Error(`${action.path}: inputs.${name}.default: ${(error as Error).message}`, {cause: error});
    }
  }
  return new Map(resolved);
}
