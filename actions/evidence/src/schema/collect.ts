import {type BuiltRead, type EvidenceRead, type Fact, type FactList, type FilesRead, Refusal, glob, known, learn, learnEach} from '#core';
import {recordAt} from '../record/read.ts';
import {mostBytes, readReportFolder} from '../report-files.ts';
import {catalog, catalogFolders} from './catalog.ts';
import {problemOf} from './document-form.ts';
import type {OwnEntry, Policy} from './policy.ts';

/** A file, the entry of the catalog that it fits, and what is wrong with it. */
export interface Catalogued {
  readonly path: string;
  /** Absent where it fits none. */
  readonly entry?: string;
  readonly problem?: string;
}

export interface Facts {
  readonly files: FactList<Catalogued>;
  /** The text of the page that policy names; nothing where it names none. */
  readonly page: Fact<string | undefined>;
}

export interface Ports {
  readonly evidence: EvidenceRead;
  readonly built: BuiltRead;
  readonly files: Pick<FilesRead, 'text'>;
}

/** SARIF, as far as a reader must find it to be that. Source: SARIF 2.1.0, section 3.13. */
function sarifProblem(text: string): string | undefined {
  try {
    const {version, runs} = JSON.parse(text) as {version?: unknown; runs?: unknown};
    return version === '2.1.0' && Array.isArray(runs) ? undefined : 'it is no SARIF 2.1.0';
  } catch {
    return 'it is not JSON';
  }
}

function journalProblem(text: string): string | undefined {
  const lines = text.split('\n').filter(line => line !== '');
  // The last line may have been torn by a crash; the next run passes it over.
  for (const [i, line] of lines.slice(0, -1).entries()) {
    try {
      JSON.parse(line);
    } catch {
      // So may any line that is followed by the mark of a torn one.
      if (lines[i + 1] !== '{"torn":true}') return `line ${i + 1} is not JSON`;
    }
  }
  return undefined;
}

/** The files that Shipgate itself has left. */
async function ownFiles(evidence: EvidenceRead): Promise<FactList<Catalogued>> {
  const folder = await readReportFolder(evidence);
  const reports = new Set(folder.reports.items.map(({path}) => path));
  const attached = new Map(folder.attached.items.map(one => [one.path, one]));
  const unread = new Map(folder.reports.gaps.map(gap => [gap.what, gap]));
  const strangers = new Set(folder.strangers.map(({path}) => path));
  const paths = (await learnEach(catalogFolders, name => `the folder ${name}`, name => evidence.list(name)));
  const found = await learnEach(paths.items.flat(), ({path}) => path, async ({path, size}): Promise<Catalogued> => {
    const entry = catalog.find(({pattern}) => glob(pattern)(path))?.id;
    if (reports.has(path)) return {path, entry: 'report-file'};
    if (strangers.has(path)) return {path};
    const attachment = attached.get(path);
    if (attachment) return {path, entry: 'attachment', ...(attachment.sha256 !== attachment.expected && {problem: `it is not what ${attachment.of} names`})};
    const gap = unread.get(path);
    if (gap) {
      // What a gate never wrote is invalid; what could not be looked at is not known.
      if (gap.code !== 'unreadable' && gap.code !== 'empty') throw new Refusal(gap);
      return {path, entry: 'report-file', problem: gap.why};
    }
    if (entry === undefined) return {path};
    if (entry === 'release-record') {
      const record = await learn(path, () => recordAt(evidence, path));
      return {path, entry, ...(!record.known ? {problem: record.why} : record.value?.intact === false && {problem: 'it was changed after it was sealed'})};
    }
    if (size === 0) return {path, entry, problem: 'it is empty'};
    if (entry !== 'sarif' && entry !== 'journal') return {path, entry};
    const bytes = await evidence.bytes(path, {limit: mostBytes});
    const text = new TextDecoder().decode(bytes ?? new Uint8Array());
    const problem = entry === 'sarif' ? sarifProblem(text) : journalProblem(text);
    return {path, entry, ...(problem !== undefined && {problem})};
  });
  return {items: found.items, gaps: [...paths.gaps, ...found.gaps]};
}

/** The files of other tools, each by the first entry of the catalog that fits it. */
async function otherFiles(built: BuiltRead, {catalog: entries, covers}: Policy): Promise<FactList<Catalogued>> {
  const globs = [...entries.map(({pattern}) => pattern), ...covers];
  const lists = await learnEach([...new Set(globs)], pattern => `the files that fit ${pattern}`, pattern => built.list([pattern]));
  const paths = [...new Set(lists.items.flat().map(({path}) => path))].sort();
  const fits = (path: string): OwnEntry | undefined => entries.find(({pattern}) => glob(pattern)(path));
  const found = await learnEach(paths, path => path, async (path): Promise<Catalogued> => {
    const entry = fits(path);
    if (!entry) return {path};
    const bytes = await built.bytes(path, {limit: mostBytes});
    if (!bytes) throw new Refusal({code: 'missing', what: path, why: 'it was removed while it was read', fix: 'Run it again.', at: {path}});
    let text: string;
    try {
      text = new TextDecoder('utf-8', {fatal: true}).decode(bytes);
    } catch {
      return {path, entry: entry.id, ...(/\.(?:json|ndjson|jsonl)$/.test(path) && {problem: 'it is not UTF-8'})};
    }
    const problem = problemOf(path, text, entry);
    return {path, entry: entry.id, ...(problem !== undefined && {problem})};
  });
  return {items: found.items, gaps: [...lists.gaps, ...found.gaps]};
}

/** Lists the files of Shipgate and of other tools, and holds each to its entry of the catalog. */
export async function collect({evidence, built, files}: Ports, {policy}: {readonly policy: Policy}): Promise<Facts> {
  const own = await learn('the folder for report files', () => ownFiles(evidence));
  const others = await otherFiles(built, policy);
  const {page} = policy;
  return {
    files: own.known ? {items: [...own.value.items, ...others.items], gaps: [...own.value.gaps, ...others.gaps]} : {items: others.items, gaps: [own, ...others.gaps]},
    page: page === undefined ? known(undefined) : await learn(page, async () => {
      const text = await files.text(page);
      if (text === undefined) throw new Refusal({code: 'missing', what: page, why: 'there is no such file', fix: 'Write it, or correct `page`.', at: {path: page}});
      return text;
    }),
  };
}
