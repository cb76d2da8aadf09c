import type {BumpKind} from './number.ts';

/** A commit as the convention has it. */
export interface ConventionalCommit {
  readonly type: string;
  readonly breaking: boolean;
}

/** Type, scope and `!` of a subject. */
const header = /^([A-Za-z][\w-]*|BREAKING[ -]CHANGE)[ \t]?(?:\([^()]*\))?(!)?:[ \t]+\S/;

/**
 * Reads a message; nothing when it does not follow the convention. Upper and lower case do not matter, but for `BREAKING CHANGE`. Source:
 * conventionalcommits.org 1.0.0, items 1 to 16.
 */
export function conventionalCommit(subject: string, body: string): ConventionalCommit | undefined {
  const [, type, mark] = header.exec(subject.trim()) ?? [];
  if (type === undefined) return undefined;
  const footer = body.split('\n').some(line => /^BREAKING[ -]CHANGE(?:: | #)\s*\S/.test(line));
  return {type: type.toLowerCase(), breaking: mark !== undefined || footer || /^breaking[- ]change$/i.test(type)};
}

/** What a commit raises by itself. In: policy's rules for types, which win but for breaking changes. */
export function raisedBy({type, breaking}: ConventionalCommit, rules: Readonly<Record<string, BumpKind>>): BumpKind {
  if (breaking) return 'major';
  return (Object.hasOwn(rules, type) ? rules[type] : undefined) ?? (type === 'feat' || type === 'feature' ? 'minor' : 'patch');
}

/** What git and GitHub write by themselves and that says nothing about what changed: merges. */
export const isMergeMessage = (subject: string): boolean => /^Merge (?:branch|pull request|remote-tracking branch|tag|commit|branches)\b/.test(subject);
