import type {Enforcement} from './enforcement.ts';
import type {Json} from './json.ts';
import type {DigestedFile} from './record.ts';
import type {Check, Verdict} from './verdict.ts';

/** Part of a report, drawn below the checks. */
export type Block =
  | {readonly table: readonly (readonly string[])[]}
  | {readonly text: string}
  | {readonly code: string; readonly language: string};

/** A file that goes with the evidence. */
export interface Attachment {
  readonly name: string;
  readonly mediaType: string;
  readonly content: string;
}

/** What a mode makes of its facts once they are judged. */
export interface Conclusion<O extends string = string> {
  readonly outputs?: {readonly [K in O]?: Json};
  readonly attachments?: readonly Attachment[];
  readonly detail?: readonly Block[];
  /** What was looked at, in one line for the list of gates: `34 pages, 212 paths, 41 commands`. */
  readonly headline?: string;
  /** What was not checked, and what would turn it on. */
  readonly notChecked?: readonly string[];
  /** The gates that this one ran. A finding about one of them has its name (`as`) as key: reports show the part's own findings in its place. */
  readonly parts?: readonly Outcome[];
  /** Built files that were judged, beside the commit. */
  readonly artifacts?: readonly DigestedFile[];
}

export interface StepRecord {
  readonly id: string;
  readonly about: string;
  readonly state: 'planned' | 'not-begun' | 'done' | 'failed' | 'unsettled';
  /** It had happened before this run. */
  readonly already: boolean;
  readonly receipt?: Json;
}

export type Effect = 'none' | 'planned' | 'done' | 'partial' | 'unsettled';

/** What came of one run of one mode. */
export interface Outcome extends Conclusion {
  /** `docs-reality/check`, `preflight`, or the name of a `run` gate. */
  readonly gate: string;
  /** The name it has where it was listed. */
  readonly as: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** Why it was not run. */
  readonly reason?: string;
  readonly effect: Effect;
  readonly enforcement: Enforcement;
  readonly checks: readonly Check[];
  readonly steps: readonly StepRecord[];
  readonly waiversUsed: readonly string[];
  /** What the change under judgement loosens in the policy that judges it. */
  readonly loosened?: readonly string[];
  readonly durationMs?: number;
  /** The gates, by the names that they were listed under, that had to hold before this one was run. */
  readonly needs?: readonly string[];
}
