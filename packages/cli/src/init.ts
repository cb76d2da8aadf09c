import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Misconfiguration, configurationPaths, presets, readDocument} from '#core';
import {writeWhole} from '#runtime';
import {type Flags, parseFlags} from './flags.ts';
import type {Command} from './main.ts';

const flags: Flags = {
  yes: {about: 'Write without asking', kind: 'switch'},
  workspace: {about: 'The repository', kind: 'value', value: 'DIR'},
};

/** The policy file that holds the same rules as no file: the list of the preset, open for editing. */
export function starterPolicy(): string {
  const preset = presets['recommended']!;
  const gates = preset.slice(preset.indexOf('gates:'));
  readDocument('preset recommended', preset);
  return `# What Shipgate judges here. Every setting: shipgate policy --resolved. Every rule: shipgate list.
version: 1
preset: recommended
${gates.trimEnd()}
  # tests: {run: npm test}    # any command can be a gate
`;
}

/** `shipgate init`: shows the policy file and writes it when told to. */
export const init: Command = async (words, at) => {
  const {values} = parseFlags(words, flags);
  const root = values['workspace'] ?? process.cwd();
  const there = configurationPaths.main.find(path => existsSync(join(root, path)));
  if (there !== undefined) throw new Misconfiguration([{message: 'there is a policy file already', fix: 'Edit it; shipgate policy --resolved shows what it means.', at: {path: there}}]);
  const content = starterPolicy();
  const path = configurationPaths.main[0];
  at.print(`${path}\n\n${content}`);
  if (values['yes'] !== 'true') {
    if (!at.interactive) throw new Misconfiguration([{message: 'nobody can be asked here', fix: 'Add --yes to write the file.'}]);
    if (!(await at.ask('Write it?'))) return 0;
  }
  writeWhole(join(root, path), content);
  const ignore = join(root, '.gitignore');
  const ignored = existsSync(ignore) ? readFileSync(ignore, 'utf8') : '';
  if (!/^\/?\.shipgate\/?$/m.test(ignored)) writeWhole(ignore, `${ignored}${ignored === '' || ignored.endsWith('\n') ? '' : '\n'}.shipgate/\n`);
  at.print(`Written. Next:
  shipgate preflight             judge this repository
  shipgate policy --resolved     see every setting
  git add .github/shipgate.yml .gitignore && git commit`);
  return 0;
};
