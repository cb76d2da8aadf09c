import type {ContextFacts} from '#core';
import type {EventReading} from './event.ts';
import {type Call, type Judged, judge} from './judge.ts';
import {maskFor} from './masking.ts';
import type {Action, LazyAction} from '#core';

/** How a command was called, where it matters to the judging. */
export interface TerminalOptions {
  readonly workspace: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number | undefined, unit: string) => void;
  readonly note: (message: string) => void;
  /** As if this event of GitHub Actions, or this branch, had triggered the run. */
  readonly event?: string | undefined;
  readonly branch?: string | undefined;
  /** The name of the branch that is checked out. */
  readonly current?: string | undefined;
  readonly repository?: string | undefined;
  readonly ref?: string | undefined;
}

/** What a run on a laptop is: a change, compared with the default branch, unless a commit is named; then everything in it is judged. */
function localEvent({event = 'local', branch, current, repository, ref}: TerminalOptions, environment: string | undefined): EventReading {
  const name = branch ?? current;
  const facts: ContextFacts = {
    event, scope: ref === undefined ? 'change' : 'release', untrusted: false, ...(repository !== undefined && {repository}), ...(name !== undefined && {branch: name}), ...(environment !== undefined && {environment}),
  };
  return {facts, wish: ref === undefined ? {kind: 'default-branch'} : {kind: 'none'}, proposed: ref === undefined};
}

/** Judges on a laptop: the same code as in a step, with the terminal's event. */
export async function judgeLocally(call: Call, suite: readonly (Action | LazyAction)[], options: TerminalOptions): Promise<Judged> {
  const hidden: string[] = [];
  let mask = maskFor(hidden);
  return judge(call, suite, {
    surroundings: {workspace: options.workspace, environment: options.environment},
    event: environment => localEvent(options, environment),
    signal: options.signal,
    progress: options.progress,
    note: message => options.note(mask(message)),
    hide(texts) {
      hidden.push(...texts);
      mask = maskFor(hidden);
    },
    mask: text => mask(text),
  });
}
