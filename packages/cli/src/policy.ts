import {Misconfiguration, type Configuration, readConfiguration} from '#core';
import {configurationTexts, workTree} from '#runtime';
import {allActions} from './catalog.ts';
import {type Flags, parseFlags} from './flags.ts';
import type {Command} from './command.ts';
import {workspaceOf} from './workspace.ts';

const flags: Flags = {
  resolved: {about: 'Every setting in force and where it comes from', kind: 'switch'},
  config: {about: 'The policy file', kind: 'value', value: 'FILE'},
  set: {about: 'A setting for this call', kind: 'values', value: 'KEY=VALUE'},
  workspace: {about: 'The repository', kind: 'value', value: 'DIR'},
};

/** The configuration of a folder, as it stands there. */
export async function configurationIn(folder: string, config?: string, set: readonly string[] = []): Promise<Configuration> {
  const texts = await configurationTexts(workTree(folder), {config, root: folder});
  return readConfiguration(texts, await allActions(), {set, ...(config !== undefined && {config})});
}

/** `shipgate policy --resolved`. */
export const policy: Command = async (words, at) => {
  const {values} = parseFlags(words, flags);
  if (values['resolved'] !== 'true') throw new Misconfiguration([{message: 'say what to show', fix: 'shipgate policy --resolved'}]);
  const configuration = await configurationIn(workspaceOf(values), values['config'], values['set']?.split('\n'));
  const rows = configuration.resolved().map(({key, value, origin}) => [key, JSON.stringify(value), origin] as const);
  const width = (column: 0 | 1): number => Math.min(60, Math.max(...rows.map(row => row[column].length)));
  at.print(rows.map(([key, value, origin]) => `${key.padEnd(width(0))}  ${value.padEnd(width(1))}  # ${origin}`).join('\n'));
  return 0;
};
