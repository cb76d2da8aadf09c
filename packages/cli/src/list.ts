import {allActions} from './catalog.ts';
import {parseFlags} from './flags.ts';
import type {Command} from './command.ts';

/** `shipgate list`: the actions, their modes and rules. */
export const list: Command = async (words, at) => {
  parseFlags(words, {});
  for (const action of await allActions()) {
    at.print(`${action.id}: ${action.about}`);
    for (const [name, mode] of Object.entries(action.modes)) {
      at.print(`  ${name}${mode.kind === 'operation' ? ' (acts with --apply)' : ''}: ${mode.about}`);
      for (const rule of mode.rules) at.print(`    ${action.id}/${rule.id}${rule.enforcement === 'enforce' ? '' : ` (${rule.enforcement})`}: ${rule.about}`);
    }
  }
  return 0;
};
