import type {RuleInfo} from '../rule.ts';
import {type KernelRule, kernelRules} from '../kernel-rules.ts';
import type {Enforcement} from '../enforcement.ts';
import {code, fenced, text} from './markdown.ts';

const enforcementSaid: Readonly<Record<Enforcement, string>> = {
  enforce: 'A problem stops the release.',
  warn: 'A problem is shown and does not stop the release: it is a suspicion, or advice.',
  off: 'It is off until a policy turns it on.',
};

/**
 * The page of a rule in Markdown, for `shipgate explain` and `docs/rules/`. In: the action's id; the mode, where its settings have a part
 * of their own in the action's section (undefined for the main mode); and the rule, whose `help` is Markdown already.
 */
export function explainRule(action: string, mode: string | undefined, rule: RuleInfo): string {
  const name = `${action}/${rule.id}`;
  const turned: Enforcement = rule.enforcement === 'enforce' ? 'warn' : 'enforce';
  const path = [action, ...(mode === undefined ? [] : [mode]), 'rules'];
  const settings = [...path.map((key, i) => `${'  '.repeat(i)}${key}:`), `${'  '.repeat(path.length)}${rule.id}: ${turned}`];
  const waiver = ['waivers:', '  - id: W-1', `    rule: ${name}`, '    path: path/to/the/file      # or fingerprint: from the report', '    reason: Why it may ship all the same',
    '    owner: \'@you\'', '    created: 2026-01-31', '    expires: 2026-02-28'].join('\n');
  const needs = 'It needs an owner, a reason and an end, and holds once it has been merged:';
  return [
    `# ${text(name)}`,
    text(rule.about),
    rule.help.trim(),
    '## How strict it is',
    `By default ${code(rule.enforcement)}: ${enforcementSaid[rule.enforcement]} To change that, or to switch it off (${code('off')}), in ${code('.github/shipgate.yml')}:`,
    fenced(settings.join('\n'), 'yaml'),
    '## To ship with one problem anyway',
    `Run ${code('npx shipgate waive FINGERPRINT --owner @you --days 14 --reason "…"')}, or write an exception into ${code('.github/shipgate/waivers.yml')}. ${needs}`,
    fenced(waiver, 'yaml'),
    rule.baseline
      ? `Old problems can be recorded with ${code('npx shipgate baseline')}: they stop blocking until the day that you name, and the list can only shrink.`
      : `${code('npx shipgate baseline')} does not record problems of this rule: each one blocks until it is fixed or excepted in writing.`,
    '',
  ].join('\n\n').trimEnd().concat('\n');
}

/** The page of a check of Shipgate itself. */
export function explainKernelRule(id: KernelRule): string {
  const {about, help} = kernelRules[id];
  const settings = id === 'exit' ? 'Its gate stands in the list of the policy, under `gates`, with its enforcement.' : 'Shipgate checks this itself: no setting changes it.';
  return `${[`# ${text(id)}`, text(about), help, settings].join('\n\n')}\n`;
}
