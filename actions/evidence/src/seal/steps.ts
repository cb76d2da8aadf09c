import {type Done, type EvidenceChange, type EvidenceRead, type Failed, Refusal, type Step, type StoreChange, type StoreRead, type Unsettled} from '#core';
import {mostBytes, sha256} from '../report-files.ts';

/** What a step carries: where the record goes, and its text. */
export type SealData = {readonly place: 'folder' | 'history'; readonly path: string; readonly text: string};

const about: Readonly<Record<SealData['place'], string>> = {history: 'Keep the release record in the history', folder: 'Write the release record'};

/** The history first: it is what makes a second, different record impossible. */
export function planSeal(record: {readonly path: string; readonly text: string}, remember: boolean): readonly Step<SealData>[] {
  const places: readonly SealData['place'][] = remember ? ['history', 'folder'] : ['folder'];
  return places.map(place => ({id: `seal ${place} ${sha256(record.text).slice(0, 16)}`, about: about[place], data: {place, path: record.path, text: record.text}}));
}

const done = ({path, text}: SealData): Done => ({state: 'done', receipt: {path, sha256: sha256(text)}});

interface LookingPorts {
  readonly evidence: EvidenceRead;
  readonly store: StoreRead;
}

/** Whether the record is there, byte for byte. Another one in its place was not written by this step; applying it is then refused. */
export async function settleSeal({data}: Step<SealData>, {evidence, store}: LookingPorts): Promise<Done | {readonly state: 'not-begun'}> {
  const bytes = data.place === 'folder' ? await evidence.bytes(data.path, {limit: mostBytes}) : (await store.snapshot([data.path], {limit: mostBytes})).files.get(data.path);
  return bytes && sha256(bytes) === sha256(data.text) ? done(data) : {state: 'not-begun'};
}

function refused(path: string): Refusal {
  return new Refusal({code: 'refused', what: path, why: 'somebody has signed this release off meanwhile, with other report files', fix: 'Release a new tag.'});
}

/** Writes the record, and never over another one. What was refused has not happened; of a disk that reports an error nobody knows. */
export async function applySeal({data}: Step<SealData>, {evidence, store}: {readonly evidence: EvidenceChange; readonly store: StoreChange}): Promise<Done | Failed | Unsettled> {
  const {place, path, text} = data;
  const bytes = new TextEncoder().encode(text);
  try {
    if (place === 'folder') await evidence.write(path, bytes);
    else await store.update([path], ({files}) => {
      const there = files.get(path);
      if (there && sha256(there) !== sha256(text)) throw refused(path);
      return there ? new Map() : new Map([[path, bytes]]);
    }, `Release record ${path.replace(/^.*\/|\.json$/g, '')}`);
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || (place === 'folder' && thrown.gap.code === 'unreadable')) throw thrown;
    return {state: 'failed', fault: {key: path, message: `${path} was not written: ${thrown.gap.why}.`, fix: thrown.gap.fix, gap: thrown.gap.code}};
  }
  return done(data);
}
