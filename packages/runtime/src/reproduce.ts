import {type ContextFacts, version} from '#core';
import type {Reference} from './reference.ts';

interface What {
  /** `preflight`, or action and mode. */
  readonly command: readonly string[];
  readonly context: ContextFacts;
  readonly reference: Reference | undefined;
  /** The work tree differs from the commit: then it is what has to be judged again. */
  readonly changed: boolean;
  readonly config: string | undefined;
  readonly set: readonly string[];
  readonly quick: boolean;
  /** The policy depends on branch or event, so that both have to be said. */
  readonly circumstances: boolean;
  /** The commit lies on GitHub and not in every clone. */
  readonly fetch: boolean;
}

const quote = (word: string): string => (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The command that gives the same result in another clone. */
export function reproduceLine({command, context, reference, changed, config, set, quick, circumstances, fetch}: What): string {
  const ref = changed ? undefined : context.tag ?? context.commit;
  const words = [
    'npx', `shipgate@${version}`, ...command,
    ...(quick ? ['--quick'] : []),
    ...(ref === undefined ? [] : ['--ref', ref]),
    ...(reference ? ['--since', reference.commit] : []),
    ...(config === undefined ? [] : ['--config', config]),
    ...set.flatMap(line => ['--set', line]),
    ...(circumstances && context.event !== 'local' ? ['--event', context.event] : []),
    ...(circumstances && context.branch !== undefined && context.event !== 'local' ? ['--branch', context.branch] : []),
    ...(context.environment === undefined ? [] : ['--environment', context.environment]),
  ];
  const line = words.map(quote).join(' ');
  const commits = [ref, reference?.commit].filter(commit => commit !== undefined);
  return fetch && commits.length > 0 ? `git fetch origin ${commits.map(quote).join(' ')} && ${line}` : line;
}
