import type {Conclusion} from '#core';
import type {Facts} from './facts.ts';
import {type Policy, bumpPolicy} from './policy.ts';
import {formOf} from './rules/sources.ts';
import {currentSource} from './subject.ts';

export type Output = 'version' | 'sources';

const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;

/** What was read, as a table of sources and the version that the repository has. */
export function conclude({facts, policy}: {readonly facts: Facts; readonly policy: Policy}): Conclusion<Output> {
  const {items} = facts.sources;
  const release = facts.release.known ? facts.release.value : undefined;
  const version = release?.says?.version.text.replace(/^v/i, '') ?? currentSource(items)?.version;
  const rows = items.map(({path, name, version: given, standing, why}) => [path, name ?? '', given ?? '', standing === 'released' ? 'compared' : why ?? standing]);
  return {
    headline: `${count(items.filter(({version: given}) => given !== undefined).length, 'version')}${version === undefined ? '' : `, ${version}`}`,
    outputs: {sources: items.length, ...(version !== undefined && {version})},
    ...(rows.length > 0 && {detail: [{table: [['File', 'Package', 'Version', 'How it counts'], ...rows.slice(0, 50)]}]}),
    notChecked: [
      ...(policy['state-schema'] ? [] : ['the schema of stored data (set version.state-schema)']),
      ...(bumpPolicy(policy) ? [] : ['whether the version is raised far enough (set version.bump)']),
    ],
  };
}

/** Why there is nothing to judge: no version to look at, nothing about a tag, and nothing that policy asks for. */
export function idle({sources, release, tagObject, changelog}: Facts): string | undefined {
  if (sources.gaps.length > 0 || !release.known || release.value.asked) return undefined;
  if (!tagObject.known || tagObject.value !== 'not judged' || !changelog.known || 'entries' in changelog.value) return undefined;
  const [first] = sources.items;
  if (!first) return 'no file gives a version';
  const settled = sources.items.every(source => source.standing === 'elsewhere' || (source.standing === 'private' && source.version !== undefined && !formOf(source).fits(source.version)));
  return settled ? `${first.path}: ${first.why ?? 'it is not published'}` : undefined;
}
