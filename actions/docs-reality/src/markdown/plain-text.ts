import {ASTERISK, TILDE, UNDERSCORE, isSpace} from './characters.ts';
import {decodeEntities} from './entities.ts';

/** A run of `*`, `_` or `~` that may begin or end emphasis. */
interface Run {
  readonly at: number;
  readonly length: number;
  readonly code: number;
  readonly opens: boolean;
  readonly closes: boolean;
  /** How many of its characters at the start and at the end took part in emphasis. */
  usedStart: number;
  usedEnd: number;
}

const PUNCTUATION = /[\p{P}\p{S}]/u;

const isPunctuated = (character: string): boolean => PUNCTUATION.test(character);

/** https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run and the rules that follow it */
function readRun(text: string, at: number, length: number, from: number, to: number): Run {
  const before = at > from ? text[at - 1]! : ' ';
  const after = at + length < to ? text[at + length]! : ' ';
  const code = text.charCodeAt(at);
  const spaceBefore = isSpace(before.charCodeAt(0)) || before === '\u00a0';
  const spaceAfter = isSpace(after.charCodeAt(0)) || after === '\u00a0';
  const left = !spaceAfter && (!isPunctuated(after) || spaceBefore || isPunctuated(before));
  const right = !spaceBefore && (!isPunctuated(before) || spaceAfter || isPunctuated(after));
  const inWord = code === UNDERSCORE;
  return {
    at, length, code, usedStart: 0, usedEnd: 0,
    opens: left && (!inWord || !right || isPunctuated(before)),
    closes: right && (!inWord || !left || isPunctuated(after)),
  };
}

const left = (run: Run): number => run.length - run.usedStart - run.usedEnd;

/** Whether an opening and a closing run can belong together, with the "multiple of 3" rule of https://spec.commonmark.org/0.31.2/#can-open-emphasis */
function matches(opener: Run, closer: Run): boolean {
  if (opener.code !== closer.code || !opener.opens || left(opener) === 0) return false;
  if (closer.code === TILDE) return opener.length === closer.length && opener.length <= 2;
  const both = opener.closes || closer.opens;
  return !both || (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}

/** Pairs the runs up, and thereby learns which of their characters are markup. Looks back over at most `MAX_BACK` runs, so that it stays linear. */
function pairRuns(runs: readonly Run[]): void {
  const MAX_BACK = 50;
  const open: Run[] = [];
  for (const closer of runs) {
    if (closer.closes) {
      let back = 0;
      for (let index = open.length - 1; index >= 0 && left(closer) > 0 && back < MAX_BACK; back++) {
        const opener = open[index]!;
        if (!matches(opener, closer)) {
          index--;
          continue;
        }
        const count = closer.code === TILDE ? closer.length : left(opener) >= 2 && left(closer) >= 2 ? 2 : 1;
        opener.usedEnd += count;
        closer.usedStart += count;
        open.length = left(opener) > 0 ? index + 1 : index;
        if (left(opener) === 0) index--;
      }
    }
    if (closer.opens && left(closer) > 0) open.push(closer);
  }
}

/** Joins the lines of a text; spaces at its two ends stay, for they are part of an anchor. */
function onOneLine(text: string): string {
  if (!text.includes('\n')) return text;
  const lines = text.split('\n');
  return lines.map((line, index) => (index === 0 ? line.trimEnd() : index === lines.length - 1 ? line.trimStart() : line.trim())).join(' ');
}

/** What the markup in a heading covers: collected while its links and code are read, and then taken out. */
export class PlainText {
  readonly #cuts: {readonly from: number; readonly to: number; readonly instead: string}[] = [];
  readonly #runs: Run[] = [];

  /** Leaves a stretch out, or puts other text in its place. */
  cut(from: number, to: number, instead = ''): void {
    if (to > from) this.#cuts.push({from, to, instead});
  }

  /** Notes a run of emphasis characters, in a text that spans `from` to `to`. */
  run(text: string, at: number, length: number, from: number, to: number): void {
    this.#runs.push(readRun(text, at, length, from, to));
  }

  /** The text with the markup taken out and entities resolved. */
  read(text: string, from: number, to: number): string {
    pairRuns(this.#runs);
    for (const run of this.#runs) {
      this.cut(run.at, run.at + run.usedStart);
      this.cut(run.at + run.length - run.usedEnd, run.at + run.length);
    }
    this.#cuts.sort((a, b) => a.from - b.from || b.to - a.to);
    let out = '';
    let at = from;
    for (const cut of this.#cuts) {
      if (cut.from < at) continue;
      out += decodeEntities(text.slice(at, cut.from)) + cut.instead;
      at = cut.to;
    }
    return onOneLine(out + decodeEntities(text.slice(at, to)));
  }
}

export const isEmphasisMark = (code: number): boolean => code === ASTERISK || code === UNDERSCORE || code === TILDE;
