import {type Ruling, broken, held, none, notApplicable} from '#core';
import type {JudgedSource, Release} from '../facts.ts';
import {releases} from '../number.ts';
import {subjectOf} from '../subject.ts';
import type {VersionTag} from '../tag.ts';
import {rule} from './rule.ts';

function noTag({tag, says}: Release): string | undefined {
  if (tag === undefined) return 'no tag is judged';
  return says ? undefined : `${tag} names no version`;
}

const faultAt = (says: VersionTag) => (source: JudgedSource) => ({
  key: `${says.tag} ${source.path}`, at: source.at, message: `The tag is ${says.tag}; ${source.path} says ${source.version ?? 'no version'}.`,
  fix: `Tag the commit in which ${source.path} says ${says.version.text}, or correct the file and tag anew.`, observed: source.version ?? '', expected: says.version.text,
});

export const tagVersion = rule({
  id: 'tag.version',
  about: 'The tag and the files give the same version.',
  help: `A tag that was set one commit too early, or by hand with a slip of the finger, publishes a package under another version than its release.

The tag \`v1.2.3\` speaks for what is released from the root, \`pkg@1.2.3\` and \`pkg-v1.2.3\` for the package of that name. A tag such as \`v1\` or \`v1.2\` that moves along is left alone, and a pre-release may be tagged on what says the release already: \`v1.2.3-rc.1\` on 1.2.3.

A file that disagreed with the releases before as well is not kept for this, and only warned of; so is one that is far from the tag where the clone has no history to tell by. A list in \`version.sources\` is held in full.

**To fix it**, delete the tag, raise the version in the files, commit, and tag that commit.`,
  on: ['release', 'sources'],
  check: ({release, sources}, {sources: asked}): Ruling => {
    const demanded = Array.isArray(asked) && asked.includes('tag');
    const reason = noTag(release);
    if (reason !== undefined) {
      return release.tag !== undefined && demanded ? broken({
        key: release.tag, message: `The tag ${release.tag} names no version.`, fix: 'Tag it like v1.2.3.', observed: release.tag,
      }) : notApplicable(reason);
    }
    const says = release.says!;
    const {certain, none: why} = subjectOf(says, sources);
    if (certain.length === 0) return notApplicable(why ?? 'no published file gives a version');
    const wrong = certain.filter(({version}) => version === undefined || !releases(says.version.text, version));
    // Without a list of policy, one that agrees is the one that is released; what else must agree with it, version.agree says.
    if (certain.every(({group}) => group === undefined) && wrong.length < certain.length) return held({observed: says.version.text, expected: says.version.text});
    return none(wrong, certain.length, faultAt(says));
  },
});

export const tagLikely = rule({
  id: 'tag.likely',
  about: 'The tag and a version that is not published, or was never raised, agree.',
  help: `A private package, a project with the version that it began with, or the only package of a monorepo: it may be what is released, or it may be nobody's concern. That is why this is a warning.

**To fix it**, raise that version too. To have it enforced, name it: \`sources: [package.json, tag]\`. To have it left alone, switch this rule off.`,
  enforcement: 'warn',
  on: ['release', 'sources'],
  check: ({release, sources}) => {
    const reason = noTag(release);
    if (reason !== undefined) return notApplicable(reason);
    const says = release.says!;
    const {likely, none: why} = subjectOf(says, sources);
    if (likely.length === 0) return notApplicable(why ?? 'published files are compared with the tag');
    const right = likely.some(({version}) => releases(says.version.text, version!));
    return right ? held({observed: says.version.text, expected: says.version.text}) : none(likely.slice(0, 1), 1, faultAt(says));
  },
});

export const tagFormat = rule({
  id: 'tag.format',
  about: 'The tag looks as policy says.',
  help: `Off until policy has \`tag.format\`. Tools that look for the last release by its name pass over a tag of another form, and compare with the wrong one.

    governance:
      version:
        tag: {format: 'v{version}'}

**To fix it**, delete the tag and set it in that form.`,
  on: ['release'],
  check: ({release}, {tag: {format}}) => {
    if (format === undefined) return notApplicable('off: policy has no tag.format');
    if (release.tag === undefined) return notApplicable('no tag is judged');
    const {tag, says} = release;
    const expected = says && format.replaceAll('{version}', says.version.text.replace(/^v/i, '')).replaceAll('{name}', says.name);
    return tag === expected ? held({observed: tag, expected: format}) : broken({
      key: tag, message: `The tag ${tag} does not look like ${format}.`, fix: expected === undefined ? `Tag it like ${format}.` : `Tag it ${expected}.`, observed: tag,
      expected: format,
    });
  },
});

export const tagAnnotated = rule({
  id: 'tag.annotated',
  about: 'Release tags are annotated.',
  help: `Off until policy has \`tag.annotated: true\`. A lightweight tag is a name and nothing else: it does not say who set it, when, and why, and \`git describe\` passes over it.

**To fix it**, set it anew: \`git tag --annotate --force v1.2.3 -m "Release v1.2.3" v1.2.3^{commit}\`.`,
  on: ['tagObject'],
  check: ({tagObject}, {tag: {annotated}}) => {
    if (!annotated) return notApplicable('off: policy has no tag.annotated');
    if (tagObject === 'not judged') return notApplicable('no tag of a version is judged');
    return tagObject.annotated ? held() : broken({
      key: tagObject.tag, message: `The tag ${tagObject.tag} is lightweight.`, fix: 'Set it with git tag --annotate.', observed: 'lightweight', expected: 'annotated',
    });
  },
});

export const tagMessage = rule({
  id: 'tag.message',
  about: 'The tag carries the message that policy asks for.',
  help: `Off until policy has \`tag.message\`. \`{tag}\` and \`{version}\` in it are replaced; the first line of the tag's message is compared.

    governance:
      version:
        tag: {annotated: true, message: 'Release {tag}'}

**To fix it**, set the tag anew with that message.`,
  on: ['release', 'tagObject'],
  check: ({release, tagObject}, {tag: {message}}) => {
    if (message === undefined) return notApplicable('off: policy has no tag.message');
    if (tagObject === 'not judged' || !release.says) return notApplicable('no tag of a version is judged');
    const expected = message.replaceAll('{tag}', tagObject.tag).replaceAll('{version}', release.says.version.text.replace(/^v/i, ''));
    const observed = tagObject.message?.split('\n', 1)[0]?.trim() ?? '';
    return observed === expected ? held({observed, expected}) : broken({
      key: tagObject.tag, message: tagObject.annotated ? `The tag ${tagObject.tag} says "${observed}".` : `The tag ${tagObject.tag} has no message: it is lightweight.`,
      fix: `Set it with the message "${expected}".`, observed, expected,
    });
  },
});

export const tagCommit = rule({
  id: 'tag.commit',
  about: 'The tag is on the commit that is judged.',
  help: `A tag that was moved while the release ran would put its name on something that nobody judged.

**To fix it**, run the release again on the commit that the tag names now, or set the tag back. Protect tags with a ruleset, so that they cannot move.`,
  baseline: false,
  on: ['tagObject'],
  check: ({tagObject}) => {
    if (tagObject === 'not judged') return notApplicable('no tag of a version is judged');
    const {tag, commit, judged} = tagObject;
    return commit === judged ? held({observed: commit, expected: judged}) : broken({
      key: tag, message: `The tag ${tag} is on ${commit.slice(0, 12)}; ${judged.slice(0, 12)} is judged.`, fix: `Judge the commit of the tag: --ref ${tag}.`,
      observed: commit, expected: judged,
    });
  },
});
