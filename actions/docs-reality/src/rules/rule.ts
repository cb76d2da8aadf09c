import {posix} from 'node:path';
import {type Fault, type Place, type Ruling, none, notApplicable, ruleFor, withCounts} from '#core';
import type {Facts} from '../facts.ts';
import type {Position} from '../markdown/index.ts';
import type {Policy} from '../policy.ts';
import {type Survey, countsOf} from '../survey.ts';

/** Makes a rule of this gate. */
export const rule = ruleFor<Facts, Policy>();

export const placeIn = (path: string, {line, column}: Position): Place => ({path, line, column});

/** A path of the repository as a document in some folder has to write it. */
export function relativeTo(document: string, path: string): string {
  return posix.relative(posix.dirname(document), path) || '.';
}

/** A survey as a ruling: its wrong claims are broken, its doubts are counted, and no claim at all is nothing to judge. */
export function rulingOn<T>(survey: Survey<T>, fault: (wrong: T) => Fault): Ruling {
  const counts = countsOf(survey);
  if (survey.judged === 0 && survey.doubts.length > 0) return withCounts(notApplicable('nothing of this kind could be told'), counts);
  return withCounts(none(survey.wrong, survey.judged, fault), counts);
}

/** The same with so many wrong claims tolerated over several rules: they are counted then, and hold. In: how many there are, and the budget's name and size. */
export function rulingWithin<T>(survey: Survey<T>, total: number, budget: {readonly name: string; readonly size: number}, fault: (wrong: T) => Fault): Ruling {
  if (total > budget.size || survey.wrong.length === 0) return rulingOn(survey, fault);
  return withCounts(rulingOn({...survey, wrong: []}, fault), {[`wrong, and within ${budget.name}`]: survey.wrong.length});
}
