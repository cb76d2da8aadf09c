/** What can be wrong with one record's bytes. */
export type LineCode =
  | 'byte-order-mark' | 'carriage-return' | 'nul' | 'white-space' | 'compressed' | 'not-utf-8' | 'escape' | 'form' | 'number-form' | 'number-size' | 'key-form'
  | 'key-order' | 'key-twice' | 'depth' | 'too-long' | 'identity' | 'time-form' | 'version' | 'unfinished-line';
/** What can be wrong with a record among the others. */
export type OrderCode = 'genesis' | 'chain' | 'sequence' | 'time-order' | 'time-future' | 'repository' | 'rotation' | 'key-test';
/** What can be wrong with the log as a whole against what is known of it. */
export type LogCode =
  | 'log-missing' | 'log-empty' | 'state-missing' | 'state-form' | 'state-version' | 'truncated' | 'state-head' | 'state-tree' | 'other-log' | 'beyond-state'
  | 'unfinished-append';
/** What can be wrong with signatures. */
export type SignatureCode =
  | 'checkpoint-missing' | 'checkpoint-form' | 'checkpoint-origin' | 'checkpoint-older' | 'checkpoint-beyond' | 'checkpoint-root' | 'prefix-form' | 'prefix-origin'
  | 'prefix-beyond' | 'prefix-head' | 'prefix-bytes' | 'prefix-tree' | 'note-form' | 'unknown-key' | 'key-collision' | 'rotated-key' | 'revoked-key'
  | 'bad-signature' | 'key-not-pinned' | 'key-other';
/** What can be wrong with copies of checkpoints that are kept elsewhere. */
export type AnchorCode = 'anchor-form' | 'anchor-beyond' | 'anchor-fork';

/** What can be wrong with a proof that was handed out. */
export type ProofCode = 'proof-form' | 'proof-path';

export type ProblemCode = LineCode | OrderCode | LogCode | SignatureCode | AnchorCode | ProofCode;

/** The first thing that is wrong: the record's number, counted from 0, and the offset in bytes, where it has one. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly seq?: number;
  readonly offset?: number;
  /** The copy of a checkpoint that it is about: `tag audit-log/1200`. */
  readonly anchor?: string;
  /** Not wrong, but not to be told: a crash left it so, or it cannot be checked here. */
  readonly undecided?: true;
}

/** Thrown where something that is to be written, or a text that was given, is not in order. */
export class LedgerError extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string) {
    super(message);
    this.name = 'LedgerError';
    this.code = code;
  }
}
