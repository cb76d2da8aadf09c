import type {Mode} from './action.ts';
import type {Enforcement} from './enforcement.ts';
import type {Fact, FactList} from './fact.ts';
import type {ListedGate, RunSpec} from './gates.ts';
import type {Json} from './json.ts';
import type {Outcome} from './outcome.ts';
import type {Waiver, WaiverTerms} from './waiver.ts';

/**
 * What an action may look at and change. Types only: the runtime implements them, the test kit fakes them. A port throws nothing but a Refusal, which
 * says what could not be learned and how to make it known; a changing call also throws Unclear.
 */

export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'submodule';
  /** Where a symbolic link points, as it is written. */
  readonly target?: string;
  /** Names the content: git's object id, or absent for a file that is not committed as it stands. */
  readonly blob?: string;
}

export interface ReadOptions {
  /** Bytes; more is `too-large`. Default 10 MiB. */
  readonly limit?: number;
}

/** The tree that is judged: the work tree (tracked files and those that git does not ignore) or a commit. Paths are POSIX, from the root. */
export interface FilesRead {
  /** Where the tree comes from: `work tree` or a commit. */
  readonly origin: string;
  /** Everything in the tree, sorted by path. Links are listed, never followed out of the root. */
  list(): Promise<readonly TreeEntry[]>;
  /** The content of a file, or `undefined` when there is none of that name in the tree. */
  bytes(path: string, options?: ReadOptions): Promise<Uint8Array | undefined>;
  /** The same as UTF-8 text; a BOM is removed, invalid UTF-8 is `unreadable`. */
  text(path: string, options?: ReadOptions): Promise<string | undefined>;
  /**
   * Reads files one after the other and folds each at once, so that a thousand files need the memory of one. A file that cannot be read is a gap of the
   * list. Synchronous in slices, because promises alone cost more than the judging; the signal is looked at between them.
   */
  scan<T>(paths: readonly string[], fold: (path: string, bytes: Uint8Array) => T, options?: ReadOptions & {readonly unit?: string}): Promise<FactList<T>>;
}

export interface FilesChange extends FilesRead {
  /**
   * Replaces a file at once (a rename) when its content still has the digest that was planned with; else it is a Refusal `stale`. Where it is `refused`, the
   * file stands as it was.
   */
  replace(path: string, content: Uint8Array, expected: {readonly sha256: string}): Promise<void>;
}

export interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly authorEmail: string;
  /** Committer's time. */
  readonly at: Date;
  readonly subject: string;
  /** The message below its subject, without white space around it; empty where there is none. */
  readonly body: string;
}

export interface Change {
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'deleted' | 'renamed';
  /** The old name of what was renamed. */
  readonly from?: string;
}

export interface Tag {
  readonly name: string;
  readonly commit: string;
  readonly annotated: boolean;
}

/** The history. Everything about a commit that a shallow clone lacks is a Refusal that says so, never an empty answer. */
export interface GitRead {
  /** The commit that is judged; `undefined` outside git or before the first commit. */
  head(): Promise<Commit | undefined>;
  /** The branch that is checked out; `undefined` where HEAD names a commit, and where a commit is judged in place of the work tree. */
  branch(): Promise<string | undefined>;
  /** The commit that a name stands for; `undefined` when there is no such name. */
  resolve(name: string): Promise<string | undefined>;
  /** Newest first, from the commit that is judged. `substantive` leaves out commits that change nothing but white space in the paths. */
  commits(options: {readonly paths?: readonly string[]; readonly since?: string; readonly limit: number; readonly substantive?: boolean}): Promise<readonly Commit[]>;
  /** For each of the paths the newest commit that changed it, in one walk; a path without any is left out. `ignoring` holds commits that do not count. */
  lastChanged(paths: readonly string[]): Promise<ReadonlyMap<string, Commit>>;
  /** What differs from a commit to the tree that is judged. */
  changedSince(commit: string): Promise<readonly Change[]>;
  /** Which of the paths git would ignore. */
  ignored(paths: readonly string[]): Promise<ReadonlySet<string>>;
  tags(): Promise<readonly Tag[]>;
  /** The message of an annotated tag, without its signature; `undefined` for a lightweight one, and where there is no such tag. */
  tagMessage(name: string): Promise<string | undefined>;
  /** The text of a file as it stood at a commit; `undefined` when it had no such file. Refuses what is no UTF-8 text of at most 1 MiB. */
  textAt(commit: string, path: string): Promise<string | undefined>;
  /** The names under which the repository is known: `owner/name` of its remotes, lower case. */
  remotes(): Promise<readonly string[]>;
}

/** Tags and notes of the repository, in the clone and on its remote `origin`, where there is one. */
export interface GitChange extends GitRead {
  /** Makes an annotated tag of a commit. One of that name that says the same stays; one that says something else is a Refusal. */
  tag(name: string, commit: string, message: string): Promise<void>;
  /** Writes a note on a commit, in the place of the one that is there. `ref` is below `refs/notes/`. Notes on other commits stay. */
  annotate(ref: string, commit: string, text: string): Promise<void>;
}

export interface ExecRequest {
  /** The program and its arguments; never a shell line. */
  readonly argv: readonly [string, ...string[]];
  /** POSIX path from the root. Default: the root. */
  readonly cwd?: string;
  readonly timeoutMs: number;
  /** Bytes kept of the output, its head and its tail. Default 256 KiB. */
  readonly keep?: number;
  /** Names of environment variables that are handed on beside PATH, HOME and the like; everything else is withheld. `'all'`: the whole environment. */
  readonly env?: readonly string[] | 'all';
  /** Names of environment variables without which it cannot run; their values are masked in its output. A missing one is a Refusal. */
  readonly required?: readonly string[];
  readonly stdin?: string;
}

export interface ExecResult {
  /** Undefined when a signal ended it. */
  readonly exitCode?: number;
  readonly signal?: string;
  /** Standard output and error in the order in which they came, masked; the middle is cut where it is too long. */
  readonly output: string;
  readonly cut: boolean;
  /** SHA-256 of all of the output as it came, before masking and cutting. */
  readonly sha256: string;
  readonly durationMs: number;
}

export interface ExecRead {
  /** Runs a program. A program that is not there, does not end in time (its whole process group is killed) or cannot be started is a Refusal. */
  run(request: ExecRequest): Promise<ExecResult>;
}

/** What triggered the run and what is judged. */
export interface ContextFacts {
  /** The event's name as GitHub Actions gives it; `local` on a laptop. */
  readonly event: string;
  /** `release`: a tag, or a run that judges everything. */
  readonly scope: 'change' | 'release';
  /** `owner/name`. */
  readonly repository?: string;
  readonly commit?: string;
  readonly branch?: string;
  readonly tag?: string;
  /** Who triggered the run first. */
  readonly actor?: string;
  /** Who started this attempt of it: somebody else where the run was re-run. */
  readonly triggeringActor?: string;
  /** `owner/name/RUN/ATTEMPT`; absent on a laptop. */
  readonly run?: string;
  readonly environment?: string;
  /** The number of the pull request that triggered the run. */
  readonly pullRequest?: number;
  /** The commit against which "new" and "changed" are told; absent where everything is judged, and when the reference itself is looked at. */
  readonly reference?: string;
  /** A pull request whose head is in another repository, or by Dependabot: no secrets, a read-only token. */
  readonly untrusted: boolean;
}

export interface ContextRead {
  facts(): ContextFacts;
}

export interface GithubAsking {
  /** Whether an answer of 4xx proves that there is no such thing. Asked of no answer that is about the token or a limit: 401, 429 and the like. */
  readonly absent?: (status: number, message: string) => boolean;
  /** The permission that a refusal names: `contents: read`. */
  readonly permission?: string;
}

export interface GithubRead {
  /**
   * GETs a route of the REST API, `/repos/{owner}/{repo}/compare/{basehead}` with its parameters, and hands the parsed body to `read`, which throws on a
   * body of another form. Everything that is not 2xx is a Refusal that names the permission or token needed, unless `absent` says that this answer
   * proves that there is no such thing; then the answer is `undefined`. 404 has two meanings, so it is never absence by itself.
   */
  get<T>(route: string, parameters: Readonly<Record<string, string>>, read: (body: unknown) => T, options?: GithubAsking): Promise<T | undefined>;
  /**
   * The same for a list: asks page after page, a hundred items each, and hands each item to `read`. The list is whole or a Refusal, never a part: a page
   * that fails, more than `limit` items, fewer items than GitHub counts.
   */
  list<T>(route: string, parameters: Readonly<Record<string, string>>, read: (item: unknown) => T, options?: GithubAsking & {
    /** The member of the body that holds the items, where the body is not the list itself: `workflow_runs`. */
    readonly under?: string;
    /** The most items; more is `too-large`. Default 5000. */
    readonly limit?: number;
  }): Promise<readonly T[] | undefined>;
}

export interface GithubChange extends GithubRead {
  /**
   * Asks for a change, once. Resolves to what `read` makes of the answer (its argument is `undefined` for an answer without a body). Throws a Refusal
   * where it is proven that nothing has changed, and Unclear where nobody knows: no answer, half an answer, 5xx, an answer that is not GitHub's.
   */
  change<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', route: string, parameters: Readonly<Record<string, string>>, body: Json | undefined, read: (body: unknown) => T, options: {
    /** The permission that a refusal names: `administration: write`. */
    readonly permission: string;
  }): Promise<T>;
}

/** The files beside the audit log. */
export type LedgerFile = 'state.json' | 'checkpoint' | 'prefix' | 'intent';

/** The audit log's files as they are at one moment. Their meaning is the ledger's; a port moves bytes. */
export interface LedgerView {
  /** The log's length; undefined where there is no log. */
  readonly bytes: number | undefined;
  /** Hands over the log from one offset to another, in pieces that are valid during the call only. */
  read(from: number, to: number, fold: (piece: Uint8Array) => void): Promise<void>;
  /** A file beside the log; undefined where there is none. At most 16 MiB. */
  file(name: LedgerFile): Promise<Uint8Array | undefined>;
}

/** One change of the audit log: all of it or, after a crash, something that `intent` explains. */
export interface LedgerWrite {
  /** The log's length before it. What stands behind is moved to a file of its own first: a crash tore it off. */
  readonly from: number;
  readonly append: Uint8Array;
  /** On disk before the log is touched; absent where only the files are replaced. */
  readonly intent?: Uint8Array;
  /** Replaced whole once the log is on disk, in this order. */
  readonly files: readonly {readonly name: LedgerFile; readonly content: Uint8Array}[];
}

export interface LedgerRead {
  /** Where the log lies, for messages: `.shipgate/history/ledger`, `the branch shipgate-state`. */
  readonly place: string;
  view(): Promise<LedgerView>;
}

export interface LedgerChange extends LedgerRead {
  /**
   * Makes writes from how the log is, with nobody else changing it, and carries them out one after the other; where somebody came first after all, it is made anew from how
   * the log is then. `why` is one line. What `next` throws is thrown on. Throws a Refusal where nothing has changed, and Unclear where nobody knows.
   */
  change(next: (view: LedgerView) => Promise<readonly LedgerWrite[]>, why: string): Promise<void>;
}

/** Contents by path: POSIX, relative; each of its names of ASCII letters, digits and `._+-`, not beginning with `.`. */
export type StoreFiles = ReadonlyMap<string, Uint8Array>;

/** What becomes of some files of the store; `null` removes one. */
export type StoreChanges = ReadonlyMap<string, Uint8Array | null>;

export interface StoreSnapshot {
  /** Names the state of the whole store; `commit` takes it. */
  readonly version: string;
  /** Everything that is in the store, sorted. */
  readonly paths: readonly string[];
  /** Those of the files asked for that are there, all at one moment. */
  readonly files: StoreFiles;
}

/** What is kept between runs: the history. Where none was begun, every call is a Refusal `missing` that names `shipgate init history`. */
export interface StoreRead {
  /** Where it lies, for messages: `the folder .shipgate/history`, `the branch shipgate-state`. */
  readonly place: string;
  /** The files of these names; a name that ends with `/` stands for everything below it. `limit` is for each file. */
  snapshot(paths: readonly string[], options?: ReadOptions): Promise<StoreSnapshot>;
}

export interface StoreChange extends StoreRead {
  /**
   * Changes some files, all of them or none, when the store is still at the version; else it is `lost-race`, and nothing has changed. What is `written`
   * is on disk or on the remote. `why` is one line. Throws a Refusal where nothing has changed, and Unclear where nobody knows.
   */
  commit(version: string, changes: StoreChanges, why: string): Promise<'written' | 'lost-race'>;
  /**
   * The same as often as it takes: looks at the files, asks what is to become of them and commits it; where another run came first it waits for a moment
   * drawn by lot, looks and asks anew. No change: nothing is written. What `change` throws is thrown on; a race that is lost again and again is a Refusal.
   */
  update(paths: readonly string[], change: (snapshot: StoreSnapshot) => StoreChanges | Promise<StoreChanges>, why: string, options?: ReadOptions): Promise<void>;
}

/** A file beside the tree, and its size in bytes. */
export interface FolderFile {
  /** POSIX, from the folder's root. */
  readonly path: string;
  readonly size: number;
}

/**
 * The folder for report files (input `evidence-dir`), which is no part of the tree. What lies there may come from elsewhere: only regular files are read,
 * a link is a Refusal.
 */
export interface EvidenceRead {
  /** The files of a folder below it, `evidence`, or of itself, `''`; sorted, without those of the folders within. Empty where there is no such folder. */
  list(folder: string): Promise<readonly FolderFile[]>;
  /** The content of a file; `undefined` where there is none. */
  bytes(path: string, options?: ReadOptions): Promise<Uint8Array | undefined>;
}

export interface EvidenceChange extends EvidenceRead {
  /** Writes a new file, whole and on disk when it returns. A file that has these bytes already stays; one with other bytes is a Refusal. */
  write(path: string, content: Uint8Array): Promise<void>;
}

/** Built files: those of the workspace that patterns name, also when git ignores them. Shipgate's own folder and git's are never among them. */
export interface BuiltRead {
  /** The files that fit the globs, sorted. A link counts as the file that it leads to; one that leads nowhere or out of the workspace is a Refusal. */
  list(patterns: readonly string[]): Promise<readonly FolderFile[]>;
  /** The SHA-256 of a file, read in pieces, so that it may be of any size. A file that is not there is a Refusal. */
  digest(path: string): Promise<{readonly sha256: string; readonly size: number}>;
  /** The content of a small file; `undefined` where there is none. */
  bytes(path: string, options?: ReadOptions): Promise<Uint8Array | undefined>;
}

/** How a gate is enforced by the policy that judges this run. */
export interface Enforced {
  readonly enforcement: Enforcement;
  readonly ruleEnforcement: (rule: string, fallback: Enforcement) => Enforcement;
}

/** The policy that judges this run, as far as it is about other gates than the one that looks. */
export interface PolicyRead {
  /** How a gate is enforced; `undefined` where the policy does not list it. A gate whose action is not part of this bundle is a Refusal. */
  enforcedOf(gate: Pick<Outcome, 'gate' | 'as'>): Promise<Enforced | undefined>;
  /** The exceptions that the policy holds, in order or not. */
  waivers(): Promise<readonly Waiver[]>;
  /** The longest life of an exception in days. */
  readonly terms: WaiverTerms;
}

/** For preflight alone: runs other gates in this process, each with its own policy, enforcement, exceptions and ports. */
export interface Suite {
  readonly quick: boolean;
  /** Whether the user wrote down what is judged; otherwise the preset did. */
  readonly chosen: boolean;
  /** Exceptions for gates that are not listed. */
  readonly strayWaivers: readonly Waiver[];
  /** The enforcement in force for an entry of the list. */
  enforcementOf(entry: ListedGate): Enforcement;
  /** An entry as the policy of what is judged lists it, then as that of its base does; never empty. */
  formsOf(entry: ListedGate): readonly ListedGate[];
  /** Judges an entry; a command is judged by the mode that is made of it. A crash is a gap. */
  judge(entry: ListedGate, commandMode: (spec: RunSpec) => Mode): Promise<Fact<Outcome>>;
}

/** Looking only. `collect`, `plan` and `settle` get these, so that a dry run that changes something does not compile. */
export interface ReadPorts {
  readonly files: FilesRead;
  readonly git: GitRead;
  readonly github: GithubRead;
  readonly exec: ExecRead;
  readonly context: ContextRead;
  readonly store: StoreRead;
  readonly ledger: LedgerRead;
  readonly evidence: EvidenceRead;
  readonly built: BuiltRead;
  readonly policy: PolicyRead;
  readonly suite: Suite;
}

/** What `apply` gets: the same names with the changing calls added; no suite. */
export interface ChangePorts {
  readonly files: FilesChange;
  readonly git: GitChange;
  readonly github: GithubChange;
  readonly store: StoreChange;
  readonly ledger: LedgerChange;
  readonly evidence: EvidenceChange;
}
