import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseDocument} from 'yaml';
import {Misconfiguration, configurationPaths, dayOf, faultsOfWaiver, integer} from '#core';
import {parseInputs} from '#runtime';
import {type Flags, parseFlags} from './flags.ts';
import {problemsOfLastRun} from './last-run.ts';
import type {Command} from './command.ts';
import {configurationIn} from './policy.ts';
import {workspaceOf, writeFileOf} from './workspace.ts';

const day = 86_400_000;
const flags: Flags = {
  owner: {about: 'Who answers for it', kind: 'value', value: '@NAME'},
  reason: {about: 'Why', kind: 'value', value: 'TEXT'},
  days: {about: 'For how many days; default 14', kind: 'value', value: 'N'},
  id: {about: 'Its name; default the next W-N', kind: 'value', value: 'ID'},
  workspace: {about: 'The repository', kind: 'value', value: 'DIR'},
};

/** `shipgate waive FINGERPRINT`: adds an exception for a problem of the last run. Comments and order of the file are kept. */
export const waive: Command = async (words, at) => {
  const {values, words: [prefix]} = parseFlags(words, flags, 1);
  const root = workspaceOf(values);
  if (prefix === undefined || !/^[0-9a-f]{4,16}$/.test(prefix)) throw new Misconfiguration([{message: 'the fingerprint of a problem is needed, 4 to 16 hexadecimal digits', fix: 'Copy it from the report.'}]);
  const {days} = parseInputs({days: integer({min: 1, max: 366}).default(14)}, values['days'] === undefined ? {} : {days: values['days']}) as {days: number};
  const matching = problemsOfLastRun(root).filter(problem => problem.fingerprint.startsWith(prefix));
  if (matching.length !== 1) {
    throw new Misconfiguration([matching.length === 0
      ? {message: `the last run has no problem ${prefix}`, fix: 'Run `shipgate preflight` again and copy the fingerprint.'}
      : {message: `${prefix} names ${matching.length} problems: ${matching.slice(0, 5).map(one => one.fingerprint).join(', ')}`, fix: 'Give more digits.'}]);
  }
  const problem = matching[0]!;
  const {waivers, terms} = await configurationIn(root);
  const numbers = waivers.map(waiver => Number(/^W-(\d{1,6})$/.exec(waiver.id ?? '')?.[1] ?? 0));
  const now = new Date();
  const waiver = {
    id: values['id'] ?? `W-${Math.max(0, ...numbers) + 1}`,
    rule: problem.rule, fingerprint: problem.fingerprint, ...(problem.path !== undefined && {path: problem.path}), ...(problem.state === 'undecided' && {covers: 'undecided' as const}),
    reason: values['reason'] ?? '', owner: values['owner'] ?? '', created: dayOf(now), expires: dayOf(new Date(now.getTime() + days * day)),
  };
  const faults = [
    ...faultsOfWaiver(waiver, terms, now),
    ...(waivers.some(one => one.id === waiver.id) ? [{key: 'id', message: `Exception ${waiver.id}: there is one of this name`, fix: 'Give another --id.'}] : []),
  ];
  if (faults.length > 0) throw new Misconfiguration(faults.map(({message, fix}) => ({message, fix})));

  const path = configurationPaths.waivers.find(one => existsSync(join(root, one))) ?? configurationPaths.waivers[0];
  const file = join(root, path);
  const document = parseDocument(existsSync(file) ? readFileSync(file, 'utf8') : '# Exceptions: each with an owner, a reason and an end.\nwaivers: []\n');
  const list = document.get('waivers');
  if (list === null || list === undefined) document.set('waivers', document.createNode([waiver]));
  else document.addIn(['waivers'], document.createNode(waiver));
  writeFileOf(root, path, path.endsWith('.json') ? `${JSON.stringify(document.toJS(), null, 2)}\n` : document.toString({flowCollectionPadding: false}).replace('waivers: []', 'waivers:'));
  at.print(`Exception ${waiver.id} for ${problem.rule}: ${problem.message}
It ends on ${waiver.expires}. Written to ${path}: have it reviewed; it holds once it is merged.`);
  return 0;
};
