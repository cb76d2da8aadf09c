import {
  type BuiltRead, type EvidenceRead, type Fact, type FactList, type GitRead, type LedgerRead, Refusal, type StoreRead, gapsIn, known, learn, learnEach,
} from '#core';
import {type Artifact, composeRecord, recordText} from '../record/compose.ts';
import {recordPath} from '../record/read.ts';
import {type Attached, type ReportFile, mostBytes, readReportFolder, runOf, sha256} from '../report-files.ts';
import type {Policy} from './policy.ts';

/** A record of the same candidate that is there already. */
export interface Earlier {
  readonly where: string;
  readonly sha256: string;
}

/** How many files a required pattern has named. */
export interface Matches {
  readonly pattern: string;
  readonly count: number;
}

export interface Facts {
  readonly reports: FactList<ReportFile>;
  readonly attached: FactList<Attached>;
  readonly candidate: Fact<string>;
  readonly head: Fact<string>;
  readonly changed: Fact<readonly string[]>;
  /** The tip of the branch that policy names; nothing where it names none. */
  readonly tip: Fact<string | undefined>;
  readonly artifacts: FactList<Artifact>;
  readonly matches: FactList<Matches>;
  readonly earlier: FactList<Earlier>;
  /** The record as it would be written. */
  readonly record: Fact<{readonly path: string; readonly text: string; readonly sha256: string}>;
}

export interface Ports {
  readonly evidence: EvidenceRead;
  readonly built: BuiltRead;
  readonly git: Pick<GitRead, 'head' | 'resolve' | 'changedSince'>;
  readonly store: Pick<StoreRead, 'snapshot' | 'place'>;
  readonly ledger: Pick<LedgerRead, 'view'>;
}

export interface Inputs {
  readonly candidate?: string | undefined;
  readonly artifacts: readonly string[];
  readonly checkpoint?: string | undefined;
  readonly 'resource-uri'?: string | undefined;
}

/** A signed note is a few lines. Source: c2sp.org/tlog-checkpoint. */
const mostNoteBytes = 16 * 1024;

function candidateIn(reports: readonly ReportFile[], given: string | undefined): string {
  if (given !== undefined) return given;
  const ids = [...new Set(reports.map(report => runOf(report).candidate.id))];
  const what = 'the release that is signed off';
  if (ids.length === 0) throw new Refusal({code: 'missing', what, why: 'there is no report file', fix: 'Run `shipgate preflight` for it first.'});
  if (ids.length > 1) throw new Refusal({code: 'unreadable', what, why: `the report files are of ${ids.length}: ${ids.join(', ')}`,
    fix: 'Keep the report files of one release, or name it in `candidate`.'});
  return ids[0]!;
}

/** The signed note of the audit log: the file that was named, else the one in the history, where there is one. */
async function checkpointOf({built, ledger}: Ports, path: string | undefined, remember: boolean): Promise<string | undefined> {
  const bytes = path !== undefined ? await built.bytes(path, {limit: mostNoteBytes}) : remember ? await (await ledger.view()).file('checkpoint') : undefined;
  if (path !== undefined && !bytes) throw new Refusal({code: 'missing', what: path, why: 'there is no such file', fix: 'Write it first: shipgate audit-chain checkpoint --apply.'});
  if (bytes && bytes.length > mostNoteBytes) throw new Refusal({code: 'too-large', what: 'the checkpoint of the audit log',
    why: `it has ${bytes.length} bytes, and the limit is ${mostNoteBytes}`, fix: 'Write it anew: shipgate audit-chain checkpoint --apply.'});
  return bytes && new TextDecoder().decode(bytes);
}

/** The value of a fact, or the gap thrown on: for facts that are made of others. */
function opened<T>(fact: Fact<T>): T {
  if (!fact.known) throw new Refusal(fact);
  return fact.value;
}

function items<T>(list: FactList<T>): readonly T[] {
  const [gap] = gapsIn(list);
  if (gap) throw new Refusal(gap);
  return list.items;
}

async function earlierIn({evidence, store}: Ports, candidate: string, remember: boolean): Promise<FactList<Earlier>> {
  const path = recordPath(candidate);
  const places: readonly {readonly where: string; readonly read: () => Promise<Uint8Array | undefined>}[] = [
    {where: 'the folder for report files', read: () => evidence.bytes(path, {limit: mostBytes})},
    ...(remember ? [{where: store.place, read: async () => (await store.snapshot([path], {limit: mostBytes})).files.get(path)}] : []),
  ];
  const found = await learnEach(places, ({where}) => `earlier records in ${where}`, async ({where, read}): Promise<Earlier | undefined> => {
    const bytes = await read();
    return bytes && {where, sha256: sha256(bytes)};
  });
  return {items: found.items.filter(one => one !== undefined), gaps: found.gaps};
}

/** Reads the report files, the artifacts and the state of the repository, and draws the record up. */
export async function collect(ports: Ports, {inputs, policy}: {readonly inputs: Inputs; readonly policy: Policy}): Promise<Facts> {
  const {evidence, built, git} = ports;
  const folder = await learn('the folder for report files', () => readReportFolder(evidence));
  const reports: FactList<ReportFile> = folder.known ? folder.value.reports : {items: [], gaps: [folder]};
  const attached: FactList<Attached> = folder.known ? folder.value.attached : {items: [], gaps: [folder]};
  const candidate = await learn('the release that is signed off', async () => candidateIn(reports.items, inputs.candidate));
  const head = await learn('the commit that is checked out', async () => {
    const found = await git.head();
    if (!found) throw new Refusal({code: 'missing', what: 'the commit that is checked out', why: 'there is none', fix: 'Check the commit out that is released.'});
    return found.sha;
  });
  const changed = await learn('whether the work tree is clean', async () => (await git.changedSince(opened(head))).map(({path}) => path));
  const tip = await learn(`the tip of ${policy.tip ?? 'a branch'}`, async () => {
    if (policy.tip === undefined) return undefined;
    const found = await git.resolve(`refs/remotes/${policy.tip}`);
    if (found === undefined) throw new Refusal({code: 'missing', what: `the tip of ${policy.tip}`, why: 'the clone does not have it', fix: 'Fetch it: git fetch origin.'});
    return found;
  });
  const patterns = [...new Set([...policy.require.artifacts, ...inputs.artifacts])];
  const lists = await learnEach(patterns, pattern => `the files that fit ${pattern}`, async pattern => ({pattern, files: await built.list([pattern])}));
  const paths = [...new Set(lists.items.flatMap(({files}) => files.map(({path}) => path)))].sort();
  const digested = await learnEach(paths, path => path, async (path): Promise<Artifact> => ({path, ...await built.digest(path)}));
  const artifacts: FactList<Artifact> = {items: digested.items, gaps: [...lists.gaps, ...digested.gaps]};
  const matches: FactList<Matches> = {items: lists.items.map(({pattern, files}) => ({pattern, count: files.length})), gaps: lists.gaps};

  const checkpoint = await learn(inputs.checkpoint ?? 'the checkpoint of the audit log', () => checkpointOf(ports, inputs.checkpoint, policy.remember));
  const record = await learn('the release record', async () => {
    const note = opened(checkpoint);
    const text = recordText(composeRecord({
      candidate: opened(candidate), commit: opened(head), reports: items(reports), attached: items(attached), artifacts: items(artifacts), required: policy.require.gates,
      resourceUri: inputs['resource-uri'], ...(note !== undefined && {checkpoint: note}),
    }));
    return {path: recordPath(opened(candidate)), text, sha256: sha256(text)};
  });
  const earlier = candidate.known ? await earlierIn(ports, candidate.value, policy.remember) : {items: [], gaps: [candidate]};
  return {reports, attached, candidate, head, changed, tip, artifacts, matches, earlier, record: record.known ? known(record.value) : record};
}
