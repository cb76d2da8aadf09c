import {type Ruling, broken, dayOf, every, held, none, notApplicable} from '#core';
import {excusedBy, isAbout} from '../allowed.ts';
import {rule} from './rule.ts';

const off = 'off: policy has no allow';
const day = 86_400_000;

const help = `A finding without a fix can be allowed, by somebody who looked at what it means here:

    governance:
      dependencies:
        allow:
          - id: GHSA-xxxx-xxxx-xxxx
            package: left-pad
            version: 1.3.0
            reason: Only used while building; the input is ours.
            review-after: 2027-01-31

It counts for exactly that package and version, and no longer than that day.`;

export const allowDue = rule({
  id: 'allow.due',
  about: 'No entry of the allow-list is past its day of review.',
  help: `${help}\n\n**To fix it**, look at the finding again: update, or set a new day with a reason of today.`,
  on: ['audits'],
  baseline: false,
  check: (_, {allow}, now) => {
    if (allow.length === 0) return notApplicable(off);
    const due = allow.filter(entry => now.getTime() >= entry['review-after'].getTime() + day);
    return none(due, allow.length, ({id, package: name, 'review-after': until}) => ({
      key: `${id} ${name}`, message: `${id} of ${name} was to be looked at again after ${dayOf(until)}.`, fix: 'Look at it again.', observed: dayOf(until),
      expected: `${dayOf(now)} or later`,
    }));
  },
});

export const allowFix = rule({
  id: 'allow.fix',
  about: 'Nothing is allowed for which there is a fix.',
  help: `${help} A finding with a fix still counts, allowed or not.\n\n**To fix it**, update the package and remove the entry.`,
  on: ['audits'],
  check: ({audits}, {allow}) => {
    if (allow.length === 0) return notApplicable(off);
    const excused = audits.flatMap(audit => audit.findings.filter(finding => excusedBy(finding, audit.tool, allow)));
    return every(excused, ({package: name, advisories, fix}): Ruling => (fix === undefined
      ? held()
      : broken({key: `${name} ${advisories.map(({ids}) => ids[0]).join()}`, message: `${name} is allowed, and there is a fix: ${fix}.`, fix: 'Update it and remove the entry.'})));
  },
});

export const allowUnused = rule({
  id: 'allow.unused',
  about: 'Every entry of the allow-list covers a finding.',
  help: `${help} An entry that covers nothing was left behind by an update, names another version, or never fitted; it would cover the next finding of that name unseen.\n\n**To fix it**, remove it, or correct its id, package and version.`,
  on: ['audits'],
  check: ({audits}, {allow, audits: asked}) => {
    if (allow.length === 0) return notApplicable(off);
    // What covers nothing in the others may cover something in an audit that is missing.
    if (audits.length < asked.length) return notApplicable('not every audit was made');
    const used = (entry: (typeof allow)[number]): boolean => audits.some(({findings, tool}) => findings.some(({advisories}) => advisories.some(advisory => isAbout(entry, advisory, tool))));
    return none(allow.filter(entry => !used(entry)), allow.length, ({id, package: name, version}) => ({
      key: `${id} ${name} ${version}`, message: `The entry for ${id} of ${name} ${version} covers nothing.`, fix: 'Remove it, or correct it.',
    }));
  },
});
