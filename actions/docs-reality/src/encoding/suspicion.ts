import type {Mojibake} from './mojibake.ts';

/** How much suspected mojibake is tolerated. Certain mojibake never is. */
export interface SuspicionLimits {
  readonly maxSuspiciousFiles: number;
  /** A file is suspicious from so many hints on. A hint is a character within a suspected run. */
  readonly minHintCount: number;
  /** And from this share of hints in its characters other than white space on, between 0 and 1. */
  readonly minHintRatio: number;
}

/** What today's practice tolerates. */
export const DEFAULT_SUSPICION_LIMITS: SuspicionLimits = {maxSuspiciousFiles: 0, minHintCount: 8, minHintRatio: 0.03};

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
export function judgeSuspicion(text: string, found: readonly Mojibake[], limits: Pick<SuspicionLimits, 'minHintCount' | 'minHintRatio'>): Suspicion {
  const hints = found.reduce((sum, {bad, confidence}) => confidence === 'suspected' ? sum + characters(bad) : sum, 0);
  if (hints === 0) return {hints: 0, ratio: 0, suspicious: false};
  const ratio = hints / characters(text);
  return {hints, ratio, suspicious: hints >= limits.minHintCount && ratio >= limits.minHintRatio};
}

/** @returns whether more files are suspicious than the limits allow */
export function tooManySuspicious(files: Iterable<Suspicion>, limits: Pick<SuspicionLimits, 'maxSuspiciousFiles'>): boolean {
  let count = 0;
  for (const {suspicious} of files) if (suspicious) count++;
  return count > limits.maxSuspiciousFiles;
}

/** Code points other than white space. */
function characters(text: string): number {
  let count = 0;
  for (const character of text) if (!/^\s$/.test(character)) count++;
  return count;
}
