import {type VersionNumber, compareVersions, isStable, versionNumber} from './number.ts';

/** A tag that names a version: `v1.2.3`, `pkg@1.2.3`, `@scope/pkg@1.2.3`, `component-v1.2.3`, `module/v1.2.3`, `release-1.2.3`. */
export interface VersionTag {
  readonly tag: string;
  /** The package or component that it names; empty for the repository as a whole. */
  readonly name: string;
  readonly version: VersionNumber;
  readonly stable: boolean;
}

/** Words before a version that are no name of anything. */
const words = /^(?:v|ver|version|rel|release|releases|stable|prod|production|tag|tags)$/i;

/** Reads a tag; nothing when it names no version (`nightly`, `v1`, `2024-01-31`). */
export function versionTag(tag: string): VersionTag | undefined {
  const of = (name: string, text: string): VersionTag | undefined => {
    const version = versionNumber(text);
    return version && {tag, name: words.test(name) ? '' : name, version, stable: isStable(version)};
  };
  const whole = of('', tag);
  if (whole) return whole;
  const at = tag.lastIndexOf('@');
  if (at > 0) return of(tag.slice(0, at), tag.slice(at + 1));
  const slash = tag.lastIndexOf('/');
  const [folder, last] = [tag.slice(0, Math.max(slash, 0)), tag.slice(slash + 1)];
  const inner = slash >= 0 ? versionNumber(last) : undefined;
  if (inner) return of(folder, last);
  // The first hyphen, underscore or dot after which a version begins: `my-lib-2-v1.0.0`.
  for (const match of last.matchAll(/[-_.](?=v?\d+\.\d)/gi)) {
    const found = of([folder, last.slice(0, match.index)].filter(part => part !== '').join('/'), last.slice(match.index + 1));
    if (found) return found;
  }
  return undefined;
}

/** The releases before a version, the newest first: stable tags of the same name. Pre-releases and nightlies are none. */
export function releasesBefore(tags: readonly {readonly name: string; readonly commit: string}[], {name, version}: Pick<VersionTag, 'name' | 'version'>): readonly {readonly tag: VersionTag; readonly commit: string}[] {
  return tags.flatMap(tag => {
    const found = versionTag(tag.name);
    return found && found.name === name && found.stable && compareVersions(found.version, version) < 0 ? [{tag: found, commit: tag.commit}] : [];
  }).sort((a, b) => compareVersions(b.tag.version, a.tag.version));
}
