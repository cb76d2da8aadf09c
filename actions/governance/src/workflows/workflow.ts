import type {Place} from '#core';
import type {Expression} from './expression.ts';

/** A text with its place. */
export interface Written {
  readonly text: string;
  readonly at: Place;
}

/** An `if`, or any other place where an expression decides. */
export interface Condition {
  readonly source: string;
  readonly at: Place;
  readonly expression: Expression;
  /** Something stands beside `${{ }}`, be it a line break: GitHub makes a text of the whole, and a text that is not empty is true; so is `expression` then. */
  readonly mixed: boolean;
}

/** A text that may hold expressions. */
export interface Setting extends Written {
  /** What it comes to, where it is one expression and nothing else; absent also where that cannot be parsed. */
  readonly expression?: Expression;
}

/** Code that a step runs: a shell script, or the script of actions/github-script. */
export interface Script extends Written {
  /** The `${{ }}` in it, which GitHub replaces before the code is read. */
  readonly embedded: readonly Setting[];
}

export interface Step {
  readonly at: Place;
  readonly id?: string;
  readonly name?: string;
  readonly if?: Condition;
  readonly continueOnError?: Condition;
  readonly uses?: Written;
  readonly run?: Script;
  readonly with: ReadonlyMap<string, Setting>;
  /** The steps of the composite action that it uses, where that is in this repository; or those of a `parallel` group. */
  readonly inner?: readonly Step[];
  /** `background`: the next step begins at once. `parallel`: so do all within. Both since June 2026, see docs.github.com, "Workflow syntax", `steps[*].background`. */
  readonly concurrent?: 'background' | 'parallel';
  /** The ids of background steps that it waits for. */
  readonly waits?: readonly string[] | 'all';
}

export interface Concurrency {
  readonly at: Place;
  /** Which runs have a group of their own, so that it keeps them apart from no other: all, or all but those of pull requests. */
  readonly alone?: 'all' | 'but pull requests';
  /** `cancel-in-progress`, where it is given. */
  readonly cancels?: Condition;
}

/** What `permissions` says: nothing, everything, or which. */
export type Permissions = 'absent' | 'all' | 'given';

export interface Job {
  readonly id: string;
  readonly at: Place;
  readonly name?: string;
  readonly needs: readonly Written[];
  readonly if?: Condition;
  readonly continueOnError?: Condition;
  readonly permissions: Permissions;
  readonly concurrency?: Concurrency;
  readonly outputs: ReadonlyMap<string, Written>;
  readonly steps: readonly Step[];
  /** The reusable workflow that it calls. */
  readonly uses?: Written;
  readonly with: ReadonlyMap<string, Written>;
  readonly inherits?: Place;
  /** The workflow that it calls, where that is in this repository. */
  readonly called?: Workflow;
}

export interface Trigger {
  readonly at: Place;
  /** The filters given: `branches`, `tags`, `paths`, `types`, … */
  readonly filters: ReadonlySet<string>;
}

export interface Workflow {
  readonly path: string;
  readonly at: Place;
  readonly name?: string;
  readonly triggers: ReadonlyMap<string, Trigger>;
  readonly permissions: Permissions;
  readonly concurrency?: Concurrency;
  readonly jobs: readonly Job[];
}
