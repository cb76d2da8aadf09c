import type {Command} from './commands.ts';

/** A documented command that policy allows to be run as `argv --help`. */
export interface HelpCommand { readonly argv: readonly string[]; readonly command: Command }

/**
 * Which documented commands an allow-list lets us call with `--help`, to see that they start at all.
 * In: the commands, and argument vectors such as `['python', 'scripts/release.py']`. A command matches when it begins with all words of an entry, none of
 * them in doubt. Out: each entry once, with the first command that it matched; the caller runs the entry's own words, never those of a document.
 */
export function helpCommands(commands: Iterable<Command>, allowed: readonly (readonly string[])[]): readonly HelpCommand[] {
  const open = new Set(allowed.filter(entry => entry.length > 0));
  const found: HelpCommand[] = [];
  for (const command of commands) {
    const words = [command.name, ...command.words];
    for (const entry of open) {
      if (!entry.every((text, index) => words[index]?.text === text && !words[index]?.doubt)) continue;
      open.delete(entry);
      found.push({argv: [...entry, '--help'], command});
    }
  }
  return found;
}
