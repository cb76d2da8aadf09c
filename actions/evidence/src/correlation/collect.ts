import * as z from 'zod';
import {type BuiltRead, type EvidenceRead, type Fact, type FactList, type LedgerRead, Refusal, known, learn, learnEach} from '#core';
import {type Attached, type ReportFile, mostBytes, readReportFolder} from '../report-files.ts';
import {tracedInAuditLog} from './audit-log.ts';
import {type Traced, tracedIn} from './log-records.ts';
import type {Policy} from './policy.ts';

export interface Facts {
  readonly reports: FactList<ReportFile>;
  readonly attached: FactList<Attached>;
  /** Log records and reports of others, and records of the audit log. */
  readonly traced: FactList<Traced>;
  /** The patterns that name no file. */
  readonly unmatched: FactList<string>;
  /** The correlation id that the SARIF report carries; nothing where there is no such report. */
  readonly sarif: Fact<string | undefined>;
  readonly expected: Fact<{readonly correlation?: string; readonly candidate?: string}>;
}

const automation = z.object({runs: z.tuple([z.object({automationDetails: z.object({id: z.string()})})])});

/**
 * The id at the end of the run's automation id. Source: SARIF 2.1.0, section 3.17. A gate about report files that was run since has put its own report in
 * the place of the one that belongs to them: that one says nothing about them.
 */
async function sarifId(evidence: EvidenceRead): Promise<string | undefined> {
  const bytes = await evidence.bytes('report.sarif', {limit: mostBytes});
  if (!bytes) return undefined;
  const refuse = (thrown: unknown): Refusal => new Refusal({code: 'unreadable', what: 'report.sarif', why: 'it is no SARIF report of Shipgate', fix: 'Run preflight again.'},
    {cause: thrown});
  try {
    const {runs: [{automationDetails: {id}}]} = automation.parse(JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(bytes)));
    return id.startsWith('shipgate/evidence/') ? undefined : id.slice(id.lastIndexOf('/') + 1);
  } catch (thrown) {
    throw refuse(thrown);
  }
}

/** Reads the report files, and the ids in the log records and reports that policy names. */
export async function collect({evidence, built, ledger}: {readonly evidence: EvidenceRead; readonly built: BuiltRead; readonly ledger: Pick<LedgerRead, 'view'>},
  {inputs, policy}: {
  readonly inputs: {readonly 'correlation-id'?: string | undefined; readonly candidate?: string | undefined}; readonly policy: Policy;
}): Promise<Facts> {
  const folder = await learn('the folder for report files', () => readReportFolder(evidence));
  const lists = await learnEach(policy.records, pattern => `the files that fit ${pattern}`, async pattern => ({pattern, files: await built.list([pattern])}));
  const paths = [...new Set(lists.items.flatMap(({files}) => files.map(({path}) => path)))];
  const traced = await learnEach(paths, path => path, async path => {
    const bytes = await built.bytes(path, {limit: mostBytes});
    if (!bytes) throw new Refusal({code: 'missing', what: path, why: 'it was removed while it was read', fix: 'Run it again.', at: {path}});
    return tracedIn(path, new TextDecoder().decode(bytes), {correlation: policy['correlation-fields'], candidate: policy['candidate-fields']});
  });
  const reports: FactList<ReportFile> = folder.known ? folder.value.reports : {items: [], gaps: [folder]};
  const logged = await learn('the audit log', async () => (policy['audit-log'] ? tracedInAuditLog(ledger, reports.items) : []));
  const {'correlation-id': correlation, candidate} = inputs;
  return {
    reports,
    attached: folder.known ? folder.value.attached : {items: [], gaps: [folder]},
    traced: {items: [...traced.items.flat(), ...(logged.known ? logged.value : [])], gaps: [...lists.gaps, ...traced.gaps, ...(logged.known ? [] : [logged])]},
    unmatched: {items: lists.items.filter(({files}) => files.length === 0).map(({pattern}) => pattern), gaps: lists.gaps},
    sarif: await learn('report.sarif', () => sarifId(evidence)),
    expected: known({...(correlation !== undefined && {correlation}), ...(candidate !== undefined && {candidate})}),
  };
}
