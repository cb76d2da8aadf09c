import {type Ruling, dayOf, every, broken, freshness as judgeAge, held, none, notApplicable, sayDuration} from '#core';
import type {DatedDocument, FreshnessFacts} from '../freshness/facts.ts';
import {placeIn, rule} from './rule.ts';

const off = 'off: policy has no fresh';
const day = 86_400_000;

const help = `Off until \`fresh\` is set:

    fresh:
      documents: [docs/runbook.md]
      max-age: 90d
      sources: {docs/deploy.md: ['deploy/**']}

The date stands in the document, as \`Last Verified: 2026-11-20\` or in front matter (\`last-verified\`, \`last_updated\`, \`date\` and the like). Only that date counts: no commit renews a document.`;

type Dated = DatedDocument & {readonly marker: NonNullable<DatedDocument['marker']>};
const dated = ({documents}: FreshnessFacts): readonly Dated[] => documents.filter((document): document is Dated => document.marker !== undefined);

export const freshMissing = rule({
  id: 'fresh.missing',
  about: 'Documents that must carry a date of review exist and carry one.',
  help: `${help}\n\n**To fix it**, look the document over and write \`Last Verified: \` with today's date.`,
  on: ['pages', 'freshness'],
  check: ({freshness}) => {
    if (freshness === 'off') return notApplicable(off);
    const required = freshness.documents.filter(document => document.required);
    const wrong = [...freshness.unmatched.map(glob => ({path: glob, marker: undefined, isGlob: true})), ...required.filter(({marker}) => !marker).map(({path}) => ({path, marker: undefined, isGlob: false}))];
    return none(wrong, required.length, ({path, isGlob}) => ({
      key: path, at: {path: isGlob ? '.github/shipgate.yml' : path}, message: isGlob ? `${path} must carry a date of review, and there is no such document.` : `${path} carries no date of review.`,
      fix: isGlob ? 'Add the document, or take it out of fresh.' : 'Look it over, and write "Last Verified: " with the date.',
    }));
  },
});

export const freshUnparsable = rule({
  id: 'fresh.unparsable',
  about: 'Dates of review can be read.',
  help: `A date that can be read in two ways is none: \`03/04/2026\`. ${help}\n\n**To fix it**, write the date as \`2026-11-20\`.`,
  on: ['pages', 'freshness'],
  check: ({freshness}) => (freshness === 'off' ? notApplicable(off) : none(dated(freshness).filter(({marker}) => !marker.date), dated(freshness).length, ({path, marker}) => ({
    key: marker.label, at: placeIn(path, marker.at), message: `"${marker.label}: ${marker.written}" is no date that can be read in one way only.`, fix: 'Write it as 2026-11-20.', observed: marker.written,
  }))),
});

export const freshFuture = rule({
  id: 'fresh.future',
  about: 'Dates of review do not lie in the future.',
  help: `Nobody has looked at it tomorrow. One day ahead is allowed, because days begin at different hours around the world. ${help}\n\n**To fix it**, write the day of the review.`,
  on: ['pages', 'freshness'],
  check: ({freshness}, _, now) => {
    if (freshness === 'off') return notApplicable(off);
    const readable = dated(freshness).filter(({marker}) => marker.date);
    return none(readable.filter(({marker}) => marker.date!.getTime() > now.getTime() + day), readable.length, ({path, marker}) => ({
      key: marker.label, at: placeIn(path, marker.at), message: `"${marker.label}: ${marker.written}" lies in the future.`, fix: 'Write the day of the review.', observed: dayOf(marker.date!), expected: `at most ${dayOf(new Date(now.getTime() + day))}`,
    }));
  },
});

export const freshStale = rule({
  id: 'fresh.stale',
  about: 'Documents were reviewed lately enough.',
  help: `${help}\n\n**To fix it**, look the document over, correct it, and renew its date.`,
  on: ['pages', 'freshness'],
  check: ({freshness}, policy, now) => {
    const maxAge = policy.fresh?.['max-age'];
    if (freshness === 'off' || maxAge === undefined) return notApplicable(off);
    return every(dated(freshness).filter(({marker}) => marker.date && marker.date.getTime() <= now.getTime()), ({path, marker}): Ruling => {
      const fault = {key: marker.label, at: placeIn(path, marker.at), message: `${path} was last reviewed on ${marker.written}, more than ${sayDuration(maxAge)} ago.`, fix: 'Look it over, correct it, and renew the date.'};
      const judged = judgeAge(marker.date!, maxAge + day, now, () => fault);
      return judged.state === 'broken' ? broken({...fault, observed: dayOf(marker.date!), expected: `${dayOf(new Date(now.getTime() - maxAge))} or later`}) : judged.state === 'held' ? held() : judged;
    });
  },
});

export const freshSources = rule({
  id: 'fresh.sources',
  about: 'Documents were reviewed since the files that they describe changed.',
  help: `A document names the files that it describes, in front matter (\`sources: [deploy/**]\`) or in \`fresh.sources\` of the policy. When one of them changes after the day of the review, by more than white space, the document has to be looked over again. ${help}\n\n**To fix it**, compare the document with the change, and renew its date.`,
  on: ['pages', 'freshness'],
  check: ({freshness}) => {
    if (freshness === 'off') return notApplicable(off);
    return every(freshness.watched, ({path, marker, sources, matched, changes}): Ruling => {
      const at = marker ? placeIn(path, marker.at) : {path};
      if (matched === 0) return broken({key: sources.join(' '), at, message: `${path} describes ${sources.join(', ')}, and there is no such file.`, fix: 'Correct its sources.'});
      const [newest] = changes;
      if (!newest) return held();
      return broken({
        key: newest.path, at, message: `${newest.path} changed on ${newest.day} (${newest.commit.slice(0, 7)}: ${newest.subject}), after ${path} was last reviewed${marker ? ` on ${marker.written}` : ''}${changes.length > 1 ? `; ${changes.length - 1} more of its sources changed too` : ''}.`,
        fix: 'Compare the document with the change, and renew its date.', observed: newest.day, ...(marker?.date && {expected: `not after ${dayOf(marker.date)}`}),
      });
    });
  },
});
