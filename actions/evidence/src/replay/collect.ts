import {type EvidenceRead, type Fact, type FactList, type PolicyRead, type Run, Refusal, known, learn, learnEach} from '#core';
import {recordIn} from '../record/format.ts';
import {type FoundRecord, findRecord} from '../record/read.ts';
import {mostBytes, readReport, runOf} from '../report-files.ts';
import {type Replayed, judgeAgain} from './judge-again.ts';

export interface Facts {
  readonly found: Fact<FoundRecord>;
  /** Every sealed gate, judged by today's policy. */
  readonly replayed: FactList<Replayed>;
}

/** Reads the sealed report files, each of which must be what the record names, and judges them again. The runs that only run other gates are left out. */
export async function collect({evidence, policy}: {readonly evidence: EvidenceRead; readonly policy: PolicyRead}, {inputs, run}: {
  readonly inputs: {readonly candidate?: string | undefined}; readonly run: Run;
}): Promise<Facts> {
  const found = await learn('the release record', () => findRecord(evidence, inputs.candidate));
  if (!found.known) return {found, replayed: {items: [], gaps: [found]}};
  const waivers = await learn('the exceptions', () => policy.waivers());
  if (!waivers.known) return {found, replayed: {items: [], gaps: [waivers]}};
  const replayed = await learnEach(recordIn(found.value.statement).gates, ({as}) => as, async ({path, sha256}): Promise<Replayed | undefined> => {
    const bytes = await evidence.bytes(path, {limit: mostBytes});
    if (!bytes) throw new Refusal({code: 'missing', what: path, why: 'it was dropped', fix: 'Take the report files as they were sealed.'});
    const report = readReport(path, bytes);
    if (report.sha256 !== sha256) throw new Refusal({code: 'unreadable', what: path, why: 'it was changed after it was sealed', fix: 'Take the report files as they were sealed.'});
    const {outcome} = runOf(report);
    if (outcome.parts) return undefined;
    return judgeAgain(outcome, {enforced: await policy.enforcedOf(outcome), waivers: waivers.value, terms: policy.terms, now: run.now});
  });
  return {found: known(found.value), replayed: {items: replayed.items.filter(one => one !== undefined), gaps: replayed.gaps}};
}
