import {closeSync, existsSync, fsyncSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {basename, dirname, join, relative, resolve, sep} from 'node:path';
import {type Outcome, type RunRecord, Misconfiguration, attachmentFileOf, evidenceFileOf, evidenceText, junitOf, sarifOf, statementOf, summaryOf} from '#core';

/** One file that a run leaves. */
export interface ReportFile {
  /** Below the folder for report files. */
  readonly path: string;
  readonly content: string;
}

/** Everything that a run leaves, drawn before anything is written. */
export interface Drawn {
  readonly evidence: readonly ReportFile[];
  readonly reports: readonly ReportFile[];
  readonly summary: string;
  readonly main: string;
}

export type Format = 'sarif' | 'junit';

/** The evidence of an outcome and of the gates that it ran, and their attachments. */
function evidenceOf(record: RunRecord): readonly ReportFile[] {
  const {outcome} = record;
  const file = evidenceFileOf(outcome);
  const parts = (outcome.parts ?? []).flatMap((part: Outcome) => evidenceOf({...record, outcome: part}));
  const attachments = (outcome.attachments ?? []).map(({name, content}) => ({path: `evidence/${attachmentFileOf(file, name)}`, content}));
  return [{path: `evidence/${file}`, content: evidenceText(statementOf(record))}, ...attachments, ...parts];
}

/** Draws everything; pure but for its time, and may throw: then the caller has an undecided check to add. */
export function draw(record: RunRecord, formats: readonly Format[]): Drawn {
  const summary = summaryOf(record).text;
  return {
    evidence: evidenceOf(record),
    summary,
    main: `evidence/${evidenceFileOf(record.outcome)}`,
    reports: [
      {path: 'summary.md', content: summary},
      ...(formats.includes('sarif') ? [{path: 'report.sarif', content: sarifOf(record)}] : []),
      ...(formats.includes('junit') ? [{path: 'report.junit.xml', content: junitOf(record)}] : []),
    ],
  };
}

/**
 * The folder for report files; it is made with the first of them. Throws Misconfiguration when a link leads it out of the workspace: a repository could
 * otherwise choose which files of the machine are overwritten.
 */
export function reportFolder(root: string, folder: string): string {
  const path = resolve(root, folder);
  const inside = (inner: string, outer: string): boolean => !relative(outer, inner).startsWith(`..${sep}`) && relative(outer, inner) !== '..';
  if (inside(path, resolve(root)) && !inside(realpathSync(thereOf(join(path, 'evidence'))), realpathSync(root))) {
    throw new Misconfiguration([{message: `the folder ${folder} is a link that leads out of the workspace`, fix: 'Remove the link.', key: 'evidence-dir'}]);
  }
  return path;
}

/** A path, or the nearest folder above it that is there. */
function thereOf(path: string): string {
  return existsSync(path) ? path : thereOf(dirname(path));
}

/** Removes the evidence that earlier runs left under the names that this run will use. What cannot be removed cannot be written either: that is told then. */
export function removeEvidence(folder: string, names: readonly Pick<Outcome, 'as' | 'gate'>[]): void {
  for (const name of names) {
    try {
      rmSync(join(folder, 'evidence', evidenceFileOf(name)), {force: true});
    } catch {
      continue;
    }
  }
}

/** Makes a folder and those above it. Node's own recursive form never ends below /proc, where nothing can be made. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Writes a file so that a reader sees the old content or the whole new one, on disk when it returns. */
export function writeWhole(path: string, content: string): void {
  makeFolder(dirname(path));
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  const file = openSync(temporary, 'w', 0o644);
  try {
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (thrown) {
    rmSync(temporary, {force: true});
    throw thrown;
  }
}
