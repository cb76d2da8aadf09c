import {glob, nearest} from '#core';
import type {Place} from '#core';
import {type Survey, Tally} from '../survey.ts';
import {type NamedVariable, isCommon} from './names.ts';
import type {EnvironmentReads} from './reads.ts';

export interface VariableFault {
  readonly name: string;
  readonly at: Place;
  /** The variable that was most likely meant, and a place where the code reads it or a document explains it. */
  readonly near?: {readonly name: string; readonly at: Place};
}

export interface EnvironmentSurvey {
  /** Read by the code and documented nowhere. */
  readonly undocumented: Survey<VariableFault>;
  /** Documented and read nowhere. */
  readonly unused: Survey<VariableFault>;
}

interface InFile<T> {
  readonly path: string;
  readonly value: T;
}

/** Every name once, with the first place that has it. */
function firstPlaces(files: readonly InFile<readonly NamedVariable[]>[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const {path, value} of files) for (const {name, at} of value) if (!places.has(name)) places.set(name, {path, ...at});
  return places;
}

/**
 * Compares the variables that documents name with those that the code reads. A name counts as used when the code has it in any form, so that settings
 * classes, charts and lists of names are no trouble; where names are put together at run time, an unused one cannot be told.
 */
export function surveyEnvironment(documented: readonly InFile<readonly NamedVariable[]>[], code: readonly InFile<EnvironmentReads>[], ignore: readonly string[]): EnvironmentSurvey {
  const ignored = ignore.length === 0 ? () => false : glob(ignore);
  const isOurs = (name: string): boolean => !isCommon(name) && !ignored(name);
  const explained = firstPlaces(documented);
  const read = firstPlaces(code.map(({path, value}) => ({path, value: value.reads})));
  const words = new Set<string>();
  const prefixes = new Set<string>();
  for (const {value} of code) {
    for (const one of value.words) words.add(one);
    for (const prefix of value.computed) prefixes.add(prefix);
  }
  const near = (name: string, others: ReadonlyMap<string, Place>): {near?: {name: string; at: Place}} => {
    const found = nearest(name, [...others.keys()].filter(other => !(others === read ? explained : read).has(other)));
    return found === undefined ? {} : {near: {name: found, at: others.get(found)!}};
  };
  const undocumented = new Tally<VariableFault>();
  for (const [name, at] of read) {
    if (!isOurs(name)) continue;
    if (explained.has(name)) undocumented.right();
    else undocumented.wrong({name, at, ...near(name, explained)});
  }
  const unused = new Tally<VariableFault>();
  for (const [name, at] of explained) {
    if (!isOurs(name)) continue;
    const prefix = [...prefixes].find(beginning => name.startsWith(beginning));
    const suffixed = [...words].some(part => part.endsWith('_') && name.startsWith(part));
    if (read.has(name) || words.has(name)) unused.right();
    else if (prefix !== undefined || suffixed) unused.doubt('the code puts names of variables together', name, at);
    else unused.wrong({name, at, ...near(name, read)});
  }
  return {undocumented: undocumented.survey, unused: unused.survey};
}
