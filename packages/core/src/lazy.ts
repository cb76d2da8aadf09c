import {type Action, type LazyMode, type Mode, checkRules, isLoaded, loadedMode} from './action.ts';
import {partOf} from './configuration-schema.ts';

/** An action that is loaded when something names it: preflight and the command line hold all of them, and a run needs few. */
export interface LazyAction {
  readonly id: string;
  load(): Promise<Action>;
}

/** The actions themselves, of which some may have to be loaded. */
export function loadActions(actions: readonly (Action | LazyAction)[]): Promise<readonly Action[]> {
  return Promise.all(actions.map(one => ('load' in one ? one.load() : one)));
}

const sameNames = (declared: readonly string[], there: object): boolean => [...declared].sort().join() === Object.keys(there).sort().join();

async function load(gate: string, declared: LazyMode): Promise<Mode> {
  const mode = await declared.load();
  if (mode.kind !== declared.kind || !sameNames(Object.keys(declared.inputs ?? {}), mode.inputs) || !sameNames(declared.secrets ?? [], mode.secrets)) {
    throw new Error(`${gate}: its kind, inputs or secrets are not those that the action declares`);
  }
  checkRules(gate, mode);
  return mode;
}

/**
 * The action with these of its modes loaded, and those that share a part of the section with them. Throws on a programmer's mistake: a mode that is not what
 * the action declares.
 */
export async function loadModes(action: Action, names: readonly string[]): Promise<Action> {
  const parts = names.map(name => (Object.hasOwn(action.modes, name) ? partOf(action, name) : undefined));
  const wanted = Object.entries(action.modes).flatMap(([name, mode]) => (!isLoaded(mode) && parts.includes(partOf(action, name)) ? [{name, mode}] : []));
  const modes = await Promise.all(wanted.map(async ({name, mode}) => [name, await load(`${action.id}/${name}`, mode)] as const));
  const loaded = {...action, modes: {...action.modes, ...Object.fromEntries(modes)}};
  const astray = wanted.find(({name}) => partOf(loaded, name) !== partOf(action, name));
  if (astray) throw new Error(`${action.id}/${astray.name}: its policy stands in another part of the section than the action declares`);
  return loaded;
}

/** The action with all its modes. */
export async function loadWhole(action: Action): Promise<Action<Mode>> {
  const names = Object.keys(action.modes);
  const loaded = await loadModes(action, names);
  return {...action, modes: Object.fromEntries(names.map(name => [name, loadedMode(loaded, name)]))};
}
