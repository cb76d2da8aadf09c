import {broken, every, held, notApplicable, ruleFor} from '#core';
import type {Facts} from './collect.ts';
import {worsened} from './judge-again.ts';
import type {Policy} from './policy.ts';

const rule = ruleFor<Facts, Policy>();
const limits = `The rules are not run again, because what they looked at is not in a report file: a limit that changed since is not seen here.
\`shipgate preflight --ref COMMIT\` runs them.`;

const intact = rule({
  id: 'replay.record',
  about: 'The release record is as it was sealed.',
  help: `A record that was changed says nothing about the release.

**To fix it**, take the record from where the release was published.`,
  baseline: false,
  on: ['found'],
  check: ({found}) => (found.intact ? held({observed: found.sha256}) : broken({key: 'record', message: `${found.path} was changed after it was sealed.`,
    fix: 'Take it as it was published.'})),
});

const still = rule({
  id: 'replay.verdicts',
  about: 'What let the release pass would let it pass today.',
  help: `Each sealed gate is judged again by today's enforcement and exceptions: a rule that only warned may block by now, and an exception may have ended. ${limits}

**To fix it**, nothing of the release changes by this: it says what to look at before it is rolled out further.`,
  baseline: false,
  on: ['replayed'],
  check: ({replayed}) => every(replayed, one => (worsened(one) ? broken({
    key: one.as, message: `${one.as} was ${one.sealed.verdict} when it was sealed, and would be ${one.today.verdict} today.`,
      fix: one.differences.map(({what, sealed, today}) => `${what}: ${sealed}, today ${today}`).join('; '), observed: one.today.verdict, expected: one.sealed.verdict,
  }) : held({observed: one.today.verdict}))),
});

const differences = rule({
  id: 'replay.differences',
  about: 'Today\'s policy would judge the release as it was judged.',
  help: `Every difference in enforcement, exceptions and verdicts, also where nothing blocks by it. ${limits}

**To fix it**, read the list; it only warns.`,
  enforcement: 'warn',
  on: ['replayed'],
  check: ({replayed}) => {
    if (replayed.length === 0) return notApplicable('no gate could be judged again');
    return every(replayed.flatMap(one => (one.differences.length === 0 ? [held()] : one.differences.map(({what, sealed, today}) => broken({
      key: `${one.as}, ${what}`, message: `${what}: ${sealed} when it was sealed, ${today} today.`, fix: 'Look whether that is meant.', observed: today, expected: sealed,
    })))), ruling => ruling);
  },
});

export const rules = [intact, still, differences];
