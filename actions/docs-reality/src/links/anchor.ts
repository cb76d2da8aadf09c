import {nearest} from '#core';
import {slugOf} from '../markdown/slug.ts';

/** What the fragments of a file can lead to. */
export interface Anchored {
  /** Identifiers of a page; nothing for a file that is no page. */
  readonly anchors?: ReadonlySet<string>;
  /** Text that a generator adds may hold further ones. */
  readonly open: boolean;
  /** Where nobody knows what renders the page: the anchors that other generators would give. */
  readonly otherwise?: ReadonlySet<string>;
  /** The number of lines, where it was counted. */
  readonly lines?: number;
}

export type AnchorLanding =
  | {readonly state: 'found'}
  | {readonly state: 'missing'; readonly near?: string}
  | {readonly state: 'beyond'; readonly lines: number}
  | {readonly state: 'unclear'; readonly why: string};

/** The reason for anchors that some other generator would give; several in one folder show that it is published by one. */
export const spelledOtherwise = 'it differs from the heading in punctuation alone';

const lineAnchor = /^L(\d{1,9})(?:C\d+)?(?:-L?(\d{1,9})(?:C\d+)?)?$/;
const always = new Set(['', 'top', '_top', 'readme', 'start-of-content', 'content', 'main']);

/** The last line that a fragment such as `L10-L20` names. */
export function lastLineOf(fragment: string): number | undefined {
  const match = lineAnchor.exec(fragment);
  return match ? Math.max(Number(match[1]), Number(match[2] ?? 0)) : undefined;
}

/** Joiners, which Persian and Indic text is full of, are kept by some renderers and dropped by others. */
const foldedAnchor = (anchor: string): string => anchor.replace(/[\u200c\u200d]/g, '').toLowerCase();

/** Whether an anchor begins with that of a heading, or that with it, as where sites put the headings above into it, or leave badges out: `options-env-prefix`. */
function isNested(anchor: string, anchors: ReadonlySet<string>): boolean {
  for (let dash = anchor.indexOf('-'); dash >= 0; dash = anchor.indexOf('-', dash + 1)) if (anchors.has(anchor.slice(0, dash))) return true;
  return [...anchors].some(known => known.startsWith(`${anchor}-`));
}

/**
 * Whether a fragment leads somewhere in a file. Lines are GitHub's (`#L10-L20`); the case of letters does not count, because GitHub and the generators
 * write anchors in lower case and browsers are the only ones to mind. Nothing is known of a file that was not read.
 */
export function anchorLanding(fragment: string, file: Anchored | undefined): AnchorLanding {
  if (file?.anchors?.has(fragment)) return {state: 'found'};
  const last = lastLineOf(fragment);
  if (last !== undefined && file?.lines !== undefined) return last <= file.lines ? {state: 'found'} : {state: 'beyond', lines: file.lines};
  // `[kbps](## "1000 bits/sec")`: a link for the sake of its title, which leads nowhere on purpose.
  if (always.has(fragment.toLowerCase()) || /^#+$/.test(fragment)) return {state: 'found'};
  if (!file?.anchors) return {state: 'unclear', why: 'the anchors of this kind of file are not known'};
  const wanted = fragment.replace(/^user-content-/, '');
  if (file.anchors.has(wanted)) return {state: 'found'};
  const folded = foldedAnchor(wanted);
  for (const anchor of file.anchors) if (foldedAnchor(anchor) === folded) return {state: 'found'};
  if (/^(?:foo|bar|baz|qux|quux|fez|faz)$/i.test(fragment)) return {state: 'unclear', why: 'it looks like a placeholder'};
  if (/^(?::~:|[/!?]|tab[-/]|RE-\/|tabid-|issuecomment|discussion_|L\d)/.test(fragment) || /[{}<>$]/.test(fragment)) return {state: 'unclear', why: 'a script or template answers to it'};
  if (file.otherwise && (file.otherwise.has(wanted) || file.anchors.has(slugOf(wanted)) || isNested(slugOf(wanted), file.anchors))) return {state: 'unclear', why: spelledOtherwise};
  if (file.open) return {state: 'unclear', why: 'the page includes text from elsewhere'};
  const near = nearest(wanted, file.anchors);
  return near === undefined ? {state: 'missing'} : {state: 'missing', near};
}
