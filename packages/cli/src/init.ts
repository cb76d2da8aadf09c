import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Misconfiguration, configurationPaths, dayOf, presets} from '#core';
import {historyOf} from '#runtime';
import {type Flags, parseFlags} from './flags.ts';
import type {Command} from './command.ts';
import {configurationIn} from './policy.ts';
import type {Terminal} from './terminal.ts';
import {refuseDeadLink, workspaceOf, writeFileOf} from './workspace.ts';

const flags: Flags = {
  yes: {about: 'Write without asking', kind: 'switch'},
  trial: {about: 'Only warn for the first 14 days', kind: 'switch'},
  workspace: {about: 'The repository', kind: 'value', value: 'DIR'},
};

const trialDays = 14;

/** The policy file that holds the same rules as no file: the list of the preset, open for editing; as a trial it only warns until the given day. */
export function starterPolicy(trialUntil?: Date): string {
  const preset = presets['recommended']!.text;
  const gates = preset.slice(preset.indexOf('gates:'));
  return `# What Shipgate judges here. Every setting: shipgate policy --resolved. Every rule: shipgate list.
version: 1
preset: recommended
${trialUntil ? `enforce-from: ${dayOf(trialUntil)}    # a trial: until then problems are only shown\n` : ''}${gates.trimEnd()}
  # tests: {run: npm test}    # any command can be a gate
`;
}

/** Whether to do what was shown. Throws Misconfiguration where nobody can be asked. */
async function told(question: string, {yes}: Readonly<Record<string, string>>, what: string, at: Terminal): Promise<boolean> {
  if (yes === 'true') return true;
  if (!at.interactive) throw new Misconfiguration([{message: 'nobody can be asked here', fix: `Add --yes to ${what}.`}]);
  return at.ask(question);
}

/** `shipgate init history`: begins the history where the policy says, once. */
async function initHistory(root: string, values: Readonly<Record<string, string>>, at: Terminal): Promise<0> {
  const history = await historyOf(root, await configurationIn(root));
  at.print(history.kind === 'branch'
    ? `This begins the history in ${history.place} of the remote: a branch without code and without a common ancestor with it. Your work tree, index and branches stay as they are.`
    : `This begins the history in ${history.place}. Where several machines share it, write \`history: branch\` into ${configurationPaths.main[0]} first.`);
  if (!(await told('Begin it?', values, 'begin it', at))) return 0;
  await history.begin();
  at.print(`Begun: ${history.place}.`);
  return 0;
}

/** `shipgate init`: shows the policy file and writes it when told to. */
export const init: Command = async (words, at) => {
  const {values, words: [subject]} = parseFlags(words, flags, 1);
  const root = workspaceOf(values);
  if (subject === 'history') {
    if (values['trial'] !== undefined) throw new Misconfiguration([{message: 'a history knows no trial', fix: 'Leave --trial out.'}]);
    return initHistory(root, values, at);
  }
  if (subject !== undefined) throw new Misconfiguration([{message: `"${subject}" is not expected here`, fix: 'Write `shipgate init`, or `shipgate init history`.'}]);
  const there = configurationPaths.main.find(path => existsSync(join(root, path)));
  if (there !== undefined) throw new Misconfiguration([{message: 'there is a policy file already', fix: 'Edit it; shipgate policy --resolved shows what it means.', at: {path: there}}]);
  for (const path of configurationPaths.main) refuseDeadLink(root, path);
  const content = starterPolicy(values['trial'] === 'true' ? new Date(Date.now() + trialDays * 86_400_000) : undefined);
  const path = configurationPaths.main[0];
  at.print(`${path}\n\n${content}`);
  if (!(await told('Write it?', values, 'write the file', at))) return 0;
  const ignored = existsSync(join(root, '.gitignore')) ? readFileSync(join(root, '.gitignore'), 'utf8') : '';
  if (!/^\/?\.shipgate\/?$/m.test(ignored)) writeFileOf(root, '.gitignore', `${ignored}${ignored === '' || ignored.endsWith('\n') ? '' : '\n'}.shipgate/\n`);
  writeFileOf(root, path, content);
  at.print(`Written. Next:
  shipgate preflight             judge this repository
  shipgate policy --resolved     see every setting
  git add .github/shipgate.yml .gitignore && git commit`);
  return 0;
};
