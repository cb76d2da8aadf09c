import {parseInstant} from '#core';
import type {Position} from '../markdown/index.ts';

/** The date that a document says it was last looked over. */
export interface Marker {
  /** The words or the key, as written: `Last Verified`, `last_updated`. */
  readonly label: string;
  readonly written: string;
  /** Midnight UTC; nothing when the text is no date. */
  readonly date?: Date;
  readonly at: Position;
}

/** The keys of front matter that say it, the strongest first. */
export const markerKeys = ['last-verified', 'last_verified', 'lastVerified', 'last-reviewed', 'last_reviewed', 'lastReviewed', 'reviewed', 'reviewed_on', 'last-updated', 'last_updated', 'lastUpdated', 'lastmod', 'ms.date', 'updated', 'date'] as const;

const marker = /^[\s>*_#|<!-]*\b(last[ -](?:verified|reviewed|checked|updated|modified)|(?:verified|reviewed)[ -]on|review[ -]date)\b\s*[*_]*\s*(?::|\|)\s*[*_]*\s*(.*)$/i;
const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

/**
 * A date that can be read in one way only: ISO (with or without a time), or with the month as a word. `03/04/2026` is none, but where a generator fixes the
 * order: Microsoft's `ms.date` is month, day, year.
 */
export function dateOf(written: string, label = ''): Date | undefined {
  const text = written.trim();
  const iso = parseInstant(text);
  if (iso) return iso;
  const american = label === 'ms.date' ? /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) : null;
  if (american) return parseInstant(`${american[3]}-${american[1]!.padStart(2, '0')}-${american[2]!.padStart(2, '0')}`);
  const day = /^(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})$/.exec(text);
  const month = /^([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/.exec(text);
  const [dayNumber, monthName, year] = day ? [day[1]!, day[2]!, day[3]!] : month ? [month[2]!, month[1]!, month[3]!] : [];
  if (!dayNumber || !monthName || !year) return undefined;
  const index = months.findIndex(name => name === monthName.toLowerCase() || (monthName.length >= 3 && name.startsWith(monthName.toLowerCase())));
  return index < 0 ? undefined : parseInstant(`${year}-${String(index + 1).padStart(2, '0')}-${dayNumber.padStart(2, '0')}`);
}

function markerOf(label: string, rest: string, at: Position): Marker {
  const written = rest.replace(/-->.*$/, '').replace(/[*_|]+\s*$/, '').trim();
  const head = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?/.exec(written)?.[0] ?? written.replace(/\s*[(,;–—-]\s.*$/, '').replace(/\.$/, '');
  const date = dateOf(head, label) ?? dateOf(written, label);
  return {label, written: written.slice(0, 100), at, ...(date && {date})};
}

/** The marker in one line of text: `**Last Verified**: 2026-11-20`. */
export function markerInLine(text: string, line: number): Marker | undefined {
  const match = marker.exec(text.slice(0, 300));
  return match ? markerOf(match[1]!, match[2]!, {line, column: text.indexOf(match[1]!) + 1}) : undefined;
}

/** The strongest marker among keys of front matter. */
export function markerInMetadata(metadata: ReadonlyMap<string, {readonly values: readonly string[]; readonly line?: number}>): Marker | undefined {
  for (const key of markerKeys) {
    const entry = metadata.get(key);
    if (entry && entry.values.length > 0) return markerOf(key, entry.values[0]!, {line: entry.line ?? 1, column: 1});
  }
  return undefined;
}

/** Whether a line can hold a marker at all: cheap, for every line of every document. */
export const mayHoldMarker = /last[ -](?:verified|reviewed|checked|updated|modified)|(?:verified|reviewed)[ -]on|review[ -]date/i;
