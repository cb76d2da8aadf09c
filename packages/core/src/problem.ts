import type {Place} from './fact.ts';

/** One thing wrong with what the user gave: an input, a flag, a policy. */
export interface Problem {
  readonly message: string;
  readonly fix: string;
  /** Key or input, dotted: `docs-reality.max-missing-paths`. */
  readonly key?: string;
  readonly at?: Place;
}

/** `path:line:column: key: message. fix` */
export function sayProblem({message, fix, key, at}: Problem): string {
  const place = at ? `${at.path}${at.line === undefined ? '' : `:${at.line}:${at.column ?? 1}`}: ` : '';
  return `${place}${key ? `${key}: ` : ''}${message}${fix ? `. ${fix}` : ''}`;
}

/**
 * The user's mistake in the call or the configuration: stops the action before any check, exit 2, whatever the enforcement. Holds every problem found,
 * not only the first.
 */
export class Misconfiguration extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(sayProblem).join('\n'), options);
    this.name = 'Misconfiguration';
    this.problems = problems;
  }
}
