import {Misconfiguration, loadWhole, nearest} from '#core';
import {actionNamed, actionNames} from './catalog.ts';
import type {Flags} from './flags.ts';
import {flagsOfMode} from './run.ts';

const commands: readonly (readonly [string, string])[] = [
  ['preflight', 'judge everything that the repository lists: may it ship?'],
  ['ACTION [MODE]', 'run one action by itself; an operation shows its plan unless --apply is given'],
  ['list', 'the actions and their modes'],
  ['explain RULE', 'what a rule checks, why, and how to fix what it finds'],
  ['policy --resolved', 'every setting in force and where it comes from'],
  ['init', 'write a policy file to edit, with the rules that hold without one'],
  ['init history', 'begin the history that runs keep for the next ones, once'],
  ['waive FINGERPRINT', 'write an exception for a problem of the last run'],
  ['baseline', 'record the problems of an old repository, with an owner and an end'],
];

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

function flagTable(flags: Flags): string {
  return table(Object.entries(flags).map(([name, {about, kind, value}]) => [`--${name}${kind === 'switch' ? '' : ` ${value ?? 'VALUE'}`}`, `${about}${kind === 'values' ? ' Can be given several times.' : ''}`] as const));
}

export function generalHelp(): string {
  return `shipgate: may this release ship? Every reason, and files that prove it later.

Usage: shipgate COMMAND [FLAGS]

${table(commands)}

Actions: ${actionNames.join(', ')}

Exit code: 0 may ship, 1 blocked, 2 the call or the configuration is wrong.
Flags of a command: shipgate COMMAND --help
`;
}

const ownHelp: Readonly<Record<string, string>> = {
  list: 'Usage: shipgate list\n\nThe actions, their modes and their rules.\n',
  explain: 'Usage: shipgate explain RULE\n\nWhat a rule checks, why, and how to fix what it finds: shipgate explain docs-reality/link.path\n',
  policy: 'Usage: shipgate policy --resolved [--config FILE] [--set KEY=VALUE] [--workspace DIR]\n\nEvery setting in force and where it comes from.\n',
  init: 'Usage: shipgate init [--trial] [--yes] [--workspace DIR]\n\nShows the policy file and asks before it writes .github/shipgate.yml. --yes writes without asking. --trial only warns for the first 14 days, and then blocks without another edit (enforce-from).\n\nUsage: shipgate init history [--yes] [--workspace DIR]\n\nBegins, once, the history that runs keep for the next ones: where the policy says (history: branch or files), else in .shipgate/history.\n',
  waive: 'Usage: shipgate waive FINGERPRINT --owner @NAME --reason TEXT [--days N] [--id ID] [--workspace DIR]\n\nWrites an exception for a problem of the last run to .github/shipgate/waivers.yml. It holds once it is reviewed and merged.\n',
  baseline: 'Usage: shipgate baseline --owner @NAME [--days N] [--workspace DIR]\n       shipgate baseline --prune\n       shipgate baseline --renew --reason TEXT [--days N]\n\nRecords what is broken today in .github/shipgate/baseline.json. The list can only shrink.\n',
};

/** The help of a command or an action. */
export async function helpOf(name: string): Promise<string> {
  const action = await actionNamed(name);
  if (!action) {
    const own = Object.hasOwn(ownHelp, name) ? ownHelp[name] : undefined;
    if (own !== undefined) return own;
    const meant = nearest(name, [...Object.keys(ownHelp), ...actionNames]);
    throw new Misconfiguration([{message: `there is no command "${name}"`, fix: meant ? `Did you mean "${meant}"?` : 'See shipgate --help.'}]);
  }
  const modes = Object.entries((await loadWhole(action)).modes).map(([mode, spec]) => {
    const command = mode === action.main ? action.id : `${action.id} ${mode}`;
    return `shipgate ${command}\n${spec.about}${spec.kind === 'operation' ? ' It acts only with --apply.' : ''}\n\n${flagTable(flagsOfMode(spec))}\n`;
  });
  return `${action.title}: ${action.about}\n\n${modes.join('\n')}`;
}
