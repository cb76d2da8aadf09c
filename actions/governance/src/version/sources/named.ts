import {type FilesRead, Refusal} from '#core';
import type {Expression} from '../../expression.ts';
import {compiled} from '../../pattern.ts';
import type {NamedSource} from '../policy.ts';
import {kinds} from './detect.ts';
import {type FoundVersion, type Look, type VersionSource, longestManifest, unreadable} from './source.ts';

/** The first line of a text in which an expression is found: what its group `version`, its first group, or the whole of it gives. */
export function firstVersionIn(path: string, text: string, wanted: Expression): {readonly version: string; readonly at: FoundVersion['at']} | undefined {
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const match = wanted.match(line);
    if (match) return {version: (match.named['version'] ?? match.groups[0] ?? match.text).trim(), at: {path, line: i + 1}};
  }
  return undefined;
}

/**
 * The sources that policy names. A file that is missing, of unknown form or without a version is a Refusal: what somebody asks to be compared cannot be
 * left out. A project of .NET or Godot may give several.
 */
export async function namedSources(files: FilesRead, named: NamedSource): Promise<readonly VersionSource[]> {
  const {file, pattern} = typeof named === 'string' ? {file: named, pattern: undefined} : named;
  const look: Look = path => files.text(path, {limit: longestManifest});
  const text = await look(file);
  if (text === undefined) throw new Refusal({
    code: 'missing', what: `the version in ${file}`, why: 'there is no such file', fix: 'Correct the path in version.sources.', at: {path: file},
  });
  if (pattern !== undefined) {
    const found = firstVersionIn(file, text, compiled(pattern));
    if (!found) throw unreadable(file, `no line matches ${pattern}`);
    return [{path: file, ...found, ecosystem: 'expression', standing: 'released', level: 'root'}];
  }
  const kind = kinds.find(one => one.named(file));
  if (!kind) {
    throw new Refusal({
      code: 'unreadable', what: `the version in ${file}`, why: 'it is no manifest of a known kind', fix: `Name the line: {file: ${file}, pattern: 'version = "(.+)"'}.`,
      at: {path: file},
    });
  }
  const found = (await kind.read({path: file, text}, look)).filter(({version}) => version !== undefined);
  if (found.length === 0) throw unreadable(file, 'it gives no version');
  return found.map(({why: _, ...one}): VersionSource => ({...one, standing: 'released', ecosystem: kind.ecosystem, level: 'root'}));
}
