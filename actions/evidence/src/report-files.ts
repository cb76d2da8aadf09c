import {createHash} from 'node:crypto';
import {type EvidenceRead, type FactList, type FolderFile, type Gap, Refusal, type Statement, attachmentFileOf, evidenceFileOf, gapOf, readStatement} from '#core';

/** Below the folder for report files. */
export const reportsFolder = 'evidence';
/** What a report file may have; those of large repositories are a few megabytes. */
export const mostBytes = 64 * 1024 * 1024;

/** The report file of one gate as it lies in the folder. */
export interface ReportFile {
  readonly path: string;
  readonly sha256: string;
  readonly statement: Statement;
}

/** A file that a report file names as its attachment. */
export interface Attached {
  readonly path: string;
  /** The report file that names it. */
  readonly of: string;
  readonly expected: string;
  /** Absent where there is no such file. */
  readonly sha256?: string;
}

/** Everything in the folder of report files. */
export interface ReportFolder {
  readonly reports: FactList<ReportFile>;
  readonly attached: FactList<Attached>;
  /** Files that no report file names. */
  readonly strangers: readonly FolderFile[];
}

/** Gates that are about the record: what they leave is no part of it. */
const aboutTheRecord: readonly string[] = ['evidence/seal', 'evidence/verify', 'evidence/replay'];
/** Gates about the other report files: on a laptop they leave reports that are of no release, and that must not stand in its way. */
const aboutReports: readonly string[] = ['evidence/correlation', 'evidence/schema'];

function belongs(report: ReportFile): boolean {
  const {outcome: {gate}, notEligible} = runOf(report);
  return !aboutTheRecord.includes(gate) && (!aboutReports.includes(gate) || notEligible.length === 0);
}

/** The SHA-256 of bytes or of a UTF-8 text, in lower-case hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A report file from its bytes. Throws a Refusal for what no gate has written, and for a file that was given the name of another gate. */
export function readReport(path: string, bytes: Uint8Array): ReportFile {
  let text: string;
  try {
    text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch (thrown) {
    throw new Refusal({code: 'unreadable', what: path, why: 'it is not UTF-8', fix: 'Run the gate again, and keep the file exactly as it was written.'}, {cause: thrown});
  }
  const statement = readStatement(text, {name: path, maxBytes: mostBytes});
  const expected = evidenceFileOf(statement.predicate.shipgate.outcome);
  if (path.slice(path.lastIndexOf('/') + 1) !== expected) {
    throw new Refusal({code: 'unreadable', what: path, why: `it holds the report that is called ${expected}`, fix: 'Give it its own name back.'});
  }
  return {path, sha256: sha256(bytes), statement};
}

/** The whole of a run: its outcome and everything around it. */
export const runOf = ({statement}: ReportFile): Statement['predicate']['shipgate'] => statement.predicate.shipgate;

/**
 * Reads the folder of report files. A `.json` file that is no report file is a gap, unless a report file names it as its attachment. The reports of the
 * gates that judge the record itself are left out, and those of gates about report files that were run outside of a release.
 */
export async function readReportFolder(evidence: EvidenceRead): Promise<ReportFolder> {
  const files = await evidence.list(reportsFolder);
  const reports: ReportFile[] = [];
  const digests = new Map<string, string>();
  const unread = new Map<string, Gap>();
  const odd = new Map<string, Gap>();
  for (const {path} of files) {
    try {
      const bytes = await evidence.bytes(path, {limit: mostBytes});
      if (!bytes) continue;
      digests.set(path, sha256(bytes));
      if (!path.endsWith('.json')) continue;
      try {
        reports.push(readReport(path, bytes));
      } catch (thrown) {
        odd.set(path, gapOf(thrown, path));
      }
    } catch (thrown) {
      unread.set(path, gapOf(thrown, path));
    }
  }
  const own = reports.filter(belongs);
  const allAttached = reports.flatMap((report): Attached[] => (runOf(report).outcome.attachments ?? []).map(({name, sha256: expected}) => {
    const path = `${reportsFolder}/${attachmentFileOf(report.path.slice(reportsFolder.length + 1), name)}`;
    const found = digests.get(path);
    return {path, of: report.path, expected, ...(found !== undefined && {sha256: found})};
  }));
  const attached = allAttached.filter(one => own.some(report => report.path === one.of));
  const named = new Set(allAttached.map(one => one.path));
  const isReport = new Set(reports.map(report => report.path));
  return {
    reports: {items: own, gaps: [...[...odd].filter(([path]) => !named.has(path)), ...[...unread].filter(([path]) => !named.has(path))].map(([, gap]) => gap)},
    attached: {items: attached, gaps: attached.flatMap(({path}) => unread.get(path) ?? [])},
    strangers: files.filter(({path}) => !isReport.has(path) && !named.has(path) && !odd.has(path)),
  };
}

/** The names by which policy can mean a report: as it was listed, its gate, its action. */
export function namesOf(report: ReportFile): readonly string[] {
  const {as, gate} = runOf(report).outcome;
  return [...new Set([as, gate, gate.split('/')[0]!])];
}
