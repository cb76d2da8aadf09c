import type {EvidenceOutcome, Fault} from '#core';
import {evidenceFileOf} from '#core';
import {type ReportFile, reportsFolder, runOf} from './report-files.ts';

/** A gate that a preflight says it has run, and the report file that it must have left. */
export interface Part {
  readonly outcome: EvidenceOutcome;
  readonly path: string;
  /** The report file of the run that it was part of. */
  readonly run: ReportFile;
}

/** The parts of all runs, at every depth. */
export function partsOf(reports: readonly ReportFile[]): readonly Part[] {
  const within = (outcome: EvidenceOutcome, run: ReportFile): readonly Part[] => (outcome.parts ?? []).flatMap(part => [
    {outcome: part, path: `${reportsFolder}/${evidenceFileOf(part)}`, run}, ...within(part, run),
  ]);
  return reports.flatMap(report => within(runOf(report).outcome, report));
}

/** What is wrong with the report file of a part: it is missing, of another run, or says something else. Nothing where it is as the run has left it. */
export function faultOfPart({outcome, path, run}: Part, reports: readonly ReportFile[]): Fault | undefined {
  const {as, verdict} = outcome;
  const fix = 'Keep the report files of one run together, as they were written; or run preflight again.';
  const found = reports.find(report => report.path === path);
  if (!found) return {key: `${as}: dropped`, message: `${path} is missing: ${run.path} names the gate ${as}.`, fix, observed: 'missing', expected: verdict};
  const other = runOf(found);
  if (other.correlationId !== runOf(run).correlationId) {
    return {key: `${as}: another run`, message: `${path} is of another run than ${run.path}.`, fix, observed: other.correlationId, expected: runOf(run).correlationId};
  }
  if (other.outcome.verdict !== verdict) return {key: `${as}: verdict`, message: `${path} says ${other.outcome.verdict}, ${run.path} says ${verdict} of ${as}.`, fix,
    observed: other.outcome.verdict, expected: verdict};
  return undefined;
}
