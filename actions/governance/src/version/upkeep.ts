import {type GitRead, learn} from '#core';
import type {JudgedSource} from './facts.ts';
import {type VersionNumber, sameVersion, versionNumber} from './number.ts';
import {subjectOf} from './subject.ts';
import {type VersionTag, releasesBefore} from './tag.ts';

/** What a source said at a commit. */
export type VersionAt = (source: JudgedSource, commit: string) => Promise<string | undefined>;

/** So many releases are looked back on, and of so many it must be known what they said before a file counts as given up. */
const releasesBack = 3;
const leastKnown = 2;

/** One step, as a release makes it: the same numbers, or one of the first two raised or lowered by one. A forgotten version is one step behind its tag. */
function isNear(a: VersionNumber, b: VersionNumber): boolean {
  const [major, minor] = [0, 1].map(at => BigInt(a.numbers[at]!) - BigInt(b.numbers[at]!)) as [bigint, bigint];
  const one = (difference: bigint): boolean => difference >= -1n && difference <= 1n;
  return major === 0n ? one(minor) : one(major);
}

/**
 * Marks sources that nobody keeps: those that disagree with the tag and disagreed with the releases before it as well, and, where the clone has no such
 * history, those that are more than a step away from the tag. A pdf.js that says 2.0.0 at v2.9.359 was never meant to be raised.
 */
export async function markUnkept(git: GitRead, says: VersionTag, sources: readonly JudgedSource[], versionAt: VersionAt): Promise<readonly JudgedSource[]> {
  const {certain} = subjectOf(says, sources);
  if (certain.some(({group, version}) => group !== undefined || sameVersion(version ?? '', says.version.text))) return sources;
  const tags = certain.length === 0 ? undefined : await learn('the tags', () => git.tags());
  const before = tags?.known ? releasesBefore(tags.value, says).slice(0, releasesBack) : [];
  const unkept = new Map<JudgedSource, string>();
  for (const source of certain) {
    let known = 0;
    let kept = false;
    for (const {tag, commit} of before) {
      const said = await learn(source.path, () => versionAt(source, commit));
      if (!said.known) continue;
      known++;
      kept ||= said.value !== undefined && sameVersion(said.value, tag.version.text);
    }
    const number = versionNumber(source.version ?? '');
    if (!kept && known >= leastKnown) unkept.set(source, 'the releases before this one did not agree with it either');
    else if (!kept && number && !isNear(number, says.version)) unkept.set(source, `it is far from ${says.tag}, so that it may have nothing to do with it`);
  }
  return sources.map(source => (unkept.has(source) ? {...source, standing: 'untouched', why: unkept.get(source)!} : source));
}
