import {type Json, canonicalJson, configurationPaths, jsonOf, statementType} from '#core';
import {type Attached, type ReportFile, runOf, sha256} from '../report-files.ts';
import {type RecordStatement, type ReleaseRecord, type SealedGate, recordField, slsaVersion, summaryType, verifiedLevel, verifierId} from './format.ts';

/** A built file with its digest. */
export interface Artifact {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

/** What a release is signed off with. */
export interface Sealing {
  readonly candidate: string;
  readonly commit: string;
  readonly reports: readonly ReportFile[];
  readonly attached: readonly Attached[];
  readonly artifacts: readonly Artifact[];
  readonly required: readonly string[];
  /** The signed note of the audit log, as it stands. */
  readonly checkpoint?: string;
  /** Where the release is fetched from. */
  readonly resourceUri?: string | undefined;
}

const byKey = <T>(key: (item: T) => string) => (a: T, b: T): number => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);

/** Each once, sorted by the text that tells them apart. */
function distinct<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...new Map(items.map(item => [key(item), item])).values()].sort(byKey(key));
}

function gateOf(report: ReportFile): SealedGate {
  const {outcome, correlationId, endedAt} = runOf(report);
  const {as, gate, verdict, enforcement, effect, exceptionsUsed} = outcome;
  return {as, gate, path: report.path, sha256: report.sha256, verdict, enforcement, effect, correlationId, endedAt, exceptionsUsed: exceptionsUsed.toSorted()};
}

/** The package URL of a repository at a commit. Source: package-url/purl-spec, type github. */
function packageUrl(repository: string, commit: string): string {
  const parts = repository.split('/').map(encodeURIComponent).join('/');
  return /^[^/]+\/[^/]+$/.test(repository) ? `pkg:github/${parts.toLowerCase()}@${commit}` : `pkg:generic/${parts}@${commit}`;
}

/** The policy files of all reports, each path once. */
export function policiesOf(reports: readonly ReportFile[]): readonly {readonly path: string; readonly sha256: string}[] {
  const files = reports.flatMap(({statement}) => statement.predicate.configuration.map(({name, digest}) => ({path: name, sha256: digest['sha256'] ?? ''})));
  return distinct(files, ({path, sha256: digest}) => `${path}\0${digest}`);
}

/** The digest that a record has within itself: of its canonical form without it. It shows damage; against forgery sign the file or keep its digest. */
export function digestOf(statement: RecordStatement): string {
  const {digest: _own, ...record} = statement.predicate[recordField] as ReleaseRecord;
  return sha256(canonicalJson(jsonOf({...statement, predicate: {...statement.predicate, [recordField]: record}})));
}

/**
 * The release record. The same files give the same bytes whenever and wherever it is made: its time is that of the latest report. In: at least one report,
 * and a policy file in them.
 */
export function composeRecord(sealing: Sealing): RecordStatement {
  const {candidate, commit, checkpoint} = sealing;
  const reports = sealing.reports.toSorted(byKey(report => report.path));
  const repository = runOf(reports[0]!).subject.name;
  const resourceUri = sealing.resourceUri ?? packageUrl(repository, commit);
  const policies = policiesOf(reports);
  const main: readonly string[] = configurationPaths.main;
  const policy = policies.find(({path}) => main.includes(path)) ?? policies[0]!;
  const artifacts = distinct(sealing.artifacts, ({path}) => path);
  const tools = distinct(reports.map(report => runOf(report).tool), tool => `${tool.version}\0${tool.sha256}`);
  const record: ReleaseRecord = {
    schemaVersion: 1, candidate, commit, repository,
    required: sealing.required.toSorted(),
    gates: reports.map(gateOf),
    attachments: distinct(sealing.attached.map(({path, expected}) => ({path, sha256: expected})), ({path}) => path).map(file => ({...file})),
    artifacts: artifacts.map(({path, sha256: digest, size}) => ({path, sha256: digest, size})),
    exceptions: distinct(reports.flatMap(report => runOf(report).exceptions ?? []), exception => canonicalJson(jsonOf(exception))).map(exception => ({...exception})),
    policies: policies.map(file => ({...file})),
    tools: tools.map(tool => ({...tool})),
    ...(checkpoint !== undefined && {checkpoint}),
    digest: '',
  };
  const statement: RecordStatement = {
    _type: statementType,
    subject: [{name: repository, digest: {gitCommit: commit}}, ...artifacts.map(({path, sha256: digest}) => ({name: path, digest: {sha256: digest}}))],
    predicateType: summaryType,
    predicate: {
      verifier: {id: verifierId, version: {shipgate: tools.map(({version}) => version).join(', ')}},
      timeVerified: reports.map(report => runOf(report).endedAt).reduce((a, b) => (Date.parse(a) >= Date.parse(b) ? a : b)),
      resourceUri,
      policy: {uri: `${resourceUri}#${policy.path}`, digest: {sha256: policy.sha256}},
      inputAttestations: reports.map(({path, sha256: digest}) => ({uri: path, digest: {sha256: digest}})),
      verificationResult: 'PASSED',
      verifiedLevels: [verifiedLevel],
      slsaVersion,
      [recordField]: record,
    },
  };
  return {...statement, predicate: {...statement.predicate, [recordField]: {...record, digest: digestOf(statement)}}};
}

/** The bytes of a release record: canonical JSON (RFC 8785) and a line end. */
export function recordText(statement: RecordStatement): string {
  return `${canonicalJson(statement as unknown as Json)}\n`;
}
