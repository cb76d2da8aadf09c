/** Who may see a file: anyone; whoever may read the repository; only those who work on the release. */
export type Sensitivity = 'public' | 'internal' | 'restricted';

/** One kind of file that Shipgate leaves, in the folder for report files. */
export interface CatalogEntry {
  readonly id: string;
  /** A glob below the folder for report files (`.shipgate` unless `evidence-dir` says otherwise). */
  readonly pattern: string;
  readonly about: string;
  readonly format: string;
  /** The version that is written, and those that are read. Files of foreign formats have the version of their standard. */
  readonly version: string;
  readonly reads: readonly string[];
  readonly producer: string;
  readonly consumers: readonly string[];
  readonly sensitivity: Sensitivity;
  /** The JSON Schema, where there is one of ours. */
  readonly schema?: string;
}

/** Every kind of file that Shipgate leaves. The first entry that fits a path is the one that counts. */
export const catalog: readonly CatalogEntry[] = [
  {
    id: 'report-file', pattern: 'evidence/*.json', about: 'What one gate has found out in one run: every check, finding, exception and step.',
    format: 'in-toto Statement v1, test result v0.1', version: '1', reads: ['1'], producer: 'every gate and operation',
    consumers: ['`evidence`', '`gh attestation verify`', 'cosign', 'policy engines'], sensitivity: 'internal', schema: 'policies/schema/report-file.schema.json',
  },
  {
    id: 'attachment', pattern: 'evidence/*', about: 'A file that goes with a report file, which names it by SHA-256.',
    format: 'as its report file says', version: '1', reads: ['1'], producer: 'gates that have more to show than a table', consumers: ['people', '`evidence`'],
      sensitivity: 'internal',
  },
  {
    id: 'release-record', pattern: 'records/*.json', about: 'What a release was signed off with: gates, report files, exceptions, artifacts, policies.',
    format: 'in-toto Statement v1, SLSA verification summary v1', version: '1', reads: ['1'], producer: '`evidence seal`',
    consumers: ['`evidence verify`', '`evidence replay`', '`gh attestation verify`', 'cosign'], sensitivity: 'internal', schema: 'policies/schema/release-record.schema.json',
  },
  {
    id: 'summary', pattern: 'summary.md', about: 'The job summary of the last run.',
    format: 'GitHub Markdown', version: '1', reads: [], producer: 'every run', consumers: ['people'], sensitivity: 'internal',
  },
  {
    id: 'sarif', pattern: 'report.sarif', about: 'The findings of the last run for code scanning.',
    format: 'SARIF', version: '2.1.0', reads: ['2.1.0'], producer: 'every run with `reports: sarif`', consumers: ['GitHub code scanning', '`evidence correlation`'],
      sensitivity: 'internal',
  },
  {
    id: 'junit', pattern: 'report.junit.xml', about: 'The checks of the last run for test viewers.',
    format: 'JUnit XML', version: '1', reads: [], producer: 'every run with `reports: junit`', consumers: ['test viewers'], sensitivity: 'internal',
  },
  {
    id: 'journal', pattern: 'journal/*.jsonl', about: 'The steps that an operation has begun, so that a run that was killed can go on.',
    format: 'JSON lines', version: '1', reads: ['1'], producer: 'every operation with `apply`', consumers: ['the next run of the operation'], sensitivity: 'restricted',
  },
];

/** The folders below the folder for report files that hold them; the empty name is the folder itself. */
export const catalogFolders: readonly string[] = ['', 'evidence', 'records', 'journal'];
