import {sayDuration} from './duration.ts';
import {type Fault, type Ruling, broken, held, undecided} from './ruling.ts';

/** Clocks of machines differ: a time this little ahead is not "from the future". */
const clockSkewMs = 5 * 60_000;

/**
 * The one judgement of age. In: when it was made (by the time that stands inside it, never a file's mtime; NaN when it could not be read), the oldest
 * age allowed in milliseconds, and the run's time. Older, or from the future: broken. A time or a limit that is no number: undecided.
 */
export function freshness(madeAt: Date, maxAgeMs: number, now: Date, fault: () => Fault): Ruling {
  const age = now.getTime() - madeAt.getTime();
  const base = fault();
  if (!Number.isFinite(age) || !Number.isFinite(maxAgeMs)) return undecided({...base, message: `${base.message}: its date cannot be read.`});
  const expected = `at most ${sayDuration(maxAgeMs)} old`;
  const observed = `${sayDuration(Math.abs(age))} ${age < 0 ? 'ahead' : 'old'}`;
  if (age < -clockSkewMs) return broken({...base, message: `${base.message}: it is dated ${madeAt.toISOString()}, in the future.`, observed, expected});
  return age <= maxAgeMs ? held({observed, expected}) : broken({...base, message: `${base.message}: it is ${sayDuration(age)} old, ${sayDuration(maxAgeMs)} is allowed.`,
    observed, expected});
}
