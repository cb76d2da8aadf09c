import {parseInstant} from '#core';
import {sameVersion, versionNumber} from './number.ts';

/** One version's part of a changelog. */
export interface ChangelogEntry {
  readonly title: string;
  readonly line: number;
  /** The versions that the heading names. */
  readonly versions: readonly string[];
  /** The date in the heading or in the lines right below it, as written. */
  readonly date?: string;
  /** The heading says that it has not been released. */
  readonly open: boolean;
  /** Something stands below it beside headings, links and comments. */
  readonly filled: boolean;
}

interface Heading {
  readonly title: string;
  readonly line: number;
  readonly next: number;
}

/** A line drawn below a title: `---` of Markdown, and what reStructuredText allows. Source: docutils, "Sections". */
const underline = /^([=\-~^*+#"'`:.])\1{2,}\s*$/;
const numbered = /(?<![\w.\-/])v?\d+(?:\.\d+)+(?:[-+.]?[0-9A-Za-z]+(?:[.+-][0-9A-Za-z]+)*)?(?![\w/])/gi;
const month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const dates = new RegExp([
  '\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}', '\\d{4}\\.\\d{2}\\.\\d{2}(?![.\\d])', '\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{4}', `${month}\\s+\\d{1,2}(?:st|nd|rd|th)?,?\\s+\\d{4}`, `\\d{1,2}(?:st|nd|rd|th)?[\\s-]+${month},?[\\s-]+\\d{4}`, `${month}\\s+\\d{4}`,
].map(form => `(?:${form})`).join('|'), 'i');
const unreleased = /\bunreleased\b|\bupcoming\b|\bin development\b|\bnot yet released\b|\btbd\b|\btba\b|(?:^|\W)(?:\?\?|xx|yyyy)/i;

/** Headings about the way from another version: "Changes since v1.2.2", "Upgrading from 1.x". */
const refers = /^\W*(?:\w+\W+){0,4}(?:since|from|compared|upgrad\w+|migrat\w+)\b/i;

function headingsIn(lines: readonly string[]): readonly Heading[] {
  const found: Heading[] = [];
  let fence: string | undefined;
  let comment = false;
  for (const [i, raw] of lines.entries()) {
    const line = raw.slice(0, 500);
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (!comment && mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined;
      continue;
    }
    if (fence !== undefined) continue;
    if (comment || line.trimStart().startsWith('<!--')) {
      comment = !line.includes('-->');
      continue;
    }
    const atx = /^ {0,3}#{1,6}[ \t]+(\S.*)/.exec(line)?.[1];
    if (atx !== undefined) {
      found.push({title: atx.replace(/[ \t]+#+[ \t]*$/, '').trim(), line: i + 1, next: i + 1});
      continue;
    }
    if (/^\S/.test(line) && underline.test(lines[i + 1] ?? '')) found.push({title: line.trim(), line: i + 1, next: i + 2});
  }
  return found;
}

/** The title without addresses, so that a comparison `v1.2.2...v1.2.3` names no version. */
const plainTitle = (title: string): string => title.replace(/\]\([^)]*\)|<[^>]*>|https?:\/\/\S+|[[\]*`_]/g, ' ');

/** "What's new in 1.2.3" is an entry; "Update the addition for macOS 15.4" speaks of something else. */
const mostWordsBefore = 3;

/** The versions of a title: `[1.2.3]`, `pkg@1.2.3`, `Version 1.2.3 (2026-01-31)`; dates are none. */
function versionsOf(title: string): readonly string[] {
  const text = plainTitle(title).replace(new RegExp(dates, 'gi'), ' ');
  const found = [...text.matchAll(numbered)].filter(([version]) => versionNumber(version) !== undefined);
  const before = text.slice(0, found[0]?.index).split(/\s+/).filter(word => /\w/.test(word));
  return before.length > mostWordsBefore ? [] : found.map(([version]) => version);
}

const mostWordsOfDivision = 3;

/** How far below a heading its date may stand. */
const linesForDate = 3;

/**
 * Reads a changelog: Markdown or reStructuredText, with versions as headings. An entry goes on to the next heading that names a version or says
 * "Unreleased". Words in running text, in code and in comments are no headings.
 */
export function readChangelog(text: string): readonly ChangelogEntry[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const all = headingsIn(lines).map(heading => ({...heading, versions: versionsOf(heading.title), open: unreleased.test(heading.title)}));
  // A heading that sends the reader to the releases page may name the last version of the file, and is no entry of it.
  const own = all.filter(({title, versions, open}) => (versions.length > 0 || open) && !/\/releases\b(?!\/)/.test(title) && !refers.test(title));
  // A heading of a few words divides; a longer one is what somebody wrote there instead of a line.
  const inner = new Set(all.filter(({title}) => title.split(/\s+/).length <= mostWordsOfDivision).map(({line}) => line - 1));
  return own.map(({title, line, next, versions, open}, i): ChangelogEntry => {
    const end = (own[i + 1]?.line ?? lines.length + 1) - 1;
    const written = contentOf(lines, next, end, inner);
    const date = dates.exec(plainTitle(title))?.[0] ?? written.slice(0, linesForDate).map(one => (one.length < 80 ? dates.exec(one)?.[0] : undefined)).find(one => one !== undefined);
    const dateAlone = written.length === 1 && date !== undefined && written[0]!.includes(date) && written[0]!.length < date.length + 20;
    return {title, line, versions, open, filled: written.length > 0 && !dateAlone, ...(date !== undefined && {date})};
  });
}

function contentOf(lines: readonly string[], start: number, end: number, headings: ReadonlySet<number>): readonly string[] {
  const found: string[] = [];
  let comment = false;
  for (let i = start; i < end; i++) {
    const line = lines[i]!.trim();
    if (comment || line.startsWith('<!--')) {
      comment = !line.includes('-->');
      continue;
    }
    if (line === '' || headings.has(i) || underline.test(line) || /^\[[^\]]+\]:\s/.test(line) || /^\.\. _/.test(line) || /^(?:[-*_]\s*){3,}$/.test(line) || /^[-*+]$/.test(line) || /^<a\s[^>]*>(?:<\/a>)?$/.test(line)) continue;
    found.push(line);
  }
  return found;
}

/** The entry of a version. */
export const entryOf = (entries: readonly ChangelogEntry[], version: string): ChangelogEntry | undefined => entries.find(({versions}) => versions.some(one => sameVersion(one, version)));

/** A date that can be read in one way only, as an instant; nothing for any other. */
export const instantOf = (date: string): Date | undefined => parseInstant(date.replaceAll('/', '-'));
