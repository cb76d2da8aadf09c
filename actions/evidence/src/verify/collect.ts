import {type BuiltRead, type EvidenceRead, type Fact, type FactList, type GitRead, Refusal, known, learn, learnEach} from '#core';
import {type ReleaseRecord, recordIn} from '../record/format.ts';
import {type FoundRecord, findRecord} from '../record/read.ts';
import {type ReportFile, mostBytes, readReportFolder, sha256} from '../report-files.ts';

/** A file that the record names, as it is now. */
export interface SealedFile {
  readonly path: string;
  /** What it is: the report of a gate, an attachment, a file that is shipped. */
  readonly kind: 'report file' | 'attachment' | 'artifact';
  readonly expected: string;
  /** Absent where there is no such file. */
  readonly sha256?: string;
}

export interface Facts {
  readonly found: Fact<FoundRecord>;
  readonly record: Fact<ReleaseRecord>;
  /** The digest that the record must have; nothing where nobody said. */
  readonly pinned: Fact<string | undefined>;
  readonly reports: FactList<ReportFile>;
  readonly sealed: FactList<SealedFile>;
  /** The commit that is checked out; nothing outside a repository. */
  readonly head: Fact<string | undefined>;
  /** The names of the repository that is checked out, `owner/name`, by its remotes; none outside a repository. */
  readonly remotes: Fact<readonly string[]>;
}

export interface Ports {
  readonly evidence: EvidenceRead;
  readonly built: BuiltRead;
  readonly git: Pick<GitRead, 'head' | 'remotes'>;
}

async function sealedFile({evidence, built}: Ports, file: Omit<SealedFile, 'sha256'>): Promise<SealedFile> {
  if (file.kind !== 'artifact') {
    const bytes = await evidence.bytes(file.path, {limit: mostBytes});
    return bytes ? {...file, sha256: sha256(bytes)} : file;
  }
  try {
    return {...file, sha256: (await built.digest(file.path)).sha256};
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.gap.code === 'missing') return file;
    throw thrown;
  }
}

/** Reads the record and everything that it names. Nothing here asks the network. */
export async function collect(ports: Ports, {inputs}: {readonly inputs: {readonly candidate?: string | undefined; readonly sha256?: string | undefined}}): Promise<Facts> {
  const {evidence, git} = ports;
  const found = await learn('the release record', () => findRecord(evidence, inputs.candidate));
  const folder = await learn('the folder for report files', () => readReportFolder(evidence));
  const record = found.known ? known(recordIn(found.value.statement)) : found;
  const named = record.known ? [
    ...record.value.gates.map(({path, sha256: expected}) => ({path, expected, kind: 'report file'} as const)),
    ...record.value.attachments.map(({path, sha256: expected}) => ({path, expected, kind: 'attachment'} as const)),
    ...record.value.artifacts.map(({path, sha256: expected}) => ({path, expected, kind: 'artifact'} as const)),
  ] : [];
  const sealed = await learnEach(named, ({path}) => path, file => sealedFile(ports, file));
  return {
    found, record,
    pinned: known(inputs.sha256),
    reports: folder.known ? folder.value.reports : {items: [], gaps: [folder]},
    sealed: record.known ? sealed : {items: [], gaps: [record]},
    remotes: await learn('the name of the repository', () => git.remotes()),
    head: await learn('the commit that is checked out', async () => (await git.head())?.sha),
  };
}
