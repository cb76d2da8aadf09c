import type {Mojibake} from './mojibake.ts';

/** How much suspected mojibake a file may have. Certain mojibake is never tolerated. */
export interface SuspicionLimits {
  /** A file is suspicious from so many hints on. A hint is a character within a suspected run. */
  readonly minHintCount: number;
  /** And from this share of hints in its characters other than white space on, between 0 and 1. */
  readonly minHintRatio: number;
}

/** How suspicious one file is. */
export interface Suspicion {
  readonly hints: number;
  /** Hints among the characters other than white space; 0 for a text without any. */
  readonly ratio: number;
  readonly suspicious: boolean;
}

/**
 * @param text the decoded text of a file
 * @param found its mojibake; certain runs are findings of their own and do not count here
 * @param limits from which count and ratio on a file is suspicious; both must be reached
 */
export function judgeSuspicion(text: string, found: readonly Mojibake[], limits: SuspicionLimits): Suspicion {
  const hints = found.reduce((sum, {bad, confidence}) => confidence === 'suspected' ? sum + characters(bad) : sum, 0);
  if (hints === 0) return {hints: 0, ratio: 0, suspicious: false};
  const ratio = hints / characters(text);
  return {hints, ratio, suspicious: hints >= limits.minHintCount && ratio >= limits.minHintRatio};
}

/** Code points other than white space. */
function characters(text: string): number {
  let count = 0;
  for (const character of text) if (!/^\s$/.test(character)) count++;
  return count;
}
