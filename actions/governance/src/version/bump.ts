import {type Fact, type GitRead, Refusal, known, learn} from '#core';
import {conventionalCommit, isMergeMessage, raisedBy} from './conventional.ts';
import type {BumpFacts, Facts, JudgedSource, NoBump, WeighedCommit} from './facts.ts';
import {compareVersions, versionNumber} from './number.ts';
import {type Policy, bumpPolicy} from './policy.ts';
import {compiled} from '../pattern.ts';
import {firstVersionIn} from './sources/named.ts';
import {folderOf} from './sources/source.ts';
import {currentSource, subjectOf} from './subject.ts';
import {type VersionTag, releasesBefore, versionTag} from './tag.ts';

const mostCommits = 10_000;

/** Looks at the commits since the last release, where policy asks for it. */
export async function collectBump(git: GitRead, {policy, says, sources, schema}: {readonly policy: Policy; readonly says: VersionTag | undefined; readonly sources: readonly JudgedSource[]; readonly schema: Facts['schema']}): Promise<Fact<BumpFacts | NoBump>> {
  const asked = bumpPolicy(policy);
  if (!asked) return known({none: 'off: policy has no bump'});
  return learn('the commits since the last release', async () => {
    const source = says ? subjectOf(says, sources).certain[0] : currentSource(sources);
    const current = says?.version ?? versionNumber(source?.version ?? '');
    if (!current) return {none: 'no file gives a version'};
    const name = says?.name ?? source?.group ?? '';
    const tags = await git.tags();
    if (!says && tags.some(tag => versionTag(tag.name)?.name === name && compareVersions(versionTag(tag.name)!.version, current) === 0)) return {none: `${current.text} has been released already`};
    const [last] = releasesBefore(tags, {name, version: current});
    if (!last) return {none: 'there is no release before this one'};
    const folder = name === '' || !source ? '' : folderOf(source.path);
    const commits = await git.commits({since: last.commit, limit: mostCommits, ...(folder !== '' && {paths: [folder]})});
    if (commits.length >= mostCommits) throw new Refusal({
      code: 'too-large', what: 'the commits since the last release', why: `there are more than ${mostCommits}`, fix: 'Release more often, or switch version.bump off.',
    });
    const weighed = commits.filter(({parents, subject}) => parents.length < 2 && !isMergeMessage(subject)).map(({sha, subject, body}): WeighedCommit => {
      const read = conventionalCommit(subject, body);
      return {sha, subject, raises: read ? raisedBy(read, asked.rules) : asked.unconventional === 'refuse' ? undefined : asked.unconventional};
    });
    const unreadSchema = await schemaLeftBehind(git, policy, schema, last.commit);
    return {baseline: last.tag, current, commits: weighed, ...(unreadSchema !== undefined && {unreadSchema})};
  });
}

/** The schema that the last release wrote, where this version does not read it. */
async function schemaLeftBehind(git: GitRead, {'state-schema': wanted}: Policy, schema: Facts['schema'], commit: string): Promise<string | undefined> {
  if (!wanted || !schema.known || schema.value === 'off') return undefined;
  const text = await git.textAt(commit, wanted.source.file);
  const before = text === undefined ? undefined : firstVersionIn(wanted.source.file, text, compiled(wanted.source.pattern))?.version;
  return before === undefined || before === schema.value.value || wanted['backward-compatible'].includes(before) ? undefined : before;
}
