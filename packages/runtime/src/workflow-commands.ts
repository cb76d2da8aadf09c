import {appendFileSync} from 'node:fs';
import {randomUUID} from 'node:crypto';

/**
 * The commands and files through which a step talks to the runner. Written here and not taken from the toolkit, which loads an HTTP client of 400 KB and
 * needs twice the time of Node's own start. Source: docs.github.com, "Workflow commands for GitHub Actions"; the runner's ActionCommandManager and
 * FileCommandManager.
 */

/** `name=value` in the form that any value survives: a heredoc whose delimiter cannot stand in the value. */
export function fileCommand(name: string, value: string): string {
  const delimiter = `ghadelimiter_${randomUUID()}`;
  if (name.includes(delimiter) || value.includes(delimiter)) throw new Error('the value holds its own delimiter');
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

export function appendTo(file: string | undefined, text: string): void {
  if (file !== undefined) appendFileSync(file, text);
}

/** A line that hides a text from the log. The runner masks line by line, so that each line of the text is hidden by itself too. */
export function maskCommands(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map(line => line.trim()).filter(line => line !== '');
  return [...new Set(lines)].map(line => `::add-mask::${line.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}`);
}

/** Prints text so that nothing in it is taken for a command: the old form `##[error]` is understood anywhere in a line, the new one where it begins. */
export function quietly(text: string): string {
  const token = randomUUID();
  return `::stop-commands::${token}\n${text.replaceAll('##[', '# #[').trimEnd()}\n::${token}::\n`;
}
