import {copied} from '../copied.ts';
import type {Position} from '../markdown/index.ts';

/** A version of this very repository that a document names in code. */
export interface Pin {
  readonly name: string;
  /** The version as written, without a range sign: `1.2.3`, `2`, `v1`. */
  readonly version: string;
  readonly way: 'package' | 'action' | 'engine';
  readonly at: Position;
}

/** The names under which this repository is used. */
export interface OwnNames {
  readonly packages: ReadonlySet<string>;
  readonly repositories: ReadonlySet<string>;
}

const npmPin = /(?<![\w/.-])((?:@[a-z0-9][\w.-]*\/)?[A-Za-z0-9][\w.-]*)@[\^~]?(v?\d[\w.+-]*)/g;
const pythonPin = /(?<![\w.-])([A-Za-z0-9][\w.-]*)(?:\[[\w, -]*\])?\s*==\s*(\d[\w.+!]*)/g;
const actionPin = /(?<![\w.@/-])([\w.-]+\/[\w.-]+)(?:\/[\w./-]+)?@(v?\d[\w.+-]*)/g;

/** Whether a text holds a sign that every pin has. */
export const mayHoldPin = (text: string): boolean => text.includes('@') || text.includes('==');

/** A line of a tree of packages, such as `npm list` prints: what was installed somewhere, some day. */
const branch = /^[\s│|]*(?:[├└]─|[+`]--)/;

/** The pins in one line of code. In: the line, where it begins in the document, and the names that are this repository's. */
export function pinsIn(text: string, line: number, column: number, own: OwnNames): readonly Pin[] {
  const pins: Pin[] = [];
  if (branch.test(text)) return pins;
  const add = (match: RegExpExecArray, way: Pin['way'], known: boolean): void => {
    if (known) pins.push({name: copied(match[1]!), version: copied(match[2]!.replace(/[.-]$/, '')), way, at: {line, column: column + match.index + match[0].lastIndexOf(match[2]!)}});
  };
  if (text.includes('@')) {
    for (const match of text.matchAll(npmPin)) add(match, 'package', own.packages.has(match[1]!.toLowerCase()));
    for (const match of text.matchAll(actionPin)) add(match, 'action', own.repositories.has(match[1]!.toLowerCase()) && !own.packages.has(match[1]!.toLowerCase()));
  }
  if (text.includes('==')) for (const match of text.matchAll(pythonPin)) add(match, 'package', own.packages.has(match[1]!.toLowerCase().replaceAll('_', '-')));
  return pins;
}

const node = /\bNode(?:\.js|JS)?\s*(?:version\s*)?(?:(?:>=|≥)\s*)?v?(\d{1,2})(?:\.\d+){0,2}\s*(\+|or (?:later|newer|higher|above|greater)|and (?:up|above|later)|以上)|\bNode(?:\.js|JS)?\s*(?:version\s*)?(?:>=|≥)\s*v?(\d{1,2})/i;

/** The oldest Node.js that a sentence asks for: `Node.js 20 or later`, `Node >= 20`. */
export function nodeDemand(text: string): {readonly major: string; readonly offset: number} | undefined {
  const match = node.exec(text);
  return match ? {major: match[1] ?? match[3]!, offset: match.index} : undefined;
}
