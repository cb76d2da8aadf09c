import {macintoshTable, westernTable} from './codepages.ts';
import type {EncodeTable, SingleByteCodec} from './codepages.ts';
import type {Piece} from './piece.ts';
import {writingSystem} from './plausible.ts';
import {CONTINUATION, LEAD, sequenceRoles} from './signs.ts';
import type {Family} from './signs.ts';
import {strangeness} from './strangeness.ts';
import {Utf8Assembler} from './utf8.ts';

/** The characters that one UTF-8 sequence turned into, and what it was. */
interface Unit {
  readonly start: number;
  readonly end: number;
  readonly codePoint: number;
  readonly system: string;
  readonly strangeness: number;
}

/** From this strangeness on nobody writes a unit. */
const NOBODY_WRITES = 2;
/** So many units back to back in one writing system are no coincidence, whatever they look like. */
const COINCIDENCES = 3;
/** How often a text is misread in a row before we stop looking. */
const MOST_ROUNDS = 4;

/** Writing systems whose letters do not stand in a word with Latin ones. */
const OWN_WORDS: ReadonlySet<string> = new Set(['cyrillic', 'armenian', 'hebrew', 'arabic']);

const tableOf = (name: Family): EncodeTable => name === 'western' ? westernTable() : macintoshTable();

function unitAt(text: string, start: number, table: EncodeTable): Unit | undefined {
  const sequence = new Utf8Assembler();
  for (let i = start; i < text.length; i++) {
    const byte = table[text.charCodeAt(i)] ?? 0;
    const result = sequence.feed(byte);
    if (result === 'bad') return undefined;
    if (result === 'open') continue;
    // A C1 control is no text, but is what a second misreading makes of a byte.
    const system = result <= 0x9f ? 'control' : writingSystem(result);
    const before = text.charAt(start - 1);
    // A combining accent stands on a letter.
    if (system === undefined || (system === 'combining' && !/^[a-z]$/i.test(before))) return undefined;
    const end = i + 1;
    const after = text.charAt(end);
    const strange = strangeness(text.slice(start, end), before, after);
    // `aÓ»d`: one Cyrillic letter in a Latin word is no repair.
    const foreign = OWN_WORDS.has(system) && /^[a-z]/i.test(before + after);
    return {start, end, codePoint: result, system, strangeness: foreign ? Math.min(strange, 1) : strange};
  }
  return undefined;
}

/** Calls back with the units of one line at a time. */
function eachLine(text: string, name: Family, judge: (units: readonly Unit[]) => void): void {
  const table = tableOf(name);
  const roles = sequenceRoles(name);
  let units: Unit[] = [];
  let lineEnd = -1;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const role = roles[text.charCodeAt(i)] ?? 0;
    const candidate = before === LEAD && role === CONTINUATION;
    before = role;
    if (!candidate) continue;
    const unit = unitAt(text, i - 1, table);
    if (unit === undefined) continue;
    i = unit.end - 1;
    before = 0;
    if (unit.start > lineEnd) {
      judge(believable(text, units));
      units = [];
      const newline = text.indexOf('\n', unit.end);
      lineEnd = newline === -1 ? text.length : newline;
    }
    units.push(unit);
  }
  judge(believable(text, units));
}

/** Characters that good text has around damaged text. Any other character outside ASCII is evidence that this is no damage but, say, a table of characters. */
const NEUTRAL = /^(?:[^\x80-\uffff]|[“”‘’«»–—…\u00a0\u3000-\u303f\uff00-\uff0f])?$/;

/** The units without those that touch characters which damage would not leave. */
function believable(text: string, units: readonly Unit[]): readonly Unit[] {
  return units.filter((unit, i) => {
    const follows = units[i - 1]?.end === unit.start;
    const precedes = units[i + 1]?.start === unit.end;
    return (follows || NEUTRAL.test(text.charAt(unit.start - 1))) && (precedes || NEUTRAL.test(text.charAt(unit.end)));
  });
}

/** Which units of a line are damage: those that nobody writes, and the unremarkable ones that these vouch for. */
function certainUnits(units: readonly Unit[], threshold = NOBODY_WRITES): ReadonlySet<Unit> {
  const certain = new Set(units.filter(unit => unit.strangeness >= threshold));
  for (let i = 0; i < units.length;) {
    let end = i + 1;
    while (end < units.length && units[end]?.start === units[end - 1]?.end && units[end]?.system === units[i]?.system) end++;
    if (end - i >= COINCIDENCES) for (const unit of units.slice(i, end)) certain.add(unit);
    i = end;
  }
  const unusual = units.filter(unit => unit.strangeness > 0);
  if (unusual.length >= 2) for (const unit of unusual) certain.add(unit);
  const systems = new Set([...certain].map(unit => unit.system));
  for (const unit of units) if (systems.has(unit.system) && certain.size > 0) certain.add(unit);
  return certain;
}

/** A misread byte-order mark is repaired by taking it away. */
const repairedUnit = (unit: Unit): string => unit.codePoint === 0xfeff ? '' : String.fromCodePoint(unit.codePoint);

/** Text that was misread twice is mojibake again after one repair. What has been found damaged once needs less evidence. */
function repairAgain(once: string, name: Family): {readonly repaired: string; readonly times: number} {
  let repaired = once;
  for (let times = 1; times < MOST_ROUNDS; times++) {
    const parts: string[] = [];
    let at = 0;
    eachLine(repaired, name, units => {
      const certain = certainUnits(units, 1);
      for (const unit of units) {
        if (!certain.has(unit)) continue;
        parts.push(repaired.slice(at, unit.start), repairedUnit(unit));
        at = unit.end;
      }
    });
    if (at === 0) return {repaired, times};
    repaired = parts.join('') + repaired.slice(at);
  }
  return {repaired, times: MOST_ROUNDS};
}

function codecOf(bad: string, name: Family): SingleByteCodec {
  if (name === 'macintosh') return 'macintosh';
  // The five holes of windows-1252 are C1 controls in both readings.
  return /[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]/.test(bad) ? 'latin1' : 'windows-1252';
}

/**
 * Finds UTF-8 that was read with a one-byte codec. Linear in the length of the text.
 *
 * @param text any text
 * @param name western is windows-1252 and latin1 in one pass
 * @returns pieces in order, without overlaps
 */
export function singleBytePieces(text: string, name: Family): readonly Piece[] {
  const pieces: Piece[] = [];
  eachLine(text, name, units => {
    const certain = certainUnits(units);
    const told = units.filter(unit => certain.has(unit) || unit.strangeness > 0);
    const codec = codecOf(told.map(({start, end}) => text.slice(start, end)).join(''), name);
    for (let i = 0; i < told.length;) {
      const first = told[i];
      if (first === undefined) break;
      const confidence = certain.has(first) ? 'certain' : 'suspected';
      let once = repairedUnit(first);
      let end = first.end;
      for (i++; i < told.length && told[i]?.start === end && certain.has(told[i] ?? first) === certain.has(first); i++) {
        const next = told[i] ?? first;
        once += repairedUnit(next);
        end = next.end;
      }
      const {repaired, times} = confidence === 'certain' ? repairAgain(once, name) : {repaired: once, times: 1};
      if (/[\x80-\x9f]/.test(repaired)) continue;
      pieces.push({start: first.start, end, repaired, codec, partial: repaired.includes('\ufffd'), times, confidence});
    }
  });
  return pieces;
}
