import type {Check, Conclusion} from '#core';
import type {Facts} from './facts.ts';
import type {Policy} from './policy.ts';
import {type Doubt, counted, doubtful} from './survey.ts';

export type Output = 'pages' | 'paths' | 'commands' | 'not-told' | 'problems';

/** The doubts of all kinds, the most frequent first. */
function allDoubts({links, codePaths, commands, actionUse, versions, environment, orphans}: Facts): readonly {readonly kind: string; readonly doubt: Doubt}[] {
  const of = (kind: string, survey: {readonly doubts: readonly Doubt[]}): {kind: string; doubt: Doubt}[] => survey.doubts.map(doubt => ({kind, doubt}));
  return [
    ...(links.known ? [...of('link', links.value.paths), ...of('anchor', links.value.anchors)] : []),
    ...(codePaths.known ? of('path in code', codePaths.value) : []),
    ...(commands.known ? [...commands.value.byRule.values()].flatMap(survey => of('command', survey)) : []),
    ...(actionUse.known ? of('use of an action', actionUse.value) : []),
    ...(versions.known ? of('version', versions.value) : []),
    ...(environment.known && environment.value !== 'off' ? of('variable', environment.value.unused) : []),
    ...(orphans.known ? of('document', orphans.value) : []),
  ].sort((a, b) => b.doubt.count - a.doubt.count);
}

/** Of doubts with one reason over several commands, one row. */
function merged(doubts: ReturnType<typeof allDoubts>): ReturnType<typeof allDoubts> {
  const rows = new Map<string, {kind: string; doubt: Doubt}>();
  for (const {kind, doubt} of doubts) {
    const known = rows.get(`${kind} ${doubt.reason}`);
    rows.set(`${kind} ${doubt.reason}`, {kind, doubt: known ? {...known.doubt, count: known.doubt.count + doubt.count} : doubt});
  }
  return [...rows.values()];
}

/** What is off until somebody asks for it. */
function notChecked({env, fresh, docs, commands}: Policy): readonly string[] {
  return [
    ...(fresh ? [] : ['age of documents (set fresh)']),
    ...(env ? [] : ['environment variables (set env)']),
    ...(commands.help.length > 0 ? [] : ['whether scripts start (set commands.help)']),
    ...(docs.orphans.length > 0 ? [] : ['documents that nothing links to (set docs.orphans)']),
  ];
}

/** The counts and the list of what could not be told. */
export function conclude({facts, policy, checks}: {readonly facts: Facts; readonly policy: Policy; readonly checks: readonly Check[]}): Conclusion<Output> {
  const pages = facts.documents.known ? facts.documents.value.count : 0;
  const paths = (facts.links.known ? facts.links.value.paths.judged : 0) + (facts.codePaths.known ? facts.codePaths.value.judged : 0);
  const surveys = facts.commands.known ? [...facts.commands.value.byRule.values()] : [];
  const unknownCommands = surveys.reduce((sum, survey) => sum + doubtful(survey), 0);
  const commands = surveys.reduce((sum, survey) => sum + survey.judged, 0) + unknownCommands;
  const doubts = merged(allDoubts(facts));
  const notTold = doubts.reduce((sum, {doubt}) => sum + doubt.count, 0);
  const rows = doubts.map(({kind, doubt}) => [kind, doubt.reason, String(doubt.count), doubt.examples.map(({subject, at}) => `${subject} (${at.path}:${at.line ?? 1})`)[0] ?? '']);
  return {
    headline: `${counted(pages, 'page')}, ${counted(paths, 'path')}, ${counted(commands, 'command')}${unknownCommands > 0 ? ` (${unknownCommands} unknown, listed)` : ''}`,
    outputs: {pages, paths, commands, 'not-told': notTold, problems: checks.reduce((sum, check) => sum + check.findings.length, 0)},
    ...(rows.length > 0 && {detail: [{text: 'What could not be told to be right or wrong:'}, {table: [['What', 'Why', 'How many', 'For example'], ...rows]}]}),
    notChecked: notChecked(policy),
  };
}

/** Why there is nothing to judge: no document, and none expected. */
export function idle({documents, pages}: Facts): string | undefined {
  return documents.known && documents.value.count === 0 && !documents.value.expected && pages.items.length === 0 ? 'there are no documents' : undefined;
}
