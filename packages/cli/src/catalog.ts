import {type Action, Misconfiguration, type Mode, loadActions, loadWhole, nearest} from '#core';
import {suite} from '#suite';
import {preflight} from '../../../actions/preflight/src/action.ts';

/** The ids of all actions, preflight's first. */
export const actionNames: readonly string[] = [preflight.id, ...suite.map(one => one.id)];

/** Every action with every mode, preflight first. */
export const allActions = async (): Promise<readonly Action<Mode>[]> => Promise.all((await loadActions([preflight, ...suite])).map(loadWhole));

/** One action by its id. */
export async function actionNamed(id: string): Promise<Action | undefined> {
  const [action] = await loadActions([preflight, ...suite].filter(one => one.id === id));
  return action;
}

/** The mode that the words after an action name, and the words that are left. Throws Misconfiguration for an unknown one. */
export function modeOf(action: Action, words: readonly string[]): {readonly name: string; readonly rest: readonly string[]} {
  const [first, ...rest] = words;
  if (first === undefined || first.startsWith('-')) return {name: action.main, rest: words};
  if (Object.hasOwn(action.modes, first)) return {name: first, rest};
  const names = Object.keys(action.modes);
  const meant = nearest(first, names);
  throw new Misconfiguration([{message: `${action.id} has no mode "${first}"`, fix: meant ? `Did you mean "${meant}"?` : `Known: ${names.join(', ')}.`}]);
}
