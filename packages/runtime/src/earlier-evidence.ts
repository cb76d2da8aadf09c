import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {type EvidenceOutcome, readStatement} from '#core';
import {FileReader} from './ports/regular-file.ts';
import {removeEvidence} from './reports.ts';

/** As much as a report file may have to be sealed. */
const mostBytes = 64 * 1024 * 1024;

function outcomeIn(folder: string, name: string): EvidenceOutcome | undefined {
  try {
    return readStatement(new FileReader().read(join(folder, name), name, mostBytes).toString('utf8')).predicate.shipgate.outcome;
  } catch {
    // What is no evidence is not taken for evidence by anyone else either.
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(name => name.endsWith('.json'));
  } catch {
    return [];
  }
}

const withParts = (outcome: EvidenceOutcome): readonly EvidenceOutcome[] => [outcome, ...(outcome.parts ?? []).flatMap(withParts)];

/**
 * Removes what earlier runs of a gate have left, and the gates that they ran, under whatever names: for a run that ends before it knows its own. In: the
 * folder for report files, and the gate. What cannot be removed stays.
 */
export function removeEarlierEvidence(folder: string, gate: string): void {
  const evidence = join(folder, 'evidence');
  const left = namesIn(evidence).flatMap(name => outcomeIn(evidence, name) ?? []).filter(outcome => outcome.gate === gate);
  removeEvidence(folder, [{gate, as: gate}, ...left.flatMap(withParts)]);
}
