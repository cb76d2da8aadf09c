import {type EvidenceRead, type Json, Refusal, canonicalJson} from '#core';
import {mostBytes, sha256} from '../report-files.ts';
import {digestOf} from './compose.ts';
import {type RecordStatement, recordIn, recordSchema} from './format.ts';

/** Below the folder for report files; one file for each candidate. */
const recordsFolder = 'records';

/** A file name for any candidate id; ids that would share a name are kept apart. */
function nameOf(candidate: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$/.test(candidate)) return candidate;
  return `${candidate.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '').slice(0, 100)}-${sha256(candidate.toWellFormed()).slice(0, 8)}`;
}

/** The path of a candidate's record, in the folder for report files and in the history alike. */
export const recordPath = (candidate: string): string => `${recordsFolder}/${nameOf(candidate)}.json`;

/** A release record as it was found. */
export interface FoundRecord {
  readonly path: string;
  readonly sha256: string;
  readonly statement: RecordStatement;
  /** Whether it is as it was sealed, by the digest that it has within itself. */
  readonly intact: boolean;
}

/**
 * Reads a release record that may be hostile. Throws a Refusal for everything that sealing does not write: other JSON, unknown members, a form that is not
 * canonical. A record whose content does not fit its own digest is read, and is not `intact`.
 */
export function readRecord(source: string, path: string): FoundRecord {
  const refuse = (why: string, cause?: unknown): never => {
    throw new Refusal({code: source.trim() === '' ? 'empty' : 'unreadable', what: path, why, fix: 'Take the record as it was sealed, or sign the release off again.'}, {cause});
  };
  if (source.trim() === '') refuse('it is empty');
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (thrown) {
    refuse('it is not JSON', thrown);
  }
  const parsed = recordSchema().safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(`it is no release record of this version of Shipgate (${issue!.path.map(String).join('.') || 'the whole'}: ${issue!.message})`, parsed.error);
  }
  let canonical: string | undefined;
  try {
    canonical = `${canonicalJson(value as Json)}\n`;
  } catch (thrown) {
    refuse('it holds what canonical JSON cannot', thrown);
  }
  if (canonical !== source) refuse('it is not in canonical form: it was edited or formatted after it was sealed');
  const statement = parsed.data;
  return {path, sha256: sha256(source), statement, intact: digestOf(statement) === recordIn(statement).digest};
}

/** Decodes and reads a record; `undefined` where there is no such file. */
export async function recordAt(evidence: EvidenceRead, path: string): Promise<FoundRecord | undefined> {
  const bytes = await evidence.bytes(path, {limit: mostBytes});
  if (!bytes) return undefined;
  try {
    return readRecord(new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes), path);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    throw new Refusal({code: 'unreadable', what: path, why: 'it is not UTF-8', fix: 'Take the record as it was sealed.'}, {cause: thrown});
  }
}

/** The record of a candidate, or the only one there is. Throws a Refusal where it cannot be told which is meant. */
export async function findRecord(evidence: EvidenceRead, candidate: string | undefined): Promise<FoundRecord> {
  const missing = (why: string, fix: string): Refusal => new Refusal({code: 'missing', what: 'the release record', why, fix});
  if (candidate !== undefined) {
    const found = await recordAt(evidence, recordPath(candidate));
    if (!found) throw missing(`there is none of ${candidate}`, 'Download the report files of that release, or correct `candidate`.');
    return found;
  }
  const [first, ...others] = (await evidence.list(recordsFolder)).filter(({path}) => path.endsWith('.json'));
  if (!first) throw missing('there is none', 'Sign the release off first: shipgate evidence seal --apply.');
  if (others.length > 0) throw missing(`there are ${others.length + 1}`, 'Name the release in `candidate`.');
  const found = await recordAt(evidence, first.path);
  if (!found) throw missing('it was removed while it was read', 'Run it again.');
  return found;
}
