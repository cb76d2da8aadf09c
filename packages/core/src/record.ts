import type {Outcome} from './outcome.ts';
import type {ContextFacts} from './ports.ts';
import type {Waiver} from './waiver.ts';

/** The release that is judged. */
export interface Candidate {
  /** Names it on every report file: repository, tag or version, commit. */
  readonly id: string;
  readonly version?: string;
  readonly tag?: string;
  readonly channel?: string;
}

/** A file with its SHA-256, in lower-case hexadecimal. */
export interface DigestedFile {
  readonly path: string;
  readonly sha256: string;
}

/** What was judged: a commit, or the files read where the tree is not a commit. */
export interface Subject {
  /** Repository `owner/name`, or the folder's name. */
  readonly name: string;
  readonly commit?: string;
  /** Files of the work tree that differ from the commit; empty for a clean tree. */
  readonly changed: readonly string[];
  /** Digest of the files read, where there is no commit or the tree differs from it. */
  readonly digest?: string;
}

/** Everything about one run: evidence, summary and every other report are drawn from this and nothing else. */
export interface RunRecord {
  readonly outcome: Outcome;
  readonly context: ContextFacts;
  readonly subject: Subject;
  readonly candidate: Candidate;
  /** W3C trace id: 32 hexadecimal digits, the same on every file of one run. */
  readonly correlationId: string;
  /** Against what "new" and "existing" were told apart; absent where everything was judged. */
  readonly reference?: {readonly commit: string; readonly name: string};
  /** Where the run took place in GitHub Actions. */
  readonly run?: {readonly id: string; readonly attempt: number; readonly url: string; readonly workflow: string; readonly job: string};
  readonly tool: {readonly name: 'shipgate'; readonly version: string; readonly sha256: string};
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly configuration: {
    /** The policy, waiver and baseline files, with digests. */
    readonly files: readonly DigestedFile[];
    /** The preset in force: the one named, or `recommended` where there is no file. */
    readonly preset?: string;
    /** What `set` changed, as `key=value`. */
    readonly set: readonly string[];
    /** What `set`, or the change under judgement, loosens. */
    readonly loosened: readonly string[];
  };
  /** Why this run can never be sealed into a release record; empty for one that can. */
  readonly notEligible: readonly string[];
  readonly filesRead: readonly DigestedFile[];
  /** The folder for report files, as the call names it. */
  readonly folder: string;
  /** The command that gives the same result on another machine. */
  readonly reproduce: string;
  readonly baseline?: {readonly owner: string; readonly ends: string};
  /** The exceptions in force, used or not: reports name the owner, the reason and the end of those that were used. */
  readonly waivers?: readonly Waiver[];
  /** Things the user should know that are no findings: a base policy that cannot be read, a reference that was fetched. */
  readonly notes: readonly string[];
}
