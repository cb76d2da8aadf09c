import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {type Action, type Baseline, type BaselineEntry, type Mode, type Outcome, Misconfiguration, baselineMaxDays, configurationPaths, dayOf, integer} from '#core';
import {parseInputs} from '#runtime';
import {allActions} from './catalog.ts';
import {preflight} from '../../../actions/preflight/src/action.ts';
import {type Flags, parseFlags} from './flags.ts';
import type {Command} from './command.ts';
import {configurationIn} from './policy.ts';
import {judgeWith} from './run.ts';
import {workspaceOf, writeFileOf} from './workspace.ts';

const day = 86_400_000;
const flags: Flags = {
  owner: {about: 'Who answers for them', kind: 'value', value: '@NAME'},
  days: {about: `For how many days; default and at most ${baselineMaxDays}`, kind: 'value', value: 'N'},
  prune: {about: 'Remove what is no longer found', kind: 'switch'},
  renew: {about: 'Set a new end, once, with a reason', kind: 'switch'},
  reason: {about: 'Why it is renewed', kind: 'value', value: 'TEXT'},
  workspace: {about: 'The repository', kind: 'value', value: 'DIR'},
};

/** What a run found broken and nothing else excuses, of the rules that a baseline may cover. */
function brokenIn(outcome: Outcome, actions: readonly Action<Mode>[]): readonly BaselineEntry[] {
  const rules = actions.flatMap(action => Object.values(action.modes).flatMap(mode => mode.rules.filter(rule => rule.baseline).map(rule => `${action.id}/${rule.id}`)));
  const own = outcome.checks.filter(check => check.enforcement === 'enforce' && rules.includes(check.rule)).flatMap(check => check.findings)
    .filter(finding => finding.state === 'broken' && (finding.waivedBy === undefined || finding.waivedBy === 'baseline'))
    .map(({fingerprint, rule, at, message}): BaselineEntry => ({fingerprint, rule, ...(at && {path: at.path}), message}));
  return [...own, ...(outcome.parts ?? []).flatMap(part => brokenIn(part, actions))];
}

/** The rules that were judged to the end: what they do not find is gone. */
function decidedIn(outcome: Outcome): ReadonlySet<string> {
  return new Set([...outcome.checks.filter(check => check.state !== 'undecided').map(check => check.rule), ...(outcome.parts ?? []).flatMap(part => [...decidedIn(part)])]);
}

/** `shipgate baseline`: records what is broken today; `--prune` lets the record shrink; `--renew` gives it a new end, once. */
export const baseline: Command = async (words, at) => {
  const {values} = parseFlags(words, flags);
  const root = workspaceOf(values);
  const {days} = parseInputs({days: integer({min: 1, max: baselineMaxDays}).default(baselineMaxDays)}, values['days'] === undefined ? {} : {days: values['days']}) as {days: number};
  const path = configurationPaths.baseline;
  const there = existsSync(join(root, path)) ? (await configurationIn(root)).baseline : undefined;
  const today = new Date();
  const ends = dayOf(new Date(today.getTime() + days * day));
  const wrong = (message: string, fix: string): never => {
    throw new Misconfiguration([{message, fix, at: {path}}]);
  };

  if (values['renew'] === 'true') {
    if (!there) return wrong('there is nothing to renew', 'Record first: shipgate baseline --owner @name.');
    if (there.renewed) return wrong(`it was renewed on ${there.renewed.on} already`, 'Fix what is left: a second renewal is not possible.');
    if (!values['reason']?.trim()) return wrong('a renewal needs a reason', 'Add --reason.');
    write({...there, ends, renewed: {on: dayOf(today), reason: values['reason']}});
    at.print(`Renewed until ${ends}.`);
    return 0;
  }
  if (values['prune'] !== 'true' && there) return wrong('there is one already, and it can only shrink', 'Use --prune, or excuse a new problem by itself: shipgate waive.');
  if (values['prune'] !== 'true' && !values['owner']?.trim()) return wrong('somebody has to own it', 'Add --owner @name.');

  const {record} = await judgeWith(preflight, preflight.main, {...(values['workspace'] !== undefined && {workspace: values['workspace']})}, at);
  const found = brokenIn(record.outcome, await allActions());
  if (values['prune'] === 'true') {
    if (!there) return wrong('there is nothing to prune', 'Record first: shipgate baseline --owner @name.');
    const decided = decidedIn(record.outcome);
    const left = there.findings.filter(one => !decided.has(one.rule) || found.some(finding => finding.fingerprint === one.fingerprint));
    const unknown = left.filter(one => !decided.has(one.rule)).length;
    write({...there, findings: left});
    at.print(left.length === 0
      ? `${there.findings.length} gone, none left: remove ${path}.`
      : `${there.findings.length - left.length} gone, ${left.length} left, to be gone by ${there.ends}.${unknown > 0 ? `\n${unknown} of them stayed unseen: their rules were not judged, or could not decide.` : ''}`);
    return 0;
  }
  if (found.length === 0) {
    at.print('Nothing is broken: there is nothing to record.');
    return 0;
  }
  write({version: 1, owner: values['owner']!, created: dayOf(today), ends, findings: [...found].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))});
  at.print(`${found.length} known ${found.length === 1 ? 'problem' : 'problems'} recorded in ${path}, owned by ${values['owner']}, to be gone by ${ends}.\nWhile ${found.length === 1 ? 'it stands' : 'they stand'}, a release may ship with exceptions only. Have the file reviewed: it holds once it is merged.`);
  return 0;

  function write(content: Baseline): void {
    writeFileOf(root, path, `${JSON.stringify(content, null, 2)}\n`);
  }
};
