import {dayOf} from '#core';
import type {Marker} from './marker.ts';

/** One document whose age is judged. */
export interface DatedDocument {
  readonly path: string;
  /** Policy demands a date of it. */
  readonly required: boolean;
  readonly marker?: Marker;
}

/** Documents that describe other files, and when those last changed. */
export interface WatchedDocument {
  readonly path: string;
  readonly marker?: Marker;
  /** The globs of its `sources`. */
  readonly sources: readonly string[];
  /** How many files of the tree the globs match. */
  readonly matched: number;
  /** The changes after the day of the marker, the newest first; those of white space alone are not among them. */
  readonly changes: readonly {readonly path: string; readonly day: string; readonly commit: string; readonly subject: string}[];
}

export interface FreshnessFacts {
  readonly documents: readonly DatedDocument[];
  /** Globs of policy that match no document. */
  readonly unmatched: readonly string[];
  readonly watched: readonly WatchedDocument[];
}

/** Whether a change came after the day of a review. Days count, not hours: a review has no hour, and the day of the change may be the day of the review. */
export function isAfter(changed: Date, reviewed: Date): boolean {
  return dayOf(changed) > dayOf(reviewed);
}
