import type {Check, Conclusion, Outcome} from '#core';
import type {Facts} from './collect.ts';

/** The outcomes of the gates, and their counts as outputs. */
export function conclude({facts}: {readonly facts: Facts; readonly checks: readonly Check[]}): Conclusion<'gates' | 'problems'> {
  const parts = [...facts.results.value.values()].flatMap(({outcome}): Outcome[] => (outcome.known ? [outcome.value] : []));
  const blocking = new Set(parts.filter(part => part.enforcement === 'enforce').flatMap(part => part.checks.filter(check => check.enforcement === 'enforce').flatMap(check => check.findings))
    .filter(finding => finding.waivedBy === undefined && !finding.existing).map(finding => finding.fingerprint));
  return {
    parts,
    notChecked: parts.flatMap(part => part.notChecked ?? []),
    outputs: {gates: Object.fromEntries([...facts.results.value].map(([as, {outcome}]) => [as, outcome.known ? outcome.value.verdict : 'inconclusive'])), problems: blocking.size},
  };
}
