import {type Fault, type Gap, type Ruling, broken, every, faultOfGap, held, none, notApplicable, ruleFor, undecided} from '#core';
import type {Facts, Person} from './collect.ts';
import {type Policy, listedFor} from './policy.ts';

const rule = ruleFor<Facts, Policy>();

const help = `    governance:
      access:
        for: release                  # the operation that this run is
        release: [team:maintainers, user:ana]
        hotfix: [team:maintainers, role:maintain, bot:release-please]

An entry is a person (\`user:ana\`; \`user:ana#583231\` holds it to one account for good), a bot (\`bot:dependabot\`), a team (\`team:maintainers\`, \`team:org/maintainers\`),
a role in the repository (\`role:maintain\`: that or above) or everyone (\`"*"\`, which has to be written). Upper and lower case do not matter. Names are never compared in
part.`;

function faultOf({login, part, exists}: Person, policy: Policy): Fault {
  const listed = listedFor(policy);
  const key = `${login.toLowerCase()}: ${policy.for}`;
  if (!exists) {
    return {
      key, message: `${login} ${part}, and GitHub knows no such account: it was deleted or renamed.`, fix: `Start a new run as somebody who may ${policy.for}.`, observed: login,
    };
  }
  const list = `governance.access.${policy.for}`;
  const fix = listed.length === 0 ? `List those who may in ${list}.` : `Have one of them start a new run, or add ${login} to ${list}.`;
  const message = listed.length === 0 ? `${login} ${part}, and policy lists nobody for ${policy.for}.` : `${login} ${part}, and is not among those who may ${policy.for}.`;
  return {key, message, fix, observed: login, expected: listed};
}

const admitted = rule({
  id: 'access.admitted',
  about: 'Whoever started the run may do what it does, and so may whoever started it again.',
  help: `Anyone with write access can press *Run workflow* and *Re-run jobs*. A re-run keeps the name of the first starter, so that both are judged: \`github.actor\` and
\`github.triggering_actor\`. An operation without a list, or with an empty one, admits nobody.

${help}

Team members can be read with a token of a GitHub App, or of a person, that has \`members: read\` (\`read:org\`): the token of a workflow cannot have it, and without it nobody
is taken for a member.

**To fix it**, have somebody from the list start a new run, or change the list in a pull request of its own.`,
  baseline: false,
  on: ['people'],
  check: ({people}, policy) => every(people, (person): Ruling => {
    if (person.claims.some(({admits}) => admits.known && admits.value)) return held();
    const [first, ...rest] = person.claims.flatMap(({admits}): readonly Gap[] => (admits.known ? [] : [admits])).map(faultOfGap);
    return first ? undecided(first, ...rest) : broken(faultOf(person, policy));
  }),
});

const named = rule({
  id: 'access.named',
  about: 'Everyone whom the list names exists.',
  help: `A login that is deleted or renamed is free, and whoever registers it next would be admitted in the old owner's place. \`user:ana#583231\` names one account for good;
the number is at \`https://api.github.com/users/ana\`.

${help}

**To fix it**, remove the entry, or correct the name.`,
  enforcement: 'warn',
  on: ['named'],
  check: ({named: entries}, policy) => {
    if (listedFor(policy).length === 0) return notApplicable(`policy lists nobody for ${policy.for}`);
    return none(entries.filter(({state}) => state !== 'there'), entries.length, ({entry, state}) => ({
      key: entry, message: state === 'gone' ? `${entry}: GitHub knows no such account.` : `${entry}: the account of this name is another one.`,
      fix: `Correct it in governance.access.${policy.for}, or remove it.`,
    }));
  },
});

export const rules = [admitted, named];
