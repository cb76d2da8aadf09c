import {slug as sluggerSlug} from 'github-slugger';

/** A slug made of ASCII alone, or nothing when the text needs the Unicode tables. */
function asciiSlug(text: string): string | undefined {
  if (/[\x80-\uffff]/.test(text)) return undefined;
  return text.toLowerCase().replace(/[^a-z0-9 _-]+/g, '').replaceAll(' ', '-');
}

/**
 * The anchor that GitHub gives a heading, before duplicates are numbered. In: the heading as a reader sees it, markup taken off. Out: lower case,
 * punctuation dropped, each space a hyphen. https://docs.github.com/en/get-started/writing-on-github (section links), as in github-slugger.
 */
export function slugOf(headingText: string): string {
  return asciiSlug(headingText) ?? sluggerSlug(headingText);
}

/**
 * Makes anchors unique. In: how the generator names the n-th repetition of an anchor, and the anchors that are taken already. Remembers how far each
 * anchor has been counted, so that ten thousand equal headings cost ten thousand steps.
 */
export class UniqueAnchors {
  readonly #repetition: (anchor: string, count: number) => string;
  readonly #taken: Set<string>;
  readonly #counts = new Map<string, number>();

  constructor(repetition: (anchor: string, count: number) => string, taken: Iterable<string> = []) {
    this.#repetition = repetition;
    this.#taken = new Set(taken);
  }

  /** The anchor, or its first repetition that is free; taken from now on. */
  take(anchor: string): string {
    let result = anchor;
    if (this.#taken.has(anchor)) {
      let count = this.#counts.get(anchor) ?? 0;
      do result = this.#repetition(anchor, ++count); while (this.#taken.has(result));
      this.#counts.set(anchor, count);
    }
    this.#taken.add(result);
    return result;
  }
}

/** `setup`, `setup-1`, `setup-2`: how GitHub and most generators tell equal headings apart. */
export const hyphenated = (anchor: string, count: number): string => `${anchor}-${count}`;
