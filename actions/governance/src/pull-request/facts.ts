import type {Fact} from '#core';

/** Nothing in policy asks for it, or there is nothing that it could be told of. */
export type Off = 'off';

export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  /** Empty where the account is gone. */
  readonly author: string;
  readonly branch: string;
  readonly base: string;
  readonly head: string;
  readonly commits: number;
}

/** What is judged: a pull request; on a laptop the branch that is checked out, or whether a task may be begun. */
export type Subject =
  | {readonly kind: 'pull request'; readonly pull: PullRequest}
  | {readonly kind: 'branch'; readonly branch: string | undefined}
  | {readonly kind: 'begin'; readonly branch: string | undefined}
  | {readonly kind: 'nothing'; readonly why: string};

export interface CommitMessage {
  readonly sha: string;
  /** Subject and body. */
  readonly message: string;
  readonly parents: number;
}

export interface OpenPull {
  readonly number: number;
  readonly title: string;
  readonly branch: string;
  readonly author: string;
}

/** Who of the senior team approved what is there now. */
export interface Approvals {
  readonly seniors: readonly string[];
  readonly others: readonly string[];
  /** They approved an earlier state. */
  readonly outdated: readonly string[];
}

export interface Facts {
  readonly subject: Fact<Subject>;
  readonly commits: Fact<readonly CommitMessage[] | Off>;
  /** How many commits of the base the branch lacks. */
  readonly behind: Fact<number | Off>;
  readonly open: Fact<{readonly author: string; readonly pulls: readonly OpenPull[]} | Off>;
  readonly approvals: Fact<Approvals | Off>;
  /** Paths that differ from the last commit. */
  readonly changed: Fact<readonly string[] | Off>;
  /** Where the base stands here and on GitHub. */
  readonly tips: Fact<{readonly here: string | undefined; readonly there: string} | Off>;
}
