import type {CommandSurvey} from '../command-claims/survey.ts';
import type {CodePathFault} from '../facts.ts';
import type {LinkSurvey} from '../links/survey.ts';
import type {Survey} from '../survey.ts';

/** What `max-missing-paths` is held against: links to missing files, and missing paths in code. */
export function missingPathsOf(links: Pick<LinkSurvey, 'paths'>, codePaths: Survey<CodePathFault>): number {
  return links.paths.wrong.length + codePaths.wrong.length;
}

/** What `max-command-failures` is held against: commands of all kinds that name something missing. */
export function missingCommandsOf({byRule}: Pick<CommandSurvey, 'byRule'>): number {
  return [...byRule.values()].reduce((sum, {wrong}) => sum + wrong.length, 0);
}
