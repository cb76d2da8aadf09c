import {type Place, Refusal} from '#core';

export type Ecosystem = 'npm' | 'lerna' | 'python' | 'cargo' | 'unity' | 'godot' | 'dotnet' | 'maven' | 'gradle' | 'composer' | 'expression';

/**
 * `released`: what users get carries it. `private`: it is not published from here. `untouched`: it is still what the tool wrote when the project was made.
 * `elsewhere`: something else sets it at release time.
 */
export type Standing = 'released' | 'private' | 'untouched' | 'elsewhere';

/** A place that gives a version. */
export interface VersionSource {
  readonly path: string;
  readonly ecosystem: Ecosystem;
  /** The package's own name. */
  readonly name?: string;
  /** As written; absent where it is set elsewhere. */
  readonly version?: string;
  readonly standing: Standing;
  /** Why it is not compared, unless it is released. */
  readonly why?: string;
  /** Stands in the folder that the whole repository is released from, or is one of several packages. */
  readonly level: 'root' | 'member';
  /** Sources of one thing: they must agree wherever they are found. */
  readonly twin?: string;
  readonly at: Place;
}

/** What a reader of one kind of file finds in it; where it stands is added by who called it. */
export type FoundVersion = Omit<VersionSource, 'level' | 'ecosystem'>;

/** Looks at another file that this one refers to; `undefined` when there is none. */
export type Look = (path: string) => Promise<string | undefined>;

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The package.json of a large extension of an editor has more than a mebibyte. */
export const longestManifest = 8 * 1024 * 1024;

/** A file that policy or the repository's form says is a manifest, and that cannot be read as one. */
export function unreadable(path: string, why: string, line?: number): Refusal {
  return new Refusal({code: 'unreadable', what: `the version in ${path}`, why, fix: 'Correct the file.', at: {path, ...(line !== undefined && {line})}});
}

/** The value below keys of nested objects; `undefined` where one of them is missing. Never a member of the prototype. */
export function member(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key) ? (inner as Record<string, unknown>)[key] : undefined), value);
}

/** A text that is not blank. */
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);

/** Where the first line that matches stands. */
export function placeOfLine(path: string, text: string, pattern: RegExp): Place {
  const line = text.split('\n').findIndex(one => pattern.test(one));
  return line < 0 ? {path} : {path, line: line + 1};
}

/** The folder of a path, without a slash at its end; empty for the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

/** A path below the folder of another. */
export const beside = (path: string, name: string): string => [folderOf(path), name.replace(/^\.\//, '')].filter(part => part !== '').join('/');

/** A package's name in the one form in which names of different ecosystems can be compared: without scope, in lower case, with hyphens. */
export const plainName = (name: string): string => name.toLowerCase().replace(/^@[^/]+\//, '').replace(/[-_.]+/g, '-');

/** Versions that stand for "another one is filled in": `0.0.0-development`, `1.3.0-SNAPSHOT`, `${revision}`, `{{version}}`. */
const filledIn = /^0\.0\.0(?:$|[-+.])|development|placeholder|semantic|snapshot|unreleased|[-.+](?:dev\d*|master|main|next|head|git|local)$|^(?:dev(?:elop)?|main|master|head|nightly|edge|local|unknown)$|^0$|[${}<>]|^(?:auto|dynamic|todo|x\.y\.z)$/i;

/** How a version that is written down counts. In: the version, those with which the tools of the ecosystem begin, and whether it is published at all. */
export function standingOf(version: string, beginsWith: readonly string[], published = true): {readonly standing: Standing; readonly why?: string} {
  if (filledIn.test(version)) return {standing: 'elsewhere', why: `${version} stands for a version that is filled in at release time`};
  if (!published) return {standing: 'private', why: 'it is not published'};
  if (beginsWith.includes(version)) return {standing: 'untouched', why: `${version} is what a new project begins with`};
  return {standing: 'released'};
}
