import {type Fault, type ListedGate, type Outcome, type Rule, broken, faultOfGap, held, kernelRules, none, notApplicable, ruleFor, rulingOf, undecided} from '#core';
import type {Facts} from './collect.ts';
import type {PreflightPolicy} from './policy.ts';

const rule = ruleFor<Facts, PreflightPolicy>();

/** What is wrong with a gate, in one line. */
function faultOf(outcome: Outcome): Fault {
  const open = outcome.checks.flatMap(check => (check.enforcement === 'enforce' ? check.findings : [])).filter(finding => finding.waivedBy === undefined && !finding.existing);
  const count = (state: string): number => new Set(open.filter(finding => finding.state === state).map(finding => finding.fingerprint)).size;
  const parts = [count('broken') && `${count('broken')} to fix`, count('undecided') && `${count('undecided')} could not be checked`].filter(Boolean);
  const why = outcome.reason ?? (parts.length > 0 ? parts.join(', ') : 'nothing in it could be judged');
  return {key: outcome.as, message: `${outcome.as}: ${why}`, fix: 'See what it found.'};
}

function rowOf(entry: ListedGate): Rule<Facts, PreflightPolicy> {
  return rule({
    id: entry.as,
    about: entry.run ? `The command ${entry.as} ends with 0.` : `The gate ${entry.as} holds.`,
    help: kernelRules.gate.help,
    on: ['results'],
    check: ({results}) => {
      const result = results.get(entry.as);
      if (!result) return undecided({key: entry.as, message: `${entry.as} was listed and did not run`, fix: 'Run it again; report a defect if it happens again.'});
      if (!result.outcome.known) return undecided(faultOfGap(result.outcome));
      const outcome = result.outcome.value;
      if (outcome.verdict === 'not-run') return notApplicable(outcome.reason ?? 'not run');
      return rulingOf(outcome, faultOf(outcome));
    },
  });
}

const complete = rule({
  id: 'complete',
  ...kernelRules.complete,
  on: ['results'],
  check: ({results}, policy) => {
    const missing = policy.gates.filter(entry => !results.has(entry.as));
    const [first, ...rest] = missing.map((entry): Fault => ({key: entry.as, message: `${entry.as} was listed and did not run`, fix: 'Run it again; report a defect if it happens again.'}));
    return first ? broken(first, ...rest) : notApplicable('every listed gate has a result');
  },
});

const listed = rule({
  id: 'listed',
  ...kernelRules.listed,
  on: ['chosen'],
  check: ({chosen}, policy) => (policy.gates.length === 0 && chosen
    ? undecided({key: 'gates', message: 'The policy lists no gate', fix: 'Add `preset: recommended`, or list gates under `gates`.'})
    : notApplicable('it does')),
});

const strayWaivers = rule({
  id: 'exceptions.listed',
  ...kernelRules['exceptions.listed'],
  enforcement: 'warn',
  on: ['strayWaivers'],
  check: ({strayWaivers: stray}) => (stray.length === 0 ? held() : none(stray, stray.length, waiver => ({
    key: waiver.id ?? '', message: `Exception ${waiver.id ?? ''} is for ${waiver.rule ?? 'no rule'}, and that gate is not listed`, fix: 'Remove it, or list the gate.', ...(waiver.at && {at: waiver.at}),
  }))),
});

/** One row for each listed gate, and the rows that hold the list together. */
export function rules(policy: PreflightPolicy): readonly Rule<Facts, PreflightPolicy>[] {
  return [...policy.gates.map(rowOf), complete, listed, strayWaivers];
}

/** Without a policy of the user's and with no gate that applies and counts there is nothing to judge yet: gates that only warn answer nothing. */
export function idle(facts: Facts): string | undefined {
  if (facts.chosen.value) return undefined;
  const counted = [...facts.results.value.values()].some(({outcome}) => !outcome.known || (outcome.value.enforcement === 'enforce' && outcome.value.verdict !== 'not-run'));
  return counted ? undefined : 'nothing to judge yet';
}
