import type {JudgedSource} from './facts.ts';
import {isPartOf, versionNumber} from './number.ts';
import {folderOf, plainName} from './sources/source.ts';
import type {VersionTag} from './tag.ts';

/** The sources that a tag speaks for: those that must say what it says, those of which it is only likely, and why there are none. */
export interface Subject {
  readonly certain: readonly JudgedSource[];
  readonly likely: readonly JudgedSource[];
  readonly none?: string;
}

const versioned = (source: JudgedSource): boolean => source.version !== undefined && source.standing !== 'elsewhere';

/** `v1.2` moves along with 1.2.3 and its successors: it is no release of its own. */
function movesWith(tag: VersionTag, {version}: JudgedSource): boolean {
  const number = versionNumber(version ?? '');
  return number !== undefined && isPartOf(tag.version, number);
}

function named(name: string, sources: readonly JudgedSource[]): readonly JudgedSource[] {
  const exact = sources.filter(source => source.name === name);
  if (exact.length > 0) return exact;
  const plain = sources.filter(source => source.name !== undefined && plainName(source.name) === plainName(name));
  return plain.length > 0 ? plain : sources.filter(({path}) => folderOf(path) === name || folderOf(path).endsWith(`/${name}`));
}

/** What a tag speaks for. In: the tag, and the sources that were found or that policy names. */
export function subjectOf(tag: VersionTag, sources: readonly JudgedSource[]): Subject {
  const groups = new Set(sources.flatMap(({group}) => (group === undefined ? [] : [group])));
  if (groups.size > 0) {
    const group = groups.has(tag.name) ? tag.name : groups.size === 1 && groups.has('') ? '' : undefined;
    if (group === undefined) return {certain: [], likely: [], none: `version.sources has no list named "${tag.name}"`};
    return {certain: sources.filter(source => source.group === group), likely: []};
  }
  const all = tag.name === '' ? sources.filter(({level}) => level === 'root') : named(tag.name, sources);
  const moving = all.filter(versioned).filter(source => movesWith(tag, source));
  if (moving.length > 0) return {certain: [], likely: [], none: `${tag.tag} stands for all versions that begin like it`};
  const certain = all.filter(source => source.standing === 'released');
  if (certain.length > 0) return {certain, likely: []};
  const likely = all.filter(versioned);
  const members = tag.name === '' ? sources.filter(({standing}) => standing === 'released') : [];
  // The root may be the workshop alone, and a package below it what is released.
  if (likely.length > 0) return {certain: [], likely: [...likely, ...members]};
  const elsewhere = all.find(({standing}) => standing === 'elsewhere');
  if (elsewhere) return {certain: [], likely: [], none: `${elsewhere.path}: ${elsewhere.why}`};
  if (tag.name !== '') return {certain: [], likely: [], none: `nothing here is called ${tag.name}`};
  if (members.length === 1 && !movesWith(tag, members[0]!)) return {certain: [], likely: members};
  return {certain: [], likely: [], none: members.length > 1 ? 'each package has a version of its own' : 'no file gives a version'};
}

/** The source that says which version this is, where no tag does: the first that policy names, else the root's. */
export function currentSource(sources: readonly JudgedSource[]): JudgedSource | undefined {
  const able = sources.filter(versioned);
  const root = able.filter(({level}) => level === 'root');
  const members = able.filter(({standing}) => standing === 'released');
  return able.find(({group}) => group !== undefined) ?? root.find(({standing}) => standing === 'released') ?? root[0] ?? (members.length === 1 ? members[0] : undefined);
}
