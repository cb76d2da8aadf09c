import {broken, held, notApplicable} from '#core';
import {entryOf, instantOf} from '../changelog.ts';
import type {ChangelogFacts, NoChangelog} from '../facts.ts';
import type {Policy} from '../policy.ts';
import {rule} from './rule.ts';

const isNone = (changelog: ChangelogFacts | NoChangelog): changelog is NoChangelog => 'none' in changelog;
const day = 86_400_000;
const dateOf = (policy: Policy): string => (typeof policy.changelog === 'object' ? policy.changelog.date : 'auto');

const help = `Judged when a tag is, or on every run with \`changelog: {require-version: true}\`. Where changesets, release-please or semantic-release writes the changelog, it is left to them; where the releases before have no entry either, or got theirs after they were tagged, it is left alone.`;

export const changelogEntry = rule({
  id: 'changelog.entry',
  about: 'The changelog has the version as a heading.',
  help: `Readers look for the version that they got. ${help}

The version has to stand in a heading, alone or with a date: \`## [1.8.0] - 2026-11-20\`. That it occurs somewhere in the text is not enough: 0.1.0 occurs in 10.1.0.

**To fix it**, add the entry before the tag.`,
  on: ['changelog'],
  check: ({changelog}) => {
    if (isNone(changelog)) return notApplicable(changelog.none);
    const {path, version, entries} = changelog;
    if (entryOf(entries, version)) return held({observed: version, expected: version});
    const newest = entries.find(({versions}) => versions.length > 0);
    const open = entries.find(({versions, open: pending}) => pending && versions.length === 0);
    return broken({
      key: version, at: {path, line: (open ?? newest)?.line ?? 1}, message: `${path} has no entry for ${version}${newest ? ` (the newest is ${newest.versions[0]})` : ''}.`,
      fix: open ? `Make "${open.title}" the entry of ${version}.` : `Add a heading: ## [${version}] - and the date.`, observed: newest?.versions[0] ?? 'none', expected: version,
    });
  },
});

export const changelogContent = rule({
  id: 'changelog.content',
  about: 'The entry of the version says something.',
  help: `A heading above nothing is no entry. Sub-headings, links and comments do not count. ${help}

**To fix it**, say what changed; if nothing did for users, say that.`,
  on: ['changelog'],
  check: ({changelog}) => {
    if (isNone(changelog)) return notApplicable(changelog.none);
    const entry = entryOf(changelog.entries, changelog.version);
    if (!entry) return notApplicable('there is no entry');
    return entry.filled ? held() : broken({
      key: changelog.version, at: {path: changelog.path, line: entry.line}, message: `The entry of ${changelog.version} in ${changelog.path} is empty.`,
      fix: 'Say what changed.',
    });
  },
});

export const changelogDate = rule({
  id: 'changelog.date',
  about: 'The entry of the version does not say that it is still open, nor a date in the future, nor, where policy asks for a date, none.',
  help: `An entry that says "unreleased" was forgotten, and a date in the future is a slip. With \`changelog: {date: required}\` each entry needs a date that can be read in one way only. ${help}

**To fix it**, write the day of the release: \`## [1.8.0] - 2026-11-20\`.`,
  on: ['changelog'],
  check: ({changelog}, policy, now) => {
    const asked = dateOf(policy);
    if (isNone(changelog)) return notApplicable(changelog.none);
    if (asked === 'off') return notApplicable('off: changelog.date');
    const {path, version, entries} = changelog;
    const entry = entryOf(entries, version);
    if (!entry) return notApplicable('there is no entry');
    const at = {path, line: entry.line};
    const fix = `Write: ## [${version}] - and the day of the release.`;
    if (entry.open) return broken({key: version, at, message: `The entry of ${version} still says that it is not released: "${entry.title}".`, fix});
    if (entry.date === undefined) return asked === 'required' ? broken({key: version, at, message: `The entry of ${version} has no date.`, fix}) : notApplicable('it has no date');
    const instant = instantOf(entry.date);
    if (!instant && asked === 'required') return broken({
      key: version, at, message: `"${entry.date}" is no date that can be read in one way only.`, fix: 'Write it as 2026-11-20.', observed: entry.date,
    });
    if (instant && instant.getTime() > now.getTime() + day) return broken({
      key: version, at, message: `The entry of ${version} is dated ${entry.date}, in the future.`, fix: 'Write the day of the release.', observed: entry.date,
    });
    return held({observed: entry.date});
  },
});

/** From so many entries on, and from this share of them, dates are the custom of a changelog. */
const customFrom = 2;
const customShare = 0.7;

export const changelogUndated = rule({
  id: 'changelog.undated',
  about: 'The entry of the version carries a date where the others do.',
  help: `A changelog whose entries carry dates, and whose newest does not: the date is often written after the release, or forgotten. That is why it is a warning. ${help}

**To fix it**, write the day of the release: \`## [1.8.0] - 2026-11-20\`.`,
  enforcement: 'warn',
  on: ['changelog'],
  check: ({changelog}, policy) => {
    if (isNone(changelog)) return notApplicable(changelog.none);
    if (dateOf(policy) !== 'auto') return notApplicable('changelog.date says otherwise');
    const {path, version, entries} = changelog;
    const entry = entryOf(entries, version);
    if (!entry) return notApplicable('there is no entry');
    const others = entries.filter(one => one !== entry && one.versions.length > 0);
    const custom = others.length >= customFrom && others.filter(({date}) => date !== undefined).length >= others.length * customShare;
    if (!custom) return notApplicable('its entries carry no dates');
    return entry.date === undefined && !entry.open ? broken({
      key: version, at: {path, line: entry.line}, message: `The entry of ${version} has no date; the others have one.`,
      fix: `Write: ## [${version}] - and the day of the release.`,
    }) : held();
  },
});
